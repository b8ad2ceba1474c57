// How long to wait before trying again.
#pragma once

#include <cstdint>

#include "engine/data/time.h"

namespace charter {

struct Backoff {
  Duration first{1, 0};
  Duration cap{6 * 3600, 0};
};

// After the so-manieth failure, counted from 1: the first wait, doubled with each failure up to the cap, and
// of that between a half and the whole, by chance: `seed` decides, so that equal arguments wait equally and
// what failed together does not come back together. Whole milliseconds; never shorter than one.
Duration WaitAfter(const Backoff& backoff, int failures, std::uint64_t seed);

}  // namespace charter
