#include "delta_utils/variant/path.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <tuple>
#include <utility>

#include "delta_utils/variant/format_internal.h"
#include "delta_utils/variant/path_step_internal.h"

namespace delta_utils {

namespace {

using variant_internal::BoundStep;
using variant_internal::Region;
using variant_internal::StepDown;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

/// Digits without a needless zero in front; nullopt: no such number, or beyond 32 bits.
std::optional<uint32_t> IndexOf(std::string_view digits) {
  if (digits.empty() || digits.size() > 10) return std::nullopt;
  if (digits.size() > 1 && digits.front() == '0') return std::nullopt;
  uint64_t index = 0;
  for (const char c : digits) {
    if (!IsDigit(c)) return std::nullopt;
    index = index * 10 + static_cast<uint64_t>(c - '0');
  }
  if (index > std::numeric_limits<uint32_t>::max()) return std::nullopt;
  return static_cast<uint32_t>(index);
}

/// A name that needs no quotes. What JSONPath gives a meaning of its own is left out, so
/// that no expression is taken for a name.
bool IsBareByte(char c) {
  return static_cast<unsigned char>(c) > ' ' && c != 0x7F &&
         std::string_view(".[]'\"\\*?(),").find(c) == std::string_view::npos;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<Path> Whole() {
    if (!variant_internal::IsUtf8(text_)) return Refuse("not UTF-8");
    if (text_.empty() || text_.front() == '/') {
      ARROW_RETURN_NOT_OK(Pointer());
    } else {
      ARROW_RETURN_NOT_OK(JsonPath());
    }
    return Path(std::move(steps_));
  }

 private:
  Status Refuse(std::string_view why) const {
    return InvalidArgument(
        "", "path, position " + std::to_string(at_) + ": " + std::string(why));
  }

  bool Take(char c) {
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  Status JsonPath() {
    if (!Take('$') && text_.front() != '[') ARROW_RETURN_NOT_OK(Name());
    while (at_ < text_.size()) {
      if (Take('.')) {
        ARROW_RETURN_NOT_OK(Name());
      } else if (Take('[')) {
        ARROW_RETURN_NOT_OK(Bracket());
      } else {
        return Refuse("expected . or [");
      }
    }
    return Status::OK();
  }

  Status Name() {
    const size_t begin = at_;
    while (at_ < text_.size() && IsBareByte(text_[at_])) ++at_;
    if (at_ == begin) return Refuse("expected a name");
    AddName(std::string(text_.substr(begin, at_ - begin)));
    return Status::OK();
  }

  Status Bracket() {
    if (Take('\'')) return Quoted('\'');
    if (Take('"')) return Quoted('"');
    const size_t begin = at_;
    while (at_ < text_.size() && IsDigit(text_[at_])) ++at_;
    const auto index = IndexOf(text_.substr(begin, at_ - begin));
    if (!index) {
      at_ = begin;
      return Refuse("expected a quoted name, or a number below 2^32");
    }
    steps_.push_back({std::nullopt, index});
    return Take(']') ? Status::OK() : Refuse("expected ]");
  }

  Status Quoted(char quote) {
    std::string name;
    while (at_ < text_.size() && text_[at_] != quote) {
      if (text_[at_] == '\\' && ++at_ == text_.size()) break;
      name.push_back(text_[at_++]);
    }
    if (!Take(quote)) return Refuse(std::string("expected ") + quote);
    AddName(std::move(name));
    return Take(']') ? Status::OK() : Refuse("expected ]");
  }

  Status Pointer() {
    while (Take('/')) {
      const size_t begin = at_;
      std::string name;
      while (at_ < text_.size() && text_[at_] != '/') {
        if (Take('~')) {
          if (Take('0')) {
            name.push_back('~');
          } else if (Take('1')) {
            name.push_back('/');
          } else {
            return Refuse("expected 0 or 1 behind ~");
          }
        } else {
          name.push_back(text_[at_++]);
        }
      }
      const auto index = IndexOf(text_.substr(begin, at_ - begin));
      steps_.push_back({std::move(name), index});
    }
    return Status::OK();
  }

  void AddName(std::string name) { steps_.push_back({std::move(name), std::nullopt}); }

  const std::string_view text_;
  size_t at_ = 0;
  std::vector<PathStep> steps_;
};

void AppendName(const std::string& name, std::string* text) {
  if (!name.empty() && std::all_of(name.begin(), name.end(), IsBareByte)) {
    *text += '.' + name;
    return;
  }
  *text += "['";
  for (const char c : name) {
    if (c == '\'' || c == '\\') text->push_back('\\');
    text->push_back(c);
  }
  *text += "']";
}

/// What the step leads to. A container too malformed to be walked is itself the malformed
/// thing found.
std::optional<VariantView> SlowChild(VariantView view, const BoundStep& step) {
  if (const auto object = view.ToObject()) {
    const auto place = object->IndexOfAny(step.ids);
    if (!place) return std::nullopt;
    return object->value(*place);
  }
  if (const auto array = view.ToArray()) {
    if (!step.index || *step.index >= array->size()) return std::nullopt;
    return array->value(*step.index);
  }
  const VariantType type = view.type();
  const bool is_malformed = type == VariantType::kInvalid ||
                            type == VariantType::kObject || type == VariantType::kArray;
  return is_malformed ? std::optional(VariantView()) : std::nullopt;
}

}  // namespace

Result<Path> Path::Parse(std::string_view text) { return Parser(text).Whole(); }

Path Path::OfNames(std::span<const std::string_view> names) {
  std::vector<PathStep> steps;
  steps.reserve(names.size());
  for (const std::string_view name : names) {
    steps.push_back({std::string(name), std::nullopt});
  }
  return Path(std::move(steps));
}

std::string Path::ToString() const {
  std::string text = "$";
  for (const PathStep& step : steps_) {
    if (step.name) {
      AppendName(*step.name, &text);
    } else if (step.index) {
      text += '[' + std::to_string(*step.index) + ']';
    }
  }
  return text;
}

bool variant_internal::StepDownSlowly(Region* at, const BoundStep& step,
                                      const MetadataIndex& names) {
  const std::optional<VariantView> child = SlowChild(at->View(names), step);
  if (child) *at = Region(*child);
  return child.has_value();
}

variant_internal::BoundStep::BoundStep(const PathStep& step, const MetadataIndex& names)
    : index(step.index) {
  if (step.name) ids = names.FindAll(*step.name);
  has_small_id = ids.size() == 1 && ids.front() <= 0xFF;
  if (has_small_id) small_id.fill(static_cast<uint8_t>(ids.front()));
}

BoundPath::BoundPath(const Path& path, const MetadataIndex& names) {
  steps_.reserve(path.steps().size());
  for (const PathStep& step : path.steps()) steps_.emplace_back(step, names);
}

bool BoundPath::Find(const VariantView& root, VariantView* found) const {
  Region at(root);
  for (const BoundStep& step : steps_) {
    if (!StepDown(&at, step, root.names())) return false;
  }
  *found = at.View(root.names());
  return true;
}

std::optional<VariantView> BoundPath::Find(const VariantView& root) const {
  VariantView found;
  if (!Find(root, &found)) return std::nullopt;
  return found;
}

PathSet::PathSet(std::vector<Path> paths) : paths_(std::move(paths)) {
  // By their steps in order, paths that begin alike are neighbours, and a path comes
  // right before those that lead through it: the order of a walk of the tree.
  const auto less = [](const PathStep& a, const PathStep& b) {
    return std::tie(a.name, a.index) < std::tie(b.name, b.index);
  };
  std::vector<uint32_t> order(paths_.size());
  for (uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    const auto& x = paths_[a].steps();
    const auto& y = paths_[b].steps();
    return std::lexicographical_compare(x.begin(), x.end(), y.begin(), y.end(), less);
  });

  nodes_.emplace_back();
  const std::vector<PathStep>* before = nullptr;
  for (const uint32_t path : order) {
    const std::vector<PathStep>& steps = paths_[path].steps();
    size_t shared = 0;
    while (before != nullptr && shared < before->size() && shared < steps.size() &&
           (*before)[shared] == steps[shared]) {
      ++shared;
    }
    for (size_t i = shared; i < steps.size(); ++i) {
      nodes_.push_back({steps[i], static_cast<uint32_t>(i + 1), {}});
    }
    nodes_.back().outputs.push_back(path);
    max_depth_ = std::max(max_depth_, nodes_.back().depth);
    before = &steps;
  }
}

BoundPathSet::BoundPathSet(const PathSet& paths, const MetadataIndex& names)
    : paths_(&paths) {
  steps_.reserve(paths.nodes_.size());
  for (const PathSet::Node& node : paths.nodes_) {
    steps_.emplace_back(node.step, names);
  }
}

void BoundPathSet::Find(VariantView root,
                        std::span<std::optional<VariantView>> found) const {
  // What lies between the root and the node at hand.
  constexpr size_t kFew = 16;
  std::optional<Region> few[kFew];
  std::vector<std::optional<Region>> many;
  std::optional<Region>* levels = few;
  if (paths_->max_depth_ >= kFew) {
    many.resize(size_t{paths_->max_depth_} + 1);
    levels = many.data();
  }
  levels[0] = Region(root);
  for (size_t i = 0; i < paths_->nodes_.size(); ++i) {
    const PathSet::Node& node = paths_->nodes_[i];
    std::optional<Region>& level = levels[node.depth];
    if (node.depth > 0) {
      level = levels[node.depth - 1];
      if (level && !StepDown(&*level, steps_[i], root.names())) {
        level.reset();
      }
    }
    for (const uint32_t path : node.outputs) {
      found[path] = level ? std::optional(level->View(root.names())) : std::nullopt;
    }
  }
}

}  // namespace delta_utils
