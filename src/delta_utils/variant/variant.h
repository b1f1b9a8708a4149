// Document values as Parquet VARIANT bytes, and back.
//
//   ARROW_ASSIGN_OR_RAISE(VariantBytes v, EncodeVariant(Value(doc)));
//   ARROW_ASSIGN_OR_RAISE(Value same, DecodeVariant(v.metadata, v.value));
//
// Types: int32 takes the least width that holds it (int8, int16, int32), int64 always
// int64; double, string, bool, null, array, object, uuid, binary of subtype 0 as
// themselves; a date as timestamp (microseconds, UTC) if microseconds can hold it; a
// decimal128 that is finite, not -0 and with an exponent in -38..0 as decimal16.
// Everything else (ObjectId, regex, MinKey, other binaries, dates and decimals, ...) is
// its canonical Extended JSON v2 object, e.g. {"$oid": "..."}; a decimal whose text does
// not give back its bits (a NaN with a payload) is {"$decimal128": "<32 hex digits>"}. A
// document's own object that would read as one, or whose only key is "$literal", is
// wrapped as {"$literal": {...}}, so that every Value comes back identical.
//
// Layout: the dictionary holds each name once, sorted; an object lists its fields sorted
// by name, as the specification demands, and lays their values out in insertion order,
// from which decoding restores the order of the fields.
//
// Decoding takes any conforming bytes, also types that documents do not have: int8..int32
// read as int32; float as double; date as date at UTC midnight; decimals of up to 34
// digits as decimal128, longer ones as text; timestamps on a whole millisecond as date,
// others, ntz or nanosecond ones and times as ISO strings; an absent Value is never
// invented. Bytes are untrusted: every length is checked, depth is bounded by
// kMaxVariantDepth, and values that share bytes, or fields that share a long name, by a
// small multiple of the input's size. What today's writers get wrong and no reader minds
// is read (VariantProfile::kInterop in variant/validate.h): fields out of order, a false
// sorted flag, bytes behind the names or the value. Errors: Corrupt (malformed bytes; the
// message has the byte's position), InvalidArgument with the field's path (a value that
// cannot be encoded: too deep, names that repeat, text that is not UTF-8, over 1 GiB).
// Source: apache/parquet-format VariantEncoding.md.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "delta_utils/base/status.h"
#include "delta_utils/base/value.h"
#include "delta_utils/variant/variant_type.h"
#include "delta_utils/variant/variant_view.h"

namespace delta_utils {

struct VariantBytes {
  std::string metadata;
  std::string value;
  bool operator==(const VariantBytes&) const = default;
};

Result<VariantBytes> EncodeVariant(const Value& value);

/// EncodeVariant for many values: keeps its memory, and the names it met. Threads: one.
class VariantEncoder {
 public:
  VariantEncoder();
  ~VariantEncoder();
  VariantEncoder(const VariantEncoder&) = delete;
  VariantEncoder& operator=(const VariantEncoder&) = delete;

  Result<VariantBytes> Encode(const Value& value);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Whether EncodeVariant succeeds. Costs as much.
bool IsEncodable(const Value& value);

Result<Value> DecodeVariant(std::string_view metadata, std::string_view value);
/// The value at the front of what is viewed.
Result<Value> DecodeVariant(VariantView view);

}  // namespace delta_utils
