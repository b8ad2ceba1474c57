// What every store refuses before it touches anything, so that all three refuse the same.
#pragma once

#include <span>

#include "engine/ports/directory.h"
#include "engine/ports/store.h"

namespace charter::storage {

// Revisions without gaps from expected_rev to item.rev; no task, timer or effect twice; text that
// every database can keep. Throws Failure (store_failed): the caller is at fault, nobody else.
void CheckWrite(const ItemWrite& write);

// Of an event of one of the items, with an amount and text that can be kept. Throws Failure (store_failed).
void CheckEntries(std::span<const ItemWrite> writes, std::span<const LedgerRecord> entries);

// The path is the parent's with this id behind it: who may see what hangs on it.
// `parent_path`: nothing if the parent is not there. Throws Failure (store_failed).
void CheckOrganization(const Organization& organization, const std::optional<std::string>& parent_path);

}  // namespace charter::storage
