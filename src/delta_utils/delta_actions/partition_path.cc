#include "delta_utils/delta_actions/partition_path.h"

#include <algorithm>

#include "delta_utils/base/hex.h"

namespace delta_utils {
namespace {

bool MustEscape(char c) {
  constexpr std::string_view kSpecial = "\"#%'*/:=?\\{[]^";
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f || kSpecial.find(c) != std::string_view::npos;
}

}  // namespace

std::string EscapePartitionName(std::string_view name) {
  constexpr char kUpperHex[] = "0123456789ABCDEF";
  std::string escaped;
  for (const char c : name) {
    if (!MustEscape(c)) {
      escaped += c;
      continue;
    }
    escaped += '%';
    escaped += kUpperHex[static_cast<unsigned char>(c) >> 4];
    escaped += kUpperHex[c & 15];
  }
  return escaped;
}

std::string UnescapePartitionName(std::string_view name) {
  std::string text;
  for (size_t i = 0; i < name.size(); ++i) {
    const bool is_escape = name[i] == '%' && i + 2 < name.size() &&
                           HexDigit(name[i + 1]) >= 0 && HexDigit(name[i + 2]) >= 0;
    if (!is_escape) {
      text += name[i];
      continue;
    }
    text += static_cast<char>(HexDigit(name[i + 1]) * 16 + HexDigit(name[i + 2]));
    i += 2;
  }
  return text;
}

std::string PartitionFolder(const PartitionPath& values) {
  std::string folder;
  for (const auto& [column, value] : values) {
    if (!folder.empty()) folder += '/';
    folder += EscapePartitionName(column) + "=";
    folder += value && !value->empty() ? EscapePartitionName(*value)
                                       : std::string(kNullPartition);
  }
  return folder;
}

Result<PartitionPath> ParsePartitionFolder(std::string_view folder) {
  PartitionPath values;
  while (!folder.empty()) {
    const std::string_view segment = folder.substr(0, folder.find('/'));
    folder.remove_prefix(std::min(segment.size() + 1, folder.size()));
    const size_t equals = segment.find('=');
    if (equals == std::string_view::npos || equals == 0) {
      return Corrupt("", "'" + std::string(segment) + "' is not a column and its value");
    }
    const std::string_view value = segment.substr(equals + 1);
    values.emplace_back(UnescapePartitionName(segment.substr(0, equals)), std::nullopt);
    if (value != kNullPartition) values.back().second = UnescapePartitionName(value);
  }
  return values;
}

}  // namespace delta_utils
