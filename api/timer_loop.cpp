#include "api/timer_loop.h"

#include <algorithm>
#include <string>

#include "api/log.h"

namespace charter::api {
namespace {

// Few enough that several threads share a burst and that all fit in a lease many times over, many enough
// that claiming them costs little.
constexpr int kBatch = 50;
constexpr Duration kLease{10, 0};

}  // namespace

std::chrono::milliseconds RunTimers(const std::function<int()>& fire,
                                    const std::function<std::optional<Timestamp>()>& next, Clock& clock) {
  if (fire() > 0) return std::chrono::milliseconds::zero();
  const auto due = next();
  if (!due) return kTimerPeriod;
  const auto wait = Subtract(*due, clock.Now());
  // A timer that is due and did not fire is tried again at the next period, not at once.
  if (!wait || wait->seconds < 0 || *wait == Duration{} || wait->seconds > 0) return kTimerPeriod;
  return std::min(kTimerPeriod, std::chrono::milliseconds(wait->nanos / 1'000'000 + 1));
}

int FireClaimed(Service& service, Clock& real_time) {
  const Timestamp now = real_time.Now();
  const FiredTimers run = service.FireTimers({now, Add(now, kLease).value_or(now)}, kBatch);
  if (run.fired > 0) Log(Level::kInfo, "timers_fired", {{"count", std::to_string(run.fired)}});
  if (!run.failure.empty()) Log(Level::kError, "timers_left", {{"reason", run.failure}});
  return run.claimed;
}

}  // namespace charter::api
