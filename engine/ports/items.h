// The items that run on workflows, and what has happened to them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/data/id.h"
#include "engine/data/refusal.h"
#include "engine/data/time.h"
#include "engine/ports/answers.h"
#include "engine/ports/page.h"
#include "engine/ports/records.h"

namespace charter {

struct ItemQuery {
  // Paths of the organisations that the caller may see, each with all below it; "": all there are. Empty:
  // sees nothing.
  std::vector<std::string> scopes;
  std::optional<std::string> workflow;
  std::optional<std::string> state;  // one of the active states
  std::optional<std::string> status;
  std::optional<std::string> org_path;  // this organisation and below
  std::optional<ItemId> parent;
  // Every word of it begins a word of the title or number, every run of Chinese stands in one of them;
  // whatever the case and the width. Of a title the first 64 characters count. Text without a letter or digit
  // finds nothing.
  std::optional<std::string> text;
  std::optional<Timestamp> overdue_at;  // has an open task that was due by then
  std::string after;  // Page::next of the page before; one that was never given finds nothing
  int limit = 50;
};

class Items {
 public:
  virtual ~Items() = default;

  // All writes, ledger entries and the answer or none. Nothing on success; otherwise nothing has changed: the
  // first item whose revision was not the expected one, with its present revision (0: it does not exist), or
  // the item whose entry was refused, and why (no_budget, budget_exceeded, ledger_exceeded), or no item where
  // the answer's key is taken (idempotency_key_taken). Entries are made in their order and numbered then;
  // each is of one of the items written. Commits that draw on one budget follow one another.
  struct Conflict {
    ItemId item;
    std::int64_t rev = 0;
    std::optional<Refusal> refused;
  };
  [[nodiscard]] virtual std::optional<Conflict> Commit(const TenantId& tenant,
                                                       std::span<const ItemWrite> writes,
                                                       std::span<const LedgerRecord> entries,
                                                       const AnswerRecord* answer) = 0;
  [[nodiscard]] std::optional<Conflict> Commit(const TenantId& tenant, std::span<const ItemWrite> writes,
                                               std::span<const LedgerRecord> entries = {}) {
    return Commit(tenant, writes, entries, nullptr);
  }

  // What Commit would refuse of these entries as the ledgers are now. Nothing is locked, nothing changes.
  [[nodiscard]] virtual std::optional<Conflict> TryEntries(const TenantId& tenant,
                                                           std::span<const ItemWrite> writes,
                                                           std::span<const LedgerRecord> entries) = 0;

  [[nodiscard]] virtual std::optional<ItemRecord> FindItem(const TenantId& tenant, const ItemId& id) = 0;
  // At most query.limit items without their snapshots, newest id first; overdue ones by what was due first.
  [[nodiscard]] virtual Page<ItemRecord> ListItems(const TenantId& tenant, const ItemQuery& query) = 0;
  // In order of revision, those after `after_rev`, at most `limit`.
  [[nodiscard]] virtual std::vector<HistoryRecord> History(const TenantId& tenant, const ItemId& id,
                                                           std::int64_t after_rev, int limit) = 0;
  // 1, 2, 3, ... for each counter name; a number once given is never given again.
  [[nodiscard]] virtual std::int64_t NextNumber(const TenantId& tenant, const std::string& counter) = 0;
};

}  // namespace charter
