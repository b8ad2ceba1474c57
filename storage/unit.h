// What is committed together, and what became of it.
#pragma once

#include <optional>
#include <span>

#include "engine/ports/items.h"

namespace charter::storage {

// All or nothing. Refers to what its caller holds until the commit has returned.
struct Unit {
  const TenantId& tenant;
  std::span<const ItemWrite> writes;
  std::span<const LedgerRecord> entries;
  const AnswerRecord* answer = nullptr;
  std::optional<Items::Conflict> conflict = {};  // why nothing was written
  bool alone = false;                            // it failed in a set

  // One row among many of a set; others need statements of their own.
  [[nodiscard]] bool FitsInASet() const { return writes.size() == 1 && entries.empty() && !alone; }
};

}  // namespace charter::storage
