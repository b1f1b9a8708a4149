#include "delta_lake/change_feed.h"

#include <set>
#include <string_view>
#include <utility>

#include "delta_utils/delta_actions/log_path.h"
#include "delta_utils/delta_actions/replay_commit.h"
#include "delta_utils/delta_log/log_reader.h"

namespace delta_lake {
namespace {

using delta_utils::Action;
using delta_utils::Add;
using delta_utils::AddCdcFile;
using delta_utils::CommitInfo;
using delta_utils::DeltaChangeType;
using delta_utils::ErrorKind;
using delta_utils::NotFound;
using delta_utils::ObjectPath;
using delta_utils::Remove;
using delta_utils::TableState;

constexpr char kChangeDataFeed[] = "delta.enableChangeDataFeed";

bool IsMissing(const Status& status) {
  return delta_utils::KindOf(status) == ErrorKind::kNotFound;
}

Add AddOf(const AddCdcFile& action) {
  Add file;
  file.path = action.path;
  file.partition_values = action.partition_values;
  file.size_bytes = action.size_bytes;
  return file;
}

Add AddOf(const Remove& action) {
  Add file;
  file.path = action.path;
  file.partition_values = action.partition_values.value_or(file.partition_values);
  file.size_bytes = action.size_bytes.value_or(0);
  file.tags = action.tags;
  file.deletion_vector = action.deletion_vector;
  return file;
}

class LogChangeFeed : public ChangeFeed {
 public:
  LogChangeFeed(TableLocation table, int64_t from_version)
      : table_(std::move(table)), version_(from_version) {}

  /// The schema before the first commit.
  Status ReadState() {
    if (version_ == 0) return Status::OK();
    ARROW_ASSIGN_OR_RAISE(
        const TableState before,
        delta_utils::ReadTableState(*table_.store, table_.root, version_ - 1, nullptr,
                                    table_.pool.get()));
    state_.protocol = before.protocol;
    state_.metadata = before.metadata;
    return Status::OK();
  }

  Result<std::optional<CommitChanges>> Next() override {
    ARROW_ASSIGN_OR_RAISE(const auto actions, ReadActions());
    if (!actions) return std::nullopt;
    // A file that is there twice would be told twice.
    ARROW_RETURN_NOT_OK(
        delta_utils::ReplayCommitOf(*actions, table_.store->Uri(CommitPath())));
    ARROW_RETURN_NOT_OK(ApplySchema(*actions));
    CommitChanges commit;
    commit.version = version_;
    commit.snapshot = snapshot_;
    ARROW_RETURN_NOT_OK(ReadInfo(*actions, &commit));
    ARROW_ASSIGN_OR_RAISE(commit.files, FilesOf(*actions));
    ++version_;
    return std::optional(std::move(commit));
  }

  int64_t next_version() const override { return version_; }

 private:
  using Actions = std::vector<Action>;

  ObjectPath CommitPath() const {
    return table_.root / delta_utils::kLogFolder / delta_utils::CommitFileName(version_);
  }
  /// nullopt: the commit is not there yet.
  Result<std::optional<Actions>> ReadActions();
  Status ApplySchema(const Actions& actions);
  Status ReadInfo(const Actions& actions, CommitChanges* commit) const;
  Result<std::vector<ChangeFile>> FilesOf(const Actions& actions) const;
  Result<std::vector<ChangeFile>> Infer(const Actions& actions) const;
  Status CheckNoVectorChange(const Actions& actions) const;
  Result<Add> Removed(const Remove& action) const;
  /// Spark leaves partition values that are null out of other actions than add.
  void AddNulls(delta_utils::PartitionValues* values) const;

  const TableLocation table_;
  int64_t version_;
  /// Without files: only what tells how files are read.
  TableState state_;
  std::shared_ptr<const Snapshot> snapshot_;
};

Result<std::optional<LogChangeFeed::Actions>> LogChangeFeed::ReadActions() {
  const auto read = [&] {
    return delta_utils::ReadCommit(*table_.store, table_.root, version_);
  };
  Result<Actions> actions = read();
  if (actions.ok()) return std::optional(std::move(*actions));
  if (!IsMissing(actions.status())) return actions.status();
  ARROW_ASSIGN_OR_RAISE(
      const std::optional<int64_t> first,
      delta_utils::FirstCommitFrom(*table_.store, table_.root, version_));
  if (!first && version_ > 0) return std::nullopt;
  if (first) {
    // It may have come since; if not, later commits are there, and it will never come.
    actions = read();
    if (actions.ok()) return std::optional(std::move(*actions));
    if (!IsMissing(actions.status())) return actions.status();
    return NotFound(table_.Uri(),
                    "commit " + std::to_string(version_) +
                        " was removed from the log; the next one there is " +
                        std::to_string(*first));
  }
  return NotFound(table_.Uri(), "no Delta table is here");
}

Status LogChangeFeed::ApplySchema(const Actions& actions) {
  bool changed = snapshot_ == nullptr;
  for (const Action& action : actions) {
    if (const auto* metadata = std::get_if<delta_utils::Metadata>(&action)) {
      state_.metadata = *metadata;
      changed = true;
    } else if (const auto* protocol = std::get_if<delta_utils::Protocol>(&action)) {
      state_.protocol = *protocol;
      changed = true;
    }
  }
  if (!changed) return Status::OK();
  state_.version = version_;
  return Snapshot::Make(table_, state_).Value(&snapshot_);
}

Status LogChangeFeed::ReadInfo(const Actions& actions, CommitChanges* commit) const {
  for (const Action& action : actions) {
    const auto* info = std::get_if<CommitInfo>(&action);
    if (info == nullptr) continue;
    commit->txn_id = info->txn_id;
    const auto time = info->TimeMs();
    if (!time) break;
    commit->timestamp_ms = *time;
    return Status::OK();
  }
  ARROW_ASSIGN_OR_RAISE(const auto file, table_.store->Head(CommitPath()));
  commit->timestamp_ms = file.last_modified_ms;
  return Status::OK();
}

Result<std::vector<ChangeFile>> LogChangeFeed::FilesOf(const Actions& actions) const {
  std::vector<ChangeFile> files;
  for (const Action& action : actions) {
    if (const auto* change = std::get_if<AddCdcFile>(&action)) {
      Add file = AddOf(*change);
      AddNulls(&file.partition_values);
      files.push_back({std::move(file), std::nullopt});
    }
  }
  if (files.empty()) return Infer(actions);
  if (snapshot_->mapping_mode() == delta_utils::ColumnMappingMode::kId) {
    return delta_utils::Unsupported(table_.Uri(),
                                    "change files of a table with column mapping by id");
  }
  return files;
}

/// A file that is removed and added again has another deletion vector: not all of its
/// rows changed.
Status LogChangeFeed::CheckNoVectorChange(const Actions& actions) const {
  std::set<std::string_view> removed;
  for (const Action& action : actions) {
    const auto* remove = std::get_if<Remove>(&action);
    if (remove != nullptr && remove->data_change) removed.insert(remove->path);
  }
  for (const Action& action : actions) {
    const auto* add = std::get_if<Add>(&action);
    if (add == nullptr || !add->data_change || !removed.contains(add->path)) continue;
    return delta_utils::Unsupported(
        table_.Uri(),
        "version " + std::to_string(version_) + " changed rows by deletion vectors");
  }
  return Status::OK();
}

Result<std::vector<ChangeFile>> LogChangeFeed::Infer(const Actions& actions) const {
  ARROW_RETURN_NOT_OK(CheckNoVectorChange(actions));
  std::vector<ChangeFile> files;
  bool adds = false;
  bool removes = false;
  for (const Action& action : actions) {
    if (const auto* add = std::get_if<Add>(&action)) {
      if (!add->data_change) continue;
      adds = true;
      files.push_back({*add, DeltaChangeType::kInsert});
    } else if (const auto* remove = std::get_if<Remove>(&action)) {
      if (!remove->data_change) continue;
      removes = true;
      ARROW_ASSIGN_OR_RAISE(Add file, Removed(*remove));
      files.push_back({std::move(file), DeltaChangeType::kDelete});
    }
  }
  const auto& configuration = state_.metadata->configuration;
  const auto feed = configuration.find(kChangeDataFeed);
  const bool has_feed = feed != configuration.end() && feed->second == "true";
  if (adds && removes && !has_feed) {
    return delta_utils::Unsupported(
        table_.Uri(), "version " + std::to_string(version_) +
                          " rewrote rows while the change data feed was off; what it "
                          "changed cannot be told");
  }
  return files;
}

void LogChangeFeed::AddNulls(delta_utils::PartitionValues* values) const {
  for (const std::string& name : state_.metadata->partition_columns) {
    const delta_utils::StructField* field = snapshot_->schema().Find(name);
    if (field == nullptr) continue;
    values->emplace(PhysicalName(*field, snapshot_->mapping_mode()), std::nullopt);
  }
}

Result<Add> LogChangeFeed::Removed(const Remove& action) const {
  Add file = AddOf(action);
  if (action.partition_values) AddNulls(&file.partition_values);
  if (action.size_bytes) return file;
  ARROW_ASSIGN_OR_RAISE(const ObjectPath path, snapshot_->PathOf(file));
  ARROW_ASSIGN_OR_RAISE(const auto info, table_.store->Head(path));
  file.size_bytes = info.size_bytes;
  return file;
}

}  // namespace

Result<std::unique_ptr<ChangeFeed>> ChangeFeed::Open(TableLocation table,
                                                     int64_t from_version) {
  if (from_version < 0) {
    return delta_utils::InvalidArgument(table.Uri(), "a version is not negative");
  }
  auto feed = std::make_unique<LogChangeFeed>(std::move(table), from_version);
  ARROW_RETURN_NOT_OK(feed->ReadState());
  return feed;
}

}  // namespace delta_lake
