// Adds counters up in the background.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "engine/service/service.h"

namespace charter::api {

// One thread that wakes every `period`. What a run throws is logged and the loop goes on.
class CountLoop {
 public:
  explicit CountLoop(Service& service, std::chrono::milliseconds period = std::chrono::seconds(1));
  ~CountLoop();
  CountLoop(const CountLoop&) = delete;
  CountLoop& operator=(const CountLoop&) = delete;

  void Start();
  // Returns when the run at hand is over. Safe to call twice.
  void Stop();

 private:
  void Loop();
  void RunOnce();

  Service& service_;
  const std::chrono::milliseconds period_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace charter::api
