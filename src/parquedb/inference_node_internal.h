// What inference knows of one path: counts by type, and the same for what lies below.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "parquedb/inference.h"

namespace parquedb::internal {

struct Node;

/// The fields of all objects seen at one path, in an order that agrees with theirs as far
/// as they agree: a new name goes behind the name it followed.
class NodeFields {
 public:
  explicit NodeFields(size_t max_names) : max_names_(max_names) {}

  void Observe(const Object& object);
  /// More names than the limit; those past it were not looked at.
  bool overflown() const { return overflown_; }
  const std::list<std::pair<std::string, std::unique_ptr<Node>>>& nodes() const {
    return nodes_;
  }

 private:
  using List = std::list<std::pair<std::string, std::unique_ptr<Node>>>;
  List nodes_;
  std::unordered_map<std::string_view, List::iterator> by_name_;  // keys live in nodes_
  size_t max_names_;
  bool overflown_ = false;
};

struct Node {
  int64_t present = 0;
  int64_t nulls = 0;

  int64_t int32s = 0;
  int64_t longs_in_int32 = 0;
  int64_t longs_in_double = 0;  // beyond 32 bits, within 2^53
  int64_t longs_beyond = 0;
  int64_t integral_doubles = 0;  // within 2^53: an integer under "number"
  int64_t other_doubles = 0;
  std::map<int, int64_t> decimals_by_scale;
  std::map<uint8_t, int64_t> binaries_by_subtype;
  int64_t strings = 0;
  int64_t bools = 0;
  int64_t dates = 0;
  int64_t object_ids = 0;
  int64_t uuids = 0;
  int64_t objects = 0;
  int64_t arrays = 0;

  std::unique_ptr<NodeFields> fields;  // of objects
  std::unique_ptr<Node> element;       // of arrays

  Node();
  ~Node();
  void Observe(const Value& value);
};

/// The best column for the values of `node` that is not an object or an array, with the
/// number of values that it gives back exactly; 0 if there is none.
std::pair<Column, int64_t> BestScalar(const Node& node);

}  // namespace parquedb::internal
