// A small XML reader for the replies of S3 and STS.
//
//   ARROW_ASSIGN_OR_RAISE(XmlElement root, ParseXml(body, uri));
//   const XmlElement* code = root.Child("Code");
//
// Elements and text alone: attributes, comments, processing instructions and namespaces'
// prefixes are passed over, the five named entities and character references decoded; a
// document type (and with it every entity bomb) is Corrupt, and so are more than 16
// levels, 100,000 elements or text that is not UTF-8. Threads: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "delta_utils/base/status.h"

namespace delta_utils::internal {

struct XmlElement {
  std::string name;
  std::string text;  // all of its own text; white space kept
  std::vector<XmlElement> children;

  /// The first child of that name, or nullptr.
  const XmlElement* Child(std::string_view child_name) const;
  /// Its text, or "".
  std::string_view ChildText(std::string_view child_name) const;
};

/// Corrupt with `uri` and the offset for anything else than one well-formed element.
Result<XmlElement> ParseXml(std::string_view text, std::string_view uri);

}  // namespace delta_utils::internal
