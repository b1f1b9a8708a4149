#include <algorithm>

#include "delta_utils/columnar/residual_internal.h"

namespace delta_utils {

Status SortResidual(const MetadataIndex& names, ResidualField* begin,
                    ResidualField* end) {
  const auto not_before = [](const ResidualField& a, const ResidualField& b) {
    return a.rank >= b.rank;
  };
  // Nearly always they are in order, which also shows that none repeats.
  if (std::adjacent_find(begin, end, not_before) == end) return Status::OK();
  std::sort(begin, end, [](const ResidualField& a, const ResidualField& b) {
    return a.rank < b.rank;
  });
  const ResidualField* const twice = std::adjacent_find(begin, end, not_before);
  if (twice == end) return Status::OK();
  return Corrupt(names.name(twice->id), "an object has the field twice");
}

}  // namespace delta_utils
