// Any text as the statistics of a file: an error, or statistics that are written and read
// again, and zone maps of every type of column.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "delta_utils/columnar/stats_zone_maps.h"
#include "delta_utils/columnar/zone_column.h"
#include "delta_utils/delta_actions/schema.h"
#include "delta_utils/delta_actions/stats.h"

namespace delta_utils {
namespace {

void Require(bool condition) {
  if (!condition) std::abort();
}

/// A column of each type, named by it, and one in a struct.
StructType AllTypes() {
  StructType schema;
  for (const char* name :
       {"string", "long", "integer", "short", "byte", "float", "double", "boolean",
        "binary", "date", "timestamp", "timestamp_ntz", "variant", "decimal(20,2)"}) {
    schema.fields.push_back({name, {PrimitiveType{name}}, true, {}});
  }
  StructType inner;
  inner.fields.push_back({"long", {PrimitiveType{"long"}}, true, {}});
  schema.fields.push_back({"struct", {inner}, true, {}});
  return schema;
}

void TryZones(const FileStats& stats) {
  static const StructType schema = AllTypes();
  for (const StructField& field : schema.fields) {
    const std::string path = field.name == "struct" ? "struct.long" : field.name;
    const std::optional<ZoneColumn> column = FindZoneColumn(schema, path);
    if (!column) continue;
    for (const bool is_tight : {false, true}) {
      (void)ZoneOfStats(*column, stats, is_tight, ColumnMappingMode::kNone);
    }
  }
}

void TryAll(std::string_view text) {
  const auto stats = ParseStats(text, "stats");
  if (!stats.ok()) {
    Require(KindOf(stats.status()) == ErrorKind::kCorrupt);
    return;
  }
  // Of a column that is leaf and struct at once only one can be written.
  const std::string written = SerializeStats(*stats);
  Require(SerializeStats(ParseStats(written, "again").ValueOrDie()) == written);
  TryZones(*stats);
}

}  // namespace
}  // namespace delta_utils

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  delta_utils::TryAll({reinterpret_cast<const char*>(data), size});
  return 0;
}
