#include "delta_utils/variant/variant_order.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <memory>

#include "delta_utils/testing/assert_status.h"
#include "delta_utils/variant/variant_builder.h"
#include "delta_utils/variant/variant_bytes_testing.h"

namespace delta_utils::variant_internal {
namespace {

/// A value with metadata of its own.
class Owned {
 public:
  template <typename Events>
  explicit Owned(Events events) {
    FieldDictionary names(DictionaryScope::kRow);
    VariantBuilder builder(&names);
    events(builder);
    EXPECT_TRUE(builder.Finish(&bytes_->value).ok());
    EXPECT_TRUE(names.FinishRow(&bytes_->metadata).ok());
    Index();
  }
  explicit Owned(VariantBytes bytes) {
    *bytes_ = std::move(bytes);
    Index();
  }

  VariantView view() const { return VariantView(bytes_->value, *names_); }

 private:
  void Index() {
    auto names = MetadataIndex::Make(bytes_->metadata);
    EXPECT_TRUE(names.ok()) << names.status();
    names_ = std::make_unique<MetadataIndex>(*std::move(names));
  }

  // The bytes stay where they are when this is moved.
  std::unique_ptr<VariantBytes> bytes_ = std::make_unique<VariantBytes>();
  std::unique_ptr<MetadataIndex> names_;
};

using B = VariantBuilder;
using Group = std::vector<Owned>;  // of values that are equal

template <typename... Events>
Group Same(Events... events) {
  Group group;
  (group.emplace_back(events), ...);
  return group;
}

Owned OfHex(std::string_view metadata, std::string_view value) {
  return Owned(VariantBytes{Bytes(metadata), Bytes(value)});
}

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr Int128 kMaxUnscaled =
    Int128{10'000'000'000'000'000'000ULL} * Int128{10'000'000'000'000'000'000ULL} - 1;

std::vector<Group> NumbersInOrder() {
  std::vector<Group> groups;
  groups.push_back(Same([](B& b) { b.Decimal({-kMaxUnscaled, 0}); }));
  groups.push_back(Same([](B& b) { b.Int64(INT64_MIN); },
                        [](B& b) {
                          b.Decimal({Int128{INT64_MIN} * 100, 2});
                        }));
  groups.push_back(Same(
      [](B& b) {
        b.Decimal({-15, 1});
      },
      [](B& b) {
        b.Decimal({-1500000000, 9});
      }));
  groups.push_back(Same([](B& b) { b.Decimal({-1, 38}); }));
  groups.push_back(Same([](B& b) { b.Int8(0); }, [](B& b) { b.Int64(0); },
                        [](B& b) {
                          b.Decimal({0, 38});
                        }));
  groups.push_back(Same([](B& b) { b.Decimal({1, 38}); }));
  groups.push_back(Same([](B& b) { b.Int8(1); }, [](B& b) { b.Int16(1); },
                        [](B& b) { b.Int32(1); }, [](B& b) { b.Int64(1); },
                        [](B& b) {
                          b.Decimal({1, 0}, VariantType::kDecimal16);
                        },
                        [](B& b) {
                          b.Decimal({100, 2});
                        }));
  groups.push_back(Same([](B& b) { b.Decimal({kMaxUnscaled, 37}); }));  // 9.99...
  groups.push_back(Same([](B& b) { b.Int8(10); }, [](B& b) { b.Decimal({1000, 2}); }));
  groups.push_back(Same([](B& b) { b.Int64(INT64_MAX); }));
  groups.push_back(Same([](B& b) { b.Decimal({kMaxUnscaled, 0}); }));
  return groups;
}

std::vector<Group> LeavesInOrder() {
  std::vector<Group> groups;
  groups.push_back(Same([](B& b) { b.Null(); }));
  groups.push_back(Same([](B& b) { b.Bool(false); }));
  groups.push_back(Same([](B& b) { b.Bool(true); }));
  for (Group& group : NumbersInOrder()) groups.push_back(std::move(group));
  groups.push_back(Same([](B& b) { b.Float(-1); }));
  groups.push_back(Same([](B& b) { b.Float(0); }, [](B& b) { b.Float(-0.0F); }));
  groups.push_back(Same([](B& b) { b.Float(NAN); }));
  groups.push_back(Same([](B& b) { b.Double(-kInf); }));
  groups.push_back(Same([](B& b) { b.Double(0); }, [](B& b) { b.Double(-0.0); }));
  groups.push_back(Same([](B& b) { b.Double(1); }));
  groups.push_back(Same([](B& b) { b.Double(kInf); }));
  groups.push_back(Same([](B& b) { b.Double(kNaN); }, [](B& b) { b.Double(-kNaN); }));
  groups.push_back(Same([](B& b) { b.Date(-1); }));
  groups.push_back(Same([](B& b) { b.Date(0); }));
  groups.push_back(Same([](B& b) { b.Time(VariantType::kTime, 0); }));
  groups.push_back(Same([](B& b) { b.Time(VariantType::kTime, 1); }));
  for (const auto& [micros, nanos] :
       {std::pair(VariantType::kTimestamp, VariantType::kTimestampNanos),
        std::pair(VariantType::kTimestampNtz, VariantType::kTimestampNtzNanos)}) {
    const VariantType us = micros;
    const VariantType ns = nanos;
    groups.push_back(Same([=](B& b) { b.Time(us, INT64_MIN); }));
    groups.push_back(Same([=](B& b) { b.Time(ns, INT64_MIN); }));
    groups.push_back(
        Same([=](B& b) { b.Time(us, -1); }, [=](B& b) { b.Time(ns, -1000); }));
    groups.push_back(Same([=](B& b) { b.Time(ns, -1); }));
    groups.push_back(Same([=](B& b) { b.Time(us, 0); }, [=](B& b) { b.Time(ns, 0); }));
    groups.push_back(Same([=](B& b) { b.Time(ns, 1); }));
    groups.push_back(Same([=](B& b) { b.Time(us, INT64_MAX); }));
  }
  groups.push_back(Same([](B& b) { b.Text(""); }));
  groups.push_back(Same([](B& b) { b.Text("a"); }));
  groups.back().push_back(OfHex("010000", "40 01000000 61"));
  groups.push_back(Same([](B& b) { b.Text("ab"); }));
  groups.push_back(Same([](B& b) { b.Text(std::string(64, 'b')); }));
  groups.push_back(Same([](B& b) { b.Text("\xc3\xa9"); }));
  groups.push_back(Same([](B& b) { b.Binary("\x01"); }));
  groups.push_back(Same([](B& b) { b.Binary("\xff"); }));
  groups.push_back(Same([](B& b) { b.Uuid(Uuid{}); }));
  groups.push_back(Same([](B& b) { b.Uuid(Uuid{{0, 1}}); }));
  return groups;
}

/// Under `names`, in the order given, the numbers 1, 2, ...
auto Fields(std::vector<std::string> names) {
  return [names](B& b) {
    b.BeginObject();
    for (const std::string& name : names) {
      b.Field(name);
      b.Int(name[0]);
    }
    b.EndObject();
  };
}

std::vector<Group> ValuesInOrder() {
  std::vector<Group> groups = LeavesInOrder();
  const auto ints = [](std::vector<int> numbers) {
    return [numbers](B& b) {
      b.BeginArray();
      for (const int n : numbers) b.Int(n);
      b.EndArray();
    };
  };
  groups.push_back(Same(ints({})));
  groups.push_back(Same(ints({1})));
  groups.push_back(Same(ints({1, 0})));
  groups.push_back(Same(ints({2})));
  groups.push_back(Same(Fields({})));
  groups.push_back(Same(Fields({"a"})));
  groups.push_back(Same(Fields({"a", "b", "c"}), Fields({"c", "a", "b"})));
  // The same, listed by id: "c", "a", "b".
  groups.back().push_back(
      OfHex("01 03 00 01 02 03 63 61 62", "02 03 00 01 02 00 02 04 06 0c63 0c61 0c62"));
  groups.push_back(Same(Fields({"a", "c"})));
  groups.push_back(Same(Fields({"b"})));
  return groups;
}

TEST(VariantOrderTest, IsTotalAndAgreesWithEqualityAndHash) {
  const std::vector<Group> groups = ValuesInOrder();
  for (size_t i = 0; i < groups.size(); ++i) {
    for (size_t j = 0; j < groups.size(); ++j) {
      for (const Owned& a : groups[i]) {
        for (const Owned& b : groups[j]) {
          DU_ASSERT_OK_AND_ASSIGN(const auto order, VariantCompare(a.view(), b.view()));
          EXPECT_TRUE(order == (i <=> j)) << "groups " << i << " and " << j;
          DU_ASSERT_OK_AND_ASSIGN(const bool same, VariantEquals(a.view(), b.view()));
          EXPECT_EQ(same, i == j);
          DU_ASSERT_OK_AND_ASSIGN(const uint64_t hash_a, VariantHash(a.view()));
          DU_ASSERT_OK_AND_ASSIGN(const uint64_t hash_b, VariantHash(b.view()));
          EXPECT_EQ(hash_a == hash_b, i == j) << "groups " << i << " and " << j;
        }
      }
    }
  }
}

TEST(VariantOrderTest, MalformedBytesAreCorrupt) {
  const std::string deep = [] {
    std::string value(1, '\0');
    for (int i = 0; i <= kMaxVariantDepth; ++i) {
      std::string outer = Bytes("0f 01 00000000 00000000");
      StoreUnsigned(value.size(), 4, outer.data() + 6);
      value = outer + value;
    }
    return value;
  }();
  for (const std::string& value :
       {Bytes(""), Bytes("54"), Bytes("0c"), Bytes("20 27 00000000"),
        Bytes("20 00 00ca9a3b"), Bytes("0d 61"), Bytes("03 01 00 02 00"),
        Bytes("03 01 00 01 0c"), Bytes("02 01 02 00 01 00"),
        Bytes("02 02 00 00 00 01 02 00 00"), deep}) {
    const Owned bad(VariantBytes{Bytes("01 02 00 01 02 62 61"), value});
    DU_EXPECT_KIND(kCorrupt, VariantHash(bad.view()));
    DU_EXPECT_KIND(kCorrupt, VariantEquals(bad.view(), bad.view()));
    DU_EXPECT_KIND(kCorrupt, VariantCompare(bad.view(), bad.view()));
  }
}

TEST(VariantOrderTest, NoValueIsCorrupt) {
  const Owned null(VariantBytes{Bytes("01 00 00"), Bytes("00")});
  DU_EXPECT_KIND(kCorrupt, VariantHash(VariantView()));
  DU_EXPECT_KIND(kCorrupt, VariantEquals(VariantView(), null.view()));
  DU_EXPECT_KIND(kCorrupt, VariantCompare(null.view(), VariantView()));
}

TEST(VariantOrderTest, SharedBytesCannotMultiplyTheWork) {
  std::string value(1, '\0');
  for (int i = 0; i < 9; ++i) {
    std::string outer = Bytes("0f ff");
    outer.resize(2 + 4 * 256, '\0');
    StoreUnsigned(value.size(), 4, outer.data() + 2 + 4 * 255);
    value = outer + value;
  }
  const Owned bomb(VariantBytes{NoNames(), value});
  DU_EXPECT_KIND(kCorrupt, VariantHash(bomb.view()));
  DU_EXPECT_KIND(kCorrupt, VariantEquals(bomb.view(), bomb.view()));
}

}  // namespace
}  // namespace delta_utils::variant_internal
