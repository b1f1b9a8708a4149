#include "delta_utils/cdc/mongo_change_event.h"

#include <charconv>
#include <limits>

#include "delta_utils/base/hex.h"
#include "delta_utils/base/runtime.h"
#include "delta_utils/cdc/fields_internal.h"
#include "delta_utils/cdc/nanos_internal.h"

namespace delta_utils {
namespace {

using internal::FieldReader;
using internal::kNanosPerMilli;
using internal::Required;

constexpr int kMaxDepth = ExtJsonLimits{}.max_depth + 1;
constexpr int64_t kNanosPerSecond = 1'000'000'000;
constexpr size_t kTokenDigits = 16;
constexpr std::string_view kSystem = "mongodb";

std::optional<CdcOp> OpOf(std::string_view operation_type) {
  if (operation_type == "insert") return CdcOp::kCreate;
  if (operation_type == "update" || operation_type == "replace") return CdcOp::kUpdate;
  if (operation_type == "delete") return CdcOp::kDelete;
  return std::nullopt;
}

std::string TokenOf(int64_t seq) {
  std::string bytes(sizeof(seq), '\0');
  for (size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<char>(static_cast<uint64_t>(seq) >> (8 * (7 - i)));
  }
  return ToHex(bytes);
}

/// 0 for a token that is not ours.
int64_t SeqOfToken(const Object& token) {
  const Value* data = token.Find("_data");
  const auto* text = data == nullptr ? nullptr : data->get_if<std::string>();
  if (text == nullptr || text->size() != kTokenDigits) return 0;
  int64_t seq = 0;
  const char* end = text->data() + text->size();
  const auto parsed = std::from_chars(text->data(), end, seq, 16);
  return parsed.ec == std::errc() && parsed.ptr == end && seq > 0 ? seq : 0;
}

Result<std::vector<std::string>> ReadNames(const FieldReader& fields,
                                           std::string_view name,
                                           const std::optional<Value>& list) {
  std::vector<std::string> names;
  if (!list || list->is<Null>()) return names;
  const auto* array = list->get_if<Array>();
  if (array == nullptr) return fields.Bad(name, "expected an array");
  for (const Value& item : array->values) {
    const auto* text = item.get_if<std::string>();
    if (text == nullptr) return fields.Bad(name, "expected an array of texts");
    names.push_back(*text);
  }
  return names;
}

Status ReadTruncated(const FieldReader& fields, const std::optional<Value>& list,
                     MongoUpdateDescription* update) {
  if (!list || list->is<Null>()) return Status::OK();
  constexpr std::string_view kName = "truncatedArrays";
  const auto* array = list->get_if<Array>();
  if (array == nullptr) return fields.Bad(kName, "expected an array");
  for (const Value& item : array->values) {
    const auto* object = item.get_if<Object>();
    if (object == nullptr) return fields.Bad(kName, "expected an array of objects");
    FieldReader one(*object, fields.PathOf(kName));
    ARROW_ASSIGN_OR_RAISE(std::string field,
                          Required(one.TakeText("field"), one, "field"));
    ARROW_ASSIGN_OR_RAISE(const int64_t size,
                          Required(one.TakeInteger("newSize"), one, "newSize"));
    if (size < 0) return one.Bad("newSize", "is negative");
    update->truncated_arrays.emplace_back(std::move(field), size);
  }
  return Status::OK();
}

Result<MongoUpdateDescription> ReadUpdate(Object object) {
  FieldReader fields(std::move(object), "updateDescription");
  MongoUpdateDescription update;
  ARROW_ASSIGN_OR_RAISE(auto updated, fields.TakeObject("updatedFields"));
  if (updated) update.updated_fields = std::move(*updated);
  ARROW_ASSIGN_OR_RAISE(update.removed_fields,
                        ReadNames(fields, "removedFields", fields.Take("removedFields")));
  ARROW_RETURN_NOT_OK(ReadTruncated(fields, fields.Take("truncatedArrays"), &update));
  return update;
}

Result<int64_t> TimeOf(FieldReader& fields, const std::optional<Timestamp>& cluster) {
  const std::optional<Value> wall = fields.Take("wallTime");
  if (!wall || wall->is<Null>()) return cluster ? cluster->seconds * kNanosPerSecond : 0;
  const auto* date = wall->get_if<Date>();
  if (date == nullptr) return fields.Bad("wallTime", "expected a date");
  const auto nanos = internal::ToNanos(date->millis, kNanosPerMilli);
  if (!nanos) return fields.Bad("wallTime", "is beyond what nanoseconds can hold");
  return *nanos;
}

/// "session:number"; nullopt outside of a transaction.
Result<std::optional<std::string>> TxnOf(FieldReader& fields) {
  ARROW_ASSIGN_OR_RAISE(const auto number, fields.TakeInteger("txnNumber"));
  ARROW_ASSIGN_OR_RAISE(auto lsid, fields.TakeObject("lsid"));
  if (!number) return std::nullopt;
  std::string text;
  if (lsid) {
    const Value* id = lsid->Find("id");
    const auto* uuid = id == nullptr ? nullptr : id->get_if<Uuid>();
    if (uuid == nullptr) return fields.Bad("lsid.id", "expected a UUID");
    text = ToString(*uuid);
  }
  return text + ":" + std::to_string(*number);
}

Status ReadNamespace(Object object, CdcSource* source) {
  FieldReader fields(std::move(object), "ns");
  ARROW_ASSIGN_OR_RAISE(source->database, fields.TakeText("db"));
  ARROW_ASSIGN_OR_RAISE(source->collection, fields.TakeText("coll"));
  return Status::OK();
}

Status ReadDocuments(FieldReader& fields, const MongoChangeEvent& event,
                     ChangeRecord* record) {
  ARROW_ASSIGN_OR_RAISE(
      Object key, Required(fields.TakeObject("documentKey"), fields, "documentKey"));
  Value* id = key.Find("_id");
  if (id == nullptr) return fields.Missing("documentKey._id");
  record->id = std::move(*id);
  ARROW_ASSIGN_OR_RAISE(record->before, fields.TakeObject("fullDocumentBeforeChange"));
  ARROW_ASSIGN_OR_RAISE(record->after, fields.TakeObject("fullDocument"));
  if (!record->after && record->before && event.update) {
    Result<Object> after = ApplyMongoUpdate(*record->before, *event.update);
    if (after.ok()) {
      record->after = std::move(*after);
    } else if (KindOf(after.status()) != ErrorKind::kUnsupported) {
      return after.status();
    }
  }
  return CheckChangeRecord(*record);
}

Result<ChangeRecord> ReadRecord(FieldReader& fields, CdcOp op,
                                const MongoChangeEvent& event) {
  ChangeRecord record;
  record.op = op;
  record.seq = SeqOfToken(event.resume_token);
  record.source.system = kSystem;
  ARROW_ASSIGN_OR_RAISE(Object ns, Required(fields.TakeObject("ns"), fields, "ns"));
  ARROW_RETURN_NOT_OK(ReadNamespace(std::move(ns), &record.source));
  ARROW_ASSIGN_OR_RAISE(record.ts_ns, TimeOf(fields, event.cluster_time));
  ARROW_ASSIGN_OR_RAISE(record.txn, TxnOf(fields));
  ARROW_RETURN_NOT_OK(ReadDocuments(fields, event, &record));
  return record;
}

}  // namespace

Result<MongoChangeEvent> ParseMongoChangeEvent(std::string_view text) {
  ARROW_ASSIGN_OR_RAISE(Object object, ParseDocument(text, {.max_depth = kMaxDepth}));
  FieldReader fields(std::move(object), "");
  MongoChangeEvent event;
  ARROW_ASSIGN_OR_RAISE(event.resume_token,
                        Required(fields.TakeObject("_id"), fields, "_id"));
  ARROW_ASSIGN_OR_RAISE(event.operation_type, Required(fields.TakeText("operationType"),
                                                       fields, "operationType"));
  if (fields.Take("splitEvent")) {
    return Unsupported("splitEvent", "the event is a fragment of a larger one");
  }
  const std::optional<Value> cluster = fields.Take("clusterTime");
  if (cluster && !cluster->is<Null>()) {
    const auto* timestamp = cluster->get_if<Timestamp>();
    if (timestamp == nullptr) return fields.Bad("clusterTime", "expected a timestamp");
    event.cluster_time = *timestamp;
  }
  ARROW_ASSIGN_OR_RAISE(auto update, fields.TakeObject("updateDescription"));
  if (update) {
    ARROW_ASSIGN_OR_RAISE(event.update, ReadUpdate(std::move(*update)));
  }
  if (const auto op = OpOf(event.operation_type)) {
    ARROW_ASSIGN_OR_RAISE(event.record, ReadRecord(fields, *op, event));
  }
  return event;
}

Result<std::string> MongoChangeEventToJson(const ChangeRecord& record, ExtJsonMode mode) {
  ARROW_RETURN_NOT_OK(CheckChangeRecord(record));
  if (record.op == CdcOp::kUpdate && !record.after) {
    return InvalidArgument("_after", "is missing: what the update did is not known");
  }
  Object event;
  event.Append("_id", Object{{{"_data", TokenOf(record.seq)}}});
  event.Append("operationType", record.op == CdcOp::kUpdate   ? "replace"
                                : record.op == CdcOp::kDelete ? "delete"
                                                              : "insert");
  event.Append("wallTime", Date{record.ts_ns / kNanosPerMilli});
  if (record.after) event.Append("fullDocument", *record.after);
  if (record.before) event.Append("fullDocumentBeforeChange", *record.before);
  Object ns;
  ns.Append("db", record.source.database.value_or(""));
  ns.Append("coll", record.source.collection.value_or(""));
  event.Append("ns", std::move(ns));
  event.Append("documentKey", Object{{{"_id", record.id}}});
  return ToExtJson(event, mode);
}

}  // namespace delta_utils
