// Connections that are lent out one caller at a time.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engine/ports/load.h"
#include "storage/session.h"

namespace charter::storage {

// Thread-safe. Connections are opened when they are first needed. Waiting callers are served in the
// order they came: with a pool of one this is the queue of SQLite's writers.
class Pool {
 public:
  Pool(const Dialect& dialect, bool writer, std::size_t size);

  // A borrowed session; goes back to the pool, or is closed after an exception.
  class Lease {
   public:
    Lease(Pool& pool, std::unique_ptr<Session> session);
    ~Lease();
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Session& session() { return *session_; }

   private:
    Pool& pool_;
    std::unique_ptr<Session> session_;
    int exceptions_;
  };

  // Throws soci::soci_error where no connection can be made, and Failure (store_unavailable) where
  // all were busy for ten seconds.
  Lease Borrow();
  // Closes what lies idle: after one connection broke, the others are suspect.
  void CloseIdle();
  [[nodiscard]] PoolLoad load(std::string name);

 private:
  struct Waiter {
    std::condition_variable ready;
    bool served = false;
  };

  void WaitForTurn();
  void Return(std::unique_ptr<Session> session);
  void Leave();

  const Dialect& dialect_;
  const bool writer_;
  const std::size_t size_;
  std::mutex mutex_;
  std::size_t free_;                            // how many may still be borrowed
  std::list<Waiter*> waiters_;                  // first come, first served
  std::vector<std::unique_ptr<Session>> idle_;  // the one used last is taken first
};

}  // namespace charter::storage
