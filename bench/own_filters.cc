#include "own_filters.h"

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "arrow/array.h"
#include "arrow/array/builder_binary.h"
#include "arrow/array/builder_nested.h"
#include "arrow/array/builder_primitive.h"
#include "arrow/memory_pool.h"
#include "arrow/record_batch.h"
#include "arrow/type.h"
#include "delta_utils/columnar/batch_filter.h"
#include "delta_utils/columnar/variant_column.h"
#include "delta_utils/columnar/variant_filter.h"
#include "delta_utils/columnar/variant_kernels.h"
#include "delta_utils/filter/filter.h"
#include "delta_utils/filter/zone_map.h"
#include "delta_utils/variant/path.h"
#include "delta_utils/variant/variant_view.h"
#include "own_side.h"

namespace delta_utils::bench {
namespace {

using ArrayPtr = std::shared_ptr<arrow::Array>;

/// A side whose operations are named and give a number of matches.
class CountingSide : public Side {
 public:
  struct Way {
    std::string name;
    std::function<Result<int64_t>()> count;
  };
  struct Named {
    std::string operation;
    std::vector<Way> ways;
  };
  explicit CountingSide(std::vector<Named> operations)
      : operations_(std::move(operations)) {}

  Result<Facts> TellFacts() override {
    Facts facts;
    for (const Named& named : operations_) {
      for (const Way& way : named.ways) {
        ARROW_ASSIGN_OR_RAISE(const int64_t count, way.count());
        const auto [fact, is_new] =
            facts.emplace(named.operation, static_cast<double>(count));
        if (!is_new && fact->second != static_cast<double>(count)) {
          return Internal("", named.operation + ": ways give different counts");
        }
      }
    }
    return facts;
  }

  Result<std::vector<Sample>> Run(const std::string& operation) override {
    std::vector<Sample> samples;
    for (const Named& named : operations_) {
      if (named.operation != operation) continue;
      for (const Way& way : named.ways) {
        ARROW_ASSIGN_OR_RAISE(Sample sample, Time(way.name, way.count));
        samples.push_back(std::move(sample));
      }
    }
    return samples;
  }

 private:
  std::vector<Named> operations_;
};

Result<ArrayPtr> Variants(const std::string& documents, DictionaryScope metadata) {
  ARROW_ASSIGN_OR_RAISE(const ArrayPtr json, JsonColumn(documents));
  FromJsonOptions options;
  options.metadata = metadata;
  options.json.fractions = VariantJsonReadOptions::Fractions::kDouble;
  return VariantsFromJson(*json, options);
}

CountingSide::Way VariantWay(std::string name, std::shared_ptr<VariantFilter> filter,
                             ArrayPtr variants) {
  return {
      std::move(name),
      [filter = std::move(filter), variants = std::move(variants)]() -> Result<int64_t> {
        Selection rows;
        ARROW_RETURN_NOT_OK(filter->Select(variants, &rows));
        return rows.count();
      }};
}

/// Of each row the elements of the array at `array`, and in them what `element` names, if
/// it names something.
template <typename Append>
Status ForEachElement(const ArrayPtr& variants, const char* array, const char* element,
                      arrow::ListBuilder* lists, const Append& append) {
  ARROW_ASSIGN_OR_RAISE(const VariantColumn column, VariantColumn::Make(variants));
  ARROW_ASSIGN_OR_RAISE(const Path path, Path::Parse(array));
  MetadataCache cache;
  for (int64_t row = 0; row < column.length(); ++row) {
    ARROW_ASSIGN_OR_RAISE(const auto* entry, cache.Get(column.metadata().Get(row)));
    const VariantView document(column.value().Get(row), entry->names);
    const auto found = BoundPath(path, entry->names).Find(document);
    const auto elements = found ? found->ToArray() : std::nullopt;
    if (!elements) return Internal("", "the documents are not as they should be");
    ARROW_RETURN_NOT_OK(lists->Append());
    for (uint32_t i = 0; i < elements->size(); ++i) {
      const VariantView value = elements->value(i);
      const auto object = value.ToObject();
      ARROW_RETURN_NOT_OK(append(object ? object->Find(element).value() : value));
    }
  }
  return Status::OK();
}

Result<ArrayPtr> PriceLists(const ArrayPtr& variants) {
  auto prices = std::make_shared<arrow::DoubleBuilder>();
  arrow::ListBuilder lists(arrow::default_memory_pool(), prices);
  ARROW_RETURN_NOT_OK(
      ForEachElement(variants, "$.items", "price", &lists, [&](const VariantView& price) {
        return prices->Append(price.ToDouble().value());
      }));
  return lists.Finish();
}

Result<ArrayPtr> TagLists(const ArrayPtr& variants) {
  auto tags = std::make_shared<arrow::StringBuilder>();
  arrow::ListBuilder lists(arrow::default_memory_pool(), tags);
  ARROW_RETURN_NOT_OK(ForEachElement(
      variants, "$.tags", "", &lists,
      [&](const VariantView& tag) { return tags->Append(tag.ToText().value()); }));
  return lists.Finish();
}

ColumnKind KindOfColumn(const arrow::DataType& type) {
  switch (type.id()) {
    case arrow::Type::BOOL:
      return ColumnKind::kBool;
    case arrow::Type::DOUBLE:
      return ColumnKind::kDouble;
    case arrow::Type::LIST:
      return ColumnKind::kArray;
    default:
      return ColumnKind::kString;
  }
}

Column DescribeColumn(const arrow::Field& field) {
  Column column;
  column.name = field.name();
  column.kind = KindOfColumn(*field.type());
  for (const auto& child : field.type()->fields()) {
    column.children.push_back(DescribeColumn(*child));
  }
  return column;
}

}  // namespace

Result<std::unique_ptr<Side>> MakeVariantFilters(
    const std::string& documents, const std::vector<NamedFilter>& filters) {
  ARROW_ASSIGN_OR_RAISE(const ArrayPtr shared,
                        Variants(documents, DictionaryScope::kBatch));
  ARROW_ASSIGN_OR_RAISE(const ArrayPtr own, Variants(documents, DictionaryScope::kRow));
  std::vector<CountingSide::Named> operations;
  for (const NamedFilter& named : filters) {
    ARROW_ASSIGN_OR_RAISE(Filter parsed, ParseFilter(std::string_view(named.filter)));
    const auto filter = std::make_shared<VariantFilter>(std::move(parsed));
    operations.push_back(
        {named.name,
         {VariantWay("Variant rows", filter, shared),
          VariantWay("Variant rows, metadata in each row", filter, own)}});
  }
  return std::make_unique<CountingSide>(std::move(operations));
}

Result<std::shared_ptr<arrow::RecordBatch>> FlattenDocuments(
    const std::string& documents) {
  ARROW_ASSIGN_OR_RAISE(const ArrayPtr variants,
                        Variants(documents, DictionaryScope::kBatch));
  const struct {
    const char* name;
    const char* path;
    std::shared_ptr<arrow::DataType> type;
  } columns[] = {
      {"type", "$.type", arrow::utf8()},
      {"active", "$.active", arrow::boolean()},
      {"country", "$.user.geo.country", arrow::utf8()},
      {"email", "$.user.email", arrow::utf8()},
      {"cpu", "$.metrics.cpu", arrow::float64()},
      {"price", "$.items[0].price", arrow::float64()},
      {"tag", "$.tags[0]", arrow::utf8()},
  };
  arrow::FieldVector fields;
  arrow::ArrayVector arrays;
  for (const auto& column : columns) {
    ARROW_ASSIGN_OR_RAISE(const Path path, Path::Parse(column.path));
    ARROW_ASSIGN_OR_RAISE(ArrayPtr array, ExtractVariant(variants, path, column.type));
    fields.push_back(arrow::field(column.name, column.type));
    arrays.push_back(std::move(array));
  }
  const struct {
    const char* name;
    Result<ArrayPtr> (*make)(const ArrayPtr&);
  } lists[] = {{"prices", PriceLists}, {"tags", TagLists}};
  for (const auto& list : lists) {
    ARROW_ASSIGN_OR_RAISE(ArrayPtr array, list.make(variants));
    fields.push_back(arrow::field(list.name, array->type()));
    arrays.push_back(std::move(array));
  }
  return arrow::RecordBatch::Make(arrow::schema(std::move(fields)), variants->length(),
                                  std::move(arrays));
}

Result<std::unique_ptr<Side>> MakeColumnFilters(std::shared_ptr<arrow::RecordBatch> batch,
                                                const std::vector<NamedFilter>& filters) {
  std::vector<Column> columns;
  for (const auto& field : batch->schema()->fields()) {
    columns.push_back(DescribeColumn(*field));
  }
  std::vector<CountingSide::Named> operations;
  for (const NamedFilter& named : filters) {
    ARROW_ASSIGN_OR_RAISE(Filter parsed, ParseFilter(std::string_view(named.filter)));
    ARROW_ASSIGN_OR_RAISE(BatchFilter made,
                          BatchFilter::Make(std::move(parsed), columns));
    const auto filter = std::make_shared<BatchFilter>(std::move(made));
    operations.push_back(
        {named.name, {{"typed columns", [filter, batch]() -> Result<int64_t> {
                         Selection rows;
                         ARROW_RETURN_NOT_OK(filter->Select(*batch, &rows));
                         return rows.count();
                       }}}});
  }
  return std::make_unique<CountingSide>(std::move(operations));
}

Result<ZoneMapTime> TimeZoneMaps(int64_t count, int rounds) {
  ARROW_ASSIGN_OR_RAISE(
      Filter filter,
      ParseFilter(
          R"({"type":{"$in":["purchase","refund"]},"id":{"$gte":700,"$lt":900}})"));
  const ZoneFilter zones(std::move(filter));
  // Each file has a range of ids of its own, and a few types.
  const char* const types[] = {"click", "error", "login", "ping", "purchase", "refund"};
  std::vector<std::array<ZoneMap, 2>> files(static_cast<size_t>(count));
  std::vector<std::array<const ZoneMap*, 2>> maps(files.size());
  for (size_t i = 0; i < files.size(); ++i) {
    auto& [type, id] = files[i];
    const auto low = static_cast<int64_t>(i % 1000);
    type.min = {Value(types[i % 3]), Knowledge::kBound};
    type.max = {Value(types[i % 3 + i % 4]), Knowledge::kBound};
    type.types = {ValueType::kString};
    id.min = {Value(low), Knowledge::kBound};
    id.max = {Value(low + 5), Knowledge::kBound};
    id.types = {ValueType::kInt64};
    for (size_t k = 0; k < 2; ++k) {
      maps[i][k] = zones.paths()[k] == "type" ? &type : &id;
    }
  }
  ZoneMapTime best;
  for (int round = 0; round < rounds; ++round) {
    const Stopwatch watch;
    int64_t kept = 0;
    for (const auto& file : maps) kept += zones.Test(file) != Verdict::kNever ? 1 : 0;
    const double seconds = watch.Stop("").cpu_ns / 1e9;
    if (round == 0 || seconds < best.seconds) best = {seconds, kept};
  }
  return best;
}

}  // namespace delta_utils::bench
