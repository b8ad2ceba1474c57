// The clocks a server runs on: the machine's, or one that is moved by hand.
#pragma once

#include <mutex>

#include "engine/ports/clock.h"

namespace charter::api {

// The machine's time in UTC, to the microsecond.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] Timestamp Now() override;
};

// Stands still until it is moved, and never goes back. Safe to call from any thread.
class SimulatedClock final : public Clock {
 public:
  explicit SimulatedClock(Timestamp start);
  [[nodiscard]] Timestamp Now() override;
  // False, and nothing changes, where `to` is before the present.
  [[nodiscard]] bool MoveTo(Timestamp to);

 private:
  std::mutex mutex_;
  Timestamp now_;
};

}  // namespace charter::api
