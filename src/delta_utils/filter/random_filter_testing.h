// Filters of all operators over given paths and values, for tests.
#pragma once

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "delta_utils/base/value.h"

namespace delta_utils::testing {

class RandomFilter {
 public:
  RandomFilter(std::mt19937_64* random, std::vector<std::string> paths,
               std::vector<Value> values)
      : random_(*random), paths_(std::move(paths)), values_(std::move(values)) {}

  /// May be one that ParseFilter refuses, as not every value is an operand.
  Object Next(int depth = 0) {
    if (depth < 2 && Below(4) == 0) {
      const char* const kinds[] = {"$and", "$or", "$nor"};
      return One(kinds[Below(3)], Clauses(depth));
    }
    Object filter;
    filter.Append(paths_[Below(paths_.size())], Operand(depth));
    if (Below(4) == 0) {
      const std::string& path = paths_[Below(paths_.size())];
      if (filter.Find(path) == nullptr) filter.Append(path, Operand(depth));
    }
    return filter;
  }

 private:
  size_t Below(size_t count) { return random_() % count; }
  Value Any() { return values_[Below(values_.size())]; }
  static Object One(std::string name, Value value) {
    Object object;
    object.Append(std::move(name), std::move(value));
    return object;
  }

  Value Clauses(int depth) {
    Array clauses;
    for (size_t i = 0; i < 1 + Below(3); ++i)
      clauses.values.emplace_back(Next(depth + 1));
    return clauses;
  }

  Value Some() {
    Array some;
    for (size_t i = 0; i < Below(4); ++i) some.values.push_back(Any());
    return some;
  }

  Value Operand(int depth) {
    if (Below(5) == 0) return Any();
    Object operators = Operator(depth);
    if (Below(3) == 0) {
      const Object more = Operator(depth);
      for (const auto& field : more.fields) {
        if (operators.Find(field.name) == nullptr) operators.fields.push_back(field);
      }
    }
    return operators;
  }

  Object Operator(int depth) {
    static const std::vector<std::string> kTypes = {
        "double", "string", "object", "array", "binData", "objectId", "bool",
        "date",   "null",   "int",    "long",  "decimal", "number"};
    switch (Below(16)) {
      case 0:
        return One("$exists", Below(2) == 0);
      case 1:
        return One("$type", Value(kTypes[Below(kTypes.size())]));
      case 2:
        return One("$in", Some());
      case 3:
        return One("$nin", Some());
      case 4:
        return One("$all", Some());
      case 5:
        return One("$size", static_cast<int32_t>(Below(4)));
      case 6:
        return One("$mod", Array{{static_cast<int32_t>(1 + Below(5)),
                                  static_cast<int32_t>(Below(3))}});
      case 7:
        return One("$bitsAnySet", Array{{static_cast<int32_t>(Below(5))}});
      case 8: {
        const Value value = Any();
        const auto* text = value.get_if<std::string>();
        const bool is_plain =
            text != nullptr && text->find_first_of("\\[](){}.*+?^$|/") == text->npos;
        return One("$regex", Value("^" + (is_plain ? text->substr(0, 3) : "b")));
      }
      case 9:
        if (depth < 2) return One("$elemMatch", Next(depth + 1));
        return One("$elemMatch", One("$gte", Any()));
      case 10:
        if (depth < 3) return One("$not", Operator(depth + 1));
        return One("$ne", Any());
      case 11:
        return One("$ne", Any());
      default: {
        const char* const kRanges[] = {"$eq", "$gt", "$gte", "$lt", "$lte"};
        return One(kRanges[Below(5)], Any());
      }
    }
  }

  std::mt19937_64& random_;
  std::vector<std::string> paths_;
  std::vector<Value> values_;
};

}  // namespace delta_utils::testing
