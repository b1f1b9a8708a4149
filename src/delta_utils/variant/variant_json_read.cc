#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <new>

#include "delta_utils/variant/json_number_internal.h"
#include "delta_utils/variant/json_text_internal.h"
#include "delta_utils/variant/variant_json.h"

namespace delta_utils {
namespace {

using variant_internal::JsonNumberEnd;
using variant_internal::JsonTextProblem;
using Fractions = VariantJsonReadOptions::Fractions;

/// Spaces behind the text: they end its last number, and are read beyond its end.
constexpr size_t kPadding = simdjson::SIMDJSON_PADDING;

Status BadJson(size_t position, std::string_view message) {
  return InvalidArgument(
      "", "JSON, byte " + std::to_string(position) + ": " + std::string(message));
}

bool IsWhitespace(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

/// What may stand behind a number or a literal.
bool EndsScalar(char c) { return IsWhitespace(c) || c == ',' || c == '}' || c == ']'; }

/// Follows the tokens of a text, which are numbered by where they begin, and tells a
/// builder what they are. The tokens are those of simdjson's first stage: brackets,
/// commas and colons outside of strings, the opening quotes of strings, and the beginning
/// of whatever else there is. It has checked that the text is UTF-8, that strings end and
/// that no control character is in them, and nothing else: not even that a token is one.
/// Behind the last token there is one more, the space behind the text, so that no end
/// need be looked for.
class Walker {
 public:
  Walker(const char* text, const uint32_t* tokens, bool has_escapes, Fractions fractions,
         std::string* open, std::string* scratch, VariantBuilder* builder)
      : text_(text),
        token_(tokens),
        has_escapes_(has_escapes),
        fractions_(fractions),
        open_(*open),
        scratch_(*scratch),
        builder_(*builder) {
    open_.clear();
  }

  /// Takes one value, all of it. True, too, if the builder has failed on the way.
  bool TakeValue();
  /// The tokens that were not taken.
  const uint32_t* rest() const { return token_; }
  Status Failure() const { return BadJson(failed_at_, failure_); }

 private:
  // What is called for every value or field is inlined, so that nothing but the builder
  // is in memory.
  const char* Next() { return text_ + *token_++; }
  char Peek() const { return text_[*token_]; }
  bool Fail(const char* at, std::string_view message) {
    failed_at_ = static_cast<size_t>(at - text_);
    failure_ = message;
    return false;
  }
  bool TakeContainers();
  bool TakeOne(const char* at);
  bool TakeField();
  bool TakeScalar(const char* at);
  bool TakeLiteral(const char* at, std::string_view literal);
  bool TakeString(const char* quote, std::string_view* out);
  bool Unescape(std::string_view* text);
  bool Begin(char end);
  void End();

  const char* const text_;
  const uint32_t* token_;
  const bool has_escapes_;  // somewhere in the text
  const Fractions fractions_;
  std::string& open_;  // the closing bracket of each open container
  std::string& scratch_;
  VariantBuilder& builder_;
  size_t failed_at_ = 0;
  std::string_view failure_;
};

bool Walker::TakeValue() { return TakeContainers() || !builder_.ok(); }

inline bool Walker::TakeContainers() {
  char end = '\0';  // of the innermost open container
  while (true) {
    if (end == '}' && !TakeField()) return false;
    const char* at = Next();
    if (*at == '{' || *at == '[') {
      end = *at == '{' ? '}' : ']';
      if (!Begin(end)) return false;
      if (Peek() != end) continue;
    } else if (!TakeOne(at)) {
      return false;
    }
    // A comma, and before it the ends of containers.
    while (true) {
      if (end == '\0') return true;
      at = Next();
      if (*at == ',') break;
      if (*at != end)
        return Fail(at, end == ']' ? "not a comma or ]" : "not a comma or }");
      End();
      end = open_.empty() ? '\0' : open_.back();
    }
  }
}

/// A scalar.
inline bool Walker::TakeOne(const char* at) {
  if (*at != '"') return TakeScalar(at);
  std::string_view text;
  if (!TakeString(at, &text)) return false;
  builder_.CheckedText(text);
  return true;
}

inline bool Walker::TakeField() {
  const char* at = Next();
  if (*at != '"') [[unlikely]]
    return Fail(at, "not the name of a field");
  std::string_view name;
  if (!TakeString(at, &name)) return false;
  builder_.Field(name);
  at = Next();
  return *at == ':' || Fail(at, "not a colon");
}

inline bool Walker::Begin(char end) {
  if (end == '}') {
    builder_.BeginObject();
  } else {
    builder_.BeginArray();
  }
  open_.push_back(end);
  // Else a text of nothing but brackets would fill open_ beyond the limit of depth.
  return builder_.ok();
}

inline void Walker::End() {
  if (open_.back() == '}') {
    builder_.EndObject();
  } else {
    builder_.EndArray();
  }
  open_.pop_back();
}

inline bool Walker::TakeScalar(const char* at) {
  if (*at == '-' || (*at >= '0' && *at <= '9')) {
    const JsonNumberEnd number =
        variant_internal::ReadJsonNumber(at, fractions_, &builder_);
    if (number.end == nullptr) [[unlikely]]
      return Fail(at, number.problem);
    return EndsScalar(*number.end) || Fail(number.end, "not the end of a number");
  }
  if (*at == 't' && TakeLiteral(at, "true")) {
    builder_.Bool(true);
  } else if (*at == 'f' && TakeLiteral(at, "false")) {
    builder_.Bool(false);
  } else if (*at == 'n' && TakeLiteral(at, "null")) {
    builder_.Null();
  } else {
    return Fail(at, "not a value");
  }
  return true;
}

inline bool Walker::TakeLiteral(const char* at, std::string_view literal) {
  return std::string_view(at, literal.size()) == literal &&
         EndsScalar(at[literal.size()]);
}

/// Between a string and the next token there is white space only: any other character
/// behind the closing quote would be the next token.
inline bool Walker::TakeString(const char* quote, std::string_view* out) {
  const char* end = text_ + *token_ - 1;
  if (*end != '"') [[unlikely]] {
    while (IsWhitespace(*end)) --end;
  }
  const char* begin = quote + 1;
  if (end < begin || *end != '"') [[unlikely]]
    return Fail(quote, "a string without an end");
  *out = {begin, static_cast<size_t>(end - begin)};
  return !has_escapes_ || Unescape(out);
}

inline bool Walker::Unescape(std::string_view* text) {
  if (text->find('\\') == std::string_view::npos) return true;
  const JsonTextProblem problem = variant_internal::UnescapeJson(*text, &scratch_);
  if (!problem.message.empty()) {
    return Fail(text->data() + problem.position, problem.message);
  }
  *text = scratch_;
  return true;
}

}  // namespace

struct VariantJsonReader::Impl {
  /// Finds the tokens of `json`; they are `tokens` and, behind them, where it ends.
  Status Scan(std::string_view json);
  Status Grow(size_t size);
  Status Walk(VariantBuilder* builder);

  VariantJsonReadOptions options;
  std::unique_ptr<simdjson::internal::dom_parser_implementation> scanner;
  std::unique_ptr<char[]> padded;
  size_t capacity = 0;
  const uint32_t* tokens = nullptr;
  uint32_t token_count = 0;
  bool has_escapes = false;
  std::string open;
  std::string scratch;
};

Status VariantJsonReader::Impl::Grow(size_t size) {
  // Beyond twice the size the memory of the tokens, 4 bytes for each of the text, is
  // kept.
  const size_t wanted = std::max({size, 2 * capacity, size_t{1} << 12});
  capacity = 0;
  padded.reset(new (std::nothrow) char[wanted + kPadding]);
  if (!padded || simdjson::get_active_implementation()->create_dom_parser_implementation(
                     wanted, 1, scanner) != simdjson::SUCCESS) {
    return InvalidArgument(
        "", "JSON of " + std::to_string(size) + " bytes: more than there is memory for");
  }
  capacity = wanted;
  return Status::OK();
}

Status VariantJsonReader::Impl::Scan(std::string_view json) {
  if (json.size() > options.max_bytes) {
    return InvalidArgument("", "JSON of " + std::to_string(json.size()) +
                                   " bytes, over the limit of " +
                                   std::to_string(options.max_bytes));
  }
  if (json.size() > capacity || capacity == 0) ARROW_RETURN_NOT_OK(Grow(json.size()));
  if (!json.empty()) std::memcpy(padded.get(), json.data(), json.size());
  std::memset(padded.get() + json.size(), ' ', kPadding);
  const simdjson::error_code error =
      scanner->stage1(reinterpret_cast<const uint8_t*>(padded.get()), json.size(),
                      simdjson::stage1_mode::regular);
  if (error == simdjson::EMPTY) return BadJson(json.size(), "no value");
  if (error != simdjson::SUCCESS) {
    const JsonTextProblem problem = variant_internal::FindBadCharacter(json);
    return BadJson(problem.position, problem.message.empty()
                                         ? simdjson::error_message(error)
                                         : problem.message);
  }
  has_escapes = json.find('\\') != std::string_view::npos;
  token_count = scanner->n_structural_indexes;
  scanner->structural_indexes[token_count] = static_cast<uint32_t>(json.size());
  tokens = scanner->structural_indexes.get();
  return Status::OK();
}

Status VariantJsonReader::Impl::Walk(VariantBuilder* builder) {
  Walker walker(padded.get(), tokens, has_escapes, options.fractions, &open, &scratch,
                builder);
  if (!walker.TakeValue()) return walker.Failure();
  if (builder->ok() && walker.rest() != tokens + token_count) {
    return BadJson(*walker.rest(), "bytes after the value");
  }
  return Status::OK();
}

VariantJsonReader::VariantJsonReader(VariantJsonReadOptions options)
    : impl_(std::make_unique<Impl>()) {
  impl_->options = options;
}
VariantJsonReader::~VariantJsonReader() = default;
VariantJsonReader::VariantJsonReader(VariantJsonReader&&) noexcept = default;
VariantJsonReader& VariantJsonReader::operator=(VariantJsonReader&&) noexcept = default;

Status VariantJsonReader::Read(std::string_view json, VariantBuilder* builder) {
  Status status = impl_->Scan(json);
  if (status.ok()) status = impl_->Walk(builder);
  if (!status.ok()) builder->Fail(status);
  if (builder->ok()) return Status::OK();
  std::string unused;
  return builder->Finish(&unused);
}

}  // namespace delta_utils
