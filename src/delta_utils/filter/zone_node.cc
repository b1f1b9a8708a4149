#include "delta_utils/filter/zone_node_internal.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace delta_utils::filter_internal {
namespace {

bool HasIndex(const FieldPath& path) {
  return std::any_of(path.parts().begin(), path.parts().end(),
                     [](const PathPart& part) { return part.index.has_value(); });
}

}  // namespace

class ZoneNodeMaker {
 public:
  using Kind = ZoneNode::Kind;
  using Subject = ZoneNode::Subject;

  /// Where in the filter a node stands.
  struct Scope {
    Subject subject = Subject::kRow;
    /// kField: of the paths. nullopt: no map covers them.
    std::optional<std::string> prefix = std::string();
    size_t map = ZoneNode::kNoMap;  // of kElement
  };

  explicit ZoneNodeMaker(std::vector<std::string>* paths) : paths_(paths) {}

  ZoneNode Make(const Filter& filter, const Scope& scope) {
    ZoneNode node;
    node.subject_ = scope.subject;
    if (const auto* logical = std::get_if<Logical>(&filter.node)) {
      node.kind_ = KindOf(logical->kind);
      for (const Filter& clause : logical->clauses) {
        node.clauses_.push_back(Make(clause, scope));
      }
    } else if (const auto* match = std::get_if<ElementMatch>(&filter.node)) {
      node.kind_ = Kind::kElementMatch;
      node.map_ = MapOf(match->path, scope);
      const Scope inner = ScopeIn(*match, scope, node.map_);
      for (const Filter& of : match->of) node.clauses_.push_back(Make(of, inner));
    } else {
      node.leaf_ = MakeZoneLeaf(filter);
      if (node.leaf_ != nullptr) node.map_ = MapOf(*PathOf(filter), scope);
    }
    return node;
  }

 private:
  static Kind KindOf(Logical::Kind kind) {
    if (kind == Logical::Kind::kAnd) return Kind::kAnd;
    return kind == Logical::Kind::kOr ? Kind::kOr : Kind::kNor;
  }

  size_t MapOf(const FieldPath& path, const Scope& scope) {
    if (scope.subject == Subject::kElement) return scope.map;
    // Inside an element an index counts from there, not from where the map's path does.
    const bool is_inner = scope.subject == Subject::kField;
    if (!scope.prefix || (is_inner && HasIndex(path))) return ZoneNode::kNoMap;
    std::string name = *scope.prefix + path.text();
    const auto [found, is_new] = places_.try_emplace(name, paths_->size());
    if (is_new) paths_->push_back(std::move(name));
    return found->second;
  }

  /// An array that is itself an element, or that an index led to, is entered here, but
  /// not by the path that the map follows.
  static Scope ScopeIn(const ElementMatch& match, const Scope& scope, size_t map) {
    const bool is_covered = scope.subject != Subject::kElement && !HasIndex(match.path);
    Scope inner;
    if (match.kind == ElementMatch::Kind::kValue) {
      inner.subject = Subject::kElement;
      inner.map = is_covered ? map : ZoneNode::kNoMap;
    } else {
      inner.subject = Subject::kField;
      inner.prefix.reset();
      if (is_covered && scope.prefix)
        inner.prefix = *scope.prefix + match.path.text() + ".";
    }
    return inner;
  }

  std::vector<std::string>* const paths_;
  std::unordered_map<std::string, size_t> places_;
};

ZoneNode ZoneNode::Make(const Filter& filter, std::vector<std::string>* paths) {
  return ZoneNodeMaker(paths).Make(filter, {});
}

ZoneFacts ZoneNode::FactsFrom(Maps maps) const {
  ZoneFacts facts = FactsOf(map_ < maps.size() ? maps[map_] : nullptr);
  if (subject_ == Subject::kElement) {
    facts.is_list = false;
    facts.may_be_missing = false;
  } else if (subject_ == Subject::kField) {
    // An element that is itself an array has no field, which no item of the map tells.
    facts.is_list = true;
    facts.may_be_missing = true;
  }
  return facts;
}

Verdict ZoneNode::TestAnd(Maps maps) const {
  Verdict verdict = Verdict::kAlways;
  for (const ZoneNode& clause : clauses_) {
    const Verdict one = clause.Test(maps);
    if (one == Verdict::kNever) return one;
    if (one == Verdict::kMaybe) verdict = one;
  }
  return verdict;
}

Verdict ZoneNode::TestOr(Maps maps) const {
  Verdict verdict = Verdict::kNever;
  for (const ZoneNode& clause : clauses_) {
    const Verdict one = clause.Test(maps);
    if (one == Verdict::kAlways) return one;
    if (one == Verdict::kMaybe) verdict = one;
  }
  return verdict;
}

Verdict ZoneNode::Test(Maps maps) const {
  switch (kind_) {
    case Kind::kAnd:
      return TestAnd(maps);
    case Kind::kOr:
      return TestOr(maps);
    case Kind::kNor:
      return Not(TestOr(maps));
    case Kind::kElementMatch: {
      const TypeSet arrays = {ValueType::kArray};
      const ZoneFacts facts = FactsFrom(maps);
      if (!facts.own.Or(facts.others).Intersects(arrays)) return Verdict::kNever;
      const bool is_never = TestAnd(maps) == Verdict::kNever;
      return is_never ? Verdict::kNever : Verdict::kMaybe;
    }
    case Kind::kLeaf: {
      if (leaf_ == nullptr) return Verdict::kMaybe;
      const ZoneFacts facts = FactsFrom(maps);
      return VerdictOf(leaf_->Test(facts), facts.is_list);
    }
  }
  return Verdict::kMaybe;
}

}  // namespace delta_utils::filter_internal
