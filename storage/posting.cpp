#include "storage/posting.h"

#include <algorithm>

namespace charter::storage {
namespace {

// Whether the budget is set aside for the organisation of the item that draws on it.
bool Covers(const BudgetRecord& budget, std::span<const ItemWrite> writes, const ItemId& item) {
  return std::any_of(writes.begin(), writes.end(), [&](const ItemWrite& write) {
    return write.item.id == item && write.item.org_path.starts_with(budget.org_path);
  });
}

}  // namespace

std::set<BudgetId> BudgetsOf(std::span<const LedgerRecord> entries) {
  std::set<BudgetId> budgets;
  for (const LedgerRecord& entry : entries) budgets.insert(entry.posting.budget);
  return budgets;
}

std::set<AccountKey> AccountsOf(std::span<const LedgerRecord> entries) {
  std::set<AccountKey> accounts;
  for (const LedgerRecord& entry : entries) accounts.emplace(entry.posting.budget, entry.posting.account);
  return accounts;
}

std::optional<Store::Conflict> Post(Books& books, std::span<const ItemWrite> writes,
                                    std::vector<LedgerRecord>& entries) {
  for (LedgerRecord& entry : entries) {
    const Posting& posting = entry.posting;
    const auto budget = books.budgets.find(posting.budget);
    std::optional<Refusal> refused;
    if (budget == books.budgets.end() || !Covers(budget->second, writes, entry.item)) {
      refused = NoBudgetToDrawOn(posting.budget);
    } else {
      refused = Enter(posting, books.accounts[{posting.budget, posting.account}]);
      if (!refused) refused = Enter(posting, budget->second.sums);
    }
    if (refused) return Store::Conflict{entry.item, 0, std::move(refused)};
    entry.seq = ++budget->second.entries;
  }
  return std::nullopt;
}

std::optional<Refusal> Post(Books& books, LedgerRecord& change) {
  const auto budget = books.budgets.find(change.posting.budget);
  if (budget == books.budgets.end()) return NoBudgetToDrawOn(change.posting.budget);
  if (auto refused = Enter(change.posting, budget->second.sums)) return refused;
  change.seq = ++budget->second.entries;
  return std::nullopt;
}

LedgerRecord FirstEntry(const BudgetRecord& budget, const std::string& note) {
  LedgerRecord entry;
  entry.seq = 1;
  entry.posting = {LedgerKind::kAllot, budget.id, {}, budget.sums.pool, note};
  entry.actor = budget.created_by;
  entry.at = budget.created_at;
  return entry;
}

}  // namespace charter::storage
