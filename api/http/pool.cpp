#include "api/http/pool.h"

#include <system_error>
#include <utility>

namespace charter::api {

namespace {

// Long enough for who waits for the processor to have it, short enough to be nothing on an idle server.
constexpr int kLooks = 20;

}  // namespace

Pool::Pool(std::size_t threads, std::size_t queue) : threads_(threads), queue_limit_(queue) {}

bool Pool::Submit(Task task) {
  const std::scoped_lock lock(mutex_);
  if (stopped_ || queue_.size() >= queue_limit_) return false;
  queue_.push_back(std::move(task));
  waiting_.store(queue_.size(), std::memory_order_relaxed);
  Call();
  return true;
}

std::size_t Pool::waiting() {
  const std::scoped_lock lock(mutex_);
  return queue_.size();
}

void Pool::Call() {
  if (calling_ || looking_) return;
  if (!idle_.empty()) {
    Worker& next = *idle_.back();
    idle_.pop_back();
    next.woken = calling_ = true;
    next.wake.notify_one();
  } else if (workers_.size() < threads_ && !stopped_) {
    Worker& next = *workers_.emplace_back(std::make_unique<Worker>());
    try {
      next.thread = std::thread([this, &next] { Run(next); });
      calling_ = true;
    } catch (const std::system_error&) {
      // The machine gives no more threads; those that there are go on.
      workers_.pop_back();
      if (workers_.empty()) throw;
    }
  }
}

void Pool::Run(Worker& worker) {
  std::unique_lock lock(mutex_);
  while (true) {
    calling_ = false;
    if (!queue_.empty()) {
      Task task = std::move(queue_.front());
      queue_.pop_front();
      waiting_.store(queue_.size(), std::memory_order_relaxed);
      if (!queue_.empty()) Call();
      lock.unlock();
      task();
      task = nullptr;
      lock.lock();
      continue;
    }
    if (stopped_) return;
    if (!looking_ && Look(lock)) continue;
    worker.woken = false;
    idle_.push_back(&worker);
    worker.wake.wait(lock, [&] { return worker.woken; });
  }
}

bool Pool::Look(std::unique_lock<std::mutex>& lock) {
  looking_ = true;
  lock.unlock();
  for (int i = 0; i < kLooks && waiting_.load(std::memory_order_relaxed) == 0; ++i) std::this_thread::yield();
  lock.lock();
  looking_ = false;
  return !queue_.empty() || stopped_;
}

void Pool::Stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopped_ = true;
    for (Worker* worker : idle_) {
      worker->woken = true;
      worker->wake.notify_one();
    }
    idle_.clear();
  }
  // No more threads start: nothing is submitted any more.
  for (const auto& worker : workers_) {
    if (worker->thread.joinable()) worker->thread.join();
  }
}

}  // namespace charter::api
