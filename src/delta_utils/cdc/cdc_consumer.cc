#include "delta_utils/cdc/cdc_consumer.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace delta_utils {
namespace {

Status FromWithin() {
  return InvalidArgument("", "a handler of this consumer may not call it");
}

}  // namespace

int64_t CdcConsumer::Subscribe(CdcHandler handler) {
  DU_CHECK(handler != nullptr);
  const SerialGate::Pass pass(gate_);
  handlers_.emplace(next_subscription_,
                    std::make_shared<const CdcHandler>(std::move(handler)));
  return next_subscription_++;
}

bool CdcConsumer::Unsubscribe(int64_t subscription) {
  const SerialGate::Pass pass(gate_);
  return handlers_.erase(subscription) > 0;
}

bool CdcConsumer::IsWanted(const ChangeRecord& record) const {
  const std::vector<CdcOp>& wanted = options_.operations;
  if (!wanted.empty() && std::ranges::find(wanted, record.op) == wanted.end()) {
    return false;
  }
  return !options_.from_ts_ns || record.ts_ns >= *options_.from_ts_ns;
}

Status CdcConsumer::Process(const ChangeRecord& record) {
  const SerialGate::Pass pass(gate_);
  if (pass.is_nested()) return FromWithin();
  if (record.seq < position_) return Status::OK();
  if (record.seq == std::numeric_limits<int64_t>::max()) {
    return InvalidArgument("_seq", "no number is left behind it");
  }
  if (IsWanted(record)) {
    const auto handlers = handlers_;
    for (const auto& [subscription, handler] : handlers) {
      ARROW_RETURN_NOT_OK((*handler)(record));
    }
  }
  position_ = record.seq + 1;
  return Status::OK();
}

int64_t CdcConsumer::position() const {
  const SerialGate::Pass pass(gate_);
  return position_;
}

Status CdcConsumer::SeekTo(int64_t seq) {
  const SerialGate::Pass pass(gate_);
  if (pass.is_nested()) return FromWithin();
  position_ = seq;
  return Status::OK();
}

Status CdcConsumer::SeekToTime(std::optional<int64_t> from_ts_ns) {
  const SerialGate::Pass pass(gate_);
  if (pass.is_nested()) return FromWithin();
  options_.from_ts_ns = from_ts_ns;
  return Status::OK();
}

}  // namespace delta_utils
