#include "parquedb/sort.h"

#include <algorithm>

#include "delta_utils/base/compare.h"
#include "delta_utils/base/ext_json.h"
#include "parquedb/path_list.h"

namespace parquedb {
namespace {

using delta_utils::Compare;
using delta_utils::InvalidArgument;

constexpr size_t kMaxSortKeys = 32;

std::optional<size_t> IndexOf(std::string_view name) {
  if (name.empty() || name.size() > 9 ||
      name.find_first_not_of("0123456789") != std::string_view::npos) {
    return {};
  }
  return std::stoul(std::string(name));
}

/// Visits the values that `path` leads to, arrays taken apart on the way and at the end.
template <typename Visit>
void VisitLeaves(const Value& value, std::string_view path, bool at_end,
                 const Visit& visit);

template <typename Visit>
void VisitPath(const Object& object, std::string_view path, const Visit& visit) {
  size_t dot = path.find('.');
  bool at_end = dot == std::string_view::npos;
  const Value* value = object.Find(path.substr(0, dot));
  if (value == nullptr) return visit(Value(delta_utils::Null{}));
  VisitLeaves(*value, at_end ? std::string_view() : path.substr(dot + 1), at_end, visit);
}

template <typename Visit>
void VisitLeaves(const Value& value, std::string_view path, bool at_end,
                 const Visit& visit) {
  const auto* array = value.get_if<Array>();
  if (array == nullptr) {
    if (at_end) return visit(value);
    if (const auto* object = value.get_if<Object>())
      return VisitPath(*object, path, visit);
    return visit(Value(delta_utils::Null{}));
  }
  if (at_end) {
    if (array->values.empty()) return visit(Value(delta_utils::Undefined{}));
    for (const Value& element : array->values) visit(element);
    return;
  }
  size_t dot = path.find('.');
  if (auto index = IndexOf(path.substr(0, dot)); index && *index < array->size()) {
    bool ends = dot == std::string_view::npos;
    VisitLeaves(array->values[*index], ends ? std::string_view() : path.substr(dot + 1),
                ends, visit);
    return;
  }
  if (array->values.empty()) return visit(Value(delta_utils::Null{}));
  for (const Value& element : array->values) {
    const auto* object = element.get_if<Object>();
    if (object == nullptr) {
      visit(Value(delta_utils::Null{}));
    } else {
      VisitPath(*object, path, visit);
    }
  }
}

}  // namespace

Result<SortSpec> ParseSort(const Object& specification) {
  SortSpec spec;
  for (const auto& field : specification.fields) {
    const std::string where = "sort '" + field.name + "'";
    bool ascending = Compare(field.value, Value(int32_t{1})) == 0;
    bool descending = Compare(field.value, Value(int32_t{-1})) == 0;
    if (!ascending && !descending) return InvalidArgument(where, "must be 1 or -1");
    bool has_empty_name = field.name.empty() || field.name.front() == '.' ||
                          field.name.back() == '.' ||
                          field.name.find("..") != std::string::npos;
    if (has_empty_name) return InvalidArgument(where, "a name in the path is empty");
    if (field.name.front() == '$') return InvalidArgument(where, "not a field");
    spec.push_back({field.name, descending});
  }
  if (spec.size() > kMaxSortKeys) return InvalidArgument("sort", "more than 32 keys");
  return spec;
}

Result<SortSpec> ParseSort(std::string_view text) {
  if (LooksLikeJson(text)) {
    ARROW_ASSIGN_OR_RAISE(Object specification, delta_utils::ParseDocument(text));
    return ParseSort(specification);
  }
  Object specification;
  for (std::string_view name : SplitNames(text)) {
    bool descending = name.starts_with('-');
    if (descending) name.remove_prefix(1);
    specification.Append(std::string(name), int32_t{descending ? -1 : 1});
  }
  return ParseSort(specification);
}

Value SortValue(const Object& document, const SortKey& key) {
  std::optional<Value> best;
  VisitPath(document, key.path, [&](const Value& value) {
    if (best) {
      int order = Compare(value, *best);
      if (key.descending ? order <= 0 : order >= 0) return;
    }
    best = value;
  });
  return best ? std::move(*best) : Value(delta_utils::Null{});
}

Sorter::Sorter(SortSpec spec, std::optional<int64_t> keep)
    : spec_(std::move(spec)), keep_(keep) {}

bool Sorter::Less(const Entry& a, const Entry& b) const {
  for (size_t i = 0; i < spec_.size(); ++i) {
    int order = Compare(a.keys[i], b.keys[i]);
    if (order != 0) return spec_[i].descending ? order > 0 : order < 0;
  }
  return a.sequence < b.sequence;
}

Status Sorter::Add(Object document) {
  if (keep_ && *keep_ == 0) return Status::OK();
  Entry entry{{}, sequence_++, {}, 0};
  for (const SortKey& key : spec_) entry.keys.push_back(SortValue(document, key));
  auto less = [this](const Entry& a, const Entry& b) { return Less(a, b); };
  bool is_full = keep_ && static_cast<int64_t>(entries_.size()) == *keep_;
  if (is_full) {
    if (!Less(entry, entries_.front())) return Status::OK();
    std::pop_heap(entries_.begin(), entries_.end(), less);
    bytes_ -= entries_.back().bytes;
    entries_.pop_back();
  }
  entry.bytes = delta_utils::BsonSize(document);
  entry.document = std::move(document);
  bytes_ += entry.bytes;
  if (bytes_ > kMaxSortBytes) {
    return InvalidArgument("sort", "more than 4 GiB of documents; give a limit");
  }
  entries_.push_back(std::move(entry));
  if (keep_) std::push_heap(entries_.begin(), entries_.end(), less);
  return Status::OK();
}

std::vector<Object> Sorter::Finish() {
  std::sort(entries_.begin(), entries_.end(),
            [this](const Entry& a, const Entry& b) { return Less(a, b); });
  std::vector<Object> documents;
  documents.reserve(entries_.size());
  for (Entry& entry : entries_) documents.push_back(std::move(entry.document));
  entries_.clear();
  return documents;
}

}  // namespace parquedb
