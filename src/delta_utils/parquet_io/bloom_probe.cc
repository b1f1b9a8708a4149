#include <utility>

#include "delta_utils/parquet_io/parquet_error_internal.h"
#include "delta_utils/parquet_io/parquet_file_internal.h"
#include "delta_utils/parquet_io/parquet_reader.h"
#include "parquet/bloom_filter.h"
#include "parquet/bloom_filter_reader.h"
#include "parquet/file_reader.h"
#include "parquet/metadata.h"
#include "parquet/schema.h"

namespace delta_utils {
namespace {

using Filters = std::vector<std::unique_ptr<parquet::BloomFilter>>;

/// Asks nothing: for columns and files without filters.
class NoProbe : public BloomProbe {
 public:
  bool MayContain(std::string_view) const override { return true; }
  bool MayContain(int64_t) const override { return true; }
  bool MayContain(int32_t) const override { return true; }
};

/// Filters hold hashes of the physical type's bytes, so a number is asked as that type.
class FilterProbe : public BloomProbe {
 public:
  FilterProbe(parquet::Type::type type, Filters filters)
      : type_(type), filters_(std::move(filters)) {}

  bool MayContain(std::string_view text) const override {
    return type_ != parquet::Type::BYTE_ARRAY || AnyHas(text);
  }
  bool MayContain(int64_t number) const override {
    if (type_ == parquet::Type::INT64) return AnyHas(number);
    const auto narrow = static_cast<int32_t>(number);
    return type_ != parquet::Type::INT32 || narrow != number || AnyHas(narrow);
  }
  bool MayContain(int32_t number) const override { return MayContain(int64_t{number}); }

 private:
  template <typename T>
  bool AnyHas(T value) const {
    for (const auto& filter : filters_) {
      if (filter->FindHash(filter->Hash(value))) return true;
    }
    return false;
  }

  const parquet::Type::type type_;
  const Filters filters_;
};

int FindTopLevelColumn(const parquet::SchemaDescriptor& schema, std::string_view name) {
  for (int i = 0; i < schema.num_columns(); ++i) {
    const auto path = schema.Column(i)->path()->ToDotVector();
    if (path.size() == 1 && path.front() == name) return i;
  }
  return -1;
}

Result<std::unique_ptr<BloomProbe>> MakeProbe(parquet::ParquetFileReader& reader,
                                              std::string_view physical_name) {
  const parquet::SchemaDescriptor& schema = *reader.metadata()->schema();
  const int column = FindTopLevelColumn(schema, physical_name);
  if (column < 0) return std::make_unique<NoProbe>();
  Filters filters;
  for (int i = 0; i < reader.metadata()->num_row_groups(); ++i) {
    const auto row_group = reader.GetBloomFilterReader().RowGroup(i);
    auto filter =
        row_group == nullptr ? nullptr : row_group->GetColumnBloomFilter(column);
    if (filter == nullptr) return std::make_unique<NoProbe>();
    filters.push_back(std::move(filter));
  }
  return std::make_unique<FilterProbe>(schema.Column(column)->physical_type(),
                                       std::move(filters));
}

}  // namespace

Result<std::unique_ptr<BloomProbe>> BloomProbe::Open(ObjectStore& store,
                                                     const ObjectPath& path,
                                                     std::optional<int64_t> size_bytes,
                                                     std::string_view physical_name) {
  ARROW_ASSIGN_OR_RAISE(const auto reader, OpenParquetFile(store, path, size_bytes));
  return CatchParquet(store.Uri(path), [&] { return MakeProbe(*reader, physical_name); });
}

}  // namespace delta_utils
