#include "engine/service/backoff.h"

#include <algorithm>

namespace charter {
namespace {

// SplitMix64, by Sebastiano Vigna: one step from any number to one that looks like chance.
std::uint64_t Mixed(std::uint64_t number) {
  number += 0x9e3779b97f4a7c15ULL;
  number = (number ^ (number >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  number = (number ^ (number >> 27U)) * 0x94d049bb133111ebULL;
  return number ^ (number >> 31U);
}

std::int64_t Milliseconds(Duration duration) { return duration.seconds * 1000 + duration.nanos / 1'000'000; }

}  // namespace

Duration WaitAfter(const Backoff& backoff, int failures, std::uint64_t seed) {
  const std::int64_t cap = std::max<std::int64_t>(Milliseconds(backoff.cap), 1);
  std::int64_t wait = std::clamp<std::int64_t>(Milliseconds(backoff.first), 1, cap);
  for (int i = 1; i < failures && wait < cap; ++i) wait = std::min(wait * 2, cap);
  const std::int64_t half = wait / 2;
  const auto chance = Mixed(seed + static_cast<std::uint64_t>(std::max(failures, 0)));
  wait = std::max<std::int64_t>(
      half + static_cast<std::int64_t>(chance % static_cast<std::uint64_t>(wait - half + 1)), 1);
  return {wait / 1000, static_cast<std::int32_t>(wait % 1000 * 1'000'000)};
}

}  // namespace charter
