// Who writes transitions in store_bench: Charter's store, or a bare loop over SQLite's C API.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace charter::bench {

// The n-th item of the filled database as the next transition finds it.
struct ItemState {
  std::int64_t rev = 0;
  std::int64_t timer = 0;
  bool there = false;  // of the two states of tests/bench/shuttle.yaml
};

class Contestant {
 public:
  virtual ~Contestant() = default;
  // The item that all others are copies of.
  [[nodiscard]] virtual ItemState Template() const = 0;
  // One durable transition of item `n`, which nobody else is writing: the item's row, one of history, one of
  // the outbox. A full one also changes its state, its task and its timer. Changes `state` to what it has
  // become; throws where it was refused. Called from many threads.
  virtual void Write(std::int64_t n, ItemState& state, bool full) = 0;
};

// `url` as storage::OpenStore takes it; `item` is the id of the template.
std::unique_ptr<Contestant> MakeCharterStore(const std::string& url, const std::string& item);
// One connection, and a lock around it for more than one thread.
std::unique_ptr<Contestant> MakeBareSqlite(const std::string& path, const std::string& item);

// As tests/bench/postgres.py gives it.
std::string ItemIdOf(std::int64_t n);

}  // namespace charter::bench
