#include "delta_utils/filter/column_predicate.h"

#include <limits>
#include <span>
#include <utility>

#include "delta_utils/filter/predicate_leaf_internal.h"

namespace delta_utils {
namespace {

using filter_internal::And;
using filter_internal::AnyElement;
using filter_internal::Constant;
using filter_internal::Guard;
using filter_internal::LeafTest;
using filter_internal::Not;
using filter_internal::Or;
using filter_internal::Place;
using filter_internal::Term;
using filter_internal::Unknown;
using Kind = ColumnPredicate::Kind;
using Parts = std::span<const PathPart>;

constexpr int kMaxConditions = 10'000;
/// Engines count elements by 32 bits.
constexpr uint32_t kMaxIndex = std::numeric_limits<int32_t>::max() - 1;

/// The fields of a document: the row's, or those of a struct.
struct Fields {
  const std::vector<TypedColumn>& columns;
  bool is_complete;
  ColumnRef ref;
};

Fields FieldsOf(const Place& place) { return {place.column->children, true, place.ref}; }

/// Follows paths by the types of columns as PathWalk follows them by values.
class Translator {
 public:
  explicit Translator(const PredicateLanguage& language) : language_(language) {}

  Result<ColumnPredicate> OfDocument(const Filter& filter, const Fields& fields);

 private:
  /// Filters within {$elemMatch: {$gt: ...}}: of the value itself.
  Result<ColumnPredicate> OfValue(const Filter& filter, const Place& place);
  template <typename OfClause>
  Result<ColumnPredicate> OfLogical(const Logical& logical, const OfClause& of_clause);

  Result<ColumnPredicate> InFields(const LeafTest& test, const Fields& fields,
                                   Parts parts);
  Result<ColumnPredicate> Behind(const LeafTest& test, const Place& place, Parts rest);
  Result<ColumnPredicate> ThroughList(const LeafTest& test, const Place& list,
                                      Parts parts);
  Result<ColumnPredicate> AtIndex(const LeafTest& test, const Place& list, Parts parts);
  Result<ColumnPredicate> AtEnd(const LeafTest& test, const Place& place);
  /// Of the value alone, which may be NULL.
  Result<ColumnPredicate> Alone(const LeafTest& test, const Place& place, bool on_null);
  Result<ColumnPredicate> HasElement(const ElementMatch& match, const Place& list);

  const PredicateLanguage& language_;
  int budget_ = kMaxConditions;
};

template <typename OfClause>
Result<ColumnPredicate> Translator::OfLogical(const Logical& logical,
                                              const OfClause& of_clause) {
  std::vector<ColumnPredicate> clauses;
  for (const Filter& clause : logical.clauses) {
    ARROW_ASSIGN_OR_RAISE(ColumnPredicate predicate, of_clause(clause));
    clauses.push_back(std::move(predicate));
  }
  switch (logical.kind) {
    case Logical::Kind::kAnd:
      return And(std::move(clauses));
    case Logical::Kind::kOr:
      return Or(std::move(clauses));
    case Logical::Kind::kNor:
      break;
  }
  for (ColumnPredicate& clause : clauses) clause = Not(std::move(clause));
  return And(std::move(clauses));
}

Result<ColumnPredicate> Translator::OfDocument(const Filter& filter,
                                               const Fields& fields) {
  if (const auto* logical = std::get_if<Logical>(&filter.node)) {
    return OfLogical(*logical,
                     [&](const Filter& clause) { return OfDocument(clause, fields); });
  }
  const FieldPath* path = PathOf(filter);
  if (path == nullptr) return Unknown();
  ARROW_ASSIGN_OR_RAISE(const LeafTest test, LeafTest::Make(filter, language_));
  return InFields(test, fields, path->parts());
}

Result<ColumnPredicate> Translator::OfValue(const Filter& filter, const Place& place) {
  if (const auto* logical = std::get_if<Logical>(&filter.node)) {
    return OfLogical(*logical,
                     [&](const Filter& clause) { return OfValue(clause, place); });
  }
  if (PathOf(filter) == nullptr) return Unknown();
  ARROW_ASSIGN_OR_RAISE(const LeafTest test, LeafTest::Make(filter, language_));
  return Alone(test, place, test.on_null());
}

Result<ColumnPredicate> Translator::InFields(const LeafTest& test, const Fields& fields,
                                             Parts parts) {
  for (const TypedColumn& column : fields.columns) {
    if (column.name != parts.front().name) continue;
    return Behind(test, Place{fields.ref, nullptr}.Child(column), parts.subspan(1));
  }
  return fields.is_complete ? Constant(test.on_missing()) : Unknown();
}

Result<ColumnPredicate> Translator::Behind(const LeafTest& test, const Place& place,
                                           Parts rest) {
  if (place.column->type == ColumnType::kOther) return Unknown();
  if (rest.empty()) return AtEnd(test, place);
  ColumnPredicate behind = Constant(test.on_missing());
  if (place.column->type == ColumnType::kStruct) {
    ARROW_ASSIGN_OR_RAISE(behind, InFields(test, FieldsOf(place), rest));
  } else if (place.column->type == ColumnType::kList) {
    ARROW_ASSIGN_OR_RAISE(behind, ThroughList(test, place, rest));
  }
  return Guard(place, test.on_missing(), std::move(behind));
}

Result<ColumnPredicate> Translator::ThroughList(const LeafTest& test, const Place& list,
                                                Parts parts) {
  const Place element = list.Element();
  if (!language_.has_lists || element.column->type == ColumnType::kOther)
    return Unknown();
  std::vector<ColumnPredicate> ways;
  if (element.column->type == ColumnType::kStruct) {
    ARROW_ASSIGN_OR_RAISE(ColumnPredicate way, InFields(test, FieldsOf(element), parts));
    ways.push_back(AnyElement(list, Guard(element, false, std::move(way))));
  }
  if (parts.front().index) {
    ARROW_ASSIGN_OR_RAISE(ColumnPredicate way, AtIndex(test, list, parts));
    ways.push_back(std::move(way));
  }
  return Or(std::move(ways));
}

Result<ColumnPredicate> Translator::AtIndex(const LeafTest& test, const Place& list,
                                            Parts parts) {
  const uint32_t index = *parts.front().index;
  if (index > kMaxIndex) return Unknown();
  const Place element = list.At(index);
  if (parts.size() == 1) {
    ARROW_ASSIGN_OR_RAISE(ColumnPredicate alone, Alone(test, element, test.on_null()));
    if (!test.on_null()) return alone;
    // Behind the end of the list there is no null, though NULL is read there.
    ColumnPredicate is_there =
        Term(Kind::kLength, list, {Value(int64_t{index})}, CompareOp::kGt);
    return And({std::move(is_there), std::move(alone)});
  }
  ColumnPredicate behind = Constant(false);
  if (element.column->type == ColumnType::kStruct) {
    ARROW_ASSIGN_OR_RAISE(behind, InFields(test, FieldsOf(element), parts.subspan(1)));
  } else if (element.column->type == ColumnType::kList) {
    ARROW_ASSIGN_OR_RAISE(behind, ThroughList(test, element, parts.subspan(1)));
  }
  return Guard(element, false, std::move(behind));
}

Result<ColumnPredicate> Translator::AtEnd(const LeafTest& test, const Place& place) {
  const bool on_null = place.column->null_is_missing ? test.on_missing() : test.on_null();
  const bool is_list = place.column->type == ColumnType::kList;
  if (!is_list || !test.enters_lists()) return Alone(test, place, on_null);
  std::vector<ColumnPredicate> ways;
  const Place element = place.Element();
  if (language_.has_lists) {
    ARROW_ASSIGN_OR_RAISE(ColumnPredicate way, Alone(test, element, test.on_null()));
    ways.push_back(AnyElement(place, std::move(way)));
  } else {
    ways.push_back(Unknown());
  }
  ARROW_ASSIGN_OR_RAISE(ColumnPredicate whole, Alone(test, place, false));
  ways.push_back(std::move(whole));
  return Guard(place, on_null, Or(std::move(ways)));
}

Result<ColumnPredicate> Translator::Alone(const LeafTest& test, const Place& place,
                                          bool on_null) {
  if (--budget_ < 0) return Unknown();
  if (place.column->type == ColumnType::kOther) return Unknown();
  ColumnPredicate alone = Constant(false);
  const auto* match = std::get_if<ElementMatch>(&test.leaf().node);
  if (match == nullptr) {
    alone = test.On(place);
  } else if (place.column->type == ColumnType::kList) {
    ARROW_ASSIGN_OR_RAISE(alone, HasElement(*match, place));
  }
  return Guard(place, on_null, std::move(alone));
}

Result<ColumnPredicate> Translator::HasElement(const ElementMatch& match,
                                               const Place& list) {
  const Place element = list.Element();
  const ColumnType type = element.column->type;
  if (!language_.has_lists || type == ColumnType::kOther) return Unknown();
  ColumnPredicate of_element = Constant(false);
  if (match.kind == ElementMatch::Kind::kValue) {
    ARROW_ASSIGN_OR_RAISE(of_element, OfValue(match.of.front(), element));
  } else if (type == ColumnType::kStruct) {
    ARROW_ASSIGN_OR_RAISE(of_element, OfDocument(match.of.front(), FieldsOf(element)));
    of_element = Guard(element, false, std::move(of_element));
  } else if (type == ColumnType::kList) {
    of_element = Guard(element, false, Unknown());
  }
  return AnyElement(list, std::move(of_element));
}

}  // namespace

Result<ColumnPredicate> PredicateOf(const Filter& filter, const TypedColumns& columns,
                                    const PredicateLanguage& language) {
  Translator translator(language);
  return translator.OfDocument(filter, {columns.columns, columns.is_complete, {}});
}

}  // namespace delta_utils
