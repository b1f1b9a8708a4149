// Translates filters to SQL and tells which documents they match, for comparing with the
// rows that another engine selects.
//
// The first line of standard input names the columns and the documents that the rows of
// the table read as:
//
//   {"columns": [{"name": "n", "type": "int32"},
//                {"name": "l", "type": "list", "children": [{"type": "string"}]},
//                {"name": "d", "type": "decimal", "precision": 9, "scale": 2},
//                {"name": "s", "type": "string", "null_is_missing": true}],
//    "rows": [{"n": 1, ...}, ...]}
//
// Each further line is {"filter": {...}}. For each it prints a line
//
//   {"duckdb": {"text": "...", "exact": true}, "spark": {...}, "matches": [0, 4]}
//
// or {"error": "..."}; matches are numbers of rows, counted from 0.
#include <array>
#include <iostream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "delta_utils/base/document_reader.h"
#include "delta_utils/base/ext_json.h"
#include "delta_utils/filter/filter.h"
#include "delta_utils/filter/sql_filter.h"

namespace {

using delta_utils::Array;
using delta_utils::ColumnType;
using delta_utils::Object;
using delta_utils::Result;
using delta_utils::Status;
using delta_utils::TypedColumn;
using delta_utils::Value;

constexpr std::array<std::pair<std::string_view, ColumnType>, 16> kTypes = {{
    {"other", ColumnType::kOther},
    {"boolean", ColumnType::kBoolean},
    {"int8", ColumnType::kInt8},
    {"int16", ColumnType::kInt16},
    {"int32", ColumnType::kInt32},
    {"int64", ColumnType::kInt64},
    {"float", ColumnType::kFloat},
    {"double", ColumnType::kDouble},
    {"decimal", ColumnType::kDecimal},
    {"string", ColumnType::kString},
    {"binary", ColumnType::kBinary},
    {"date", ColumnType::kDate},
    {"timestamp", ColumnType::kTimestamp},
    {"timestamp_ntz", ColumnType::kTimestampNtz},
    {"struct", ColumnType::kStruct},
    {"list", ColumnType::kList},
}};

template <typename T>
Result<T> Get(const Object& object, std::string_view name) {
  const Value* value = object.Find(name);
  if (value == nullptr || !value->is<T>()) {
    return delta_utils::InvalidArgument(name, "is missing or of another type");
  }
  return value->get<T>();
}

Result<ColumnType> TypeOf(const std::string& name) {
  for (const auto& [known, type] : kTypes) {
    if (known == name) return type;
  }
  return delta_utils::InvalidArgument(name, "is no type");
}

Result<std::vector<TypedColumn>> ColumnsOf(const Array& described) {
  std::vector<TypedColumn> columns;
  for (const Value& value : described.values) {
    const auto* object = value.get_if<Object>();
    if (object == nullptr) return delta_utils::InvalidArgument("columns", "no objects");
    TypedColumn column;
    if (object->Find("name") != nullptr) {
      ARROW_ASSIGN_OR_RAISE(column.name, Get<std::string>(*object, "name"));
    }
    ARROW_ASSIGN_OR_RAISE(const std::string type, Get<std::string>(*object, "type"));
    ARROW_ASSIGN_OR_RAISE(column.type, TypeOf(type));
    if (column.type == ColumnType::kDecimal) {
      ARROW_ASSIGN_OR_RAISE(column.precision, Get<int32_t>(*object, "precision"));
      ARROW_ASSIGN_OR_RAISE(column.scale, Get<int32_t>(*object, "scale"));
    }
    if (object->Find("null_is_missing") != nullptr) {
      ARROW_ASSIGN_OR_RAISE(column.null_is_missing,
                            Get<bool>(*object, "null_is_missing"));
    }
    if (object->Find("children") != nullptr) {
      ARROW_ASSIGN_OR_RAISE(const Array children, Get<Array>(*object, "children"));
      ARROW_ASSIGN_OR_RAISE(column.children, ColumnsOf(children));
    }
    columns.push_back(std::move(column));
  }
  return columns;
}

struct Table {
  delta_utils::TypedColumns columns;
  std::vector<Object> rows;
};

Result<Table> TableOf(const Object& line) {
  Table table;
  ARROW_ASSIGN_OR_RAISE(const Array columns, Get<Array>(line, "columns"));
  ARROW_ASSIGN_OR_RAISE(table.columns.columns, ColumnsOf(columns));
  ARROW_ASSIGN_OR_RAISE(const Array rows, Get<Array>(line, "rows"));
  for (const Value& row : rows.values) {
    if (!row.is<Object>()) return delta_utils::InvalidArgument("rows", "no documents");
    table.rows.push_back(row.get<Object>());
  }
  return table;
}

Result<Object> Answer(const Table& table, const Object& line) {
  using delta_utils::SqlDialect;
  ARROW_ASSIGN_OR_RAISE(const Object text, Get<Object>(line, "filter"));
  ARROW_ASSIGN_OR_RAISE(const delta_utils::Filter filter, delta_utils::ParseFilter(text));
  Object answer;
  for (const auto& [name, dialect] : {std::pair("duckdb", SqlDialect::kDuckDb),
                                      std::pair("spark", SqlDialect::kSpark)}) {
    ARROW_ASSIGN_OR_RAISE(delta_utils::SqlFilter sql,
                          delta_utils::FilterToSql(filter, table.columns, dialect));
    Object translated;
    translated.Append("text", std::move(sql.text));
    translated.Append("exact", sql.exactness == delta_utils::Exactness::kExact);
    answer.Append(name, std::move(translated));
  }
  Array matches;
  for (size_t i = 0; i < table.rows.size(); ++i) {
    ARROW_ASSIGN_OR_RAISE(const bool is_match,
                          delta_utils::MatchesFilter(table.rows[i], filter));
    if (is_match) matches.values.emplace_back(static_cast<int32_t>(i));
  }
  answer.Append("matches", std::move(matches));
  return answer;
}

Status Run() {
  delta_utils::DocumentReader reader(std::cin, "standard input");
  ARROW_ASSIGN_OR_RAISE(std::optional<Object> line, reader.Next());
  if (!line) return delta_utils::InvalidArgument("standard input", "has no table");
  ARROW_ASSIGN_OR_RAISE(const Table table, TableOf(*line));
  while (true) {
    ARROW_ASSIGN_OR_RAISE(line, reader.Next());
    if (!line) return Status::OK();
    Result<Object> answer = Answer(table, *line);
    Object printed;
    if (answer.ok()) {
      printed = *std::move(answer);
    } else {
      printed.Append("error", answer.status().message());
    }
    std::cout << ToExtJson(printed, delta_utils::ExtJsonMode::kRelaxed) << '\n';
  }
}

}  // namespace

int main() {
  const Status status = Run();
  if (!status.ok()) std::cerr << "translate_filters: " << status.message() << '\n';
  return status.ok() ? 0 : 1;
}
