#include "engine/data/micros.h"

namespace charter {

std::int64_t ToMicros(Timestamp instant) { return instant.seconds * 1'000'000 + instant.nanos / 1000; }

Timestamp FromMicros(std::int64_t micros) {
  std::int64_t seconds = micros / 1'000'000;
  std::int64_t rest = micros % 1'000'000;
  if (rest < 0) {
    --seconds;
    rest += 1'000'000;
  }
  return {seconds, static_cast<std::int32_t>(rest * 1000)};
}

}  // namespace charter
