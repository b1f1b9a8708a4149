#include "delta_utils/cdc/change_record_json.h"

#include <utility>

#include "delta_utils/cdc/fields_internal.h"

namespace delta_utils {
namespace {

using internal::FieldReader;
using internal::Required;

/// A document of the most levels stands one level below the record.
constexpr int kMaxDepth = ExtJsonLimits{}.max_depth + 1;

void AppendField(std::string_view name, const Value& value, ExtJsonMode mode,
                 std::string* out) {
  *out += out->back() == '{' ? "\"" : ",\"";
  *out += name;
  *out += "\":";
  AppendExtJson(value, mode, out);
}

void AppendDocument(std::string_view name, const std::optional<Object>& document,
                    ExtJsonMode mode, std::string* out) {
  *out += ",\"";
  *out += name;
  *out += "\":";
  if (document) {
    AppendExtJson(*document, mode, out);
  } else {
    *out += "null";
  }
}

template <typename T>
void AppendIfThere(std::string_view name, const std::optional<T>& value, ExtJsonMode mode,
                   std::string* out) {
  if (value) AppendField(name, Value(*value), mode, out);
}

void AppendSource(const CdcSource& source, ExtJsonMode mode, std::string* out) {
  *out += ",\"_source\":{";
  AppendField("system", source.system, mode, out);
  AppendIfThere("database", source.database, mode, out);
  AppendIfThere("collection", source.collection, mode, out);
  AppendIfThere("partition", source.partition, mode, out);
  AppendIfThere("serverId", source.server_id, mode, out);
  *out += '}';
}

void AppendRecord(const ChangeRecord& record, bool with_documents, ExtJsonMode mode,
                  std::string* out) {
  *out += '{';
  AppendField("_id", record.id, mode, out);
  AppendField("_seq", record.seq, mode, out);
  AppendField("_op", CdcOpName(record.op), mode, out);
  if (with_documents) {
    AppendDocument("_before", record.before, mode, out);
    AppendDocument("_after", record.after, mode, out);
  }
  AppendField("_ts", record.ts_ns, mode, out);
  AppendSource(record.source, mode, out);
  AppendIfThere("_txn", record.txn, mode, out);
  *out += '}';
}

Result<CdcSource> ReadSource(Object object) {
  FieldReader fields(std::move(object), "_source");
  CdcSource source;
  ARROW_ASSIGN_OR_RAISE(source.system,
                        Required(fields.TakeText("system"), fields, "system"));
  ARROW_ASSIGN_OR_RAISE(source.database, fields.TakeText("database"));
  ARROW_ASSIGN_OR_RAISE(source.collection, fields.TakeText("collection"));
  ARROW_ASSIGN_OR_RAISE(source.partition, fields.TakeInteger("partition"));
  ARROW_ASSIGN_OR_RAISE(source.server_id, fields.TakeText("serverId"));
  ARROW_RETURN_NOT_OK(fields.ExpectEnd());
  return source;
}

Result<ChangeRecord> ReadRecord(FieldReader fields) {
  ChangeRecord record;
  std::optional<Value> id = fields.Take("_id");
  if (!id) return fields.Missing("_id");
  record.id = std::move(*id);
  ARROW_ASSIGN_OR_RAISE(record.seq, Required(fields.TakeInteger("_seq"), fields, "_seq"));
  ARROW_ASSIGN_OR_RAISE(const std::string op,
                        Required(fields.TakeText("_op"), fields, "_op"));
  const std::optional<CdcOp> known = ParseCdcOp(op);
  if (!known) return fields.Bad("_op", "'" + op + "' is none of c, u, d, r");
  record.op = *known;
  ARROW_ASSIGN_OR_RAISE(record.before, fields.TakeObject("_before"));
  ARROW_ASSIGN_OR_RAISE(record.after, fields.TakeObject("_after"));
  ARROW_ASSIGN_OR_RAISE(record.ts_ns, Required(fields.TakeInteger("_ts"), fields, "_ts"));
  ARROW_ASSIGN_OR_RAISE(Object source,
                        Required(fields.TakeObject("_source"), fields, "_source"));
  ARROW_ASSIGN_OR_RAISE(record.source, ReadSource(std::move(source)));
  ARROW_ASSIGN_OR_RAISE(record.txn, fields.TakeText("_txn"));
  ARROW_RETURN_NOT_OK(fields.ExpectEnd());
  return record;
}

/// Where the value ends that `text` begins with: at a comma or a closing bracket.
size_t EndOfValue(std::string_view text) {
  int64_t depth = 0;
  bool is_string = false;
  for (size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (is_string) {
      if (c == '\\') ++at;
      if (c == '"') is_string = false;
    } else if (depth == 0 && (c == ',' || c == '}' || c == ']')) {
      return at;
    } else if (c == '"') {
      is_string = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return text.size();
}

Result<FieldReader> FieldsOf(std::string_view text) {
  ARROW_ASSIGN_OR_RAISE(Object object, ParseDocument(text, {.max_depth = kMaxDepth}));
  return FieldReader(std::move(object), "");
}

}  // namespace

void AppendChangeRecord(const ChangeRecord& record, ExtJsonMode mode, std::string* out) {
  AppendRecord(record, /*with_documents=*/true, mode, out);
}

std::string ChangeRecordToJson(const ChangeRecord& record, ExtJsonMode mode) {
  std::string text;
  AppendChangeRecord(record, mode, &text);
  return text;
}

Result<ChangeRecord> ParseChangeRecord(std::string_view line) {
  ARROW_ASSIGN_OR_RAISE(FieldReader fields, FieldsOf(line));
  ARROW_ASSIGN_OR_RAISE(ChangeRecord record, ReadRecord(std::move(fields)));
  ARROW_RETURN_NOT_OK(CheckChangeRecord(record));
  return record;
}

Result<int64_t> ParseChangeSeq(std::string_view line) {
  constexpr std::string_view kId = "{\"_id\":";
  constexpr std::string_view kSeq = ",\"_seq\":";
  if (!line.starts_with(kId)) return InvalidArgument("_id", "does not come first");
  line.remove_prefix(kId.size());
  line.remove_prefix(EndOfValue(line));
  if (!line.starts_with(kSeq)) return InvalidArgument("_seq", "does not follow _id");
  line.remove_prefix(kSeq.size());
  ARROW_ASSIGN_OR_RAISE(Value value, ParseExtJson(line.substr(0, EndOfValue(line))));
  FieldReader fields(Object{{{"_seq", std::move(value)}}}, "");
  ARROW_ASSIGN_OR_RAISE(const int64_t seq,
                        Required(fields.TakeInteger("_seq"), fields, "_seq"));
  if (seq < 0) return fields.Bad("_seq", "is negative");
  return seq;
}

std::string ChangeEnvelopeToJson(const ChangeRecord& record) {
  std::string text;
  AppendRecord(record, /*with_documents=*/false, ExtJsonMode::kCanonical, &text);
  return text;
}

Result<ChangeRecord> ParseChangeEnvelope(std::string_view text) {
  ARROW_ASSIGN_OR_RAISE(FieldReader fields, FieldsOf(text));
  ARROW_ASSIGN_OR_RAISE(ChangeRecord record, ReadRecord(std::move(fields)));
  if (record.before || record.after) {
    return InvalidArgument(record.before ? "_before" : "_after",
                           "an envelope has no documents");
  }
  return record;
}

}  // namespace delta_utils
