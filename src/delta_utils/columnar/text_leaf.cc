#include <algorithm>

#include "delta_utils/base/runtime.h"
#include "delta_utils/columnar/document_value.h"
#include "delta_utils/columnar/leaf_verdict_internal.h"
#include "delta_utils/columnar/text_leaf_internal.h"
#include "delta_utils/filter/leaf_test_internal.h"

namespace delta_utils::batch_internal {
namespace {

int CompareSizes(size_t a, size_t b) { return a < b ? -1 : (a > b ? 1 : 0); }

std::string TextOf(const Value& value) {
  if (const auto* symbol = value.get_if<Symbol>()) return symbol->text;
  if (const auto* text = value.get_if<std::string>()) return *text;
  if (const auto* id = value.get_if<ObjectId>()) return ToString(*id);
  return ToString(value.get<Uuid>());
}

/// A binary that is a UUID as a Uuid.
Value Canonical(const Value& operand) {
  const auto* binary = operand.get_if<Binary>();
  return binary == nullptr ? operand : MakeBinary(binary->subtype, binary->bytes);
}

/// The texts of the operands for which `is_meant`.
template <typename IsMeant>
TextTest SetOf(const In& in, const IsMeant& is_meant) {
  std::vector<std::string> set;
  for (const Value& operand : in.operands) {
    if (is_meant(operand)) set.push_back(TextOf(Canonical(operand)));
  }
  return TextTest::Equal(std::move(set));
}

TextTest RegexOf(const RegexTest& leaf) {
  TextTest test;
  const auto& prefix = leaf.pattern->prefix();
  if (prefix && prefix->is_all) {
    test.shape = TextTest::Shape::kPrefix;
    test.bound = prefix->text;
    return test;
  }
  if (const auto& literal = leaf.pattern->literal()) {
    if (literal->empty()) return TextTest::Always(true);
    test.shape = TextTest::Shape::kContains;
    test.bound = *literal;
    return test;
  }
  test.shape = TextTest::Shape::kRegex;
  test.path = leaf.path.text();
  test.pattern = leaf.pattern;
  return test;
}

/// Binaries compare by length, subtype, bytes.
TextTest BinaryComparison(const Comparison& leaf, uint8_t subtype) {
  constexpr uint8_t kUuidSubtype = 4;
  TextTest test;
  test.op = leaf.op;
  test.shape = TextTest::Shape::kBinary;
  uint8_t other = kUuidSubtype;
  if (const auto* uuid = leaf.operand.get_if<Uuid>()) {
    test.bound.assign(uuid->bytes.begin(), uuid->bytes.end());
  } else {
    other = leaf.operand.get<Binary>().subtype;
    test.bound = leaf.operand.get<Binary>().bytes;
  }
  test.subtype_order = CompareSizes(subtype, other);
  if (leaf.op != CompareOp::kEq) return test;
  if (test.subtype_order != 0) return TextTest::Always(false);
  return TextTest::Equal({std::move(test.bound)});
}

}  // namespace

TextTest TextTest::Always(bool holds) {
  TextTest test;
  test.shape = holds ? Shape::kAll : Shape::kNone;
  return test;
}

TextTest TextTest::Equal(std::vector<std::string> set) {
  std::sort(set.begin(), set.end());
  set.erase(std::unique(set.begin(), set.end()), set.end());
  TextTest test;
  test.shape = set.empty() ? Shape::kNone : Shape::kSet;
  test.set = std::move(set);
  return test;
}

TextTest TextTest::Order(CompareOp op, std::string bound) {
  if (op == CompareOp::kEq) return Equal({std::move(bound)});
  TextTest test;
  test.shape = Shape::kOrder;
  test.op = op;
  test.bound = std::move(bound);
  return test;
}

bool TextTest::IsInSet(std::string_view text) const {
  return std::binary_search(set.begin(), set.end(), text, std::less<>());
}

bool TextTest::Holds(std::string_view text, LeafContext* context) const {
  switch (shape) {
    case Shape::kNone:
      return false;
    case Shape::kAll:
      return true;
    case Shape::kSet:
      return IsInSet(text);
    case Shape::kOrder:
      return filter_internal::Holds(op, text.compare(bound));
    case Shape::kBinary: {
      int order = CompareSizes(text.size(), bound.size());
      if (order == 0) order = subtype_order;
      if (order == 0) order = text.compare(bound);
      return filter_internal::Holds(op, order);
    }
    case Shape::kPrefix:
      return text.starts_with(bound);
    case Shape::kContains:
      return text.find(bound) != std::string_view::npos;
    case Shape::kRegex:
      break;
  }
  // After a failure no row is of account, and each might fail as slowly.
  if (!context->status.ok()) return false;
  const Result<bool> found = pattern->Find(text, &context->scratch);
  if (found.ok()) return *found;
  context->status = InvalidArgument(path, "$regex: " + found.status().message());
  return false;
}

TextTest StringsOf(const Filter& leaf) {
  if (!LooksInto(leaf, TypeClass::kString)) {
    return TextTest::Always(HoldsFor(leaf, Value("")));
  }
  if (const auto* regex = std::get_if<RegexTest>(&leaf.node)) return RegexOf(*regex);
  if (const auto* in = std::get_if<In>(&leaf.node)) {
    return SetOf(
        *in, [](const Value& operand) { return ClassOf(operand) == TypeClass::kString; });
  }
  const auto& comparison = std::get<Comparison>(leaf.node);
  return TextTest::Order(comparison.op, TextOf(comparison.operand));
}

TextTest IdsOf(const Filter& leaf, ColumnKind kind) {
  const bool is_uuid = kind == ColumnKind::kUuid;
  const Value sample = is_uuid ? Value(Uuid{}) : Value(ObjectId{});
  if (!LooksInto(leaf, ClassOf(sample))) {
    return TextTest::Always(HoldsFor(leaf, sample));
  }
  if (const auto* in = std::get_if<In>(&leaf.node)) {
    return SetOf(*in, [&](const Value& operand) {
      return Canonical(operand).type() == sample.type();
    });
  }
  const auto& comparison = std::get<Comparison>(leaf.node);
  const Value operand = Canonical(comparison.operand);
  if (operand.type() == sample.type()) {
    return TextTest::Order(comparison.op, TextOf(operand));
  }
  // A UUID against a binary: length and subtype decide.
  return TextTest::Always(HoldsFor(leaf, sample));
}

TextTest BinariesOf(const Filter& leaf, uint8_t subtype) {
  if (!LooksInto(leaf, TypeClass::kBinary)) {
    return TextTest::Always(HoldsFor(leaf, Value(Binary{subtype, ""})));
  }
  if (const auto* comparison = std::get_if<Comparison>(&leaf.node)) {
    return BinaryComparison(*comparison, subtype);
  }
  std::vector<std::string> set;
  for (const Value& operand : std::get<In>(leaf.node).operands) {
    const auto* binary = operand.get_if<Binary>();
    if (binary != nullptr && binary->subtype == subtype) set.push_back(binary->bytes);
  }
  return TextTest::Equal(std::move(set));
}

}  // namespace delta_utils::batch_internal
