// Change records as lines of JSON: our own text form.
//
//   std::string line = ChangeRecordToJson(record, ExtJsonMode::kCanonical);
//   ARROW_ASSIGN_OR_RAISE(ChangeRecord same, ParseChangeRecord(line));
//
// A line is one object of MongoDB Extended JSON v2 without a newline in it, its fields in
// this order: _id, _seq, _op, _before, _after, _ts, _source, _txn. Canonical text gives
// back the same record, every number with its type and all its 64 bits; relaxed text the
// same `_seq` and `_ts`, and documents as Extended JSON's relaxed form has them.
//
// What does not come back: a document or `_id` with an object in it that has a field with
// the name of an Extended JSON type: `$oid`, `$numberInt`, `$date` and so on. If the
// object reads as one, as {"$numberInt": "5"} does, that value comes back in its place;
// else, and if it is the whole document, the text is refused. Foreign tables may hold
// such documents, so CheckChangeRecord takes them. ext_json.h has what else (payloads of
// NaN, non-canonical decimals) text cannot say. A name that stands twice is refused, too.
//
// Source: docs/formats/change-record.md.
#pragma once

#include <string>
#include <string_view>

#include "delta_utils/base/ext_json.h"
#include "delta_utils/cdc/change_record.h"

namespace delta_utils {

/// One object, no newline.
std::string ChangeRecordToJson(const ChangeRecord& record, ExtJsonMode mode);
/// The same, appended to `out`.
void AppendChangeRecord(const ChangeRecord& record, ExtJsonMode mode, std::string* out);

/// Strict: InvalidArgument, with the path of the field, for malformed text, a field that
/// is missing, unknown or of another type, and a record that CheckChangeRecord refuses.
/// `_before`, `_after` and what is optional may be null or left out, which is the same.
Result<ChangeRecord> ParseChangeRecord(std::string_view line);

/// The `_seq` of a line of ours, whatever its documents hold; what is behind it is not
/// looked at. InvalidArgument for a line that does not begin as one.
Result<int64_t> ParseChangeSeq(std::string_view line);

/// The parts of a record that no row of a Delta table has a place for: all but `_before`
/// and `_after`, in the canonical text of a record.
std::string ChangeEnvelopeToJson(const ChangeRecord& record);
Result<ChangeRecord> ParseChangeEnvelope(std::string_view text);

}  // namespace delta_utils
