// Every byte of every shredded file of apache/parquet-testing changed, and every file cut
// off everywhere: an error or values, whatever is done with them.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "delta_utils/base/sample_testing.h"
#include "delta_utils/columnar/variant_column.h"
#include "delta_utils/columnar/variant_kernels.h"
#include "delta_utils/columnar/variant_shredding.h"
#include "delta_utils/parquet_io/variant_file_testing.h"

namespace delta_utils {
namespace {

namespace fs = std::filesystem;

/// Of the bytes, when not all are tried. Prime, so that files of one layout are not all
/// tried in the same places.
constexpr size_t kSampleStep = 47;

std::vector<fs::path> CorpusFiles() {
  std::vector<fs::path> files;
  const char* const corpus = std::getenv("PARQUET_TESTING_DIR");
  if (corpus == nullptr) return files;
  for (const auto& entry :
       fs::directory_iterator(fs::path(corpus) / "shredded_variant")) {
    if (entry.path().extension() == ".parquet") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  EXPECT_EQ(files.size(), 137U) << corpus;
  return files;
}

std::string BytesOf(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// Whatever there is to do with a column.
Status UseColumn(const std::shared_ptr<arrow::Array>& variants) {
  EXPECT_TRUE(ValidateVariants(variants, {}, [](int64_t, const RowValidity&) {}).ok());
  ARROW_ASSIGN_OR_RAISE(const auto plain, UnshredVariants(variants));
  EXPECT_TRUE(plain->ValidateFull().ok());
  ARROW_RETURN_NOT_OK(VariantsToJson(variants).status());
  ARROW_ASSIGN_OR_RAISE(const Path path, Path::Parse("$.a"));
  ARROW_RETURN_NOT_OK(ExtractVariant(variants, path, nullptr).status());
  ARROW_ASSIGN_OR_RAISE(const ShreddingType type, InferShredding({plain}));
  return ReshredVariants(variants, type).status();
}

Status UseFile(const std::string& bytes) {
  OneVariantFile file(bytes);
  ARROW_ASSIGN_OR_RAISE(const auto reader, file.Open());
  ARROW_ASSIGN_OR_RAISE(const auto batches, reader->Read());
  ARROW_ASSIGN_OR_RAISE(const auto table, batches->ToTable());
  const auto column = table->GetColumnByName("var");
  if (column == nullptr) return Status::OK();
  for (const auto& chunk : column->chunks()) {
    if (VariantColumn::Make(chunk).ok()) ARROW_RETURN_NOT_OK(UseColumn(chunk));
  }
  return Status::OK();
}

/// Calls `change(bytes, i)` for the bytes of all files, or for some of them.
template <typename Change>
void ForEachByte(const Change& change) {
  const std::vector<fs::path> files = CorpusFiles();
  if (files.empty()) GTEST_SKIP() << "PARQUET_TESTING_DIR is not set";
  const size_t step = testing::IsFullTest() ? 1 : kSampleStep;
  size_t turn = 0;
  for (const fs::path& path : files) {
    const std::string bytes = BytesOf(path);
    SCOPED_TRACE(path);
    for (size_t i = 0; i < bytes.size(); ++i) {
      if (turn++ % step == 0) change(bytes, i);
    }
  }
}

TEST(VariantCorpusMutationTest, NoFlippedByteDoesHarm) {
  int64_t read = 0;
  int64_t refused = 0;
  ForEachByte([&](std::string bytes, size_t i) {
    bytes[i] = static_cast<char>(bytes[i] ^ 1 << i % 8);
    const Status status = UseFile(bytes);
    ++(status.ok() ? read : refused);
    EXPECT_TRUE(status.ok() || KindOf(status) != ErrorKind::kInternal) << status;
  });
  if (IsSkipped()) return;
  EXPECT_GT(read, 0);
  EXPECT_GT(refused, 0);
}

TEST(VariantCorpusMutationTest, NoFileCutOffIsRead) {
  ForEachByte([&](const std::string& bytes, size_t size) {
    const Status status = UseFile(bytes.substr(0, size));
    EXPECT_FALSE(status.ok()) << size;
  });
}

}  // namespace
}  // namespace delta_utils
