// This library's side of variant_bench.
#pragma once

#include <memory>
#include <string>

#include "bench_side.h"
#include "delta_utils/base/status.h"

namespace delta_utils::bench {

/// `documents`: JSON, a document a line.
Result<std::unique_ptr<Side>> MakeOwnSide(const std::string& documents);

}  // namespace delta_utils::bench
