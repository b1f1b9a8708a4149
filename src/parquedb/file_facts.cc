#include "parquedb/file_facts.h"

#include <algorithm>

#include "delta_utils/base/ext_json.h"
#include "delta_utils/parquet_io/parquet_reader.h"

namespace parquedb {
namespace {

constexpr size_t kMaxTagNames = 256;
constexpr size_t kMaxTagBytes = 8 * 1024;

}  // namespace

std::optional<std::string> RestTagOf(const std::set<std::string>& names) {
  if (names.size() > kMaxTagNames) return {};
  Array list;
  for (const std::string& name : names) list.values.emplace_back(name);
  std::string text = delta_utils::ToExtJson(Value(std::move(list)),
                                            delta_utils::ExtJsonMode::kCanonical);
  if (text.size() > kMaxTagBytes) return {};
  return text;
}

std::optional<std::set<std::string>> RestNamesOf(const delta_utils::Add& file) {
  if (!file.tags) return {};
  auto tag = file.tags->find(std::string(kRestTag));
  if (tag == file.tags->end() || !tag->second) return {};
  auto parsed = delta_utils::ParseExtJson(*tag->second);
  // A tag that cannot be read says nothing, which is the safe answer.
  if (!parsed.ok() || !parsed->is<Array>()) return {};
  std::set<std::string> names;
  for (const Value& name : parsed->get<Array>().values) {
    if (!name.is<std::string>()) return {};
    names.insert(name.get<std::string>());
  }
  return names;
}

bool MayBeInRest(const delta_utils::Add& file, std::string_view name) {
  std::optional<std::set<std::string>> names = RestNamesOf(file);
  return !names || names->contains(std::string(name));
}

Result<FileFacts> FactsOf(const delta_lake::Snapshot& snapshot,
                          const delta_utils::Add& file) {
  FileFacts facts;
  facts.is_ours = RestNamesOf(file).has_value();
  if (facts.is_ours || snapshot.schema().Find(kRestField) == nullptr) return facts;
  ARROW_ASSIGN_OR_RAISE(delta_utils::ObjectPath path, snapshot.PathOf(file));
  ARROW_ASSIGN_OR_RAISE(std::vector<std::string> names,
                        delta_utils::ReadParquetColumnNames(*snapshot.table().store, path,
                                                            file.size_bytes));
  for (const auto& field : snapshot.schema().fields) {
    auto physical = delta_utils::PhysicalName(field, snapshot.mapping_mode());
    if (std::find(names.begin(), names.end(), physical) == names.end()) {
      facts.absent_columns.insert(field.name);
    }
  }
  return facts;
}

}  // namespace parquedb
