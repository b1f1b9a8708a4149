#include "delta_utils/base/ext_json.h"

#include <cstring>
#include <memory>

#include "delta_utils/base/ext_json_parser_internal.h"
#include "delta_utils/base/shown_text.h"

namespace delta_utils {
namespace internal {
namespace {

constexpr size_t kMaxPathText = 200;
/// What a thread keeps between parses; more is given back, so that one huge document does
/// not stay.
constexpr size_t kKeptBytes = size_t{4} << 20;

void AppendPath(const FieldPath* path, std::string* out) {
  if (path == nullptr) return;
  AppendPath(path->parent, out);
  if (!out->empty()) *out += '.';
  *out += path->is_index ? std::to_string(path->index) : std::string(path->name);
}

std::string PathText(const FieldPath* path) {
  std::string text;
  AppendPath(path, &text);
  return CutText(std::move(text), kMaxPathText);
}

std::string_view Explain(simdjson::error_code error) {
  switch (error) {
    case simdjson::UTF8_ERROR:
      return "the text is not valid UTF-8";
    case simdjson::UNCLOSED_STRING:
      return "malformed JSON: a string does not end";
    case simdjson::UNESCAPED_CHARS:
      return "malformed JSON: a control character in a string is not escaped";
    case simdjson::STRING_ERROR:
      return "malformed JSON: a string has a bad escape sequence or a lone surrogate";
    case simdjson::EMPTY:
      return "malformed JSON: no value";
    case simdjson::TRAILING_CONTENT:
      return "malformed JSON: bytes after the value";
    case simdjson::INCOMPLETE_ARRAY_OR_OBJECT:
      return "malformed JSON: an array or an object does not end with the text";
    case simdjson::CAPACITY:
    case simdjson::MEMALLOC:
      return "the text is too large";
    default:
      return "malformed JSON";
  }
}

/// A thread's parser, with the padded copy of the text that it walks over.
class ParserState {
 public:
  simdjson::ondemand::parser& parser() { return parser_; }

  /// Room for `size` bytes and the padding behind them, which is zeroed.
  char* Reserve(size_t size) {
    if (capacity_ < size + simdjson::SIMDJSON_PADDING) {
      capacity_ = size + size / 4 + simdjson::SIMDJSON_PADDING;
      buffer_.reset(new char[capacity_]);
    }
    std::memset(buffer_.get() + size, 0, simdjson::SIMDJSON_PADDING);
    return buffer_.get();
  }
  size_t capacity() const { return capacity_; }

  void GiveBackExcess() {
    if (capacity_ > kKeptBytes) {
      buffer_.reset();
      capacity_ = 0;
    }
    if (parser_.capacity() > kKeptBytes) parser_ = simdjson::ondemand::parser();
  }

 private:
  simdjson::ondemand::parser parser_;
  std::unique_ptr<char[]> buffer_;
  size_t capacity_ = 0;
};

ParserState& ThreadState() {
  thread_local ParserState state;
  return state;
}

Status CheckSize(size_t size, const ExtJsonLimits& limits) {
  if (size <= limits.max_bytes) return Status::OK();
  return InvalidArgument(
      "", "the text is longer than " + std::to_string(limits.max_bytes) + " bytes");
}

/// Parses an array or object that is all of the padded text.
Status ParsePadded(const char* text, size_t size, size_t capacity, int first_level,
                   const ExtJsonLimits& limits, Value* out) {
  ParserState& state = ThreadState();
  simdjson::ondemand::document document;
  if (const auto error = state.parser().iterate(text, size, capacity).get(document)) {
    return FieldError(nullptr, error);
  }
  JsonValue root;
  if (const auto error = document.get_value().get(root))
    return FieldError(nullptr, error);
  ARROW_RETURN_NOT_OK(ExtJsonParser(limits).ParseValue(root, nullptr, first_level, out));
  const bool at_end = document.current_location().error() == simdjson::OUT_OF_BOUNDS;
  return at_end ? Status::OK() : FieldError(nullptr, simdjson::TRAILING_CONTENT);
}

bool IsContainer(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
}

Result<Value> ParseContainer(std::string_view text, const ExtJsonLimits& limits) {
  ParserState& state = ThreadState();
  char* padded = state.Reserve(text.size());
  std::memcpy(padded, text.data(), text.size());
  Value value;
  ARROW_RETURN_NOT_OK(
      ParsePadded(padded, text.size(), state.capacity(), 1, limits, &value));
  return value;
}

/// The walk is over values inside a container, so a lone scalar is put into an array.
Result<Value> ParseScalar(std::string_view text, const ExtJsonLimits& limits) {
  ParserState& state = ThreadState();
  const size_t size = text.size() + 2;
  char* padded = state.Reserve(size);
  padded[0] = '[';
  std::memcpy(padded + 1, text.data(), text.size());
  padded[size - 1] = ']';
  Value list;
  ARROW_RETURN_NOT_OK(ParsePadded(padded, size, state.capacity(), 0, limits, &list));
  std::vector<Value>& values = list.get<Array>().values;
  if (values.empty()) return FieldError(nullptr, simdjson::EMPTY);
  if (values.size() > 1) return FieldError(nullptr, simdjson::TRAILING_CONTENT);
  return std::move(values[0]);
}

Result<Object> DocumentIn(Value value) {
  if (Object* document = value.get_if<Object>()) return std::move(*document);
  return InvalidArgument("", "expected a document, found a value of type " +
                                 std::string(TypeName(value.type())));
}

}  // namespace

Status FieldError(const FieldPath* path, std::string_view message) {
  const std::string text = PathText(path);
  const std::string where = text.empty() ? "" : "field '" + text + "': ";
  return Status(arrow::StatusCode::Invalid, where + std::string(message),
                std::make_shared<ErrorDetail>(ErrorKind::kInvalidArgument, text));
}

Status FieldError(const FieldPath* path, simdjson::error_code error) {
  return FieldError(path, Explain(error));
}

Status AtField(const FieldPath* path, const Status& status) {
  return FieldError(path, status.message());
}

Result<Object> ParsePaddedDocument(const char* text, size_t size, size_t capacity,
                                   const ExtJsonLimits& limits) {
  ARROW_RETURN_NOT_OK(CheckSize(size, limits));
  Value value;
  const Status status = ParsePadded(text, size, capacity, 1, limits, &value);
  ThreadState().GiveBackExcess();
  ARROW_RETURN_NOT_OK(status);
  return DocumentIn(std::move(value));
}

}  // namespace internal

Result<Value> ParseExtJson(std::string_view text, const ExtJsonLimits& limits) {
  ARROW_RETURN_NOT_OK(internal::CheckSize(text.size(), limits));
  Result<Value> value = internal::IsContainer(text)
                            ? internal::ParseContainer(text, limits)
                            : internal::ParseScalar(text, limits);
  internal::ThreadState().GiveBackExcess();
  return value;
}

Result<Object> ParseDocument(std::string_view text, const ExtJsonLimits& limits) {
  ARROW_ASSIGN_OR_RAISE(Value value, ParseExtJson(text, limits));
  return internal::DocumentIn(std::move(value));
}

}  // namespace delta_utils
