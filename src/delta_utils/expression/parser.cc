#include "delta_utils/expression/parser_internal.h"

#include <algorithm>

namespace delta_utils::internal {
namespace {

constexpr size_t kMaxPathParts = 200;

/// The name of a field that an object expression makes.
Status CheckFieldName(std::string_view name) {
  if (name.find('.') != std::string_view::npos) {
    return InvalidArgument("",
                           "FieldPath field names may not contain '.'. Consider using "
                           "$getField or $setField.");
  }
  return SplitPath(name).status();
}

std::string CountText(std::string_view name, size_t min, size_t max, size_t found) {
  std::string text = "Expression " + std::string(name) + " takes ";
  if (min == max) {
    text += "exactly " + std::to_string(min) + " arguments. " + std::to_string(found) +
            " were passed in.";
  } else {
    text += "at least " + std::to_string(min) + " arguments";
    if (max != kAnyNumber) text += ", and at most " + std::to_string(max);
    text += ", but " + std::to_string(found) + " were passed in.";
  }
  return text;
}

bool IsSystemVariable(std::string_view name) {
  constexpr std::string_view kNames[] = {"NOW",  "CLUSTER_TIME", "DESCEND",   "PRUNE",
                                         "KEEP", "SEARCH_META",  "USER_ROLES"};
  return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

const Form* FindForm(std::string_view name) {
  for (const auto table :
       {ConditionForms(), LoopForms(), RegexForms(), ConversionForms(), SortForms()}) {
    for (const Form& form : table) {
      if (form.name == name) return &form;
    }
  }
  return nullptr;
}

}  // namespace

Result<NodePtr> Parser::Parse(const Value& value) {
  if (depth_ >= kMaxDepth) {
    return InvalidArgument("", "an expression may be nested " +
                                   std::to_string(kMaxDepth) + " levels deep at most");
  }
  ++depth_;
  Result<NodePtr> node = [&]() -> Result<NodePtr> {
    if (const auto* text = value.get_if<std::string>()) return ParseText(*text);
    if (const auto* object = value.get_if<Object>()) return ParseObject(*object);
    const auto* array = value.get_if<Array>();
    if (array == nullptr) return MakeConstant(value);
    std::vector<NodePtr> elements;
    for (const Value& element : array->values) {
      ARROW_ASSIGN_OR_RAISE(NodePtr parsed, Parse(element));
      elements.push_back(std::move(parsed));
    }
    return MakeArray(std::move(elements));
  }();
  --depth_;
  return node;
}

Result<NodePtr> Parser::ParseText(const std::string& text) {
  if (text.empty() || text[0] != '$') return MakeConstant(text);
  if (text.size() == 1) {
    return InvalidArgument("", "'$' by itself is not a valid FieldPath");
  }
  if (text[1] == '$') return ParseVariable(std::string_view(text).substr(2));
  ARROW_ASSIGN_OR_RAISE(std::vector<std::string> parts,
                        SplitPath(std::string_view(text).substr(1)));
  return PathNode(std::move(parts));
}

Result<NodePtr> Parser::ParseVariable(std::string_view text) {
  const size_t dot = text.find('.');
  const std::string_view name = text.substr(0, dot);
  if (name.empty()) {
    return InvalidArgument("", "empty variable names are not allowed");
  }
  std::vector<std::string> parts;
  if (dot != std::string_view::npos) {
    ARROW_ASSIGN_OR_RAISE(parts, SplitPath(text.substr(dot + 1)));
  }
  if (const Variable* variable = FindVariable(name)) {
    return MakeVariable(variable->slot, std::move(parts));
  }
  if (name == "CURRENT" || name == "ROOT") return DocumentNode(std::move(parts));
  if (name == "REMOVE") return MakeConstant(Undefined{});
  if (IsSystemVariable(name)) {
    return Unsupported("", "the variable $$" + std::string(name));
  }
  ARROW_RETURN_NOT_OK(CheckVariableName(name));
  return InvalidArgument("", "Use of undefined variable: " + std::string(name));
}

NodePtr Parser::PathNode(std::vector<std::string> parts) {
  if (const Variable* current = FindVariable("CURRENT")) {
    return MakeVariable(current->slot, std::move(parts));
  }
  return DocumentNode(std::move(parts));
}

NodePtr Parser::DocumentNode(std::vector<std::string> parts) {
  const auto [entry, is_new] = path_indices_.try_emplace(parts, paths_.size());
  if (is_new) paths_.push_back({std::move(parts)});
  return MakePath(entry->second);
}

Result<NodePtr> Parser::ParseObject(const Object& object) {
  if (!object.fields.empty() && object.fields[0].name.starts_with('$')) {
    if (object.size() != 1) {
      return InvalidArgument("",
                             "an object representing an expression must have exactly "
                             "one field: " +
                                 Shown(Value(object)));
    }
    return ParseOperator(object.fields[0]);
  }
  std::vector<std::pair<std::string, NodePtr>> fields;
  for (const Field& field : object.fields) {
    ARROW_RETURN_NOT_OK(CheckFieldName(field.name));
    ARROW_ASSIGN_OR_RAISE(NodePtr node, Parse(field.value));
    fields.emplace_back(field.name, std::move(node));
  }
  return MakeObject(std::move(fields));
}

Result<NodePtr> Parser::ParseOperator(const Field& field) {
  if (const Form* form = FindForm(field.name)) {
    return form->parse(form->name, field.value, this);
  }
  const Operator* found = FindOperator(field.name);
  if (found == nullptr) {
    if (IsKnownElsewhere(field.name)) {
      return Unsupported("", "the expression operator " + field.name);
    }
    return InvalidArgument("", "Unrecognized expression '" + field.name + "'");
  }
  const Object* object = field.value.get_if<Object>();
  const bool is_named =
      !found->parameters.empty() &&
      !(found->may_stand_alone &&
        (object == nullptr ||
         (!object->fields.empty() && object->fields[0].name.starts_with('$'))));
  Result<std::vector<NodePtr>> operands =
      is_named ? ParseNamed(found->name, field.value, found->parameters)
               : ParseOperands(found->name, field.value, found->min, found->max);
  ARROW_RETURN_NOT_OK(operands.status());
  operands->resize(std::max(operands->size(), found->parameters.size()));
  return MakeCall(*found, *std::move(operands));
}

Result<std::vector<NodePtr>> Parser::ParseOperands(std::string_view name,
                                                   const Value& operand, size_t min,
                                                   size_t max) {
  const Array* array = operand.get_if<Array>();
  const size_t count = array == nullptr ? 1 : array->size();
  if (count < min || count > max) {
    return InvalidArgument("", CountText(name, min, max, count));
  }
  std::vector<NodePtr> nodes;
  for (size_t i = 0; i < count; ++i) {
    ARROW_ASSIGN_OR_RAISE(NodePtr node,
                          Parse(array == nullptr ? operand : array->values[i]));
    nodes.push_back(std::move(node));
  }
  return nodes;
}

Result<std::vector<NodePtr>> Parser::ParseNamed(std::string_view name,
                                                const Value& operand,
                                                std::span<const Parameter> parameters) {
  ARROW_ASSIGN_OR_RAISE(const std::vector<const Value*> values,
                        NamedOperands(name, operand, parameters));
  std::vector<NodePtr> nodes;
  for (const Value* value : values) {
    nodes.emplace_back();
    if (value == nullptr) continue;
    ARROW_ASSIGN_OR_RAISE(nodes.back(), Parse(*value));
  }
  return nodes;
}

size_t Parser::PushVariable(std::string name) {
  variables_.push_back({std::move(name), slots_});
  return slots_++;
}

void Parser::PopVariables(size_t count) { variables_.resize(variables_.size() - count); }

const Parser::Variable* Parser::FindVariable(std::string_view name) const {
  const auto found =
      std::find_if(variables_.rbegin(), variables_.rend(),
                   [&](const Variable& variable) { return variable.name == name; });
  return found == variables_.rend() ? nullptr : &*found;
}

Result<std::vector<const Value*>> NamedOperands(std::string_view name,
                                                const Value& operand,
                                                std::span<const Parameter> parameters) {
  const std::string operation(name);
  const Object* object = operand.get_if<Object>();
  if (object == nullptr) {
    return InvalidArgument("", operation +
                                   " only supports an object as its argument, not " +
                                   std::string(NameOfType(operand)));
  }
  std::vector<const Value*> values(parameters.size());
  for (const Field& field : object->fields) {
    const auto parameter =
        std::find_if(parameters.begin(), parameters.end(),
                     [&](const Parameter& known) { return known.name == field.name; });
    if (parameter == parameters.end()) {
      return InvalidArgument(
          "", "Unrecognized parameter to " + operation + ": " + field.name);
    }
    values[static_cast<size_t>(parameter - parameters.begin())] = &field.value;
  }
  for (size_t i = 0; i < parameters.size(); ++i) {
    if (parameters[i].is_required && values[i] == nullptr) {
      return InvalidArgument("", "Missing '" + std::string(parameters[i].name) +
                                     "' parameter to " + operation);
    }
  }
  return values;
}

Result<std::vector<std::string>> SplitPath(std::string_view path) {
  if (path.ends_with('.')) {
    return InvalidArgument("", "FieldPath must not end with a '.'.");
  }
  std::vector<std::string> parts;
  while (true) {
    const size_t dot = path.find('.');
    const std::string_view part = path.substr(0, dot);
    if (part.empty()) {
      return InvalidArgument("", "FieldPath field names may not be empty strings.");
    }
    if (part.front() == '$') {
      return InvalidArgument("",
                             "FieldPath field names may not start with '$'. Consider "
                             "using $getField or $setField.");
    }
    if (part.find('\0') != std::string_view::npos) {
      return InvalidArgument("", "FieldPath field names may not contain '\\0'.");
    }
    parts.emplace_back(part);
    if (parts.size() > kMaxPathParts) return InvalidArgument("", "FieldPath is too long");
    if (dot == std::string_view::npos) return parts;
    path.remove_prefix(dot + 1);
  }
}

Status CheckVariableName(std::string_view name) {
  if (name.empty()) return InvalidArgument("", "empty variable names are not allowed");
  const auto is_high = [](char c) { return (c & 0x80) != 0; };
  const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  const std::string quoted = "'" + std::string(name) + "'";
  if (!is_lower(name[0]) && !is_high(name[0])) {
    return InvalidArgument(
        "", quoted + " starts with an invalid character for a user variable name");
  }
  for (const char c : name) {
    if (is_lower(c) || is_high(c) || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
        c == '_') {
      continue;
    }
    return InvalidArgument("", quoted +
                                   " contains an invalid character for a variable "
                                   "name: '" +
                                   std::string(1, c) + "'");
  }
  return Status::OK();
}

bool IsKnownElsewhere(std::string_view name) {
  constexpr std::string_view kNames[] = {"$accumulator",
                                         "$acos",
                                         "$acosh",
                                         "$addToSet",
                                         "$asin",
                                         "$asinh",
                                         "$atan",
                                         "$atan2",
                                         "$atanh",
                                         "$binarySize",
                                         "$bitAnd",
                                         "$bitNot",
                                         "$bitOr",
                                         "$bitXor",
                                         "$bottom",
                                         "$bottomN",
                                         "$bsonSize",
                                         "$cos",
                                         "$cosh",
                                         "$count",
                                         "$covariancePop",
                                         "$covarianceSamp",
                                         "$degreesToRadians",
                                         "$denseRank",
                                         "$derivative",
                                         "$documentNumber",
                                         "$encStrContains",
                                         "$encStrEndsWith",
                                         "$encStrNormalizedEq",
                                         "$encStrStartsWith",
                                         "$expMovingAvg",
                                         "$firstN",
                                         "$function",
                                         "$getField",
                                         "$hashedIndexKey",
                                         "$integral",
                                         "$lastN",
                                         "$linearFill",
                                         "$locf",
                                         "$maxN",
                                         "$median",
                                         "$meta",
                                         "$minMaxScaler",
                                         "$minN",
                                         "$percentile",
                                         "$push",
                                         "$radiansToDegrees",
                                         "$rand",
                                         "$rank",
                                         "$sampleRate",
                                         "$setField",
                                         "$shift",
                                         "$sigmoid",
                                         "$sin",
                                         "$sinh",
                                         "$stdDevPop",
                                         "$stdDevSamp",
                                         "$tan",
                                         "$tanh",
                                         "$toHashedIndexKey",
                                         "$toUUID",
                                         "$top",
                                         "$topN",
                                         "$tsIncrement",
                                         "$tsSecond",
                                         "$unsetField"};
  return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

}  // namespace delta_utils::internal
