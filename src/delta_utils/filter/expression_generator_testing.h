// Random expressions for $expr, of the operators that naive_expression_testing.h knows.
//
//   testing::DocumentGenerator generator(seed);
//   Value truth = testing::RandomTruth({"a", "b.c"}, /*levels=*/3, &generator);
#pragma once

#include <string>
#include <vector>

#include "delta_utils/base/value.h"
#include "delta_utils/filter/document_generator_testing.h"

namespace delta_utils::testing {

inline Value Call(const std::string& op, Value operand) {
  return Object{{{op, std::move(operand)}}};
}

/// A name that is empty or begins with $ cannot be spelled in an expression.
inline std::string RandomFieldOf(const std::vector<std::string>& paths,
                                 DocumentGenerator* generator) {
  for (int i = 0; i < 5 && !paths.empty(); ++i) {
    const std::string path = "." + generator->Pick(paths) + ".";
    const bool is_bad =
        path.find("..") != std::string::npos || path.find('$') != std::string::npos;
    if (!is_bad) return "$" + path.substr(1, path.size() - 2);
  }
  return generator->Pick<std::string>({"$a", "$b", "$c.a"});
}

inline Value RandomOperand(const std::vector<std::string>& paths,
                           DocumentGenerator* generator) {
  const std::string field = RandomFieldOf(paths, generator);
  if (generator->Chance(50)) return field;
  const Value literal = Call("$literal", generator->AnyValue(1));
  if (generator->Chance(60)) return literal;
  if (generator->Chance(50)) return generator->Number();
  return Call("$ifNull", Array{{field, literal}});
}

inline std::string RandomComparison(DocumentGenerator* generator) {
  return generator->Pick<std::string>({"$eq", "$ne", "$gt", "$gte", "$lt", "$lte"});
}

/// A field alone, or a choice by whether a field is a number.
inline Value RandomQuestion(const std::vector<std::string>& paths,
                            DocumentGenerator* generator) {
  const Value field = RandomFieldOf(paths, generator);
  if (generator->Chance(40)) return field;
  const Value is_number =
      Call("$and",
           Array{{Call("$gt", Array{{field, Null{}}}), Call("$lt", Array{{field, ""}})}});
  const Value test = Call(RandomComparison(generator), Array{{field, int32_t{1}}});
  return Call("$cond", Array{{is_number, test, generator->Chance(50)}});
}

inline Value RandomTruth(const std::vector<std::string>& paths, int levels,
                         DocumentGenerator* generator) {
  if (levels > 0 && generator->Chance(40)) {
    Array operands;
    for (uint64_t i = 1 + generator->Small() / 2; i > 0; --i) {
      operands.values.push_back(RandomTruth(paths, levels - 1, generator));
    }
    if (operands.size() == 1) return Call("$not", operands);
    return Call(generator->Pick<std::string>({"$and", "$or"}), operands);
  }
  if (generator->Chance(40)) return RandomQuestion(paths, generator);
  Value left = RandomOperand(paths, generator);
  Value right = RandomOperand(paths, generator);
  return Call(RandomComparison(generator), Array{{std::move(left), std::move(right)}});
}

}  // namespace delta_utils::testing
