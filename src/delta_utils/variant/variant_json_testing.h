// JSON text as a Variant, for tests.
#pragma once

#include <string>
#include <string_view>

#include "delta_utils/variant/metadata_index.h"
#include "delta_utils/variant/variant.h"
#include "delta_utils/variant/variant_json.h"

namespace delta_utils::variant_internal {

inline Result<VariantBytes> FromJson(std::string_view json,
                                     VariantJsonReadOptions options = {},
                                     VariantBuilderOptions builder_options = {}) {
  FieldDictionary names(DictionaryScope::kRow);
  VariantBuilder builder(&names, builder_options);
  VariantJsonReader reader(options);
  ARROW_RETURN_NOT_OK(reader.Read(json, &builder));
  VariantBytes bytes;
  ARROW_RETURN_NOT_OK(builder.Finish(&bytes.value));
  ARROW_RETURN_NOT_OK(names.FinishRow(&bytes.metadata));
  return bytes;
}

inline Result<std::string> ToJson(const VariantBytes& bytes,
                                  const VariantJsonWriteOptions& options = {}) {
  ARROW_ASSIGN_OR_RAISE(const MetadataIndex names, MetadataIndex::Make(bytes.metadata));
  std::string json;
  ARROW_RETURN_NOT_OK(AppendVariantJson(VariantView(bytes.value, names), options, &json));
  return json;
}

}  // namespace delta_utils::variant_internal
