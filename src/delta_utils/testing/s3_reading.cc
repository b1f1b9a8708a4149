// GetObject, HeadObject and ListObjectsV2.
#include <algorithm>
#include <charconv>

#include "delta_utils/base/hex.h"
#include "delta_utils/base/iso_date.h"
#include "delta_utils/http/uri.h"
#include "delta_utils/testing/s3_objects_internal.h"
#include "delta_utils/testing/s3_reply_internal.h"

namespace delta_utils::testing_internal {
namespace {

std::optional<int64_t> ParseNumber(std::string_view text) {
  int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end || number < 0) return std::nullopt;
  return number;
}

struct Range {
  int64_t begin = 0;
  int64_t end = 0;  // one behind the last
};

/// RFC 9110, section 14.1.2; nullopt: not a range, to be ignored. Empty: not there.
std::optional<Range> ParseRange(std::string_view text, int64_t size_bytes) {
  if (!text.starts_with("bytes=")) return std::nullopt;
  text.remove_prefix(6);
  const size_t dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto first = ParseNumber(text.substr(0, dash));
  const auto last = ParseNumber(text.substr(dash + 1));
  if (dash == 0) {
    if (!last) return std::nullopt;
    return Range{std::max<int64_t>(size_bytes - *last, 0), size_bytes};
  }
  const bool open = dash + 1 == text.size();
  if (!first || (!last && !open) || (last && *last < *first)) return std::nullopt;
  return Range{*first, open ? size_bytes : std::min(*last, size_bytes - 1) + 1};
}

/// As Amazon encodes keys in listings: a space is '+'.
std::string EncodeListed(std::string_view key, bool encoded) {
  if (!encoded) return EscapeXmlText(key);
  std::string text = PercentEncode(key, Slash::kKeep);
  for (size_t at = text.find("%20"); at != std::string::npos; at = text.find("%20", at)) {
    text.replace(at, 3, "+");
  }
  return text;
}

std::string Element(std::string_view name, std::string_view content) {
  return "<" + std::string(name) + ">" + std::string(content) + "</" + std::string(name) +
         ">";
}

std::string Contents(const std::string& key, const S3Object& object, bool encoded) {
  std::string modified;
  AppendIsoDate(Date{object.last_modified_ms}, &modified);
  return Element("Contents", Element("Key", EncodeListed(key, encoded)) +
                                 Element("LastModified", modified) +
                                 Element("ETag", EscapeXmlText(object.etag)) +
                                 Element("Size", std::to_string(object.body.size())) +
                                 Element("StorageClass", "STANDARD"));
}

}  // namespace

std::optional<HttpServerReply> S3Objects::CheckRead(const S3Request& request,
                                                    const S3Object& object) const {
  const std::string_view if_match = request.Header("if-match");
  const std::string_view generation = request.Header("x-goog-if-generation-match");
  const bool other_generation = rules_ == S3Rules::kGcs && !generation.empty() &&
                                generation != std::to_string(object.generation);
  if (other_generation ||
      (!if_match.empty() && if_match != "*" && if_match != object.etag)) {
    return S3Error(412, "PreconditionFailed", request.call.key);
  }
  const std::string_view if_none_match = request.Header("if-none-match");
  if (if_none_match == "*" || if_none_match == object.etag) {
    return HttpServerReply{.status = 304, .headers = VersionHeaders(object)};
  }
  return std::nullopt;
}

HttpServerReply S3Objects::Get(const S3Request& request, const ObjectPtr& object) const {
  if (object == nullptr) return S3Error(404, "NoSuchKey", request.call.key);
  if (auto refusal = CheckRead(request, *object)) return *std::move(refusal);
  const auto size_bytes = static_cast<int64_t>(object->body.size());
  HttpServerReply reply{.headers = VersionHeaders(*object)};
  reply.headers.push_back({"Last-Modified", HttpDate(object->last_modified_ms)});
  reply.headers.push_back({"Accept-Ranges", "bytes"});
  reply.headers.insert(reply.headers.end(), object->metadata.begin(),
                       object->metadata.end());
  Range range{0, size_bytes};
  if (const auto asked = ParseRange(request.Header("range"), size_bytes)) {
    const std::string total = "/" + std::to_string(size_bytes);
    if (asked->begin >= asked->end) {
      HttpServerReply refusal = S3Error(416, "InvalidRange", request.call.key);
      refusal.headers.push_back({"Content-Range", "bytes *" + total});
      return refusal;
    }
    range = *asked;
    reply.status = 206;
    reply.headers.push_back({"Content-Range", "bytes " + std::to_string(range.begin) +
                                                  "-" + std::to_string(range.end - 1) +
                                                  total});
  }
  if (request.call.method == "HEAD") {
    reply.content_length = range.end - range.begin;
  } else {
    reply.body = object->body.substr(static_cast<size_t>(range.begin),
                                     static_cast<size_t>(range.end - range.begin));
  }
  return reply;
}

HttpServerReply S3Objects::List(const S3Request& request, const Bucket& bucket) const {
  const std::string prefix = request.Parameter("prefix");
  const bool encoded = request.Parameter("encoding-type") == "url";
  const auto asked = ParseNumber(request.Parameter("max-keys"));
  if (request.Has("delimiter")) return S3Error(501, "NotImplemented", "delimiter");
  if (request.Has("max-keys") && !asked) return S3Error(400, "InvalidArgument", "");
  const int64_t most = std::min<int64_t>(asked.value_or(max_keys_), max_keys_);
  std::string after = request.Parameter("start-after");
  if (request.Has("continuation-token")) {
    const auto token = FromHex(request.Parameter("continuation-token"));
    if (!token) return S3Error(400, "InvalidArgument", "continuation-token");
    after = *token;
  }
  std::string contents;
  int64_t count = 0;
  std::string last;
  bool more = false;
  for (auto entry = after < prefix ? bucket.lower_bound(prefix)
                                   : bucket.upper_bound(after);
       entry != bucket.end() && entry->first.starts_with(prefix); ++entry) {
    more = count == most;
    if (more) break;
    ++count;
    last = entry->first;
    contents += Contents(last, *entry->second, encoded);
  }
  // a page of nothing promises no other
  more = more && most > 0;
  return XmlReply("<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">" +
                  Element("Name", EscapeXmlText(request.call.bucket)) +
                  Element("Prefix", EncodeListed(prefix, encoded)) +
                  Element("KeyCount", std::to_string(count)) +
                  Element("MaxKeys", std::to_string(most)) +
                  (encoded ? Element("EncodingType", "url") : "") +
                  Element("IsTruncated", more ? "true" : "false") +
                  (more ? Element("NextContinuationToken", ToHex(last)) : "") + contents +
                  "</ListBucketResult>");
}

}  // namespace delta_utils::testing_internal
