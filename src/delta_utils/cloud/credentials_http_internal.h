// What the sources of credentials that ask a service have in common.
//
//   ARROW_ASSIGN_OR_RAISE(Url url, TrustedUrl("AWS_ENDPOINT_URL_STS", text, {}));
//   ARROW_ASSIGN_OR_RAISE(HttpReply reply, Ask(http, {.url = url_text, ...}));
//   ARROW_RETURN_NOT_OK(CheckReply(url_text, reply));
//
// Errors hold URLs without their query, statuses and the names of settings; of a reply at
// most its error code, which is cut down to letters, digits and dots. Threads: any.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "delta_utils/cloud/credentials.h"
#include "delta_utils/http/http_client.h"
#include "delta_utils/http/uri.h"

namespace delta_utils::internal {

/// Overwrites `secret` and makes it empty.
void Wipe(std::string& secret);

/// The value of a variable that is set and not empty.
std::optional<std::string> Setting(const Environment& environment, std::string_view name);

/// The URL `text` of the variable `name`: https, or plain http to a loopback address or
/// one of `known`, because whoever answers is given a token or believed to be the
/// service. A query is left out. InvalidArgument names the variable alone.
Result<Url> TrustedUrl(std::string_view name, std::string_view text,
                       std::initializer_list<std::string_view> known);

/// "https://host/path" of `url`, without a slash at the end.
std::string TextOf(const Url& url);

/// Asks with a bound on the reply's size. Statuses are the caller's to judge.
Result<HttpReply> Ask(HttpClient& http, HttpRequest request);

std::string_view BodyOf(const HttpReply& reply);

/// Overwrites the body of a reply that held a secret.
void Wipe(const HttpReply& reply);

/// OK for 200; Unavailable for 429 and 5xx, PermissionDenied for all else. `code` is what
/// the reply names as its reason, empty if nothing.
Status CheckReply(std::string_view url, const HttpReply& reply, std::string_view code);

/// The token as an HTTP header's value, white space at its ends removed; InvalidArgument
/// with `source` if none is left or it could not be one.
Result<std::string> HeaderToken(std::string token, std::string_view source);

/// Of {"AccessKeyId", "SecretAccessKey", "Token", "Expiration", "Code"}, as the container
/// endpoint and the instance's metadata write them; PermissionDenied if there is a "Code"
/// that is not "Success", Corrupt for anything else.
Result<Credentials> CredentialsOfJson(std::string_view url, const HttpReply& reply);

/// "2014-10-24T23:00:23Z" in milliseconds since 1970; Corrupt with `url`.
Result<int64_t> ExpirationOf(std::string_view url, std::string_view text);

}  // namespace delta_utils::internal
