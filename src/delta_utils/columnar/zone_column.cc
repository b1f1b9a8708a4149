#include "delta_utils/columnar/zone_column.h"

#include <algorithm>
#include <utility>

#include "delta_utils/base/compare.h"
#include "delta_utils/columnar/document_value.h"
#include "delta_utils/filter/field_path.h"

namespace delta_utils {
namespace {

using Shape = ZoneColumn::Shape;

/// Follows one path from the top of a schema.
class Walk {
 public:
  explicit Walk(std::string_view path) : path_(path) { found_.path = path; }

  std::optional<ZoneColumn> From(const StructType& schema) {
    return InStruct(schema, nullptr, 0);
  }

 private:
  using Found = std::optional<ZoneColumn>;

  bool IsLast(size_t part) const { return part + 1 == path_.parts().size(); }

  /// Through an array an element may lack a field, and another have it.
  Found Absent() {
    if (found_.is_list()) return std::nullopt;
    ZoneColumn absent;
    absent.path = found_.path;
    return absent;
  }

  Found InStruct(const StructType& type, const Column* above, size_t part) {
    const std::string& name = path_.parts()[part].name;
    // An index leads to the element itself, too, not only to its field of that name.
    if (found_.is_list() && path_.parts()[part].index) return std::nullopt;
    for (size_t i = 0; i < type.fields.size(); ++i) {
      const StructField& field = type.fields[i];
      if (field.name != name) continue;
      if (above != nullptr) return AtField(field, above->children[i], part);
      Result<Column> column = DocumentColumnOf(field);
      return column.ok() ? AtField(field, *column, part) : std::nullopt;
    }
    return Absent();
  }

  Found AtField(const StructField& field, const Column& column, size_t part) {
    found_.steps.push_back({&field, false});
    // An ancestor's NULL always stands for a missing field below it.
    if (!column.null_is_missing) {
      found_.null_means = part == 0 ? NullMeaning::kNull : NullMeaning::kEither;
    } else {
      found_.null_means = NullMeaning::kMissing;
    }
    const auto* array = std::get_if<ArrayType>(&field.type.type);
    if (array == nullptr) return AtType(field.type, column, part);
    found_.steps.back().is_list = true;
    const DataType& element = *array->element;
    if (std::holds_alternative<ArrayType>(element.type)) return std::nullopt;
    if (column.element().kind == ColumnKind::kVariant) return std::nullopt;
    return AtType(element, column.element(), part);
  }

  Found AtType(const DataType& type, const Column& column, size_t part) {
    if (std::holds_alternative<MapType>(type.type)) return std::nullopt;
    if (const auto* object = std::get_if<StructType>(&type.type)) {
      if (!IsLast(part)) return InStruct(*object, &column, part + 1);
      return At(Shape::kObject, column);
    }
    if (column.kind == ColumnKind::kVariant) {
      for (size_t i = part + 1; i < path_.parts().size(); ++i) {
        found_.inside.push_back(path_.parts()[i].name);
      }
      return At(Shape::kVariant, column);
    }
    return IsLast(part) ? At(Shape::kLeaf, column) : Absent();
  }

  Found At(Shape shape, const Column& column) {
    found_.shape = shape;
    found_.column = column;
    if (!found_.inside.empty()) found_.null_means = NullMeaning::kMissing;
    if (found_.is_list()) found_.null_means = NullMeaning::kEither;
    return std::move(found_);
  }

  const FieldPath path_;
  ZoneColumn found_;
};

TypeSet TypesOf(const Column& column) {
  switch (column.kind) {
    case ColumnKind::kInt:
    case ColumnKind::kSmallInt:
      return {ValueType::kInt32};
    case ColumnKind::kLong:
      return {ValueType::kInt64};
    case ColumnKind::kWhole:
      return {ValueType::kInt32, ValueType::kInt64};
    case ColumnKind::kDouble:
    case ColumnKind::kFloat:
      return {ValueType::kDouble};
    case ColumnKind::kNumber:
      return {ValueType::kInt32, ValueType::kInt64, ValueType::kDouble};
    case ColumnKind::kDecimal:
      return {ValueType::kDecimal128};
    case ColumnKind::kDate:
    case ColumnKind::kTimestampNtz:
    case ColumnKind::kDay:
      return {ValueType::kDate};
    case ColumnKind::kString:
    case ColumnKind::kBigDecimal:
      return {ValueType::kString};
    case ColumnKind::kBool:
      return {ValueType::kBool};
    case ColumnKind::kObjectId:
      return {ValueType::kObjectId};
    case ColumnKind::kUuid:
      return {ValueType::kUuid};
    case ColumnKind::kBinary:
      return {ValueType::kBinary, ValueType::kUuid};
    case ColumnKind::kObject:
      return {ValueType::kObject};
    case ColumnKind::kVoid:
      return {};
    default:
      return TypeSet::All();
  }
}

/// What the column's values may read as besides: text that is no ObjectId or UUID, and
/// instants between milliseconds.
TypeSet OthersOf(const Column& column) {
  switch (column.kind) {
    case ColumnKind::kObjectId:
    case ColumnKind::kUuid:
    case ColumnKind::kDate:
    case ColumnKind::kTimestampNtz:
      return {ValueType::kString};
    default:
      return {};
  }
}

/// The longest beginning of `text` that may be one of a UUID, or of an ObjectId's digits,
/// with `digit` for all that follows. Text of that form that is not below (not above)
/// `text` is not below (not above) what comes with '0' ('f').
std::string FillHex(std::string_view text, bool is_uuid, char digit) {
  const size_t size = is_uuid ? 36 : 24;
  const auto is_dash = [&](size_t i) {
    return is_uuid && (i == 8 || i == 13 || i == 18 || i == 23);
  };
  std::string filled;
  for (size_t i = 0; i < std::min(size, text.size()); ++i) {
    const char c = text[i];
    const bool is_hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    if (is_dash(i) ? c != '-' : !is_hex) break;
    filled += c;
  }
  while (filled.size() < size) filled += is_dash(filled.size()) ? '-' : digit;
  return filled;
}

}  // namespace

bool ZoneColumn::is_list() const {
  return std::ranges::any_of(steps, [](const Step& step) { return step.is_list; });
}

std::optional<ZoneColumn> FindZoneColumn(const StructType& schema,
                                         std::string_view path) {
  return Walk(path).From(schema);
}

ZoneMap ZoneOfSchema(const ZoneColumn& column) {
  ZoneMap map;
  map.column = column.path;
  map.null_means = column.null_means;
  map.is_list = column.is_list();
  if (column.shape == Shape::kAbsent) return ZoneOfNulls(column, {});
  map.types = TypesOf(column.column);
  map.others = OthersOf(column.column);
  if (column.ends_in_list()) map.others.Add(ValueType::kArray);
  map.may_have_nan = map.types.Contains(ValueType::kDouble);
  if (column.shape == Shape::kVariant) {
    map.others = TypeSet::All();
    map.others_may_be_missing = true;
    map.null_means = NullMeaning::kEither;
  }
  return map;
}

ZoneMap ZoneOfNulls(const ZoneColumn& column, ZoneCount rows) {
  ZoneMap map;
  map.column = column.path;
  map.null_means = column.null_means;
  map.is_list = column.is_list();
  map.types = {};
  map.may_have_nan = false;
  map.rows = rows;
  map.nulls = rows;
  return map;
}

ZoneMap ZoneOfConstant(const ZoneColumn& column, const Value& value, ZoneCount rows) {
  if (value.is<Null>()) return ZoneOfNulls(column, rows);
  ZoneMap map;
  map.column = column.path;
  map.null_means = column.null_means;
  map.types = {value.type()};
  map.may_have_nan = IsNaN(value);
  map.rows = rows;
  map.nulls = {0, Knowledge::kExact};
  if (map.may_have_nan) return map;
  map.min = {value, Knowledge::kExact};
  map.max = map.min;
  return map;
}

ZoneBound BoundOfStored(const Column& column, const Value& stored, BoundSide side) {
  const ZoneBound bound{stored, Knowledge::kBound};
  const bool is_min = side == BoundSide::kMin;
  switch (column.kind) {
    case ColumnKind::kObjectId:
    case ColumnKind::kUuid: {
      const auto* text = stored.get_if<std::string>();
      if (text == nullptr) return {};
      const bool is_uuid = column.kind == ColumnKind::kUuid;
      return {ValueOfText(column.kind, FillHex(*text, is_uuid, is_min ? '0' : 'f')),
              Knowledge::kBound};
    }
    case ColumnKind::kBinary:
    case ColumnKind::kBigDecimal:
    case ColumnKind::kObject:
    case ColumnKind::kVariant:
      return {};
    default:
      break;
  }
  if (IsNaN(stored)) return {};
  const TypeSet types = TypesOf(column);
  const bool is_number =
      types.Contains(ValueType::kInt32) || types.Contains(ValueType::kInt64) ||
      types.Contains(ValueType::kDouble) || types.Contains(ValueType::kDecimal128);
  const bool same_class = is_number ? stored.is_number() : types.Contains(stored.type());
  return same_class ? bound : ZoneBound{};
}

}  // namespace delta_utils
