// Random documents and random filters that have something to do with each other.
//
//   testing::FilterGenerator generator(seed);
//   Object document = generator.Document();
//   Object filter = generator.Filter(document, /*levels=*/3);
//
// Names, numbers and texts are few, and paths and operands mostly come from the document,
// so that filters match about as often as not. All filters are valid. Numbers and regular
// expressions are those that the naive_*_testing.h headers know.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "delta_utils/base/value.h"
#include "delta_utils/filter/document_generator_testing.h"
#include "delta_utils/filter/expression_generator_testing.h"
#include "delta_utils/filter/schema_generator_testing.h"

namespace delta_utils::testing {

class FilterGenerator : public DocumentGenerator {
 public:
  using DocumentGenerator::DocumentGenerator;

  /// A filter with some of the paths and values of `document`.
  Object Filter(const Object& document, int levels) {
    Aim(document);
    return AnyFilter(levels);
  }
  /// One operator, which is named, on one path or on the document.
  std::pair<Object, std::string> SingleOperator(const Object& document, int levels) {
    Aim(document);
    if (Chance(10)) {
      const std::string op = Pick<std::string>({"$expr", "$jsonSchema"});
      return {Object{{{op, DocumentOperand(op, levels)}}}, op};
    }
    const std::string op = Pick(FieldOperators());
    std::string path = PathFor(op);
    Object operators;
    AddOperator(op, levels, &operators);
    return {Object{{{std::move(path), std::move(operators)}}}, op};
  }

  static const std::vector<std::string>& FieldOperators() {
    static const std::vector<std::string> kOperators = {
        "$eq",         "$ne",         "$gt",           "$gte",          "$lt",
        "$lte",        "$in",         "$nin",          "$exists",       "$type",
        "$size",       "$all",        "$elemMatch",    "$mod",          "$regex",
        "$bitsAllSet", "$bitsAnySet", "$bitsAllClear", "$bitsAnyClear", "$not"};
    return kOperators;
  }

 private:
  struct Hint {
    std::string path;
    Value value;
  };

  void Aim(const Object& document) {
    document_ = document;
    is_in_element_ = false;
    TakeHints(document);
  }
  void TakeHints(const Object& document) {
    hints_.clear();
    Collect(document, "");
  }
  /// All paths and values below `object`; the index of an element is named or left out.
  void Collect(const Object& object, const std::string& prefix) {
    for (const auto& [name, value] : object.fields) {
      const bool is_operator = prefix.empty() && name.starts_with("$");
      if (!is_operator) CollectValue(value, prefix + name);
    }
  }
  void CollectValue(const Value& value, const std::string& path) {
    hints_.push_back({path, value});
    if (const auto* object = value.get_if<Object>()) Collect(*object, path + ".");
    const auto* array = value.get_if<Array>();
    if (array == nullptr) return;
    for (size_t i = 0; i < array->size(); ++i) {
      CollectValue(array->values[i], Chance(50) ? path : path + "." + std::to_string(i));
    }
  }

  /// A path, and what it leads to as the aim of operands.
  std::string Path() {
    if (!hints_.empty() && Chance(85)) {
      Hint hint = Pick(hints_);
      aim_ = std::move(hint.value);
      // What is a wrapper in Extended JSON has no fields.
      if (Chance(3)) hint.path += Pick<std::string>({".$oid", ".$numberDecimal"});
      return std::move(hint.path);
    }
    aim_ = Scalar();
    std::string path = Name();
    for (uint64_t i = Small() / 2; i > 0; --i) path += "." + Name();
    return path;
  }
  /// Mostly one that leads to what the operator is about.
  std::string PathFor(const std::string& op) {
    std::string path = Path();
    for (int i = 0; i < 10 && !IsAbout(op, aim_); ++i) path = Path();
    return path;
  }
  static bool IsAbout(const std::string& op, const Value& value) {
    if (op == "$all" || op == "$elemMatch" || op == "$size") return value.is<Array>();
    if (op == "$regex") return value.is<std::string>() || value.is<Regex>();
    if (op == "$mod" || op.starts_with("$bits")) return value.is_number();
    return true;
  }

  /// Never undefined, which filters do not compare with.
  Value Operand() {
    for (;;) {
      Value value = Chance(50) ? PartOfAim() : AnyHint();
      if (!value.is<Undefined>() && !HasDollarNames(value)) return value;
    }
  }
  /// What is aimed at, or one of its elements.
  Value PartOfAim() {
    const auto* array = aim_.get_if<Array>();
    return array == nullptr || array->values.empty() || Chance(30) ? aim_
                                                                   : Pick(array->values);
  }
  Value AnyHint() {
    return hints_.empty() || Chance(50) ? AnyValue(1) : Pick(hints_).value;
  }
  Value OperandButRegex() {
    for (;;) {
      Value value = Chance(50) ? ScalarLike(PartOfAim()) : Operand();
      if (!value.is<Regex>() && !value.is<Undefined>()) return value;
    }
  }

  Object AnyFilter(int levels) {
    Object filter;
    for (uint64_t i = 1 + Small() / 2; i > 0; --i) {
      std::string name = NameOfClause(levels);
      if (filter.Find(name) != nullptr) continue;
      Value operand = OperandOfClause(name, levels);
      filter.Append(std::move(name), std::move(operand));
    }
    if (Chance(3)) filter.Append("$comment", "a");
    return filter;
  }
  /// $expr and $jsonSchema are about the whole document only.
  std::string NameOfClause(int levels) {
    if (levels > 0 && Chance(30)) return Pick<std::string>({"$and", "$or", "$nor"});
    if (!is_in_element_ && Chance(5)) return Pick<std::string>({"$expr", "$jsonSchema"});
    return Path();
  }
  Value OperandOfClause(const std::string& name, int levels) {
    if (!name.starts_with("$")) return FieldOperand(levels);
    if (name == "$expr" || name == "$jsonSchema") return DocumentOperand(name, levels);
    return Filters(levels - 1);
  }
  Value DocumentOperand(const std::string& op, int levels) {
    if (op == "$jsonSchema") return RandomSchema(document_, levels, this);
    std::vector<std::string> paths;
    for (const Hint& hint : hints_) paths.push_back(hint.path);
    return RandomTruth(paths, levels, this);
  }
  Value Filters(int levels) {
    Array filters;
    for (uint64_t i = 1 + Small(); i > 0; --i) {
      filters.values.push_back(AnyFilter(levels));
    }
    return filters;
  }

  /// About what is aimed at.
  Value FieldOperand(int levels) {
    if (Chance(15)) return Operand();
    if (Chance(5)) return AnyRegex();
    return Operators(levels);
  }
  Object Operators(int levels) {
    Object operators;
    for (uint64_t i = 1 + Small() / 2; i > 0; --i) {
      const std::string op = Pick(FieldOperators());
      const bool is_nested = op == "$not" || op == "$elemMatch";
      if (operators.Find(op) != nullptr || (is_nested && levels == 0)) continue;
      AddOperator(op, levels, &operators);
    }
    if (operators.fields.empty()) AddOperator("$eq", 0, &operators);
    return operators;
  }

  void AddOperator(const std::string& op, int levels, Object* operators) {
    if (op == "$regex") {
      const Regex regex = AnyRegex();
      if (Chance(50)) return operators->Append(op, regex);
      operators->Append(op, regex.pattern);
      if (!regex.options.empty()) operators->Append("$options", regex.options);
      return;
    }
    operators->Append(op, OperandOf(op, levels));
  }

  Value OperandOf(const std::string& op, int levels) {
    if (op == "$eq") return Operand();
    if (op == "$in" || op == "$nin") return List(0);
    if (op == "$all") return levels > 0 && Chance(20) ? ElementMatches(levels) : List(0);
    if (op == "$exists") return Pick<Value>({true, false, int32_t{1}, 0.0});
    if (op == "$type") return TypeOperand();
    if (op == "$size") return SizeOperand();
    if (op == "$elemMatch") return ElementOperand(levels);
    if (op == "$mod") return ModOperand();
    if (op.starts_with("$bits")) return BitsOperand();
    if (op == "$not") {
      if (Chance(20)) return AnyRegex();
      return Operators(levels - 1 > 0 ? levels - 1 : 0);
    }
    return OperandButRegex();
  }

  Array List(uint64_t least) {
    Array list;
    for (uint64_t i = least + Small(); i > 0; --i) {
      list.values.push_back(Chance(10) ? Value(AnyRegex()) : Operand());
    }
    return list;
  }
  /// About one of the elements of the array that is aimed at.
  Value ElementOperand(int levels) {
    const Value whole = aim_;
    const std::vector<Hint> hints = hints_;
    aim_ = PartOfAim();
    const auto* element = aim_.get_if<Object>();
    const bool is_about_objects = element != nullptr ? Chance(80) : Chance(20);
    if (is_about_objects && element != nullptr) TakeHints(*element);
    const bool was_in_element = std::exchange(is_in_element_, true);
    const int inner_levels = levels > 0 ? levels - 1 : 0;
    Object operand = is_about_objects ? AnyFilter(inner_levels) : Operators(inner_levels);
    aim_ = whole;
    hints_ = hints;
    is_in_element_ = was_in_element;
    return operand;
  }
  Array ElementMatches(int levels) {
    Array list;
    for (uint64_t i = 1 + Small() / 2; i > 0; --i) {
      Object element;
      element.Append("$elemMatch", ElementOperand(levels));
      list.values.push_back(std::move(element));
    }
    return list;
  }

  Value SizeOperand() {
    const auto* array = aim_.get_if<Array>();
    if (array != nullptr && Chance(50)) return static_cast<int32_t>(array->size());
    return Pick<Value>({int32_t{0}, int32_t{1}, int64_t{2}, 3.0});
  }

  Value OneType() {
    if (Chance(40)) return Value(TypeName(aim_.type()));
    return Pick<Value>({"double",   "string",    "object",   "array",     "binData",
                        "objectId", "bool",      "date",     "null",      "regex",
                        "symbol",   "undefined", "int",      "long",      "decimal",
                        "minKey",   "maxKey",    "number",   "timestamp", "javascript",
                        int32_t{2}, 16.0,        int32_t{3}, int64_t{4},  int32_t{-1}});
  }
  Value TypeOperand() {
    if (Chance(70)) return OneType();
    return Array{{OneType(), OneType()}};
  }
  Value ModOperand() {
    return Array{{Pick<Value>({int32_t{1}, int32_t{2}, int32_t{3}, int32_t{-2}, 4.0, 2.9,
                               int64_t{5}, int32_t{-1}}),
                  Pick<Value>({int32_t{0}, int32_t{0}, int32_t{1}, int32_t{-1}, 1.5})}};
  }
  Value BitsOperand() {
    if (Chance(33)) {
      return Pick<Value>({int32_t{0}, int32_t{1}, int32_t{5}, int64_t{1} << 62, 2.0,
                          std::numeric_limits<int64_t>::max()});
    }
    if (Chance(50)) {
      return Pick<Value>({MakeBinary(0, ""), MakeBinary(0, "\x05"),
                          MakeBinary(0, std::string("\0\x80\0\0\0\0\0\0\x01", 9))});
    }
    Array positions;
    for (uint64_t i = Small(); i > 0; --i) {
      positions.values.push_back(Pick<Value>(
          {int32_t{0}, int32_t{2}, int32_t{15}, 63.0, int32_t{64}, int64_t{200}}));
    }
    return positions;
  }

  Object document_;
  bool is_in_element_ = false;
  std::vector<Hint> hints_;
  Value aim_;
};

}  // namespace delta_utils::testing
