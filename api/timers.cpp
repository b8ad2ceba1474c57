#include "api/timers.h"

#include <algorithm>
#include <utility>

namespace charter::api {
namespace {

constexpr int kBatch = 200;

}  // namespace

Timers::Timers(TimerSource source) : source_(std::move(source)) {}

int Timers::RunDue() {
  const std::scoped_lock lock(mutex_);
  return RunDueLocked();
}

int Timers::RunDueLocked() {
  int fired = 0;
  while (const int now_fired = source_.run_once(kBatch)) fired += now_fired;
  return fired;
}

std::optional<int> Timers::MoveTo(SimulatedClock& clock, Timestamp to) {
  const std::scoped_lock lock(mutex_);
  if (to < clock.Now()) return std::nullopt;
  int fired = RunDueLocked();
  for (auto next = source_.next(); next && *next <= to; next = source_.next()) {
    if (!clock.MoveTo(std::max(*next, clock.Now()))) break;
    const int now_fired = RunDueLocked();
    // A timer that neither fires nor goes away must not hold the clock for ever.
    if (now_fired == 0) break;
    fired += now_fired;
    if (fired >= kMostInOneMove) return fired;
  }
  if (!clock.MoveTo(to)) return std::nullopt;
  return fired + RunDueLocked();
}

std::optional<Timestamp> Timers::Next() { return source_.next(); }

}  // namespace charter::api
