// Whether ledgers say what they ought to.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>

#include "engine/ports/records.h"
#include "engine/run/snapshot.h"

namespace charter {

// Nothing if the entries that an item's events made come to what its snapshot says, else one sentence.
std::optional<std::string> DifferenceFromLedger(const Snapshot& snapshot,
                                                std::span<const LedgerRecord> entries);

// Follows a ledger entry by entry.
class LedgerCheck {
 public:
  // The next entry; nothing if it may stand there, else one sentence.
  std::optional<std::string> Add(const LedgerRecord& entry);
  // Whether the budget says the same in the end.
  [[nodiscard]] std::optional<std::string> Compare(const BudgetRecord& budget) const;

 private:
  BudgetSums sums_;
  std::map<ItemId, LedgerSums> accounts_;
  std::int64_t entries_ = 0;
};

}  // namespace charter
