// Timers in the order of all, one run at a time: what a simulated clock wants.
#pragma once

#include <functional>
#include <mutex>
#include <optional>

#include "api/clock.h"
#include "engine/data/time.h"

namespace charter::api {

// What fires timers: Service::RunTimersOnce and Store::NextTimer.
struct TimerSource {
  std::function<int(int limit)> run_once;
  std::function<std::optional<Timestamp>()> next;
};

// The loop and the simulated clock both fire timers; here they take turns. Thread-safe.
class Timers {
 public:
  explicit Timers(TimerSource source);

  // Fires all that is due by the clock, also what they in turn set and is due. Returns how many.
  int RunDue();
  // Moves the clock to `to`, stopping at every timer on the way so that each fires at its own time
  // and those it sets within the span fire as well. Nothing, and nothing moves, where `to` is in
  // the clock's past; otherwise how many fired.
  // After kMostInOneMove it stops where it is: a timer that sets itself again must not keep the caller
  // waiting for ever.
  std::optional<int> MoveTo(SimulatedClock& clock, Timestamp to);
  static constexpr int kMostInOneMove = 10'000;
  [[nodiscard]] std::optional<Timestamp> Next();

 private:
  int RunDueLocked();

  TimerSource source_;
  std::mutex mutex_;
};

}  // namespace charter::api
