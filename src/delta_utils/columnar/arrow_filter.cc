#include "delta_utils/columnar/arrow_filter.h"

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "arrow/array/builder_base.h"
#include "arrow/builder.h"
#include "arrow/compute/api_scalar.h"
#include "arrow/compute/cast.h"
#include "arrow/compute/expression.h"
#include "arrow/compute/initialize.h"
#include "arrow/scalar.h"
#include "arrow/type.h"
#include "arrow/util/decimal.h"
#include "delta_utils/base/decimal128.h"
#include "delta_utils/columnar/typed_columns_of.h"

namespace delta_utils {
namespace {

using arrow::compute::call;
using ArrowExpression = arrow::compute::Expression;
using arrow::compute::literal;
using Kind = ColumnPredicate::Kind;
using ScalarPtr = std::shared_ptr<arrow::Scalar>;

constexpr int64_t kMicrosOfMilli = 1000;
constexpr int64_t kMillisOfDay = 86'400'000;

ScalarPtr DecimalScalar(const Decimal128& decimal, const TypedColumn& column) {
  const DecimalParts parts = PartsOf(decimal);
  arrow::Decimal128 unscaled(static_cast<int64_t>(parts.coefficient >> 64),
                             static_cast<uint64_t>(parts.coefficient));
  if (parts.negative) unscaled.Negate();
  return std::make_shared<arrow::Decimal128Scalar>(
      unscaled, arrow::decimal128(column.precision, column.scale));
}

ScalarPtr TimestampScalar(const Date& date, const TypedColumn& column) {
  const char* zone = column.type == ColumnType::kTimestamp ? "UTC" : "";
  return std::make_shared<arrow::TimestampScalar>(
      date.millis * kMicrosOfMilli, arrow::timestamp(arrow::TimeUnit::MICRO, zone));
}

/// An operand of a predicate on `column`.
ScalarPtr ScalarOf(const Value& value, const TypedColumn& column) {
  const auto integer = [&] { return value.get<int64_t>(); };
  switch (column.type) {
    case ColumnType::kBoolean:
      return arrow::MakeScalar(value.get<bool>());
    case ColumnType::kInt8:
      return arrow::MakeScalar(static_cast<int8_t>(integer()));
    case ColumnType::kInt16:
      return arrow::MakeScalar(static_cast<int16_t>(integer()));
    case ColumnType::kInt32:
      return arrow::MakeScalar(static_cast<int32_t>(integer()));
    case ColumnType::kFloat:
      return arrow::MakeScalar(static_cast<float>(value.get<double>()));
    case ColumnType::kDouble:
      return arrow::MakeScalar(value.get<double>());
    case ColumnType::kDecimal:
      return DecimalScalar(value.get<Decimal128>(), column);
    case ColumnType::kString:
      return std::make_shared<arrow::StringScalar>(value.get<std::string>());
    case ColumnType::kBinary:
      return std::make_shared<arrow::BinaryScalar>(value.get<Binary>().bytes);
    case ColumnType::kDate:
      return std::make_shared<arrow::Date32Scalar>(
          static_cast<int32_t>(value.get<Date>().millis / kMillisOfDay));
    case ColumnType::kTimestamp:
    case ColumnType::kTimestampNtz:
      return TimestampScalar(value.get<Date>(), column);
    default:
      return arrow::MakeScalar(integer());
  }
}

const char* FunctionOf(CompareOp op) {
  switch (op) {
    case CompareOp::kEq:
      return "equal";
    case CompareOp::kGt:
      return "greater";
    case CompareOp::kGte:
      return "greater_equal";
    case CompareOp::kLt:
      return "less";
    case CompareOp::kLte:
      return "less_equal";
  }
  return "equal";
}

/// Halved again and again, so that a long chain is not a deep one.
ArrowExpression Chain(const char* function, std::span<const ArrowExpression> of) {
  if (of.size() == 1) return of.front();
  const size_t half = of.size() / 2;
  return call(function,
              {Chain(function, of.first(half)), Chain(function, of.subspan(half))});
}

ArrowExpression RefOf(const ColumnRef& ref) {
  std::vector<arrow::FieldRef> names;
  for (const ColumnRef::Step& step : ref.steps) names.emplace_back(std::get<0>(step));
  return arrow::compute::field_ref(names.size() == 1 ? names.front()
                                                     : arrow::FieldRef(std::move(names)));
}

ArrowExpression AsInt64(ArrowExpression of) {
  return call("cast", {std::move(of)}, arrow::compute::CastOptions::Safe(arrow::int64()));
}

/// `of`, an int64, without what is left when it is divided.
ArrowExpression Multiple(const ArrowExpression& of, int64_t divisor) {
  return call("multiply", {call("divide", {of, literal(divisor)}), literal(divisor)});
}

Result<ArrowExpression> InExpression(const ColumnPredicate& predicate,
                                     ArrowExpression ref) {
  const bool is_float = predicate.column.type == ColumnType::kFloat ||
                        predicate.column.type == ColumnType::kDouble;
  std::vector<ArrowExpression> equal;
  arrow::ScalarVector scalars;
  for (const Value& operand : predicate.operands) {
    scalars.push_back(ScalarOf(operand, predicate.column));
    if (is_float) equal.push_back(call("equal", {ref, literal(scalars.back())}));
  }
  // A set would tell the two zeros apart.
  if (is_float) return Chain("or_kleene", equal);
  ARROW_ASSIGN_OR_RAISE(auto builder, arrow::MakeBuilder(scalars.front()->type));
  for (const ScalarPtr& scalar : scalars) {
    ARROW_RETURN_NOT_OK(builder->AppendScalar(*scalar));
  }
  ARROW_ASSIGN_OR_RAISE(auto values, builder->Finish());
  return call("is_in", {std::move(ref)}, arrow::compute::SetLookupOptions(values));
}

Result<ArrowExpression> TermOf(const ColumnPredicate& predicate) {
  using arrow::compute::MatchSubstringOptions;
  const ArrowExpression ref = RefOf(predicate.ref);
  const auto integer = [&](size_t i) { return predicate.operands[i].get<int64_t>(); };
  const auto text = [&] {
    return MatchSubstringOptions(predicate.operands[0].get<std::string>());
  };
  switch (predicate.kind) {
    case Kind::kIsNull:
      return arrow::compute::is_null(ref);
    case Kind::kIsNaN:
      return call("is_nan", {ref});
    case Kind::kCompare:
      return call(FunctionOf(predicate.op),
                  {ref, literal(ScalarOf(predicate.operands[0], predicate.column))});
    case Kind::kIn:
      return InExpression(predicate, ref);
    case Kind::kLength: {
      const bool is_list = predicate.column.type == ColumnType::kList;
      const ArrowExpression length =
          call(is_list ? "list_value_length" : "binary_length", {ref});
      return call(FunctionOf(predicate.op), {AsInt64(length), literal(integer(0))});
    }
    case Kind::kWhole: {
      const ArrowExpression micros = AsInt64(ref);
      return call("equal", {micros, Multiple(micros, kMicrosOfMilli)});
    }
    case Kind::kStartsWith:
      return call("starts_with", {ref}, text());
    case Kind::kContains:
      return call("match_substring", {ref}, text());
    case Kind::kRemainder: {
      const ArrowExpression whole = AsInt64(ref);
      const ArrowExpression left = call("subtract", {whole, Multiple(whole, integer(0))});
      return call("equal", {left, literal(integer(1))});
    }
    case Kind::kBits: {
      const ArrowExpression bits =
          call("bit_wise_and", {AsInt64(ref), literal(integer(0))});
      return call("equal", {bits, literal(integer(1))});
    }
    default:
      return Internal("", "Arrow has no function of the elements of lists");
  }
}

Result<ArrowExpression> ExpressionOf(const ColumnPredicate& predicate) {
  if (predicate.Is(Kind::kTrue) || predicate.Is(Kind::kFalse)) {
    return literal(predicate.Is(Kind::kTrue));
  }
  std::vector<ArrowExpression> children;
  for (const ColumnPredicate& child : predicate.children) {
    ARROW_ASSIGN_OR_RAISE(ArrowExpression of_child, ExpressionOf(child));
    children.push_back(std::move(of_child));
  }
  switch (predicate.kind) {
    case Kind::kAnd:
      return Chain("and_kleene", children);
    case Kind::kOr:
      return Chain("or_kleene", children);
    case Kind::kNot:
      // Readers of Parquet know this one by statistics.
      if (predicate.children.front().Is(Kind::kIsNull)) {
        return arrow::compute::is_valid(RefOf(predicate.children.front().ref));
      }
      return call("invert", {call("coalesce", {children.front(), literal(false)})});
    default:
      return TermOf(predicate);
  }
}

}  // namespace

Result<ArrowFilter> FilterToArrow(const Filter& filter, const arrow::Schema& schema) {
  ARROW_RETURN_NOT_OK(arrow::compute::Initialize());
  ARROW_ASSIGN_OR_RAISE(
      const ColumnPredicate predicate,
      PredicateOf(filter, TypedColumnsOf(schema), {.has_lists = false, .has_nul = true}));
  ARROW_ASSIGN_OR_RAISE(ArrowExpression expression, ExpressionOf(predicate));
  return ArrowFilter{std::make_shared<const ArrowExpression>(std::move(expression)),
                     predicate.exactness};
}

}  // namespace delta_utils
