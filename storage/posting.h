// Entries on their way into ledgers: the same for every store.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "engine/ports/store.h"

namespace charter::storage {

using AccountKey = std::pair<BudgetId, ItemId>;

// Budgets and accounts as they are before the entries, and after them.
struct Books {
  std::map<BudgetId, BudgetRecord> budgets;  // those that there are
  std::map<AccountKey, LedgerSums> accounts;
};

// In the one order in which all lock them: two commits never wait for each other.
std::set<BudgetId> BudgetsOf(std::span<const LedgerRecord> entries);
std::set<AccountKey> AccountsOf(std::span<const LedgerRecord> entries);

// Numbers the entries and adds them to the books, which hold what BudgetsOf and AccountsOf name. Refused,
// the books are of no more use.
std::optional<Store::Conflict> Post(Books& books, std::span<const ItemWrite> writes,
                                    std::vector<LedgerRecord>& entries);
// The same for one change of a pool.
std::optional<Refusal> Post(Books& books, LedgerRecord& change);

// The first entry of a new budget.
LedgerRecord FirstEntry(const BudgetRecord& budget, const std::string& note);

}  // namespace charter::storage
