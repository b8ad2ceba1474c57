// What is to happen by itself, of all tenants.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/data/id.h"
#include "engine/data/time.h"
#include "engine/ports/lease.h"

namespace charter {

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

class Timers {
 public:
  virtual ~Timers() = default;

  // Timers of all tenants due at or before `now`, claimed or not: by due, tenant, item, id.
  [[nodiscard]] virtual std::vector<DueTimer> DueTimers(Timestamp now, int limit) = 0;
  // Takes timers due at or before `now` which nobody holds, of the tenant that has waited longest first, and
  // of each tenant those due longest; nobody else gets them before the lease is over. Callers at the same
  // time get different ones and do not wait for each other. A claim ends with its timer: nothing is to be
  // given back. By due, tenant, item, id.
  [[nodiscard]] virtual std::vector<DueTimer> ClaimTimers(Timestamp now, const Lease& lease, int limit) = 0;
  // The earliest timer of all tenants, if any.
  [[nodiscard]] virtual std::optional<Timestamp> NextTimer() = 0;
  // Of all tenants, by tenant and item, those after this one (empty ids: from the first on).
  [[nodiscard]] virtual std::vector<TimedItem> TimedItems(const TimedItem& after, int limit) = 0;
};

}  // namespace charter
