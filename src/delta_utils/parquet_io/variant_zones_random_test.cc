// Rows of shredded VARIANT columns: what is selected holds every match.
#include <cmath>
#include <random>

#include "arrow/array/array_nested.h"
#include "arrow/builder.h"
#include "delta_utils/base/ext_json.h"
#include "delta_utils/base/sample_testing.h"
#include "delta_utils/columnar/document_value.h"
#include "delta_utils/columnar/variant_column.h"
#include "delta_utils/columnar/variant_shredding.h"
#include "delta_utils/filter/random_filter_testing.h"
#include "delta_utils/parquet_io/parquet_reader.h"
#include "delta_utils/parquet_io/variant_file_testing.h"
#include "delta_utils/testing/assert_status.h"
#include "delta_utils/variant/variant.h"

namespace delta_utils {
namespace {

constexpr const char* kShreddings[] = {
    "bigint",
    "array<string>",
    "struct<a: bigint, b: string>",
    "struct<a: struct<`$oid`: string>, b: double>",
    "struct<`$literal`: struct<a: bigint>, a: bigint>",
    "struct<a: struct<b: bigint, x: date>, t: array<bigint>>",
    "struct<items: array<struct<a: bigint, b: string>>, b: decimal(9,1)>",
    "struct<a: timestamp, b: boolean, x: struct<a: string>>",
};

class Values {
 public:
  explicit Values(std::mt19937_64* random) : random_(*random) {}

  /// Near what most shreddings hold.
  Value Next(int block) {
    if (Below(25) == 0) return Scalar(block);
    if (block % 3 == 0 && Below(4) != 0) return Scalar(0);
    Object object;
    if (Below(5) != 0)
      object.Append("a", Below(4) == 0 ? Value(Inner(block)) : Scalar(block));
    if (Below(5) != 0) object.Append("b", Scalar(block));
    if (Below(3) == 0) object.Append("x", Inner(block));
    if (Below(3) == 0) object.Append("t", List(block));
    if (Below(3) == 0) object.Append("items", Items(block));
    if (Below(40) == 0) object.Append("$literal", Object{{{"a", Value(1)}}});
    return object;
  }

  Value Scalar(int block) {
    const int near = block * 7 + static_cast<int>(Below(9));
    switch (block % 3 == 0 ? 0 : Below(14)) {
      case 0:
      case 1:
        return int64_t{near};
      case 2:
      case 3:
        return "s" + std::to_string(near);
      case 4:
        return Null{};
      case 5:
        return near + 0.5;
      case 6:
        return Date{near * int64_t{86'400'000}};
      case 7: {
        ObjectId id;
        id.bytes[11] = static_cast<uint8_t>(near);
        return id;
      }
      case 8:
        return near % 2 == 0;
      case 9:
        return std::nan("");
      case 10:
        return Array{};
      default:
        return int32_t{near};
    }
  }

 private:
  size_t Below(size_t count) { return random_() % count; }
  Object Inner(int block) {
    Object object;
    if (Below(4) != 0) object.Append("b", Scalar(block));
    if (Below(3) == 0) object.Append("a", Scalar(block));
    return object;
  }
  Value List(int block) {
    Array array;
    for (size_t i = 0; i < Below(4); ++i) array.values.push_back(Scalar(block));
    return array;
  }
  Value Items(int block) {
    Array array;
    for (size_t i = 0; i < Below(4); ++i) array.values.emplace_back(Inner(block));
    return array;
  }

  std::mt19937_64& random_;
};

std::shared_ptr<arrow::Array> Encode(const std::vector<Value>& rows) {
  arrow::BinaryBuilder metadata;
  arrow::BinaryBuilder values;
  for (const Value& row : rows) {
    const auto bytes = EncodeVariant(row).ValueOrDie();
    EXPECT_TRUE(metadata.Append(bytes.metadata).ok());
    EXPECT_TRUE(values.Append(bytes.value).ok());
  }
  return arrow::StructArray::Make(
             {metadata.Finish().ValueOrDie(), values.Finish().ValueOrDie()},
             std::vector<std::string>{"metadata", "value"})
      .ValueOrDie();
}

struct Selected {
  std::vector<std::string> matches;
  int64_t rows = 0;
};

Selected Find(OneVariantFile& file, const StructType& schema, const Filter& filter,
              bool prune) {
  ParquetReadOptions options{.columns = schema};
  if (prune) {
    ParquetPruning pruning{.zones = std::make_shared<const ZoneFilter>(filter)};
    for (const std::string& path : pruning.zones->paths()) {
      pruning.sources.push_back({FindZoneColumn(schema, path), {}, false});
    }
    options.pruning = std::move(pruning);
  }
  Selected selected;
  const auto reader = ReadParquet(file.store, file.path, {}, options).ValueOrDie();
  // The helper of this name hides the type.
  const struct Column column { .name = "v", .kind = ColumnKind::kVariant };
  std::shared_ptr<arrow::RecordBatch> batch;
  while (reader->ReadNext(&batch).ok() && batch != nullptr) {
    selected.rows += batch->num_rows();
    for (int64_t row = 0; row < batch->num_rows(); ++row) {
      Object document;
      document.Append("v", DecodeValue(column, *batch->column(0), row).ValueOrDie());
      if (!MatchesFilter(document, filter).ValueOrDie()) continue;
      selected.matches.push_back(ToExtJson(document, ExtJsonMode::kCanonical));
    }
  }
  return selected;
}

TEST(VariantZonesRandomTest, NoMatchIsLeftOut) {
  constexpr int kBlocks = 6;
  constexpr int kBlockRows = 4;
  const std::vector<std::string> paths = {
      "v",        "v.a",    "v.b",     "v.a.b",        "v.x.a",
      "v.t",      "v.t.0",  "v.items", "v.items.a",    "v.items.0.b",
      "v.a.$oid", "v.none", "v.x",     "v.$literal.a", "v.a.x"};
  const uint64_t first = std::random_device()() % 1'000'000;
  std::printf("first seed %llu\n", static_cast<unsigned long long>(first));
  const uint64_t worlds = testing::IsFullTest() ? 2000 : 16;
  int64_t left_out = 0;
  for (uint64_t seed = first; seed < first + worlds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    Values values(&random);
    std::vector<Value> rows;
    for (int i = 0; i < kBlocks * kBlockRows; ++i)
      rows.push_back(values.Next(i / kBlockRows));
    const char* shredding = kShreddings[seed % std::size(kShreddings)];
    const auto type = ShreddingType::Parse(shredding).ValueOrDie();
    DU_ASSERT_OK_AND_ASSIGN(const auto shredded, ShredVariants(Encode(rows), type));
    const auto arrow_schema =
        arrow::schema({MarkVariantField(*arrow::field("v", shredded->type()))});
    const auto batch =
        arrow::RecordBatch::Make(arrow_schema, shredded->length(), {shredded});
    DU_ASSERT_OK_AND_ASSIGN(const auto bytes,
                            VariantFileBytes(arrow_schema, {batch}, {kBlockRows}));
    OneVariantFile file(*bytes);
    const StructType schema{{Column("v", "variant")}};
    std::vector<Value> pool;
    for (int i = 0; i < 60; ++i) pool.push_back(values.Scalar(i % kBlocks));
    testing::RandomFilter filters(&random, paths, std::move(pool));
    for (int i = 0; i < 40; ++i) {
      const Object object = filters.Next();
      const auto filter = ParseFilter(object);
      if (!filter.ok()) continue;
      const Selected all = Find(file, schema, *filter, false);
      const Selected pruned = Find(file, schema, *filter, true);
      ASSERT_EQ(pruned.matches, all.matches)
          << shredding << " " << ToExtJson(object, ExtJsonMode::kRelaxed);
      left_out += all.rows - pruned.rows;
    }
  }
  std::printf("%lld rows left out\n", static_cast<long long>(left_out));
  EXPECT_GT(left_out, 100);
}

}  // namespace
}  // namespace delta_utils
