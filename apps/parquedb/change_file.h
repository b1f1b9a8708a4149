// ChangeFile: a file of change records, one a line, that a later run goes on writing.
//
//   ARROW_ASSIGN_OR_RAISE(auto file, ChangeFile::Open("films.changes"));
//   if (!is_ours(file->last_line(), file->torn())) return error;
//   ARROW_RETURN_NOT_OK(file->CutTorn());
//   ARROW_RETURN_NOT_OK(file->Write(line));          // with its newline
//   ARROW_RETURN_NOT_OK(file->Flush());
//
// What the file holds says how far its writer came, so nothing else has to be kept in
// step with it: whatever ends the process, each record is in the file once. A last line
// without a newline is what a writer that was stopped leaves behind. Opening changes
// nothing: whether the file is ours is for the caller to say, by its last line, or in a
// file without a whole one by what is there of the first. Two processes cannot have it
// open: Conflict. Corrupt for a line that is longer than any of ours. After Sync the
// lines survive a power failure too. Threads: one.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "parquedb/collection.h"

namespace parquedb::cli {

class ChangeFile {
 public:
  /// Makes the file if it is not there. InvalidArgument for what is no plain file.
  static Result<std::unique_ptr<ChangeFile>> Open(const std::string& path);
  ~ChangeFile();
  ChangeFile(const ChangeFile&) = delete;
  ChangeFile& operator=(const ChangeFile&) = delete;

  /// The last whole line, with its newline; empty: there is none.
  const std::string& last_line() const { return last_line_; }
  /// All there is, if that is no whole line.
  const std::string& torn() const { return torn_; }
  /// Cuts off what is behind the last whole line. Comes before the first Write.
  Status CutTorn();

  /// Whole lines; kept back until there are many.
  Status Write(std::string_view lines);
  Status Flush();
  /// Flush, and waits for the disk.
  Status Sync();

 private:
  ChangeFile(std::string path, int file) : path_(std::move(path)), file_(file) {}

  Status Lock() const;
  Status ReadEnd();
  /// The offset behind the last newline before `end`; 0 if there is none.
  Result<int64_t> LineStart(int64_t end) const;
  Status Read(int64_t offset, int64_t length, std::string* bytes) const;

  const std::string path_;
  const int file_;
  int64_t whole_bytes_ = 0;  // up to and with the last newline
  std::string last_line_;
  std::string torn_;
  std::string buffer_;
  bool is_synced_ = true;
};

}  // namespace parquedb::cli
