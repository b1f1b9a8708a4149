#include <algorithm>
#include <numeric>
#include <utility>

#include "delta_utils/columnar/shredding_internal.h"
#include "delta_utils/columnar/shredding_sketch_internal.h"

namespace delta_utils {
namespace {

constexpr size_t kMaxNodes = 20'000;
constexpr size_t kMaxFields = 1'000;
constexpr int kMaxDigits = 38;
constexpr int kLevelsOfField = 2;    // typed_value, the field's group
constexpr int kLevelsOfElement = 3;  // typed_value, list, element
/// Of the values of a path, so many must be of one type for a column of that type.
constexpr double kDominance = 0.90;

/// Types that one column holds are of one kind: that of the type here returned.
VariantType KindOf(VariantType type) {
  switch (type) {
    case VariantType::kFalse:
      return VariantType::kTrue;
    case VariantType::kInt8:
    case VariantType::kInt16:
    case VariantType::kInt32:
      return VariantType::kInt64;
    case VariantType::kDecimal4:
    case VariantType::kDecimal8:
      return VariantType::kDecimal16;
    case VariantType::kShortString:
      return VariantType::kString;
    default:
      return type;
  }
}

/// Where Node counts the values of a kind.
size_t Slot(VariantType kind) {
  if (kind == VariantType::kObject) return 30;
  if (kind == VariantType::kArray) return 31;
  return static_cast<size_t>(kind);
}

constexpr VariantType kKinds[] = {
    VariantType::kTrue,   VariantType::kInt64,          VariantType::kFloat,
    VariantType::kDouble, VariantType::kDecimal16,      VariantType::kDate,
    VariantType::kTime,   VariantType::kTimestamp,      VariantType::kTimestampNtz,
    VariantType::kString, VariantType::kTimestampNanos, VariantType::kTimestampNtzNanos,
    VariantType::kBinary, VariantType::kUuid,           VariantType::kArray,
    VariantType::kObject,
};

bool IsContainer(VariantType type) {
  return type == VariantType::kObject || type == VariantType::kArray;
}

}  // namespace

ShreddingSketch::ShreddingSketch(const InferShreddingOptions& options)
    : options_(options) {
  nodes_.emplace_back().levels = options.levels_above;
}

Status ShreddingSketch::Add(VariantView row) {
  ++rows_;
  Limits limits(row);
  pending_.assign(1, {row, 0});
  while (!pending_.empty()) {
    const Pending next = pending_.back();
    pending_.pop_back();
    ARROW_RETURN_NOT_OK(Count(next, &limits));
  }
  return Status::OK();
}

Status ShreddingSketch::Count(Pending pending, Limits* limits) {
  ARROW_RETURN_NOT_OK(limits->Spend(1));
  ARROW_RETURN_NOT_OK(pending.view.Check());
  const VariantType kind = KindOf(pending.view.type());
  if (kind == VariantType::kNull) return Status::OK();
  Node& node = nodes_[pending.node];
  if (node.last_row != rows_) {
    node.last_row = rows_;
    ++node.rows;
  }
  ++node.count;
  ++node.values[Slot(kind)];
  switch (kind) {
    case VariantType::kInt64:
    case VariantType::kDecimal16:
      CountNumber(pending.view, &node);
      return Status::OK();
    case VariantType::kObject:
      return CountFields(pending, limits);
    case VariantType::kArray:
      return CountElements(pending, limits);
    default:
      return Status::OK();
  }
}

void ShreddingSketch::CountNumber(VariantView view, Node* node) {
  const auto decimal = view.ToDecimal();
  if (!decimal) return;
  const int digits = decimal->unscaled == 0 ? 0 : DigitCount(decimal->unscaled);
  node->whole_digits = std::max(node->whole_digits, digits - decimal->scale);
  node->scale = std::max(node->scale, int{decimal->scale});
}

Status ShreddingSketch::CountFields(Pending pending, Limits* limits) {
  const auto object = pending.view.ToObject();
  if (!object) return Corrupt("", "malformed object");
  ARROW_RETURN_NOT_OK(limits->Enter(nodes_[pending.node].depth, object->size()));
  for (uint32_t i = 0; i < object->size(); ++i) {
    const auto name = object->name(i);
    if (!name) return Corrupt("", "field id out of range");
    ARROW_RETURN_NOT_OK(limits->SpendName(*name));
    name_bytes_ += static_cast<int64_t>(name->size());
    const uint32_t node = FieldNode(pending.node, *name);
    if (node != 0) pending_.push_back({object->value(i), node});
  }
  return Status::OK();
}

Status ShreddingSketch::CountElements(Pending pending, Limits* limits) {
  const auto array = pending.view.ToArray();
  if (!array) return Corrupt("", "malformed array");
  ARROW_RETURN_NOT_OK(limits->Enter(nodes_[pending.node].depth, array->size()));
  if (nodes_[pending.node].element == 0) {
    nodes_[pending.node].element = AddNode(pending.node, kLevelsOfElement);
  }
  const uint32_t element = nodes_[pending.node].element;
  if (element == 0) return Status::OK();
  for (uint32_t i = 0; i < array->size(); ++i) {
    pending_.push_back({array->value(i), element});
  }
  return Status::OK();
}

uint32_t ShreddingSketch::AddNode(uint32_t parent, int levels) {
  const int deepest = std::min(options_.max_depth, kMaxShreddingDepth);
  const int depth = nodes_[parent].depth + 1;
  levels += nodes_[parent].levels;
  const bool is_too_deep = depth > deepest || levels + 1 > kMaxParquetLevels;
  if (is_too_deep || nodes_.size() >= kMaxNodes) return 0;
  nodes_.emplace_back();
  nodes_.back().depth = depth;
  nodes_.back().levels = levels;
  return static_cast<uint32_t>(nodes_.size() - 1);
}

uint32_t ShreddingSketch::FieldNode(uint32_t node, std::string_view name) {
  const auto& fields = nodes_[node].fields;
  const auto found = fields.find(name);
  if (found != fields.end()) return found->second;
  if (fields.size() >= kMaxFields) return 0;
  const uint32_t field = AddNode(node, kLevelsOfField);
  if (field != 0) nodes_[node].fields.emplace(name, field);
  return field;
}

bool ShreddingSketch::IsFrequent(const Node& node) const {
  return node.rows > 0 && static_cast<double>(node.rows) >=
                              options_.min_frequency * static_cast<double>(rows_);
}

VariantType ShreddingSketch::DominantType(const Node& node) const {
  const auto is_dominant = [&](int64_t count) {
    return count > 0 &&
           static_cast<double>(count) >= kDominance * static_cast<double>(node.count);
  };
  const int64_t integers = node.values[Slot(VariantType::kInt64)];
  const int64_t decimals = node.values[Slot(VariantType::kDecimal16)];
  // One decimal column holds both.
  if (decimals > 0 && is_dominant(integers + decimals) &&
      node.whole_digits + node.scale <= kMaxDigits) {
    return VariantType::kDecimal16;
  }
  const auto* const kind =
      std::find_if(std::begin(kKinds), std::end(kKinds),
                   [&](VariantType k) { return is_dominant(node.values[Slot(k)]); });
  // Decimals alone, of more digits than there are, have no column.
  if (kind == std::end(kKinds) || *kind == VariantType::kDecimal16) {
    return VariantType::kInvalid;
  }
  return *kind;
}

ShreddingType ShreddingSketch::ScalarType(const Node& node, VariantType type) const {
  if (type != VariantType::kDecimal16) return {type, 0, 0, {}, {}};
  const int precision = std::max(1, node.whole_digits + node.scale);
  return {DecimalWidthOf(precision), precision, node.scale, {}, {}};
}

std::vector<bool> ShreddingSketch::ChooseLeaves() const {
  std::vector<Leaf> leaves;
  for (uint32_t i = 0; i < nodes_.size(); ++i) {
    const VariantType type = DominantType(nodes_[i]);
    if (type != VariantType::kInvalid && !IsContainer(type) && IsFrequent(nodes_[i])) {
      leaves.push_back({nodes_[i].rows, i});
    }
  }
  std::stable_sort(leaves.begin(), leaves.end(),
                   [](const Leaf& a, const Leaf& b) { return a.rows > b.rows; });
  const auto most = static_cast<size_t>(std::max(0, options_.max_fields));
  if (leaves.size() > most) leaves.resize(most);
  std::vector<bool> chosen(nodes_.size());
  for (const Leaf& leaf : leaves) chosen[leaf.node] = true;
  return chosen;
}

ShreddingType ShreddingSketch::TypeOf(uint32_t index,
                                      const std::vector<bool>& chosen) const {
  const Node& node = nodes_[index];
  const VariantType type = DominantType(node);
  if (!IsContainer(type)) {
    return chosen[index] ? ScalarType(node, type) : ShreddingType();
  }
  if (!IsFrequent(node)) return {};
  ShreddingType result;
  if (type == VariantType::kArray) {
    if (node.element == 0) return {};
    ShreddingType element = TypeOf(node.element, chosen);
    if (!element.has_typed_value()) return {};
    result.element.push_back(std::move(element));
  } else {
    for (const auto& [name, field] : node.fields) {
      ShreddingType shredding = TypeOf(field, chosen);
      if (shredding.has_typed_value()) {
        result.fields.push_back({name, std::move(shredding)});
      }
    }
    if (result.fields.empty()) return {};
  }
  result.type = type;
  return result;
}

ShreddingType ShreddingSketch::Infer() const { return TypeOf(0, ChooseLeaves()); }

}  // namespace delta_utils
