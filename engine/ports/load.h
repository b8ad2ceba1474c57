// How much waits and how busy the store is, for those who watch over a server.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace charter {

// Connections to the database that are lent out one caller at a time.
struct PoolLoad {
  std::string name;  // "commit", "other"
  std::size_t size = 0;
  std::size_t borrowed = 0;
  std::size_t waiting = 0;  // callers that wait for one
};

struct StoreLoad {
  std::int64_t outbox_waiting = 0;  // to be delivered, over all tenants
  std::int64_t dead_letters = 0;
  std::vector<PoolLoad> pools;
};

class Load {
 public:
  virtual ~Load() = default;

  // Counts up to this many of each, so that asking stays cheap whatever has piled up.
  static constexpr std::int64_t kMostCounted = 100'000;
  [[nodiscard]] virtual StoreLoad ReadLoad() = 0;
};

}  // namespace charter
