// Many callers, one commit: what waits for the disk is paid once for all who wait.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

#include "storage/unit.h"

namespace charter::storage {

// Thread-safe. There are a few lanes; a caller that finds one free writes its unit at once, so that nobody
// waits for company. Those who come while all are busy queue up, and the first of them takes all with it in
// the next free lane. No thread of its own.
class GroupCommit {
 public:
  // Commits all of the units in one transaction, each for itself in or out (Unit::conflict); throws where
  // none was committed. No two are about the same item. Called by as many threads at once as there are lanes,
  // and for each unit alone (Unit::alone) where the database will not take them together.
  using Write = std::function<void(std::span<Unit* const>)>;

  GroupCommit(std::size_t lanes, Write write) : write_(std::move(write)), free_lanes_(lanes) {}

  // Returns when the unit is durable or refused. Throws what Write throws for the unit alone.
  void Commit(Unit& unit);

 private:
  struct Waiter {
    Unit& unit;
    std::condition_variable wake;
    enum { kQueued, kLeading, kDone } state = kQueued;
    std::exception_ptr error;
  };

  std::vector<Waiter*> TakeBatch(Waiter& leader);
  void PassLaneOn();
  void WriteBatch(const std::vector<Waiter*>& batch);
  void WriteAlone(Waiter& waiter);

  const Write write_;
  std::mutex mutex_;
  std::deque<Waiter*> queue_;
  std::size_t free_lanes_;
};

}  // namespace charter::storage
