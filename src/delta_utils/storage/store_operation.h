// StoreOperation: the operations of an ObjectStore by name, for what counts them or lets
// them fail.
//
//   stats[static_cast<size_t>(StoreOperation::kGet)].calls;
//
// Threads: a value.
#pragma once

#include <cstddef>

namespace delta_utils {

enum class StoreOperation {
  kGet,
  kGetRange,  // GetRangeAsync too
  kHead,
  kGetVersion,
  kPut,
  kPutIfAbsent,
  kPutIfMatch,
  kDelete,
  kDeleteAll,
  kList
};

inline constexpr size_t kStoreOperations = static_cast<size_t>(StoreOperation::kList) + 1;

}  // namespace delta_utils
