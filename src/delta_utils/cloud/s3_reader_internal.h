// S3Reader: the bytes of objects, whole, by range and without waiting.
//
//   S3Reader reader(connection);
//   ARROW_ASSIGN_OR_RAISE(auto bytes, reader.Read(key, 0, INT64_MAX));
//
// A large read asks for its first piece, learns the object's size from the reply, and
// fetches the other pieces side by side, tied to the first one's state. Threads: any.
#pragma once

#include <memory>
#include <string>

#include "arrow/type_fwd.h"
#include "delta_utils/cloud/s3_connection_internal.h"

namespace delta_utils::internal {

class S3Reader {
 public:
  explicit S3Reader(S3Connection& connection) : connection_(connection) {}

  /// Bytes [offset, offset + length), cut at the object's end.
  Result<std::shared_ptr<arrow::Buffer>> Read(const std::string& key, int64_t offset,
                                              int64_t length);
  arrow::Future<std::shared_ptr<arrow::Buffer>> ReadAsync(const std::string& key,
                                                          int64_t offset, int64_t length,
                                                          std::shared_ptr<ReadPin> pin);

 private:
  Result<std::shared_ptr<arrow::Buffer>> ReadRest(const std::string& key,
                                                  std::shared_ptr<arrow::Buffer> first,
                                                  int64_t offset, int64_t end,
                                                  std::shared_ptr<ReadPin> pin);

  S3Connection& connection_;
};

}  // namespace delta_utils::internal
