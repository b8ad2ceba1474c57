// All SQL that changes items.
#pragma once

#include <optional>
#include <span>

#include "engine/ports/store.h"
#include "storage/session.h"

namespace charter::storage {

// See Store::Commit. Begins and ends its own transaction.
// Precondition: every write has passed CheckWrite.
std::optional<Store::Conflict> CommitWrites(Session& session, const TenantId& tenant,
                                            std::span<const ItemWrite> writes,
                                            std::span<const LedgerRecord> entries,
                                            const AnswerRecord* answer);

}  // namespace charter::storage
