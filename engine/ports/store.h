// What Charter keeps: published workflows and the items that run on them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/data/id.h"
#include "engine/data/refusal.h"
#include "engine/data/time.h"
#include "engine/ports/records.h"

namespace charter {

struct ItemQuery {
  std::vector<std::string> scopes;  // path prefixes the caller may see; empty: sees nothing
  std::optional<std::string> workflow;
  std::optional<std::string> state;  // one of the active states
  std::optional<std::string> status;
  std::optional<std::string> org_path;  // this organisation and below
  std::optional<ItemId> parent;
  std::string after;  // id of the last item of the page before; items are listed newest first
  int limit = 50;
};

struct TaskQuery {
  std::vector<std::pair<std::string, std::string>> roles;  // role and the path prefix it holds over
  std::string after;                                       // cursor of the page before, opaque to callers
  int limit = 50;
  PersonId person = {};  // whose own tasks are listed too; empty: nobody's
};

struct TaskRow {
  TaskRecord task;
  ItemId item;
  std::string number;
  std::string workflow;
  int version = 0;
  std::string title;
  OrgId org;
  std::string cursor;  // of this row, for TaskQuery::after
};

struct BudgetQuery {
  std::vector<std::string> scopes;  // path prefixes the caller may see; empty: sees nothing
  std::string after;                // id of the last budget of the page before
  int limit = 50;
};

struct DueTimer {
  TenantId tenant;
  ItemId item;
  std::int64_t id = 0;
  Timestamp due;
};

// An item with a timer that is set.
struct TimedItem {
  TenantId tenant;
  ItemId item;
};

struct OutboxRow {
  TenantId tenant;
  ItemId item;
  OutboxRecord record;
};

// Thread-safe: each call takes its own connection. Every call is one transaction and throws Failure
// (store_unavailable, store_failed) when the database does not answer or says no. Times are kept to
// the microsecond.
class Store {
 public:
  virtual ~Store() = default;

  // False if this version is there already (nothing changes).
  [[nodiscard]] virtual bool AddDefinition(const TenantId& tenant, const DefinitionRecord& definition) = 0;
  // The version asked for, or the newest for version 0.
  [[nodiscard]] virtual std::optional<DefinitionRecord> FindDefinition(const TenantId& tenant,
                                                                       const std::string& workflow,
                                                                       int version) = 0;
  // All versions by workflow and version; `source` is left empty.
  [[nodiscard]] virtual std::vector<DefinitionRecord> ListDefinitions(const TenantId& tenant) = 0;

  // All writes and ledger entries or none. Nothing on success; otherwise nothing has changed: the first
  // item whose revision was not the expected one, with its present revision (0: it does not exist), or
  // the item whose entry was refused, and why (no_budget, budget_exceeded, ledger_exceeded). Entries are
  // made in their order and numbered then; each is of one of the items written. Commits that draw on one
  // budget follow one another.
  struct Conflict {
    ItemId item;
    std::int64_t rev = 0;
    std::optional<Refusal> refused;
  };
  [[nodiscard]] virtual std::optional<Conflict> Commit(const TenantId& tenant,
                                                       std::span<const ItemWrite> writes,
                                                       std::span<const LedgerRecord> entries) = 0;
  [[nodiscard]] std::optional<Conflict> Commit(const TenantId& tenant, std::span<const ItemWrite> writes) {
    return Commit(tenant, writes, {});
  }

  [[nodiscard]] virtual std::optional<ItemRecord> FindItem(const TenantId& tenant, const ItemId& id) = 0;
  // At most query.limit items, newest id first.
  [[nodiscard]] virtual std::vector<ItemRecord> ListItems(const TenantId& tenant, const ItemQuery& query) = 0;
  // In order of revision, those after `after_rev`, at most `limit`.
  [[nodiscard]] virtual std::vector<HistoryRecord> History(const TenantId& tenant, const ItemId& id,
                                                           std::int64_t after_rev, int limit) = 0;
  // Those with a due date first, the earliest first; then the oldest. A task for several of the
  // caller's roles is listed once per role; one that waits for a person is listed for that person only. Tasks
  // of suspended items are kept by the caller's writes.
  [[nodiscard]] virtual std::vector<TaskRow> ListTasks(const TenantId& tenant, const TaskQuery& query) = 0;
  // How many tasks wait for each of these people in person, in the same order.
  [[nodiscard]] virtual std::vector<std::int64_t> CountTasks(const TenantId& tenant,
                                                             const std::vector<PersonId>& people) = 0;
  // Timers of all tenants due at or before `now`: by due, tenant, item, id.
  [[nodiscard]] virtual std::vector<DueTimer> DueTimers(Timestamp now, int limit) = 0;
  // The earliest timer of all tenants, if any.
  [[nodiscard]] virtual std::optional<Timestamp> NextTimer() = 0;
  // The oldest rows not yet delivered, by tenant, item, rev, position.
  [[nodiscard]] virtual std::vector<OutboxRow> PendingOutbox(int limit) = 0;
  virtual void MarkDelivered(std::span<const OutboxRow> rows, Timestamp at) = 0;

  // Makes the budget with its pool, which is the first entry of its ledger; its other sums are 0. False
  // if there is one of this id (nothing changes).
  [[nodiscard]] virtual bool AddBudget(const TenantId& tenant, const BudgetRecord& budget,
                                       const std::string& note) = 0;
  // Raises or lowers the pool (kAllot, kCut). Refused: no_budget, budget_exceeded, ledger_exceeded.
  [[nodiscard]] virtual std::optional<Refusal> ChangeBudget(const TenantId& tenant,
                                                            const LedgerRecord& change) = 0;
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
  // The edition of this text: the one it has, or the next.
  [[nodiscard]] virtual std::int64_t AddCalendar(const std::string& text, Timestamp at) = 0;
  // All editions, the first one first.
  [[nodiscard]] virtual std::vector<CalendarRecord> ListCalendars() = 0;
  virtual void MarkRecounted(std::int64_t edition) = 0;
  // Of all tenants, by tenant and item, those after this one (empty ids: from the first on).
  [[nodiscard]] virtual std::vector<TimedItem> TimedItems(const TimedItem& after, int limit) = 0;

  // 1, 2, 3, ... for each counter name; a number once given is never given again.
  [[nodiscard]] virtual std::int64_t NextNumber(const TenantId& tenant, const std::string& counter) = 0;
};

}  // namespace charter
