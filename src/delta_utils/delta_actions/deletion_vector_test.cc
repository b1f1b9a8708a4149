#include "delta_utils/delta_actions/deletion_vector.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "delta_utils/base/hex.h"

namespace delta_utils {
namespace {

using Stored = StoredDeletionVector;

constexpr char kUuidHex[] = "d2c639aa8816431aaaf6d3fe2512ff61";
constexpr char kFile[] = "deletion_vector_d2c639aa-8816-431a-aaf6-d3fe2512ff61.bin";

Uuid UuidOf(std::string_view hex) {
  Uuid uuid;
  std::ranges::copy(*FromHex(hex), uuid.bytes.begin());
  return uuid;
}

DeletionVectorDescriptor VectorOf(std::string type, std::string text,
                                  std::optional<int32_t> offset = {}, int32_t size = 40,
                                  int64_t cardinality = 6) {
  return {std::move(type), std::move(text), offset, size, cardinality};
}

TEST(DeletionVectorTest, ExamplesOfTheProtocol) {
  EXPECT_EQ(LocateDeletionVector(VectorOf("u", "ab^-aqEH.-t@S}K{vb[*k^", 4)).ValueOrDie(),
            DeletionVectorPlace(Stored{std::string("ab/") + kFile, false, 4}));
  EXPECT_EQ(LocateDeletionVector(VectorOf("p", std::string("s3://mytable/") + kFile, 4))
                .ValueOrDie(),
            DeletionVectorPlace(Stored{std::string("s3://mytable/") + kFile, true, 4}));
  const auto place =
      LocateDeletionVector(
          VectorOf("i", "wi5b=000010000siXQKl0rr91000f55c8Xg0@@D72lkbi5=-{L"))
          .ValueOrDie();
  const std::string hex = ToHex(std::get<InlineDeletionVector>(place).bytes);
  // A magic number in front, the rows 3, 4, 7, 11, 18 and 29 at the end.
  EXPECT_EQ(hex.size(), 80u);
  EXPECT_TRUE(hex.starts_with("6439d3d0")) << hex;
  EXPECT_TRUE(hex.ends_with("0300040007000b0012001d00")) << hex;
}

TEST(DeletionVectorTest, MadeDescriptorsAreThoseOfTheProtocol) {
  const Uuid uuid = UuidOf(kUuidHex);
  EXPECT_EQ(MakeStoredDeletionVector("ab", uuid, 4, 40, 6),
            VectorOf("u", "ab^-aqEH.-t@S}K{vb[*k^", 4));
  const auto unprefixed = MakeStoredDeletionVector("", uuid, 1, 40, 6);
  EXPECT_EQ(LocateDeletionVector(unprefixed).ValueOrDie(),
            DeletionVectorPlace(Stored{kFile, false, 1}));
  for (size_t size = 0; size < 13; ++size) {
    const std::string bytes(size, '\xe0');
    const DeletionVectorDescriptor vector = MakeInlineDeletionVector(bytes, 3);
    EXPECT_EQ(vector.size_bytes, static_cast<int32_t>(size));
    EXPECT_EQ(vector.path_or_inline_dv.size(), (size + 3) / 4 * 5);
    EXPECT_EQ(LocateDeletionVector(vector).ValueOrDie(),
              DeletionVectorPlace(InlineDeletionVector{bytes}));
  }
}

TEST(DeletionVectorTest, InlineBytesOfRustWritersArePaddedInFront) {
  const auto place =
      LocateDeletionVector(
          VectorOf("i", "^Bg9^0rr910000000000iXQKl0rr91000005c8Xg##093", {}, 34, 1))
          .ValueOrDie();
  const std::string& bytes = std::get<InlineDeletionVector>(place).bytes;
  EXPECT_EQ(bytes.size(), 34u);
  EXPECT_TRUE(ToHex(bytes).ends_with("0300"));
}

TEST(DeletionVectorTest, AbsentOffsetsAreTheBeginningOfTheFile) {
  EXPECT_EQ(LocateDeletionVector(VectorOf("p", "file:/t/a%20b")).ValueOrDie(),
            DeletionVectorPlace(Stored{"file:/t/a b", true, 0}));
}

TEST(DeletionVectorTest, BrokenDescriptorsAreCorruptAndNameTheField) {
  const std::string uuid = "^-aqEH.-t@S}K{vb[*k^";
  const std::pair<DeletionVectorDescriptor, const char*> cases[] = {
      {VectorOf("", uuid), "storageType"},
      {VectorOf("U", uuid), "storageType"},
      {VectorOf("up", uuid), "storageType"},
      {VectorOf("u", ""), "pathOrInlineDv"},
      {VectorOf("u", uuid.substr(1)), "pathOrInlineDv"},
      {VectorOf("u", uuid.substr(1) + "~"), "pathOrInlineDv"},
      {VectorOf("u", "#####" + uuid.substr(0, 15) + "#####"), "pathOrInlineDv"},
      {VectorOf("u", ".." + uuid), "pathOrInlineDv"},
      {VectorOf("u", "../x" + uuid), "pathOrInlineDv"},
      {VectorOf("u", "a/../b" + uuid), "pathOrInlineDv"},
      {VectorOf("u", "/etc" + uuid), "pathOrInlineDv"},
      {VectorOf("u", "_delta_log" + uuid), "pathOrInlineDv"},
      {VectorOf("u", std::string("a\0", 2) + uuid), "pathOrInlineDv"},
      {VectorOf("p", ""), "pathOrInlineDv"},
      {VectorOf("p", "x.bin"), "pathOrInlineDv"},
      {VectorOf("p", "s3://b/%2e%2e/x.bin"), "pathOrInlineDv"},
      {VectorOf("p", "s3://b/%zz"), "pathOrInlineDv"},
      {VectorOf("i", "0000", {}, 4), "pathOrInlineDv"},
      {VectorOf("i", "0000~", {}, 4), "pathOrInlineDv"},
      {VectorOf("i", "00000", {}, 0), "sizeInBytes"},
      {VectorOf("i", "00000", {}, 5), "sizeInBytes"},
      {VectorOf("i", "0000000000", {}, 4), "sizeInBytes"},
      {VectorOf("i", "00000", {}, INT32_MAX), "sizeInBytes"},
      {VectorOf("i", "00000", 0, 4), "offset"},
      {VectorOf("u", uuid, -1), "offset"},
      {VectorOf("u", uuid, 1, -1), "sizeInBytes"},
      {VectorOf("i", "00000", {}, -4), "sizeInBytes"},
      {VectorOf("u", uuid, 1, 1, -1), "cardinality"},
  };
  for (const auto& [vector, field] : cases) {
    const Status status = LocateDeletionVector(vector).status();
    ASSERT_FALSE(status.ok()) << vector.storage_type << vector.path_or_inline_dv;
    EXPECT_EQ(KindOf(status), ErrorKind::kCorrupt);
    EXPECT_EQ(DetailOf(status)->path(), field) << status.ToString();
  }
}

}  // namespace
}  // namespace delta_utils
