// Random change records for tests, of all shapes that can be.
//
//   std::mt19937_64 engine(seed);
//   ChangeRecord record = testing::RandomChangeRecord(engine, /*seq=*/7);
#pragma once

#include <optional>
#include <random>
#include <string>

#include "delta_utils/base/random_value_testing.h"
#include "delta_utils/cdc/change_record.h"

namespace delta_utils::testing {

inline std::optional<std::string> RandomText(std::mt19937_64& engine) {
  if (Below(engine, 3) == 0) return std::nullopt;
  return RandomString(engine);
}

inline ChangeRecord RandomChangeRecord(std::mt19937_64& engine, int64_t seq) {
  ChangeRecord record;
  record.id = RandomValue(engine, 2);
  record.seq = seq;
  record.op = PickFrom<CdcOp>(engine, {CdcOp::kCreate, CdcOp::kUpdate, CdcOp::kUpdate,
                                       CdcOp::kDelete, CdcOp::kSnapshot});
  const bool is_new = record.op == CdcOp::kCreate || record.op == CdcOp::kSnapshot;
  const bool is_gone = record.op == CdcOp::kDelete;
  if (!is_new && Below(engine, 3) > 0) record.before = RandomDocument(engine, 3);
  if (is_new || (!is_gone && Below(engine, 3) > 0)) {
    record.after = RandomDocument(engine, 3);
  }
  record.ts_ns = RandomInt64(engine);
  record.source.system = PickFrom<std::string>(engine, {"parquedb", "deltalake", "x"});
  record.source.database = RandomText(engine);
  record.source.collection = RandomText(engine);
  if (Below(engine, 2) == 0) record.source.partition = RandomInt64(engine);
  record.source.server_id = RandomText(engine);
  record.txn = RandomText(engine);
  return record;
}

}  // namespace delta_utils::testing
