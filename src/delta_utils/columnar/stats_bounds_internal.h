// The running minimum and maximum of one leaf column, one class for each way of
// comparing.
//
//   std::unique_ptr<Bounds> bounds = MakeBounds(type);     // nullptr: a type without
//   bounds bounds->Update(array, validity); bounds->Finish(&column_stats);
//
// Threads: one.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "arrow/type_fwd.h"
#include "delta_utils/delta_actions/schema.h"
#include "delta_utils/delta_actions/stats.h"

namespace delta_utils {

/// Which rows of a leaf hold a value: the leaf and every struct around it are not null.
struct Validity {
  int64_t rows = 0;
  std::vector<uint8_t> bytes;  // one a row; empty: all are valid

  bool IsValid(int64_t row) const {
    return bytes.empty() || bytes[static_cast<size_t>(row)] != 0;
  }
  int64_t NullCount() const;
  /// The rows that are valid here and in `array`.
  Validity And(const arrow::Array& array) const;
};

class Bounds {
 public:
  virtual ~Bounds() = default;
  /// `array` has the Arrow type of the leaf's Delta type.
  virtual void Update(const arrow::Array& array, const Validity& validity) = 0;
  /// Fills `min` and `max` where they are known.
  virtual void Finish(ColumnStats* stats) const = 0;
};

std::unique_ptr<Bounds> MakeBounds(const DataType& type);

}  // namespace delta_utils
