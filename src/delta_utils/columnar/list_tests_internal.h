// ArrayTests of lists. Internal to batch_filter.h.
#pragma once

#include <cstdint>

#include "delta_utils/columnar/array_test_internal.h"

namespace delta_utils::batch_internal {

/// Lists of so many elements.
ArrayTestPtr ListSizeTest(int64_t size);

/// Lists with an element for which `element` holds.
ArrayTestPtr AnyElementTest(ArrayTestPtr element);

}  // namespace delta_utils::batch_internal
