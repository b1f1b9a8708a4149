#include "delta_utils/variant/path.h"

#include <gtest/gtest.h>

#include "delta_utils/base/ext_json.h"
#include "delta_utils/testing/assert_status.h"
#include "delta_utils/variant/variant_bytes_testing.h"

namespace delta_utils {
namespace {

using variant_internal::Bytes;

PathStep Name(std::string name) { return {std::move(name), std::nullopt}; }
PathStep Element(uint32_t index) { return {std::nullopt, index}; }
PathStep Either(std::string name, uint32_t index) { return {std::move(name), index}; }

TEST(PathTest, EverySpellingIsRead) {
  const struct {
    const char* text;
    std::vector<PathStep> steps;
  } cases[] = {
      {"$", {}},
      {"$.a", {Name("a")}},
      {"$.a[0]['b.c']", {Name("a"), Element(0), Name("b.c")}},
      {"$[\"it's\"]", {Name("it's")}},
      {"$['it\\'s']", {Name("it's")}},
      {"$['a\\\\b']", {Name("a\\b")}},
      {"$['']", {Name("")}},
      {"$['a]b']['c']", {Name("a]b"), Name("c")}},
      {"$[4294967295]", {Element(4294967295U)}},
      {"$['0']", {Name("0")}},
      {"$.0", {Name("0")}},
      {"$.$x.@type.a-b", {Name("$x"), Name("@type"), Name("a-b")}},
      {"$.\xC3\xA9", {Name("\xC3\xA9")}},
      {"a.b[0]", {Name("a"), Name("b"), Element(0)}},
      {"[3].x", {Element(3), Name("x")}},
      {"", {}},
      {"/", {Name("")}},
      {"/a/0/b~1c~0", {Name("a"), Either("0", 0), Name("b/c~")}},
      {"/01/-/4294967296", {Name("01"), Name("-"), Name("4294967296")}},
      {"/a b//c.d", {Name("a b"), Name(""), Name("c.d")}},
      {"/~01", {Name("~1")}},
  };
  for (const auto& c : cases) {
    DU_ASSERT_OK_AND_ASSIGN(const Path path, Path::Parse(c.text));
    EXPECT_EQ(path, Path(c.steps)) << c.text;
  }
}

TEST(PathTest, WhatIsWrittenIsReadAsTheSamePath) {
  const struct {
    std::vector<PathStep> steps;
    const char* text;
  } cases[] = {
      {{}, "$"},
      {{Name("a"), Element(0), Name("b.c")}, "$.a[0]['b.c']"},
      {{Name(""), Name("it's"), Name("a\\b")}, "$['']['it\\'s']['a\\\\b']"},
      {{Name("*"), Name(" "), Name("x\n")}, "$['*'][' ']['x\n']"},
      {{Name("0"), Element(7)}, "$.0[7]"},
  };
  for (const auto& c : cases) {
    const Path path(c.steps);
    EXPECT_EQ(path.ToString(), c.text);
    DU_ASSERT_OK_AND_ASSIGN(const Path again, Path::Parse(c.text));
    EXPECT_EQ(again, path) << c.text;
  }
  const std::string_view names[] = {"a", "0"};
  EXPECT_EQ(Path::OfNames(names).ToString(), "$.a.0");
}

TEST(PathTest, WhatIsNoPathIsRefusedAtItsPosition) {
  const struct {
    const char* text;
    const char* message;
  } cases[] = {
      {"$a", "position 1: expected . or ["},
      {"$.", "position 2: expected a name"},
      {"$..a", "position 2: expected a name"},
      {"$.*", "position 2: expected a name"},
      {"$.a b", "position 3: expected . or ["},
      {"$.a.", "position 4: expected a name"},
      {".a", "position 0: expected a name"},
      {"$[*]", "position 2: expected a quoted name, or a number below 2^32"},
      {"$[-1]", "position 2: expected a quoted name, or a number below 2^32"},
      {"$[01]", "position 2: expected a quoted name, or a number below 2^32"},
      {"$[4294967296]", "position 2: expected a quoted name, or a number below 2^32"},
      {"$[99999999999999999999]",
       "position 2: expected a quoted name, or a number below 2^32"},
      {"$[a]", "position 2: expected a quoted name, or a number below 2^32"},
      {"$[?(@.a)]", "position 2: expected a quoted name, or a number below 2^32"},
      {"$[1:2]", "position 3: expected ]"},
      {"$[0", "position 3: expected ]"},
      {"$['a'", "position 5: expected ]"},
      {"$['a", "position 4: expected '"},
      {"$['a\\", "position 5: expected '"},
      {"$[\"a']", "position 6: expected \""},
      {"/a~2", "position 3: expected 0 or 1 behind ~"},
      {"/a~", "position 3: expected 0 or 1 behind ~"},
      {"$.\xFF", "position 0: not UTF-8"},
  };
  for (const auto& c : cases) {
    const auto path = Path::Parse(c.text);
    DU_EXPECT_KIND(kInvalidArgument, path);
    EXPECT_EQ(path.status().message(), std::string("path, ") + c.message) << c.text;
  }
}

/// A document with the metadata it needs.
struct Document {
  explicit Document(std::string_view json) {
    const Result<Value> value = ParseExtJson(json);
    EXPECT_TRUE(value.ok()) << value.status().ToString();
    bytes = variant_internal::Encoded(*value);
    names = *MetadataIndex::Make(bytes.metadata);
  }
  VariantView view() const { return {bytes.value, names}; }

  VariantBytes bytes;
  MetadataIndex names;
};

/// What a test compares: "missing", "invalid", or the bytes of the value in hex.
std::string Told(const std::optional<VariantView>& view) {
  if (!view) return "missing";
  if (view->type() == VariantType::kInvalid) return "invalid";
  return ToHex(view->bytes());
}

const struct {
  const char* path;
  const char* found;
} kLookups[] = {
    {"$.a.b[1]", "0c07"},
    {"$.a.b[0]", "00"},
    {"$.a.b[2]", "missing"},
    {"$.a.b[4294967295]", "missing"},
    {"$.a.b.x", "missing"},
    {"$.a.c", "missing"},
    {"$.a.b[1][0]", "missing"},
    {"$.a[0]", "missing"},
    {"$.a['0']", "0c05"},
    {"$.none", "missing"},
    {"$.s", "0568"},
    {"$.s.x", "missing"},
    {"$.A", "missing"},
    {"/a/0", "0c05"},
    {"/a/b/1", "0c07"},
    {"/a/b/2", "missing"},
    {"$.b", "0c01"},
};
constexpr const char* kDocument = R"({"b": 1, "a": {"b": [null, 7], "0": 5}, "s": "h"})";

TEST(BoundPathTest, FindsFieldsAndElements) {
  const Document document(kDocument);
  for (const auto& c : kLookups) {
    DU_ASSERT_OK_AND_ASSIGN(const Path path, Path::Parse(c.path));
    EXPECT_EQ(Told(BoundPath(path, document.names).Find(document.view())), c.found)
        << c.path;
  }
  EXPECT_EQ(Told(BoundPath(Path(), document.names).Find(document.view())),
            ToHex(document.bytes.value));
}

TEST(BoundPathSetTest, FindsAllThatThePathsFindOneByOne) {
  const Document document(kDocument);
  std::vector<Path> paths;
  for (const auto& c : kLookups) {
    DU_ASSERT_OK_AND_ASSIGN(paths.emplace_back(), Path::Parse(c.path));
  }
  paths.emplace_back();            // the root, and
  paths.push_back(paths.front());  // one that is there twice, and
  paths.emplace_back(std::vector<PathStep>(40, Name("a")));  // a deep one
  const PathSet set(paths);
  EXPECT_EQ(set.paths(), paths);
  const BoundPathSet bound(set, document.names);
  std::vector<std::optional<VariantView>> found(paths.size());
  bound.Find(document.view(), found);
  for (size_t i = 0; i < paths.size(); ++i) {
    const auto alone = BoundPath(paths[i], document.names).Find(document.view());
    EXPECT_EQ(Told(found[i]), Told(alone)) << paths[i].ToString();
  }
  // Of another row what was found before is forgotten.
  const Document other("{\"x\": 1}");
  BoundPathSet(set, other.names).Find(other.view(), found);
  EXPECT_EQ(Told(found[0]), "missing");
  BoundPathSet(PathSet({}), other.names).Find(other.view(), {});
}

TEST(BoundPathTest, FindsAFieldByAnyOfTheIdsThatItsNameHas) {
  // The dictionary: "a", "b", "a".
  const std::string metadata = Bytes("01 03 00 01 02 03 61 62 61");
  DU_ASSERT_OK_AND_ASSIGN(const MetadataIndex names, MetadataIndex::Make(metadata));
  DU_ASSERT_OK_AND_ASSIGN(const Path path, Path::Parse("$.a"));
  const BoundPath bound(path, names);
  for (const char* value : {"02 01 00 00 02 0c 07", "02 01 02 00 02 0c 07"}) {
    const std::string bytes = Bytes(value);
    EXPECT_EQ(Told(bound.Find({bytes, names})), "0c07") << value;
  }
  const std::string bytes = Bytes("02 01 01 00 02 0c 07");
  EXPECT_EQ(Told(bound.Find({bytes, names})), "missing");
  // As many fields as ids: "b", "a".
  const std::string two = Bytes("02 02 02 01 00 02 04 0c 07 0c 08");
  EXPECT_EQ(Told(bound.Find({two, names})), "0c07");
}

TEST(BoundPathTest, WhatIsMalformedIsFoundAsInvalid) {
  const std::string metadata = Bytes("01 01 00 01 61");
  DU_ASSERT_OK_AND_ASSIGN(const MetadataIndex names, MetadataIndex::Make(metadata));
  DU_ASSERT_OK_AND_ASSIGN(const Path field, Path::Parse("$.a"));
  DU_ASSERT_OK_AND_ASSIGN(const Path below, Path::Parse("$.a.a"));
  const struct {
    const char* value;
    const Path& path;
  } cases[] = {
      {"02 01 00 00 02 0c", field},     // cut off
      {"02 01 00 07 02 0c 07", field},  // the value's offset is beyond the values
      {"02 05", field},                 // an object without its tables
      {"02 01 00 00 02 02 09", below},  // the same, one level down
      {"02 01 00 00 01 fc", field},     // a type there is not
      {"fc", field},
      {"", field},
  };
  for (const auto& c : cases) {
    const std::string bytes = Bytes(c.value);
    EXPECT_EQ(Told(BoundPath(c.path, names).Find({bytes, names})), "invalid") << c.value;
  }
}

}  // namespace
}  // namespace delta_utils
