// What the background does for timers.
#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include "api/timers.h"
#include "engine/ports/clock.h"
#include "engine/service/service.h"

namespace charter::api {

// As often as this it is looked for timers that other threads and servers have set meanwhile: a timer fires
// at most so much later than it is due, as long as there is room for all.
inline constexpr std::chrono::milliseconds kTimerPeriod{200};
// While more timers are due than one thread fires at once. Their commits go together.
inline constexpr int kTimerThreads = 8;

// One run, for a WorkLoop: fires and says how long to wait. `fire` returns how many timers it took up; zero:
// nothing is due. `next` is when the next one is.
std::chrono::milliseconds RunTimers(const std::function<int()>& fire,
                                    const std::function<std::optional<Timestamp>()>& next, Clock& clock);

// Takes up a batch of due timers for this thread; how many. What fails is logged and left for later.
int FireClaimed(Service& service, Clock& real_time);

}  // namespace charter::api
