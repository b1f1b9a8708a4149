#include "variant_docs.h"

#include <array>
#include <cctype>
#include <cstdarg>
#include <cstdio>
#include <utility>

#include "delta_utils/base/iso_date.h"

namespace delta_utils::bench {
namespace {

constexpr std::array kWords = {
    "alpha", "beta",  "gamma",  "delta",   "epsilon", "zeta", "eta",     "theta",
    "iota",  "kappa", "lambda", "mu",      "nu",      "xi",   "omicron", "pi",
    "rho",   "sigma", "tau",    "upsilon", "phi",     "chi",  "psi",     "omega"};
constexpr std::array kTypes = {"click",    "view",   "login", "logout",
                               "purchase", "refund", "error", "ping"};
constexpr std::array kCountries = {"US", "DE", "FR", "JP", "BR", "IN", "CN", "NG"};

/// SplitMix64 (Steele, Lea and Flood, 2014), whose numbers are the same everywhere.
class Numbers {
 public:
  explicit Numbers(uint64_t seed) : state_(seed) {}

  /// Below `limit`.
  uint64_t Below(uint64_t limit) {
    state_ += 0x9E3779B97F4A7C15;
    uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return (z ^ (z >> 31)) % limit;
  }
  template <size_t kCount>
  std::string One(const std::array<const char*, kCount>& of) {
    return of[Below(kCount)];
  }
  std::string Word() { return One(kWords); }
  std::string Name() {
    std::string word = Word();
    word[0] = static_cast<char>(std::toupper(word[0]));
    return word;
  }

 private:
  uint64_t state_;
};

class Documents {
 public:
  explicit Documents(uint64_t seed) : numbers_(seed) {}

  void Append(int index) {
    const int64_t millis =
        1700000000000 + int64_t{index} * 137 + static_cast<int64_t>(numbers_.Below(100));
    Print(R"({"id":%lld)", static_cast<long long>(index) * 1000003 + 7);
    text_ += R"(,"ts":")";
    AppendTime(millis);
    text_ += R"(","type":")" + numbers_.One(kTypes) + '"';
    AppendUser();
    AppendTags();
    if (numbers_.Below(20) != 0) AppendMetrics();
    AppendItems();
    text_ += numbers_.Below(3) != 0 ? R"(,"active":true)" : R"(,"active":false)";
    AppendNote();
    if (numbers_.Below(4) == 0) AppendRareField();
    text_ += "}\n";
  }
  std::string Take() { return std::move(text_); }

 private:
  /// With three digits of fraction, be they zero.
  void AppendTime(int64_t millis) {
    AppendIsoDate(Date{millis}, &text_);
    if (millis % 1000 == 0) text_.replace(text_.size() - 1, 1, ".000Z");
  }

  void AppendUser() {
    const int id = Int(50000);
    const char* quote = numbers_.Below(50) == 0 ? "\"" : "";
    Print(R"(,"user":{"id":%s%d%s,"name":")", quote, id, quote);
    text_ += numbers_.Name();
    text_ += ' ' + numbers_.Name();
    text_ += R"(","email":")" + numbers_.Word();
    const double lat = Int(18000000) / 100000.0 - 90;
    const double lon = Int(36000000) / 100000.0 - 180;
    Print(R"(.%d@example.com","geo":{"lat":%.5f,"lon":%.5f,"country":")", id, lat, lon);
    text_ += numbers_.One(kCountries) + "\"}}";
  }

  void AppendTags() {
    text_ += R"(,"tags":[)";
    for (int left = Int(6); left > 0; --left) {
      text_ += '"' + numbers_.Word() + (left > 1 ? "\"," : "\"");
    }
    text_ += ']';
  }

  void AppendMetrics() {
    Print(R"(,"metrics":{"cpu":%.3f)", Int(100000) / 1000.0);
    Print(R"(,"mem":%llu,"disk":[)",
          static_cast<unsigned long long>(numbers_.Below(uint64_t{1} << 33)));
    for (int left = 4; left > 0; --left) Print(left > 1 ? "%d," : "%d]", Int(70000));
    text_ += numbers_.Below(2) != 0 ? R"(,"ok":true})" : R"(,"ok":false})";
  }

  void AppendItems() {
    text_ += R"(,"items":[)";
    for (int left = 1 + Int(3); left > 0; --left) {
      text_ += R"({"sku":")";
      for (const char letter : numbers_.Word()) {
        text_ += static_cast<char>(std::toupper(letter));
      }
      Print("-%04d\"", Int(10000));
      Print(R"(,"qty":%d)", 1 + Int(9));
      Print(R"(,"price":%d)", Int(500));
      Print(".%02d}", Int(100));
      text_ += left > 1 ? ',' : ']';
    }
  }

  void AppendNote() {
    if (numbers_.Below(10) != 0) {
      text_ += R"(,"note":null)";
      return;
    }
    text_ += R"(,"note":")";
    for (int left = 14 + Int(8); left > 0; --left) {
      text_ += numbers_.Word() + (left > 1 ? " " : "\"");
    }
  }

  void AppendRareField() {
    Print(R"(,"ext_%d":{)", Int(40));
    Print(R"("k%d":)", Int(10));
    Print(R"(%d,"v":")", Int(1000));
    text_ += numbers_.Word() + "\"}";
  }

  int Int(uint64_t limit) { return static_cast<int>(numbers_.Below(limit)); }

  [[gnu::format(printf, 2, 3)]] void Print(const char* format, ...) {
    std::array<char, 128> buffer;
    std::va_list arguments;
    va_start(arguments, format);
    const int size = std::vsnprintf(buffer.data(), buffer.size(), format, arguments);
    va_end(arguments);
    text_.append(buffer.data(), static_cast<size_t>(size));
  }

  Numbers numbers_;
  std::string text_;
};

}  // namespace

std::string EventDocuments(int count, uint64_t seed) {
  Documents documents(seed);
  for (int i = 0; i < count; ++i) documents.Append(i);
  return documents.Take();
}

}  // namespace delta_utils::bench
