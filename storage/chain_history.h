// The step of migration 0006_chain that SQL cannot take.
#pragma once

#include "storage/session.h"

namespace charter::storage {

// Puts the hashes into every history row of every item and the last one into the item, within the session's
// transaction. Knows the columns as they are at that version.
void ChainHistory(Session& session);

}  // namespace charter::storage
