// This library's side: the kernels of columnar/, on columns whose rows share one
// metadata, and on columns that have one in each row.
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "arrow/array.h"
#include "arrow/array/builder_binary.h"
#include "arrow/type.h"
#include "delta_utils/columnar/variant_column.h"
#include "delta_utils/columnar/variant_kernels.h"
#include "delta_utils/columnar/variant_shredding.h"
#include "delta_utils/variant/variant_order.h"
#include "delta_utils/variant/variant_view.h"
#include "own_side.h"
#include "own_variants.h"

namespace delta_utils::bench {
namespace {

using ArrayPtr = std::shared_ptr<arrow::Array>;

constexpr std::string_view kLeaves =
    "struct<id: bigint, ts: string, type: string, "
    "user: struct<id: bigint, geo: struct<lat: double, lon: double, country: string>>, "
    "active: boolean, metrics: struct<cpu: double>>";

FromJsonOptions Reading(DictionaryScope metadata,
                        VariantJsonReadOptions::Fractions fractions) {
  FromJsonOptions options;
  options.metadata = metadata;
  options.json.fractions = fractions;
  return options;
}

/// FNV-1a, of which 48 bits, so that a double holds it.
double HashOf(const arrow::StringArray& texts) {
  uint64_t hash = 0xcbf29ce484222325;
  for (int64_t row = 0; row < texts.length(); ++row) {
    for (const char byte : texts.GetView(row)) {
      hash = (hash ^ static_cast<uint8_t>(byte)) * 0x100000001b3;
    }
  }
  return static_cast<double>(hash & 0xffffffffffff);
}

template <typename ArrayType>
double SumOf(const arrow::Array& array) {
  const auto& numbers = static_cast<const ArrayType&>(array);
  typename ArrayType::value_type sum = 0;
  for (int64_t row = 0; row < numbers.length(); ++row) {
    if (numbers.IsValid(row)) sum += numbers.Value(row);
  }
  return static_cast<double>(sum);
}

double CountOf(const arrow::Array& array) {
  return static_cast<double>(array.length() - array.null_count());
}

void CountLeaves(const std::string& prefix, const arrow::Array& typed, Facts* facts) {
  if (typed.type_id() != arrow::Type::STRUCT) {
    (*facts)[prefix] = CountOf(typed);
    return;
  }
  const auto& object = static_cast<const arrow::StructArray&>(typed);
  for (int i = 0; i < object.num_fields(); ++i) {
    const auto& field = static_cast<const arrow::StructArray&>(*object.field(i));
    CountLeaves(prefix + "." + object.struct_type()->field(i)->name(),
                *field.GetFieldByName("typed_value"), facts);
  }
}

/// Rows of both that are equal.
Result<int64_t> CountEqual(const ArrayPtr& left, const ArrayPtr& right) {
  ARROW_ASSIGN_OR_RAISE(const VariantColumn a, VariantColumn::Make(left));
  ARROW_ASSIGN_OR_RAISE(const VariantColumn b, VariantColumn::Make(right));
  MetadataCache names_a;
  MetadataCache names_b;
  int64_t equal = 0;
  for (int64_t row = 0; row < a.length(); ++row) {
    ARROW_ASSIGN_OR_RAISE(const auto* in_a, names_a.Get(a.metadata().Get(row)));
    ARROW_ASSIGN_OR_RAISE(const auto* in_b, names_b.Get(b.metadata().Get(row)));
    ARROW_ASSIGN_OR_RAISE(const bool same,
                          VariantEquals({a.value().Get(row), in_a->names},
                                        {b.value().Get(row), in_b->names}));
    equal += same ? 1 : 0;
  }
  return equal;
}

Result<int64_t> ValidateAll(const ArrayPtr& variants) {
  int64_t refused = 0;
  ARROW_RETURN_NOT_OK(ValidateVariants(variants, {.profile = VariantProfile::kStrict},
                                       [&refused](int64_t, const RowValidity& row) {
                                         refused += row.status.ok() ? 0 : 1;
                                       }));
  if (refused != 0) return Internal("", std::to_string(refused) + " rows are refused");
  return refused;
}

/// Variants whose rows share their metadata or not, and the same shredded.
struct Form {
  std::string name;
  DictionaryScope metadata;
  ArrayPtr plain;
  ArrayPtr shredded;
};

struct Get {
  std::string operation;
  Path path;
  std::shared_ptr<arrow::DataType> type;
};

class OwnSide : public Side {
 public:
  Status Init(const std::string& documents) {
    ARROW_ASSIGN_OR_RAISE(json_, JsonColumn(documents));
    ARROW_ASSIGN_OR_RAISE(leaves_, ShreddingType::Parse(kLeaves));
    for (const auto& [operation, path, type] :
         {std::tuple("get_lat", "$.user.geo.lat", arrow::float64()),
          std::tuple("get_id", "$.id", arrow::int64()),
          std::tuple("get_disk", "$.metrics.disk[2]", arrow::int64()),
          std::tuple("get_type", "$.type", arrow::utf8())}) {
      ARROW_ASSIGN_OR_RAISE(Path parsed, Path::Parse(path));
      gets_.push_back({operation, std::move(parsed), type});
    }
    forms_ = {{"", DictionaryScope::kBatch, nullptr, nullptr},
              {", metadata in each row", DictionaryScope::kRow, nullptr, nullptr}};
    for (Form& form : forms_) {
      ARROW_ASSIGN_OR_RAISE(form.plain, FromJson(form));
      ARROW_ASSIGN_OR_RAISE(form.shredded, ShredVariants(form.plain, leaves_));
    }
    return Status::OK();
  }

  Result<Facts> TellFacts() override {
    Facts facts;
    const Form& form = forms_.front();
    facts["rows"] = static_cast<double>(json_->length());
    ARROW_ASSIGN_OR_RAISE(const ArrayPtr json, VariantsToJson(form.plain));
    const auto& texts = static_cast<const arrow::StringArray&>(*json);
    facts["json bytes"] = static_cast<double>(texts.total_values_length());
    facts["json hash"] = HashOf(texts);
    for (const Get& get : gets_) {
      ARROW_ASSIGN_OR_RAISE(const ArrayPtr found,
                            ExtractVariant(form.plain, get.path, get.type));
      const std::string name = get.operation.substr(4);
      facts[name + " count"] = CountOf(*found);
      if (get.type->id() == arrow::Type::DOUBLE) {
        facts[name + " sum"] = SumOf<arrow::DoubleArray>(*found);
      } else if (get.type->id() == arrow::Type::INT64) {
        facts[name + " sum"] = SumOf<arrow::Int64Array>(*found);
      } else {
        const auto& strings = static_cast<const arrow::StringArray&>(*found);
        facts[name + " bytes"] = static_cast<double>(strings.total_values_length());
      }
    }
    ARROW_ASSIGN_OR_RAISE(const VariantColumn shredded,
                          VariantColumn::Make(form.shredded));
    CountLeaves("leaf $", *shredded.typed_value(), &facts);
    ARROW_ASSIGN_OR_RAISE(const ArrayPtr restored, UnshredVariants(form.shredded));
    ARROW_ASSIGN_OR_RAISE(const int64_t equal, CountEqual(form.plain, restored));
    facts["restored"] = static_cast<double>(equal);
    return facts;
  }

  Result<std::vector<Sample>> Run(const std::string& operation) override {
    std::vector<Sample> samples;
    for (const Form& form : forms_) {
      ARROW_ASSIGN_OR_RAISE(samples.emplace_back(), RunOn(form, operation));
    }
    if (operation == "from_json") {
      const auto options =
          Reading(DictionaryScope::kBatch, VariantJsonReadOptions::Fractions::kDecimal);
      ARROW_ASSIGN_OR_RAISE(samples.emplace_back(),
                            Time("VariantsFromJson, decimals",
                                 [&] { return VariantsFromJson(*json_, options); }));
    }
    return samples;
  }

 private:
  Result<ArrayPtr> FromJson(const Form& form) const {
    return VariantsFromJson(
        *json_, Reading(form.metadata, VariantJsonReadOptions::Fractions::kDouble));
  }

  Result<Sample> RunOn(const Form& form, const std::string& operation) const {
    if (operation == "from_json") {
      return Time("VariantsFromJson" + form.name, [&] { return FromJson(form); });
    }
    if (operation == "to_json") {
      return Time("VariantsToJson" + form.name,
                  [&] { return VariantsToJson(form.plain); });
    }
    if (operation == "validate") {
      return Time("ValidateVariants" + form.name,
                  [&] { return ValidateAll(form.plain); });
    }
    if (operation == "shred") {
      return Time("ShredVariants" + form.name,
                  [&] { return ShredVariants(form.plain, leaves_); });
    }
    if (operation == "unshred") {
      return Time("UnshredVariants" + form.name,
                  [&] { return UnshredVariants(form.shredded); });
    }
    for (const Get& get : gets_) {
      if (get.operation != operation) continue;
      return Time("ExtractVariant" + form.name,
                  [&] { return ExtractVariant(form.plain, get.path, get.type); });
    }
    return InvalidArgument("", "no operation " + operation);
  }

  ArrayPtr json_;
  ShreddingType leaves_;
  std::vector<Get> gets_;
  std::vector<Form> forms_;
};

}  // namespace

Result<std::unique_ptr<Side>> MakeOwnSide(const std::string& documents) {
  auto side = std::make_unique<OwnSide>();
  ARROW_RETURN_NOT_OK(side->Init(documents));
  return side;
}

}  // namespace delta_utils::bench
