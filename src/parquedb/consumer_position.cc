#include "parquedb/consumer_position.h"

#include <algorithm>

#include "arrow/buffer.h"
#include "delta_utils/base/ext_json.h"

namespace parquedb {
namespace {

using delta_utils::ErrorKind;
using delta_utils::MakeError;
using delta_utils::PutOutcome;
using delta_utils::PutResult;

constexpr size_t kMaxName = 100;
constexpr char kFolder[] = "_parquedb/consumers";
constexpr char kNextSeq[] = "next_seq";

bool IsNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         c == '_' || c == '-' || c == '.';
}

std::string TextOf(int64_t next_seq) {
  Object object;
  object.Append(kNextSeq, next_seq);
  return delta_utils::ToExtJson(object, delta_utils::ExtJsonMode::kCanonical) + "\n";
}

std::optional<int64_t> ParsePosition(std::string_view text) {
  const auto object = delta_utils::ParseDocument(text);
  if (!object.ok() || object->size() != 1) return std::nullopt;
  const Value* value = object->Find(kNextSeq);
  const auto* next_seq = value == nullptr ? nullptr : value->get_if<int64_t>();
  if (next_seq == nullptr || *next_seq < 0) return std::nullopt;
  return *next_seq;
}

}  // namespace

bool IsConsumerName(std::string_view name) {
  return !name.empty() && name.size() <= kMaxName && name.front() != '.' &&
         std::ranges::all_of(name, IsNameCharacter);
}

Result<ConsumerPosition> ConsumerPosition::Open(delta_lake::TableLocation table,
                                                std::string_view name) {
  if (!IsConsumerName(name)) {
    return delta_utils::InvalidArgument(
        "consumer",
        "a name has letters, digits, '_', '-' and '.', which is not the "
        "first, and at most 100 of them");
  }
  ConsumerPosition position;
  position.table_ = std::move(table);
  position.name_ = name;
  position.path_ = position.table_.root / kFolder / (position.name_ + ".json");
  ARROW_RETURN_NOT_OK(position.Load());
  return position;
}

Status ConsumerPosition::Load() {
  delta_utils::ObjectStore& store = *table_.store;
  // The version first: what changes in between fails when it is saved.
  ARROW_ASSIGN_OR_RAISE(version_, store.GetVersion(path_));
  next_seq_.reset();
  if (!version_) return Status::OK();
  ARROW_ASSIGN_OR_RAISE(const auto bytes, store.Get(path_));
  next_seq_ = ParsePosition(std::string_view(*bytes));
  if (next_seq_) return Status::OK();
  return delta_utils::Corrupt(store.Uri(path_), "is no position of a consumer");
}

Status ConsumerPosition::Save(int64_t next_seq) {
  if (next_seq_ && next_seq <= *next_seq_) return Status::OK();
  delta_utils::ObjectStore& store = *table_.store;
  const std::string text = TextOf(next_seq);
  ARROW_ASSIGN_OR_RAISE(PutResult put, version_ ? store.PutIfMatch(path_, text, *version_)
                                                : store.PutIfAbsent(path_, text));
  if (put.outcome == PutOutcome::kWon) {
    if (!put.version) return Load();
    version_ = std::move(put.version);
    next_seq_ = next_seq;
    return Status::OK();
  }
  ARROW_RETURN_NOT_OK(Load());
  if (put.outcome == PutOutcome::kUnknown) {
    return next_seq_ == next_seq ? Status::OK() : put.cause;
  }
  return MakeError(ErrorKind::kConflict, store.Uri(path_),
                   "another process uses the consumer '" + name_ + "'");
}

}  // namespace parquedb
