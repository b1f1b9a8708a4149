// Everything there is to do with a Variant's bytes, whatever they are: for tests that
// flip bits, and for fuzzing.
#pragma once

#include <string>
#include <string_view>

#include "delta_utils/variant/field_dictionary.h"
#include "delta_utils/variant/validate.h"
#include "delta_utils/variant/variant.h"
#include "delta_utils/variant/variant_builder.h"
#include "delta_utils/variant/variant_json.h"
#include "delta_utils/variant/variant_order.h"
#include "delta_utils/variant/variant_rewrite_testing.h"
#include "delta_utils/variant/variant_view.h"

namespace delta_utils::variant_internal {

/// The first law that is broken; empty if none is.
using BrokenLaw = std::string;

inline VariantBytes ShortenedTo(const VariantBytes& bytes, size_t metadata_size,
                                size_t value_size) {
  return {bytes.metadata.substr(0, metadata_size), bytes.value.substr(0, value_size)};
}

/// JSON written of a Variant is read again, and written it is the same text.
inline BrokenLaw ExamineJson(const std::string& json) {
  FieldDictionary names(DictionaryScope::kRow);
  VariantBuilder builder(&names);
  VariantJsonReader reader;
  VariantBytes read;
  if (!reader.Read(json, &builder).ok()) return "written JSON cannot be read";
  if (!builder.Finish(&read.value).ok()) return "written JSON is no value";
  if (!names.FinishRow(&read.metadata).ok()) return "written JSON has no names";
  if (!ValidateVariant(read.metadata, read.value).ok()) return "read JSON is not valid";
  const auto index = MetadataIndex::Make(read.metadata);
  std::string again;
  if (!AppendVariantJson(VariantView(read.value, *index), {}, &again).ok()) {
    return "read JSON cannot be written";
  }
  return again == json ? "" : "written JSON comes back as other text";
}

/// What holds of a valid value: it can be read, copied, and written as JSON.
inline BrokenLaw ExamineValid(VariantView view, bool conforms) {
  if (!DecodeVariant(view).ok()) return "valid, but does not decode";
  const Result<uint64_t> hash = VariantHash(view);
  if (!hash.ok()) return "valid, but has no hash";
  if (!VariantEquals(view, view).ValueOr(false)) return "not equal to itself";
  std::string json;
  if (!AppendVariantJson(view, {}, &json).ok()) return "valid, but not as JSON";
  if (BrokenLaw broken = ExamineJson(json); !broken.empty()) return broken;

  FieldDictionary names(DictionaryScope::kRow);
  VariantBuilder builder(&names);
  VariantBytes copy;
  builder.Copy(view);
  if (!builder.Finish(&copy.value).ok()) return "valid, but cannot be copied";
  if (!names.FinishRow(&copy.metadata).ok()) return "valid, but its names are not";
  const auto copied_names = MetadataIndex::Make(copy.metadata);
  if (!copied_names.ok()) return "the metadata of a copy is malformed";
  if (!ValidateVariant(copy.metadata, copy.value).ok()) return "a copy is not valid";
  const VariantView copied(copy.value, *copied_names);
  if (!VariantEquals(view, copied).ValueOr(false)) return "not equal to its copy";
  if (VariantHash(copied).ValueOr(~*hash) != *hash) return "a copy has another hash";
  if (!conforms) return {};
  if (!Rewrite(view, &builder)) return "strictly valid, but a getter gives nothing";
  std::string rewritten;
  if (!builder.Finish(&rewritten).ok()) return "strictly valid, but cannot be rewritten";
  return {};
}

/// What holds of any bytes.
inline BrokenLaw Examine(std::string_view metadata, std::string_view value) {
  const auto strict = ValidateVariant(metadata, value);
  const auto interop = ValidateVariant(metadata, value, {VariantProfile::kInterop});
  if (strict.ok() && !interop.ok()) return "strictly valid, but not under kInterop";
  if (strict.ok() && !strict->is_conforming()) return "strictly valid, with a flaw";
  if (interop.ok() && interop->is_conforming() != strict.ok()) {
    return "flaws are not what is strictly refused";
  }
  const Result<Value> decoded = DecodeVariant(metadata, value);
  if (decoded.ok()) {
    const auto again = EncodeVariant(*decoded);
    if (!again.ok()) return "decodes, but does not encode again";
    const auto same = DecodeVariant(again->metadata, again->value);
    if (!same.ok() || !(*same == *decoded)) return "comes back as another document";
  }
  const auto names = MetadataIndex::Make(metadata);
  if (!names.ok()) return interop.ok() ? "valid, but its names are not" : "";
  const VariantView view(value, *names);
  if (interop.ok()) return ExamineValid(view, strict.ok());
  // Errors or values, but no crash.
  std::string json;
  (void)AppendVariantJson(view, {}, &json);
  (void)VariantHash(view);
  (void)VariantCompare(view, view);
  FieldDictionary copied(DictionaryScope::kRow);
  VariantBuilder builder(&copied);
  builder.Copy(view);
  (void)builder.Finish(&json);
  return {};
}

}  // namespace delta_utils::variant_internal
