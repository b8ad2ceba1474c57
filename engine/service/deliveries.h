// Hands what lies in the outbox to the receiver.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/ports/clock.h"
#include "engine/ports/courier.h"
#include "engine/ports/outbox.h"
#include "engine/service/backoff.h"

namespace charter {

struct DeliveryRules {
  Backoff backoff;
  int most_failures = 25;     // with this backoff after about three days; then it is a dead letter
  int most_refusals = 8;      // where the receiver does not want it, after about four minutes
  Duration lease{60, 0};      // longer than a run takes
  Duration patience{10, 0};   // with the receiver, for one delivery
  std::uint64_t seed = 2026;  // of what chance adds to the waits
};

// What became of one run.
struct DeliveryRun {
  int claimed = 0;  // 0: nothing waits that may be tried now
  int delivered = 0;
  int failed = 0;            // to be tried again
  int dead = 0;              // left to a person
  bool unreachable = false;  // nobody was there: the next run can wait a while
};

// Stable over repeats, and unique among all items: "ITEM_REV_POSITION".
std::string EffectId(const ItemId& item, const OutboxRecord& record);
// The inverse; nothing for other text.
std::optional<OutboxId> ReadEffectId(std::string_view text);

// What becomes of a row after this receipt.
Settlement Judge(const OutboxRow& row, const Receipt& receipt, const DeliveryRules& rules, Timestamp now);

// Thread-safe, if its parts are; all outlive it. Delivers at least once: what happens between a delivery and
// its settling has it delivered again, under the same id. An item's effects arrive in their order.
class Deliveries {
 public:
  // `clock` gives real time.
  Deliveries(Outbox& outbox, Courier& courier, Clock& clock, DeliveryRules rules = {})
      : outbox_(outbox), courier_(courier), clock_(clock), rules_(rules) {}

  // Claims at most `limit` effects, of different items, and delivers them. Throws Failure where the store
  // fails: what was delivered meanwhile is delivered again when the lease is over.
  DeliveryRun RunOnce(int limit);

 private:
  [[nodiscard]] bool HasTime(const Lease& lease, Timestamp now) const;

  Outbox& outbox_;
  Courier& courier_;
  Clock& clock_;
  const DeliveryRules rules_;
};

}  // namespace charter
