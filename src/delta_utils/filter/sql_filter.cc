#include "delta_utils/filter/sql_filter.h"

#include <utility>

#include "delta_utils/filter/sql_literal_internal.h"

namespace delta_utils {
namespace {

using filter_internal::SqlInteger;
using filter_internal::SqlLiteral;
using filter_internal::SqlName;
using filter_internal::SqlText;
using Kind = ColumnPredicate::Kind;

constexpr size_t kMaxBytes = size_t{16} << 20;

std::string_view SqlOp(CompareOp op) {
  switch (op) {
    case CompareOp::kEq:
      return " = ";
    case CompareOp::kGt:
      return " > ";
    case CompareOp::kGte:
      return " >= ";
    case CompareOp::kLt:
      return " < ";
    case CompareOp::kLte:
      return " <= ";
  }
  return " = ";
}

bool IsFloating(ColumnType type) {
  return type == ColumnType::kFloat || type == ColumnType::kDouble;
}

class SqlWriter {
 public:
  explicit SqlWriter(SqlDialect dialect) : dialect_(dialect) {}

  Status Write(const ColumnPredicate& predicate);
  bool is_full() const { return out_.size() > kMaxBytes; }
  std::string Take() && { return std::move(out_); }

 private:
  bool is_spark() const { return dialect_ == SqlDialect::kSpark; }
  Status WriteTerm(const ColumnPredicate& predicate, const std::string& ref);
  Status WriteJoined(const ColumnPredicate& predicate, std::string_view separator);
  Status WriteAny(const ColumnPredicate& predicate, const std::string& ref);
  void WriteCompare(const ColumnPredicate& predicate, const std::string& ref);
  void WriteIn(const ColumnPredicate& predicate, const std::string& ref);
  std::string Length(const ColumnPredicate& predicate, const std::string& ref) const;
  std::string IsWhole(ColumnType type, const std::string& ref) const;
  std::string Variable(int scope) const { return "x" + std::to_string(scope); }
  Result<std::string> Ref(const ColumnRef& ref) const;
  std::string Literal(const ColumnPredicate& predicate, size_t i) const {
    return SqlLiteral(predicate.operands[i], predicate.column, dialect_);
  }
  template <typename... Parts>
  void Put(const Parts&... parts) {
    ((out_ += parts), ...);
  }

  SqlDialect dialect_;
  std::string out_;
};

/// Each step is taken from something in parentheses: a.b alone may be a table's column.
Result<std::string> SqlWriter::Ref(const ColumnRef& ref) const {
  std::string text = ref.scope > 0 ? Variable(ref.scope) : "";
  for (const ColumnRef::Step& step : ref.steps) {
    if (const auto* name = std::get_if<std::string>(&step)) {
      ARROW_ASSIGN_OR_RAISE(const std::string quoted, SqlName(*name, dialect_));
      text = text.empty() ? quoted : "(" + text + ")." + quoted;
    } else if (is_spark()) {
      text = "get(" + text + ", " + std::to_string(std::get<uint32_t>(step)) + ")";
    } else {
      text = "(" + text + ")[" + std::to_string(std::get<uint32_t>(step) + 1) + "]";
    }
  }
  return text;
}

std::string SqlWriter::Length(const ColumnPredicate& predicate,
                              const std::string& ref) const {
  if (predicate.column.type == ColumnType::kBinary) return "octet_length(" + ref + ")";
  return (is_spark() ? "array_size(" : "len(") + ref + ")";
}

std::string SqlWriter::IsWhole(ColumnType type, const std::string& ref) const {
  if (!is_spark()) return "(epoch_us(" + ref + ") % 1000 = 0)";
  if (type == ColumnType::kTimestamp) return "(unix_micros(" + ref + ") % 1000 = 0)";
  return "(extract(SECOND FROM " + ref + ") * 1000 % 1 = 0)";
}

void SqlWriter::WriteCompare(const ColumnPredicate& predicate, const std::string& ref) {
  const bool is_above = predicate.op == CompareOp::kGt || predicate.op == CompareOp::kGte;
  Put("(", ref, SqlOp(predicate.op), Literal(predicate, 0));
  // Engines order NaN above all other numbers.
  if (is_above && IsFloating(predicate.column.type)) Put(" AND NOT isnan(", ref, ")");
  Put(")");
}

void SqlWriter::WriteIn(const ColumnPredicate& predicate, const std::string& ref) {
  Put("(", ref, " IN (");
  for (size_t i = 0; i < predicate.operands.size() && !is_full(); ++i) {
    Put(i == 0 ? "" : ", ", Literal(predicate, i));
  }
  Put("))");
}

Status SqlWriter::WriteJoined(const ColumnPredicate& predicate,
                              std::string_view separator) {
  Put("(");
  for (size_t i = 0; i < predicate.children.size() && !is_full(); ++i) {
    if (i > 0) Put(separator);
    ARROW_RETURN_NOT_OK(Write(predicate.children[i]));
  }
  Put(")");
  return Status::OK();
}

Status SqlWriter::WriteAny(const ColumnPredicate& predicate, const std::string& ref) {
  // Scopes nest: the element's number is one more than that of what holds the list.
  const std::string variable = Variable(predicate.ref.scope + 1);
  if (is_spark()) {
    Put("exists(", ref, ", ", variable, " -> ");
  } else {
    Put("(len(list_filter(", ref, ", lambda ", variable, ": ");
  }
  ARROW_RETURN_NOT_OK(Write(predicate.children.front()));
  Put(is_spark() ? ")" : ")) > 0)");
  return Status::OK();
}

Status SqlWriter::WriteTerm(const ColumnPredicate& predicate, const std::string& ref) {
  switch (predicate.kind) {
    case Kind::kIsNull:
      Put("(", ref, " IS NULL)");
      break;
    case Kind::kIsNaN:
      Put("isnan(", ref, ")");
      break;
    case Kind::kLength:
      Put("(", Length(predicate, ref), SqlOp(predicate.op),
          SqlInteger(predicate.operands[0].get<int64_t>()), ")");
      break;
    case Kind::kWhole:
      Put(IsWhole(predicate.column.type, ref));
      break;
    case Kind::kStartsWith:
      Put(is_spark() ? "startswith(" : "starts_with(", ref, ", ");
      Put(SqlText(predicate.operands[0].get<std::string>(), dialect_), ")");
      break;
    case Kind::kContains:
      Put("contains(", ref, ", ");
      Put(SqlText(predicate.operands[0].get<std::string>(), dialect_), ")");
      break;
    case Kind::kRemainder:
    case Kind::kBits:
      Put("((CAST(", ref, " AS BIGINT)", predicate.Is(Kind::kBits) ? " & " : " % ");
      Put(SqlInteger(predicate.operands[0].get<int64_t>()), ") = ");
      Put(SqlInteger(predicate.operands[1].get<int64_t>()), ")");
      break;
    case Kind::kCompare:
      WriteCompare(predicate, ref);
      break;
    case Kind::kIn:
      WriteIn(predicate, ref);
      break;
    default:
      return WriteAny(predicate, ref);
  }
  return Status::OK();
}

Status SqlWriter::Write(const ColumnPredicate& predicate) {
  switch (predicate.kind) {
    case Kind::kTrue:
      Put("TRUE");
      return Status::OK();
    case Kind::kFalse:
      Put("FALSE");
      return Status::OK();
    case Kind::kAnd:
      return WriteJoined(predicate, " AND ");
    case Kind::kOr:
      return WriteJoined(predicate, " OR ");
    case Kind::kNot:
      break;
    default: {
      ARROW_ASSIGN_OR_RAISE(const std::string ref, Ref(predicate.ref));
      return WriteTerm(predicate, ref);
    }
  }
  const ColumnPredicate& child = predicate.children.front();
  if (child.Is(Kind::kIsNull)) {
    ARROW_ASSIGN_OR_RAISE(const std::string ref, Ref(child.ref));
    Put("(", ref, " IS NOT NULL)");
    return Status::OK();
  }
  Put("(NOT coalesce(");
  ARROW_RETURN_NOT_OK(Write(child));
  Put(", FALSE))");
  return Status::OK();
}

}  // namespace

Result<SqlFilter> FilterToSql(const Filter& filter, const TypedColumns& columns,
                              SqlDialect dialect) {
  ARROW_ASSIGN_OR_RAISE(
      const ColumnPredicate predicate,
      PredicateOf(filter, columns, {.has_lists = true, .has_nul = false}));
  SqlWriter writer(dialect);
  ARROW_RETURN_NOT_OK(writer.Write(predicate));
  if (writer.is_full()) return SqlFilter{"TRUE", Exactness::kSuperset};
  return SqlFilter{std::move(writer).Take(), predicate.exactness};
}

}  // namespace delta_utils
