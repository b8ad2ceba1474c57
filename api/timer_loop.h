// Runs due timers in the background, apart from what a run does.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "api/clock.h"
#include "api/timers.h"

namespace charter::api {

// One thread. It wakes at the next timer, and at least every `period` so that it sees timers which
// other servers on the same database have set. What a run throws is logged and the loop goes on.
class TimerLoop {
 public:
  TimerLoop(Timers& timers, Clock& clock, std::chrono::milliseconds period = std::chrono::seconds(1));
  ~TimerLoop();
  TimerLoop(const TimerLoop&) = delete;
  TimerLoop& operator=(const TimerLoop&) = delete;

  void Start();
  // Returns when the run at hand is over. Safe to call twice.
  void Stop();

 private:
  void Loop();
  std::chrono::milliseconds RunOnce();

  Timers& timers_;
  Clock& clock_;
  const std::chrono::milliseconds period_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace charter::api
