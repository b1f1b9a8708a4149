#include "delta_utils/cloud/s3_lister_internal.h"

#include <algorithm>

#include "arrow/buffer.h"
#include "delta_utils/base/iso_date.h"
#include "delta_utils/cloud/whole_number_internal.h"
#include "delta_utils/cloud/xml_internal.h"
#include "delta_utils/http/uri.h"

namespace delta_utils::internal {

Status S3Lister::List(const ObjectPath& prefix,
                      const std::optional<ObjectPath>& start_after,
                      const std::function<bool(const ObjectInfo&)>& visit) {
  const std::string named = connection_.KeyOf(prefix);
  std::string folder = named;
  if (!folder.empty()) folder += "/";
  S3Request request{
      .named_key = named,
      .query = {{"list-type", "2"}, {"encoding-type", "url"}, {"prefix", folder}}};
  std::string last_key = start_after ? connection_.KeyOf(*start_after) : "";
  if (last_key > folder) request.query.push_back({"start-after", last_key});
  for (;;) {
    ARROW_ASSIGN_OR_RAISE(const Page page, Read(request));
    for (const ObjectInfo& info : page.objects) {
      const std::string key = connection_.KeyOf(info.path);
      if (!key.starts_with(folder) || key <= last_key) {
        return Corrupt(connection_.UriOf(key), "the service lists it out of order");
      }
      last_key = key;
      if (!visit(info)) return Status::OK();
    }
    if (page.token.empty()) return Status::OK();
    if (page.last_key.empty() || page.last_key < last_key) {
      return Corrupt(connection_.UriOf(folder), "the service lists the same page again");
    }
    last_key = page.last_key;
    request.query = {{"list-type", "2"},
                     {"encoding-type", "url"},
                     {"prefix", folder},
                     {"continuation-token", page.token}};
  }
}

Result<S3Lister::Page> S3Lister::Read(const S3Request& request) {
  ARROW_ASSIGN_OR_RAISE(const HttpReply reply, connection_.Call(request));
  ARROW_ASSIGN_OR_RAISE(const XmlElement root, ParseXml(std::string_view(*reply.body),
                                                        connection_.UriOf(request)));
  if (root.name != "ListBucketResult") {
    return Corrupt(connection_.UriOf(request), "the reply is no listing");
  }
  const bool is_encoded = root.ChildText("EncodingType") == "url";
  Page page;
  for (const XmlElement& child : root.children) {
    if (child.name != "Contents") continue;
    ARROW_RETURN_NOT_OK(AddObject(child, is_encoded, &page));
  }
  if (root.ChildText("IsTruncated") == "true") {
    page.token = root.ChildText("NextContinuationToken");
    if (page.token.empty()) {
      return Corrupt(connection_.UriOf(request),
                     "the listing goes on, but names no token");
    }
  }
  return page;
}

Status S3Lister::AddObject(const XmlElement& contents, bool is_encoded, Page* page) {
  std::string key(contents.ChildText("Key"));
  const std::string uri = connection_.UriOf(key);
  if (is_encoded) {
    // As in a form: '+' is a space, a plus is "%2B".
    std::replace(key.begin(), key.end(), '+', ' ');
    auto decoded = PercentDecode(key);
    if (!decoded.ok()) return Corrupt(uri, "the listing's key is not percent-encoded");
    key = *std::move(decoded);
  }
  page->last_key = key;
  ObjectInfo info;
  const std::optional<int64_t> size_bytes = ParseWholeNumber(contents.ChildText("Size"));
  if (!size_bytes) return Corrupt(uri, "the listing's size is no number");
  info.size_bytes = *size_bytes;
  const auto modified = ParseIsoDate(contents.ChildText("LastModified"));
  if (!modified.ok()) return Corrupt(uri, "the listing's time is no time");
  info.last_modified_ms = modified->millis;
  const ObjectPath& prefix = connection_.options().prefix;
  const std::string root = prefix.empty() ? "" : prefix.ToString() + "/";
  if (!key.starts_with(root)) return Corrupt(uri, "the listing holds another prefix");
  Result<ObjectPath> path = ObjectPath::Parse(key.substr(root.size()));
  // Keys such as "a//b" and "a/" have no name here.
  if (!path.ok() || path->empty()) return Status::OK();
  info.path = *std::move(path);
  page->objects.push_back(std::move(info));
  return Status::OK();
}

}  // namespace delta_utils::internal
