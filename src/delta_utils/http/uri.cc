#include "delta_utils/http/uri.h"

#include <algorithm>
#include <charconv>

#include "delta_utils/base/hex.h"

namespace delta_utils {
namespace {

bool IsUnreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         c == '-' || c == '.' || c == '_' || c == '~';
}

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c += 'a' - 'A';
  }
  return lower;
}

Status NotUrl(std::string_view why) {
  return InvalidArgument("", "not a URL that can be used: " + std::string(why));
}

bool IsIpv6Text(std::string_view text) {
  bool colon = false;
  for (char c : text) {
    if (HexDigit(c) < 0 && c != ':' && c != '.') return false;
    colon |= c == ':';
  }
  return colon;
}

bool IsHostName(std::string_view text) {
  for (char c : text) {
    if (!IsUnreserved(c) || c == '~') return false;
  }
  return !text.empty();
}

/// Moves the host from the front of `rest` into `url`.
Status TakeHost(std::string_view* rest, Url* url) {
  size_t end = rest->find(':');
  if (rest->starts_with('[')) {
    end = rest->find(']');
    if (end == std::string_view::npos || !IsIpv6Text(rest->substr(1, end - 1))) {
      return NotUrl("its IPv6 address is not one");
    }
    url->host = LowerCase(rest->substr(1, end - 1));
    rest->remove_prefix(end + 1);
    return Status::OK();
  }
  if (!IsHostName(rest->substr(0, end))) return NotUrl("its host is not a name");
  url->host = LowerCase(rest->substr(0, end));
  rest->remove_prefix(end == std::string_view::npos ? rest->size() : end);
  return Status::OK();
}

}  // namespace

std::string PercentEncode(std::string_view text, Slash slash) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(text.size());
  for (char c : text) {
    if (IsUnreserved(c) || (c == '/' && slash == Slash::kKeep)) {
      encoded += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded += '%';
    encoded += kDigits[byte >> 4];
    encoded += kDigits[byte & 15];
  }
  return encoded;
}

Result<std::string> PercentDecode(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? HexDigit(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? HexDigit(text[i + 2]) : -1;
    if (high < 0 || low < 0) {
      return InvalidArgument(
          "", "a '%' without two hexadecimal digits at offset " + std::to_string(i));
    }
    decoded += static_cast<char>(high << 4 | low);
    i += 2;
  }
  return decoded;
}

std::string Url::Authority() const {
  std::string authority = host.find(':') == std::string::npos ? host : "[" + host + "]";
  const uint16_t own_port = scheme == "https" ? 443 : 80;
  if (port.has_value() && *port != own_port) {
    authority += ":" + std::to_string(*port);
  }
  return authority;
}

Result<Url> ParseUrl(std::string_view text) {
  for (char c : text) {
    if (c <= ' ' || c >= 0x7f) return NotUrl("a character that must be encoded");
  }
  const size_t scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos) return NotUrl("no scheme");
  Url url{.scheme = LowerCase(text.substr(0, scheme_end))};
  if (url.scheme != "http" && url.scheme != "https") {
    return NotUrl("its scheme is not http or https");
  }
  if (text.find_first_of("?#") != std::string_view::npos) {
    return NotUrl("it has a query or a fragment");
  }
  std::string_view rest = text.substr(scheme_end + 3);
  const size_t path_start = std::min(rest.find('/'), rest.size());
  url.path = std::string(rest.substr(path_start));
  rest = rest.substr(0, path_start);
  if (rest.find('@') != std::string_view::npos) return NotUrl("it has a user part");

  ARROW_RETURN_NOT_OK(TakeHost(&rest, &url));
  if (rest.empty()) return url;
  uint16_t port = 0;
  const char* const end = rest.data() + rest.size();
  const auto [stop, error] = std::from_chars(rest.data() + 1, end, port);
  if (rest[0] != ':' || error != std::errc() || stop != end || port == 0) {
    return NotUrl("its port is not a number from 1 to 65535");
  }
  url.port = port;
  return url;
}

}  // namespace delta_utils
