#include "delta_utils/columnar/document_value.h"

#include "arrow/array/array_binary.h"
#include "arrow/array/array_decimal.h"
#include "arrow/array/array_dict.h"
#include "arrow/array/array_nested.h"
#include "arrow/array/array_primitive.h"
#include "arrow/extension_type.h"
#include "arrow/type.h"
#include "arrow/util/decimal.h"
#include "delta_utils/columnar/list_rows_internal.h"
#include "delta_utils/variant/variant.h"

namespace delta_utils {
namespace {

template <typename ArrayType>
const ArrayType& As(const arrow::Array& array) {
  return static_cast<const ArrayType&>(array);
}

Value DecodeInt(ColumnKind kind, const arrow::Array& array, int64_t row) {
  switch (array.type_id()) {
    case arrow::Type::INT8:
      return ValueOfInt(kind, As<arrow::Int8Array>(array).Value(row));
    case arrow::Type::INT16:
      return ValueOfInt(kind, As<arrow::Int16Array>(array).Value(row));
    case arrow::Type::INT32:
      return ValueOfInt(kind, As<arrow::Int32Array>(array).Value(row));
    default:
      return ValueOfInt(kind, As<arrow::Int64Array>(array).Value(row));
  }
}

Value DecodeDecimal(const Column& column, const arrow::Array& array, int64_t row) {
  arrow::Decimal128 decimal(As<arrow::Decimal128Array>(array).GetValue(row));
  if (column.kind == ColumnKind::kBigDecimal) return decimal.ToString(column.scale);
  auto unscaled = static_cast<Int128>(decimal.high_bits()) << 64;
  return ValueOfDecimal(column, unscaled | static_cast<Int128>(decimal.low_bits()));
}

Result<Value> DecodeObject(const Column& column, const arrow::StructArray& array,
                           int64_t row) {
  Object object;
  object.fields.reserve(column.children.size());
  for (size_t i = 0; i < column.children.size(); ++i) {
    const Column& child = column.children[i];
    // field() honours the offset of a sliced parent.
    ARROW_ASSIGN_OR_RAISE(Value value,
                          DecodeValue(child, *array.field(static_cast<int>(i)), row));
    if (value.is<Null>() && child.null_is_missing) continue;
    object.Append(child.name, std::move(value));
  }
  return Value(std::move(object));
}

Result<Value> DecodeArray(const Column& column, const arrow::Array& array, int64_t row) {
  const ListRows lists(array);
  Array result;
  result.values.reserve(lists.end(row) - lists.begin(row));
  for (int64_t i = lists.begin(row); i < lists.end(row); ++i) {
    ARROW_ASSIGN_OR_RAISE(Value value, DecodeValue(column.element(), *lists.values(), i));
    result.values.push_back(std::move(value));
  }
  return Value(std::move(result));
}

Result<Value> DecodeMap(const Column& column, const arrow::MapArray& array, int64_t row) {
  const Column& key_column = column.children[0];
  bool is_object = key_column.kind == ColumnKind::kString;
  Object object;
  Array pairs;
  for (int64_t i = array.value_offset(row); i < array.value_offset(row + 1); ++i) {
    ARROW_ASSIGN_OR_RAISE(Value key, DecodeValue(key_column, *array.keys(), i));
    ARROW_ASSIGN_OR_RAISE(Value value,
                          DecodeValue(column.children[1], *array.items(), i));
    if (is_object && key.is<std::string>()) {
      object.Append(std::move(key.get<std::string>()), std::move(value));
    } else {
      Object pair;
      pair.Append("key", std::move(key));
      pair.Append("value", std::move(value));
      pairs.values.emplace_back(std::move(pair));
    }
  }
  if (is_object) return Value(std::move(object));
  return Value(std::move(pairs));
}

/// Of text or binary in any layout.
std::string_view TextAt(const arrow::Array& array, int64_t row) {
  switch (array.type_id()) {
    case arrow::Type::LARGE_STRING:
    case arrow::Type::LARGE_BINARY:
      return As<arrow::LargeBinaryArray>(array).GetView(row);
    case arrow::Type::STRING_VIEW:
    case arrow::Type::BINARY_VIEW:
      return As<arrow::BinaryViewArray>(array).GetView(row);
    case arrow::Type::FIXED_SIZE_BINARY:
      return As<arrow::FixedSizeBinaryArray>(array).GetView(row);
    case arrow::Type::DICTIONARY: {
      const auto& encoded = As<arrow::DictionaryArray>(array);
      return TextAt(*encoded.dictionary(), encoded.GetValueIndex(row));
    }
    default:
      return As<arrow::BinaryArray>(array).GetView(row);
  }
}

Result<Value> DecodeVariantAt(const arrow::StructArray& array, int64_t row) {
  // VariantStorageType(): metadata, value.
  return DecodeVariant(TextAt(*array.field(0), row), TextAt(*array.field(1), row));
}

double RealAt(const arrow::Array& array, int64_t row) {
  if (array.type_id() == arrow::Type::FLOAT)
    return As<arrow::FloatArray>(array).Value(row);
  return As<arrow::DoubleArray>(array).Value(row);
}

}  // namespace

Result<Value> DecodeValue(const Column& column, const arrow::Array& array, int64_t row) {
  if (array.IsNull(row)) return Value(Null{});
  if (array.type_id() == arrow::Type::DICTIONARY) {
    const auto& encoded = As<arrow::DictionaryArray>(array);
    return DecodeValue(column, *encoded.dictionary(), encoded.GetValueIndex(row));
  }
  if (array.type_id() == arrow::Type::EXTENSION) {
    return DecodeValue(column, *As<arrow::ExtensionArray>(array).storage(), row);
  }
  switch (column.kind) {
    case ColumnKind::kInt:
    case ColumnKind::kLong:
    case ColumnKind::kWhole:
    case ColumnKind::kSmallInt:
      return DecodeInt(column.kind, array, row);
    case ColumnKind::kDouble:
    case ColumnKind::kNumber:
    case ColumnKind::kFloat:
      return ValueOfDouble(column.kind, RealAt(array, row));
    case ColumnKind::kDecimal:
    case ColumnKind::kBigDecimal:
      return DecodeDecimal(column, array, row);
    case ColumnKind::kDate:
      return ValueOfMicros(As<arrow::TimestampArray>(array).Value(row), true);
    case ColumnKind::kTimestampNtz:
      return ValueOfMicros(As<arrow::TimestampArray>(array).Value(row), false);
    case ColumnKind::kDay:
      return Value(Date{As<arrow::Date32Array>(array).Value(row) * int64_t{86'400'000}});
    case ColumnKind::kString:
    case ColumnKind::kObjectId:
    case ColumnKind::kUuid:
      return ValueOfText(column.kind, TextAt(array, row));
    case ColumnKind::kBool:
      return Value(As<arrow::BooleanArray>(array).Value(row));
    case ColumnKind::kBinary:
      return MakeBinary(column.subtype, std::string(TextAt(array, row)));
    case ColumnKind::kObject:
      return DecodeObject(column, As<arrow::StructArray>(array), row);
    case ColumnKind::kArray:
      return DecodeArray(column, array, row);
    case ColumnKind::kMap:
      return DecodeMap(column, As<arrow::MapArray>(array), row);
    case ColumnKind::kVariant:
      return DecodeVariantAt(As<arrow::StructArray>(array), row);
    case ColumnKind::kVoid:
      break;
  }
  return Value(Null{});
}

}  // namespace delta_utils
