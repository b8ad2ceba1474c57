// What the background does with the notes of commits: counters, the log of changes, and who listens to it.
#pragma once

#include <chrono>

#include "api/change_streams.h"
#include "engine/service/service.h"

namespace charter::api {

inline constexpr std::chrono::milliseconds kChangePeriod{1000};
// Between two runs that commits call for.
inline constexpr std::chrono::milliseconds kChangeRest{20};

// One run, for a WorkLoop: adds up and enters what was noted since the last one, and tells it. `now` is real
// time.
std::chrono::milliseconds RunChanges(Service& service, ChangeStreams& streams, Timestamp now);

}  // namespace charter::api
