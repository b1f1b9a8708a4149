// Variant: a document as bytes of Parquet's VARIANT, read where it lies, and as JSON.
#include <cstdio>

#include "delta_utils/base/ext_json.h"
#include "delta_utils/variant/path.h"
#include "delta_utils/variant/validate.h"
#include "delta_utils/variant/variant.h"
#include "delta_utils/variant/variant_json.h"

using namespace delta_utils;

namespace {

Status Run() {
  ARROW_ASSIGN_OR_RAISE(
      const Object document,
      ParseDocument(R"({"title": "Rome", "year": 2001, "cast": [{"name": "Ann"}],
                        "views": {"$numberLong": "9007199254740993"}})"));
  ARROW_ASSIGN_OR_RAISE(const VariantBytes bytes, EncodeVariant(Value(document)));
  std::printf("%zu bytes of metadata, %zu of value\n", bytes.metadata.size(),
              bytes.value.size());
  ARROW_RETURN_NOT_OK(
      ValidateVariant(bytes.metadata, bytes.value, {VariantProfile::kStrict}).status());

  // A value without decoding the rest.
  ARROW_ASSIGN_OR_RAISE(const MetadataIndex names, MetadataIndex::Make(bytes.metadata));
  ARROW_ASSIGN_OR_RAISE(const Path path, Path::Parse("$.cast[0].name"));
  const VariantView view(bytes.value, names);
  if (const auto name = BoundPath(path, names).Find(view)) {
    std::printf("%s: %s\n", path.ToString().c_str(),
                std::string(name->ToText().value_or("no text")).c_str());
  }

  std::string json;
  ARROW_RETURN_NOT_OK(AppendVariantJson(view, {}, &json));
  std::printf("%s\n", json.c_str());

  // Exactly what went in: types, 64-bit numbers, the order of fields.
  ARROW_ASSIGN_OR_RAISE(const Value same, DecodeVariant(bytes.metadata, bytes.value));
  std::printf("%s\n", same == Value(document) ? "the same document" : "another document");
  return Status::OK();
}

}  // namespace

int main() {
  const Status status = Run();
  if (!status.ok()) std::fprintf(stderr, "%s\n", status.ToString().c_str());
  return status.ok() ? 0 : 1;
}
