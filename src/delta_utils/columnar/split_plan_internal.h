// How the fields of an object divide between a shredded group's columns and its residual:
// worked out once for all objects of one metadata that list the same ids.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "delta_utils/base/status.h"
#include "delta_utils/columnar/row_names_internal.h"
#include "delta_utils/variant/variant_view.h"

namespace delta_utils {

struct SplitPlan {
  struct Taken {
    uint32_t field;   // of the object
    uint32_t column;  // of the group
  };
  struct Left {
    uint32_t field;
    uint32_t id;
  };
  std::vector<Taken> taken;
  std::vector<Left> left;  // in the order of their names
  uint32_t max_left_id = 0;
};

class SplitPlans {
 public:
  SplitPlans() : slots_(kSlots) {}

  /// The plan for `object`, whose ids are the bytes `ids`, in the group whose `columns`
  /// fields are number `first_name` and on among the names asked for. Valid until the
  /// next call. nullptr: a field is there twice, or an id out of range; see status().
  const SplitPlan* For(const RowNames::Entry& names, size_t first_name, size_t columns,
                       const ObjectView& object, std::string_view ids);
  /// Corrupt: of the last object for which there was no plan.
  const Status& status() const { return status_; }

 private:
  struct Kept {
    uint64_t hash = 0;
    uint64_t number = 0;  // of the metadata
    size_t first_name = 0;
    uint32_t count = 0;
    std::string ids;
    SplitPlan plan;
  };
  static constexpr size_t kMaxKept = 2048;
  static constexpr size_t kSlots = 4 * kMaxKept;

  Status Make(const RowNames::Entry& names, size_t first_name, size_t columns,
              const ObjectView& object, SplitPlan* plan);
  Status Divide(const MetadataIndex& names, size_t columns, const ObjectView& object,
                SplitPlan* plan);
  void Mark(const RowNames::Entry& names, size_t first_name, size_t columns, bool on);

  std::vector<Kept> kept_;
  std::vector<uint16_t>
      slots_;          // by hash, or the next free one: in kept_, plus 1; 0: free
  SplitPlan passing_;  // of an object with too many ids to keep its plan
  Status status_;
  // By rank, so that a name is marked once however many ids it has: the column + 1; 0:
  // none.
  std::vector<uint32_t> marks_;
  std::vector<bool> seen_;  // by column
};

}  // namespace delta_utils
