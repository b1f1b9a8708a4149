#include "delta_utils/cloud/sigv4.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <memory>
#include <utility>
#include <vector>

#include "delta_utils/base/hex.h"

namespace delta_utils {
namespace {

constexpr size_t kDigestBytes = 32;
constexpr size_t kBlockBytes = 64;

/// What differs between Amazon's signatures and Google's.
struct Dialect {
  std::string_view algorithm;
  std::string_view key_prefix;
  std::string_view terminator;
  std::string_view date_header;
  std::string_view content_header;
  std::string_view token_header;
};

constexpr Dialect kAws4{.algorithm = "AWS4-HMAC-SHA256",
                        .key_prefix = "AWS4",
                        .terminator = "aws4_request",
                        .date_header = "x-amz-date",
                        .content_header = "x-amz-content-sha256",
                        .token_header = "x-amz-security-token"};

constexpr Dialect kGoog4{.algorithm = "GOOG4-HMAC-SHA256",
                         .key_prefix = "GOOG4",
                         .terminator = "goog4_request",
                         .date_header = "x-goog-date",
                         .content_header = "x-goog-content-sha256",
                         .token_header = "x-goog-security-token"};

const EVP_MD* Sha256() {
  // EVP_sha256() is looked up again by each digest, which takes as long as the digest
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  DU_CHECK(algorithm != nullptr);
  return algorithm;
}

/// A digest, or a key derived from the secret; overwritten when dropped.
struct Digest {
  std::array<unsigned char, kDigestBytes> bytes{};

  Digest() = default;
  Digest(const Digest&) = default;
  Digest& operator=(const Digest&) = default;
  ~Digest() { OPENSSL_cleanse(bytes.data(), bytes.size()); }

  std::string_view view() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
};

/// SHA-256 and its HMAC (RFC 2104) with one context, which OpenSSL's own HMAC would make
/// anew, three times over, for each of the five that a signature takes.
class Hasher {
 public:
  Hasher() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    DU_CHECK(context_ != nullptr);
  }

  Digest Hash(std::string_view first, std::string_view second = {}) {
    Digest digest;
    unsigned int size = 0;
    DU_CHECK(EVP_DigestInit_ex(context_.get(), Sha256(), nullptr) == 1 &&
             EVP_DigestUpdate(context_.get(), first.data(), first.size()) == 1 &&
             EVP_DigestUpdate(context_.get(), second.data(), second.size()) == 1 &&
             EVP_DigestFinal_ex(context_.get(), digest.bytes.data(), &size) == 1 &&
             size == kDigestBytes);
    return digest;
  }

  Digest Hmac(std::string_view key, std::string_view message) {
    Digest key_digest;
    if (key.size() > kBlockBytes) {
      key_digest = Hash(key);
      key = key_digest.view();
    }
    std::array<char, kBlockBytes> block{};
    std::copy(key.begin(), key.end(), block.begin());
    for (char& c : block) c = static_cast<char>(c ^ 0x36);
    const Digest inner = Hash({block.data(), block.size()}, message);
    for (char& c : block) c = static_cast<char>(c ^ 0x36 ^ 0x5c);
    Digest outer = Hash({block.data(), block.size()}, inner.view());
    OPENSSL_cleanse(block.data(), block.size());
    return outer;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

Digest SigningKey(Hasher& hasher, const Dialect& dialect, std::string_view secret,
                  std::string_view day, const SigningOptions& options) {
  std::string first;
  first.reserve(dialect.key_prefix.size() + secret.size());
  first.append(dialect.key_prefix).append(secret);
  Digest key = hasher.Hmac(first, day);
  OPENSSL_cleanse(first.data(), first.size());
  key = hasher.Hmac(key.view(), options.region);
  key = hasher.Hmac(key.view(), options.service);
  return hasher.Hmac(key.view(), dialect.terminator);
}

/// "20130524T000000Z".
std::string BasicIsoTime(int64_t now_ms) {
  const std::chrono::sys_time<std::chrono::milliseconds> now{
      std::chrono::milliseconds(now_ms)};
  const auto day = std::chrono::floor<std::chrono::days>(now);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(now - day));
  char text[64];
  const int size = std::snprintf(
      text, sizeof(text), "%04d%02u%02uT%02d%02d%02dZ", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
      static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
      static_cast<int>(time.seconds().count()));
  return std::string(text, static_cast<size_t>(size));
}

struct UrlParts {
  std::string_view host;  // with the port, unless that is the scheme's own
  std::string_view path;
  std::string_view query;
};

UrlParts Split(std::string_view url) {
  UrlParts parts;
  const size_t scheme_size = url.find("://");
  const std::string_view scheme = url.substr(0, scheme_size);
  if (scheme_size != std::string_view::npos) url.remove_prefix(scheme_size + 3);
  url = url.substr(0, url.find('#'));
  const size_t host_size = std::min(url.find_first_of("/?"), url.size());
  parts.host = url.substr(0, host_size);
  const std::string_view own_port = scheme == "https" ? ":443" : ":80";
  if (parts.host.ends_with(own_port)) parts.host.remove_suffix(own_port.size());
  const std::string_view rest = url.substr(host_size);
  const size_t question = rest.find('?');
  parts.path = rest.substr(0, question);
  if (parts.path.empty()) parts.path = "/";
  if (question != std::string_view::npos) parts.query = rest.substr(question + 1);
  return parts;
}

/// Sorted by name, then by value; a name alone gets its "=".
void AppendCanonicalQuery(std::string_view query, std::string* out) {
  std::vector<std::pair<std::string_view, std::string_view>> pairs;
  while (!query.empty()) {
    const std::string_view piece = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(piece.size() + 1, query.size()));
    if (piece.empty()) continue;
    const size_t equals = std::min(piece.find('='), piece.size());
    pairs.emplace_back(piece.substr(0, equals),
                       piece.substr(std::min(equals + 1, piece.size())));
  }
  std::sort(pairs.begin(), pairs.end());
  for (size_t i = 0; i < pairs.size(); ++i) {
    if (i > 0) *out += '&';
    out->append(pairs[i].first).append("=").append(pairs[i].second);
  }
}

bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// Without white space at the ends, and one blank for each run of it inside.
void AppendHeaderValue(std::string_view value, std::string* out) {
  const size_t begin = out->size();
  bool gap = false;
  for (const char c : value) {
    if (IsSpace(c)) {
      gap = true;
      continue;
    }
    if (gap && out->size() > begin) *out += ' ';
    gap = false;
    *out += c;
  }
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

struct CanonicalHeaders {
  std::string block;         // "host:h\nx-amz-date:d\n"
  std::string signed_names;  // "host;x-amz-date"
};

/// Values of one name stay in their order, with commas between them.
CanonicalHeaders Canonicalize(const std::vector<HttpHeader>& headers,
                              std::string_view host) {
  std::vector<std::pair<std::string, std::string_view>> sorted;
  sorted.reserve(headers.size() + 1);
  for (const HttpHeader& header : headers) {
    sorted.emplace_back(Lower(header.name), header.value);
  }
  const auto by_name = [](const auto& a, const auto& b) { return a.first < b.first; };
  const bool has_host = std::any_of(sorted.begin(), sorted.end(),
                                    [](const auto& h) { return h.first == "host"; });
  if (!has_host) sorted.emplace_back("host", host);
  std::stable_sort(sorted.begin(), sorted.end(), by_name);
  CanonicalHeaders canonical;
  for (size_t i = 0; i < sorted.size(); ++i) {
    const auto& [name, value] = sorted[i];
    if (i > 0 && name == sorted[i - 1].first) {
      canonical.block.back() = ',';  // the line break of the value before
    } else {
      canonical.block.append(name).append(":");
      if (i > 0) canonical.signed_names += ';';
      canonical.signed_names += name;
    }
    AppendHeaderValue(value, &canonical.block);
    canonical.block += '\n';
  }
  return canonical;
}

std::string CanonicalRequest(const HttpRequest& request, const UrlParts& url,
                             const CanonicalHeaders& headers,
                             std::string_view payload_hash) {
  std::string text;
  text.reserve(request.method.size() + request.url.size() + headers.block.size() +
               headers.signed_names.size() + payload_hash.size() + 32);
  text.append(request.method).append("\n").append(url.path).append("\n");
  AppendCanonicalQuery(url.query, &text);
  text.append("\n").append(headers.block).append("\n");
  text.append(headers.signed_names).append("\n").append(payload_hash);
  return text;
}

}  // namespace

std::string Sha256Hex(std::string_view bytes) {
  return ToHex(Hasher().Hash(bytes).view());
}

void SignRequest(HttpRequest& request, const Credentials& credentials,
                 const SigningOptions& options, int64_t now_ms) {
  const Dialect& dialect = options.scheme == SigningScheme::kGoog4 ? kGoog4 : kAws4;
  const std::string time = BasicIsoTime(now_ms);
  const std::string_view day = std::string_view(time).substr(0, time.find('T'));
  Hasher hasher;
  const std::string payload_hash = ToHex(hasher.Hash(request.body).view());

  request.headers.push_back({std::string(dialect.date_header), time});
  request.headers.push_back({std::string(dialect.content_header), payload_hash});
  if (!credentials.session_token.empty()) {
    request.headers.push_back(
        {std::string(dialect.token_header), credentials.session_token});
  }

  const UrlParts url = Split(request.url);
  const CanonicalHeaders headers = Canonicalize(request.headers, url.host);
  std::string scope(day);
  scope.append("/").append(options.region).append("/").append(options.service);
  scope.append("/").append(dialect.terminator);
  std::string to_sign(dialect.algorithm);
  to_sign.append("\n").append(time).append("\n").append(scope).append("\n");
  to_sign +=
      ToHex(hasher.Hash(CanonicalRequest(request, url, headers, payload_hash)).view());

  const Digest key =
      SigningKey(hasher, dialect, credentials.secret_access_key, day, options);
  std::string authorization(dialect.algorithm);
  authorization.append(" Credential=").append(credentials.access_key_id).append("/");
  authorization.append(scope).append(", SignedHeaders=").append(headers.signed_names);
  authorization.append(", Signature=")
      .append(ToHex(hasher.Hmac(key.view(), to_sign).view()));
  request.headers.push_back({"Authorization", std::move(authorization)});
}

}  // namespace delta_utils
