// Money set aside, and the ledger of what was done with it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/data/id.h"
#include "engine/data/refusal.h"
#include "engine/ports/answers.h"
#include "engine/ports/records.h"

namespace charter {

struct BudgetQuery {
  std::vector<std::string> scopes;  // path prefixes the caller may see; empty: sees nothing
  std::string after;                // id of the last budget of the page before
  int limit = 50;
};

class Budgets {
 public:
  virtual ~Budgets() = default;

  // Makes the budget with its pool, which is the first entry of its ledger; its other sums are 0. False
  // if there is one of this id or the answer's key is taken (nothing changes).
  [[nodiscard]] virtual bool AddBudget(const TenantId& tenant, const BudgetRecord& budget,
                                       const std::string& note, const AnswerRecord* answer) = 0;
  [[nodiscard]] bool AddBudget(const TenantId& tenant, const BudgetRecord& budget, const std::string& note) {
    return AddBudget(tenant, budget, note, nullptr);
  }
  // Raises or lowers the pool (kAllot, kCut); the budget as that leaves it. Refused: no_budget,
  // budget_exceeded, ledger_exceeded, idempotency_key_taken.
  [[nodiscard]] virtual Outcome<BudgetRecord> ChangeBudget(const TenantId& tenant, const LedgerRecord& change,
                                                           const AnswerTo<BudgetRecord>& answer) = 0;
  [[nodiscard]] Outcome<BudgetRecord> ChangeBudget(const TenantId& tenant, const LedgerRecord& change) {
    return ChangeBudget(tenant, change, {});
  }
  [[nodiscard]] virtual std::optional<BudgetRecord> FindBudget(const TenantId& tenant,
                                                               const BudgetId& id) = 0;
  // At most query.limit budgets, by id.
  [[nodiscard]] virtual std::vector<BudgetRecord> ListBudgets(const TenantId& tenant,
                                                              const BudgetQuery& query) = 0;
  // The entries after number `after_seq`, in order, at most `limit`.
  [[nodiscard]] virtual std::vector<LedgerRecord> Ledger(const TenantId& tenant, const BudgetId& id,
                                                         std::int64_t after_seq, int limit) = 0;
  // All entries that events of the item made, by budget and number.
  [[nodiscard]] virtual std::vector<LedgerRecord> LedgerOf(const TenantId& tenant, const ItemId& item) = 0;
};

}  // namespace charter
