// The hash chain of an item's history: every row carries a digest of itself and of all rows before it, so
// that no row can be changed, moved or taken out without every later one telling. The form is fixed: see
// engine/decisions/0013_seal.md.
#pragma once

#include <string>
#include <vector>

#include "engine/data/id.h"
#include "engine/ports/records.h"

namespace charter {

// What the first row of an item is chained to: the facts of the item that are given at its creation and kept
// for good. 64 digits of lower-case hex, as all hashes here.
std::string ChainStart(const TenantId& tenant, const ItemRecord& item);

// The hash of a row whose forerunner has the hash `before` (of the first one: ChainStart). Times count in
// microseconds, as they are stored. `row.hash` is not read. The texts that may tell of people (actor, input,
// detail) go in by their own digests, and each name by one
// that is the same once the name is erased.
std::string ChainHash(const std::string& before, const HistoryRecord& row);

// Puts the hash into each of the rows that follow item.head ("": the item's first rows), in order, and leaves
// that of the last one in item.head.
void Chain(const TenantId& tenant, ItemRecord& item, std::vector<HistoryRecord>& rows);

}  // namespace charter
