// What the background does for the outbox.
#pragma once

#include <chrono>

#include "engine/service/deliveries.h"

namespace charter::api {

inline constexpr int kDeliveryThreads = 4;
// The longest time between two runs: after one that found nobody there.
inline constexpr std::chrono::milliseconds kDeliveryPause{5000};

// One run, for a WorkLoop: delivers a batch, logs what came of it and says how long to wait.
std::chrono::milliseconds RunDeliveries(Deliveries& deliveries);

}  // namespace charter::api
