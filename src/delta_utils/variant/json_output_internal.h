// JSON text on its way into a string.
//
//   JsonOutput out(&json);
//   out.Put('['); out.String("Ada"); out.Put(']');
//   out.Flush();
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace delta_utils::variant_internal {

/// Collects what is short, so that the string is appended to rarely.
class JsonOutput {
 public:
  explicit JsonOutput(std::string* json) : json_(*json) {}

  /// Room for `size` <= kMaxRoom characters, to be written to and then given to Take.
  char* Room(size_t size) {
    if (size > kSize - used_) Flush();
    return buffer_ + used_;
  }
  void Take(const char* end) { used_ = static_cast<size_t>(end - buffer_); }

  void Put(char c) {
    char* room = Room(1);
    *room = c;
    Take(room + 1);
  }
  void Raw(std::string_view text);
  /// In quotes, with escapes. False: it is not UTF-8.
  bool String(std::string_view text);
  /// The text itself behind what was put before; for those who append to it themselves.
  std::string* Flush();

  static constexpr size_t kMaxRoom = 1024;

 private:
  static constexpr size_t kSize = 4096;

  bool LongString(std::string_view text);

  std::string& json_;
  size_t used_ = 0;
  char buffer_[kSize];
};

}  // namespace delta_utils::variant_internal
