#include "parquedb/id_check.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "delta_utils/base/ext_json.h"
#include "delta_utils/delta_actions/stats.h"
#include "delta_utils/delta_log/stats_reader.h"
#include "delta_utils/parquet_io/parquet_reader.h"
#include "parquedb/collection_schema.h"
#include "parquedb/column_fit.h"
#include "parquedb/file_facts.h"
#include "parquedb/row_scan.h"

namespace parquedb {

using delta_lake::Snapshot;
using delta_utils::Add;

namespace {

/// Asking a bloom filter pays only for few ids: each is one probe a row group.
constexpr size_t kMaxBloomProbes = 1024;

bool IsText(ColumnKind kind) {
  return kind == ColumnKind::kString || kind == ColumnKind::kObjectId ||
         kind == ColumnKind::kUuid;
}

bool IsInteger(ColumnKind kind) {
  return kind == ColumnKind::kInt || kind == ColumnKind::kLong ||
         kind == ColumnKind::kWhole;
}

// What a column may hold that equals an id: more than what it would hold of the id
// itself, for equality goes by value. A decimal 5 equals a stored 5, a symbol a stored
// string.

std::optional<std::string> EqualText(ColumnKind kind, const Value& id) {
  const auto* symbol = id.get_if<delta_utils::Symbol>();
  if (symbol != nullptr && kind == ColumnKind::kString) return symbol->text;
  return HeldText(kind, id);
}

std::optional<int64_t> EqualInt(const Value& id) {
  if (!id.is<delta_utils::Decimal128>()) return HeldInt(id, ColumnKind::kLong);
  Column whole;
  whole.precision = std::numeric_limits<int64_t>::digits10 + 1;
  std::optional<Int128> number = HeldDecimal(whole, id);
  if (!number || *number != static_cast<int64_t>(*number)) return {};
  return static_cast<int64_t>(*number);
}

/// True if a sorted list has an element in [min, max]; an absent bound is open.
template <typename T>
bool Overlaps(const std::vector<T>& sorted, const std::optional<T>& min,
              const std::optional<T>& max) {
  auto first =
      min ? std::lower_bound(sorted.begin(), sorted.end(), *min) : sorted.begin();
  return first != sorted.end() && (!max || *first <= *max);
}

template <typename T>
std::optional<T> Bound(const std::optional<std::string>& json) {
  if (!json) return {};
  auto value = delta_utils::ParseExtJson(*json);
  if (!value.ok()) return {};
  if constexpr (std::is_same_v<T, std::string>) {
    if (value->is<std::string>()) return value->get<std::string>();
  } else {
    if (value->is<int32_t>()) return value->get<int32_t>();
    if (value->is<int64_t>()) return value->get<int64_t>();
  }
  return {};
}

}  // namespace

/// The ids in the form in which the `_id` column has them, sorted.
class IdRanges {
 public:
  IdRanges(const IdSet& ids, ColumnKind kind) : kind_(kind) {
    for (const Value& id : ids.ids_) {
      if (IsText(kind)) {
        if (auto text = EqualText(kind, id)) texts_.push_back(std::move(*text));
      } else if (IsInteger(kind)) {
        if (auto number = EqualInt(id)) numbers_.push_back(*number);
      }
    }
    std::sort(texts_.begin(), texts_.end());
    std::sort(numbers_.begin(), numbers_.end());
  }

  /// By statistics: false only if no row's column holds one of the ids.
  bool MayOverlap(const Add& file, const std::string& physical) const {
    if (!CanProbeIds(kind_)) return true;
    if (texts_.empty() && numbers_.empty()) return false;
    if (!file.stats) return true;
    const delta_utils::StatsColumns columns = {physical};
    auto stats = delta_utils::ParseStats(*file.stats, file.path, &columns);
    if (!stats.ok()) return true;  // statistics that cannot be read rule nothing out
    auto found = stats->columns.find({physical});
    if (found == stats->columns.end()) return true;
    const auto& [min, max, nulls] = found->second;
    if (IsText(kind_)) {
      return Overlaps(texts_, Bound<std::string>(min), Bound<std::string>(max));
    }
    return Overlaps(numbers_, Bound<int64_t>(min), Bound<int64_t>(max));
  }

  /// By bloom filter: false only if no row's column holds one of the ids.
  Result<bool> MayContain(const Snapshot& snapshot, const Add& file,
                          const std::string& physical) const {
    if (!CanProbeIds(kind_)) return true;
    if (texts_.size() + numbers_.size() > kMaxBloomProbes) return true;
    ARROW_ASSIGN_OR_RAISE(auto path, snapshot.PathOf(file));
    ARROW_ASSIGN_OR_RAISE(auto probe,
                          delta_utils::BloomProbe::Open(*snapshot.table().store, path,
                                                        file.size_bytes, physical));
    for (const std::string& text : texts_) {
      if (probe->MayContain(text)) return true;
    }
    for (int64_t number : numbers_) {
      if (probe->MayContain(number)) return true;
    }
    return false;
  }

 private:
  ColumnKind kind_;
  std::vector<std::string> texts_;
  std::vector<int64_t> numbers_;
};

namespace {

Status CheckKeys(const std::shared_ptr<const Snapshot>& snapshot, const Add& file,
                 const Column& column, std::optional<RestMode> rest, const IdSet& ids) {
  std::vector<std::string> names = {column.name};
  if (rest) names.emplace_back(kRestField);
  ARROW_ASSIGN_OR_RAISE(RowScan::File opened, FileOf(snapshot, file, names, rest));
  std::vector<RowScan::File> files;
  files.push_back(std::move(opened));
  RowScan scan({column}, rest, std::move(files));
  while (true) {
    ARROW_ASSIGN_OR_RAISE(std::optional<Object> document, scan.Next());
    if (!document) return Status::OK();
    const Value* id = document->Find(kIdField);
    if (id != nullptr && ids.Contains(*id)) {
      return DuplicateId(snapshot->table().Uri(), *id);
    }
  }
}

/// Files against ids, one after the other.
class FileCheck {
 public:
  /// nullopt if no file can have one of them.
  static Result<std::optional<FileCheck>> Make(std::shared_ptr<const Snapshot> snapshot,
                                               const IdSet& ids) {
    const auto* field = snapshot->schema().Find(kIdField);
    if (ids.empty() || field == nullptr) return std::nullopt;
    ARROW_ASSIGN_OR_RAISE(std::vector<Column> columns, ColumnsOf({{*field}}));
    ARROW_ASSIGN_OR_RAISE(const std::optional<RestMode> rest, OverlayOf(*snapshot));
    std::string physical(delta_utils::PhysicalName(*field, snapshot->mapping_mode()));
    return FileCheck(std::move(snapshot), ids, std::move(columns.front()), rest,
                     std::move(physical));
  }

  Status Check(const Add& file) const {
    const bool reads_rest = rest_ && MayBeInRest(file, kIdField);
    if (!reads_rest) {
      if (!ranges_.MayOverlap(file, physical_)) return Status::OK();
      ARROW_ASSIGN_OR_RAISE(const bool may,
                            ranges_.MayContain(*snapshot_, file, physical_));
      if (!may) return Status::OK();
    }
    return CheckKeys(snapshot_, file, column_, reads_rest ? rest_ : std::nullopt, *ids_);
  }

 private:
  FileCheck(std::shared_ptr<const Snapshot> snapshot, const IdSet& ids, Column column,
            std::optional<RestMode> rest, std::string physical)
      : snapshot_(std::move(snapshot)),
        ids_(&ids),
        column_(std::move(column)),
        rest_(rest),
        physical_(std::move(physical)),
        ranges_(ids, column_.kind) {}

  std::shared_ptr<const Snapshot> snapshot_;
  const IdSet* ids_;
  Column column_;
  std::optional<RestMode> rest_;
  std::string physical_;
  IdRanges ranges_;
};

}  // namespace

bool CanProbeIds(ColumnKind kind) { return IsText(kind) || IsInteger(kind); }

Status IdSet::Insert(const Value& id) {
  return ids_.insert(id).second ? Status::OK() : DuplicateId("", id);
}

Status DuplicateId(const std::string& where, const Value& id) {
  return delta_utils::MakeError(
      delta_utils::ErrorKind::kAlreadyExists, where,
      "duplicate _id: " + delta_utils::ToExtJson(id, delta_utils::ExtJsonMode::kRelaxed));
}

Status CheckIdsAreNew(const std::shared_ptr<const Snapshot>& snapshot, const IdSet& ids) {
  ARROW_ASSIGN_OR_RAISE(const std::optional<FileCheck> check,
                        FileCheck::Make(snapshot, ids));
  if (!check) return Status::OK();
  delta_utils::StatsReader stats(*snapshot->table().store, snapshot->table().root);
  for (const delta_utils::LiveFile& file : snapshot->state().files) {
    ARROW_ASSIGN_OR_RAISE(const Add add, stats.ReadAdd(file));
    ARROW_RETURN_NOT_OK(check->Check(add));
  }
  return Status::OK();
}

Status CheckIdsAreNew(const std::shared_ptr<const Snapshot>& snapshot,
                      const std::vector<delta_utils::Action>& actions, const IdSet& ids) {
  ARROW_ASSIGN_OR_RAISE(const std::optional<FileCheck> check,
                        FileCheck::Make(snapshot, ids));
  if (!check) return Status::OK();
  for (const delta_utils::Action& action : actions) {
    const auto* add = std::get_if<Add>(&action);
    if (add != nullptr) ARROW_RETURN_NOT_OK(check->Check(*add));
  }
  return Status::OK();
}

}  // namespace parquedb
