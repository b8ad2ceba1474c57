#include "api/timer_loop.h"

#include <algorithm>
#include <exception>

#include "api/log.h"

namespace charter::api {

TimerLoop::TimerLoop(Timers& timers, Clock& clock, std::chrono::milliseconds period)
    : timers_(timers), clock_(clock), period_(period) {}

TimerLoop::~TimerLoop() { Stop(); }

void TimerLoop::Start() {
  const std::scoped_lock lock(mutex_);
  if (thread_.joinable()) return;
  stopping_ = false;
  thread_ = std::thread([this] { Loop(); });
}

void TimerLoop::Stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void TimerLoop::Loop() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    const auto pause = RunOnce();
    lock.lock();
    wake_.wait_for(lock, pause, [this] { return stopping_; });
  }
}

std::chrono::milliseconds TimerLoop::RunOnce() {
  try {
    const int fired = timers_.RunDue();
    if (fired > 0) Log(Level::kInfo, "timers_fired", {{"count", std::to_string(fired)}});
    const auto next = timers_.Next();
    if (!next) return period_;
    const auto wait = Subtract(*next, clock_.Now());
    // A timer that is due and did not fire is tried again at the next period, not at once.
    if (!wait || wait->seconds < 0 || *wait == Duration{}) return period_;
    const auto exact = std::chrono::seconds(std::min<std::int64_t>(wait->seconds, 3600)) +
                       std::chrono::milliseconds(wait->nanos / 1'000'000 + 1);
    return std::min(period_, std::chrono::duration_cast<std::chrono::milliseconds>(exact));
  } catch (const std::exception& error) {
    Log(Level::kError, "timer_loop_failed", {{"reason", error.what()}});
    return period_;
  }
}

}  // namespace charter::api
