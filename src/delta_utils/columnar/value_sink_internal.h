// Variant values put, row after row, into an array of one type.
#pragma once

#include <cstdint>
#include <memory>

#include "arrow/type_fwd.h"
#include "delta_utils/base/status.h"
#include "delta_utils/variant/variant_view.h"

namespace delta_utils {

class ValueSink {
 public:
  virtual ~ValueSink() = default;
  /// For any of the types of ExtractVariant (variant_kernels.h), `rows` in all.
  /// InvalidArgument: another type.
  static Result<std::unique_ptr<ValueSink>> Make(
      const std::shared_ptr<arrow::DataType>& type, int64_t rows);

  /// The next row's value. False: the type cannot hold it, or it is malformed; the row is
  /// still to come.
  virtual bool Put(const VariantView& view) = 0;
  virtual void PutNull() = 0;
  /// After all the rows.
  virtual Result<std::shared_ptr<arrow::Array>> Finish() = 0;
};

/// Of unshredded Variants with the given metadata, which has a row for each value.
std::unique_ptr<ValueSink> MakeVariantSink(std::shared_ptr<arrow::Array> metadata);

}  // namespace delta_utils
