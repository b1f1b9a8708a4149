#include <algorithm>

#include "delta_utils/delta_log/features_internal.h"

namespace delta_utils::internal {
namespace {

using Visitor = bool (*)(const StructField&);

/// True if `matches` holds for a field at any depth, those in arrays and maps included.
bool AnyField(const DataType& type, Visitor matches);

bool AnyField(const StructType& type, Visitor matches) {
  return std::ranges::any_of(type.fields, [&](const StructField& field) {
    return matches(field) || AnyField(field.type, matches);
  });
}

bool AnyField(const DataType& type, Visitor matches) {
  if (const auto* array = std::get_if<ArrayType>(&type.type)) {
    return AnyField(*array->element, matches);
  }
  if (const auto* map = std::get_if<MapType>(&type.type)) {
    return AnyField(*map->key, matches) || AnyField(*map->value, matches);
  }
  const auto* structure = std::get_if<StructType>(&type.type);
  return structure != nullptr && AnyField(*structure, matches);
}

std::string LowerAscii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::string Never(const TableState&, const StructType&) { return ""; }

std::string LiveVectors(const TableState& state, const StructType&) {
  const bool any =
      std::any_of(state.files.begin(), state.files.end(),
                  [](const LiveFile& file) { return file.has_deletion_vector(); });
  return any ? "a live file has a deletion vector" : "";
}

std::string TypeChanges(const TableState&, const StructType& schema) {
  const bool any = AnyField(schema, [](const StructField& field) {
    return field.RawMetadata("delta.typeChanges").has_value();
  });
  return any ? "a column's type was changed" : "";
}

std::string Invariants(const TableState&, const StructType& schema) {
  const bool any = AnyField(schema, [](const StructField& field) {
    return field.RawMetadata("delta.invariants").has_value();
  });
  return any ? "a column has an invariant" : "";
}

std::string Generated(const TableState&, const StructType& schema) {
  const bool any = AnyField(schema, [](const StructField& field) {
    return field.RawMetadata("delta.generationExpression").has_value();
  });
  return any ? "a column is generated" : "";
}

std::string Defaults(const TableState&, const StructType& schema) {
  const bool any = AnyField(schema, [](const StructField& field) {
    return field.RawMetadata("CURRENT_DEFAULT").has_value();
  });
  return any ? "a column has a default" : "";
}

std::string Identity(const TableState&, const StructType& schema) {
  const bool any = AnyField(schema, [](const StructField& field) {
    return std::ranges::any_of(field.metadata, [](const auto& entry) {
      return entry.first.starts_with("delta.identity.");
    });
  });
  return any ? "a column is an identity column" : "";
}

std::string Constraints(const TableState& state, const StructType&) {
  const bool any = std::ranges::any_of(state.metadata->configuration, [](const auto& p) {
    return LowerAscii(p.first).starts_with("delta.constraints.");
  });
  return any ? "the table has a CHECK constraint" : "";
}

std::string CommitTimestamps(const TableState& state, const StructType&) {
  const auto& configuration = state.metadata->configuration;
  const auto found = configuration.find("delta.enableInCommitTimestamps");
  const bool on = found != configuration.end() && LowerAscii(found->second) == "true";
  return on ? "delta.enableInCommitTimestamps is true" : "";
}

constexpr Feature kFeatures[] = {
    {"appendOnly", false, 2, nullptr, Never},
    {"invariants", false, 2, nullptr, Invariants},
    {"checkConstraints", false, 3, nullptr, Constraints},
    {"changeDataFeed", false, 4, nullptr, Never},
    {"generatedColumns", false, 4, nullptr, Generated},
    {"columnMapping", true, 5, Never, Never},
    {"identityColumns", false, 6, nullptr, Identity},
    {"allowColumnDefaults", false, 0, nullptr, Defaults},
    {"domainMetadata", false, 0, nullptr, Never},
    {"inCommitTimestamp", false, 0, nullptr, CommitTimestamps},
    {"deletionVectors", true, 0, LiveVectors, LiveVectors},
    {"timestampNtz", true, 0, Never, Never},
    // The name in tables older than the feature's final one.
    {"timestampWithoutTimezone", true, 0, Never, Never},
    {"typeWidening", true, 0, TypeChanges, TypeChanges},
    {"typeWidening-preview", true, 0, TypeChanges, TypeChanges},
    {"v2Checkpoint", true, 0, Never, Never},
    {"vacuumProtocolCheck", true, 0, Never, Never},
    // A shredded column is put together as it is read. Files are written unshredded,
    // which the feature always allows: PROTOCOL.md, "Writer Requirements for Variant
    // Shredding".
    {"variantShredding", true, 0, Never, Never},
    {"variantShredding-preview", true, 0, Never, Never},
    {"variantType", true, 0, Never, Never},
    {"variantType-preview", true, 0, Never, Never},
};

}  // namespace

const Feature* FindFeature(std::string_view name) {
  const std::string wanted = LowerAscii(name);
  for (const Feature& feature : kFeatures) {
    if (LowerAscii(feature.name) == wanted) return &feature;
  }
  return nullptr;
}

std::set<std::string> ImpliedByWriterVersion(int32_t version) {
  std::set<std::string> names;
  if (version >= kTableFeaturesWriter) return names;
  for (const Feature& feature : kFeatures) {
    const bool legacy = feature.legacy_writer_version > 0;
    if (legacy && feature.legacy_writer_version <= version) names.emplace(feature.name);
  }
  return names;
}

}  // namespace delta_utils::internal
