// The foreign corpus of shredded Variants, apache/parquet-testing's shredded_variant:
// each file gives exactly the Variants that lie beside it, or is refused.
#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "arrow/array/array_nested.h"
#include "arrow/array/concatenate.h"
#include "arrow/io/file.h"
#include "arrow/table.h"
#include "delta_utils/base/ext_json.h"
#include "delta_utils/columnar/same_variant_testing.h"
#include "delta_utils/columnar/variant_column.h"
#include "delta_utils/columnar/variant_kernels.h"
#include "delta_utils/columnar/variant_shredding.h"
#include "delta_utils/testing/assert_status.h"
#include "parquet/arrow/reader.h"

namespace delta_utils {
namespace {

namespace fs = std::filesystem;

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << path;
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

/// The column "var", as it lies in the file.
Result<std::shared_ptr<arrow::Array>> ReadVariants(const fs::path& path) {
  ARROW_ASSIGN_OR_RAISE(auto file, arrow::io::ReadableFile::Open(path.string()));
  parquet::arrow::FileReaderBuilder builder;
  ARROW_RETURN_NOT_OK(builder.Open(file));
  ARROW_ASSIGN_OR_RAISE(auto reader, builder.Build());
  ARROW_ASSIGN_OR_RAISE(const auto table, reader->ReadTable());
  const auto column = table->GetColumnByName("var");
  if (column == nullptr) return NotFound("var", "no such column");
  return arrow::Concatenate(column->chunks());
}

struct Case {
  int64_t number = 0;
  std::string name;
  std::string parquet_file;
  bool is_error = false;
  std::vector<std::string> variant_files;  // "": SQL's NULL
};

std::string TextAt(const Object& object, std::string_view name) {
  const Value* value = object.Find(name);
  return value != nullptr && value->is<std::string>() ? value->get<std::string>() : "";
}

std::vector<Case> CasesOf(const fs::path& folder) {
  std::vector<Case> cases;
  const Result<Value> json = ParseExtJson(ReadFile(folder / "cases.json"));
  EXPECT_TRUE(json.ok()) << json.status();
  if (!json.ok()) return cases;
  for (const Value& value : json->get<Array>().values) {
    const auto& entry = value.get<Object>();
    Case c;
    c.number = entry.Find("case_number")->get<int32_t>();
    c.parquet_file = TextAt(entry, "parquet_file");
    c.name = TextAt(entry, "test") + " " + c.parquet_file;
    c.is_error = entry.Find("error_message") != nullptr;
    if (const std::string file = TextAt(entry, "variant_file"); !file.empty()) {
      c.variant_files.push_back(file);
    }
    if (const Value* files = entry.Find("variant_files"); files != nullptr) {
      for (const Value& file : files->get<Array>().values) {
        c.variant_files.push_back(file.is<std::string>() ? file.get<std::string>() : "");
      }
    }
    // Number 3 was withdrawn and has no file.
    if (!c.parquet_file.empty()) cases.push_back(std::move(c));
  }
  return cases;
}

void ExpectRow(const VariantColumn& column, int64_t row, const fs::path& file) {
  ASSERT_FALSE(column.IsNull(row));
  const std::string bytes = ReadFile(file);
  DU_ASSERT_OK_AND_ASSIGN(const size_t size, MetadataSize(bytes));
  const std::string_view metadata = std::string_view(bytes).substr(0, size);
  EXPECT_EQ(column.metadata().Get(row), metadata);
  DU_ASSERT_OK_AND_ASSIGN(const MetadataIndex names, MetadataIndex::Make(metadata));
  EXPECT_TRUE(
      testing::SameVariant(VariantView(column.value().Get(row), names),
                           VariantView(std::string_view(bytes).substr(size), names)));
}

void ExpectCase(const fs::path& folder, const Case& c) {
  DU_ASSERT_OK_AND_ASSIGN(const auto variants, ReadVariants(folder / c.parquet_file));
  const auto plain = UnshredVariants(variants);
  if (c.is_error) {
    DU_EXPECT_KIND(kCorrupt, plain);
    return;
  }
  DU_ASSERT_OK(plain);
  DU_ASSERT_OK((*plain)->ValidateFull());
  DU_ASSERT_OK_AND_ASSIGN(const VariantColumn column, VariantColumn::Make(*plain));
  EXPECT_FALSE(column.is_shredded());
  ASSERT_EQ(column.length(), static_cast<int64_t>(c.variant_files.size()));
  for (int64_t row = 0; row < column.length(); ++row) {
    SCOPED_TRACE("row " + std::to_string(row));
    const std::string& file = c.variant_files[static_cast<size_t>(row)];
    if (file.empty()) {
      EXPECT_TRUE(column.IsNull(row));
    } else {
      ExpectRow(column, row, folder / file);
    }
  }
}

/// Shredded again by its file's own schema, a column gives the same Variants.
void ExpectShredsBack(const fs::path& folder, const Case& c) {
  DU_ASSERT_OK_AND_ASSIGN(const auto variants, ReadVariants(folder / c.parquet_file));
  DU_ASSERT_OK_AND_ASSIGN(const VariantColumn source, VariantColumn::Make(variants));
  DU_ASSERT_OK_AND_ASSIGN(const auto plain, UnshredVariants(variants));
  DU_ASSERT_OK_AND_ASSIGN(const auto shredded, ShredVariants(plain, source.shredding(),
                                                             {ShreddingMatch::kExact}));
  DU_ASSERT_OK(shredded->ValidateFull());
  DU_ASSERT_OK_AND_ASSIGN(const auto back, UnshredVariants(shredded));
  EXPECT_TRUE(back->Equals(plain)) << back->ToString() << plain->ToString();
}

/// Every row is as writers must write it, or some are not.
void ExpectStrictlyValid(const fs::path& folder, const Case& c, bool is_valid) {
  DU_ASSERT_OK_AND_ASSIGN(const auto variants, ReadVariants(folder / c.parquet_file));
  int bad_rows = 0;
  DU_ASSERT_OK(ValidateVariants(variants, {VariantProfile::kStrict},
                                [&](int64_t, const RowValidity& validity) {
                                  if (!validity.status.ok()) ++bad_rows;
                                }));
  EXPECT_EQ(bad_rows == 0, is_valid);
}

TEST(ShreddedCorpusTest, EveryFileGivesItsVariantsOrIsRefused) {
  const char* corpus = std::getenv("PARQUET_TESTING_DIR");
  if (corpus == nullptr) GTEST_SKIP() << "PARQUET_TESTING_DIR is not set";
  const fs::path folder = fs::path(corpus) / "shredded_variant";
  // Against the specification, but read by its rules for such a case.
  std::set<int64_t> invalid = {43, 84, 125};
  std::set<int64_t> errors = {40, 42, 87, 127, 128, 137};
  const std::vector<Case> cases = CasesOf(folder);
  EXPECT_EQ(cases.size(), 137U);
  for (const Case& c : cases) {
    SCOPED_TRACE(std::to_string(c.number) + " " + c.name);
    EXPECT_EQ(c.is_error, errors.erase(c.number) == 1);
    const bool is_valid = invalid.erase(c.number) == 0;
    ExpectCase(folder, c);
    if (c.is_error) continue;
    ExpectShredsBack(folder, c);
    ExpectStrictlyValid(folder, c, is_valid);
  }
  EXPECT_TRUE(errors.empty());
  EXPECT_TRUE(invalid.empty());
}

}  // namespace
}  // namespace delta_utils
