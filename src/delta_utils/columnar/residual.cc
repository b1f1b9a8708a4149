#include <algorithm>
#include <cstring>

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

Status AppendResidual(std::span<const ResidualField> fields,
                      std::vector<ReadyChild>* scratch, std::string* out) {
  scratch->clear();
  uint64_t size = 0;
  uint32_t max_id = 0;
  for (const ResidualField& field : fields) {
    scratch->push_back({field.id, static_cast<uint32_t>(size)});
    size += field.bytes.size();
    max_id = std::max(max_id, field.id);
  }
  if (size > variant_internal::kMaxEncodedBytes) {
    return Corrupt("", "an object of more than 1 GiB");
  }
  const ContainerHeader header(/*is_object=*/true, fields.size(), max_id, size);
  const size_t begin = out->size();
  out->resize(begin + header.size() + size);
  header.Write(*scratch, out->data() + begin);
  char* to = out->data() + begin + header.size();
  for (const ResidualField& field : fields) {
    std::memcpy(to, field.bytes.data(), field.bytes.size());
    to += field.bytes.size();
  }
  return Status::OK();
}

}  // namespace delta_utils
