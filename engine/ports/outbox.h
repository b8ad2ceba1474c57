// What is to leave for the outside world, of all tenants: at least once, and in order within an item.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/data/id.h"
#include "engine/data/time.h"
#include "engine/ports/lease.h"
#include "engine/ports/records.h"

namespace charter {

struct OutboxRow {
  TenantId tenant;
  ItemId item;
  OutboxRecord record;
  int failures = 0;  // deliveries that were tried in vain
};

// What became of one delivery.
struct Settlement {
  enum class Kind : std::uint8_t {
    kDelivered,  // the row goes
    kFailed,     // to be tried again at `again`; the item's later rows wait as long
    kDead,       // not tried again before a person says so; the item's later rows wait for that
    kReturned,   // was not tried: anybody may take it now
  };
  OutboxRow row;
  Kind kind = Kind::kDelivered;
  Timestamp again;    // for kFailed
  std::string error;  // for kFailed and kDead: what a person is told
};

// Which row, within a tenant.
struct OutboxId {
  ItemId item;
  std::int64_t rev = 0;
  int position = 0;
  auto operator<=>(const OutboxId&) const = default;
};

struct DeadLetter {
  OutboxRow row;
  std::string error;  // of the last try
  Timestamp since;
};

struct DropNote {
  std::string reason;
  PersonId by;
  Timestamp at;
};

// Times here are real time, whatever the clock that items live by.
class Outbox {
 public:
  virtual ~Outbox() = default;

  // All rows not yet delivered, by tenant, item, rev, position.
  [[nodiscard]] virtual std::vector<OutboxRow> PendingOutbox(int limit) = 0;
  // Takes rows that may be delivered now, those that have waited longest first, and of each item the first
  // one only. Nobody else gets them, and nothing else of their items, before they are settled or the lease
  // is over. Callers at the same time get different ones and do not wait for each other.
  [[nodiscard]] virtual std::vector<OutboxRow> ClaimOutbox(const Lease& lease, int limit) = 0;
  virtual void SettleOutbox(std::span<const Settlement> settled, Timestamp now) = 0;

  // By item, after this one; an item has one at most, since its later rows wait behind it.
  [[nodiscard]] virtual std::vector<DeadLetter> DeadLetters(const TenantId& tenant, const ItemId& after,
                                                            int limit) = 0;
  // Lets this dead letter, or all of the tenant, be tried again from `now` on, as if it had never failed.
  // How many that are.
  [[nodiscard]] virtual int RetryDeadLetters(const TenantId& tenant, const std::optional<OutboxId>& id,
                                             Timestamp now) = 0;
  // Takes a dead letter out for good, keeping it and the note in a list of its own; the item's later rows go
  // on. False if there is no dead letter of this id.
  [[nodiscard]] virtual bool DropDeadLetter(const TenantId& tenant, const OutboxId& id,
                                            const DropNote& note) = 0;
};

}  // namespace charter
