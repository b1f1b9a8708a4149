#include "delta_utils/variant/shredding_type.h"

#include <algorithm>
#include <utility>

#include "delta_utils/variant/format_internal.h"

namespace delta_utils {

namespace {

constexpr int kMaxLevels = 100;
constexpr int kMaxPrecision = 38;

struct TypeName {
  std::string_view text;
  VariantType type;
};

/// The first name of a type is the one that is written.
constexpr TypeName kTypeNames[] = {
    {"boolean", VariantType::kTrue},
    {"tinyint", VariantType::kInt8},
    {"byte", VariantType::kInt8},
    {"smallint", VariantType::kInt16},
    {"short", VariantType::kInt16},
    {"int", VariantType::kInt32},
    {"integer", VariantType::kInt32},
    {"bigint", VariantType::kInt64},
    {"long", VariantType::kInt64},
    {"float", VariantType::kFloat},
    {"double", VariantType::kDouble},
    {"decimal", VariantType::kDecimal16},
    {"date", VariantType::kDate},
    {"time", VariantType::kTime},
    {"timestamp", VariantType::kTimestamp},
    {"timestamp_ntz", VariantType::kTimestampNtz},
    {"timestamp_nanos", VariantType::kTimestampNanos},
    {"timestamp_ntz_nanos", VariantType::kTimestampNtzNanos},
    {"string", VariantType::kString},
    {"binary", VariantType::kBinary},
    {"uuid", VariantType::kUuid},
    {"array", VariantType::kArray},
    {"struct", VariantType::kObject},
    {"variant", VariantType::kInvalid},
};

bool IsWordByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         c == '_';
}

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::string Lower(std::string_view word) {
  std::string lower(word);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

VariantType DecimalOf(int precision) {
  return precision <= 9    ? VariantType::kDecimal4
         : precision <= 18 ? VariantType::kDecimal8
                           : VariantType::kDecimal16;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<ShreddingType> Whole() {
    if (!variant_internal::IsUtf8(text_)) return Refuse("not UTF-8");
    ShreddingType type;
    SkipSpace();
    if (StartsWithField()) {
      type.type = VariantType::kObject;
      ARROW_RETURN_NOT_OK(Fields(&type, 1));
    } else {
      ARROW_RETURN_NOT_OK(Type(&type, 0));
    }
    if (at_ != text_.size()) return Refuse("expected the end");
    return type;
  }

 private:
  Status Refuse(std::string_view why) const {
    return InvalidArgument(
        "", "shredding type, position " + std::to_string(at_) + ": " + std::string(why));
  }

  void SkipSpace() {
    while (at_ < text_.size() && IsSpace(text_[at_])) ++at_;
  }

  /// Takes `c` and the space behind it, if it comes next.
  bool Take(char c) {
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    SkipSpace();
    return true;
  }

  std::string_view TakeWord() {
    const size_t begin = at_;
    while (at_ < text_.size() && IsWordByte(text_[at_])) ++at_;
    const std::string_view word = text_.substr(begin, at_ - begin);
    SkipSpace();
    return word;
  }

  /// Two words, a colon or a backtick begin a field; a type is a word at most followed by
  /// its parameters.
  bool StartsWithField() {
    if (at_ < text_.size() && text_[at_] == '`') return true;
    const size_t begin = at_;
    const bool has_word = !TakeWord().empty();
    const bool is_field =
        has_word && at_ < text_.size() &&
        (text_[at_] == ':' || text_[at_] == '`' || IsWordByte(text_[at_]));
    at_ = begin;
    return is_field;
  }

  Status Type(ShreddingType* type, int level) {
    const size_t begin = at_;
    const std::string word = Lower(TakeWord());
    const auto* const name =
        std::find_if(std::begin(kTypeNames), std::end(kTypeNames),
                     [&](const TypeName& candidate) { return candidate.text == word; });
    if (name == std::end(kTypeNames)) {
      at_ = begin;
      return Refuse("no type");
    }
    type->type = name->type;
    switch (name->type) {
      case VariantType::kDecimal16:
        return Decimal(type);
      case VariantType::kArray:
      case VariantType::kObject:
        if (level == kMaxLevels) return Refuse("nested too deep");
        return Nested(type, level + 1);
      default:
        return Status::OK();
    }
  }

  Status Nested(ShreddingType* type, int level) {
    if (!Take('<')) return Refuse("expected <");
    if (type->type == VariantType::kArray) {
      ARROW_RETURN_NOT_OK(Type(&type->element.emplace_back(), level));
    } else {
      ARROW_RETURN_NOT_OK(Fields(type, level));
    }
    return Take('>') ? Status::OK() : Refuse("expected >");
  }

  Status Decimal(ShreddingType* type) {
    // As in SQL engines: decimal alone is decimal(10,0).
    type->precision = 10;
    if (Take('(')) {
      ARROW_ASSIGN_OR_RAISE(type->precision, Number(1, kMaxPrecision));
      if (Take(',')) {
        ARROW_ASSIGN_OR_RAISE(type->scale, Number(0, type->precision));
      }
      if (!Take(')')) return Refuse("expected )");
    }
    type->type = DecimalOf(type->precision);
    return Status::OK();
  }

  Result<int> Number(int least, int most) {
    const size_t begin = at_;
    const std::string_view digits = TakeWord();
    int number = 0;
    bool is_number = !digits.empty() && digits.size() <= 2;
    for (const char c : digits.substr(0, 2)) {
      is_number = is_number && c >= '0' && c <= '9';
      number = number * 10 + (c - '0');
    }
    if (!is_number || number < least || number > most) {
      at_ = begin;
      return Refuse("expected a number from " + std::to_string(least) + " to " +
                    std::to_string(most));
    }
    return number;
  }

  Status Fields(ShreddingType* type, int level) {
    const size_t begin = at_;
    do {
      ShreddingField& field = type->fields.emplace_back();
      ARROW_ASSIGN_OR_RAISE(field.name, FieldName());
      Take(':');
      ARROW_RETURN_NOT_OK(Type(&field.type, level));
    } while (Take(','));

    std::vector<std::string_view> names;
    for (const ShreddingField& field : type->fields) names.push_back(field.name);
    std::sort(names.begin(), names.end());
    const auto repeated = std::adjacent_find(names.begin(), names.end());
    if (repeated == names.end()) return Status::OK();
    at_ = begin;
    return Refuse("field " + std::string(*repeated) + " is there twice");
  }

  Result<std::string> FieldName() {
    if (at_ == text_.size() || text_[at_] != '`') {
      const std::string_view word = TakeWord();
      if (word.empty()) return Refuse("expected a field");
      return std::string(word);
    }
    std::string name;
    while (++at_ < text_.size()) {
      if (text_[at_] == '`') {
        const bool is_doubled = at_ + 1 < text_.size() && text_[at_ + 1] == '`';
        if (!is_doubled) break;
        ++at_;
      }
      name.push_back(text_[at_]);
    }
    if (!Take('`')) return Refuse("expected `");
    return name;
  }

  const std::string_view text_;
  size_t at_ = 0;
};

void AppendName(const std::string& name, std::string* text) {
  if (!name.empty() && std::all_of(name.begin(), name.end(), IsWordByte)) {
    *text += name;
    return;
  }
  text->push_back('`');
  for (const char c : name) {
    if (c == '`') text->push_back('`');
    text->push_back(c);
  }
  text->push_back('`');
}

void AppendType(const ShreddingType& type, std::string* text) {
  switch (type.type) {
    case VariantType::kDecimal4:
    case VariantType::kDecimal8:
    case VariantType::kDecimal16:
      *text += "decimal(" + std::to_string(type.precision) + "," +
               std::to_string(type.scale) + ")";
      return;
    case VariantType::kArray:
      *text += "array<";
      for (const ShreddingType& element : type.element) AppendType(element, text);
      text->push_back('>');
      return;
    case VariantType::kObject: {
      *text += "struct<";
      std::string_view separator;
      for (const ShreddingField& field : type.fields) {
        *text += separator;
        separator = ", ";
        AppendName(field.name, text);
        *text += ": ";
        AppendType(field.type, text);
      }
      text->push_back('>');
      return;
    }
    default:
      break;
  }
  const auto* const name = std::find_if(
      std::begin(kTypeNames), std::end(kTypeNames),
      [&](const TypeName& candidate) { return candidate.type == type.type; });
  DU_CHECK(name != std::end(kTypeNames));
  *text += name->text;
}

}  // namespace

Result<ShreddingType> ShreddingType::Parse(std::string_view text) {
  return Parser(text).Whole();
}

std::string ShreddingType::ToString() const {
  std::string text;
  AppendType(*this, &text);
  return text;
}

// Written out: clang 16 does not survive the default, which would need itself.
bool ShreddingType::operator==(const ShreddingType& other) const {
  return type == other.type && precision == other.precision && scale == other.scale &&
         fields == other.fields && element == other.element;
}

}  // namespace delta_utils
