#include "storage/pool.h"

#include <exception>
#include <string>
#include <utility>

#include "engine/data/failure.h"

namespace charter::storage {
namespace {

constexpr std::chrono::seconds kLongestWait{10};

}  // namespace

Pool::Pool(const Dialect& dialect, bool writer, std::size_t size)
    : dialect_(dialect), writer_(writer), size_(size), free_(size) {}

Pool::Lease::Lease(Pool& pool, std::unique_ptr<Session> session)
    : pool_(pool), session_(std::move(session)), exceptions_(std::uncaught_exceptions()) {}

Pool::Lease::~Lease() {
  if (std::uncaught_exceptions() > exceptions_) session_.reset();
  pool_.Return(std::move(session_));
}

void Pool::WaitForTurn() {
  std::unique_lock lock(mutex_);
  if (free_ > 0) {
    --free_;
    return;
  }
  Waiter self;
  const auto place = waiters_.insert(waiters_.end(), &self);
  // Whoever serves us takes us off the list and passes its place on without freeing it.
  if (self.ready.wait_for(lock, kLongestWait, [&self] { return self.served; })) return;
  waiters_.erase(place);
  throw Failure(Code::store_unavailable,
                "all connections to " + dialect_.Address() + " were busy for " +
                    std::to_string(kLongestWait.count()) + " s; raise their number or slow the callers",
                true);
}

void Pool::Leave() {
  const std::lock_guard lock(mutex_);
  if (waiters_.empty()) {
    ++free_;
    return;
  }
  Waiter* next = waiters_.front();
  waiters_.pop_front();
  next->served = true;
  // Under the lock: the waiter's condition variable lives on its stack.
  next->ready.notify_one();
}

Pool::Lease Pool::Borrow() {
  WaitForTurn();
  try {
    for (;;) {
      std::unique_ptr<Session> session;
      {
        const std::lock_guard lock(mutex_);
        if (idle_.empty()) break;
        session = std::move(idle_.back());
        idle_.pop_back();
      }
      if (session->IsAlive()) return Lease(*this, std::move(session));
    }
    return Lease(*this, std::make_unique<Session>(dialect_, writer_));
  } catch (...) {
    Leave();
    throw;
  }
}

void Pool::Return(std::unique_ptr<Session> session) {
  if (session) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(session));
  }
  Leave();
}

PoolLoad Pool::load(std::string name) {
  const std::lock_guard lock(mutex_);
  return {std::move(name), size_, size_ - free_, waiters_.size()};
}

void Pool::CloseIdle() {
  std::vector<std::unique_ptr<Session>> closing;
  const std::lock_guard lock(mutex_);
  closing.swap(idle_);
}

}  // namespace charter::storage
