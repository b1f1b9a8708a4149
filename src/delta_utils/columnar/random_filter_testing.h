// Random filters over columns, for tests: of all operators, with operands that rows have.
//
//   testing::FilterMaker maker(engine, columns, documents);
//   Filter filter = maker.Make(/*levels=*/2);
#pragma once

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "delta_utils/base/compare.h"
#include "delta_utils/base/random_value_testing.h"
#include "delta_utils/columnar/document_column.h"
#include "delta_utils/expression/pattern.h"
#include "delta_utils/filter/filter.h"

namespace delta_utils::testing {

class FilterMaker {
 public:
  FilterMaker(std::mt19937_64& engine, const std::vector<Column>& columns,
              const std::vector<Object>& documents)
      : engine_(engine), columns_(columns), documents_(documents) {}

  Filter Make(int levels) {
    if (levels > 0 && Below(engine_, 2) == 0) {
      Logical logical{static_cast<Logical::Kind>(Below(engine_, 3)), {}};
      for (uint64_t i = Below(engine_, 4); i > 0; --i) {
        logical.clauses.push_back(Make(levels - 1));
      }
      return Filter{std::move(logical)};
    }
    return Leaf(RandomPath());
  }

 private:
  std::string RandomPath() {
    if (Below(engine_, 20) == 0) return "none.a";
    const Column* column = &columns_[Below(engine_, columns_.size())];
    std::string path = column->name;
    while (Below(engine_, 6) != 0) {
      if (column->kind == ColumnKind::kArray) {
        if (Below(engine_, 6) == 0) path += PickFrom<std::string>(engine_, {".0", ".1"});
        column = &column->element();
      } else if (column->kind == ColumnKind::kObject && !column->children.empty()) {
        column = &column->children[Below(engine_, column->children.size())];
        path += "." + column->name;
      } else {
        break;
      }
    }
    if (Below(engine_, 6) == 0) {
      path += PickFrom<std::string>(engine_, {".a", ".b", ".0", ".none", "."});
    }
    return path;
  }

  /// Any value on the way that `path` takes through `value`.
  Value Reached(const Value& value, std::vector<PathPart>::const_iterator part,
                std::vector<PathPart>::const_iterator end) {
    if (const auto* array = value.get_if<Array>()) {
      if (array->size() == 0 || (part == end && Below(engine_, 3) == 0)) return value;
      return Reached(array->values[Below(engine_, array->size())], part, end);
    }
    const auto* object = value.get_if<Object>();
    if (part == end || object == nullptr) return value;
    const Value* const child = object->Find(part->name);
    return child == nullptr ? value : Reached(*child, part + 1, end);
  }

  Value Operand(const FieldPath& path) {
    if (Below(engine_, 5) == 0 || documents_.empty()) return RandomValue(engine_, 2);
    const Value document = documents_[Below(engine_, documents_.size())];
    Value value = Reached(document, path.parts().begin(), path.parts().end());
    const uint64_t change = Below(engine_, 5);
    if (change == 0 && value.is<std::string>()) value.get<std::string>() += "a";
    if (change == 0 && value.is<int32_t>()) return value.get<int32_t>() + 0.5;
    if (change == 1 && value.is<int32_t>()) return double(value.get<int32_t>());
    if (change == 0 && value.is<Date>()) value.get<Date>().millis /= 86400000;
    return value;
  }

  std::shared_ptr<const Pattern> RandomPattern() {
    static const std::vector<std::string> kPatterns = {
        "^a",  "a", "b$",       "^abcdefghi", "alpha.*o",    "^$",
        "Z|a", "",  "\xc3\xa9", "^f+",        "[0-9]{2} om", "omega"};
    return *Pattern::Compile({PickFrom(engine_, kPatterns),
                              PickFrom<std::string>(engine_, {"", "i", "s", "m"})});
  }

  TypeSet RandomTypes() {
    TypeSet types;
    for (int i = 0; i < kValueTypeCount; ++i) {
      if (Below(engine_, 4) == 0) types.Add(static_cast<ValueType>(i));
    }
    return types;
  }

  In RandomIn(const FieldPath& path) {
    In in{path, {}, Below(engine_, 2) == 0};
    const uint64_t size = Below(engine_, 8) == 0 ? 20 : Below(engine_, 4);
    for (uint64_t i = 0; i < size; ++i) in.operands.push_back(Operand(path));
    if (in.sorted) {
      std::sort(in.operands.begin(), in.operands.end(),
                [](const Value& a, const Value& b) { return Compare(a, b) < 0; });
    }
    return in;
  }

  Filter Leaf(const FieldPath& path) {
    switch (Below(engine_, 14)) {
      default:
        return Filter{
            Comparison{path, static_cast<CompareOp>(Below(engine_, 5)), Operand(path)}};
      case 5:
      case 6:
        return Filter{RandomIn(path)};
      case 7:
        return Filter{FieldExists{path}};
      case 8:
        return Filter{TypeTest{path, RandomTypes()}};
      case 9:
        return Filter{SizeTest{path, static_cast<int64_t>(Below(engine_, 4))}};
      case 10: {
        const int64_t divisor = PickFrom<int64_t>(engine_, {-1, 1, 2, -3, 1000});
        return Filter{ModTest{path, divisor, PickFrom<int64_t>(engine_, {0, 1, -1})}};
      }
      case 11:
        return Filter{RegexTest{path, RandomPattern()}};
      case 12: {
        BitsTest bits{path, static_cast<BitsTest::Kind>(Below(engine_, 4)), {}};
        for (uint32_t bit = 0; bit < 70; ++bit) {
          if (Below(engine_, 30) == 0) bits.bits.push_back(bit);
        }
        return Filter{std::move(bits)};
      }
      case 13: {
        const auto kind = static_cast<ElementMatch::Kind>(Below(engine_, 2));
        Filter inner = kind == ElementMatch::Kind::kValue
                           ? Leaf(FieldPath(path))
                           : Leaf(PickFrom<std::string>(engine_, {"a", "b", "0", "a.b"}));
        return Filter{ElementMatch{path, kind, {std::move(inner)}}};
      }
    }
  }

  std::mt19937_64& engine_;
  const std::vector<Column>& columns_;
  const std::vector<Object>& documents_;
};

}  // namespace delta_utils::testing
