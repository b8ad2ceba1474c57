#include "api/work_loop.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "api/log.h"

namespace charter::api {
namespace {

constexpr std::chrono::milliseconds kHelpersLook{1000};

}  // namespace

WorkLoop::WorkLoop(std::string name, int threads, std::chrono::milliseconds longest, Body body,
                   std::chrono::milliseconds rest)
    : name_(std::move(name)), threads_(threads), longest_(longest), body_(std::move(body)), rest_(rest) {}

WorkLoop::~WorkLoop() { Stop(); }

void WorkLoop::Start() {
  const std::scoped_lock lock(mutex_);
  if (!running_.empty()) return;
  stopping_ = false;
  running_.emplace_back([this] { Watch(); });
  for (int i = 1; i < threads_; ++i) running_.emplace_back([this] { Help(); });
}

void WorkLoop::Stop() {
  std::vector<std::thread> ending;
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
    ending.swap(running_);
  }
  wake_.notify_all();
  for (std::thread& thread : ending) thread.join();
}

void WorkLoop::Wake() {
  {
    const std::scoped_lock lock(mutex_);
    if (woken_) return;
    woken_ = true;
  }
  wake_.notify_all();
}

void WorkLoop::Watch() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    woken_ = false;
    lock.unlock();
    const auto pause = RunOnce();
    lock.lock();
    if (pause == pause.zero()) {
      ++calls_;
      wake_.notify_all();
    } else {
      const auto rest = std::min(rest_, pause);
      if (wake_.wait_for(lock, rest, [this] { return stopping_; })) continue;
      wake_.wait_for(lock, pause - rest, [this] { return stopping_ || woken_; });
    }
  }
}

void WorkLoop::Help() {
  std::unique_lock lock(mutex_);
  int answered = calls_;
  auto pause = kHelpersLook;
  while (true) {
    wake_.wait_for(lock, pause, [&] { return stopping_ || calls_ != answered; });
    if (stopping_) return;
    answered = calls_;
    do {
      lock.unlock();
      pause = RunOnce();
      lock.lock();
    } while (pause == pause.zero() && !stopping_);
    pause = std::max(pause, kHelpersLook);
  }
}

std::chrono::milliseconds WorkLoop::RunOnce() {
  try {
    return std::clamp(body_(), std::chrono::milliseconds::zero(), longest_);
  } catch (const std::exception& error) {
    Log(Level::kError, name_ + "_failed", {{"reason", error.what()}});
    return longest_;
  }
}

}  // namespace charter::api
