// The items that run on workflows, and what has happened to them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/data/id.h"
#include "engine/data/refusal.h"
#include "engine/ports/answers.h"
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

  [[nodiscard]] virtual std::optional<ItemRecord> FindItem(const TenantId& tenant, const ItemId& id) = 0;
  // At most query.limit items, newest id first.
  [[nodiscard]] virtual std::vector<ItemRecord> ListItems(const TenantId& tenant, const ItemQuery& query) = 0;
  // In order of revision, those after `after_rev`, at most `limit`.
  [[nodiscard]] virtual std::vector<HistoryRecord> History(const TenantId& tenant, const ItemId& id,
                                                           std::int64_t after_rev, int limit) = 0;
  // 1, 2, 3, ... for each counter name; a number once given is never given again.
  [[nodiscard]] virtual std::int64_t NextNumber(const TenantId& tenant, const std::string& counter) = 0;
};

}  // namespace charter
