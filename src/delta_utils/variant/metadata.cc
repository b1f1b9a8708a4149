#include <algorithm>

#include "delta_utils/variant/format_internal.h"
#include "delta_utils/variant/metadata_internal.h"

namespace delta_utils::variant_internal {
namespace {

Status CorruptMetadata(std::string_view message) {
  return Corrupt("", "variant metadata: " + std::string(message));
}

}  // namespace

Result<std::string> DictionaryBuilder::Finish() {
  std::vector<std::string_view> names;
  names.reserve(ids_.size());
  uint64_t name_bytes = 0;
  for (const auto& [name, id] : ids_) {
    if (!IsUtf8(name)) return InvalidArgument(name, "a field name is not UTF-8");
    names.push_back(name);
    name_bytes += name.size();
  }
  if (name_bytes + 4 * names.size() > kMaxEncodedBytes - 16) {
    return InvalidArgument("", "the field names exceed 1 GiB");
  }
  std::sort(names.begin(), names.end());
  for (size_t i = 0; i < names.size(); ++i) ids_[names[i]] = static_cast<uint32_t>(i);

  const int width = WidthOf(std::max<uint64_t>(name_bytes, names.size()));
  // An empty dictionary leaves the flag out: 01 00 00 is the form that every reader
  // knows.
  const int flags = names.empty() ? 0 : kSortedStrings;
  std::string metadata(1 + static_cast<size_t>(width) * (names.size() + 2), '\0');
  metadata.reserve(metadata.size() + name_bytes);
  metadata[0] = static_cast<char>(kVersion | flags | (width - 1) << 6);
  char* table = StoreUnsigned(names.size(), width, metadata.data() + 1);
  uint64_t offset = 0;
  table = StoreUnsigned(offset, width, table);
  for (const std::string_view name : names) {
    offset += name.size();
    table = StoreUnsigned(offset, width, table);
  }
  for (const std::string_view name : names) metadata += name;
  return metadata;
}

Result<Dictionary> Dictionary::Decode(std::string_view metadata) {
  if (metadata.empty()) return CorruptMetadata("empty");
  const uint8_t header = static_cast<uint8_t>(metadata[0]);
  if ((header & 0x0F) != kVersion) {
    return CorruptMetadata("version " + std::to_string(header & 0x0F) + ", not 1");
  }
  const int width = (header >> 6) + 1;
  const uint64_t size = metadata.size();
  if (size < 1 + static_cast<uint64_t>(width))
    return CorruptMetadata("cut off in its size");
  const uint64_t count = LoadUnsigned(metadata.data() + 1, width);
  const uint64_t bytes_begin = 1 + static_cast<uint64_t>(width) * (count + 2);
  if (bytes_begin > size) return CorruptMetadata("cut off in its offsets");

  const char* offsets = metadata.data() + 1 + width;
  const std::string_view bytes = metadata.substr(bytes_begin);
  uint64_t begin = LoadUnsigned(offsets, width);
  if (begin != 0) return CorruptMetadata("the first offset is not 0");
  Dictionary dictionary;
  dictionary.names_.reserve(count);
  for (uint64_t id = 0; id < count; ++id) {
    const uint64_t end = LoadUnsigned(offsets + width * (id + 1), width);
    if (end < begin || end > bytes.size()) return CorruptMetadata("offset out of range");
    const std::string_view name = bytes.substr(begin, end - begin);
    if (!IsUtf8(name)) return CorruptMetadata("a field name is not UTF-8");
    if (id > 0 && !(dictionary.names_.back() < name)) dictionary.is_sorted_ = false;
    dictionary.names_.push_back(name);
    begin = end;
  }
  if (begin != bytes.size()) return CorruptMetadata("bytes after the last field name");
  if ((header & kSortedStrings) != 0 && !dictionary.is_sorted_) {
    return CorruptMetadata("flagged as sorted and unique, but is not");
  }
  return dictionary;
}

}  // namespace delta_utils::variant_internal
