#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "arrow/buffer.h"
#include "arrow/util/future.h"
#include "delta_utils/testing/assert_status.h"
#include "delta_utils/testing/store_conformance.h"

namespace delta_utils::testing_internal {
namespace {

ObjectPath P(std::string_view path) { return ObjectPath() / path; }

void CheckIsMissing(ObjectStore& store, const ObjectPath& path) {
  DU_EXPECT_KIND(kNotFound, store.Get(path));
  DU_EXPECT_KIND(kNotFound, store.GetRange(path, 0, 1));
  DU_EXPECT_KIND(kNotFound, store.Head(path));
  DU_ASSERT_OK_AND_ASSIGN(auto version, store.GetVersion(path));
  EXPECT_EQ(version, std::nullopt) << path.ToString();
  DU_ASSERT_OK_AND_ASSIGN(const bool exists, Exists(store, path));
  EXPECT_FALSE(exists) << path.ToString();
}

void ReturnsWhatWasPut(ObjectStore& store) {
  std::string all_bytes;
  for (int i = 0; i < 256; ++i) all_bytes += static_cast<char>(i);
  for (const std::string& body : {std::string(), std::string("x"), all_bytes}) {
    DU_ASSERT_OK(store.Put(P("a/b/c.bin"), body));
    DU_ASSERT_OK_AND_ASSIGN(auto bytes, store.Get(P("a/b/c.bin")));
    EXPECT_EQ(bytes->ToString(), body);
    DU_ASSERT_OK_AND_ASSIGN(const ObjectInfo info, store.Head(P("a/b/c.bin")));
    EXPECT_EQ(info.path, P("a/b/c.bin"));
    EXPECT_EQ(info.size_bytes, static_cast<int64_t>(body.size()));
    EXPECT_GT(info.last_modified_ms, 1'500'000'000'000);
  }
}

void ABufferOutlivesTheObject(ObjectStore& store) {
  DU_ASSERT_OK(store.Put(P("a"), "old"));
  DU_ASSERT_OK_AND_ASSIGN(auto whole, store.Get(P("a")));
  DU_ASSERT_OK_AND_ASSIGN(auto part, store.GetRange(P("a"), 1, 2));
  DU_ASSERT_OK(store.Put(P("a"), "new and longer"));
  DU_ASSERT_OK(store.Delete(P("a")));
  EXPECT_EQ(whole->ToString(), "old");
  EXPECT_EQ(part->ToString(), "ld");
}

void RangesAreCutAtTheEnd(ObjectStore& store) {
  const std::string body = "0123456789";
  DU_ASSERT_OK(store.Put(P("digits"), body));
  for (int64_t offset : {0, 1, 9, 10, 11, 1000}) {
    for (int64_t length :
         {int64_t{0}, int64_t{1}, int64_t{9}, int64_t{10}, int64_t{11}, INT64_MAX}) {
      DU_ASSERT_OK_AND_ASSIGN(auto bytes, store.GetRange(P("digits"), offset, length));
      const size_t start = std::min<size_t>(static_cast<size_t>(offset), body.size());
      EXPECT_EQ(bytes->ToString(), body.substr(start, static_cast<size_t>(length)))
          << offset << "+" << length;
    }
  }
  DU_ASSERT_OK_AND_ASSIGN(auto far, store.GetRange(P("digits"), INT64_MAX, INT64_MAX));
  EXPECT_EQ(far->size(), 0);
  DU_ASSERT_OK(store.Put(P("empty"), ""));
  DU_ASSERT_OK_AND_ASSIGN(auto none, store.GetRange(P("empty"), 0, 5));
  EXPECT_EQ(none->size(), 0);
}

void NegativeRangesAreInvalid(ObjectStore& store) {
  DU_ASSERT_OK(store.Put(P("a"), "0123"));
  DU_EXPECT_KIND(kInvalidArgument, store.GetRange(P("a"), -1, 2));
  DU_EXPECT_KIND(kInvalidArgument, store.GetRange(P("a"), 1, -1));
  DU_EXPECT_KIND(kInvalidArgument, store.GetRange(P("a"), INT64_MIN, INT64_MIN));
}

void WhatIsMissingIsNotFound(ObjectStore& store) {
  DU_ASSERT_OK(store.Put(P("folder/object"), "x"));
  for (const ObjectPath& path :
       {ObjectPath(), P("none"), P("folder"), P("folder/none"), P("Folder/object")}) {
    CheckIsMissing(store, path);
  }
  DU_ASSERT_OK_AND_ASSIGN(const bool exists, Exists(store, P("folder/object")));
  EXPECT_TRUE(exists);
}

void ErrorsNameTheObjectByItsUri(ObjectStore& store) {
  const Status status = store.Get(P("some/where")).status();
  ASSERT_NE(DetailOf(status), nullptr);
  EXPECT_EQ(DetailOf(status)->path(), store.Uri(P("some/where")));
  EXPECT_TRUE(store.Uri(P("some/where")).ends_with("/some/where"));
  EXPECT_NE(store.Uri(P("a%20b")), store.Uri(P("a b")));
}

void LargeObjectsAreWhole(ObjectStore& store) {
  std::string body(9'000'001, '\0');
  for (size_t i = 0; i < body.size(); ++i)
    body[i] = static_cast<char>(i * 2654435761u >> 24);
  DU_ASSERT_OK(store.Put(P("large"), body));
  DU_ASSERT_OK_AND_ASSIGN(auto whole, store.Get(P("large")));
  EXPECT_TRUE(std::string_view(*whole) == body);
  DU_ASSERT_OK_AND_ASSIGN(auto part, store.GetRange(P("large"), 4'000'000, 1'000'003));
  EXPECT_TRUE(std::string_view(*part) ==
              std::string_view(body).substr(4'000'000, 1'000'003));
}

/// The future's bytes, or its error.
Result<std::string> ReadAsync(ObjectStore& store, const ObjectPath& path, int64_t offset,
                              int64_t length, std::shared_ptr<ReadPin> pin = nullptr) {
  const auto future = store.GetRangeAsync(path, offset, length, std::move(pin));
  ARROW_ASSIGN_OR_RAISE(const auto bytes, future.result());
  return bytes->ToString();
}

void AnAsynchronousRangeIsTheRange(ObjectStore& store) {
  DU_ASSERT_OK(store.Put(P("digits"), "0123456789"));
  const auto pin = std::make_shared<ReadPin>();
  for (int64_t offset : {0, 1, 9, 10, 1000}) {
    for (int64_t length : {int64_t{0}, int64_t{1}, int64_t{9}, int64_t{11}, INT64_MAX}) {
      DU_ASSERT_OK_AND_ASSIGN(auto expected, store.GetRange(P("digits"), offset, length));
      for (const auto& shared : {pin, std::shared_ptr<ReadPin>()}) {
        DU_ASSERT_OK_AND_ASSIGN(const std::string bytes,
                                ReadAsync(store, P("digits"), offset, length, shared));
        EXPECT_EQ(bytes, expected->ToString()) << offset << "+" << length;
      }
    }
  }
  DU_ASSERT_OK(store.Put(P("empty"), ""));
  DU_ASSERT_OK_AND_ASSIGN(const std::string none, ReadAsync(store, P("empty"), 0, 5));
  EXPECT_EQ(none, "");
  DU_EXPECT_KIND(kInvalidArgument, ReadAsync(store, P("digits"), -1, 2));
  DU_EXPECT_KIND(kInvalidArgument, ReadAsync(store, P("digits"), 1, -1));
  DU_EXPECT_KIND(kNotFound, ReadAsync(store, P("none"), 0, 1));
  DU_EXPECT_KIND(kNotFound, ReadAsync(store, ObjectPath(), 0, 1));
}

void ManyAsynchronousRangesMayBeUnderWay(ObjectStore& store) {
  std::string body;
  for (int i = 0; i < 2000; ++i) body += std::to_string(100'000 + i);
  DU_ASSERT_OK(store.Put(P("a"), body));
  const auto pin = std::make_shared<ReadPin>();
  std::vector<arrow::Future<std::shared_ptr<arrow::Buffer>>> futures;
  for (int64_t i = 0; i < 50; ++i) {
    futures.push_back(store.GetRangeAsync(P("a"), 240 * i, 240, pin));
  }
  for (size_t i = 0; i < futures.size(); ++i) {
    DU_ASSERT_OK_AND_ASSIGN(const auto bytes, futures[i].result());
    EXPECT_EQ(bytes->ToString(), body.substr(240 * i, 240));
  }
}

void APinCatchesAReplacement(ObjectStore& store) {
  DU_ASSERT_OK(store.Put(P("d/a"), "old bytes"));
  const auto pin = std::make_shared<ReadPin>();
  EXPECT_EQ(pin->tag(), std::nullopt);
  DU_ASSERT_OK_AND_ASSIGN(std::string bytes, ReadAsync(store, P("d/a"), 0, 3, pin));
  EXPECT_EQ(bytes, "old");
  EXPECT_NE(pin->tag(), std::nullopt);
  // As long, and at once: neither size nor time tells.
  DU_ASSERT_OK(store.Put(P("d/a"), "new bytes"));
  DU_EXPECT_KIND(kVersionMismatch, ReadAsync(store, P("d/a"), 4, 5, pin));
  DU_EXPECT_KIND(kVersionMismatch, ReadAsync(store, P("d/a"), 0, 3, pin));
  DU_ASSERT_OK_AND_ASSIGN(bytes, ReadAsync(store, P("d/a"), 0, 3));
  EXPECT_EQ(bytes, "new");
  DU_ASSERT_OK_AND_ASSIGN(bytes,
                          ReadAsync(store, P("d/a"), 0, 3, std::make_shared<ReadPin>()));
  EXPECT_EQ(bytes, "new");
  const Status status = ReadAsync(store, P("d/a"), 4, 5, pin).status();
  ASSERT_NE(DetailOf(status), nullptr);
  EXPECT_EQ(DetailOf(status)->path(), store.Uri(P("d/a")));
}

}  // namespace

std::vector<ConformanceRule> ReadRules() {
  return {{"ReturnsWhatWasPut", ReturnsWhatWasPut},
          {"ABufferOutlivesTheObject", ABufferOutlivesTheObject},
          {"RangesAreCutAtTheEnd", RangesAreCutAtTheEnd},
          {"NegativeRangesAreInvalid", NegativeRangesAreInvalid},
          {"WhatIsMissingIsNotFound", WhatIsMissingIsNotFound},
          {"ErrorsNameTheObjectByItsUri", ErrorsNameTheObjectByItsUri},
          {"LargeObjectsAreWhole", LargeObjectsAreWhole},
          {"AnAsynchronousRangeIsTheRange", AnAsynchronousRangeIsTheRange},
          {"ManyAsynchronousRangesMayBeUnderWay", ManyAsynchronousRangesMayBeUnderWay},
          {"APinCatchesAReplacement", APinCatchesAReplacement}};
}

}  // namespace delta_utils::testing_internal
