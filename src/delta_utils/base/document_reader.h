// DocumentReader: pulls Extended JSON documents out of a stream, one at a time.
//
// The input is either one JSON array of documents or documents one after the other
// (usually one a line; blank lines are skipped). Which one is seen from the first byte
// that is not white space. Memory: one document's text at a time, whatever the stream's
// length.
//
//   DocumentReader reader(stream, "movies.json");
//   while (true) {
//     ARROW_ASSIGN_OR_RAISE(std::optional<Object> doc, reader.Next());
//     if (!doc) break;
//   }
//
// Errors carry the source's name and the line where the document begins:
// "movies.json:17: field 'a.b': duplicate key". A BOM at the start is skipped.
#pragma once

#include <istream>
#include <optional>
#include <string>

#include "delta_utils/base/ext_json.h"

namespace delta_utils {

class DocumentReader {
 public:
  /// `input` is borrowed; `name` is used in messages only.
  DocumentReader(std::istream& input, std::string name, ExtJsonLimits limits = {});
  ~DocumentReader();

  /// The next document, or nullopt at the end. After an error the reader is at its end.
  Result<std::optional<Object>> Next();

  /// Bytes taken from the stream so far, for progress bars.
  int64_t bytes_read() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace delta_utils
