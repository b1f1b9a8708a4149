#include "parquedb/row_decoder.h"

#include <algorithm>

#include "arrow/array/array_base.h"
#include "arrow/array/array_binary.h"
#include "arrow/record_batch.h"
#include "delta_utils/base/ext_json.h"
#include "parquedb/column_fit.h"

namespace parquedb {
namespace {

using delta_utils::Null;

bool Lists(const Array& names, const std::string& name) {
  for (const Value& listed : names.values) {
    const auto* text = listed.get_if<std::string>();
    if (text != nullptr && *text == name) return true;
  }
  return false;
}

/// Takes `$missing` out of `rest`.
Array TakeMissing(Object* rest) {
  auto& fields = rest->fields;
  for (auto it = fields.begin(); it != fields.end(); ++it) {
    if (it->name != kMissingKey || !it->value.is<Array>()) continue;
    Array missing = std::move(it->value.get<Array>());
    fields.erase(it);
    return missing;
  }
  return {};
}

}  // namespace

RowDecoder::RowDecoder(std::vector<Column> columns, std::optional<RestMode> rest)
    : columns_(std::move(columns)), rest_(rest) {}

Status RowDecoder::Bind(const arrow::RecordBatch& batch, const FileFacts& file) {
  bound_.clear();
  rest_array_ = nullptr;
  for (const Column& column : columns_) {
    int index = batch.schema()->GetFieldIndex(column.name);
    if (index < 0) continue;
    bool rest_is_right = file.is_ours || file.absent_columns.contains(column.name);
    bound_.push_back({&column, batch.column(index).get(), rest_is_right});
  }
  int index = batch.schema()->GetFieldIndex(std::string(kRestField));
  if (rest_ && index >= 0) rest_array_ = batch.column(index).get();
  return Status::OK();
}

bool RowDecoder::HasRest(int64_t row) const {
  return rest_array_ != nullptr && rest_array_->IsValid(row);
}

Result<std::optional<Object>> RowDecoder::DecodeRest(int64_t row) const {
  if (!HasRest(row)) return std::nullopt;
  if (rest_ != RestMode::kVariant) {
    auto text = static_cast<const arrow::StringArray&>(*rest_array_).GetView(row);
    ARROW_ASSIGN_OR_RAISE(Object rest, delta_utils::ParseDocument(text));
    return rest;
  }
  Column variant;
  variant.kind = ColumnKind::kVariant;
  ARROW_ASSIGN_OR_RAISE(Value rest, DecodeValue(variant, *rest_array_, row));
  if (!rest.is<Object>()) {
    return delta_utils::Corrupt("", "'_rest' holds a value that is not an object");
  }
  return std::move(rest.get<Object>());
}

Result<Object> RowDecoder::Decode(int64_t row) const {
  Object document;
  ARROW_ASSIGN_OR_RAISE(std::optional<Object> rest, DecodeRest(row));
  document.fields.reserve(bound_.size() + (rest ? rest->fields.size() : 0));
  if (rest) {
    ARROW_RETURN_NOT_OK(Overlay(std::move(*rest), row, &document));
    return document;
  }
  for (const Bound& bound : bound_) {
    ARROW_ASSIGN_OR_RAISE(Value value, DecodeValue(*bound.column, *bound.array, row));
    if (value.is<Null>() && bound.column->null_is_missing) continue;
    document.Append(bound.column->name, std::move(value));
  }
  return document;
}

Status RowDecoder::Overlay(Object rest, int64_t row, Object* document) const {
  const Array missing = TakeMissing(&rest);
  std::vector<bool> used(rest.fields.size());
  for (const Bound& bound : bound_) {
    const Column& column = *bound.column;
    ARROW_ASSIGN_OR_RAISE(Value value, DecodeValue(column, *bound.array, row));
    auto own = std::find_if(rest.fields.begin(), rest.fields.end(),
                            [&](const auto& field) { return field.name == column.name; });
    if (own != rest.fields.end()) {
      used[own - rest.fields.begin()] = true;
      if (bound.rest_is_right || value == ReadBack(column, own->value)) {
        document->Append(column.name, std::move(own->value));
        continue;
      }
    }
    if (value.is<Null>() && (column.null_is_missing || Lists(missing, column.name)))
      continue;
    document->Append(column.name, std::move(value));
  }
  for (size_t i = 0; i < rest.fields.size(); ++i) {
    if (!used[i]) document->fields.push_back(std::move(rest.fields[i]));
  }
  return Status::OK();
}

}  // namespace parquedb
