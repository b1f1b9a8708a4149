#include "command.h"
#include "delta_utils/base/ext_json.h"

namespace parquedb::cli {
Status RunFind(Session& session, const FindArguments& arguments) {
  FindOptions options;
  ARROW_ASSIGN_OR_RAISE(options.filter, ParseFilterArgument(arguments.filter));
  ARROW_ASSIGN_OR_RAISE(options.projection, ParseProjection(arguments.project));
  ARROW_ASSIGN_OR_RAISE(options.sort, ParseSort(arguments.sort));
  options.limit = arguments.limit;
  options.skip = arguments.skip;
  options.version = arguments.version;
  ARROW_ASSIGN_OR_RAISE(auto collection, session.OpenCollection(arguments.target));
  ARROW_ASSIGN_OR_RAISE(auto cursor, collection->Find(options));
  const auto mode = arguments.canonical ? delta_utils::ExtJsonMode::kCanonical
                                        : delta_utils::ExtJsonMode::kRelaxed;
  Output output;
  std::string line;
  while (true) {
    ARROW_ASSIGN_OR_RAISE(std::optional<Object> document, cursor->Next());
    if (!document) break;
    line.clear();
    delta_utils::AppendExtJson(*document, mode, &line);
    line += '\n';
    ARROW_RETURN_NOT_OK(output.Write(line));
  }
  return output.Finish();
}

Status RunCount(Session& session, const FindArguments& arguments) {
  ARROW_ASSIGN_OR_RAISE(auto filter, ParseFilterArgument(arguments.filter));
  ARROW_ASSIGN_OR_RAISE(auto collection, session.OpenCollection(arguments.target));
  ARROW_ASSIGN_OR_RAISE(int64_t count, collection->Count(filter, arguments.version));
  Output output;
  ARROW_RETURN_NOT_OK(output.Write(std::to_string(count) + "\n"));
  return output.Finish();
}

}  // namespace parquedb::cli
