// $objectToArray, $arrayToObject, $mergeObjects.
// MongoDB manual, "Object Expression Operators".
#include <string>
#include <unordered_map>

#include "delta_utils/expression/operator_internal.h"

namespace delta_utils::internal {
namespace {

/// An object that is made field by field; a name that comes again gets the later value,
/// at its old place.
class ObjectBuilder {
 public:
  void Set(const std::string& name, Value value) {
    const auto [place, is_new] = places_.try_emplace(name, object_.size());
    if (is_new) {
      object_.Append(name, std::move(value));
    } else {
      object_.fields[place->second].value = std::move(value);
    }
  }
  Object Take() { return std::move(object_); }

 private:
  Object object_;
  std::unordered_map<std::string, size_t> places_;
};

Result<Value> ObjectToArray(Operands* operands) {
  const Value& input = (*operands)[0];
  if (IsNullish(input)) return Value(Null{});
  if (!input.is<Object>()) {
    return operands->Fail(" requires a document input, found: " +
                          std::string(NameOfType(input)));
  }
  Held held(operands->budget());
  ARROW_RETURN_NOT_OK(
      held.Add(static_cast<int64_t>(input.get<Object>().size() * 4 * sizeof(Value))));
  Array array;
  for (const Field& field : input.get<Object>().fields) {
    Object pair;
    pair.Append("k", field.name);
    pair.Append("v", field.value);
    array.values.emplace_back(std::move(pair));
  }
  return Value(std::move(array));
}

struct Pair {
  const Value* key;
  const Value* value;
};

Result<Pair> PairOfArray(const Value& element) {
  const Array* pair = element.get_if<Array>();
  if (pair == nullptr) {
    return InvalidArgument("",
                           "$arrayToObject requires a consistent input format. Elements "
                           "must all be arrays or all be objects. Array was detected, "
                           "now found: " +
                               std::string(NameOfType(element)));
  }
  if (pair->size() != 2) {
    return InvalidArgument("",
                           "$arrayToObject requires an array of size 2 arrays,found "
                           "array of size: " +
                               std::to_string(pair->size()));
  }
  return Pair{&pair->values[0], &pair->values[1]};
}

Result<Pair> PairOfObject(const Value& element) {
  const Object* object = element.get_if<Object>();
  if (object == nullptr) {
    return InvalidArgument("",
                           "$arrayToObject requires a consistent input format. Elements "
                           "must all be arrays or all be objects. Object was detected, "
                           "now found: " +
                               std::string(NameOfType(element)));
  }
  if (object->size() != 2) {
    return InvalidArgument("",
                           "$arrayToObject requires an object keys of 'k' and 'v'. Found "
                           "incorrect number of keys:" +
                               std::to_string(object->size()));
  }
  const Pair pair{object->Find("k"), object->Find("v")};
  if (pair.key == nullptr || pair.value == nullptr) {
    return InvalidArgument("",
                           "$arrayToObject requires an object with keys 'k' and 'v'. "
                           "Missing either or both keys from: " +
                               Shown(element));
  }
  return pair;
}

Result<Value> ArrayToObject(Operands* operands) {
  const Value& input = (*operands)[0];
  if (IsNullish(input)) return Value(Null{});
  const Array* array = input.get_if<Array>();
  if (array == nullptr) {
    return operands->Fail(" requires an array input, found: " +
                          std::string(NameOfType(input)));
  }
  if (array->size() == 0) return Value(Object{});
  const Value& first = array->values[0];
  if (!first.is<Array>() && !first.is<Object>()) {
    return InvalidArgument("", "Unrecognised input type format for $arrayToObject: " +
                                   std::string(NameOfType(first)));
  }
  ObjectBuilder object;
  for (const Value& element : array->values) {
    ARROW_ASSIGN_OR_RAISE(const Pair pair, first.is<Array>() ? PairOfArray(element)
                                                             : PairOfObject(element));
    const std::string* key = pair.key->get_if<std::string>();
    if (key == nullptr) {
      return operands->Fail(
          " requires an array of key-value pairs, where the key must be "
          "of type string. Found key type: " +
          std::string(NameOfType(*pair.key)));
    }
    if (key->find('\0') != std::string::npos) {
      return InvalidArgument("", "Key field cannot contain an embedded null byte");
    }
    object.Set(*key, *pair.value);
  }
  return Value(object.Take());
}

Result<Value> MergeObjects(Operands* operands) {
  ObjectBuilder merged;
  for (size_t i = 0; i < operands->size(); ++i) {
    const Value& operand = (*operands)[i];
    if (IsNullish(operand)) continue;
    const Object* object = operand.get_if<Object>();
    if (object == nullptr) {
      return operands->Fail(" requires object inputs, but input " + Shown(operand) +
                            " is of type " + std::string(NameOfType(operand)));
    }
    ARROW_RETURN_NOT_OK(operands->budget()->CountBytes(FootprintOf(operand)));
    for (const Field& field : object->fields) merged.Set(field.name, field.value);
  }
  return Value(merged.Take());
}

}  // namespace

std::span<const Operator> ObjectOperators() {
  static constexpr Operator kOperators[] = {
      {"$objectToArray", ObjectToArray},
      {"$arrayToObject", ArrayToObject},
      {"$mergeObjects", MergeObjects, 0, kAnyNumber, {}, false, true},
  };
  return kOperators;
}

}  // namespace delta_utils::internal
