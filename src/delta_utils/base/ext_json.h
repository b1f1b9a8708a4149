// MongoDB Extended JSON v2: text <-> Value.
//
//   ARROW_ASSIGN_OR_RAISE(Object doc, ParseDocument(R"({"n": {"$numberLong": "1"}})"));
//   std::string line = ToExtJson(doc, ExtJsonMode::kRelaxed);  // {"n":1}, no newline
//
// In: relaxed and canonical, mixed. A plain whole number becomes int32 where it fits,
// else int64, else double; one with a fraction or an exponent becomes double. Refused,
// with the path of the field: malformed JSON, invalid UTF-8, lone surrogates, duplicate
// keys, NUL in a name, a malformed type wrapper ({"$oid": 1}), a $numberDecimal that is
// malformed, overflows or is inexact in 34 digits, more than `max_depth` levels, bytes
// after the value.
//
// Wrappers: an object that has a wrapper's name must fit that wrapper exactly, at the top
// too. Two older forms are read: {"$binary": base64, "$type": hex} and {"$date": millis}.
// What filters use stays an ordinary object: {"$regex": ..., "$options": ...}, a lone
// {"$type": ...}, and {"$ref": ..., "$id": ...}.
//
// Out: what the specification prescribes, field order kept; a double always reads back as
// the same double. Canonical text gives back the same Value, but for what Extended JSON
// has no words for: payloads of NaN, non-canonical decimals, an Object that reads as a
// wrapper.
//
// Source: mongodb/specifications, extended-json.md (version 2.1.0).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "delta_utils/base/status.h"
#include "delta_utils/base/value.h"

namespace delta_utils {

enum class ExtJsonMode { kRelaxed, kCanonical };

struct ExtJsonLimits {
  /// Levels of nesting: the document is level 1, a type wrapper is none. At most 1000.
  int max_depth = 200;
  /// Bytes of text. At most 4 GiB.
  size_t max_bytes = size_t{256} * 1024 * 1024;
};

/// Parses any JSON value. Kind: InvalidArgument, the detail's path is the field's.
Result<Value> ParseExtJson(std::string_view text, const ExtJsonLimits& limits = {});

/// Parses a JSON object that is a document (not a type wrapper such as {"$oid": ...}).
Result<Object> ParseDocument(std::string_view text, const ExtJsonLimits& limits = {});

std::string ToExtJson(const Value& value, ExtJsonMode mode);
std::string ToExtJson(const Object& document, ExtJsonMode mode);
/// Appends to `out`: for printing many documents with one buffer.
void AppendExtJson(const Value& value, ExtJsonMode mode, std::string* out);
void AppendExtJson(const Object& document, ExtJsonMode mode, std::string* out);

}  // namespace delta_utils
