// All that is kept of the items of a tenant, in the order of their ids, for those who check it.
#pragma once

#include <optional>
#include <vector>

#include "engine/data/id.h"
#include "engine/ports/records.h"
#include "engine/ports/seals.h"

namespace charter {

// What bears one item's id, whether or not the item itself is there.
struct Trail {
  ItemId id;
  std::optional<ItemRecord> item;
  std::vector<HistoryRecord> history;  // by revision
  std::vector<SealLeaf> leaves;        // by revision
  std::vector<LedgerRecord> entries;   // that its events made, by budget and number
};

// Items after `after` ("": from the first) up to `until` (nothing: to the last), and what bears an id
// between.
struct ItemRange {
  ItemId after;
  std::optional<ItemId> until;
};

class Audit {
 public:
  virtual ~Audit() = default;

  // All who have items, history, budgets or seals, by id.
  [[nodiscard]] virtual std::vector<TenantId> ListTenants() = 0;
  // The range of `size` items after `after`; to the last where fewer are left.
  [[nodiscard]] virtual ItemRange RangeAfter(const TenantId& tenant, const ItemId& after, int size) = 0;
  // By id, all as they stood at one moment. A list of names that is damaged is one name: its text.
  [[nodiscard]] virtual std::vector<Trail> ReadTrails(const TenantId& tenant, const ItemRange& range) = 0;
};

}  // namespace charter
