#include "delta_utils/columnar/path_reader_internal.h"

#include <utility>

#include "arrow/array/array_nested.h"
#include "arrow/type.h"
#include "delta_utils/columnar/variant_shredding.h"
#include "delta_utils/columnar/whole_leaf_internal.h"

namespace delta_utils {
namespace {

constexpr std::string_view kNull("\x00", 1);
constexpr std::string_view kEmptyObject("\x02\x00\x00", 3);

}  // namespace

Result<std::unique_ptr<PathReader>> PathReader::Make(const VariantColumn& column,
                                                     const Path& path, bool as_variant) {
  ARROW_ASSIGN_OR_RAISE(ShreddedPath shredded,
                        ShreddedPath::Make(column, path, /*through_lists=*/!as_variant));
  std::unique_ptr<PathReader> reader(new PathReader(column, path, std::move(shredded)));
  const auto& typed = reader->shredded_.last().typed;
  if (typed == nullptr) return reader;
  if (!IsContainer(*typed->type())) {
    ARROW_ASSIGN_OR_RAISE(const ShreddingType type, ShreddingOf(*typed->type()));
    ARROW_ASSIGN_OR_RAISE(reader->leaves_, TypedLeaf::Make(typed, type));
  } else if (as_variant && (reader->shredded_.steps_left() == 0 ||
                            reader->shredded_.typed_holds_rest())) {
    ARROW_RETURN_NOT_OK(reader->Unshred());
  }
  return reader;
}

PathReader::PathReader(const VariantColumn& column, const Path& path,
                       ShreddedPath shredded)
    : column_(column),
      shredded_(std::move(shredded)),
      metadata_(column_.metadata(),
                [this](const MetadataIndex& names) { return Bind(names); }) {
  const std::vector<PathStep>& steps = path.steps();
  for (size_t level = 0; level < shredded_.levels().size(); ++level) {
    rests_.emplace_back(
        std::vector<PathStep>(steps.begin() + static_cast<int64_t>(level), steps.end()));
  }
}

std::vector<BoundPath> PathReader::Bind(const MetadataIndex& names) const {
  std::vector<BoundPath> bound;
  bound.reserve(rests_.size());
  for (const Path& rest : rests_) bound.emplace_back(rest, names);
  return bound;
}

/// The last level as a column of its own.
Status PathReader::Unshred() {
  arrow::FieldVector fields;
  arrow::ArrayVector children;
  const auto add = [&](const char* name, std::shared_ptr<arrow::Array> child) {
    if (child == nullptr) return;
    fields.push_back(arrow::field(name, child->type()));
    children.push_back(std::move(child));
  };
  const auto& column = static_cast<const arrow::StructArray&>(*column_.array());
  const auto& group =
      shredded_.last().group == nullptr
          ? column
          : static_cast<const arrow::StructArray&>(*shredded_.last().group);
  add("metadata", column.GetFieldByName("metadata"));
  add("value", group.GetFieldByName("value"));
  add("typed_value", shredded_.last().typed);
  ARROW_ASSIGN_OR_RAISE(auto reached,
                        TypedRows(*column_.array(), shredded_, /*offset=*/0));
  const auto level = std::make_shared<arrow::StructArray>(
      arrow::struct_(std::move(fields)), column.length(), std::move(children),
      std::move(reached));
  ARROW_ASSIGN_OR_RAISE(const auto whole, UnshredVariants(level));
  ARROW_ASSIGN_OR_RAISE(const VariantColumn unshredded, VariantColumn::Make(whole));
  whole_ = unshredded.value();
  return Status::OK();
}

bool PathReader::Read(int64_t row, VariantView* found) {
  using Place = ShreddedPath::Place;
  const ShreddedPath::Location at = shredded_.Locate(row);
  switch (at.place) {
    case Place::kMissing:
      return false;
    case Place::kNull:
      *found = VariantView(kNull, VariantView().names());
      return true;
    case Place::kTyped:
      return ReadTyped(at, row, found);
    case Place::kValue:
      break;
  }
  return ReadRest(at.level, row, shredded_.levels()[at.level].value.Get(at.row), found);
}

bool PathReader::ReadTyped(ShreddedPath::Location at, int64_t row, VariantView* found) {
  if (leaves_) {
    leaf_.Truncate(0);
    if (const char* const problem = leaves_->Append(at.row, &leaf_)) {
      status_ = Corrupt("typed_value", problem);
      return false;
    }
    *found = VariantView({leaf_.data(), leaf_.size()}, VariantView().names());
    return true;
  }
  if (!whole_.is_absent()) return ReadRest(at.level, row, whole_.Get(row), found);
  // What is no scalar is of no type that is asked for: any object stands for it.
  *found = VariantView(kEmptyObject, VariantView().names());
  return true;
}

bool PathReader::ReadRest(size_t level, int64_t row, std::string_view value,
                          VariantView* found) {
  const auto* const entry = metadata_.Get(row);
  if (entry != nullptr) return entry->kept[level].Find({value, *entry->names}, found);
  status_ = metadata_.status();
  return false;
}

}  // namespace delta_utils
