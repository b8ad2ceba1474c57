// What is to leave for the outside world, of all tenants.
#pragma once

#include <span>
#include <vector>

#include "engine/data/id.h"
#include "engine/data/time.h"
#include "engine/ports/records.h"

namespace charter {

struct OutboxRow {
  TenantId tenant;
  ItemId item;
  OutboxRecord record;
};

class Outbox {
 public:
  virtual ~Outbox() = default;

  // The oldest rows not yet delivered, by tenant, item, rev, position.
  [[nodiscard]] virtual std::vector<OutboxRow> PendingOutbox(int limit) = 0;
  virtual void MarkDelivered(std::span<const OutboxRow> rows, Timestamp at) = 0;
};

}  // namespace charter
