// How often something may be done: by one address, by one caller.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "engine/ports/clock.h"

namespace charter::api {

// `count` at once, which come back evenly over `seconds`; 0: as often as one likes.
struct Rate {
  int count = 0;
  int seconds = 1;
  [[nodiscard]] bool is_none() const { return count == 0; }
};

// "30/min", "50/s", "1000/h", "none"; nothing on other text.
std::optional<Rate> ParseRate(std::string_view text);

// A token bucket for each key, kept as the one time at which it will be full again (the generic cell rate
// algorithm). Thread-safe; takes some megabytes at most: where strangers' keys would fill them, those that
// have been still for longest are forgotten first.
class RateLimit {
 public:
  // `clock` outlives it.
  RateLimit(Rate rate, Clock& clock) : rate_(rate), clock_(clock) {}

  struct Wait {
    int seconds = 1;     // until it may be done again
    bool first = false;  // the first refusal since it was last done
  };
  // Nothing where it may be done now, which is then counted.
  std::optional<Wait> Take(const std::string& key);
  [[nodiscard]] bool is_none() const { return rate_.is_none(); }

 private:
  struct Bucket {
    std::int64_t full_at = 0;  // microseconds
    bool told = false;
  };
  struct Shard {
    std::mutex mutex;
    std::unordered_map<std::string, Bucket> buckets;
  };
  static constexpr std::size_t kShards = 16;
  static constexpr std::size_t kMostInShard = 4096;

  static void MakeRoom(Shard& shard, std::int64_t now);

  const Rate rate_;
  Clock& clock_;
  std::array<Shard, kShards> shards_;
};

}  // namespace charter::api
