#include <algorithm>

#include "command.h"
#include "delta_utils/base/ext_json.h"
#include "delta_utils/base/shown_text.h"

namespace parquedb::cli {
namespace {

using delta_utils::ObjectInfo;

constexpr size_t kSizeWidth = 14;
constexpr size_t kTimeWidth = 26;

std::string LineOf(const ObjectInfo& info, const std::string& path, bool json) {
  if (json) {
    Object line;
    line.Append("path", path);
    line.Append("size_bytes", info.size_bytes);
    line.Append("last_modified", TimeText(info.last_modified_ms));
    return delta_utils::ToExtJson(line, delta_utils::ExtJsonMode::kRelaxed) + "\n";
  }
  const std::string size = std::to_string(info.size_bytes);
  return std::string(kSizeWidth - std::min(kSizeWidth, size.size()), ' ') + size + "  " +
         PadRight(TimeText(info.last_modified_ms), kTimeWidth) +
         delta_utils::EscapeControls(path) + "\n";
}

/// Prints what lies below the URI; returns how many.
Result<int64_t> ListBelow(const delta_lake::TableLocation& place, bool json,
                          Output* output) {
  int64_t count = 0;
  Status written;
  ARROW_RETURN_NOT_OK(
      place.store->List(place.root, std::nullopt, [&](const ObjectInfo& info) {
        ++count;
        written = output->Write(LineOf(info, info.path.ToString(), json));
        return written.ok();
      }));
  ARROW_RETURN_NOT_OK(written);
  return count;
}

/// The object that the URI itself names; NotFound if there is none.
Result<ObjectInfo> HeadOf(Session& session, const std::string& uri) {
  const Status none = delta_utils::NotFound(uri, "no object, and nothing below");
  const auto object = session.LocateObject(uri);
  if (!object.ok()) return none;
  Result<ObjectInfo> info = object->store->Head(object->path);
  const bool is_missing = !info.ok() && delta_utils::KindOf(info.status()) ==
                                            delta_utils::ErrorKind::kNotFound;
  return is_missing ? none : info;
}

}  // namespace

Status RunList(Session& session, const StoreCommandOptions& options) {
  Output output;
  const auto place = session.Locate(options.target);
  if (place.ok()) {
    ARROW_ASSIGN_OR_RAISE(const int64_t count, ListBelow(*place, options.json, &output));
    if (count > 0) return output.Finish();
  }
  // A file is no folder, so that it cannot be opened as a store.
  if (!place.ok() &&
      delta_utils::KindOf(place.status()) != delta_utils::ErrorKind::kInvalidArgument) {
    return place.status();
  }
  const Result<ObjectInfo> object = HeadOf(session, options.target);
  if (!object.ok()) return place.ok() ? object.status() : place.status();
  ARROW_RETURN_NOT_OK(
      output.Write(LineOf(*object, object->path.ToString(), options.json)));
  return output.Finish();
}

}  // namespace parquedb::cli
