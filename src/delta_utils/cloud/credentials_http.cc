#include <arpa/inet.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <utility>

#include "arrow/buffer.h"
#include "delta_utils/base/ext_json.h"
#include "delta_utils/base/iso_date.h"
#include "delta_utils/cloud/credentials_http_internal.h"

namespace delta_utils::internal {
namespace {

constexpr int64_t kMaxReplyBytes = 256 * 1024;

/// The bytes of an IPv4 or IPv6 address; empty for anything else, names too.
std::string AddressBytes(std::string_view host) {
  const std::string text(host);
  std::string bytes(sizeof(in6_addr), '\0');
  if (inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) {
    bytes.resize(sizeof(in_addr));
  } else if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) {
    bytes.clear();
  }
  return bytes;
}

bool IsLoopback(std::string_view host) {
  if (host == "localhost") return true;
  const std::string bytes = AddressBytes(host);
  return (bytes.size() == sizeof(in_addr) && bytes[0] == 127) ||
         bytes == AddressBytes("::1");
}

bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// A reason that a service gives, fit for an error: nothing in it can be a secret.
std::string Printable(std::string_view code) {
  constexpr size_t kLongest = 64;
  const bool fit =
      code.size() <= kLongest && std::all_of(code.begin(), code.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               (c >= '0' && c <= '9') || c == '.';
      });
  return fit ? std::string(code) : "an unreadable code";
}

/// Moves the string out of the document, so that no copy stays behind.
std::string TakeText(Object* document, std::string_view name) {
  Value* value = document->Find(name);
  std::string* text = value == nullptr ? nullptr : value->get_if<std::string>();
  return text == nullptr ? std::string() : std::exchange(*text, std::string());
}

}  // namespace

void Wipe(std::string& secret) {
  OPENSSL_cleanse(secret.data(), secret.size());
  secret.clear();
}

std::optional<std::string> Setting(const Environment& environment,
                                   std::string_view name) {
  std::optional<std::string> value = environment(name);
  if (value && value->empty()) value.reset();
  return value;
}

Result<Url> TrustedUrl(std::string_view name, std::string_view text,
                       std::initializer_list<std::string_view> known) {
  if (std::any_of(text.begin(), text.end(),
                  [](char c) { return c <= ' ' || c >= 0x7f; })) {
    return InvalidArgument(name, "holds a character that must be encoded");
  }
  Result<Url> parsed = ParseUrl(text.substr(0, text.find('?')));
  if (!parsed.ok()) return WithPath(name, parsed.status());
  if (parsed->scheme == "https" || IsLoopback(parsed->host)) return parsed;
  const std::string address = AddressBytes(parsed->host);
  const bool is_known =
      !address.empty() && std::any_of(known.begin(), known.end(), [&](auto one) {
        return AddressBytes(one) == address;
      });
  if (is_known) return parsed;
  return InvalidArgument(
      name, "plain http is used only for a loopback address" +
                std::string(known.size() == 0 ? "" : " or the service's own") +
                "; say https");
}

std::string TextOf(const Url& url) {
  std::string text = url.scheme + "://" + url.Authority() + url.path;
  while (text.ends_with('/')) text.pop_back();
  return text;
}

Result<HttpReply> Ask(HttpClient& http, HttpRequest request) {
  request.max_reply_bytes = kMaxReplyBytes;
  HttpResult result = RunRequest(http, std::move(request));
  ARROW_RETURN_NOT_OK(result.status);
  return std::move(result.reply);
}

std::string_view BodyOf(const HttpReply& reply) {
  if (reply.body == nullptr) return {};
  return {reinterpret_cast<const char*>(reply.body->data()),
          static_cast<size_t>(reply.body->size())};
}

void Wipe(const HttpReply& reply) {
  if (reply.body == nullptr || !reply.body->is_mutable()) return;
  OPENSSL_cleanse(reply.body->mutable_data(), static_cast<size_t>(reply.body->size()));
}

Status CheckReply(std::string_view url, const HttpReply& reply, std::string_view code) {
  if (reply.status == 200) return Status::OK();
  std::string message =
      "the service of credentials answered with status " + std::to_string(reply.status);
  if (!code.empty()) message += ", " + Printable(code);
  const bool passes = reply.status == 429 || reply.status >= 500;
  return MakeError(passes ? ErrorKind::kUnavailable : ErrorKind::kPermissionDenied, url,
                   message);
}

Result<std::string> HeaderToken(std::string token, std::string_view source) {
  while (!token.empty() && IsSpace(token.back())) token.pop_back();
  token.erase(0,
              static_cast<size_t>(std::find_if_not(token.begin(), token.end(), IsSpace) -
                                  token.begin()));
  const bool fit = !token.empty() && std::all_of(token.begin(), token.end(), [](char c) {
    return c >= ' ' && c < 0x7f;
  });
  if (!fit) {
    Wipe(token);
    return InvalidArgument(source, "holds no token that can be sent");
  }
  return token;
}

Result<Credentials> CredentialsOfJson(std::string_view url, const HttpReply& reply) {
  constexpr ExtJsonLimits kLimits{.max_depth = 8, .max_bytes = kMaxReplyBytes};
  Result<Object> document = ParseDocument(BodyOf(reply), kLimits);
  // the parser's message could show a part of the text
  if (!document.ok()) return Corrupt(url, "the reply is not a JSON object");
  const std::string code = TakeText(&*document, "Code");
  if (!code.empty() && code != "Success") {
    return MakeError(ErrorKind::kPermissionDenied, url,
                     "the service has no credentials: " + Printable(code));
  }
  Credentials credentials(TakeText(&*document, "AccessKeyId"),
                          TakeText(&*document, "SecretAccessKey"),
                          TakeText(&*document, "Token"));
  if (credentials.access_key_id.empty() || credentials.secret_access_key.empty()) {
    return Corrupt(url, "the reply lacks AccessKeyId or SecretAccessKey");
  }
  const std::string expiration = TakeText(&*document, "Expiration");
  if (!expiration.empty()) {
    ARROW_ASSIGN_OR_RAISE(credentials.expires_at_ms, ExpirationOf(url, expiration));
  }
  return credentials;
}

Result<int64_t> ExpirationOf(std::string_view url, std::string_view text) {
  const Result<Date> date = ParseIsoDate(text);
  if (!date.ok()) return Corrupt(url, "the reply's Expiration is not a date");
  return date->millis;
}

}  // namespace delta_utils::internal
