#include "delta_utils/base/document_reader.h"

#include <gtest/gtest.h>

#include <sstream>

#include "delta_utils/base/random_value_testing.h"

namespace delta_utils {
namespace {

/// All documents of `text` as relaxed lines, with the error's message at the end if it
/// fails.
std::vector<std::string> ReadAll(const std::string& text, ExtJsonLimits limits = {}) {
  std::istringstream stream(text);
  DocumentReader reader(stream, "in.json", limits);
  std::vector<std::string> lines;
  while (true) {
    const Result<std::optional<Object>> next = reader.Next();
    if (!next.ok()) {
      EXPECT_EQ(KindOf(next.status()), ErrorKind::kInvalidArgument);
      lines.push_back(next.status().message());
      EXPECT_EQ(*reader.Next(), std::nullopt);
      return lines;
    }
    if (!*next) break;
    lines.push_back(ToExtJson(**next, ExtJsonMode::kRelaxed));
  }
  EXPECT_EQ(reader.bytes_read(), static_cast<int64_t>(text.size()));
  return lines;
}

using Lines = std::vector<std::string>;

TEST(DocumentReaderTest, ReadsBothForms) {
  struct Case {
    std::string text;
    Lines lines;
  };
  const Lines two = {R"({"a":1})", R"({"b":[{"c":"]}"}]})"};
  const Case cases[] = {
      {"", {}},
      {" \n\t\r\n", {}},
      {"\xef\xbb\xbf", {}},
      {"[]", {}},
      {" [ \n ] \n", {}},
      {"{\"a\":1}\n{\"b\":[{\"c\":\"]}\"}]}\n", two},
      {"{\"a\":1}{\"b\":[{\"c\":\"]}\"}]}", two},
      {"\n\n{\"a\":\n1}\r\n\r\n  {\"b\":[{\"c\":\"]}\"}]}", two},
      {"[{\"a\":1},{\"b\":[{\"c\":\"]}\"}]}]", two},
      {"\xef\xbb\xbf [\n{\"a\":1}\n,\n{\"b\":[{\"c\":\"]}\"}]}\n]\n", two},
      {R"({"q":"\"}\\"}{"r":"\\\""})", {R"({"q":"\"}\\"})", R"({"r":"\\\""})"}},
  };
  for (const Case& c : cases) EXPECT_EQ(ReadAll(c.text), c.lines) << c.text;
}

TEST(DocumentReaderTest, ErrorsNameTheLineAndEndTheStream) {
  struct Case {
    std::string text;
    std::string message;
  };
  const Case cases[] = {
      {"{\"a\":{\"b\":1,\n\"b\":2}}\n", "in.json:1: field 'a.b': duplicate key"},
      {"\n\n{\"a\":1,\"a\":2}", "in.json:3: field 'a': duplicate key"},
      {"1", "in.json:1: expected a document, '{...}'"},
      {"\n[\n1]", "in.json:3: expected a document, '{...}'"},
      {"[[]]", "in.json:1: expected a document, '{...}'"},
      {"[null]", "in.json:1: expected a document, '{...}'"},
      {"[,{}]", "in.json:1: expected a document, '{...}'"},
      {"]", "in.json:1: expected a document, '{...}'"},
      {"[", "in.json:1: the array does not end"},
      {"[\n", "in.json:2: the array does not end"},
      {"[] x", "in.json:1: bytes after the end of the array"},
      {"[]\n[]", "in.json:2: bytes after the end of the array"},
      {"[]{}", "in.json:1: bytes after the end of the array"},
      {"\n{\"a\":", "in.json:2: the document does not end"},
      {"{\"a\":\"}", "in.json:1: the document does not end"},
      {"{,}", "in.json:1: malformed JSON"},
      {"{\"$oid\":\"0123456789abcdef01234567\"}",
       "in.json:1: expected a document, found a value of type objectId"},
      {"{\"a\":\"\xff\"}", "in.json:1: the text is not valid UTF-8"},
      {" \xef\xbb\xbf{}", "in.json:1: expected a document, '{...}'"},
      {std::string("\0{}", 3), "in.json:1: expected a document, '{...}'"},
  };
  for (const Case& c : cases) EXPECT_EQ(ReadAll(c.text), Lines{c.message}) << c.text;
}

TEST(DocumentReaderTest, WhatCameBeforeAnErrorIsDelivered) {
  EXPECT_EQ(ReadAll("{}\n{},"),
            (Lines{"{}", "{}", "in.json:2: expected a document, '{...}'"}));
  EXPECT_EQ(ReadAll("[{}\n,]"), (Lines{"{}", "in.json:2: expected a document, '{...}'"}));
  EXPECT_EQ(ReadAll("[{}"), (Lines{"{}", "in.json:1: the array does not end"}));
  EXPECT_EQ(ReadAll("[{},"), (Lines{"{}", "in.json:1: the array does not end"}));
  EXPECT_EQ(ReadAll("[{} {}]"),
            (Lines{"{}", "in.json:1: expected ',' or ']' behind a document"}));
}

TEST(DocumentReaderTest, AStreamThatCannotBeReadIsNotAnEmptyOne) {
  std::istringstream stream("{}");
  stream.setstate(std::ios::failbit);
  DocumentReader reader(stream, "in.json");
  const Status status = reader.Next().status();
  EXPECT_EQ(KindOf(status), ErrorKind::kUnavailable);
  EXPECT_EQ(status.message(), "in.json:1: reading failed");
}

TEST(DocumentReaderTest, ADocumentsTextIsBounded) {
  const ExtJsonLimits limits{.max_bytes = 8};
  EXPECT_EQ(ReadAll("{\"a\":12}          {}", limits), (Lines{"{\"a\":12}", "{}"}));
  EXPECT_EQ(ReadAll("{\"a\":123}", limits),
            Lines{"in.json:1: the document is longer than 8 bytes"});
  EXPECT_EQ(ReadAll("{\"a\":\"" + std::string(1000000, 'x'), limits),
            Lines{"in.json:1: the document is longer than 8 bytes"});
}

TEST(DocumentReaderTest, DeepNestingIsRefusedByTheParser) {
  std::string text;
  for (int i = 0; i < 100000; ++i) text += "{\"a\":";
  text += "1" + std::string(100000, '}');
  const Lines lines = ReadAll(text);
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_NE(lines[0].find("more than 200 levels"), std::string::npos);
}

TEST(DocumentReaderTest, DocumentsMayCrossChunks) {
  std::mt19937_64 engine(17);
  Lines expected;
  std::string lines, array = "[";
  while (lines.size() < 400000) {
    Object document = testing::RandomDocument(engine, 3);
    document.Append("padding", std::string(testing::Below(engine, 3000), '\\'));
    expected.push_back(ToExtJson(document, ExtJsonMode::kRelaxed));
    lines += expected.back() + "\n";
    array += (array.size() > 1 ? "," : "") + expected.back();
  }
  expected.push_back("{\"long\":\"" + std::string(300000, 'y') + "\"}");
  EXPECT_EQ(ReadAll(lines + expected.back()), expected);
  EXPECT_EQ(ReadAll(array + "," + expected.back() + "]"), expected);
}

TEST(DocumentReaderTest, EveryTruncationIsAnErrorOrFewerDocuments) {
  const std::string text = "{\"a\":\"\\\"}\"}\n{\"b\":[1,{}]}";
  const std::string array = "[" + text.substr(0, 11) + "," + text.substr(12) + "]";
  ASSERT_EQ(ReadAll(array).size(), 2u);
  for (size_t size = 1; size < array.size(); ++size) {
    const Lines lines = ReadAll(array.substr(0, size));
    ASSERT_FALSE(lines.empty()) << size;
    EXPECT_NE(lines.back().find("does not end"), std::string::npos) << size;
  }
}

}  // namespace
}  // namespace delta_utils
