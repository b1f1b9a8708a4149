// The one place where the Parquet library's exceptions and statuses become ours.
//
//   return CatchParquet(uri, [&]() -> Result<int> { return reader->num_row_groups(); });
//
// A status that already has a kind (the store's) is kept; one of Arrow or Parquet about
// bytes it read becomes Corrupt, or Unsupported if it says NotImplemented.
#pragma once

#include <exception>
#include <string_view>
#include <utility>

#include "delta_utils/base/status.h"
#include "parquet/exception.h"

namespace delta_utils {

inline Status ReadError(std::string_view uri, const Status& status) {
  if (status.ok() || DetailOf(status) != nullptr) return status;
  if (status.IsNotImplemented()) return Unsupported(uri, status.message());
  return Corrupt(uri, status.message());
}

/// `body` returns a Status or a Result.
template <typename Body>
auto CatchParquet(std::string_view uri, Body&& body) -> decltype(body()) {
  try {
    auto result = body();
    if (result.ok()) return result;
    if constexpr (std::is_same_v<decltype(result), Status>) {
      return ReadError(uri, result);
    } else {
      return ReadError(uri, result.status());
    }
  } catch (const parquet::ParquetStatusException& error) {
    return ReadError(uri, error.status());
  } catch (const std::exception& error) {
    return Corrupt(uri, error.what());
  }
}

}  // namespace delta_utils
