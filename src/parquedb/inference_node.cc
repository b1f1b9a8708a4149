#include <array>
#include <cmath>

#include "delta_utils/base/decimal128.h"
#include "parquedb/column_fit.h"
#include "parquedb/inference_node_internal.h"

namespace parquedb::internal {
namespace {

constexpr int64_t kMaxExactDouble = int64_t{1} << 53;
constexpr int kMaxDecimalDigits = 34;

void ObserveLong(int64_t number, Node* node) {
  if (number == static_cast<int32_t>(number)) {
    ++node->longs_in_int32;
  } else if (number >= -kMaxExactDouble && number <= kMaxExactDouble) {
    ++node->longs_in_double;
  } else {
    ++node->longs_beyond;
  }
}

void ObserveDouble(double number, Node* node) {
  bool integral = number == std::trunc(number) && std::abs(number) <= kMaxExactDouble;
  ++(integral ? node->integral_doubles : node->other_doubles);
}

void ObserveDecimal(const delta_utils::Decimal128& decimal, Node* node) {
  delta_utils::DecimalParts parts = delta_utils::PartsOf(decimal);
  if (parts.form == delta_utils::DecimalParts::Form::kFinite) {
    ++node->decimals_by_scale[-parts.exponent];
  }
}

}  // namespace

Node::Node() = default;
Node::~Node() = default;

void Node::Observe(const Value& value) {
  ++present;
  switch (value.type()) {
    case delta_utils::ValueType::kNull:
      ++nulls;
      break;
    case delta_utils::ValueType::kBool:
      ++bools;
      break;
    case delta_utils::ValueType::kInt32:
      ++int32s;
      break;
    case delta_utils::ValueType::kInt64:
      ObserveLong(value.get<int64_t>(), this);
      break;
    case delta_utils::ValueType::kDouble:
      ObserveDouble(value.get<double>(), this);
      break;
    case delta_utils::ValueType::kDecimal128:
      ObserveDecimal(value.get<delta_utils::Decimal128>(), this);
      break;
    case delta_utils::ValueType::kString:
      ++strings;
      break;
    case delta_utils::ValueType::kBinary:
      ++binaries_by_subtype[value.get<delta_utils::Binary>().subtype];
      break;
    case delta_utils::ValueType::kObjectId:
      ++object_ids;
      break;
    case delta_utils::ValueType::kUuid:
      ++uuids;
      break;
    case delta_utils::ValueType::kDate:
      if (HeldMicros(value)) ++dates;
      break;
    case delta_utils::ValueType::kArray:
      ++arrays;
      if (element == nullptr) element = std::make_unique<Node>();
      for (const Value& item : value.get<Array>().values) element->Observe(item);
      break;
    case delta_utils::ValueType::kObject:
      ++objects;
      if (fields == nullptr) fields = std::make_unique<NodeFields>(kMaxObjectKeys);
      fields->Observe(value.get<Object>());
      break;
    default:  // types that no column holds
      break;
  }
}

void NodeFields::Observe(const Object& object) {
  auto after = nodes_.begin();
  for (const auto& field : object.fields) {
    auto found = by_name_.find(field.name);
    if (found == by_name_.end()) {
      if (by_name_.size() == max_names_) {
        overflown_ = true;
        continue;
      }
      auto inserted = nodes_.emplace(after, field.name, std::make_unique<Node>());
      found = by_name_.emplace(inserted->first, inserted).first;
    }
    found->second->second->Observe(field.value);
    after = std::next(found->second);
  }
}

std::pair<Column, int64_t> BestScalar(const Node& node) {
  const int64_t longs = node.longs_in_double + node.longs_beyond;
  // In order of preference: a later kind wins only by giving more values back exactly.
  const std::array<std::pair<ColumnKind, int64_t>, 10> kinds = {{
      {ColumnKind::kWhole, node.int32s + longs},
      {ColumnKind::kInt, node.int32s},
      {ColumnKind::kLong, longs + node.longs_in_int32},
      {ColumnKind::kDouble, node.integral_doubles + node.other_doubles},
      {ColumnKind::kNumber, node.int32s + node.longs_in_double + node.other_doubles},
      {ColumnKind::kString, node.strings},
      {ColumnKind::kBool, node.bools},
      {ColumnKind::kDate, node.dates},
      {ColumnKind::kObjectId, node.object_ids},
      {ColumnKind::kUuid, node.uuids},
  }};
  Column best;
  int64_t best_count = 0;
  for (const auto& [kind, count] : kinds) {
    if (count > best_count) best.kind = kind, best_count = count;
  }
  for (const auto& [scale, count] : node.decimals_by_scale) {
    if (scale < 0 || scale > kMaxDecimalDigits || count <= best_count) continue;
    best.kind = ColumnKind::kDecimal;
    best.precision = kMaxDecimalDigits;
    best.scale = scale;
    best_count = count;
  }
  for (const auto& [subtype, count] : node.binaries_by_subtype) {
    if (count <= best_count) continue;
    best.kind = ColumnKind::kBinary;
    best.subtype = subtype;
    best_count = count;
  }
  return {best, best_count};
}

}  // namespace parquedb::internal
