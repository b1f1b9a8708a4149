// What is found with pruning is what is found without, over random documents and filters.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <random>

#include "arrow/buffer.h"
#include "arrow/record_batch.h"
#include "delta_lake/table_pruning.h"
#include "delta_utils/base/decimal128.h"
#include "delta_utils/base/sample_testing.h"
#include "delta_utils/filter/random_filter_testing.h"
#include "delta_utils/parquet_io/parquet_reader.h"
#include "delta_utils/parquet_io/parquet_writer.h"
#include "parquedb/collection_testing.h"
#include "parquedb/filter_pruning.h"

namespace parquedb {
namespace {

using delta_utils::Date;
using delta_utils::Decimal128;
using delta_utils::Filter;
using delta_utils::Null;
using delta_utils::ObjectId;
using delta_utils::Uuid;
using delta_utils::testing::RandomFilter;
using testing::FindAll;
using testing::World;

/// One insert's documents lie near one another, so that there is something to leave out.
class RandomDocuments {
 public:
  explicit RandomDocuments(uint64_t seed) : random_(seed) {}

  std::vector<Object> Batch(int place, int count) {
    place_ = place;
    null_every_ = 2 + Below(9);
    odd_every_ = Below(3) == 0 ? 7 : 100'000;
    has_nulls_ = Below(2) == 0;
    std::vector<Object> documents;
    for (int i = 0; i < count; ++i) documents.push_back(Document(place * 1000 + i));
    return documents;
  }

  std::vector<Value> Pool() {
    std::vector<Value> pool = {Null{},
                               std::nan(""),
                               -0.0,
                               0.0,
                               std::numeric_limits<double>::infinity(),
                               delta_utils::MinKey{},
                               delta_utils::MaxKey{},
                               true,
                               Array{},
                               Object{},
                               *delta_utils::ParseDecimal128("NaN"),
                               delta_utils::Symbol{"b03"},
                               "b03",
                               delta_utils::Regex{"^b0", ""}};
    for (int i = 0; i < 120; ++i) {
      place_ = static_cast<int>(Below(5));
      pool.push_back(Scalar(static_cast<int>(Below(9))));
    }
    for (int i = 0; i < 10; ++i) {
      place_ = static_cast<int>(Below(5));
      pool.emplace_back(Array{{Whole(), Whole()}});
      pool.emplace_back(Nested());
    }
    return pool;
  }

  std::mt19937_64& random() { return random_; }

 private:
  size_t Below(size_t count) { return random_() % count; }
  int Near() { return place_ * 10 + static_cast<int>(Below(13)); }

  Value Whole() { return Below(20) == 0 ? Value(int64_t{Near()}) : Value(Near()); }
  Value Real() {
    const size_t one_of = Below(12);
    if (one_of == 0 && place_ % 2 == 0) return std::nan("");
    if (one_of == 1) return -0.0;
    return Near() + 0.25 * static_cast<double>(Below(4));
  }
  Value Text() {
    std::string text = "b" + std::to_string(place_) + std::to_string(Below(9));
    if (Below(4) == 0) text += std::string(40, 'x') + std::to_string(Below(9));
    if (Below(8) == 0) text += "\xF0\x9F\x98\x80\xEF\xBF\xBD";
    return text;
  }
  Value Scalar(int kind) {
    switch (kind) {
      case 0:
        return Whole();
      case 1:
        return Real();
      case 2:
        return Text();
      case 3:
        return Date{int64_t{Near()} * 86'400'000 + static_cast<int64_t>(Below(3))};
      case 4:
        return Below(2) == 0;
      case 5:
        return *delta_utils::ParseDecimal128(std::to_string(Near()) + ".5" +
                                             std::to_string(Below(10)));
      case 6: {
        ObjectId id;
        id.bytes[0] = static_cast<uint8_t>(place_);
        id.bytes[11] = static_cast<uint8_t>(Below(6));
        return id;
      }
      case 7: {
        Uuid uuid;
        uuid.bytes[0] = static_cast<uint8_t>(place_);
        uuid.bytes[15] = static_cast<uint8_t>(Below(6));
        return uuid;
      }
      default:
        return delta_utils::MakeBinary(0, "b" + std::to_string(Below(5)));
    }
  }
  Object Nested() {
    Object inner;
    if (Below(4) != 0) inner.Append("w", Maybe(Whole()));
    Object nested;
    if (Below(5) != 0) nested.Append("x", Maybe(Whole()));
    nested.Append("y", Maybe(Text()));
    if (Below(3) != 0) nested.Append("z", std::move(inner));
    return nested;
  }
  Value List(int kind) {
    Array list;
    for (size_t i = 0; i < Below(4); ++i) {
      list.values.push_back(Below(9) == 0 ? Value(Null{}) : Scalar(kind));
    }
    return list;
  }
  Value Items() {
    Array items;
    for (size_t i = 0; i < Below(4); ++i) {
      Object item;
      item.Append("price", Maybe(Whole()));
      if (Below(3) != 0) item.Append("tags", List(2));
      items.values.emplace_back(std::move(item));
    }
    return items;
  }
  Value Maybe(Value value) {
    if (Below(odd_every_) == 1) return Scalar(static_cast<int>(Below(9)));
    return has_nulls_ && Below(null_every_) == 1 && Below(3) == 0 ? Value(Null{})
                                                                  : std::move(value);
  }

  Object Document(int id) {
    Object document;
    document.Append("_id", id);
    for (int kind = 0; kind < 9; ++kind) {
      const std::string name(1, static_cast<char>('a' + kind));
      if (Below(null_every_) != 0) document.Append(name, Maybe(Scalar(kind)));
    }
    if (Below(4) != 0) document.Append("n", Maybe(Nested()));
    if (Below(4) != 0) document.Append("t", Maybe(List(0)));
    if (Below(4) != 0) document.Append("items", Maybe(Items()));
    if (place_ == 2) document.Append("late", Scalar(0));
    if (Below(3) == 0) document.Append("any", Scalar(static_cast<int>(Below(9))));
    return document;
  }

  std::mt19937_64 random_;
  int place_ = 0;
  size_t null_every_ = 3;
  size_t odd_every_ = 1000;
  bool has_nulls_ = true;
};

const std::vector<std::string>& Paths() {
  static const std::vector<std::string> paths = {"_id",
                                                 "a",
                                                 "b",
                                                 "c",
                                                 "d",
                                                 "e",
                                                 "f",
                                                 "g",
                                                 "h",
                                                 "i",
                                                 "n",
                                                 "n.x",
                                                 "n.y",
                                                 "n.z",
                                                 "n.z.w",
                                                 "n.x.q",
                                                 "n.q",
                                                 "t",
                                                 "t.0",
                                                 "t.x",
                                                 "items",
                                                 "late",
                                                 "any",
                                                 "nowhere",
                                                 "a.x",
                                                 "items.price",
                                                 "items.0.price",
                                                 "items.tags",
                                                 "items.tags.0",
                                                 "items.1",
                                                 "n.0",
                                                 "n.z.w.v"};
  return paths;
}

/// Writes each data file anew, in small row groups and pages, with bloom filters.
void Rewrite(World* world, const delta_lake::Snapshot& snapshot,
             std::mt19937_64& random) {
  for (const delta_utils::LiveFile& file : snapshot.state().files) {
    const delta_utils::Add add = file.ToAdd();
    const auto path = *snapshot.PathOf(add);
    DU_ASSERT_OK_AND_ASSIGN(const auto names, delta_utils::ReadParquetColumnNames(
                                                  *world->store, path, add.size_bytes));
    delta_utils::StructType schema;
    for (const auto& field : snapshot.schema().fields) {
      const auto name = delta_utils::PhysicalName(field, snapshot.mapping_mode());
      if (std::ranges::find(names, name) != names.end()) schema.fields.push_back(field);
    }
    DU_ASSERT_OK_AND_ASSIGN(
        const auto reader,
        delta_utils::ReadParquet(*world->store, path, add.size_bytes,
                                 {.columns = schema, .mode = snapshot.mapping_mode()}));
    delta_utils::ParquetWriteOptions options;
    options.row_group_rows = 1 + static_cast<int64_t>(random() % 40);
    options.page_rows = 1 + static_cast<int64_t>(random() % 30);
    for (const auto& field : schema.fields) {
      for (const char* type : {"string", "long", "integer", "binary"}) {
        if (field.type.IsPrimitive(type)) options.bloom_columns.push_back(field.name);
      }
    }
    DU_ASSERT_OK_AND_ASSIGN(
        const auto writer,
        delta_utils::ParquetWriter::Open(schema, snapshot.mapping_mode(), options));
    std::shared_ptr<arrow::RecordBatch> batch;
    while (reader->ReadNext(&batch).ok() && batch != nullptr) {
      DU_ASSERT_OK(writer->Write(*batch));
    }
    DU_ASSERT_OK_AND_ASSIGN(const auto bytes, writer->Finish());
    DU_ASSERT_OK(world->store->Delete(path));
    DU_ASSERT_OK(world->store->Put(path, std::string_view(*bytes)));
  }
}

class Tried {
 public:
  void Compare(Collection& collection, const Filter& filter, const std::string& text) {
    FindOptions options;
    options.filter = filter;
    const auto pruned = FindAll(collection, options);
    options.prune = false;
    const auto all = FindAll(collection, options);
    ASSERT_EQ(pruned, all) << text;
    DU_ASSERT_OK_AND_ASSIGN(const auto count, collection.Count(filter));
    ASSERT_EQ(count, static_cast<int64_t>(all.size())) << text;
    DU_ASSERT_OK_AND_ASSIGN(const auto snapshot, collection.Snapshot());
    DU_ASSERT_OK_AND_ASSIGN(auto pruning, PruningOf(*snapshot, filter));
    DU_ASSERT_OK_AND_ASSIGN(const auto report,
                            delta_lake::ExplainScan(snapshot, std::move(pruning)));
    for (size_t i = 0; i < skipped.size(); ++i) {
      skipped[i] += report.levels[i].skipped;
    }
    ++filters;
  }

  int filters = 0;
  std::array<int64_t, delta_lake::kPruneLevels> skipped{};
};

void TryWorld(uint64_t seed, CollectionOptions options, Tried* tried) {
  SCOPED_TRACE("seed " + std::to_string(seed));
  World world;
  const auto collection = world.collection(options);
  RandomDocuments documents(seed);
  for (int place = 0; place < 5; ++place) {
    DU_ASSERT_OK(collection->InsertMany(documents.Batch(place, 60)));
  }
  DU_ASSERT_OK_AND_ASSIGN(const auto snapshot, collection->Snapshot());
  if (seed % 2 == 0) Rewrite(&world, *snapshot, documents.random());
  RandomFilter filters(&documents.random(), Paths(), documents.Pool());
  const int count = delta_utils::testing::IsFullTest() ? 300 : 30;
  for (int i = 0; i < count && !::testing::Test::HasFatalFailure(); ++i) {
    Object object = filters.Next();
    if (i % 5 == 0) {
      // Within the bounds of texts, and none of them: what bloom filters are for.
      object = Object();
      object.Append("c", "b" + std::to_string(i % 4) + std::to_string(i % 9) + "q");
    } else if (i % 5 == 1) {
      // In one page of one file.
      object = Object();
      object.Append("_id", i % 4 * 1000 + i % 60);
    }
    const auto filter = delta_utils::ParseFilter(object);
    if (!filter.ok()) continue;
    tried->Compare(*collection, *filter, testing::Text(object));
  }
}

TEST(PruningRandomTest, FindsTheSameAsWithout) {
  const uint64_t first = std::random_device()() % 1'000'000;
  std::printf("first seed %llu\n", static_cast<unsigned long long>(first));
  Tried tried;
  const uint64_t worlds = delta_utils::testing::IsFullTest() ? 18 : 6;
  for (uint64_t i = 0; i < worlds && !HasFatalFailure(); ++i) {
    CollectionOptions options;
    if (i % 3 == 1) options.rest = RestMode::kJson;
    if (i % 6 == 5) options.promotion = Promotion::kNone;
    TryWorld(first + i, options, &tried);
  }
  if (HasFatalFailure()) return;
  EXPECT_GT(tried.filters, 100);
  for (const auto level :
       {delta_lake::PruneLevel::kFile, delta_lake::PruneLevel::kRowGroup,
        delta_lake::PruneLevel::kPage, delta_lake::PruneLevel::kBloom}) {
    std::printf("%s: %lld left out\n", std::string(PruneLevelName(level)).c_str(),
                static_cast<long long>(tried.skipped[static_cast<size_t>(level)]));
    EXPECT_GT(tried.skipped[static_cast<size_t>(level)], 0) << PruneLevelName(level);
  }
}

}  // namespace
}  // namespace parquedb
