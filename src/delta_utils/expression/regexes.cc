// $regexMatch, $regexFind, $regexFindAll: MongoDB manual, "String Expression Operators".
#include "delta_utils/expression/parser_internal.h"
#include "delta_utils/expression/text_internal.h"

namespace delta_utils::internal {
namespace {

using PatternPtr = std::shared_ptr<const Pattern>;

enum class Wanted { kWhether, kFirst, kAll };

class RegexNode : public Node {
 public:
  RegexNode(std::string_view name, Wanted wanted, std::vector<NodePtr> operands)
      : name_(name), wanted_(wanted), operands_(std::move(operands)) {}

  /// Compiles once what does not depend on the document.
  Status Prepare() {
    const Value* regex = operands_[1]->constant();
    const bool has_options = operands_[2] != nullptr;
    const Value* options = has_options ? operands_[2]->constant() : nullptr;
    if (regex == nullptr || (has_options && options == nullptr)) return Status::OK();
    ARROW_ASSIGN_OR_RAISE(prepared_, Compile(*regex, options));
    return Status::OK();
  }

  Result<Handle> Evaluate(Scope* scope) const override {
    ARROW_RETURN_NOT_OK(scope->budget()->Count(4));
    ARROW_ASSIGN_OR_RAISE(const Handle input, operands_[0]->Evaluate(scope));
    if (!IsNullish(*input) && !input->is<std::string>()) {
      return InvalidArgument("", name_ + " needs 'input' to be of type string");
    }
    PatternPtr pattern = prepared_;
    if (pattern == nullptr) {
      ARROW_ASSIGN_OR_RAISE(pattern, CompileFor(scope));
    }
    if (pattern == nullptr || IsNullish(*input)) return Handle(Nothing());
    return Look(*pattern, input->get<std::string>(), scope);
  }

 private:
  Value Nothing() const {
    if (wanted_ == Wanted::kWhether) return false;
    return wanted_ == Wanted::kFirst ? Value(Null{}) : Value(Array{});
  }

  Result<PatternPtr> CompileFor(Scope* scope) const {
    ARROW_ASSIGN_OR_RAISE(const Handle regex, operands_[1]->Evaluate(scope));
    if (operands_[2] == nullptr) return Compile(*regex, nullptr);
    ARROW_ASSIGN_OR_RAISE(const Handle options, operands_[2]->Evaluate(scope));
    return Compile(*regex, &*options);
  }

  /// nullptr for a nullish regex; `options` is nullptr if there are none.
  Result<PatternPtr> Compile(const Value& regex, const Value* options) const {
    if (options != nullptr && !IsNullish(*options) && !options->is<std::string>()) {
      return InvalidArgument("", name_ + " needs 'options' to be of type string");
    }
    const bool has_options = options != nullptr && options->is<std::string>();
    if (IsNullish(regex)) return PatternPtr();
    Regex whole;
    if (const Regex* given = regex.get_if<Regex>()) {
      whole = *given;
      if (has_options && !whole.options.empty()) {
        return InvalidArgument("", name_ +
                                       ": found regex option(s) specified in both "
                                       "'regex' and 'option' fields");
      }
    } else if (const auto* text = regex.get_if<std::string>()) {
      whole.pattern = *text;
    } else {
      return InvalidArgument("", name_ + " needs 'regex' to be of type string or regex");
    }
    if (has_options) whole.options = options->get<std::string>();
    Result<PatternPtr> compiled = Pattern::Compile(whole);
    if (compiled.ok()) return compiled;
    return InvalidArgument("", name_ + ": " + compiled.status().message());
  }

  Result<Handle> Look(const Pattern& pattern, std::string_view text, Scope* scope) const {
    Held held(scope->budget());
    Array all;
    size_t from = 0;
    size_t counted = 0;  // bytes of which `index` is the number of characters
    size_t index = 0;
    while (from <= text.size()) {
      uint64_t cost = 0;
      const Result<std::vector<Pattern::Span>> search =
          pattern.Search(text, from, scope->pattern_scratch(), &cost);
      if (!search.ok()) {
        return InvalidArgument("", name_ + ": " + search.status().message());
      }
      const std::vector<Pattern::Span>& spans = *search;
      ARROW_RETURN_NOT_OK(scope->budget()->Count(1 + cost / 16));
      if (wanted_ == Wanted::kWhether) return Handle(Value(!spans.empty()));
      if (spans.empty()) break;
      const auto [begin, end] = *spans[0];
      index += CountCharacters(text.substr(counted, begin - counted));
      counted = begin;
      Value found = Found(text, spans, index);
      if (wanted_ == Wanted::kFirst) return Handle(std::move(found));
      ARROW_RETURN_NOT_OK(held.Add(FootprintOf(found)));
      all.values.push_back(std::move(found));
      if (end == text.size() && begin == end) break;
      from = begin == end ? end + FirstCharacterSize(text.substr(end)) : end;
    }
    return Handle(wanted_ == Wanted::kAll ? Value(std::move(all)) : Nothing());
  }

  static Value Found(std::string_view text, const std::vector<Pattern::Span>& spans,
                     size_t index) {
    const auto cut = [&](const Pattern::Span& span) -> Value {
      if (!span) return Null{};
      return text.substr(span->first, span->second - span->first);
    };
    Array captures;
    for (size_t i = 1; i < spans.size(); ++i) captures.values.push_back(cut(spans[i]));
    Object object;
    object.Append("match", cut(spans[0]));
    object.Append("idx", static_cast<int32_t>(index));
    object.Append("captures", std::move(captures));
    return object;
  }

  std::string name_;
  Wanted wanted_;
  std::vector<NodePtr> operands_;
  PatternPtr prepared_;
};

Result<NodePtr> ParseRegex(std::string_view name, const Value& operand, Parser* parser) {
  static constexpr Parameter kParameters[] = {
      {"input", true}, {"regex", true}, {"options"}};
  ARROW_ASSIGN_OR_RAISE(std::vector<NodePtr> operands,
                        parser->ParseNamed(name, operand, kParameters));
  const Wanted wanted = name == "$regexMatch"
                            ? Wanted::kWhether
                            : (name == "$regexFind" ? Wanted::kFirst : Wanted::kAll);
  auto node = std::make_unique<RegexNode>(name, wanted, std::move(operands));
  ARROW_RETURN_NOT_OK(node->Prepare());
  return node;
}

}  // namespace

std::span<const Form> RegexForms() {
  static constexpr Form kForms[] = {{"$regexMatch", ParseRegex},
                                    {"$regexFind", ParseRegex},
                                    {"$regexFindAll", ParseRegex}};
  return kForms;
}

}  // namespace delta_utils::internal
