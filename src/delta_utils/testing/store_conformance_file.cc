#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "arrow/buffer.h"
#include "arrow/io/interfaces.h"
#include "arrow/util/future.h"
#include "delta_utils/storage/async_buffer.h"
#include "delta_utils/testing/assert_status.h"
#include "delta_utils/testing/store_conformance.h"

namespace delta_utils::testing_internal {
namespace {

constexpr char kBody[] = "0123456789";

ObjectPath P(std::string_view path) { return ObjectPath() / path; }

void AFileReadsPositionally(ObjectStore& store) {
  DU_ASSERT_OK(store.Put(P("a"), kBody));
  DU_ASSERT_OK_AND_ASSIGN(auto file, CreateAsyncBuffer(store, P("a")));
  DU_ASSERT_OK_AND_ASSIGN(const int64_t size_bytes, file->GetSize());
  EXPECT_EQ(size_bytes, 10);
  struct Case {
    int64_t position;
    int64_t nbytes;
    const char* expected;
  };
  for (const Case& c :
       {Case{0, 10, kBody}, Case{3, 4, "3456"}, Case{8, 5, "89"}, Case{10, 1, ""},
        Case{50, 1, ""}, Case{4, 0, ""}, Case{9, INT64_MAX, "9"}}) {
    DU_ASSERT_OK_AND_ASSIGN(auto bytes, file->ReadAt(c.position, c.nbytes));
    EXPECT_EQ(bytes->ToString(), c.expected);
    DU_ASSERT_OK_AND_ASSIGN(
        bytes,
        file->ReadAsync(arrow::io::default_io_context(), c.position, c.nbytes).result());
    EXPECT_EQ(bytes->ToString(), c.expected);
    char out[16];
    DU_ASSERT_OK_AND_ASSIGN(
        const int64_t count,
        file->ReadAt(c.position, std::min<int64_t>(c.nbytes, 16), out));
    EXPECT_EQ(std::string(out, static_cast<size_t>(count)), c.expected);
  }
  DU_EXPECT_KIND(kInvalidArgument, file->ReadAt(-1, 2));
  DU_EXPECT_KIND(kInvalidArgument, file->ReadAt(1, -2));
}

void AFileReadsInSequence(ObjectStore& store) {
  DU_ASSERT_OK(store.Put(P("a"), kBody));
  DU_ASSERT_OK_AND_ASSIGN(auto file, CreateAsyncBuffer(store, P("a"), 10));
  DU_ASSERT_OK_AND_ASSIGN(auto bytes, file->Read(4));
  EXPECT_EQ(bytes->ToString(), "0123");
  DU_ASSERT_OK(file->ReadAt(9, 1).status());
  DU_ASSERT_OK_AND_ASSIGN(int64_t position, file->Tell());
  EXPECT_EQ(position, 4);
  char out[3];
  DU_ASSERT_OK_AND_ASSIGN(const int64_t count, file->Read(3, out));
  EXPECT_EQ(std::string(out, static_cast<size_t>(count)), "456");
  DU_ASSERT_OK(file->Seek(8));
  DU_ASSERT_OK_AND_ASSIGN(bytes, file->Read(100));
  EXPECT_EQ(bytes->ToString(), "89");
  DU_ASSERT_OK_AND_ASSIGN(bytes, file->Read(1));
  EXPECT_EQ(bytes->size(), 0);
  DU_EXPECT_KIND(kInvalidArgument, file->Seek(-1));
}

void AClosedFileRefuses(ObjectStore& store) {
  DU_ASSERT_OK(store.Put(P("a"), kBody));
  DU_ASSERT_OK_AND_ASSIGN(auto file, CreateAsyncBuffer(store, P("a")));
  EXPECT_FALSE(file->closed());
  DU_ASSERT_OK(file->Close());
  DU_ASSERT_OK(file->Close());
  EXPECT_TRUE(file->closed());
  DU_EXPECT_KIND(kInvalidArgument, file->ReadAt(0, 1));
  DU_EXPECT_KIND(kInvalidArgument, file->Read(1));
  DU_EXPECT_KIND(kInvalidArgument, file->Seek(1));
  DU_EXPECT_KIND(kInvalidArgument, file->Tell());
  DU_EXPECT_KIND(kInvalidArgument, file->GetSize());
}

void AFileOfTheWrongSizeIsCorrupt(ObjectStore& store) {
  DU_ASSERT_OK(store.Put(P("a"), kBody));
  DU_ASSERT_OK_AND_ASSIGN(auto longer, CreateAsyncBuffer(store, P("a"), 12));
  DU_ASSERT_OK_AND_ASSIGN(auto bytes, longer->ReadAt(0, 10));
  EXPECT_EQ(bytes->ToString(), kBody);
  const Status status = longer->ReadAt(8, 4).status();
  DU_EXPECT_KIND(kCorrupt, status);
  ASSERT_NE(DetailOf(status), nullptr);
  EXPECT_EQ(DetailOf(status)->path(), store.Uri(P("a")));
  DU_EXPECT_KIND(kCorrupt, longer->ReadAt(11, 1));
  // Bytes past the size that was promised are not shown.
  DU_ASSERT_OK_AND_ASSIGN(auto shorter, CreateAsyncBuffer(store, P("a"), 4));
  DU_ASSERT_OK_AND_ASSIGN(bytes, shorter->ReadAt(2, 8));
  EXPECT_EQ(bytes->ToString(), "23");
  DU_EXPECT_KIND(kInvalidArgument, CreateAsyncBuffer(store, P("a"), -1));
}

void AFileOfNothingIsNotFound(ObjectStore& store) {
  DU_EXPECT_KIND(kNotFound, CreateAsyncBuffer(store, P("none")));
  DU_ASSERT_OK_AND_ASSIGN(auto file, CreateAsyncBuffer(store, P("none"), 5));
  DU_EXPECT_KIND(kNotFound, file->ReadAt(0, 5));
}

/// Arrow 26 added forms that say whether a short read is an error, and reads ahead with
/// those only; before, there is nothing to check.
template <typename File>
void CheckShortReads(File& file) {
  const auto context = arrow::io::default_io_context();
  if constexpr (requires { file.ReadAsync(context, 0, 1, true); }) {
    DU_ASSERT_OK_AND_ASSIGN(auto bytes, file.ReadAsync(context, 8, 5, true).result());
    EXPECT_EQ(bytes->ToString(), "89");
    DU_ASSERT_OK_AND_ASSIGN(bytes, file.ReadAt(3, 4, false));
    EXPECT_EQ(bytes->ToString(), "3456");
    char out[8];
    DU_ASSERT_OK_AND_ASSIGN(const int64_t count, file.ReadAt(8, 5, true, out));
    EXPECT_EQ(count, 2);
    EXPECT_FALSE(file.ReadAt(8, 5, false).ok());
    EXPECT_FALSE(file.ReadAt(8, 5, false, out).ok());
    EXPECT_FALSE(file.ReadAsync(context, 8, 5, false).result().ok());
  }
}

void AFileTellsShortReads(ObjectStore& store) {
  DU_ASSERT_OK(store.Put(P("a"), kBody));
  DU_ASSERT_OK_AND_ASSIGN(auto file, CreateAsyncBuffer(store, P("a")));
  CheckShortReads(*file);
  DU_ASSERT_OK_AND_ASSIGN(auto many,
                          arrow::All(file->ReadManyAsync({{0, 2}, {7, 3}})).result());
  ASSERT_EQ(many.size(), 2u);
  EXPECT_EQ((*many[0])->ToString(), "01");
  EXPECT_EQ((*many[1])->ToString(), "789");
}

void ManyRangesAreRead(ObjectStore& store) {
  std::string body;
  for (int i = 0; i < 3000; ++i) body += std::to_string(1000 + i);
  DU_ASSERT_OK(store.Put(P("a"), body));
  const std::vector<ByteRange> ranges = {{9000, 40},  {0, 4},      {20, 0},     {2, 100},
                                         {11990, 90}, {50'000, 7}, {5000, 2000}};
  for (const CoalesceOptions& options :
       {CoalesceOptions{}, CoalesceOptions{.hole_bytes = 0, .range_bytes = 0}}) {
    DU_ASSERT_OK_AND_ASSIGN(const auto parts, ReadRanges(store, P("a"), ranges, options));
    ASSERT_EQ(parts.size(), ranges.size());
    for (size_t i = 0; i < ranges.size(); ++i) {
      const size_t start = std::min(static_cast<size_t>(ranges[i].offset), body.size());
      EXPECT_EQ(parts[i]->ToString(),
                body.substr(start, static_cast<size_t>(ranges[i].length)));
    }
  }
  DU_EXPECT_KIND(kNotFound, ReadRanges(store, P("none"), ranges));
  DU_EXPECT_KIND(kInvalidArgument, ReadRanges(store, P("a"), {{-1, 4}}));
}

void AReplacedFileIsAMismatch(ObjectStore& store) {
  DU_ASSERT_OK(store.Put(P("a"), kBody));
  DU_ASSERT_OK_AND_ASSIGN(auto file, CreateAsyncBuffer(store, P("a"), 10));
  DU_ASSERT_OK_AND_ASSIGN(auto bytes, file->ReadAt(0, 5));
  EXPECT_EQ(bytes->ToString(), "01234");
  DU_ASSERT_OK(store.Put(P("a"), "abcdefghij"));
  DU_EXPECT_KIND(kVersionMismatch, file->ReadAt(5, 5));
  for (const auto& read : file->ReadManyAsync({{0, 2}, {7, 3}})) {
    DU_EXPECT_KIND(kVersionMismatch, read.status());
  }
  DU_ASSERT_OK_AND_ASSIGN(file, CreateAsyncBuffer(store, P("a"), 10));
  DU_ASSERT_OK_AND_ASSIGN(bytes, file->ReadAt(5, 5));
  EXPECT_EQ(bytes->ToString(), "fghij");
}

void ReadsOutliveTheirFile(ObjectStore& store) {
  DU_ASSERT_OK(store.Put(P("a"), kBody));
  DU_ASSERT_OK_AND_ASSIGN(auto file, CreateAsyncBuffer(store, P("a"), 10));
  const auto read = file->ReadAsync(arrow::io::default_io_context(), 2, 3);
  const auto many = file->ReadManyAsync({{0, 2}, {7, 3}});
  file.reset();
  DU_ASSERT_OK_AND_ASSIGN(auto bytes, read.result());
  EXPECT_EQ(bytes->ToString(), "234");
  DU_ASSERT_OK_AND_ASSIGN(bytes, many[1].result());
  EXPECT_EQ(bytes->ToString(), "789");
}

}  // namespace

std::vector<ConformanceRule> FileRules() {
  return {{"ManyRangesAreRead", ManyRangesAreRead},
          {"AReplacedFileIsAMismatch", AReplacedFileIsAMismatch},
          {"ReadsOutliveTheirFile", ReadsOutliveTheirFile},
          {"AFileReadsPositionally", AFileReadsPositionally},
          {"AFileTellsShortReads", AFileTellsShortReads},
          {"AFileReadsInSequence", AFileReadsInSequence},
          {"AClosedFileRefuses", AClosedFileRefuses},
          {"AFileOfTheWrongSizeIsCorrupt", AFileOfTheWrongSizeIsCorrupt},
          {"AFileOfNothingIsNotFound", AFileOfNothingIsNotFound}};
}

}  // namespace delta_utils::testing_internal
