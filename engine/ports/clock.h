// Where time comes from. Only the service's edge and the timer loop read it.
#pragma once

#include "engine/data/time.h"

namespace charter {

class Clock {
 public:
  virtual ~Clock() = default;
  // The time now, with microseconds at most (what every store keeps). Safe to call from any thread.
  [[nodiscard]] virtual Timestamp Now() = 0;
};

}  // namespace charter
