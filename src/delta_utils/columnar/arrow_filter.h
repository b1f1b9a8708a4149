// Filters as expressions of Arrow, for its datasets, Acero and batches to run.
//
//   ARROW_ASSIGN_OR_RAISE(ArrowFilter filter, FilterToArrow(parsed, *schema));
//   ARROW_ASSIGN_OR_RAISE(auto bound, filter.expression->Bind(*schema));
//   ARROW_ASSIGN_OR_RAISE(arrow::Datum rows,
//                         arrow::compute::ExecuteScalarExpression(bound, *schema,
//                         batch));
//
// kExact: true for exactly the rows whose documents match, as typed_columns_of.h reads
// them; elsewhere false or null. kSuperset: true for others too. Safe direction: never
// are there rows too few. Beyond what SQL cannot say either (filter/sql_filter.h):
// elements of lists, because Arrow has no function of them; the number of elements it can
// tell.
//
// Registers Arrow's kernels, which is needed once in a process and does no harm again.
// Errors: those of Arrow, where that fails. Threads: a pure function otherwise.
#pragma once

#include <memory>

#include "arrow/compute/type_fwd.h"
#include "arrow/type_fwd.h"
#include "delta_utils/base/status.h"
#include "delta_utils/filter/column_predicate.h"
#include "delta_utils/filter/filter.h"

namespace delta_utils {

struct ArrowFilter {
  /// Not yet bound; names the schema's fields.
  std::shared_ptr<const arrow::compute::Expression> expression;
  Exactness exactness = Exactness::kExact;
};

Result<ArrowFilter> FilterToArrow(const Filter& filter, const arrow::Schema& schema);

}  // namespace delta_utils
