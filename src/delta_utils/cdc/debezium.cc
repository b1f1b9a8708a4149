#include "delta_utils/cdc/debezium.h"

#include <charconv>
#include <utility>

#include "delta_utils/cdc/fields_internal.h"
#include "delta_utils/cdc/nanos_internal.h"

namespace delta_utils {
namespace {

using internal::FieldReader;
using internal::kNanosPerMilli;
using internal::Required;

constexpr int kMaxDepth = ExtJsonLimits{}.max_depth + 4;  // line, payload, value, before
constexpr int64_t kNanosPerMicro = 1'000;
constexpr std::string_view kMongoConnector = "mongodb";
constexpr std::string_view kTruncate = "t";

/// Without the {"schema", "payload"} that Kafka Connect's converter may put around it.
Value WithoutSchema(Value value) {
  Object* object = value.get_if<Object>();
  if (object == nullptr || object->size() != 2) return value;
  Value* payload = object->Find("payload");
  if (payload == nullptr || object->Find("schema") == nullptr) return value;
  Value inner = std::move(*payload);
  return inner;
}

/// The one part of a key of one column, else the whole key.
Result<Value> IdOf(Value key, bool is_mongo) {
  Object* object = key.get_if<Object>();
  if (object == nullptr || object->size() != 1) return key;
  Value id = std::move(object->fields.front().value);
  if (!is_mongo || !id.is<std::string>()) return id;
  Result<Value> parsed = ParseExtJson(id.get<std::string>());
  if (!parsed.ok()) return WithPath("key.id", parsed.status());
  return parsed;
}

Result<std::optional<Object>> DocumentIn(FieldReader& fields, std::string_view name,
                                         bool is_mongo) {
  if (!is_mongo) return fields.TakeObject(name);
  ARROW_ASSIGN_OR_RAISE(const std::optional<std::string> text, fields.TakeText(name));
  if (!text) return std::nullopt;
  Result<Object> document = ParseDocument(*text);
  if (!document.ok()) return WithPath(fields.PathOf(name), document.status());
  return std::optional(std::move(*document));
}

/// `scale` nanoseconds each; checked, because the text is not trusted.
Result<std::optional<int64_t>> TakeTime(FieldReader& fields, std::string_view name,
                                        int64_t scale) {
  ARROW_ASSIGN_OR_RAISE(const std::optional<int64_t> count, fields.TakeInteger(name));
  if (!count) return std::nullopt;
  const auto nanos = internal::ToNanos(*count, scale);
  if (!nanos) return fields.Bad(name, "is beyond what nanoseconds can hold");
  return nanos;
}

/// The finest of the three; nullopt if there is none.
Result<std::optional<int64_t>> TakeFinestTime(FieldReader& fields) {
  ARROW_ASSIGN_OR_RAISE(auto nanos, TakeTime(fields, "ts_ns", 1));
  if (nanos) return nanos;
  ARROW_ASSIGN_OR_RAISE(auto micros, TakeTime(fields, "ts_us", kNanosPerMicro));
  if (micros) return micros;
  return TakeTime(fields, "ts_ms", kNanosPerMilli);
}

/// What an event says besides its documents.
struct Frame {
  CdcSource source;
  int64_t ts_ns = 0;
  std::optional<std::string> txn;
  std::optional<DebeziumPosition> position;
};

/// A number or text, as connectors have either.
Result<std::optional<std::string>> TakeName(FieldReader& fields, std::string_view name) {
  std::optional<Value> value = fields.Take(name);
  if (!value || value->is<Null>()) return std::nullopt;
  if (const auto* text = value->get_if<std::string>()) return std::optional(*text);
  if (const auto* small = value->get_if<int32_t>()) return std::to_string(*small);
  if (const auto* wide = value->get_if<int64_t>()) return std::to_string(*wide);
  return fields.Bad(name, "expected text or a whole number");
}

/// `sequence` is the text of an array: the LSN of the last commit, or null, and the LSN.
Result<std::optional<int64_t>> TakeCommitLsn(FieldReader& fields) {
  constexpr std::string_view kName = "sequence";
  ARROW_ASSIGN_OR_RAISE(const auto text, fields.TakeText(kName));
  if (!text) return std::nullopt;
  const Result<Value> parsed = ParseExtJson(*text);
  if (!parsed.ok()) return WithPath(fields.PathOf(kName), parsed.status());
  const Array* parts = parsed->get_if<Array>();
  if (parts == nullptr || parts->values.empty()) {
    return fields.Bad(kName, "expected an array of LSNs");
  }
  if (parts->values.front().is<Null>()) return std::nullopt;
  const auto* digits = parts->values.front().get_if<std::string>();
  if (digits == nullptr) return fields.Bad(kName, "expected the text of an LSN or null");
  const char* end = digits->data() + digits->size();
  int64_t lsn = 0;
  const auto [stop, error] = std::from_chars(digits->data(), end, lsn);
  if (error != std::errc() || stop != end) {
    return fields.Bad(kName, "'" + *digits + "' is no LSN");
  }
  return std::optional(lsn);
}

Status ReadSource(Object object, Frame* frame) {
  FieldReader fields(std::move(object), "value.source");
  CdcSource& source = frame->source;
  ARROW_ASSIGN_OR_RAISE(source.system,
                        Required(fields.TakeText("connector"), fields, "connector"));
  ARROW_ASSIGN_OR_RAISE(source.server_id, fields.TakeText("name"));
  ARROW_ASSIGN_OR_RAISE(source.database, fields.TakeText("db"));
  ARROW_ASSIGN_OR_RAISE(source.collection, fields.TakeText("table"));
  if (!source.collection) {
    ARROW_ASSIGN_OR_RAISE(source.collection, fields.TakeText("collection"));
  }
  ARROW_ASSIGN_OR_RAISE(const auto schema, fields.TakeText("schema"));
  if (schema && source.collection) {
    source.collection = *schema + "." + *source.collection;
  }
  ARROW_ASSIGN_OR_RAISE(const auto time, TakeFinestTime(fields));
  frame->ts_ns = time.value_or(0);
  ARROW_ASSIGN_OR_RAISE(frame->txn, TakeName(fields, "txId"));
  ARROW_ASSIGN_OR_RAISE(const auto lsn, fields.TakeInteger("lsn"));
  if (!lsn) return Status::OK();
  frame->position = DebeziumPosition{.lsn = *lsn};
  return TakeCommitLsn(fields).Value(&frame->position->commit_lsn);
}

Status ReadTransaction(Object object, Frame* frame) {
  FieldReader fields(std::move(object), "value.transaction");
  ARROW_ASSIGN_OR_RAISE(const auto id, fields.TakeText("id"));
  if (!frame->txn) frame->txn = id;
  ARROW_ASSIGN_OR_RAISE(const auto order, fields.TakeInteger("total_order"));
  if (frame->position) frame->position->order = order.value_or(0);
  return Status::OK();
}

Result<Frame> ReadFrame(FieldReader& fields) {
  Frame frame;
  ARROW_ASSIGN_OR_RAISE(Object source,
                        Required(fields.TakeObject("source"), fields, "source"));
  ARROW_RETURN_NOT_OK(ReadSource(std::move(source), &frame));
  ARROW_ASSIGN_OR_RAISE(auto transaction, fields.TakeObject("transaction"));
  if (transaction) ARROW_RETURN_NOT_OK(ReadTransaction(std::move(*transaction), &frame));
  return frame;
}

Result<DebeziumEvent> ReadMark(FieldReader fields, const std::string& status) {
  DebeziumTransaction mark;
  if (status != "BEGIN" && status != "END") {
    return fields.Bad("status", "'" + status + "' is neither BEGIN nor END");
  }
  mark.is_end = status == "END";
  ARROW_ASSIGN_OR_RAISE(mark.id, Required(fields.TakeText("id"), fields, "id"));
  ARROW_ASSIGN_OR_RAISE(mark.event_count, fields.TakeInteger("event_count"));
  return mark;
}

Result<DebeziumEvent> ReadEvent(Value key, Object value) {
  FieldReader fields(std::move(value), "value");
  ARROW_ASSIGN_OR_RAISE(const auto status, fields.TakeText("status"));
  if (status) return ReadMark(std::move(fields), *status);
  ARROW_ASSIGN_OR_RAISE(const std::string op,
                        Required(fields.TakeText("op"), fields, "op"));
  ARROW_ASSIGN_OR_RAISE(Frame frame, ReadFrame(fields));
  if (op == kTruncate) {
    return DebeziumTruncate{std::move(frame.source), frame.position};
  }
  const std::optional<CdcOp> known = ParseCdcOp(op);
  if (!known) return fields.Bad("op", "'" + op + "' is none of c, u, d, r, t");
  const bool is_mongo = frame.source.system == kMongoConnector;
  DebeziumChange change;
  ChangeRecord& record = change.record;
  ARROW_ASSIGN_OR_RAISE(record.id, IdOf(std::move(key), is_mongo));
  record.op = *known;
  ARROW_ASSIGN_OR_RAISE(record.before, DocumentIn(fields, "before", is_mongo));
  ARROW_ASSIGN_OR_RAISE(record.after, DocumentIn(fields, "after", is_mongo));
  record.ts_ns = frame.ts_ns;
  record.source = std::move(frame.source);
  record.txn = std::move(frame.txn);
  ARROW_RETURN_NOT_OK(CheckChangeRecord(record));
  change.position = frame.position;
  return change;
}

void AppendText(std::string_view name, const std::optional<std::string>& text,
                Object* out) {
  if (text) out->Append(std::string(name), *text);
}

Value DocumentValue(const std::optional<Object>& document, bool is_mongo) {
  if (!document) return Null{};
  if (is_mongo) return ToExtJson(*document, ExtJsonMode::kCanonical);
  return *document;
}

std::string SequenceText(const DebeziumPosition& position) {
  const auto commit = position.commit_lsn;
  return "[" + (commit ? '"' + std::to_string(*commit) + '"' : "null") + ",\"" +
         std::to_string(position.lsn) + "\"]";
}

Object SourceObject(const ChangeRecord& record,
                    const std::optional<DebeziumPosition>& position) {
  Object source;
  source.Append("connector", record.source.system);
  AppendText("name", record.source.server_id, &source);
  source.Append("ts_ms", record.ts_ns / kNanosPerMilli);
  source.Append("ts_us", record.ts_ns / kNanosPerMicro);
  source.Append("ts_ns", record.ts_ns);
  source.Append("snapshot", record.op == CdcOp::kSnapshot ? "true" : "false");
  AppendText("db", record.source.database, &source);
  const bool is_mongo = record.source.system == kMongoConnector;
  AppendText(is_mongo ? "collection" : "table", record.source.collection, &source);
  AppendText("txId", record.txn, &source);
  if (position) {
    source.Append("sequence", SequenceText(*position));
    source.Append("lsn", position->lsn);
  }
  return source;
}

/// Whether an event at `position` surely came no later than the one at `after`.
bool IsRepeated(const DebeziumPosition& position, const DebeziumPosition& after) {
  // One LSN is of one transaction.
  if (position.lsn == after.lsn && position.order > 0 && after.order > 0) {
    return position.order <= after.order;
  }
  if (!position.commit_lsn || !after.commit_lsn) return false;
  return std::pair(*position.commit_lsn, position.lsn) <
         std::pair(*after.commit_lsn, after.lsn);
}

}  // namespace

Result<DebeziumEvent> ParseDebeziumEvent(std::string_view line) {
  ARROW_ASSIGN_OR_RAISE(Object object, ParseDocument(line, {.max_depth = kMaxDepth}));
  FieldReader fields(std::move(object), "");
  Value key = WithoutSchema(fields.Take("key").value_or(Null{}));
  std::optional<Value> taken = fields.Take("value");
  if (!taken) return fields.Missing("value");
  Value value = WithoutSchema(std::move(*taken));
  if (value.is<Null>()) return DebeziumTombstone{std::move(key)};
  if (Object* event = value.get_if<Object>()) {
    return ReadEvent(std::move(key), std::move(*event));
  }
  return fields.Bad("value", "expected an object or null");
}

std::string DebeziumEventToJson(const ChangeRecord& record,
                                const std::optional<DebeziumPosition>& position,
                                ExtJsonMode mode) {
  const bool is_mongo = record.source.system == kMongoConnector;
  Object value;
  value.Append("before", DocumentValue(record.before, is_mongo));
  value.Append("after", DocumentValue(record.after, is_mongo));
  value.Append("source", SourceObject(record, position));
  if (position && position->order > 0) {
    Object transaction;
    AppendText("id", record.txn, &transaction);
    transaction.Append("total_order", position->order);
    value.Append("transaction", std::move(transaction));
  } else {
    value.Append("transaction", Null{});
  }
  value.Append("op", CdcOpName(record.op));
  value.Append("ts_ms", record.ts_ns / kNanosPerMilli);
  Object line;
  Object key;
  key.Append("id",
             is_mongo ? Value(ToExtJson(record.id, ExtJsonMode::kCanonical)) : record.id);
  line.Append("key", record.id.is<Null>() ? Value(Null{}) : Value(std::move(key)));
  line.Append("value", std::move(value));
  return ToExtJson(line, mode);
}

Result<std::optional<ChangeRecord>> DebeziumReader::Read(std::string_view line) {
  ARROW_ASSIGN_OR_RAISE(DebeziumEvent event, ParseDebeziumEvent(line));
  if (const auto* truncate = std::get_if<DebeziumTruncate>(&event)) {
    return Unsupported(truncate->source.collection.value_or(""),
                       "the table was truncated, which no change record can say");
  }
  auto* change = std::get_if<DebeziumChange>(&event);
  if (change == nullptr) return std::nullopt;
  const std::optional<DebeziumPosition>& position = change->position;
  if (position && change->record.op != CdcOp::kSnapshot) {
    if (after_ && IsRepeated(*position, *after_)) return std::nullopt;
    position_ = position;
  }
  change->record.seq = next_seq_++;
  return std::optional(std::move(change->record));
}

}  // namespace delta_utils
