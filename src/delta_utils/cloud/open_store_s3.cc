#include <algorithm>
#include <optional>
#include <utility>

#include "delta_utils/cloud/credentials_http_internal.h"
#include "delta_utils/cloud/open_store_internal.h"
#include "delta_utils/http/uri.h"

namespace delta_utils::internal {
namespace {

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

/// The endpoint that a variable names; nullopt if none does.
Result<std::optional<std::string>> ConfiguredEndpoint(const Environment& environment) {
  std::string_view name = "AWS_ENDPOINT_URL_S3";
  std::optional<std::string> text = Setting(environment, name);
  if (!text) {
    name = "AWS_ENDPOINT_URL";
    text = Setting(environment, name);
    if (!text) return std::nullopt;
  }
  const Result<Url> url = ParseUrl(*text);
  if (!url.ok()) return WithPath(name, url.status());
  if (!url->path.empty() && url->path != "/") {
    return InvalidArgument(name, "has a path; it is https://host[:port] alone");
  }
  if (url->scheme == "http" && !SaysTrue(environment, "AWS_ALLOW_HTTP")) {
    return InvalidArgument(name, "plain http is used only with AWS_ALLOW_HTTP=true");
  }
  return url->scheme + "://" + url->Authority();
}

Result<std::string> AccountEndpoint(const std::string& uri,
                                    const Environment& environment) {
  for (const std::string_view name : {"R2_ACCOUNT_ID", "CLOUDFLARE_ACCOUNT_ID"}) {
    const std::optional<std::string> account = Setting(environment, name);
    if (!account) continue;
    // it becomes a part of a host's name
    const bool fit = std::all_of(account->begin(), account->end(), [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    });
    if (!fit) return InvalidArgument(name, "is no account's id");
    return "https://" + Lower(*account) + ".r2.cloudflarestorage.com";
  }
  return InvalidArgument(uri,
                         "whose account? None of R2_ACCOUNT_ID, CLOUDFLARE_ACCOUNT_ID, "
                         "AWS_ENDPOINT_URL_S3 and AWS_ENDPOINT_URL is set");
}

Status FillService(const std::string& uri, const Environment& environment,
                   S3Options* options) {
  ARROW_ASSIGN_OR_RAISE(std::optional<std::string> endpoint,
                        ConfiguredEndpoint(environment));
  const bool is_r2 = uri.starts_with("r2://");
  if (is_r2 && !endpoint) {
    ARROW_ASSIGN_OR_RAISE(endpoint, AccountEndpoint(uri, environment));
  }
  options->endpoint = endpoint.value_or("");
  options->path_style = endpoint.has_value();
  options->allow_http = options->endpoint.starts_with("http://");
  options->service = is_r2 ? S3Service::kR2 : ServiceOfEndpoint(options->endpoint);
  if (options->service == S3Service::kR2) {
    options->region = "auto";
    return Status::OK();
  }
  ARROW_ASSIGN_OR_RAISE(const std::optional<std::string> region, FindRegion(environment));
  if (region) options->region = *region;
  return Status::OK();
}

}  // namespace

bool SaysTrue(const Environment& environment, std::string_view name) {
  return Lower(Setting(environment, name).value_or("")) == "true";
}

Result<StorePlace> PlaceOf(const std::string& uri) {
  const std::string_view rest = std::string_view(uri).substr(uri.find("://") + 3);
  const size_t name_size = std::min(rest.find('/'), rest.size());
  if (name_size == 0) return InvalidArgument(uri, "names no bucket or store");
  std::string_view prefix = rest.substr(name_size);
  if (!prefix.empty()) prefix.remove_prefix(1);
  if (prefix.ends_with('/')) prefix.remove_suffix(1);
  const bool only_slashes = prefix.empty() && rest.size() > name_size + 1;
  Result<ObjectPath> path = ObjectPath::Parse(prefix);
  if (!path.ok() || only_slashes) {
    return InvalidArgument(uri, "its prefix has '', '.' or '..' as a segment, or a NUL");
  }
  return StorePlace{std::string(rest.substr(0, name_size)), *std::move(path)};
}

Result<S3Options> S3OptionsOf(const std::string& uri, const Environment& environment) {
  S3Options options;
  ARROW_ASSIGN_OR_RAISE(StorePlace place, PlaceOf(uri));
  options.bucket = std::move(place.name);
  options.prefix = std::move(place.prefix);
  ARROW_RETURN_NOT_OK(FillService(uri, environment, &options));
  options.ca_file = Setting(environment, "AWS_CA_BUNDLE").value_or("");
  return options;
}

}  // namespace delta_utils::internal
