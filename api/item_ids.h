// Ids of new items: RFC 9562, version 7.
#pragma once

#include <cstdint>
#include <mutex>

#include "engine/ports/clock.h"
#include "engine/ports/ids.h"

namespace charter::api {

// Sorted by the time they were made, also within one millisecond and where the clock stands still:
// the 12 bits after the milliseconds count on, and past their end the millisecond itself does
// (section 6.2, method 1). The other 62 bits are random.
class ItemIds final : public IdSource {
 public:
  explicit ItemIds(Clock& clock) : clock_(clock) {}
  [[nodiscard]] ItemId NextItem() override;
  [[nodiscard]] std::string NextSeed() override;

 private:
  Clock& clock_;
  std::mutex mutex_;
  std::uint64_t last_ = 0;  // milliseconds << 12 | counter
};

}  // namespace charter::api
