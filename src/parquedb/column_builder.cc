#include "arrow/array/builder_binary.h"
#include "arrow/array/builder_decimal.h"
#include "arrow/array/builder_nested.h"
#include "arrow/array/builder_primitive.h"
#include "arrow/util/decimal.h"
#include "parquedb/column_builder_internal.h"
#include "parquedb/column_fit.h"

namespace parquedb::internal {
namespace {

template <typename Builder>
Builder& As(arrow::ArrayBuilder* builder) {
  return *static_cast<Builder*>(builder);
}

Status AppendObject(const Column& column, const Object& object,
                    arrow::ArrayBuilder* builder) {
  auto& struct_builder = As<arrow::StructBuilder>(builder);
  ARROW_RETURN_NOT_OK(struct_builder.Append());
  size_t next = 0;  // documents of one kind list their fields in one order
  for (size_t i = 0; i < column.children.size(); ++i) {
    const Column& child = column.children[i];
    const Value* value = nullptr;
    if (next < object.fields.size() && object.fields[next].name == child.name) {
      value = &object.fields[next++].value;
    } else {
      value = object.Find(child.name);
    }
    arrow::ArrayBuilder* child_builder =
        struct_builder.field_builder(static_cast<int>(i));
    ARROW_RETURN_NOT_OK(value == nullptr ? child_builder->AppendNull()
                                         : AppendValue(child, *value, child_builder));
  }
  return Status::OK();
}

Status AppendArray(const Column& column, const Array& array,
                   arrow::ArrayBuilder* builder) {
  auto& list_builder = As<arrow::ListBuilder>(builder);
  ARROW_RETURN_NOT_OK(list_builder.Append());
  for (const Value& element : array.values) {
    ARROW_RETURN_NOT_OK(
        AppendValue(column.element(), element, list_builder.value_builder()));
  }
  return Status::OK();
}

Status AppendDecimal(Int128 unscaled, arrow::ArrayBuilder* builder) {
  arrow::Decimal128 decimal(static_cast<int64_t>(unscaled >> 64),
                            static_cast<uint64_t>(unscaled));
  return As<arrow::Decimal128Builder>(builder).Append(decimal);
}

}  // namespace

Status AppendValue(const Column& column, const Value& value,
                   arrow::ArrayBuilder* builder) {
  if (value.is<delta_utils::Null>()) return builder->AppendNull();
  switch (column.kind) {
    case ColumnKind::kInt:
      return As<arrow::Int32Builder>(builder).Append(
          static_cast<int32_t>(*HeldInt(value, column.kind)));
    case ColumnKind::kLong:
    case ColumnKind::kWhole:
      return As<arrow::Int64Builder>(builder).Append(*HeldInt(value, column.kind));
    case ColumnKind::kDouble:
    case ColumnKind::kNumber:
      return As<arrow::DoubleBuilder>(builder).Append(*HeldDouble(value));
    case ColumnKind::kDecimal:
      return AppendDecimal(*HeldDecimal(column, value), builder);
    case ColumnKind::kDate:
      return As<arrow::TimestampBuilder>(builder).Append(*HeldMicros(value));
    case ColumnKind::kString:
      return As<arrow::StringBuilder>(builder).Append(value.get<std::string>());
    case ColumnKind::kObjectId:
    case ColumnKind::kUuid:
      return As<arrow::StringBuilder>(builder).Append(*HeldText(column.kind, value));
    case ColumnKind::kBool:
      return As<arrow::BooleanBuilder>(builder).Append(value.get<bool>());
    case ColumnKind::kBinary:
      return As<arrow::BinaryBuilder>(builder).Append(*HeldBytes(column, value));
    case ColumnKind::kObject:
      return AppendObject(column, value.get<Object>(), builder);
    case ColumnKind::kArray:
      return AppendArray(column, value.get<Array>(), builder);
    default:
      return delta_utils::Internal(column.name, "a value for a column that is only read");
  }
}

}  // namespace parquedb::internal
