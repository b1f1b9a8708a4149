#include "delta_utils/variant/json_output_internal.h"

#include "delta_utils/base/json_writer.h"
#include "delta_utils/variant/format_internal.h"

namespace delta_utils::variant_internal {

bool JsonOutput::AppendString(std::string_view text, std::string* json) {
  if (!IsUtf8(text)) return false;
  AppendJsonString(text, json);
  return true;
}

}  // namespace delta_utils::variant_internal
