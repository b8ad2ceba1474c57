// Budgets and their ledgers.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/ports/store.h"
#include "storage/session.h"

namespace charter::storage {

bool AddBudget(Session& session, const TenantId& tenant, const BudgetRecord& budget, const std::string& note,
               const AnswerRecord* answer);
Outcome<BudgetRecord> ChangeBudget(Session& session, const TenantId& tenant, const LedgerRecord& change,
                                   const AnswerTo<BudgetRecord>& answer);
std::optional<BudgetRecord> FindBudget(Session& session, const TenantId& tenant, const BudgetId& id);
std::vector<BudgetRecord> ListBudgets(Session& session, const TenantId& tenant, const BudgetQuery& query);
std::vector<LedgerRecord> ListLedger(Session& session, const TenantId& tenant, const BudgetId& id,
                                     std::int64_t after_seq, int limit);
std::vector<LedgerRecord> ListLedgerOf(Session& session, const TenantId& tenant, const ItemId& item);
// By item, budget and number.
std::vector<LedgerRecord> ListLedgerOf(Session& session, const TenantId& tenant, const ItemRange& range);

// Within the transaction of the commit: locks the budgets, checks and makes the entries.
std::optional<Store::Conflict> PostEntries(Session& session, const TenantId& tenant,
                                           std::span<const ItemWrite> writes,
                                           std::span<const LedgerRecord> entries);

// What PostEntries would refuse now. Locks nothing and makes nothing.
std::optional<Store::Conflict> TryEntries(Session& session, const TenantId& tenant,
                                          std::span<const ItemWrite> writes,
                                          std::span<const LedgerRecord> entries);

}  // namespace charter::storage
