#include "delta_utils/columnar/zone_reason.h"

#include <vector>

#include "delta_utils/base/ext_json.h"
#include "delta_utils/base/shown_text.h"

namespace delta_utils {
namespace {

constexpr size_t kShownBytes = 40;
constexpr size_t kShownColumns = 4;

std::string Shown(const Value& value) {
  return CutText(ToExtJson(value, ExtJsonMode::kRelaxed), kShownBytes);
}

bool IsKnown(const ZoneBound& bound) { return bound.knowledge != Knowledge::kUnknown; }

std::string Describe(const ZoneMap& map) {
  if (map.types.empty()) return map.column + ": no value";
  if (IsKnown(map.min) && IsKnown(map.max)) {
    if (map.min.value == map.max.value) return map.column + " = " + Shown(map.min.value);
    return map.column + " in " + Shown(map.min.value) + ".." + Shown(map.max.value);
  }
  if (IsKnown(map.min)) return map.column + " >= " + Shown(map.min.value);
  if (IsKnown(map.max)) return map.column + " <= " + Shown(map.max.value);
  std::string types;
  for (int i = 0; i < kValueTypeCount; ++i) {
    const auto type = static_cast<ValueType>(i);
    if (!map.types.Contains(type)) continue;
    types += (types.empty() ? "" : " or ") + std::string(TypeName(type));
  }
  return map.column + ": " + types;
}

}  // namespace

std::string ExplainNever(const ZoneFilter& zones, std::span<const ZoneMap* const> maps) {
  std::vector<const ZoneMap*> alone(maps.size(), nullptr);
  for (size_t i = 0; i < maps.size(); ++i) {
    if (maps[i] == nullptr) continue;
    alone[i] = maps[i];
    if (zones.Test(alone) == Verdict::kNever) return Describe(*maps[i]);
    alone[i] = nullptr;
  }
  std::string all;
  size_t shown = 0;
  for (const ZoneMap* map : maps) {
    if (map == nullptr) continue;
    if (shown++ == kShownColumns) return all + ", ...";
    all += (all.empty() ? "" : ", ") + Describe(*map);
  }
  return all.empty() ? "the filter matches nothing" : all;
}

}  // namespace delta_utils
