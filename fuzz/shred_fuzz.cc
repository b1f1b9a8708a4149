// Any bytes as a Variant, shredded by any schema and by the one inferred from it: one
// byte, the size of the schema; the schema; two bytes, the size of the metadata; the
// metadata; the value.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "arrow/array/array_nested.h"
#include "arrow/array/builder_binary.h"
#include "arrow/array/data.h"
#include "arrow/array/util.h"
#include "arrow/buffer.h"
#include "arrow/type.h"
#include "delta_utils/columnar/variant_column.h"
#include "delta_utils/columnar/variant_shredding.h"
#include "delta_utils/variant/validate.h"
#include "delta_utils/variant/variant_order.h"

namespace {

using namespace delta_utils;  // NOLINT(google-build-using-namespace): a program's own
                              // file

[[noreturn]] void Break(std::string_view law, const Status& status) {
  std::fprintf(stderr, "%s: %s\n", std::string(law).c_str(), status.ToString().c_str());
  std::abort();
}

uint8_t Next(std::string_view* bytes) {
  if (bytes->empty()) return 0;
  const auto byte = static_cast<uint8_t>(bytes->front());
  bytes->remove_prefix(1);
  return byte;
}

/// The bytes left choose; without any there is no column.
ShreddingType TypeOf(std::string_view* bytes, int levels) {
  const uint8_t choice = Next(bytes);
  ShreddingType type;
  switch (levels == 0 ? choice % 20 : choice % 24) {
    case 20:
    case 21:
      type.type = VariantType::kArray;
      type.element.push_back(TypeOf(bytes, levels - 1));
      return type;
    case 22:
    case 23:
      type.type = VariantType::kObject;
      for (char name = 'a'; name <= static_cast<char>('a' + choice / 64); ++name) {
        type.fields.push_back({std::string(1, name), TypeOf(bytes, levels - 1)});
      }
      return type;
    case 8:
      return {VariantType::kDecimal4, 1 + choice / 24 % 9, choice / 24 % 2};
    case 9:
      return {VariantType::kDecimal8, 10 + choice / 24 % 9, choice / 24};
    case 10:
      return {VariantType::kDecimal16, 19 + choice / 24, choice / 24};
    case 0:
      return type;
    default:
      type.type = static_cast<VariantType>(choice % 24 % 20 + 1);
      if (type.type >= VariantType::kDecimal4 && type.type <= VariantType::kDecimal16) {
        type.type = VariantType::kInt64;  // decimals need digits, as above
      }
      return type;
  }
}

std::shared_ptr<arrow::Array> ColumnOf(std::string_view metadata,
                                       std::string_view value) {
  arrow::ArrayVector parts;
  for (const std::string_view bytes : {metadata, value}) {
    arrow::BinaryBuilder builder;
    if (!builder.Append(bytes).ok()) std::abort();
    parts.push_back(builder.Finish().ValueOrDie());
  }
  return arrow::StructArray::Make(parts, std::vector<std::string>{"metadata", "value"})
      .ValueOrDie();
}

/// The same arrays, but for one byte of each that holds bytes.
std::shared_ptr<arrow::ArrayData> Spoiled(const arrow::ArrayData& data, uint8_t where,
                                          uint8_t what) {
  auto copy = std::make_shared<arrow::ArrayData>(data);
  for (auto& child : copy->child_data) child = Spoiled(*child, where, what);
  const bool has_bytes =
      data.type->id() == arrow::Type::BINARY || data.type->id() == arrow::Type::STRING;
  if (has_bytes && data.buffers[2] != nullptr && data.buffers[2]->size() > 0) {
    std::string bytes = data.buffers[2]->ToString();
    bytes[where % bytes.size()] = static_cast<char>(bytes[where % bytes.size()] ^ what);
    copy->buffers[2] = arrow::Buffer::FromString(std::move(bytes));
  }
  return copy;
}

void ExpectEqual(std::string_view metadata, std::string_view value,
                 const std::shared_ptr<arrow::Array>& back) {
  if (!ValidateVariant(metadata, value, {VariantProfile::kInterop}).ok()) return;
  const VariantColumn column = VariantColumn::Make(back).ValueOrDie();
  const MetadataIndex names = MetadataIndex::Make(metadata).ValueOrDie();
  const auto same =
      VariantEquals(VariantView(value, names), VariantView(column.value().Get(0), names));
  if (!same.ok() || !*same) Break("unshredding gives what was shredded", same.status());
}

void Examine(const ShreddingType& type, ShreddingMatch match, std::string_view metadata,
             std::string_view value) {
  const auto shredded = ShredVariants(ColumnOf(metadata, value), type, {match});
  if (!shredded.ok()) {
    if (KindOf(shredded.status()) != ErrorKind::kCorrupt) {
      Break("what is refused is corrupt", shredded.status());
    }
    return;
  }
  if (const Status valid = (*shredded)->ValidateFull(); !valid.ok()) {
    Break("shredded columns are valid", valid);
  }
  const auto back = UnshredVariants(*shredded);
  if (!back.ok()) Break("what was shredded is unshredded", back.status());
  ExpectEqual(metadata, value, *back);
  for (const uint8_t where : {0, 1, 5, 23}) {
    const auto what = static_cast<uint8_t>(value.back() | 1);
    const auto spoiled = arrow::MakeArray(Spoiled(*(*shredded)->data(), where, what));
    const auto result = UnshredVariants(spoiled);
    if (!result.ok() && KindOf(result.status()) != ErrorKind::kCorrupt) {
      Break("what is refused is corrupt", result.status());
    }
  }
}

void ExamineInferred(std::string_view metadata, std::string_view value) {
  const auto type = InferShredding({ColumnOf(metadata, value)});
  if (!type.ok()) {
    if (KindOf(type.status()) != ErrorKind::kCorrupt) {
      Break("what is refused is corrupt", type.status());
    }
    return;
  }
  if (!type->has_typed_value()) return;
  Examine(*type, ShreddingMatch::kExact, metadata, value);
  Examine(*type, ShreddingMatch::kClass, metadata, value);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  const size_t announced_schema = Next(&input);
  const size_t schema_size = std::min(announced_schema, input.size());
  std::string_view schema = input.substr(0, schema_size);
  input.remove_prefix(schema_size);
  const size_t low = Next(&input);
  const size_t high = Next(&input);
  const size_t metadata_size = std::min(low | high << 8, input.size());
  const std::string_view metadata = input.substr(0, metadata_size);
  const std::string_view value = input.substr(metadata_size);
  if (value.empty()) return 0;
  ExamineInferred(metadata, value);
  const ShreddingType type = TypeOf(&schema, 4);
  if (!type.has_typed_value()) return 0;
  Examine(type, ShreddingMatch::kExact, metadata, value);
  Examine(type, ShreddingMatch::kClass, metadata, value);
  return 0;
}
