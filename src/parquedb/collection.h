// Collection: MongoDB's manners over one Delta table.
//
//   ARROW_ASSIGN_OR_RAISE(auto films, Collection::Open(table, runtime));
//   ARROW_ASSIGN_OR_RAISE(InsertResult done, films->InsertMany({doc1, doc2}));
//   FindOptions options{.filter = *ParseFilter(R"({"year": {"$gte": 1990}})")};
//   ARROW_ASSIGN_OR_RAISE(auto cursor, films->Find(options));
//   while (true) { ARROW_ASSIGN_OR_RAISE(auto doc, cursor->Next()); if (!doc) break; }
//
// A collection that does not exist is made by its first insert; finding in it is
// NotFound. Every insert is one commit: whole or not at all, durable when it returns. Any
// Delta table can be read as documents. The layout is described in
// docs/formats/collection.md. Threads: thread-safe; any number of processes may write to
// one collection.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "delta_lake/snapshot.h"
#include "delta_utils/base/runtime.h"
#include "delta_utils/filter/filter.h"
#include "parquedb/collection_schema.h"
#include "parquedb/projection.h"
#include "parquedb/sort.h"

namespace parquedb {

struct InsertResult {
  int64_t inserted = 0;
  /// The version that the insert made; nullopt if there was nothing to insert.
  std::optional<int64_t> version;
  /// InsertMany only: the `_id` of each document, in order.
  std::vector<Value> ids;
};

/// Pulls the next document; nullopt at the end.
using DocumentSource = std::function<Result<std::optional<Object>>()>;

struct FindOptions {
  delta_utils::Filter filter;  // matches everything by default
  Projection projection;       // everything by default
  SortSpec sort;
  std::optional<int64_t> limit;
  int64_t skip = 0;
  /// As of a version of the table; nullopt = the newest.
  std::optional<int64_t> version;
  /// Leaves files and parts of them unread that cannot hold a match. The documents found
  /// are the same without.
  bool prune = true;
};

/// Documents of one consistent version, pulled.
class Cursor {
 public:
  virtual ~Cursor() = default;
  /// nullopt at the end.
  virtual Result<std::optional<Object>> Next() = 0;
};

class Collection {
 public:
  virtual ~Collection() = default;

  /// Does no I/O. `options` matter only to the insert that makes the collection.
  static Result<std::unique_ptr<Collection>> Open(delta_lake::TableLocation table,
                                                  delta_utils::Runtime runtime,
                                                  CollectionOptions options = {});

  /// Errors: InvalidArgument (a document that is refused, with the field), AlreadyExists
  /// (an
  /// `_id` that is taken), Unavailable (the store did not say whether the commit is in).
  /// After any other error nothing was written. Memory: some thousand documents.
  virtual Result<InsertResult> Insert(const DocumentSource& source) = 0;
  virtual Result<InsertResult> InsertMany(std::vector<Object> documents) = 0;
  virtual Result<InsertResult> InsertOne(Object document) = 0;

  virtual Result<std::unique_ptr<Cursor>> Find(const FindOptions& options) = 0;
  /// The first document that matches; nullopt if there is none.
  virtual Result<std::optional<Object>> FindOne(FindOptions options) = 0;
  virtual Result<int64_t> Count(const delta_utils::Filter& filter,
                                std::optional<int64_t> version = {}) = 0;

  /// The table underneath; NotFound if the collection does not exist.
  virtual Result<std::shared_ptr<const delta_lake::Snapshot>> Snapshot(
      std::optional<int64_t> version = {}) = 0;
};

}  // namespace parquedb
