#include "api/work_loop.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "api/log.h"

namespace charter::api {
namespace {

constexpr std::chrono::milliseconds kHelpersLook{1000};

}  // namespace

WorkLoop::WorkLoop(std::string name, int threads, std::chrono::milliseconds longest, Body body)
    : name_(std::move(name)), threads_(threads), longest_(longest), body_(std::move(body)) {}

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

void WorkLoop::Watch() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    const auto pause = RunOnce();
    lock.lock();
    if (pause == pause.zero()) {
      ++calls_;
      wake_.notify_all();
    } else {
      wake_.wait_for(lock, pause, [this] { return stopping_; });
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
