#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

#include "delta_utils/cloud/xml_internal.h"

namespace delta_utils::internal {
namespace {

constexpr int kMaxDepth = 16;
constexpr int kMaxElements = 100'000;

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool IsNameStart(char c) {
  const char letter = static_cast<char>(c | 0x20);
  return (letter >= 'a' && letter <= 'z') || c == '_' || c == ':' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool IsNameChar(char c) {
  return IsNameStart(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

void AppendUtf8(uint32_t scalar, std::string* out) {
  const auto tail = [&](int shift) {
    *out += static_cast<char>(0x80 | ((scalar >> shift) & 0x3F));
  };
  if (scalar < 0x80) {
    *out += static_cast<char>(scalar);
  } else if (scalar < 0x800) {
    *out += static_cast<char>(0xC0 | scalar >> 6);
    tail(0);
  } else if (scalar < 0x10000) {
    *out += static_cast<char>(0xE0 | scalar >> 12);
    tail(6);
    tail(0);
  } else {
    *out += static_cast<char>(0xF0 | scalar >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
}

/// "#65", "#x41": any scalar value but NUL. XML 1.0 has no way to write most control
/// characters; S3 writes those of keys as references all the same.
std::optional<uint32_t> CharacterReference(std::string_view digits) {
  int base = 10;
  digits.remove_prefix(1);
  if (digits.starts_with('x')) {
    base = 16;
    digits.remove_prefix(1);
  }
  uint32_t scalar = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, scalar, base);
  if (digits.empty() || error != std::errc() || stop != end) return std::nullopt;
  const bool surrogate = scalar >= 0xD800 && scalar <= 0xDFFF;
  if (scalar == 0 || scalar > 0x10FFFF || surrogate) return std::nullopt;
  return scalar;
}

/// `name` is what stands between '&' and ';'.
bool AppendReference(std::string_view name, std::string* out) {
  constexpr std::pair<std::string_view, char> kNamed[] = {
      {"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"apos", '\''}, {"quot", '"'}};
  for (const auto& [entity, character] : kNamed) {
    if (name == entity) {
      *out += character;
      return true;
    }
  }
  if (!name.starts_with('#')) return false;
  const std::optional<uint32_t> scalar = CharacterReference(name);
  if (scalar) AppendUtf8(*scalar, out);
  return scalar.has_value();
}

class Parser {
 public:
  Parser(std::string_view text, std::string_view uri) : text_(text), uri_(uri) {}

  Result<XmlElement> Parse() {
    if (!simdjson::validate_utf8(text_.data(), text_.size())) {
      return Error("not UTF-8");
    }
    Take("\xEF\xBB\xBF");
    ARROW_RETURN_NOT_OK(SkipMisc());
    XmlElement root;
    ARROW_RETURN_NOT_OK(ParseElement(1, &root));
    ARROW_RETURN_NOT_OK(SkipMisc());
    if (!at_end()) return Error("something behind the root element");
    return root;
  }

 private:
  bool at_end() const { return at_ == text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[at_]; }

  bool Take(std::string_view token) {
    if (!text_.substr(at_).starts_with(token)) return false;
    at_ += token.size();
    return true;
  }

  bool SkipSpace() {
    const size_t begin = at_;
    while (!at_end() && IsSpace(text_[at_])) ++at_;
    return at_ > begin;
  }

  Status Error(std::string_view what) const {
    return Corrupt(uri_, "XML, offset " + std::to_string(at_) + ": " + std::string(what));
  }

  /// The text up to `end`, which is passed over.
  Result<std::string_view> TakeUntil(std::string_view end) {
    const size_t found = text_.find(end, at_);
    if (found == std::string_view::npos) {
      return Error("no '" + std::string(end) + "' to the end");
    }
    const std::string_view taken = text_.substr(at_, found - at_);
    at_ = found + end.size();
    return taken;
  }

  /// A comment or processing instruction; false if there is none.
  Result<bool> SkipComment() {
    if (Take("<!--")) return TakeUntil("-->").Map([](auto) { return true; });
    if (Take("<?")) return TakeUntil("?>").Map([](auto) { return true; });
    return false;
  }

  Status SkipMisc() {
    bool more = true;
    while (more) {
      SkipSpace();
      ARROW_ASSIGN_OR_RAISE(more, SkipComment());
    }
    if (Take("<!")) return Error("a document type; none is read");
    return Status::OK();
  }

  Result<std::string_view> TakeName() {
    const size_t begin = at_;
    if (!IsNameStart(peek())) return Error("a name is missing");
    while (!at_end() && IsNameChar(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  /// White space, attributes, and ">" or "/>"; true for the latter.
  Result<bool> SkipAttributes() {
    while (true) {
      const bool space = SkipSpace();
      if (Take(">")) return false;
      if (Take("/>")) return true;
      if (!space) return Error("not a tag");
      ARROW_RETURN_NOT_OK(TakeName());
      SkipSpace();
      if (!Take("=")) return Error("an attribute without '='");
      SkipSpace();
      const std::string_view quote = peek() == '\'' ? "'" : "\"";
      if (!Take(quote)) return Error("an attribute without quotes");
      ARROW_ASSIGN_OR_RAISE(const std::string_view value, TakeUntil(quote));
      if (value.find('<') != std::string_view::npos) {
        return Error("'<' in an attribute");
      }
    }
  }

  /// Characters and references up to the next '<' or the end.
  Status ParseText(std::string* out) {
    while (!at_end() && peek() != '<') {
      if (Take("&")) {
        const size_t begin = at_;
        // no reference is longer: "&#x0010FFFF;" and some zeros to spare
        const size_t end = text_.substr(0, begin + 16).find(';', begin);
        if (end == std::string_view::npos ||
            !AppendReference(text_.substr(begin, end - begin), out)) {
          return Error("an entity that is not known");
        }
        at_ = end + 1;
        continue;
      }
      const size_t end = std::min(text_.find_first_of("<&", at_), text_.size());
      const std::string_view run = text_.substr(at_, end - at_);
      const auto control = std::find_if(run.begin(), run.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 && !IsSpace(c);
      });
      if (control != run.end()) {
        at_ += static_cast<size_t>(control - run.begin());
        return Error("a control character");
      }
      out->append(run);
      at_ = end;
    }
    return Status::OK();
  }

  /// Text and children up to "</", which is passed over.
  Status ParseContent(int depth, XmlElement* element) {
    while (true) {
      ARROW_RETURN_NOT_OK(ParseText(&element->text));
      ARROW_ASSIGN_OR_RAISE(const bool comment, SkipComment());
      if (comment) continue;
      if (Take("</")) return Status::OK();
      if (Take("<![CDATA[")) {
        ARROW_ASSIGN_OR_RAISE(const std::string_view verbatim, TakeUntil("]]>"));
        element->text.append(verbatim);
        continue;
      }
      if (at_end()) return Error("ends inside an element");
      ARROW_RETURN_NOT_OK(ParseElement(depth + 1, &element->children.emplace_back()));
    }
  }

  Status ParseElement(int depth, XmlElement* element) {
    if (depth > kMaxDepth) {
      return Error("more than " + std::to_string(kMaxDepth) + " levels");
    }
    if (++elements_ > kMaxElements) {
      return Error("more than " + std::to_string(kMaxElements) + " elements");
    }
    if (!Take("<")) return Error("no element");
    ARROW_ASSIGN_OR_RAISE(const std::string_view name, TakeName());
    element->name = name.substr(name.rfind(':') + 1);
    if (element->name.empty()) return Error("a prefix without a name");
    ARROW_ASSIGN_OR_RAISE(const bool is_empty, SkipAttributes());
    if (is_empty) return Status::OK();
    ARROW_RETURN_NOT_OK(ParseContent(depth, element));
    ARROW_ASSIGN_OR_RAISE(const std::string_view end_name, TakeName());
    SkipSpace();
    if (end_name != name || !Take(">")) return Error("an end tag that does not fit");
    return Status::OK();
  }

  const std::string_view text_;
  const std::string_view uri_;
  size_t at_ = 0;
  int elements_ = 0;
};

}  // namespace

const XmlElement* XmlElement::Child(std::string_view child_name) const {
  for (const XmlElement& child : children) {
    if (child.name == child_name) return &child;
  }
  return nullptr;
}

std::string_view XmlElement::ChildText(std::string_view child_name) const {
  const XmlElement* child = Child(child_name);
  return child == nullptr ? std::string_view() : std::string_view(child->text);
}

Result<XmlElement> ParseXml(std::string_view text, std::string_view uri) {
  return Parser(text, uri).Parse();
}

}  // namespace delta_utils::internal
