// The lines of an export that are no rows: the first, one before each table, the last. TRANSFER.md describes
// them.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/data/id.h"
#include "storage/tables.h"

namespace charter::storage {

inline constexpr std::int64_t kTransferFormat = 1;

// By table, in the order of the file.
using RowCounts = std::vector<std::pair<std::string, std::int64_t>>;

std::string FirstLine(const TenantId& tenant, int schema);
std::string TableLine(const Table& table);
// `sum`: the SHA-256 of all bytes before this line.
std::string LastLine(const RowCounts& counts, const std::string& sum);

// "12 items, 40 history": the tables that people know of.
std::string Told(const RowCounts& counts);

}  // namespace charter::storage
