// Items written to PostgreSQL, many at once.
#pragma once

#include <span>

#include "storage/session.h"
#include "storage/unit.h"

namespace charter::storage {

// See Dialect::WriteUnits. One statement, one round trip, where each unit is one write without ledger entries
// and all of them are new or none; one round trip where they are mixed. Other units come alone and take more.
void WriteToPostgresql(Session& session, std::span<Unit* const> units);

}  // namespace charter::storage
