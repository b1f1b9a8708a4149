// Any text as a filter and a document, a line each: refused, or matched alike in all
// ways.
//
// The filter is tried on the document, on the document as a Variant, and on zone maps of
// which nothing is known; what it parses to is tried again after a way through text.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "delta_utils/base/ext_json.h"
#include "delta_utils/filter/filter.h"
#include "delta_utils/filter/variant_matcher.h"
#include "delta_utils/filter/zone_map.h"
#include "delta_utils/variant/variant.h"

namespace delta_utils {
namespace {

void Require(bool condition) {
  if (!condition) std::abort();
}

void TryVariant(const Object& document, const Filter& filter,
                const Result<bool>& expected) {
  const Result<VariantBytes> bytes = EncodeVariant(Value(document));
  if (!bytes.ok()) return;
  // A document that reads as something else is written as {"$literal": ...}; decoding
  // gives it back.
  const MetadataIndex names = MetadataIndex::Make(bytes->metadata).ValueOrDie();
  const VariantMatcher matcher(filter);
  LeafContext context;
  const Result<bool> matches =
      matcher.Bind(names).Matches({bytes->value, names}, &context);
  Require(matches.ok() == expected.ok());
  if (matches.ok()) Require(*matches == *expected);
}

void TryZones(const Filter& filter, const Result<bool>& expected) {
  const ZoneFilter zones(filter);
  const std::vector<const ZoneMap*> nothing(zones.paths().size(), nullptr);
  const Verdict verdict = zones.Test(nothing);
  if (!expected.ok()) return;
  if (*expected) Require(verdict != Verdict::kNever);
  if (!*expected) Require(verdict != Verdict::kAlways);
}

void TryAll(std::string_view input) {
  const size_t end = input.find('\n');
  if (end == std::string_view::npos) return;
  const Result<Object> text = ParseDocument(input.substr(0, end));
  const Result<Object> document = ParseDocument(input.substr(end + 1));
  if (!text.ok() || !document.ok()) return;
  const Result<Filter> filter = ParseFilter(*text);
  if (!filter.ok()) return;
  const Result<bool> matches = MatchesFilter(*document, *filter);
  TryVariant(*document, *filter, matches);
  TryZones(*filter, matches);
  const Filter again =
      ParseFilter(ToExtJson(*text, ExtJsonMode::kCanonical)).ValueOrDie();
  const Result<bool> same = MatchesFilter(*document, again);
  Require(same.ok() == matches.ok());
  if (same.ok()) Require(*same == *matches);
}

}  // namespace
}  // namespace delta_utils

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  delta_utils::TryAll({reinterpret_cast<const char*>(data), size});
  return 0;
}
