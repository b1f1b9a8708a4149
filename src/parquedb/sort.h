// Sorting found documents by MongoDB's order.
//
//   ARROW_ASSIGN_OR_RAISE(SortSpec spec, ParseSort(R"({"year": -1, "title": 1})"));
//   Sorter sorter(spec, /*keep=*/10);
//   for (Object& doc : found) sorter.Add(std::move(doc));
//   std::vector<Object> first_ten = sorter.Finish();
//
// A missing field sorts as null; an array sorts by its smallest element ascending and by
// its largest descending, an empty one below null. Equal keys keep the order in which
// documents came. Memory: `keep` documents if there is a limit, else all of them, but no
// more than kMaxSortBytes, past which Add is an InvalidArgument error. Source: MongoDB
// manual, "cursor.sort()", "Comparison/Sort Order".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parquedb/column.h"

namespace parquedb {

inline constexpr int64_t kMaxSortBytes = int64_t{4} * 1024 * 1024 * 1024;

struct SortKey {
  std::string path;
  bool descending = false;
  bool operator==(const SortKey&) const = default;
};
using SortSpec = std::vector<SortKey>;

/// From {"a": 1, "b.c": -1}, at most 32 keys. Kind InvalidArgument.
Result<SortSpec> ParseSort(const Object& specification);
/// From Extended JSON, or from names with commas between them and '-' for descending:
/// "year,-title".
Result<SortSpec> ParseSort(std::string_view text);

/// The value that `document` sorts by under `key`.
Value SortValue(const Object& document, const SortKey& key);

class Sorter {
 public:
  /// `keep`: how many of the first documents are wanted; nullopt = all.
  Sorter(SortSpec spec, std::optional<int64_t> keep);
  Status Add(Object document);
  std::vector<Object> Finish();

 private:
  struct Entry {
    std::vector<Value> keys;
    int64_t sequence;
    Object document;
    int64_t bytes;
  };
  bool Less(const Entry& a, const Entry& b) const;

  SortSpec spec_;
  std::optional<int64_t> keep_;
  std::vector<Entry> entries_;  // a heap with the last on top once `keep_` is reached
  int64_t sequence_ = 0;
  int64_t bytes_ = 0;
};

}  // namespace parquedb
