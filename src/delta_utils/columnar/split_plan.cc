#include <algorithm>
#include <cstring>
#include <utility>

#include "delta_utils/columnar/split_plan_internal.h"
#include "delta_utils/variant/format_internal.h"

namespace delta_utils {
namespace {

/// Of ids that are kept; objects with more are rare, and their plans large.
constexpr size_t kMaxKeptBytes = 1024;

uint64_t HashOf(std::string_view ids, uint64_t seed) {
  constexpr uint64_t kMultiplier = 0x9E3779B97F4A7C15;
  uint64_t hash = seed * kMultiplier;
  const auto mix = [&](uint64_t word) {
    hash = (hash ^ word) * kMultiplier;
    hash ^= hash >> 32;
  };
  if (ids.size() < sizeof(uint64_t)) {
    mix(variant_internal::LoadUnsigned(ids.data(), static_cast<int>(ids.size())));
    return hash;
  }
  const auto load = [&](size_t i) {
    uint64_t word;
    std::memcpy(&word, ids.data() + i, sizeof(word));
    return word;
  };
  for (size_t i = 0; i + sizeof(uint64_t) <= ids.size(); i += sizeof(uint64_t)) {
    mix(load(i));
  }
  mix(load(ids.size() - sizeof(uint64_t)));  // may overlap the others
  return hash;
}

}  // namespace

const SplitPlan* SplitPlans::For(const RowNames::Entry& names, size_t first_name,
                                 size_t columns, const ObjectView& object,
                                 std::string_view ids) {
  if (ids.size() > kMaxKeptBytes) {
    status_ = Make(names, first_name, columns, object, &passing_);
    return status_.ok() ? &passing_ : nullptr;
  }
  const uint64_t hash = HashOf(ids, names.number ^ first_name << 32);
  size_t slot = hash % kSlots;
  for (; slots_[slot] != 0; slot = (slot + 1) % kSlots) {
    const Kept& kept = kept_[slots_[slot] - 1];
    const bool is_same = kept.hash == hash && kept.number == names.number &&
                         kept.first_name == first_name && kept.count == object.size() &&
                         kept.ids == ids;
    if (is_same) return &kept.plan;
  }
  SplitPlan plan;
  status_ = Make(names, first_name, columns, object, &plan);
  if (!status_.ok()) return nullptr;
  if (kept_.size() == kMaxKept) {
    kept_.clear();
    slots_.assign(kSlots, 0);
    slot = hash % kSlots;
  }
  kept_.push_back(
      {hash, names.number, first_name, object.size(), std::string(ids), std::move(plan)});
  slots_[slot] = static_cast<uint16_t>(kept_.size());
  return &kept_.back().plan;
}

Status SplitPlans::Make(const RowNames::Entry& names, size_t first_name, size_t columns,
                        const ObjectView& object, SplitPlan* plan) {
  if (marks_.size() < names.names->size()) marks_.resize(names.names->size());
  Mark(names, first_name, columns, /*on=*/true);
  const Status status = Divide(*names.names, columns, object, plan);
  Mark(names, first_name, columns, /*on=*/false);
  return status;
}

void SplitPlans::Mark(const RowNames::Entry& names, size_t first_name, size_t columns,
                      bool on) {
  for (size_t i = 0; i < columns; ++i) {
    const uint32_t id = names.kept[first_name + i];
    if (id == kNoId) continue;
    marks_[names.names->rank(id)] = on ? static_cast<uint32_t>(i) + 1 : 0;
  }
}

Status SplitPlans::Divide(const MetadataIndex& names, size_t columns,
                          const ObjectView& object, SplitPlan* plan) {
  plan->taken.clear();
  plan->left.clear();
  plan->max_left_id = 0;
  seen_.assign(columns, false);
  for (uint32_t i = 0; i < object.size(); ++i) {
    const uint32_t id = object.id(i);
    if (id >= names.size()) return Corrupt("", "field id out of range");
    const uint32_t mark = marks_[names.rank(id)];
    if (mark == 0) {
      plan->left.push_back({i, id});
      plan->max_left_id = std::max(plan->max_left_id, id);
      continue;
    }
    const uint32_t column = mark - 1;
    if (seen_[column]) return Corrupt(names.name(id), "an object has the field twice");
    seen_[column] = true;
    plan->taken.push_back({i, column});
  }
  // Nearly always in order already.
  const auto before = [&](const SplitPlan::Left& a, const SplitPlan::Left& b) {
    return names.rank(a.id) < names.rank(b.id);
  };
  if (!std::is_sorted(plan->left.begin(), plan->left.end(), before)) {
    std::sort(plan->left.begin(), plan->left.end(), before);
  }
  const auto twice = std::adjacent_find(
      plan->left.begin(), plan->left.end(),
      [&](const auto& a, const auto& b) { return names.rank(a.id) == names.rank(b.id); });
  if (twice == plan->left.end()) return Status::OK();
  return Corrupt(names.name(twice->id), "an object has the field twice");
}

}  // namespace delta_utils
