#include "delta_utils/parquet_io/variant_pruning.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "arrow/array/array_binary.h"
#include "arrow/array/array_nested.h"
#include "arrow/builder.h"
#include "delta_utils/base/compare.h"
#include "delta_utils/base/decimal128.h"
#include "delta_utils/columnar/variant_column.h"
#include "delta_utils/columnar/variant_kernels.h"
#include "delta_utils/columnar/variant_shredding.h"
#include "delta_utils/parquet_io/variant_file_testing.h"
#include "delta_utils/variant/variant_builder.h"
#include "parquet/metadata.h"
#include "parquet/schema.h"

namespace delta_utils {
namespace {

using ArrayPtr = std::shared_ptr<arrow::Array>;

Path PathOf(const std::string& text) { return Path::Parse(text).ValueOrDie(); }

int Pick(SeededRandom& random, int count) {
  return static_cast<int>(random.Next() % static_cast<uint64_t>(count));
}

// --- A small world: rows, the ways to shred them, questions.

void AddScalar(SeededRandom& random, VariantBuilder* builder) {
  constexpr int64_t kMillisPerDay = 86400000;
  switch (Pick(random, 14)) {
    case 0:
      return builder->Null();
    case 1:
      return builder->Bool(Pick(random, 2) == 0);
    case 2:
    case 3:
    case 4:
      return builder->Int(Pick(random, 5) - 2);
    case 5:
      return builder->Int((int64_t{1} << 53) + Pick(random, 3));
    case 6:
    case 7:
      return builder->Decimal(
          {Pick(random, 7) - 3, static_cast<uint8_t>(Pick(random, 3))});
    case 8: {
      const double numbers[] = {-0.0, 0.5, 1.0, std::nan("")};
      return builder->Double(numbers[Pick(random, 4)]);
    }
    case 9:
      return builder->Date(Pick(random, 3) - 1);
    case 10:
      return builder->Time(
          VariantType::kTimestamp,
          (Pick(random, 3) - 1) * kMillisPerDay * 1000 + Pick(random, 2));
    case 11:
      return builder->Time(VariantType::kTimestampNtzNanos,
                           (Pick(random, 3) - 1) * kMillisPerDay * 1000000);
    default: {
      const char* texts[] = {"", "a", "b", "\u00e4", "aaaaaaaaaaaaaaaaaaaa"};
      return builder->Text(texts[Pick(random, 5)]);
    }
  }
}

void AddValue(SeededRandom& random, int depth, VariantBuilder* builder) {
  const int kind = Pick(random, depth == 0 ? 1 : 8);
  if (kind < 2) return AddScalar(random, builder);
  if (kind == 2) {
    builder->BeginArray();
    for (int i = Pick(random, 3); i > 0; --i) AddValue(random, depth - 1, builder);
    return builder->EndArray();
  }
  builder->BeginObject();
  for (const char* name : {"a", "b", "x"}) {
    if (Pick(random, 3) == 0) continue;
    builder->Field(name);
    AddValue(random, depth - 1, builder);
  }
  builder->EndObject();
}

/// Mostly what the column is shredded to, so that there is something to prune.
void AddTyped(SeededRandom& random, const ShreddingType& type, VariantBuilder* builder) {
  constexpr int64_t kMicrosPerDay = int64_t{86400} * 1000000;
  if (Pick(random, 24) == 0) return AddValue(random, 2, builder);
  switch (type.type) {
    case VariantType::kObject:
      builder->BeginObject();
      for (const ShreddingField& field : type.fields) {
        if (Pick(random, 8) == 0) continue;
        builder->Field(field.name);
        AddTyped(random, field.type, builder);
      }
      return builder->EndObject();
    case VariantType::kArray:
      builder->BeginArray();
      for (int i = Pick(random, 3); i > 0; --i) {
        AddTyped(random, type.element[0], builder);
      }
      return builder->EndArray();
    case VariantType::kTrue:
      return builder->Bool(Pick(random, 2) == 0);
    case VariantType::kInt32:
    case VariantType::kInt64:
      return builder->Int(Pick(random, 8) - 4);
    case VariantType::kDecimal4:
    case VariantType::kDecimal8:
    case VariantType::kDecimal16:
      return builder->Decimal({Pick(random, 41) - 20, 1});
    case VariantType::kString: {
      const char* texts[] = {"", "a", "b", "\u00e4", "aaaaaaaaaaaaaaaaaaaa"};
      return builder->Text(texts[Pick(random, 5)]);
    }
    case VariantType::kDate:
      return builder->Date(Pick(random, 5) - 2);
    case VariantType::kTimestamp:
      return builder->Time(type.type, (Pick(random, 5) - 2) * kMicrosPerDay);
    case VariantType::kTimestampNtzNanos:
      return builder->Time(type.type, (Pick(random, 5) - 2) * kMicrosPerDay * 1000);
    default:
      return AddScalar(random, builder);
  }
}

ArrayPtr Rows(SeededRandom& random, const std::string& shredding, int count) {
  const ShreddingType type = ShreddingType::Parse(shredding).ValueOrDie();
  FieldDictionary names(DictionaryScope::kRow);
  VariantBuilder builder(&names);
  arrow::BinaryBuilder metadata;
  arrow::BinaryBuilder values;
  for (int row = 0; row < count; ++row) {
    std::string bytes;
    std::string dictionary;
    AddTyped(random, type, &builder);
    EXPECT_TRUE(builder.Finish(&bytes).ok());
    EXPECT_TRUE(names.FinishRow(&dictionary).ok());
    EXPECT_TRUE(metadata.Append(dictionary).ok());
    EXPECT_TRUE(values.Append(bytes).ok());
  }
  return arrow::StructArray::Make(
             {metadata.Finish().ValueOrDie(), values.Finish().ValueOrDie()},
             std::vector<std::string>{"metadata", "value"})
      .ValueOrDie();
}

constexpr const char* kShreddings[] = {
    "variant",
    "bigint",
    "decimal(5,1)",
    "decimal(38,2)",
    "string",
    "date",
    "timestamp",
    "struct<a: bigint, b: string>",
    "struct<a: decimal(9,2), b: date>",
    "struct<a: decimal(30,1), x: struct<a: int, b: boolean>>",
    "struct<a: timestamp_ntz_nanos, b: double, x: boolean>",
    "struct<x: struct<a: string, b: variant>, a: array<int>>",
    "array<struct<a: bigint>>",
};

constexpr const char* kPaths[] = {"$",     "$.a", "$.b",    "$.x.a",
                                  "$.x.b", "$.x", "$[0]",   "$[1].a",
                                  "/a",    "/0",  "$.a[0]", "$.missing"};

Value Literal(SeededRandom& random) {
  constexpr int64_t kDay = 86400000;
  const Value literals[] = {
      int32_t{-3},
      int32_t{0},
      int64_t{1},
      (int64_t{1} << 53) + 1,
      0.25,
      0.1,
      -2.0,
      9007199254740992.0,
      std::numeric_limits<double>::infinity(),
      std::nan(""),
      ParseDecimal128("1.50").ValueOrDie(),
      ParseDecimal128("-1E+3").ValueOrDie(),
      ParseDecimal128("0.1").ValueOrDie(),
      ParseDecimal128("NaN").ValueOrDie(),
      "",
      "a",
      "aaaaaaaaaaaaaaaaaaab",
      "\u00e4",
      true,
      false,
      Date{0},
      Date{kDay},
      Date{-kDay},
      Date{1},
      Null{},
  };
  return literals[Pick(random, std::size(literals))];
}

/// What a value means to a literal, as documents do; nullopt: it is of no such class.
std::optional<Value> Meaning(VariantView view) {
  constexpr int64_t kMillisPerDay = 86400000;
  constexpr int64_t kNanosPerMilli = 1000000;
  switch (view.type_class()) {
    case VariantClass::kBoolean:
      return Value(*view.ToBool());
    case VariantClass::kExactNumber: {
      const VariantDecimal number = *view.ToDecimal();
      DecimalParts parts;
      parts.negative = number.unscaled < 0;
      parts.coefficient =
          static_cast<Uint128>(parts.negative ? -number.unscaled : number.unscaled);
      parts.exponent = -number.scale;
      return Value(*MakeDecimal128(parts));
    }
    case VariantClass::kFloat:
    case VariantClass::kDouble:
      return Value(*view.ToDouble());
    case VariantClass::kString:
      return Value(*view.ToText());
    case VariantClass::kDate:
      return Value(Date{*view.GetDate() * kMillisPerDay});
    case VariantClass::kTimestamp:
      // A part of a millisecond lies between two dates: rounded to the even one below,
      // what is asked at that date is asked again a millisecond later.
      if (*view.GetTime() % 1000 != 0) return std::nullopt;
      return Value(Date{*view.GetTime() / 1000});
    case VariantClass::kTimestampNtz:
      return Value(Date{*view.GetTime() / kNanosPerMilli});
    default:
      return std::nullopt;
  }
}

bool Matches(VariantView row, const VariantPredicate& predicate) {
  const auto found = BoundPath(predicate.path, row.names()).Find(row);
  if (!found) return false;
  const auto value = Meaning(*found);
  if (!value || ClassOf(*value) != ClassOf(predicate.literal)) return false;
  const int order = Compare(*value, predicate.literal);
  switch (predicate.comparison) {
    case VariantComparison::kEqual:
      return order == 0;
    case VariantComparison::kLess:
      return order < 0;
    case VariantComparison::kLessEqual:
      return order <= 0;
    case VariantComparison::kGreater:
      return order > 0;
    case VariantComparison::kGreaterEqual:
      return order >= 0;
  }
  return false;
}

bool RowMatches(const VariantColumn& column, int64_t row,
                const std::vector<VariantPredicate>& predicates) {
  const auto names = MetadataIndex::Make(column.metadata().Get(row)).ValueOrDie();
  const VariantView view(column.value().Get(row), names);
  return std::ranges::all_of(predicates, [&](const VariantPredicate& predicate) {
    return Matches(view, predicate);
  });
}

/// The rows shredded, in a file of small row groups.
struct World {
  World(const ArrayPtr& rows, const std::string& shredding, int64_t row_group_rows)
      : plain(rows) {
    const auto type = ShreddingType::Parse(shredding).ValueOrDie();
    shredded = ShredVariants(rows, type).ValueOrDie();
    const auto schema =
        arrow::schema({MarkVariantField(*arrow::field("v", shredded->type()))});
    const auto batch = arrow::RecordBatch::Make(schema, rows->length(), {shredded});
    file = std::make_unique<OneVariantFile>(
        *VariantFileBytes(schema, {batch}, {row_group_rows}).ValueOrDie());
    reader = file->Open().ValueOrDie();
  }

  ArrayPtr plain;
  ArrayPtr shredded;
  std::unique_ptr<OneVariantFile> file;
  std::unique_ptr<VariantFileReader> reader;
};

TEST(VariantPruningTest, NoRowGroupWithAMatchIsDropped) {
  constexpr int kWorlds = 300;
  constexpr int kRows = 12;
  constexpr int kRowGroupRows = 2;
  constexpr int kQuestions = 40;
  int dropped = 0;
  for (int seed = 0; seed < kWorlds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SeededRandom random(static_cast<uint64_t>(seed));
    const char* shredding = kShreddings[seed % std::size(kShreddings)];
    const World world(Rows(random, shredding, kRows), shredding, kRowGroupRows);
    DU_ASSERT_OK_AND_ASSIGN(const auto column, VariantColumn::Make(world.plain));
    for (int i = 0; i < kQuestions; ++i) {
      std::vector<VariantPredicate> predicates;
      for (int k = 0; k <= Pick(random, 2); ++k) {
        predicates.push_back({PathOf(kPaths[Pick(random, std::size(kPaths))]),
                              static_cast<VariantComparison>(Pick(random, 5)),
                              Literal(random)});
      }
      DU_ASSERT_OK_AND_ASSIGN(const auto kept,
                              PruneRowGroups(world.reader->metadata(), "v", predicates));
      ASSERT_TRUE(std::ranges::is_sorted(kept));
      for (int group = 0; group < kRows / kRowGroupRows; ++group) {
        if (std::ranges::find(kept, group) != kept.end()) continue;
        ++dropped;
        for (int row = group * kRowGroupRows; row < (group + 1) * kRowGroupRows; ++row) {
          ASSERT_FALSE(RowMatches(column, row, predicates))
              << shredding << " row " << row << " " << predicates[0].path.ToString();
        }
      }
    }
  }
  EXPECT_GT(dropped, 2000);
}

// --- What is told apart, one by one.

struct PruneCase {
  std::string shredding;
  std::vector<std::string> json;  // rows, one row group each
  std::string path;
  VariantComparison comparison;
  Value literal;
  std::vector<int> kept;
};

TEST(VariantPruningTest, BoundsAndResidualsDecide) {
  using enum VariantComparison;
  const PruneCase cases[] = {
      {"struct<a: bigint>",
       {R"({"a":1})", R"({"a":5})", R"({"b":5})"},
       "$.a",
       kEqual,
       int64_t{5},
       {1, 2}},  // b is in the residual above
      {"struct<a: bigint>",
       {R"({"a":1})", R"({"a":5})", R"({})"},
       "$.a",
       kEqual,
       5.0,
       {1}},
      {"struct<a: bigint>",
       {R"({"a":1})", R"({"a":5})", R"({"a":"x"})"},
       "$.a",
       kGreater,
       ParseDecimal128("4.5").ValueOrDie(),
       {1, 2}},
      {"struct<a: bigint>", {R"({"a":1})", R"({"a":5})"}, "$.a", kEqual, "1", {0, 1}},
      {"struct<a: decimal(9,2)>",
       {R"({"a":1.50})", R"({"a":2})"},
       "$.a",
       kLess,
       int32_t{2},
       {0}},
      {"struct<a: decimal(9,2)>",
       {R"({"a":1.50})", R"({"a":2})"},
       "$.a",
       kLessEqual,
       int32_t{2},
       {0, 1}},
      {"struct<a: string>",
       {R"({"a":"x"})", R"({"a":"y"})"},
       "$.a",
       kGreaterEqual,
       "y",
       {1}},
      {"struct<a: boolean>",
       {R"({"a":true})", R"({"a":false})"},
       "$.a",
       kEqual,
       true,
       {0}},
      {"struct<a: double>", {R"({"a":1e0})", R"({"a":2e0})"}, "$.a", kEqual, 2.0, {0, 1}},
      {"array<int>", {"[1, 2]", "[3]", "[]"}, "$[0]", kEqual, int32_t{3}, {1}},
      {"struct<a: bigint>", {R"({"a":1})"}, "$.a", kEqual, std::nan(""), {0}},
      {"struct<a: bigint>", {R"({"a":1})"}, "$.b", kEqual, int32_t{9}, {0}},
      {"variant", {"1"}, "$", kEqual, int32_t{9}, {0}},
      {"bigint", {"1", "2"}, "$", kGreater, int32_t{1}, {1}},
  };
  for (const PruneCase& c : cases) {
    SCOPED_TRACE(c.shredding + " " + c.path);
    arrow::StringBuilder json;
    DU_ASSERT_OK(json.AppendValues(c.json));
    DU_ASSERT_OK_AND_ASSIGN(const auto rows,
                            VariantsFromJson(*json.Finish().ValueOrDie(), {}));
    const World world(rows, c.shredding, 1);
    DU_ASSERT_OK_AND_ASSIGN(const auto kept,
                            PruneRowGroups(world.reader->metadata(), "v",
                                           {{PathOf(c.path), c.comparison, c.literal}}));
    EXPECT_EQ(kept, c.kept);
  }
}

TEST(VariantPruningTest, AResidualThatHoldsAShreddedFieldIsNotPassedOver) {
  // {"a": 5} in `value`, where only a = 1 is in the typed column: against the
  // specification, and read all the same.
  DU_ASSERT_OK_AND_ASSIGN(
      const auto field,
      VariantField("v", ShreddingType::Parse("struct<a: int>").ValueOrDie()));
  const auto schema = arrow::schema({field});
  const auto batch = BatchOf(schema, R"([
      [["\u0001\u0001\u0000\u0001a", null, [[null, 1]]]],
      [["\u0001\u0001\u0000\u0001a", "\u0002\u0001\u0000\u0000\u0002\u000c\u0005",
        null]]])");
  DU_ASSERT_OK_AND_ASSIGN(const auto bytes, VariantFileBytes(schema, {batch}));
  OneVariantFile file(*bytes);
  DU_ASSERT_OK_AND_ASSIGN(const auto reader, file.Open());
  const Path path = PathOf("$.a");
  DU_ASSERT_OK_AND_ASSIGN(const auto numbers,
                          ExtractVariant(batch->column(0), path, arrow::int64()));
  EXPECT_EQ(numbers->null_count(), 0);
  DU_ASSERT_OK_AND_ASSIGN(
      const auto kept, PruneRowGroups(reader->metadata(), "v",
                                      {{path, VariantComparison::kEqual, int64_t{5}}}));
  EXPECT_EQ(kept, std::vector<int>{0});
}

TEST(VariantPruningTest, ColumnsThatAreNoVariantAreRefused) {
  arrow::StringBuilder json;
  DU_ASSERT_OK(json.Append("1"));
  DU_ASSERT_OK_AND_ASSIGN(const auto rows,
                          VariantsFromJson(*json.Finish().ValueOrDie(), {}));
  const World world(rows, "bigint", 1);
  const parquet::FileMetaData& metadata = world.reader->metadata();
  DU_EXPECT_KIND(kNotFound, PruneRowGroups(metadata, "w", {}));
  DU_EXPECT_KIND(kNotFound, ProjectVariant(metadata, "v.x", {}));
  DU_EXPECT_KIND(kInvalidArgument, ProjectVariant(metadata, "v.metadata", {}));
  DU_EXPECT_KIND(kInvalidArgument, PruneRowGroups(metadata, "v.value", {}));
}

// --- Projection.

std::vector<std::string> Leaves(const World& world, const std::vector<Path>& paths) {
  const parquet::FileMetaData& metadata = world.reader->metadata();
  std::vector<std::string> names;
  for (const int leaf : ProjectVariant(metadata, "v", paths).ValueOrDie()) {
    names.push_back(metadata.schema()->Column(leaf)->path()->ToDotString());
  }
  return names;
}

TEST(VariantProjectionTest, LeavesAreThoseOfThePathAndItsResiduals) {
  using Names = std::vector<std::string>;
  SeededRandom random(1);
  const char* shredding = "struct<a: bigint, x: struct<a: string, b: array<int>>>";
  const World world(Rows(random, shredding, 4), shredding, 4);
  const std::string typed = "v.typed_value.";
  EXPECT_EQ(Leaves(world, {}), Names{"v.metadata"});
  EXPECT_EQ(Leaves(world, {PathOf("$.a")}),
            (Names{"v.metadata", "v.value", typed + "a.value", typed + "a.typed_value"}));
  EXPECT_EQ(Leaves(world, {PathOf("$.other.b")}), (Names{"v.metadata", "v.value"}));
  const std::string inner = typed + "x.typed_value.";
  EXPECT_EQ(Leaves(world, {PathOf("$.x.a"), PathOf("$.other")}),
            (Names{"v.metadata", "v.value", typed + "x.value", inner + "a.value",
                   inner + "a.typed_value"}));
  EXPECT_EQ(Leaves(world, {PathOf("$.x.b[3]")}),
            (Names{"v.metadata", "v.value", typed + "x.value", inner + "b.value",
                   inner + "b.typed_value.list.element.value",
                   inner + "b.typed_value.list.element.typed_value"}));
}

TEST(VariantProjectionTest, PathsGiveTheSameOfTheirLeavesAsOfAll) {
  constexpr int kWorlds = 65;
  int found = 0;
  for (int seed = 0; seed < kWorlds; ++seed) {
    SeededRandom random(static_cast<uint64_t>(seed));
    const char* shredding = kShreddings[seed % std::size(kShreddings)];
    const World world(Rows(random, shredding, 20), shredding, 20);
    for (const char* text : kPaths) {
      SCOPED_TRACE("seed " + std::to_string(seed) + " " + shredding + " " + text);
      const Path path = PathOf(text);
      VariantReadOptions options;
      DU_ASSERT_OK_AND_ASSIGN(options.leaves,
                              ProjectVariant(world.reader->metadata(), "v", {path}));
      DU_ASSERT_OK_AND_ASSIGN(const auto batches, world.reader->Read(options));
      DU_ASSERT_OK_AND_ASSIGN(const auto batch, batches->Next());
      for (const auto& type : {std::shared_ptr<arrow::DataType>(), arrow::int64(),
                               arrow::utf8(), arrow::decimal128(38, 2)}) {
        DU_ASSERT_OK_AND_ASSIGN(auto whole, ExtractVariant(world.shredded, path, type));
        DU_ASSERT_OK_AND_ASSIGN(auto some, ExtractVariant(batch->column(0), path, type));
        found += static_cast<int>(whole->length() - whole->null_count());
        if (type == nullptr) {
          DU_ASSERT_OK_AND_ASSIGN(whole, VariantsToJson(whole));
          DU_ASSERT_OK_AND_ASSIGN(some, VariantsToJson(some));
        }
        ASSERT_TRUE(some->Equals(whole)) << some->ToString() << whole->ToString();
      }
    }
  }
  EXPECT_GT(found, 3000);
}

}  // namespace
}  // namespace delta_utils
