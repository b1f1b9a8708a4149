#include "delta_utils/base/document_reader.h"

#include <algorithm>
#include <array>
#include <vector>

#include "delta_utils/base/ext_json_parser_internal.h"

namespace delta_utils {
namespace {

constexpr size_t kChunkBytes = 64 * 1024;
/// What the reader keeps between documents.
constexpr size_t kKeptBytes = size_t{4} << 20;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

bool IsSpace(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

int64_t CountLines(std::string_view text) {
  return std::count(text.begin(), text.end(), '\n');
}

constexpr std::array<int8_t, 256> MakeBrackets() {
  std::array<int8_t, 256> brackets{};
  brackets['{'] = brackets['['] = 1;
  brackets['}'] = brackets[']'] = -1;
  return brackets;
}
/// How many levels each byte opens, outside strings.
constexpr std::array<int8_t, 256> kBrackets = MakeBrackets();

/// Finds where a JSON object ends, fed piece by piece. It only pairs brackets and knows
/// strings; whether the text is JSON at all is the parser's to say.
class ObjectEnd {
 public:
  /// The number of bytes of `piece` that belong to the object; `done` tells whether it
  /// ends there.
  size_t Feed(std::string_view piece) {
    for (size_t i = 0; i < piece.size(); ++i) {
      if (in_string_) {
        FeedInString(piece[i]);
        continue;
      }
      in_string_ = piece[i] == '"';
      const int8_t levels = kBrackets[static_cast<unsigned char>(piece[i])];
      levels_ += levels;
      if (levels < 0 && levels_ == 0) return i + 1;
    }
    return piece.size();
  }

  bool done() const { return levels_ == 0; }

 private:
  void FeedInString(char c) {
    if (escaped_) {
      escaped_ = false;
    } else if (c == '\\') {
      escaped_ = true;
    } else if (c == '"') {
      in_string_ = false;
    }
  }

  int64_t levels_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
};

}  // namespace

struct DocumentReader::Impl {
  enum class State { kStart, kDocuments, kFirstElement, kNextElement, kEnd };

  std::istream& input;
  const std::string name;
  const ExtJsonLimits limits;

  State state = State::kStart;
  std::vector<char> chunk = std::vector<char>(kChunkBytes);
  std::string_view unread;  // of the chunk
  int64_t bytes_from_stream = 0;
  int64_t line = 1;
  std::string text;  // of the current document

  Impl(std::istream& input, std::string name, ExtJsonLimits limits)
      : input(input), name(std::move(name)), limits(limits) {}

  Status ErrorAt(int64_t at_line, const Status& status) const {
    return WithPath(name + ":" + std::to_string(at_line), status);
  }
  Status Malformed(std::string_view message) const {
    return ErrorAt(line, InvalidArgument("", message));
  }

  Status Fill();
  Result<bool> SkipSpace();
  Result<bool> FindDocument();
  Result<bool> BeginStream();
  Result<bool> BeginElement();
  Result<bool> EndArray();
  Status TakeText();
  Result<Object> TakeDocument();
  Result<std::optional<Object>> Next();
};

/// After this, no unread bytes means the end of the stream.
Status DocumentReader::Impl::Fill() {
  if (!unread.empty()) return Status::OK();
  const bool first = bytes_from_stream == 0;
  input.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
  const auto count = static_cast<size_t>(input.gcount());
  bytes_from_stream += input.gcount();
  if (input.bad() || (input.fail() && !input.eof())) {
    return ErrorAt(line, MakeError(ErrorKind::kUnavailable, "", "reading failed"));
  }
  unread = std::string_view(chunk.data(), count);
  if (first && unread.starts_with(kByteOrderMark)) {
    unread.remove_prefix(kByteOrderMark.size());
    return Fill();
  }
  return Status::OK();
}

/// False at the end of the stream.
Result<bool> DocumentReader::Impl::SkipSpace() {
  while (true) {
    ARROW_RETURN_NOT_OK(Fill());
    if (unread.empty()) return false;
    const auto stop = std::find_if_not(unread.begin(), unread.end(), IsSpace);
    const auto count = static_cast<size_t>(stop - unread.begin());
    line += CountLines(unread.substr(0, count));
    unread.remove_prefix(count);
    if (!unread.empty()) return true;
  }
}

Result<bool> DocumentReader::Impl::BeginStream() {
  ARROW_ASSIGN_OR_RAISE(const bool more, SkipSpace());
  if (!more) return false;
  if (unread[0] == '[') {
    unread.remove_prefix(1);
    state = State::kFirstElement;
  } else {
    state = State::kDocuments;
  }
  return FindDocument();
}

Result<bool> DocumentReader::Impl::EndArray() {
  unread.remove_prefix(1);
  ARROW_ASSIGN_OR_RAISE(const bool more, SkipSpace());
  if (more) return Malformed("bytes after the end of the array");
  return false;
}

/// Stands before an element or what follows one.
Result<bool> DocumentReader::Impl::BeginElement() {
  ARROW_ASSIGN_OR_RAISE(bool more, SkipSpace());
  if (more && unread[0] == ']') return EndArray();
  if (more && state == State::kNextElement) {
    if (unread[0] != ',') return Malformed("expected ',' or ']' behind a document");
    unread.remove_prefix(1);
    ARROW_ASSIGN_OR_RAISE(more, SkipSpace());
  }
  state = State::kNextElement;
  if (!more) return Malformed("the array does not end");
  return true;
}

/// Moves to the next document's first byte; false if there is none.
Result<bool> DocumentReader::Impl::FindDocument() {
  bool found = false;
  switch (state) {
    case State::kStart:
      return BeginStream();
    case State::kEnd:
      return false;
    case State::kDocuments: {
      ARROW_ASSIGN_OR_RAISE(found, SkipSpace());
      break;
    }
    case State::kFirstElement:
    case State::kNextElement: {
      ARROW_ASSIGN_OR_RAISE(found, BeginElement());
      break;
    }
  }
  if (found && unread[0] != '{') return Malformed("expected a document, '{...}'");
  return found;
}

/// Takes one document's text off the stream.
Status DocumentReader::Impl::TakeText() {
  text.clear();
  ObjectEnd end;
  do {
    ARROW_RETURN_NOT_OK(Fill());
    if (unread.empty()) return InvalidArgument("", "the document does not end");
    const size_t count = end.Feed(unread);
    if (count > limits.max_bytes - text.size()) {
      return InvalidArgument("", "the document is longer than " +
                                     std::to_string(limits.max_bytes) + " bytes");
    }
    line += CountLines(unread.substr(0, count));
    text.append(unread, 0, count);
    unread.remove_prefix(count);
  } while (!end.done());
  return Status::OK();
}

Result<Object> DocumentReader::Impl::TakeDocument() {
  if (text.capacity() > kKeptBytes) text = std::string();
  ARROW_RETURN_NOT_OK(TakeText());
  const size_t size = text.size();
  text.append(simdjson::SIMDJSON_PADDING, '\0');
  return internal::ParsePaddedDocument(text.data(), size, text.size(), limits);
}

Result<std::optional<Object>> DocumentReader::Impl::Next() {
  ARROW_ASSIGN_OR_RAISE(const bool found, FindDocument());
  if (!found) {
    state = State::kEnd;
    return std::nullopt;
  }
  const int64_t first_line = line;
  Result<Object> document = TakeDocument();
  if (!document.ok()) return ErrorAt(first_line, document.status());
  return std::move(*document);
}

DocumentReader::DocumentReader(std::istream& input, std::string name,
                               ExtJsonLimits limits)
    : impl_(std::make_unique<Impl>(input, std::move(name), limits)) {}

DocumentReader::~DocumentReader() = default;

Result<std::optional<Object>> DocumentReader::Next() {
  Result<std::optional<Object>> next = impl_->Next();
  if (!next.ok()) impl_->state = Impl::State::kEnd;
  return next;
}

int64_t DocumentReader::bytes_read() const {
  return impl_->bytes_from_stream - static_cast<int64_t>(impl_->unread.size());
}

}  // namespace delta_utils
