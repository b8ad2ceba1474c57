// What the background does about personal data.
#pragma once

#include <chrono>

#include "engine/ports/clock.h"
#include "engine/service/service.h"

namespace charter::api {

inline constexpr std::chrono::milliseconds kPrivacyPeriod{5000};

// One run, for a WorkLoop: removes some records of access that are older than `keep`, and takes the names of
// erased people out of some items of every tenant. A tenant where that fails is logged, and the others go on.
// `clock`: real time.
std::chrono::milliseconds RunPrivacy(Service& service, Store& store, Clock& clock, std::chrono::hours keep);

}  // namespace charter::api
