// Values that Variant has no type for, as objects, and back.
//
// An ObjectId is written as the object {"$oid": "..."}, and so on: MongoDB's canonical
// Extended JSON v2. Children are Values, not text: the "$id" of a DBPointer is an
// ObjectId, that is wrapped in turn. One rule beside the specification: a decimal128
// whose text does not give back its bits (a NaN with a payload, a coefficient beyond 34
// digits) is
// {"$decimal128": "<32 hexadecimal digits, high word first>"}.
//
// Reading is more tolerant than writing: any order of fields, either width of integer,
// hex digits of either case, because engines that rewrite Variants change such things.
// What ReadsAsWrapper says decides on both sides, so tolerance never makes a document's
// own object come back as something else.
#pragma once

#include <optional>
#include <string_view>

#include "delta_utils/base/value.h"

namespace delta_utils::variant_internal {

inline constexpr std::string_view kLiteralName = "$literal";
inline constexpr std::string_view kCodeName = "$code";
inline constexpr std::string_view kScopeName = "$scope";

/// Whether `value` is a leaf without a Variant type. JavaScriptWithScope is not a leaf:
/// the encoder writes it as {"$code": code, "$scope": scope} itself, without a copy of
/// the scope.
bool NeedsWrapper(const Value& value);

/// The object that stands for `value`, for which NeedsWrapper holds.
Object Wrap(const Value& value);

/// Whether Unwrap changes `object`.
bool ReadsAsWrapper(const Object& object);

/// What `object` stands for, if it is a wrapper, else `object` itself.
Value Unwrap(Object object);

}  // namespace delta_utils::variant_internal
