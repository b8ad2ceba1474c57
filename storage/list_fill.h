// The step of migration 0008 that SQL cannot do: what lists and counters need of the items that are there.
#pragma once

#include "storage/session.h"

namespace charter::storage {

// Fills item_keys and count_sums. Within a transaction of the caller, on empty tables.
void FillLists(Session& session);

}  // namespace charter::storage
