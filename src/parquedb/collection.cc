#include "parquedb/collection.h"

#include <mutex>
#include <utility>

#include "delta_lake/transaction.h"
#include "parquedb/filter_pruning.h"
#include "parquedb/insert_session_internal.h"
#include "parquedb/row_scan.h"

namespace parquedb {
namespace {

using delta_lake::TableLocation;
using delta_utils::ErrorKind;
using delta_utils::Filter;
using delta_utils::InvalidArgument;
using internal::InsertSession;
using SnapshotPtr = std::shared_ptr<const delta_lake::Snapshot>;

/// The top-level columns that answering needs; nullopt = all.
std::optional<std::vector<std::string>> NeededNames(const FindOptions& options) {
  std::optional<std::vector<std::string>> names = options.projection.NeededFields();
  if (!names) return {};
  delta_utils::FilterFields read = delta_utils::ReferencedFields(options.filter);
  if (read.all) return {};
  for (std::string& name : read.names) names->push_back(std::move(name));
  for (const SortKey& key : options.sort) {
    names->push_back(key.path.substr(0, key.path.find('.')));
  }
  return names;
}

using PrunerPtr = std::shared_ptr<const delta_lake::TablePruner>;

/// nullptr for a filter that leaves nothing out.
Result<PrunerPtr> PrunerOf(const SnapshotPtr& snapshot, const Filter& filter) {
  if (filter == Filter{}) return PrunerPtr();
  ARROW_ASSIGN_OR_RAISE(auto pruning, PruningOf(*snapshot, filter));
  return std::make_shared<const delta_lake::TablePruner>(snapshot, std::move(pruning));
}

class ScanCursor : public Cursor {
 public:
  ScanCursor(RowScan scan, FindOptions options)
      : scan_(std::move(scan)), options_(std::move(options)) {}

  Result<std::optional<Object>> Next() override {
    if (options_.limit && given_ == *options_.limit) return std::nullopt;
    while (true) {
      ARROW_ASSIGN_OR_RAISE(std::optional<Object> document, scan_.Next());
      if (!document) return std::nullopt;
      if (skipped_ < options_.skip) {
        ++skipped_;
        continue;
      }
      ++given_;
      return std::optional(Project(std::move(*document), options_.projection));
    }
  }

 private:
  RowScan scan_;
  FindOptions options_;
  int64_t skipped_ = 0;
  int64_t given_ = 0;
};

/// Sorts at the first Next: only then does the caller wait.
class SortedCursor : public Cursor {
 public:
  SortedCursor(RowScan scan, FindOptions options)
      : scan_(std::move(scan)), options_(std::move(options)) {}

  Result<std::optional<Object>> Next() override {
    if (!is_sorted_) ARROW_RETURN_NOT_OK(Sort());
    if (next_ >= documents_.size()) return std::nullopt;
    return std::optional(Project(std::move(documents_[next_++]), options_.projection));
  }

 private:
  Status Sort() {
    is_sorted_ = true;
    std::optional<int64_t> keep;
    int64_t sum;
    if (options_.limit && !__builtin_add_overflow(*options_.limit, options_.skip, &sum)) {
      keep = sum;
    }
    Sorter sorter(options_.sort, keep);
    while (true) {
      ARROW_ASSIGN_OR_RAISE(std::optional<Object> document, scan_.Next());
      if (!document) break;
      ARROW_RETURN_NOT_OK(sorter.Add(std::move(*document)));
    }
    documents_ = sorter.Finish();
    next_ = static_cast<size_t>(options_.skip);
    return Status::OK();
  }

  RowScan scan_;
  FindOptions options_;
  bool is_sorted_ = false;
  std::vector<Object> documents_;
  size_t next_ = 0;
};

class CollectionImpl : public Collection {
 public:
  CollectionImpl(TableLocation table, delta_utils::Runtime runtime,
                 CollectionOptions options)
      : table_(std::move(table)), runtime_(runtime), options_(std::move(options)) {}

  Result<InsertResult> Insert(const DocumentSource& source) override {
    return InsertFrom(source, nullptr);
  }

  Result<InsertResult> InsertMany(std::vector<Object> documents) override {
    size_t next = 0;
    std::vector<Value> ids;
    ARROW_ASSIGN_OR_RAISE(InsertResult result,
                          InsertFrom(
                              [&]() -> Result<std::optional<Object>> {
                                if (next == documents.size()) return std::nullopt;
                                return std::optional(std::move(documents[next++]));
                              },
                              &ids));
    result.ids = std::move(ids);
    return result;
  }

  Result<InsertResult> InsertOne(Object document) override {
    std::vector<Object> documents;
    documents.push_back(std::move(document));
    return InsertMany(std::move(documents));
  }

  Result<std::unique_ptr<Cursor>> Find(const FindOptions& options) override {
    if (options.skip < 0) return InvalidArgument("skip", "is negative");
    if (options.limit && *options.limit < 0)
      return InvalidArgument("limit", "is negative");
    ARROW_ASSIGN_OR_RAISE(SnapshotPtr snapshot, Snapshot(options.version));
    PrunerPtr pruner;
    if (options.prune) {
      ARROW_ASSIGN_OR_RAISE(pruner, PrunerOf(snapshot, options.filter));
    }
    ARROW_ASSIGN_OR_RAISE(RowScan scan,
                          ScanRows(snapshot, NeededNames(options), std::move(pruner)));
    ARROW_RETURN_NOT_OK(
        scan.SetFilter(options.filter, options.prune ? RowScan::Deciding::kByColumns
                                                     : RowScan::Deciding::kByDocuments));
    if (options.sort.empty())
      return std::make_unique<ScanCursor>(std::move(scan), options);
    return std::make_unique<SortedCursor>(std::move(scan), options);
  }

  Result<std::optional<Object>> FindOne(FindOptions options) override {
    options.limit = 1;
    ARROW_ASSIGN_OR_RAISE(auto cursor, Find(options));
    return cursor->Next();
  }

  Result<int64_t> Count(const Filter& filter, std::optional<int64_t> version) override {
    ARROW_ASSIGN_OR_RAISE(SnapshotPtr snapshot, Snapshot(version));
    if (filter == Filter{}) {
      ARROW_ASSIGN_OR_RAISE(const std::optional<int64_t> rows, snapshot->NumRows());
      if (rows) return *rows;
    }
    delta_utils::FilterFields read = delta_utils::ReferencedFields(filter);
    std::optional<std::vector<std::string>> names;
    if (!read.all) names = std::move(read.names);
    ARROW_ASSIGN_OR_RAISE(PrunerPtr pruner, PrunerOf(snapshot, filter));
    ARROW_ASSIGN_OR_RAISE(RowScan scan,
                          ScanRows(snapshot, std::move(names), std::move(pruner)));
    ARROW_RETURN_NOT_OK(scan.SetFilter(filter, RowScan::Deciding::kByColumns));
    return scan.Count();
  }

  Result<SnapshotPtr> Snapshot(std::optional<int64_t> version) override {
    SnapshotPtr base;
    {
      std::lock_guard lock(mutex_);
      base = newest_;
    }
    if (base != nullptr && version && *version < base->version()) base = nullptr;
    ARROW_ASSIGN_OR_RAISE(SnapshotPtr snapshot,
                          delta_lake::Snapshot::Open(table_, version, base));
    if (!version) {
      std::lock_guard lock(mutex_);
      newest_ = snapshot;
    }
    return snapshot;
  }

 private:
  Result<InsertResult> InsertFrom(DocumentSource source, std::vector<Value>* ids) {
    std::unique_ptr<InsertSession> voided;
    while (true) {
      ARROW_ASSIGN_OR_RAISE(SnapshotPtr snapshot, NewestOrNone());
      ARROW_ASSIGN_OR_RAISE(auto session,
                            InsertSession::Open(table_, snapshot, options_, runtime_));
      Result<delta_lake::CommitResult> outcome =
          Attempt(session.get(), source, voided == nullptr ? ids : nullptr);
      // The documents have been read from the files of the attempt before.
      if (voided != nullptr) voided->Discard();
      if (!outcome.ok()) {
        // Of a commit whose fate is unknown nothing may be deleted.
        if (delta_utils::KindOf(outcome.status()) != ErrorKind::kUnavailable) {
          session->Discard();
        }
        return outcome.status();
      }
      InsertResult result;
      result.inserted = session->rows();
      if (result.inserted == 0) return result;
      if (const auto* done = std::get_if<delta_lake::CommitDone>(&*outcome)) {
        result.version = done->version;
        return result;
      }
      source = session->ReadBack();
      voided = std::move(session);
    }
  }

  static Result<delta_lake::CommitResult> Attempt(InsertSession* session,
                                                  const DocumentSource& source,
                                                  std::vector<Value>* ids) {
    ARROW_RETURN_NOT_OK(session->Write(source, ids));
    if (session->rows() == 0) return delta_lake::CommitResult(delta_lake::CommitDone{-1});
    return session->Commit();
  }

  /// Null if the collection does not exist.
  Result<SnapshotPtr> NewestOrNone() {
    Result<SnapshotPtr> snapshot = Snapshot({});
    if (!snapshot.ok() &&
        delta_utils::KindOf(snapshot.status()) == ErrorKind::kNotFound) {
      return SnapshotPtr();
    }
    return snapshot;
  }

  TableLocation table_;
  delta_utils::Runtime runtime_;
  CollectionOptions options_;
  std::mutex mutex_;
  SnapshotPtr newest_;
};

}  // namespace

Result<std::unique_ptr<Collection>> Collection::Open(TableLocation table,
                                                     delta_utils::Runtime runtime,
                                                     CollectionOptions options) {
  if (table.store == nullptr) return InvalidArgument("", "a collection needs a store");
  return std::make_unique<CollectionImpl>(std::move(table), runtime, std::move(options));
}

}  // namespace parquedb
