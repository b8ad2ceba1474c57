#include "api/clock.h"

#include <chrono>

namespace charter::api {
namespace {

Timestamp ToMicroseconds(Timestamp instant) {
  instant.nanos -= instant.nanos % 1000;
  return instant;
}

}  // namespace

Timestamp SystemClock::Now() {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  const auto micros = std::chrono::floor<std::chrono::microseconds>(since_epoch).count();
  constexpr std::int64_t kMicrosPerSecond = 1'000'000;
  return Timestamp{micros / kMicrosPerSecond, static_cast<std::int32_t>(micros % kMicrosPerSecond * 1000)};
}

SimulatedClock::SimulatedClock(Timestamp start) : now_(ToMicroseconds(start)) {}

Timestamp SimulatedClock::Now() {
  const std::scoped_lock lock(mutex_);
  return now_;
}

bool SimulatedClock::MoveTo(Timestamp to) {
  const std::scoped_lock lock(mutex_);
  if (ToMicroseconds(to) < now_) return false;
  now_ = ToMicroseconds(to);
  return true;
}

}  // namespace charter::api
