// Random columns of documents, of every kind and in every layout, for tests.
//
//   std::mt19937_64 engine(seed);
//   std::vector<Column> columns = testing::RandomColumns(engine);
//   std::shared_ptr<arrow::RecordBatch> batch = testing::RandomBatch(engine, columns,
//   70);
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "arrow/array/array_dict.h"
#include "arrow/array/array_nested.h"
#include "arrow/array/builder_binary.h"
#include "arrow/array/builder_decimal.h"
#include "arrow/array/builder_primitive.h"
#include "arrow/array/util.h"
#include "arrow/buffer_builder.h"
#include "arrow/record_batch.h"
#include "arrow/type.h"
#include "arrow/util/decimal.h"
#include "delta_utils/base/random_value_testing.h"
#include "delta_utils/base/runtime.h"
#include "delta_utils/columnar/document_column.h"
#include "delta_utils/columnar/document_value.h"
#include "delta_utils/variant/variant.h"

namespace delta_utils::testing {

using ArrayPtr = std::shared_ptr<arrow::Array>;

inline Column RandomColumn(std::mt19937_64& engine, std::string name, int levels) {
  Column column;
  column.name = std::move(name);
  column.null_is_missing = Below(engine, 2) == 0;
  const auto last = levels > 0 ? ColumnKind::kVoid : ColumnKind::kBigDecimal;
  column.kind = static_cast<ColumnKind>(Below(engine, static_cast<int>(last) + 1));
  if (levels > 0 && Below(engine, 3) == 0) {
    column.kind = Below(engine, 2) == 0 ? ColumnKind::kObject : ColumnKind::kArray;
  }
  if (levels == 0 &&
      (column.kind == ColumnKind::kObject || column.kind == ColumnKind::kArray)) {
    column.kind = ColumnKind::kWhole;
  }
  switch (column.kind) {
    case ColumnKind::kBinary:
      column.subtype = PickFrom<uint8_t>(engine, {0, 4, 128});
      break;
    case ColumnKind::kDecimal:
      column.precision = PickFrom<int>(engine, {5, 34});
      column.scale = PickFrom<int>(engine, {0, 2});
      break;
    case ColumnKind::kBigDecimal:
      column.precision = 38;
      column.scale = 3;
      break;
    case ColumnKind::kObject:
      for (const char* child : {"a", "b", "0"}) {
        if (Below(engine, 4) == 0) continue;
        column.children.push_back(RandomColumn(engine, child, levels - 1));
      }
      break;
    case ColumnKind::kArray:
      column.children.push_back(RandomColumn(engine, "element", levels - 1));
      break;
    case ColumnKind::kMap:
      column.children.push_back(RandomColumn(engine, "key", 0));
      column.children.push_back(RandomColumn(engine, "value", levels - 1));
      if (Below(engine, 2) == 0) column.children[0].kind = ColumnKind::kString;
      break;
    default:
      break;
  }
  return column;
}

inline std::vector<Column> RandomColumns(std::mt19937_64& engine) {
  std::vector<Column> columns;
  for (const char* name : {"_id", "a", "b", "c"}) {
    columns.push_back(RandomColumn(engine, name, 2));
  }
  return columns;
}

inline std::string RandomCellText(std::mt19937_64& engine, ColumnKind kind) {
  const uint64_t chance = Below(engine, 8);
  if (kind == ColumnKind::kObjectId && chance < 6) {
    std::string text = ToString(RandomObjectId(engine));
    if (chance == 0) text[Below(engine, text.size())] = 'F';
    if (chance == 1) text.pop_back();
    return text;
  }
  if (kind == ColumnKind::kUuid && chance < 6) {
    Uuid uuid;
    for (uint8_t& byte : uuid.bytes) byte = static_cast<uint8_t>(Below(engine, 2) * 255);
    std::string text = ToString(uuid);
    if (chance == 0) text[8] = '0';
    if (chance == 1) text[0] = 'A';
    return text;
  }
  if (kind == ColumnKind::kBinary && chance < 4) {
    return std::string(16, static_cast<char>(engine()));
  }
  return chance == 7 ? RandomString(engine) + RandomString(engine) + "ab"
                     : PickFrom<std::string>(engine, {"", "a", "ab", "abcdefgh",
                                                      "abcdefghi", "alpha 12 omega"});
}

inline ArrayPtr Finished(arrow::ArrayBuilder&& builder) {
  ArrayPtr array;
  EXPECT_TRUE(builder.Finish(&array).ok());
  return array;
}

/// `append(i)` for what is there.
template <typename Append>
ArrayPtr BuildCells(std::mt19937_64& engine, arrow::ArrayBuilder&& builder,
                    int64_t length, const Append& append) {
  const uint64_t nulls = Below(engine, 3);  // none, some, most
  for (int64_t i = 0; i < length; ++i) {
    const bool is_null =
        nulls == 1 ? Below(engine, 5) == 0 : (nulls == 2 && Below(engine, 4) != 0);
    EXPECT_TRUE((is_null ? builder.AppendNull() : append()).ok());
  }
  return Finished(std::move(builder));
}

template <typename Builder>
ArrayPtr RandomInts(std::mt19937_64& engine, int64_t length) {
  Builder builder;
  return BuildCells(engine, std::move(builder), length, [&] {
    return builder.Append(static_cast<typename Builder::value_type>(RandomInt64(engine)));
  });
}

template <typename Builder>
ArrayPtr RandomReals(std::mt19937_64& engine, int64_t length) {
  Builder builder;
  return BuildCells(engine, std::move(builder), length, [&] {
    return builder.Append(
        static_cast<typename Builder::value_type>(RandomDouble(engine)));
  });
}

template <typename Builder>
ArrayPtr RandomTexts(std::mt19937_64& engine, int64_t length, ColumnKind kind) {
  Builder builder;
  return BuildCells(engine, std::move(builder), length,
                    [&] { return builder.Append(RandomCellText(engine, kind)); });
}

inline ArrayPtr RandomDecimals(std::mt19937_64& engine, const Column& column,
                               int64_t length) {
  arrow::Decimal128Builder builder(arrow::decimal128(38, column.scale));
  return BuildCells(engine, std::move(builder), length, [&] {
    const auto high =
        Below(engine, 3) == 0 ? RandomInt64(engine) >> Below(engine, 64) : 0;
    const int64_t low = RandomInt64(engine);
    if (high == 0) return builder.Append(arrow::Decimal128(low));
    return builder.Append(arrow::Decimal128(high / 4, static_cast<uint64_t>(low)));
  });
}

inline ArrayPtr RandomMicros(std::mt19937_64& engine, const Column& column,
                             int64_t length) {
  arrow::TimestampBuilder builder(
      arrow::timestamp(arrow::TimeUnit::MICRO,
                       column.kind == ColumnKind::kDate ? "UTC" : ""),
      arrow::default_memory_pool());
  return BuildCells(engine, std::move(builder), length, [&] {
    const int64_t value = RandomInt64(engine);
    return builder.Append(Below(engine, 2) == 0 ? value : value / 1000000 * 1000);
  });
}

inline ArrayPtr RandomVariants(std::mt19937_64& engine, int64_t length) {
  arrow::BinaryBuilder metadata;
  arrow::BinaryBuilder value;
  for (int64_t i = 0; i < length; ++i) {
    Result<VariantBytes> bytes = Status::Invalid("not yet");
    while (!(bytes = EncodeVariant(RandomValue(engine, 2))).ok()) {
    }
    EXPECT_TRUE(metadata.Append(bytes->metadata).ok());
    EXPECT_TRUE(value.Append(bytes->value).ok());
  }
  const arrow::ArrayVector parts = {Finished(std::move(metadata)),
                                    Finished(std::move(value))};
  return *arrow::StructArray::Make(parts, std::vector<std::string>{"metadata", "value"});
}

inline ArrayPtr RandomArray(std::mt19937_64& engine, const Column& column,
                            int64_t length);
inline ArrayPtr RandomCells(std::mt19937_64& engine, const Column& column,
                            int64_t length);

/// Some of `count` rows are NULL.
inline std::shared_ptr<arrow::Buffer> RandomValidity(std::mt19937_64& engine,
                                                     int64_t count) {
  if (Below(engine, 2) == 0) return nullptr;
  arrow::TypedBufferBuilder<bool> bits;
  for (int64_t i = 0; i < count; ++i)
    EXPECT_TRUE(bits.Append(Below(engine, 4) != 0).ok());
  return *bits.Finish();
}

inline ArrayPtr RandomObjects(std::mt19937_64& engine, const Column& column,
                              int64_t length) {
  arrow::ArrayVector children;
  arrow::FieldVector fields;
  for (const Column& child : column.children) {
    children.push_back(RandomArray(engine, child, length));
    fields.push_back(arrow::field(child.name, children.back()->type()));
  }
  return std::make_shared<arrow::StructArray>(arrow::struct_(fields), length, children,
                                              RandomValidity(engine, length));
}

template <typename Offset>
std::shared_ptr<arrow::Buffer> RandomOffsets(std::mt19937_64& engine, int64_t length,
                                             int64_t* total) {
  arrow::TypedBufferBuilder<Offset> offsets;
  *total = Below(engine, 3);
  for (int64_t i = 0; i <= length; ++i) {
    EXPECT_TRUE(offsets.Append(static_cast<Offset>(*total)).ok());
    *total += Below(engine, 4);
  }
  return *offsets.Finish();
}

inline ArrayPtr RandomLists(std::mt19937_64& engine, const Column& column,
                            int64_t length) {
  int64_t total = 0;
  const auto validity = RandomValidity(engine, length);
  const uint64_t layout = Below(engine, 4);
  if (layout == 0) {
    const ArrayPtr elements = RandomArray(engine, column.element(), length * 2);
    return std::make_shared<arrow::FixedSizeListArray>(
        arrow::fixed_size_list(elements->type(), 2), length, elements, validity);
  }
  if (layout == 1) {
    const auto offsets = RandomOffsets<int64_t>(engine, length, &total);
    const ArrayPtr elements = RandomArray(engine, column.element(), total);
    return std::make_shared<arrow::LargeListArray>(arrow::large_list(elements->type()),
                                                   length, offsets, elements, validity);
  }
  const auto offsets = RandomOffsets<int32_t>(engine, length, &total);
  const ArrayPtr elements = RandomArray(engine, column.element(), total);
  return std::make_shared<arrow::ListArray>(arrow::list(elements->type()), length,
                                            offsets, elements, validity);
}

inline ArrayPtr RandomMaps(std::mt19937_64& engine, const Column& column,
                           int64_t length) {
  int64_t total = 0;
  const auto offsets = RandomOffsets<int32_t>(engine, length, &total);
  ArrayPtr keys;
  do {
    keys = RandomCells(engine, column.children[0], total);
  } while (keys->null_count() > 0);
  const ArrayPtr items = RandomArray(engine, column.children[1], total);
  return std::make_shared<arrow::MapArray>(arrow::map(keys->type(), items->type()),
                                           length, offsets, keys, items,
                                           RandomValidity(engine, length));
}

inline ArrayPtr RandomCells(std::mt19937_64& engine, const Column& column,
                            int64_t length) {
  const uint64_t layout = Below(engine, 4);
  switch (column.kind) {
    case ColumnKind::kInt:
    case ColumnKind::kSmallInt:
      if (layout == 0) return RandomInts<arrow::Int8Builder>(engine, length);
      if (layout == 1) return RandomInts<arrow::Int16Builder>(engine, length);
      return RandomInts<arrow::Int32Builder>(engine, length);
    case ColumnKind::kLong:
    case ColumnKind::kWhole:
      if (layout == 0) return RandomInts<arrow::Int32Builder>(engine, length);
      return RandomInts<arrow::Int64Builder>(engine, length);
    case ColumnKind::kDouble:
    case ColumnKind::kNumber:
    case ColumnKind::kFloat:
      if (layout == 0) return RandomReals<arrow::FloatBuilder>(engine, length);
      return RandomReals<arrow::DoubleBuilder>(engine, length);
    case ColumnKind::kDecimal:
    case ColumnKind::kBigDecimal:
      return RandomDecimals(engine, column, length);
    case ColumnKind::kDate:
    case ColumnKind::kTimestampNtz:
      return RandomMicros(engine, column, length);
    case ColumnKind::kDay:
      return RandomInts<arrow::Date32Builder>(engine, length);
    case ColumnKind::kBool: {
      arrow::BooleanBuilder builder;
      return BuildCells(engine, std::move(builder), length,
                        [&] { return builder.Append(Below(engine, 2) == 0); });
    }
    case ColumnKind::kBinary:
      if (layout == 0) {
        return RandomTexts<arrow::LargeBinaryBuilder>(engine, length, column.kind);
      }
      if (layout == 1) {
        return RandomTexts<arrow::BinaryViewBuilder>(engine, length, column.kind);
      }
      return RandomTexts<arrow::BinaryBuilder>(engine, length, column.kind);
    default:
      if (layout == 0) {
        return RandomTexts<arrow::LargeStringBuilder>(engine, length, column.kind);
      }
      if (layout == 1) {
        return RandomTexts<arrow::StringViewBuilder>(engine, length, column.kind);
      }
      return RandomTexts<arrow::StringBuilder>(engine, length, column.kind);
  }
}

inline ArrayPtr RandomDictionary(std::mt19937_64& engine, const Column& column,
                                 int64_t length) {
  const ArrayPtr values = RandomCells(engine, column, 1 + Below(engine, 9));
  const auto codes = [&]<typename Builder>(Builder builder) {
    return BuildCells(engine, std::move(builder), length, [&] {
      return builder.Append(static_cast<typename Builder::value_type>(
          Below(engine, static_cast<uint64_t>(values->length()))));
    });
  };
  const ArrayPtr indices =
      Below(engine, 2) == 0 ? codes(arrow::Int8Builder()) : codes(arrow::Int32Builder());
  return *arrow::DictionaryArray::FromArrays(
      arrow::dictionary(indices->type(), values->type()), indices, values);
}

/// Often a slice of something longer.
inline ArrayPtr RandomArray(std::mt19937_64& engine, const Column& column,
                            int64_t length) {
  const int64_t before = Below(engine, 2) == 0 ? 0 : Below(engine, 70);
  const int64_t all = length + before + (before == 0 ? 0 : 3);
  const auto make = [&]() -> ArrayPtr {
    switch (column.kind) {
      case ColumnKind::kObject:
        return RandomObjects(engine, column, all);
      case ColumnKind::kArray:
        return RandomLists(engine, column, all);
      case ColumnKind::kMap:
        return RandomMaps(engine, column, all);
      case ColumnKind::kVariant:
        return RandomVariants(engine, all);
      case ColumnKind::kVoid:
        return *arrow::MakeArrayOfNull(arrow::null(), all);
      default:
        return Below(engine, 5) == 0 ? RandomDictionary(engine, column, all)
                                     : RandomCells(engine, column, all);
    }
  };
  return make()->Slice(before, length);
}

/// Now and then a column is not there.
inline std::shared_ptr<arrow::RecordBatch> RandomBatch(std::mt19937_64& engine,
                                                       const std::vector<Column>& columns,
                                                       int64_t rows) {
  arrow::FieldVector fields;
  arrow::ArrayVector arrays;
  for (const Column& column : columns) {
    if (Below(engine, 10) == 0) continue;
    arrays.push_back(RandomArray(engine, column, rows));
    EXPECT_TRUE(arrays.back()->ValidateFull().ok()) << arrays.back()->ValidateFull();
    fields.push_back(arrow::field(column.name, arrays.back()->type()));
  }
  return arrow::RecordBatch::Make(arrow::schema(fields), rows, arrays);
}

/// The document of a row.
inline Object DocumentAt(const std::vector<Column>& columns,
                         const arrow::RecordBatch& batch, int64_t row) {
  Object document;
  for (const Column& column : columns) {
    const ArrayPtr array = batch.GetColumnByName(column.name);
    Value value;
    if (array != nullptr) {
      const Result<Value> decoded = DecodeValue(column, *array, row);
      EXPECT_TRUE(decoded.ok()) << column.name << ": " << decoded.status();
      if (decoded.ok()) value = *decoded;
    }
    if (value.is<Null>() && column.null_is_missing) continue;
    document.Append(column.name, std::move(value));
  }
  return document;
}

}  // namespace delta_utils::testing
