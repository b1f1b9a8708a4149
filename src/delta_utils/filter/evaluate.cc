#include <utility>

#include "delta_utils/expression/expression.h"
#include "delta_utils/filter/evaluator_internal.h"
#include "delta_utils/filter/filter.h"
#include "delta_utils/filter/json_schema.h"
#include "delta_utils/variant/variant.h"

namespace delta_utils {
namespace filter_internal {
namespace {

bool Holds(Result<bool> result, LeafContext* context) {
  if (result.ok()) return *result;
  if (context->status.ok()) context->status = result.status();
  return false;
}

bool IsTrue(const ExprTest& test, FieldSource& document, LeafContext* context) {
  const Result<Value> value = test.expression->Evaluate(document, &context->scratch);
  if (!value.ok()) return Holds(WithPath("$expr", value.status()), context);
  return IsTruthy(*value);
}

/// An array as the object that BSON stores it as.
Object ObjectOf(const Array& array) {
  Object object;
  for (size_t i = 0; i < array.values.size(); ++i) {
    object.Append(std::to_string(i), array.values[i]);
  }
  return object;
}

/// Decodes what it is asked for.
class VariantSource : public FieldSource {
 public:
  explicit VariantSource(const VariantView& document) : document_(document) {}

  Result<const Value*> Field(std::string_view name) override {
    const auto object = document_.ToObject();
    if (!object) return document_.Check();
    const auto field = object->Find(name);
    if (!field) return nullptr;
    ARROW_ASSIGN_OR_RAISE(field_, DecodeVariant(*field));
    return &field_;
  }
  Result<const Object*> Whole() override {
    ARROW_ASSIGN_OR_RAISE(whole_, DecodeVariant(document_));
    return &whole_.get<Object>();
  }

 private:
  VariantView document_;
  Value field_;
  Value whole_;
};

}  // namespace

bool ExpressionHolds(const ExprTest& test, const ValueCursor& document,
                     LeafContext* context) {
  ObjectSource source(document.object());
  return IsTrue(test, source, context);
}

bool ExpressionHolds(const ExprTest& test, const VariantCursor& document,
                     LeafContext* context) {
  VariantSource source(document.view);
  return IsTrue(test, source, context);
}

bool SchemaHolds(const SchemaTest& test, const ValueCursor& document,
                 LeafContext* context) {
  const auto holds = [&](const Object& object) {
    Result<bool> matches = test.schema->Matches(object, &context->scratch);
    if (!matches.ok()) matches = WithPath("$jsonSchema", matches.status());
    return Holds(std::move(matches), context);
  };
  if (document.shape() == Shape::kObject) return holds(document.object());
  return holds(ObjectOf(document.value->get<Array>()));
}

bool SchemaHolds(const SchemaTest& test, const VariantCursor& document,
                 LeafContext* context) {
  const Result<Value> value = DecodeVariant(document.view);
  if (!value.ok()) return Holds(value.status(), context);
  return SchemaHolds(test, ValueCursor{&*value}, context);
}

}  // namespace filter_internal

Result<bool> MatchesFilter(const Object& document, const Filter& filter) {
  LeafContext context;
  return MatchesFilter(document, filter, &context);
}

Result<bool> MatchesFilter(const Object& document, const Filter& filter,
                           LeafContext* context) {
  using filter_internal::PlainNode;
  const bool matches = filter_internal::Evaluator<PlainNode>(context).Matches(
      PlainNode{&filter}, {nullptr, &document});
  ARROW_RETURN_NOT_OK(std::exchange(context->status, Status::OK()));
  return matches;
}

}  // namespace delta_utils
