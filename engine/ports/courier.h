// Who carries effects out of the house.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/data/time.h"
#include "engine/ports/outbox.h"

namespace charter {

// What came of handing one effect over.
struct Receipt {
  enum class Kind : std::uint8_t {
    kDelivered,
    kFailed,       // it may work later
    kRefused,      // the receiver does not want it as it is
    kGone,         // the receiver will never want it
    kUnreachable,  // nobody is there at all: others would fare no better
  };
  Kind kind = Kind::kDelivered;
  std::string error;                    // for people; "" where it was delivered
  std::optional<Duration> retry_after;  // the receiver asked for at least so much time
};

class Courier {
 public:
  virtual ~Courier() = default;
  // Waits for the receiver, but never longer than `patience`. Thread-safe; what goes wrong is a receipt.
  [[nodiscard]] virtual Receipt Deliver(const OutboxRow& row, Timestamp now, Duration patience) = 0;
};

}  // namespace charter
