#include "api/count_loop.h"

#include <exception>

#include "api/log.h"

namespace charter::api {
namespace {

// Of some ten thousand changes a second at most a few are left for readers to add up.
constexpr int kBatch = 10'000;
constexpr int kMostBatches = 10;

}  // namespace

CountLoop::CountLoop(Service& service, std::chrono::milliseconds period)
    : service_(service), period_(period) {}

CountLoop::~CountLoop() { Stop(); }

void CountLoop::Start() {
  const std::scoped_lock lock(mutex_);
  if (thread_.joinable()) return;
  stopping_ = false;
  thread_ = std::thread([this] { Loop(); });
}

void CountLoop::Stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void CountLoop::Loop() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    RunOnce();
    lock.lock();
    wake_.wait_for(lock, period_, [this] { return stopping_; });
  }
}

void CountLoop::RunOnce() {
  try {
    for (int i = 0; i < kMostBatches && service_.FoldCountsOnce(kBatch) == kBatch; ++i) continue;
  } catch (const std::exception& error) {
    Log(Level::kError, "count_loop_failed", {{"reason", error.what()}});
  }
}

}  // namespace charter::api
