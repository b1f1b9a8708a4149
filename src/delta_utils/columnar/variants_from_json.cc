#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "arrow/array/array_binary.h"
#include "arrow/array/array_dict.h"
#include "arrow/array/array_primitive.h"
#include "arrow/array/util.h"
#include "arrow/buffer.h"
#include "arrow/type.h"
#include "delta_utils/columnar/array_output_internal.h"
#include "delta_utils/columnar/row_metadata_internal.h"
#include "delta_utils/columnar/variant_column.h"
#include "delta_utils/columnar/variant_kernels.h"
#include "delta_utils/variant/variant_builder.h"

namespace delta_utils {
namespace {

using ArrayResult = Result<std::shared_ptr<arrow::Array>>;

/// One metadata for so many rows.
ArrayResult MakeSharedMetadata(const std::string& metadata, int64_t rows) {
  BinaryOutput names(1);
  names.bytes()->append(metadata);
  names.EndValue();
  ARROW_ASSIGN_OR_RAISE(auto dictionary, names.FinishBinary());
  std::vector<int32_t> codes(static_cast<size_t>(rows), 0);
  auto indices = std::make_shared<arrow::Int32Array>(
      rows, arrow::Buffer::FromVector(std::move(codes)));
  return arrow::DictionaryArray::FromArrays(
      arrow::dictionary(arrow::int32(), dictionary->type()), std::move(indices),
      std::move(dictionary));
}

bool IsText(const arrow::Array& array) {
  return array.type_id() == arrow::Type::STRING ||
         array.type_id() == arrow::Type::LARGE_STRING ||
         array.type_id() == arrow::Type::STRING_VIEW;
}

}  // namespace

ArrayResult VariantsFromJson(const arrow::Array& json, const FromJsonOptions& options) {
  if (!IsText(json)) {
    return InvalidArgument(
        "", "JSON is in a string array, not in one of " + json.type()->ToString());
  }
  if (options.metadata == DictionaryScope::kFixed) {
    return InvalidArgument("", "the names of a column of JSON are not known beforehand");
  }
  ARROW_ASSIGN_OR_RAISE(const BinaryCells cells,
                        BinaryCells::Make(arrow::MakeArray(json.data())));
  const bool is_shared = options.metadata == DictionaryScope::kBatch;
  FieldDictionary names(options.metadata);
  VariantBuilder builder(&names, options.builder);
  VariantJsonReader reader(options.json);
  ValidityOutput validity(json.length());
  BinaryOutput metadata(is_shared ? 0 : json.length());
  BinaryOutput values(json.length());
  const auto read = [&](int64_t row) {
    ARROW_RETURN_NOT_OK(reader.Read(cells.Get(row), &builder));
    ARROW_RETURN_NOT_OK(builder.Finish(values.bytes()));
    return names.FinishRow(is_shared ? nullptr : metadata.bytes());
  };
  for (int64_t row = 0; row < json.length(); ++row) {
    if (cells.IsNull(row)) {
      validity.Clear(row);
    } else if (const Status status = read(row); !status.ok()) {
      return WithPath(RowName(row), status);
    }
    values.EndValue();
    if (!is_shared) metadata.EndValue();
  }
  ARROW_ASSIGN_OR_RAISE(auto value, values.FinishBinary());
  ARROW_ASSIGN_OR_RAISE(auto named,
                        is_shared ? MakeSharedMetadata(names.Metadata(), json.length())
                                  : metadata.FinishBinary());
  return MakeVariantArray(std::move(named), std::move(value), std::move(validity));
}

}  // namespace delta_utils
