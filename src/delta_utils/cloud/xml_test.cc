#include <gtest/gtest.h>

#include <string>

#include "delta_utils/cloud/xml_internal.h"
#include "delta_utils/testing/assert_status.h"

namespace delta_utils::internal {
namespace {

constexpr char kListing[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<!-- a page -->"
    "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\r\n"
    "  <Name>shop</Name><IsTruncated>false</IsTruncated>"
    "<Contents><Key>a &amp; b/&#x00e9;&#233;</Key><Size>12</Size></Contents>"
    "<Contents><Key>c</Key><Owner/></Contents >\n"
    "</ListBucketResult>\n";

/// Names, texts and children in one line: "a[text](b[]())".
std::string Show(const XmlElement& element) {
  std::string text = element.name + "[" + element.text + "]";
  for (const XmlElement& child : element.children) text += "(" + Show(child) + ")";
  return text;
}

TEST(XmlTest, ReadsAListing) {
  DU_ASSERT_OK_AND_ASSIGN(const XmlElement root, ParseXml(kListing, "s3://b"));
  EXPECT_EQ(root.name, "ListBucketResult");
  EXPECT_EQ(root.text, "\r\n  \n");
  EXPECT_EQ(root.ChildText("Name"), "shop");
  EXPECT_EQ(root.ChildText("Nothing"), "");
  EXPECT_EQ(root.Child("Nothing"), nullptr);
  ASSERT_EQ(root.children.size(), 4u);
  EXPECT_EQ(root.Child("Contents")->ChildText("Key"), "a & b/éé");
  EXPECT_EQ(Show(root.children[3]), "Contents[](Key[c])(Owner[])");
}

struct XmlCase {
  const char* text;
  const char* expected;
};

TEST(XmlTest, ReadsWhatIsWellFormed) {
  const XmlCase cases[] = {
      {"<a/>", "a[]"},
      {"\xEF\xBB\xBF<a></a>", "a[]"},
      {" <?x ?><!----><a />  <!-- - > --><?y <b>?>", "a[]"},
      {"<s:a xmlns:s='u' s:x = \"'>&\"><s:b y='1'\n/></s:a >", "a[](b[])"},
      {"<a>1<b>2</b>3<!--4--><?5?>6</a>", "a[136](b[2])"},
      {"<a>&lt;&gt;&amp;&apos;&quot;&#65;&#x42;&#x1F600;</a>", "a[<>&'\"AB\U0001F600]"},
      {"<a>&#1;&#x1f;&#x85;</a>", "a[\x01\x1f\xC2\x85]"},
      {"<a>&amp;lt;</a>", "a[&lt;]"},
      {"<a> \t\r\n</a>", "a[ \t\r\n]"},
      {"<a><![CDATA[<b>&amp;]] >]]>x</a>", "a[<b>&amp;]] >x]"},
      {"<\xC3\xA9-1._2>\xF0\x9F\x98\x80</\xC3\xA9-1._2>",
       "\xC3\xA9-1._2[\xF0\x9F\x98\x80]"},
  };
  for (const XmlCase& c : cases) {
    DU_ASSERT_OK_AND_ASSIGN(const XmlElement root, ParseXml(c.text, "u"));
    EXPECT_EQ(Show(root), c.expected) << c.text;
  }
}

TEST(XmlTest, RefusesTheRest) {
  const XmlCase cases[] = {
      {"", "offset 0"},
      {"  ", "offset 2"},
      {"text", "no element"},
      {"<a/>text", "behind the root"},
      {"<a/><b/>", "behind the root"},
      {"<a/></a>", "behind the root"},
      {"</a>", "name"},
      {"<!DOCTYPE a><a/>", "document type"},
      {"<!DOCTYPE a [<!ENTITY b \"bbbb\">]><a>&b;</a>", "document type"},
      {"<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>", "document type"},
      {"<a/><!DOCTYPE a>", "document type"},
      {"<a><!DOCTYPE a></a>", "name"},
      {"<a>&b;</a>", "entity"},
      {"<a>&nbsp;</a>", "entity"},
      {"<a>&lt</a>", "entity"},
      {"<a>&;</a>", "entity"},
      {"<a>& </a>", "entity"},
      {"<a>&LT;</a>", "entity"},
      {"<a>&#;</a>", "entity"},
      {"<a>&#x;</a>", "entity"},
      {"<a>&#0;</a>", "entity"},
      {"<a>&#-5;</a>", "entity"},
      {"<a>&#+5;</a>", "entity"},
      {"<a>&#5a;</a>", "entity"},
      {"<a>&#xD800;</a>", "entity"},
      {"<a>&#xDFFF;</a>", "entity"},
      {"<a>&#x110000;</a>", "entity"},
      {"<a>&#4294967361;</a>", "entity"},
      {"<a>&#x000000000000000041;</a>", "entity"},
      {"<a></b>", "end tag"},
      {"<s:a></a>", "end tag"},
      {"<s:></s:>", "prefix"},
      {"<a><b></a></b>", "end tag"},
      {"< a/>", "name"},
      {"<1/>", "name"},
      {"<a b/>", "attribute"},
      {"<a b=c/>", "attribute"},
      {"<a b='<'/>", "attribute"},
      {"<a b=\"c'/>", "to the end"},
      {"<a b='c'd='e'/>", "not a tag"},
      {"<a / >", "name"},
      {"<a>\x01</a>", "offset 3: a control character"},
      {"<a>xy\x7f\x1b</a>", "offset 6: a control character"},
      {"<a>\xff</a>", "UTF-8"},
      {"<a>\xED\xA0\x80</a>", "UTF-8"},
      {"<a>\xC3</a>", "UTF-8"},
  };
  for (const XmlCase& c : cases) {
    const auto result = ParseXml(c.text, "s3://shop");
    DU_EXPECT_KIND(kCorrupt, result);
    const std::string message = result.status().message();
    EXPECT_EQ(message.rfind("s3://shop: XML, offset ", 0), 0u) << message;
    EXPECT_NE(message.find(c.expected), std::string::npos) << c.text << ": " << message;
  }
  DU_EXPECT_KIND(kCorrupt, ParseXml(std::string_view("<a>\0</a>", 8), "u"));
}

TEST(XmlTest, EveryTruncationIsCorrupt) {
  const std::string whole = kListing;
  const size_t root_ends = whole.rfind('>') + 1;
  for (size_t size = 0; size < root_ends; ++size) {
    DU_EXPECT_KIND(kCorrupt, ParseXml(whole.substr(0, size), "u"));
  }
}

TEST(XmlTest, EveryFlippedBitIsCorruptOrReads) {
  const std::string whole = kListing;
  for (size_t at = 0; at < whole.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string flipped = whole;
      flipped[at] = static_cast<char>(flipped[at] ^ (1 << bit));
      const auto result = ParseXml(flipped, "u");
      if (!result.ok()) DU_EXPECT_KIND(kCorrupt, result);
    }
  }
}

std::string Nested(int levels) {
  std::string text;
  for (int i = 0; i < levels; ++i) text += "<a>";
  for (int i = 0; i < levels; ++i) text += "</a>";
  return text;
}

TEST(XmlTest, DepthAndNumberAreBounded) {
  DU_ASSERT_OK(ParseXml(Nested(16), "u"));
  DU_EXPECT_KIND(kCorrupt, ParseXml(Nested(17), "u"));
  DU_EXPECT_KIND(kCorrupt, ParseXml(Nested(1'000'000), "u"));
  const auto wide = [](int children) {
    std::string text = "<a>";
    for (int i = 0; i < children; ++i) text += "<b/>";
    return text + "</a>";
  };
  DU_ASSERT_OK(ParseXml(wide(99'999), "u"));
  DU_EXPECT_KIND(kCorrupt, ParseXml(wide(100'000), "u"));
}

}  // namespace
}  // namespace delta_utils::internal
