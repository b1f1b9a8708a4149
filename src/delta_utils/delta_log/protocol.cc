#include "delta_utils/delta_log/protocol.h"

#include <algorithm>
#include <set>

#include "delta_utils/delta_log/features_internal.h"

namespace delta_utils {
namespace {

using internal::Feature;
using internal::FindFeature;
using internal::kTableFeaturesReader;
using internal::kTableFeaturesWriter;

using Names = std::set<std::string>;
/// Feature::read_obstacle or Feature::write_obstacle.
using Obstacle = std::string (*Feature::*)(const TableState&, const StructType&);

/// Listed names count whatever the versions say: a list that should not be there is no
/// reason to read on.
void AddListed(const std::optional<std::vector<std::string>>& listed, Names* names) {
  if (listed) names->insert(listed->begin(), listed->end());
}

Names ReaderFeatures(const Protocol& protocol) {
  Names names;
  if (protocol.min_reader_version == 2) names.insert("columnMapping");
  AddListed(protocol.reader_features, &names);
  return names;
}

Names WriterFeatures(const Protocol& protocol) {
  Names names = internal::ImpliedByWriterVersion(protocol.min_writer_version);
  AddListed(protocol.writer_features, &names);
  return names;
}

Status CheckVersion(int32_t version, int32_t highest, const std::string& role,
                    std::string_view uri) {
  if (version < 1) {
    return Corrupt(uri,
                   "the protocol has " + role + " version " + std::to_string(version));
  }
  if (version <= highest) return Status::OK();
  return Unsupported(uri, "uses " + role + " version " + std::to_string(version) +
                              "; this library supports versions up to " +
                              std::to_string(highest));
}

Status CheckLists(const Protocol& protocol, std::string_view uri) {
  if (protocol.min_reader_version == kTableFeaturesReader) {
    if (!protocol.reader_features) {
      return Corrupt(uri, "the protocol has reader version 3 and no readerFeatures");
    }
    if (protocol.min_writer_version < kTableFeaturesWriter) {
      return Corrupt(uri, "the protocol has reader version 3 without writer version 7");
    }
  }
  if (protocol.min_writer_version == kTableFeaturesWriter && !protocol.writer_features) {
    return Corrupt(uri, "the protocol has writer version 7 and no writerFeatures");
  }
  return Status::OK();
}

/// One Unsupported that names every feature which is unknown, or used as it may not be.
Status CheckFeatures(const Names& names, std::string_view role, Obstacle obstacle_of,
                     const TableState& state, const StructType& schema,
                     std::string_view uri) {
  std::string reasons;
  for (const std::string& name : names) {
    const Feature* feature = FindFeature(name);
    const bool known = feature != nullptr && feature->*obstacle_of != nullptr;
    const std::string obstacle = known ? (feature->*obstacle_of)(state, schema) : "";
    if (known && obstacle.empty()) continue;
    if (!reasons.empty()) reasons += "; ";
    reasons += "uses the " + std::string(role) + " feature '" + name +
               "', which this library does not support";
    if (known) reasons += " when " + obstacle;
  }
  return reasons.empty() ? Status::OK() : Unsupported(uri, reasons);
}

/// The property counts only where the protocol has the feature; the rest of this library
/// looks at the property alone.
Status CheckColumnMapping(const TableState& state, std::string_view uri) {
  const auto mode = ColumnMappingModeOf(state.metadata->configuration);
  if (!mode.ok()) return WithPath(uri, mode.status());
  if (*mode == ColumnMappingMode::kNone) return Status::OK();
  if (ReaderFeatures(*state.protocol).contains("columnMapping")) return Status::OK();
  return Unsupported(uri,
                     "sets delta.columnMapping.mode, and its protocol lacks the feature "
                     "'columnMapping'");
}

Status CheckFormat(const Metadata& metadata, std::string_view uri) {
  const std::string provider = metadata.format.provider.value_or("parquet");
  if (provider == "parquet") return Status::OK();
  return Unsupported(
      uri, "has data files of the format '" + provider + "'; this library reads parquet");
}

Status CheckReadableAs(const TableState& state, const StructType& schema,
                       std::string_view uri) {
  Names features = ReaderFeatures(*state.protocol);
  // Checked even where the protocol forgot it: ignoring a vector would bring deleted rows
  // back.
  features.insert("deletionVectors");
  ARROW_RETURN_NOT_OK(
      CheckFeatures(features, "reader", &Feature::read_obstacle, state, schema, uri));
  ARROW_RETURN_NOT_OK(CheckColumnMapping(state, uri));
  return CheckFormat(*state.metadata, uri);
}

/// What can be said before the schema is looked at.
Status CheckReaderVersion(const TableState& state, std::string_view uri) {
  if (!state.protocol || !state.metadata) {
    return Corrupt(uri, "the table has no protocol or no metaData action");
  }
  ARROW_RETURN_NOT_OK(CheckVersion(state.protocol->min_reader_version,
                                   kTableFeaturesReader, "reader", uri));
  return CheckLists(*state.protocol, uri);
}

/// Unknown features are named before the schema is parsed: it may hold types that only
/// they explain.
Status CheckKnown(const TableState& state, std::string_view uri) {
  Names unknown;
  for (const std::string& name : ReaderFeatures(*state.protocol)) {
    const Feature* feature = FindFeature(name);
    if (feature == nullptr || feature->read_obstacle == nullptr) unknown.insert(name);
  }
  return CheckFeatures(unknown, "reader", &Feature::read_obstacle, state, {}, uri);
}

bool Supports(const Protocol& protocol, const Feature& feature) {
  const std::string name(feature.name);
  if (!WriterFeatures(protocol).contains(name)) return false;
  return !feature.for_readers || ReaderFeatures(protocol).contains(name);
}

void Raise(const Names& names, int32_t version, int32_t* current,
           std::optional<std::vector<std::string>>* listed) {
  *current = version;
  std::vector<std::string>& list = *listed ? **listed : listed->emplace();
  for (const std::string& name : names) {
    if (std::ranges::find(list, name) == list.end()) list.push_back(name);
  }
}

/// `protocol` on writer version 7 with `missing` listed, and on reader version 3 if one
/// of them is for readers.
Protocol WithListed(Protocol protocol, const Names& missing) {
  Names writer = WriterFeatures(protocol);
  Names reader = ReaderFeatures(protocol);
  writer.insert(missing.begin(), missing.end());
  for (const std::string& name : missing) {
    if (FindFeature(name)->for_readers) reader.insert(name);
  }
  const bool raise_reader = protocol.min_reader_version == kTableFeaturesReader ||
                            reader.size() > ReaderFeatures(protocol).size();
  if (raise_reader) {
    for (const std::string& name : writer) {
      const Feature* feature = FindFeature(name);
      if (feature != nullptr && feature->for_readers) reader.insert(name);
    }
    Raise(reader, kTableFeaturesReader, &protocol.min_reader_version,
          &protocol.reader_features);
  }
  Raise(writer, kTableFeaturesWriter, &protocol.min_writer_version,
        &protocol.writer_features);
  return protocol;
}

}  // namespace

Status CheckReadable(const TableState& state, std::string_view uri) {
  ARROW_RETURN_NOT_OK(CheckReaderVersion(state, uri));
  ARROW_RETURN_NOT_OK(CheckKnown(state, uri));
  ARROW_ASSIGN_OR_RAISE(const StructType schema,
                        ParseSchema(state.metadata->schema_string, uri));
  return CheckReadableAs(state, schema, uri);
}

Status CheckWritable(const TableState& state, const StructType& schema,
                     std::string_view uri) {
  ARROW_RETURN_NOT_OK(CheckReaderVersion(state, uri));
  ARROW_RETURN_NOT_OK(CheckReadableAs(state, schema, uri));
  ARROW_RETURN_NOT_OK(CheckVersion(state.protocol->min_writer_version,
                                   kTableFeaturesWriter, "writer", uri));
  return CheckFeatures(WriterFeatures(*state.protocol), "writer",
                       &Feature::write_obstacle, state, schema, uri);
}

std::vector<std::string> FeaturesOf(const Protocol& protocol) {
  Names names = WriterFeatures(protocol);
  names.merge(ReaderFeatures(protocol));
  return {names.begin(), names.end()};
}

Result<Protocol> WithFeatures(const Protocol& protocol,
                              const std::vector<std::string>& features) {
  Names missing;
  int32_t legacy_version = protocol.min_writer_version;
  bool legacy = protocol.min_writer_version < kTableFeaturesWriter;
  for (const std::string& name : features) {
    const Feature* feature = FindFeature(name);
    if (feature == nullptr) return InvalidArgument("", "no table feature '" + name + "'");
    if (Supports(protocol, *feature)) continue;
    missing.emplace(feature->name);
    legacy = legacy && !feature->for_readers && feature->legacy_writer_version > 0;
    legacy_version = std::max(legacy_version, feature->legacy_writer_version);
  }
  if (missing.empty()) return protocol;
  if (!legacy) return WithListed(protocol, missing);
  Protocol raised = protocol;
  raised.min_writer_version = legacy_version;
  return raised;
}

}  // namespace delta_utils
