#include <algorithm>
#include <utility>

#include "delta_utils/filter/zone_leaf_internal.h"
#include "delta_utils/filter/zone_map.h"
#include "delta_utils/filter/zone_node_internal.h"

namespace delta_utils {

using filter_internal::FactsOf;
using filter_internal::MakeZoneLeaf;
using filter_internal::ZoneFacts;

namespace {

using Operator = ZoneMapPredicate::Operator;

Operator OperatorOf(CompareOp op) {
  switch (op) {
    case CompareOp::kEq:
      return Operator::kEq;
    case CompareOp::kGt:
      return Operator::kGt;
    case CompareOp::kGte:
      return Operator::kGte;
    case CompareOp::kLt:
      return Operator::kLt;
    case CompareOp::kLte:
      return Operator::kLte;
  }
  return Operator::kEq;
}

/// What holds in every row in which none of a $nor's clauses does.
void CollectNegated(const Filter& clause, std::vector<ZoneMapPredicate>* predicates) {
  const auto* comparison = std::get_if<Comparison>(&clause.node);
  if (comparison == nullptr || comparison->op != CompareOp::kEq) return;
  predicates->push_back(
      {comparison->path.text(), Operator::kNe, comparison->operand, Value()});
}

void Collect(const Filter& filter, std::vector<ZoneMapPredicate>* predicates) {
  if (const auto* comparison = std::get_if<Comparison>(&filter.node)) {
    predicates->push_back({comparison->path.text(), OperatorOf(comparison->op),
                           comparison->operand, Value()});
  } else if (const auto* in = std::get_if<In>(&filter.node)) {
    predicates->push_back({in->path.text(), Operator::kIn, Array{in->operands}, Value()});
  } else if (const auto* logical = std::get_if<Logical>(&filter.node)) {
    for (const Filter& clause : logical->clauses) {
      if (logical->kind == Logical::Kind::kAnd) Collect(clause, predicates);
      if (logical->kind == Logical::Kind::kNor) CollectNegated(clause, predicates);
    }
  }
}

Verdict TestOne(const ZoneFacts& facts, CompareOp op, const Value& operand) {
  const auto leaf = MakeZoneLeaf(op, operand);
  if (leaf == nullptr) return Verdict::kMaybe;
  return filter_internal::VerdictOf(leaf->Test(facts), facts.is_list);
}

bool IsNever(const ZoneFacts& facts, CompareOp op, const Value& operand) {
  return TestOne(facts, op, operand) == Verdict::kNever;
}

}  // namespace

std::vector<ZoneMapPredicate> FilterToZoneMapPredicates(const Filter& filter) {
  std::vector<ZoneMapPredicate> predicates;
  Collect(filter, &predicates);
  return predicates;
}

bool CanSkipZoneMap(const ZoneMap& map, const ZoneMapPredicate& predicate) {
  const ZoneFacts facts = FactsOf(&map);
  switch (predicate.op) {
    case Operator::kEq:
      return IsNever(facts, CompareOp::kEq, predicate.value);
    case Operator::kNe:
      return TestOne(facts, CompareOp::kEq, predicate.value) == Verdict::kAlways;
    case Operator::kGt:
      return IsNever(facts, CompareOp::kGt, predicate.value);
    case Operator::kGte:
      return IsNever(facts, CompareOp::kGte, predicate.value);
    case Operator::kLt:
      return IsNever(facts, CompareOp::kLt, predicate.value);
    case Operator::kLte:
      return IsNever(facts, CompareOp::kLte, predicate.value);
    case Operator::kBetween:
      return IsNever(facts, CompareOp::kGte, predicate.value) ||
             IsNever(facts, CompareOp::kLte, predicate.value2);
    case Operator::kIn: {
      const auto* operands = predicate.value.get_if<Array>();
      return operands != nullptr &&
             std::all_of(
                 operands->values.begin(), operands->values.end(),
                 [&](const Value& v) { return IsNever(facts, CompareOp::kEq, v); });
    }
  }
  return false;
}

}  // namespace delta_utils
