// What the background does for counters.
#pragma once

#include <chrono>

#include "engine/service/service.h"

namespace charter::api {

inline constexpr std::chrono::milliseconds kCountPeriod{1000};

// One run, for a WorkLoop: adds up what has been counted since the last one.
std::chrono::milliseconds RunCounts(Service& service);

}  // namespace charter::api
