// Item: a value as a filter's leaf looks at it, wherever it lies: in a Value, in a
// Variant's bytes, in a cell of a column; or that there is none.
//
//   LeafContext context;
//   bool holds = TestItem(leaf, Item::Of(value), &context);   // leaf: any but Logical
//   ARROW_RETURN_NOT_OK(context.status);
//
// Borrows what it looks at. Scalars are unpacked: `integer` of kInt32, kInt64, kBool and
// kDate; `number` of kDouble; `text` of kString and kSymbol. What else there is to know
// is in `value`, or, of an array or object inside a Variant, in `view`.
//
// Threads: values.
#pragma once

#include <cstdint>
#include <string_view>

#include "delta_utils/base/status.h"
#include "delta_utils/base/value.h"
#include "delta_utils/expression/pattern.h"
#include "delta_utils/filter/filter.h"
#include "delta_utils/variant/variant_view.h"

namespace delta_utils {

/// What the tests of leaves need beside the items. The first failure stays.
struct LeafContext {
  PatternScratch scratch;
  Value decoded;
  Status status;
};

struct Item {
  ValueType type = ValueType::kNull;
  bool is_missing = false;
  int64_t integer = 0;
  double number = 0;
  std::string_view text;
  const Value* value = nullptr;
  VariantView view;

  static Item Missing();
  static Item Of(const Value& value);
  /// A type that documents do not have is decoded into `context`, which must not be used
  /// for another item meanwhile. A malformed value is a failure there, and missing.
  static Item Of(const VariantView& view, LeafContext* context);
  /// kInt32, kInt64, kBool, kDate (milliseconds).
  static Item OfInteger(ValueType type, int64_t integer);
  static Item OfDouble(double number);
  /// kString.
  static Item OfText(std::string_view text);
};

/// Whether the leaf (Comparison, In, FieldExists, TypeTest, SizeTest, ModTest, RegexTest,
/// BitsTest, ElementMatch) holds for what its path led to; the path itself is of no
/// account here. False after a failure, which is in `context`.
bool TestItem(const Filter& leaf, const Item& item, LeafContext* context);

}  // namespace delta_utils
