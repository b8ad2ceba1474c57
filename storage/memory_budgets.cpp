#include "storage/memory_store.h"

#include "storage/path_scope.h"

namespace charter::storage {

Books MemoryStore::BooksFor(const TenantId& tenant, std::span<const LedgerRecord> entries) const {
  Books books;
  for (const BudgetId& id : BudgetsOf(entries)) {
    if (const auto found = budgets_.find({tenant, id}); found != budgets_.end())
      books.budgets.emplace(id, found->second);
  }
  for (const AccountKey& key : AccountsOf(entries)) {
    LedgerSums& sums = books.accounts[key];
    const auto ledger = ledgers_.find({tenant, key.first});
    if (ledger == ledgers_.end()) continue;
    for (const LedgerRecord& entry : ledger->second) {
      if (entry.posting.account == key.second) Add(entry.posting, sums);
    }
  }
  return books;
}

std::optional<Store::Conflict> MemoryStore::TryEntries(const TenantId& tenant,
                                                       std::span<const ItemWrite> writes,
                                                       std::span<const LedgerRecord> entries) {
  const std::lock_guard lock(mutex_);
  Books books = BooksFor(tenant, entries);
  std::vector<LedgerRecord> numbered(entries.begin(), entries.end());
  return Post(books, writes, numbered);
}

void MemoryStore::Keep(const TenantId& tenant, const Books& books, std::span<const LedgerRecord> entries) {
  for (const auto& [id, budget] : books.budgets) budgets_[{tenant, id}] = budget;
  for (const LedgerRecord& entry : entries) {
    auto& ledger = ledgers_[{tenant, entry.posting.budget}];
    ledger.push_back(entry);
    ledger.back().at = Kept(entry.at);
  }
}

bool MemoryStore::AddBudget(const TenantId& tenant, const BudgetRecord& budget, const std::string& note,
                            const AnswerRecord* answer) {
  const std::lock_guard lock(mutex_);
  Books books;
  BudgetRecord& kept = books.budgets[budget.id] = budget;
  kept.created_at = Kept(budget.created_at);
  kept.sums.all = {};
  kept.entries = 1;
  if (!IsFree(tenant, answer) || budgets_.contains({tenant, budget.id})) return false;
  const LedgerRecord first = FirstEntry(budget, note);
  Keep(tenant, books, std::span(&first, 1));
  Keep(tenant, answer);
  return true;
}

Outcome<BudgetRecord> MemoryStore::ChangeBudget(const TenantId& tenant, const LedgerRecord& change,
                                                const AnswerTo<BudgetRecord>& answer) {
  const std::lock_guard lock(mutex_);
  LedgerRecord entry = change;
  Books books = BooksFor(tenant, std::span(&entry, 1));
  if (auto refused = Post(books, entry)) return tl::unexpected(*std::move(refused));
  const BudgetRecord& changed = books.budgets.at(entry.posting.budget);
  if (answer) {
    const AnswerRecord kept = answer(changed);
    if (!IsFree(tenant, &kept)) return tl::unexpected(KeyTaken());
    Keep(tenant, &kept);
  }
  Keep(tenant, books, std::span(&entry, 1));
  return changed;
}

std::optional<BudgetRecord> MemoryStore::FindBudget(const TenantId& tenant, const BudgetId& id) {
  const std::lock_guard lock(mutex_);
  const auto found = budgets_.find({tenant, id});
  return found == budgets_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<BudgetRecord> MemoryStore::ListBudgets(const TenantId& tenant, const BudgetQuery& query) {
  const std::lock_guard lock(mutex_);
  std::vector<BudgetRecord> list;
  for (const auto& [key, budget] : budgets_) {
    if (key.first == tenant && key.second.value > query.after && Covers(query.scopes, budget.org_path))
      list.push_back(budget);
  }
  Cut(list, query.limit);
  return list;
}

std::vector<LedgerRecord> MemoryStore::Ledger(const TenantId& tenant, const BudgetId& id,
                                              std::int64_t after_seq, int limit) {
  const std::lock_guard lock(mutex_);
  std::vector<LedgerRecord> list;
  const auto ledger = ledgers_.find({tenant, id});
  if (ledger == ledgers_.end()) return list;
  for (const LedgerRecord& entry : ledger->second) {
    if (entry.seq > after_seq) list.push_back(entry);
  }
  Cut(list, limit);
  return list;
}

std::vector<LedgerRecord> MemoryStore::LedgerOf(const TenantId& tenant, const ItemId& item) {
  const std::lock_guard lock(mutex_);
  std::vector<LedgerRecord> list;
  for (const auto& [key, ledger] : ledgers_) {
    if (key.first != tenant) continue;
    std::copy_if(ledger.begin(), ledger.end(), std::back_inserter(list),
                 [&](const LedgerRecord& entry) { return entry.item == item; });
  }
  return list;
}

}  // namespace charter::storage
