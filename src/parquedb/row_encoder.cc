#include "parquedb/row_encoder.h"

#include <unordered_map>

#include "arrow/array/builder_base.h"
#include "arrow/array/builder_binary.h"
#include "arrow/array/builder_nested.h"
#include "arrow/builder.h"
#include "arrow/record_batch.h"
#include "arrow/type.h"
#include "delta_utils/base/ext_json.h"
#include "delta_utils/columnar/arrow_schema.h"
#include "delta_utils/variant/variant.h"
#include "parquedb/column_builder_internal.h"
#include "parquedb/column_fit.h"

namespace parquedb {
namespace {

using delta_utils::StructField;
using delta_utils::StructType;

class RowEncoderImpl : public RowEncoder {
 public:
  RowEncoderImpl(std::vector<Column> columns, RestMode rest)
      : columns_(std::move(columns)), values_(columns_.size()), rest_(rest) {
    for (size_t i = 0; i < columns_.size(); ++i) by_name_[columns_[i].name] = i;
  }

  Status Init(const StructType& schema) {
    StructType own;  // in the order of columns_
    for (const Column& column : columns_) own.fields.push_back(*schema.Find(column.name));
    own.fields.push_back(RestField(rest_));
    ARROW_ASSIGN_OR_RAISE(
        schema_, delta_utils::ToArrowSchema(own, delta_utils::ColumnNames::kLogical));
    for (const auto& field : schema_->fields()) {
      ARROW_ASSIGN_OR_RAISE(auto builder, arrow::MakeBuilder(field->type()));
      builders_.push_back(std::move(builder));
    }
    return Status::OK();
  }

  Status Append(const Object& document) override {
    std::fill(values_.begin(), values_.end(), nullptr);
    Object rest;
    for (const auto& field : document.fields) {
      auto found = by_name_.find(field.name);
      if (found == by_name_.end()) {
        rest.fields.push_back(field);
        continue;
      }
      Fit fit = FitOf(columns_[found->second], field.value);
      if (fit != Fit::kNo) values_[found->second] = &field.value;
      if (fit != Fit::kExact) rest.fields.push_back(field);
      if (fit != Fit::kExact) present_.insert(found->second);
    }
    AddMissingNames(&rest);
    present_.clear();
    for (size_t i = 0; i < columns_.size(); ++i) {
      arrow::ArrayBuilder* builder = builders_[i].get();
      ARROW_RETURN_NOT_OK(values_[i] == nullptr
                              ? builder->AppendNull()
                              : internal::AppendValue(columns_[i], *values_[i], builder));
    }
    return AppendRest(rest);
  }

  Result<EncodedRows> Finish() override {
    EncodedRows rows;
    rows.has_rest = has_rest_;
    rows.rest_names = std::move(rest_names_);
    std::vector<std::shared_ptr<arrow::Array>> arrays;
    std::vector<std::shared_ptr<arrow::Field>> fields;
    for (size_t i = 0; i < builders_.size(); ++i) {
      std::shared_ptr<arrow::Array> array;
      ARROW_RETURN_NOT_OK(builders_[i]->Finish(&array));
      if (i == columns_.size() && !has_rest_) break;
      arrays.push_back(std::move(array));
      fields.push_back(schema_->field(static_cast<int>(i)));
    }
    rows.batch = arrow::RecordBatch::Make(arrow::schema(std::move(fields)), rows_,
                                          std::move(arrays));
    has_rest_ = false;
    rest_names_.clear();
    rows_ = 0;
    return rows;
  }

 private:
  /// Fields that are absent although NULL of their column would read back as an explicit
  /// null.
  void AddMissingNames(Object* rest) {
    Array missing;
    for (size_t i = 0; i < columns_.size(); ++i) {
      if (values_[i] != nullptr || columns_[i].null_is_missing) continue;
      if (present_.contains(i)) continue;
      missing.values.emplace_back(columns_[i].name);
      rest_names_.insert(columns_[i].name);
    }
    for (const auto& field : rest->fields) rest_names_.insert(field.name);
    if (!missing.values.empty()) {
      rest->Append(std::string(kMissingKey), std::move(missing));
    }
  }

  Status AppendRest(const Object& rest) {
    ++rows_;
    arrow::ArrayBuilder* builder = builders_.back().get();
    if (rest.fields.empty()) return builder->AppendNull();
    has_rest_ = true;
    if (rest_ == RestMode::kNone) {
      return delta_utils::InvalidArgument(
          "field '" + rest.fields.front().name + "'",
          "no column gives the value back, and the collection keeps no '_rest'");
    }
    if (rest_ == RestMode::kJson) {
      return static_cast<arrow::StringBuilder*>(builder)->Append(
          delta_utils::ToExtJson(rest, delta_utils::ExtJsonMode::kCanonical));
    }
    ARROW_ASSIGN_OR_RAISE(auto bytes, rest_encoder_.Encode(rest));
    auto* variant = static_cast<arrow::StructBuilder*>(builder);
    ARROW_RETURN_NOT_OK(variant->Append());
    auto part = [&](int i) {
      return static_cast<arrow::BinaryBuilder*>(variant->field_builder(i));
    };
    ARROW_RETURN_NOT_OK(part(0)->Append(bytes.metadata));
    return part(1)->Append(bytes.value);
  }

  std::vector<Column> columns_;
  std::unordered_map<std::string_view, size_t> by_name_;  // keys live in columns_
  std::vector<const Value*> values_;                      // of the document at hand
  std::set<size_t> present_;  // columns whose field is in `_rest` of the document at hand
  RestMode rest_;
  std::shared_ptr<arrow::Schema> schema_;
  std::vector<std::unique_ptr<arrow::ArrayBuilder>> builders_;
  bool has_rest_ = false;
  std::set<std::string> rest_names_;
  delta_utils::VariantEncoder rest_encoder_;
  int64_t rows_ = 0;
};

}  // namespace

Result<std::unique_ptr<RowEncoder>> RowEncoder::Make(const StructType& schema,
                                                     RestMode rest) {
  ARROW_ASSIGN_OR_RAISE(std::vector<Column> columns, ColumnsOf(schema));
  auto encoder = std::make_unique<RowEncoderImpl>(std::move(columns), rest);
  ARROW_RETURN_NOT_OK(encoder->Init(schema));
  return encoder;
}

StructField RestField(RestMode rest) {
  StructField field;
  field.name = kRestField;
  field.type = {
      delta_utils::PrimitiveType{rest == RestMode::kVariant ? "variant" : "string"}};
  return field;
}

}  // namespace parquedb
