// ChangeFile: a file of change records, one a line, that a later run goes on writing.
//
//   ARROW_ASSIGN_OR_RAISE(auto file, ChangeFile::Open("films.changes"));
//   if (file->last()) go_on_at(file->last()->seq + 1);
//   ARROW_RETURN_NOT_OK(file->Write(line));          // with its newline
//   ARROW_RETURN_NOT_OK(file->Flush());
//
// What the file holds says how far its writer came, so nothing else has to be kept in
// step with it: whatever ends the process, each record is in the file once. Opening cuts
// off a last line without a newline, which only a writer that was stopped leaves behind.
// A file that this did not write is left as it is: Corrupt. Two processes cannot have it
// open: Conflict. After Sync the lines survive a power failure too. Threads: one.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "delta_utils/cdc/change_record.h"
#include "parquedb/collection.h"

namespace parquedb::cli {

class ChangeFile {
 public:
  /// Makes the file if it is not there. InvalidArgument for what is no plain file.
  static Result<std::unique_ptr<ChangeFile>> Open(const std::string& path);
  ~ChangeFile();
  ChangeFile(const ChangeFile&) = delete;
  ChangeFile& operator=(const ChangeFile&) = delete;

  /// The record of the last line when it was opened; nullopt: it was empty.
  const std::optional<delta_utils::ChangeRecord>& last() const { return last_; }

  /// Whole lines; kept back until there are many.
  Status Write(std::string_view lines);
  Status Flush();
  /// Flush, and waits for the disk.
  Status Sync();

 private:
  ChangeFile(std::string path, int file) : path_(std::move(path)), file_(file) {}

  Status Lock() const;
  /// Reads the last whole line and cuts off what is behind it.
  Status Recover();
  Status CheckTorn(int64_t size) const;
  /// The offset behind the last newline before `end`; 0 if there is none.
  Result<int64_t> LineStart(int64_t end) const;
  Status Read(int64_t offset, int64_t length, std::string* bytes) const;
  Status Failed(int error) const;

  const std::string path_;
  const int file_;
  std::optional<delta_utils::ChangeRecord> last_;
  std::string buffer_;
  bool is_synced_ = true;
};

}  // namespace parquedb::cli
