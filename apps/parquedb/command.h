// What the commands share: where a table is, how text goes out, what a failure looks
// like.
//
// Every command is a function Status(Session&, its options). main() prints a failure to
// standard error as "parquedb: PATH: REASON" and exits with 1; wrong usage exits with 2.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "arrow/io/type_fwd.h"
#include "arrow/type_fwd.h"
#include "delta_lake/snapshot.h"
#include "delta_utils/base/runtime.h"
#include "parquedb/collection.h"

namespace parquedb::cli {

/// An object in the store above it.
struct ObjectAddress {
  std::shared_ptr<delta_utils::ObjectStore> store;
  delta_utils::ObjectPath path;
};

/// The process's clock and chance, and the targets opened with them.
class Session {
 public:
  delta_utils::Runtime runtime() { return {&clock_, &random_}; }

  /// The table at a path or URI, as OpenStore takes them. InvalidArgument for memory://:
  /// it would forget.
  Result<delta_lake::TableLocation> Locate(const std::string& target);
  /// The object that a path or URI names. InvalidArgument if it can name none.
  Result<ObjectAddress> LocateObject(const std::string& uri);
  /// The same of a file that the user names: unlike a store, it follows links wherever
  /// they lead.
  Result<ObjectAddress> LocateFile(const std::string& uri);
  Result<std::unique_ptr<Collection>> OpenCollection(const std::string& target,
                                                     CollectionOptions options = {});

 private:
  delta_utils::SystemClock clock_;
  delta_utils::SystemRandom random_;
};

/// Writes to standard output in large blocks; nothing is lost silently: Finish reports a
/// full disk or a closed pipe.
class Output {
 public:
  Status Write(std::string_view text);
  Status Finish();

 private:
  std::string buffer_;
};

/// What a system call said of `path`: NotFound, PermissionDenied or Unavailable.
Status ErrnoError(const std::string& path, int error);

/// The path of a file on this machine, from a path or a file:// URI; nullopt for others,
/// and for URIs that are wrong.
std::optional<std::string> LocalPath(const std::string& uri);

/// What a path leads to if it is a link, or a link to one, there or not.
/// InvalidArgument: links in a circle.
Result<std::string> FollowLinks(const std::string& path);

/// Gives `write` a sink, and makes what it wrote the object at `out`, a path or URI, if
/// all went well: nobody ever sees a part of it, and a local file that was there before
/// stays as private as it was. Ctrl-C ends the process, and leaves no part behind. Needs
/// as much room on the local disk.
Status WriteWhole(
    Session& session, const std::string& out,
    const std::function<Status(const std::shared_ptr<arrow::io::OutputStream>&)>& write);

/// "2012-12-24T12:15:30.501Z".
std::string TimeText(int64_t millis);
std::string PadRight(std::string text, size_t width);

/// The beginning of the filter's text goes into the message.
Result<delta_utils::Filter> ParseFilterArgument(const std::string& text);

struct InsertOptions {
  std::string target;
  std::string file = "-";
  std::string rest = "variant";
  std::string promote = "inferred";
};
Status RunInsert(Session& session, const InsertOptions& options);

struct FindArguments {
  std::string target;
  std::string filter = "{}";
  std::string project;
  std::string sort;
  std::optional<int64_t> limit;
  int64_t skip = 0;
  std::optional<int64_t> version;
  bool canonical = false;
};
Status RunFind(Session& session, const FindArguments& arguments);
Status RunCount(Session& session, const FindArguments& arguments);

struct ExplainArguments {
  std::string target;
  std::string filter = "{}";
  std::optional<int64_t> version;
  bool json = false;
  /// "spark" or "duckdb": the filter in SQL instead. Empty: not asked for.
  std::string sql;
};
/// What RunFind would leave unread, level by level, and why.
Status RunExplain(Session& session, const ExplainArguments& arguments);

struct InspectOptions {
  std::string target;
  std::optional<int64_t> version;
  bool json = false;
};
Status RunHistory(Session& session, const InspectOptions& options);
Status RunInfo(Session& session, const InspectOptions& options);

/// Whether the name tells a format that WriteRows writes.
bool IsExportName(const std::string& out);
/// All of `rows`, which have the columns of `schema`, as the object at `out`.
Status WriteRows(Session& session, const delta_utils::StructType& schema,
                 arrow::RecordBatchReader* rows, const std::string& out);

struct ExportOptions {
  std::string target;
  std::string out;
  std::optional<int64_t> version;
};
Status RunExport(Session& session, const ExportOptions& options);

struct ChangesOptions {
  std::string target;
  std::optional<int64_t> from_seq;
  std::optional<int64_t> from_version;
  std::optional<int64_t> to_version;
  bool follow = false;
  bool canonical = false;
  std::string out;       // a file to append records to
  std::string consumer;  // whose position is kept
  std::string rows;      // a file of rows to write instead
};
Status RunChanges(Session& session, const ChangesOptions& options);

struct StoreCommandOptions {
  std::string target;
  bool json = false;
};
Status RunList(Session& session, const StoreCommandOptions& options);
/// A failure if something is wrong with a file of the table's log.
Status RunLog(Session& session, const StoreCommandOptions& options);
/// A failure unless several writers are safe.
Status RunDoctor(Session& session, const StoreCommandOptions& options);

/// What the `variant` commands are about: a Parquet file, and a column of it as its
/// dotted path; without one, the only column that it can be.
struct VariantFileOptions {
  std::string file;
  std::string column;
};
Status RunVariantShow(Session& session, const VariantFileOptions& options);

struct VariantValidateOptions {
  VariantFileOptions file;
  std::string profile = "strict";
};
/// A failure if any row is malformed.
Status RunVariantValidate(Session& session, const VariantValidateOptions& options);

/// What is wrong with a ShreddingType's text; "" if nothing.
std::string CheckShreddingType(const std::string& text);

struct VariantRewriteOptions {
  VariantFileOptions file;
  std::string out;
  std::string schema;  // empty: inferred
  std::string match = "class";
};
Status RunVariantShred(Session& session, const VariantRewriteOptions& options);
Status RunVariantUnshred(Session& session, const VariantRewriteOptions& options);

}  // namespace parquedb::cli
