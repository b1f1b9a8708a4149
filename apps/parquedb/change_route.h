// ChangeRoute: which records a run of `parquedb changes` begins with, and where they go.
//
//   ARROW_ASSIGN_OR_RAISE(ChangeRoute route, OpenChangeRoute(session, table, options));
//   ARROW_ASSIGN_OR_RAISE(auto record, route.stream->Next());
//   if (record) AppendChangeLine(*record, options, &line);
//   ARROW_RETURN_NOT_OK(route.sink->Write(line));
//   ARROW_RETURN_NOT_OK(route.sink->Flush(route.stream->next_seq(), /*is_idle=*/true));
//
// A file goes on behind its last line, a consumer at its position; else the options say
// where to begin. Errors: those of the stream, of ChangeFile and of ConsumerPosition;
// Corrupt for a file of something else and Conflict for one of another table, which both
// stay as they are. Threads: one.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "command.h"
#include "parquedb/change_stream.h"

namespace parquedb::cli {

/// Where records go.
class ChangeSink {
 public:
  virtual ~ChangeSink() = default;
  /// A whole line.
  virtual Status Write(std::string_view line) = 0;
  /// All records below `next_seq` were written; `is_idle`: no more is there for now.
  virtual Status Flush(int64_t next_seq, bool is_idle) = 0;
};

struct ChangeRoute {
  std::unique_ptr<ChangeStream> stream;
  std::unique_ptr<ChangeSink> sink;
};

Result<ChangeRoute> OpenChangeRoute(Session& session,
                                    const delta_lake::TableLocation& table,
                                    const ChangesOptions& options);

/// The record in the form asked for, with a newline behind it.
void AppendChangeLine(const delta_utils::ChangeRecord& record,
                      const ChangesOptions& options, std::string* out);

}  // namespace parquedb::cli
