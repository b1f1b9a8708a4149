#include "delta_utils/retry/retry.h"
