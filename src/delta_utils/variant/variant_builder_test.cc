#include "delta_utils/variant/variant_builder.h"

#include <gmock/gmock.h>

#include <functional>
#include <limits>
#include <random>

#include "delta_utils/variant/validate.h"
#include "delta_utils/variant/variant_bytes_testing.h"

namespace delta_utils::variant_internal {
namespace {

using ::testing::HasSubstr;
using Events = std::function<void(VariantBuilder&)>;

Result<VariantBytes> Build(const Events& events, VariantBuilderOptions options = {}) {
  FieldDictionary names(DictionaryScope::kRow);
  VariantBuilder builder(&names, options);
  events(builder);
  VariantBytes bytes;
  ARROW_RETURN_NOT_OK(builder.Finish(&bytes.value));
  ARROW_RETURN_NOT_OK(names.FinishRow(&bytes.metadata));
  return bytes;
}

std::string HexOf(const Events& events, VariantBuilderOptions options = {}) {
  const Result<VariantBytes> bytes = Build(events, options);
  return bytes.ok() ? ToHex(bytes->value) : bytes.status().ToString();
}

TEST(VariantBuilderTest, EveryTypeHasItsSpecifiedBytes) {
  using B = VariantBuilder;
  delta_utils::Uuid uuid;
  uuid.bytes[0] = 1;
  uuid.bytes[15] = 2;
  constexpr Int128 kTenTo20 = Int128{10'000'000'000} * 10'000'000'000;
  const struct {
    Events events;
    std::string_view hex;
  } cases[] = {
      {[](B& b) { b.Null(); }, "00"},
      {[](B& b) { b.Bool(true); }, "04"},
      {[](B& b) { b.Bool(false); }, "08"},
      {[](B& b) { b.Int(-128); }, "0c 80"},
      {[](B& b) { b.Int(128); }, "10 8000"},
      {[](B& b) { b.Int(-32769); }, "14 ff7fffff"},
      {[](B& b) { b.Int(int64_t{1} << 31); }, "18 0000008000000000"},
      {[](B& b) { b.Int8(1); }, "0c 01"},
      {[](B& b) { b.Int16(1); }, "10 0100"},
      {[](B& b) { b.Int32(1); }, "14 01000000"},
      {[](B& b) { b.Int64(1); }, "18 0100000000000000"},
      {[](B& b) { b.Double(1.5); }, "1c 000000000000f83f"},
      {[](B& b) { b.Float(1.5F); }, "38 0000c03f"},
      {[](B& b) {
         b.Decimal({150, 2});
       },
       "20 02 96000000"},
      {[](B& b) {
         b.Decimal({1, 10});
       },
       "24 0a 0100000000000000"},  // ten digits
      {[](B& b) {
         b.Decimal({1'000'000'000, 0});
       },
       "24 00 00ca9a3b00000000"},
      {[](B& b) {
         b.Decimal({kTenTo20, 0});
       },
       "28 00 00001063 2d5ec76b 0500000000000000"},
      {[](B& b) {
         b.Decimal({-1, 20}, VariantType::kDecimal4);
       },
       "20 14 ffffffff"},
      {[](B& b) { b.Date(-1); }, "2c ffffffff"},
      {[](B& b) { b.Time(VariantType::kTimestamp, 1); }, "30 0100000000000000"},
      {[](B& b) { b.Time(VariantType::kTimestampNtz, 1); }, "34 0100000000000000"},
      {[](B& b) { b.Time(VariantType::kTime, 1); }, "44 0100000000000000"},
      {[](B& b) { b.Time(VariantType::kTimestampNanos, -1); }, "48 ffffffffffffffff"},
      {[](B& b) { b.Time(VariantType::kTimestampNtzNanos, 1); }, "4c 0100000000000000"},
      {[](B& b) { b.Text("Ada"); }, "0d 416461"},
      {[](B& b) { b.Binary("\x01"); }, "3c 01000000 01"},
      {[&](B& b) { b.Uuid(uuid); }, "50 01000000000000000000000000000002"},
      {[](B& b) { b.BeginArray(), b.EndArray(); }, "03 00 00"},
      {[](B& b) { b.BeginObject(), b.EndObject(); }, "02 00 00"},
  };
  for (const auto& [events, hex] : cases) EXPECT_EQ(HexOf(events), ToHex(Bytes(hex)));
}

TEST(VariantBuilderTest, StringsAreShortBelow64Bytes) {
  const auto text = [](size_t n) {
    return [n](VariantBuilder& b) { b.Text(std::string(n, 'x')); };
  };
  EXPECT_EQ(HexOf(text(63)).substr(0, 4), "fd78");
  EXPECT_EQ(HexOf(text(64)).substr(0, 12), "404000000078");
}

TEST(VariantBuilderTest, FieldsAreListedByNameAndLaidOutAsGiven) {
  const Result<VariantBytes> bytes = Build([](VariantBuilder& b) {
    b.BeginObject();
    b.Field("b"), b.Int(1);
    b.Field("a"), b.BeginArray(), b.Null(), b.EndArray();
    b.Field("c"), b.BeginObject(), b.Field("b"), b.Bool(true), b.EndObject();
    b.EndObject();
  });
  ASSERT_TRUE(bytes.ok());
  EXPECT_EQ(ToHex(bytes->metadata), ToHex(Bytes("01 03 00010203 62 61 63")));
  EXPECT_EQ(ToHex(bytes->value),
            ToHex(Bytes("02 03 010002 0200070d 0c01 0301000100 020100000104")));
}

TEST(VariantBuilderTest, WidthsAreTheLeastThatHold) {
  const auto nulls = [](int n) {
    return [n](VariantBuilder& b) {
      b.BeginArray();
      for (int i = 0; i < n; ++i) b.Null();
      b.EndArray();
    };
  };
  EXPECT_EQ(HexOf(nulls(255)).substr(0, 6), "03ff00");
  EXPECT_EQ(HexOf(nulls(256)).substr(0, 14), "17000100000000");
  EXPECT_EQ(HexOf(nulls(70'000)).substr(0, 10), "1b70110100");
  const auto fields = [](int n) {
    return [n](VariantBuilder& b) {
      b.BeginObject();
      for (int i = 0; i < n; ++i) b.Field(std::to_string(1000 + i)), b.Null();
      b.EndObject();
    };
  };
  EXPECT_EQ(HexOf(fields(256)).substr(0, 14), "46000100000001");
  EXPECT_EQ(HexOf(fields(300)).substr(0, 18), "562c01000000000100");
}

TEST(VariantBuilderTest, RepeatedFieldsFollowTheOption) {
  const Events events = [](VariantBuilder& b) {
    b.BeginObject();
    for (const int n : {1, 2, 3}) b.Field("x"), b.Int(n), b.Field("y"), b.Int(n + 5);
    b.EndObject();
  };
  EXPECT_THAT(HexOf(events), HasSubstr("x: the field repeats in its object"));
  const auto x_and_y = [&](DuplicateFields duplicates) {
    const VariantBytes bytes = *Build(events, {.duplicates = duplicates});
    const MetadataIndex names = *MetadataIndex::Make(bytes.metadata);
    const ObjectView object = *VariantView(bytes.value, names).ToObject();
    EXPECT_EQ(object.size(), 2U);
    return *object.Find("x")->ToInt64() * 10 + *object.Find("y")->ToInt64();
  };
  EXPECT_EQ(x_and_y(DuplicateFields::kKeepFirst), 16);
  EXPECT_EQ(x_and_y(DuplicateFields::kKeepLast), 38);
}

TEST(VariantBuilderTest, IdsOfOneNameAreOneField) {
  const std::string metadata = Bytes("01 02 00 01 02 7878");
  const MetadataIndex index = *MetadataIndex::Make(metadata);
  FieldDictionary names = FieldDictionary::Of(index);
  VariantBuilder builder(&names);
  builder.BeginObject();
  for (const uint32_t id : {1, 0}) builder.Field(id), builder.Null();
  builder.EndObject();
  std::string value;
  EXPECT_THAT(builder.Finish(&value).message(), HasSubstr("x: the field repeats"));
}

/// What is remembered of objects, and forgotten, changes nothing: each value is as if it
/// were the first.
TEST(VariantBuilderTest, ValuesDoNotDependOnThoseBefore) {
  constexpr uint32_t kManyNames = 70'000;  // more than are kept from row to row
  std::mt19937_64 random(3);
  FieldDictionary kept_names(DictionaryScope::kRow);
  VariantBuilder kept(&kept_names, {.duplicates = DuplicateFields::kKeepLast});
  for (int row = 0; row < 20'000; ++row) {
    const bool many = row == 10'000;
    const uint64_t shape = random() % 300;
    const uint64_t count = many ? kManyNames : shape % 40;
    const auto write = [&](VariantBuilder& builder) {
      builder.BeginObject();
      for (uint64_t i = 0; i < count; ++i) {
        const uint64_t name = many ? i : (shape * 7 + i * i * (shape % 5 + 1)) % 61;
        builder.Field(std::to_string(name));
        builder.Int(static_cast<int64_t>(i));
      }
      builder.EndObject();
    };
    FieldDictionary fresh_names(DictionaryScope::kRow);
    VariantBuilder fresh(&fresh_names, {.duplicates = DuplicateFields::kKeepLast});
    VariantBytes from_kept;
    VariantBytes from_fresh;
    write(kept);
    write(fresh);
    ASSERT_TRUE(kept.Finish(&from_kept.value).ok());
    ASSERT_TRUE(kept_names.FinishRow(&from_kept.metadata).ok());
    ASSERT_TRUE(fresh.Finish(&from_fresh.value).ok());
    ASSERT_TRUE(fresh_names.FinishRow(&from_fresh.metadata).ok());
    ASSERT_EQ(from_kept, from_fresh) << row;
    if (!many) {
      ASSERT_TRUE(ValidateVariant(from_kept.metadata, from_kept.value).ok()) << row;
    }
  }
}

TEST(VariantBuilderTest, RefusesWithThePlaceAndBeginsAnew) {
  const struct {
    Events last;
    std::string_view message;
  } cases[] = {
      {[](VariantBuilder& b) { b.Text("\xff"); }, "a.1: text that is not UTF-8"},
      {[](VariantBuilder& b) {
         b.Decimal({Int128{1} << 127, 0});
       },
       "more digits"},
      {[](VariantBuilder& b) {
         b.Decimal({1, 39});
       },
       "more digits"},
      {[](VariantBuilder& b) {
         b.Decimal({1'000'000'000, 0}, VariantType::kDecimal4);
       },
       "decimal4"},
      {[](VariantBuilder& b) {
         b.Decimal({1, 0}, VariantType::kInt8);
       },
       "a decimal as int8"},
      {[](VariantBuilder& b) { b.Time(VariantType::kDate, 1); }, "a time as date"},
      {[](VariantBuilder& b) { b.Time(VariantType::kTime, -1); }, "outside the day"},
      {[](VariantBuilder& b) { b.Time(VariantType::kTime, 86'400'000'000); }, "day"},
      {[](VariantBuilder& b) { b.BeginObject(), b.Field("\xff"); }, "not UTF-8"},
      {[](VariantBuilder& b) { b.EndObject(); }, "out of place"},
      {[](VariantBuilder& b) { b.Field("x"); }, "out of place"},
      {[](VariantBuilder& b) { b.BeginObject(), b.Null(); }, "without a field"},
  };
  FieldDictionary names(DictionaryScope::kRow);
  VariantBuilder builder(&names);
  for (const auto& [last, message] : cases) {
    builder.BeginObject();
    builder.Field("a");
    builder.BeginArray();
    builder.Null();
    last(builder);
    std::string value;
    EXPECT_THAT(builder.Finish(&value).message(), HasSubstr(message));
    EXPECT_TRUE(value.empty());
    (void)names.FinishRow(nullptr);
    builder.Bool(true);
    ASSERT_TRUE(builder.Finish(&value).ok());
    EXPECT_EQ(value, "\x04");
  }
  std::string value;
  EXPECT_THAT(builder.Finish(&value).message(), HasSubstr("unfinished"));
}

TEST(VariantBuilderTest, DepthIsBounded) {
  const auto arrays = [](int n) {
    return [n](VariantBuilder& b) {
      for (int i = 0; i < n; ++i) b.BeginArray();
      for (int i = 0; i < n; ++i) b.EndArray();
    };
  };
  EXPECT_TRUE(Build(arrays(kMaxVariantDepth)).ok());
  EXPECT_THAT(HexOf(arrays(kMaxVariantDepth + 1)), HasSubstr("500 levels"));
  EXPECT_THAT(HexOf(arrays(4), {.max_depth = 3}), HasSubstr("3 levels"));
}

TEST(VariantBuilderTest, CopiesAreNoDeeperThanTheyCanBeRead) {
  const VariantBuilderOptions deep{.max_depth = 1'000'000};
  constexpr int kLevels = 300'000;
  const VariantBytes source = *Build(
      [](VariantBuilder& b) {
        for (int i = 0; i < kLevels; ++i) b.BeginArray();
        for (int i = 0; i < kLevels; ++i) b.EndArray();
      },
      deep);
  const MetadataIndex names;
  const Status status =
      Build([&](VariantBuilder& b) { b.Copy(VariantView(source.value, names)); }, deep)
          .status();
  EXPECT_EQ(KindOf(status), ErrorKind::kCorrupt);
  EXPECT_THAT(status.message(), HasSubstr("500 levels"));
}

TEST(VariantBuilderTest, CopiesUnderOtherIdsAndKeepsTypesAndOrder) {
  Object document;
  document.Append("z", Array{{int32_t{1}, 2.5, "text", Single("y", Null{})}});
  document.Append("a", std::string(100, 'x'));
  const VariantBytes source = Encoded(document);  // sorted ids
  const MetadataIndex names = *MetadataIndex::Make(source.metadata);
  const Result<VariantBytes> copy =
      Build([&](VariantBuilder& b) { b.Copy(VariantView(source.value, names)); });
  ASSERT_TRUE(copy.ok());
  EXPECT_NE(copy->metadata, source.metadata);  // z comes first
  EXPECT_EQ(*DecodeVariant(copy->metadata, copy->value), Value(document));

  FieldDictionary same = FieldDictionary::Of(names);
  VariantBuilder builder(&same);
  builder.Copy(VariantView(source.value, names));
  VariantBytes identical;
  ASSERT_TRUE(builder.Finish(&identical.value).ok());
  ASSERT_TRUE(same.FinishRow(&identical.metadata).ok());
  EXPECT_EQ(identical, source);
}

TEST(VariantBuilderTest, CopyRefusesWhatIsMalformedOrABomb) {
  const auto copy = [](std::string_view hex) {
    const std::string value = Bytes(hex);
    const MetadataIndex names;
    return Build([&](VariantBuilder& b) { b.Copy(VariantView(value, names)); }).status();
  };
  EXPECT_EQ(KindOf(copy("fc")), ErrorKind::kCorrupt);
  EXPECT_EQ(KindOf(copy("03 01 00 05 00")), ErrorKind::kCorrupt);
  EXPECT_EQ(KindOf(copy("02 01 00 00 01 00")), ErrorKind::kCorrupt);  // no such name
  // Arrays of 255 elements that are all one and the same array, nine levels of it.
  std::string bomb = Bytes("03 00 00");
  for (int level = 0; level < 9; ++level) {
    std::string outer = Bytes("07 ff");
    for (int i = 0; i < 255; ++i) outer += Bytes("0000");
    outer += static_cast<char>(bomb.size() & 0xFF);
    outer += static_cast<char>(bomb.size() >> 8);
    bomb = outer + bomb;
  }
  const MetadataIndex names;
  EXPECT_THAT(Build([&](VariantBuilder& b) { b.Copy(VariantView(bomb, names)); })
                  .status()
                  .message(),
              HasSubstr("share bytes"));
}

TEST(FieldDictionaryTest, GivesIdsByScope) {
  FieldDictionary rows(DictionaryScope::kRow);
  FieldDictionary batch(DictionaryScope::kBatch);
  for (FieldDictionary* names : {&rows, &batch}) {
    EXPECT_EQ(names->IdOf("b"), 0U);
    EXPECT_EQ(names->IdOf("a"), 1U);
    EXPECT_EQ(names->IdOf("b"), 0U);
    EXPECT_TRUE(names->Less(1, 0));
    EXPECT_FALSE(names->Less(0, 1));
    EXPECT_EQ(ToHex(names->Metadata()), ToHex(Bytes("01 02 000102 62 61")));
    ASSERT_TRUE(names->FinishRow(nullptr).ok());
  }
  EXPECT_EQ(rows.IdOf("a"), 0U);
  EXPECT_EQ(rows.IdOf("c"), 1U);
  EXPECT_EQ(ToHex(rows.Metadata()), ToHex(Bytes("11 02 000102 61 63")));  // in order
  EXPECT_EQ(batch.IdOf("a"), 1U);
  EXPECT_EQ(batch.IdOf("c"), 2U);
}

TEST(FieldDictionaryTest, FixedNamesAreSortedAndComplete) {
  auto names = FieldDictionary::OfNames({"b", "a", "b"});
  ASSERT_TRUE(names.ok());
  EXPECT_EQ(names->IdOf("b"), 1U);
  EXPECT_EQ(names->IdOf("c"), FieldDictionary::kNone);
  EXPECT_THAT(names->FinishRow(nullptr).message(), HasSubstr("does not name"));
  EXPECT_TRUE(names->FinishRow(nullptr).ok());
  EXPECT_EQ(ToHex(names->Metadata()), ToHex(Bytes("11 02 000102 61 62")));
  EXPECT_EQ(FieldDictionary::OfNames({"\xff"}).status().code(),
            arrow::StatusCode::Invalid);
}

TEST(FieldDictionaryTest, ManyNamesAreRankedAndForgotten) {
  FieldDictionary names(DictionaryScope::kRow);
  for (int row = 0; row < 40; ++row) {
    std::vector<uint32_t> ids;
    for (int i = 0; i < 5000; ++i) {
      ids.push_back(names.IdOf(std::to_string((row * 5000 + i) * 7919LL % 1'000'003)));
    }
    for (size_t i = 1; i < ids.size(); ++i) {
      ASSERT_EQ(names.Less(ids[i - 1], ids[i]),
                names.name(ids[i - 1]) < names.name(ids[i]));
    }
    std::string metadata;
    ASSERT_TRUE(names.FinishRow(&metadata).ok());
    EXPECT_EQ(MetadataIndex::Make(metadata)->size(), ids.size());
  }
}

}  // namespace
}  // namespace delta_utils::variant_internal
