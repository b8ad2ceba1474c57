// Items written to SQLite, row by row.
#pragma once

#include <span>

#include "storage/session.h"
#include "storage/unit.h"

namespace charter::storage {

// See Dialect::WriteUnits. A round trip costs nothing here: plain statements for the rows that change.
void WriteToSqlite(Session& session, std::span<Unit* const> units);

}  // namespace charter::storage
