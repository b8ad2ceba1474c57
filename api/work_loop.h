// Does one thing again and again in the background, apart from what it does.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace charter::api {

// One thread watches: it runs the body, waits as long as the body says, and runs it again. While the body
// says "at once", which means that there is more to do, the other threads run it too; and now and then they
// look themselves, so that a watch whose run takes long does not keep all waiting. What the body throws is
// logged as `NAME_failed`, and the thread goes on after the longest wait.
class WorkLoop {
 public:
  // How long to wait before the next run; zero: there is more to do. Called by many threads at once.
  using Body = std::function<std::chrono::milliseconds()>;

  // No wait is longer than `longest`. Wake ends one, but not before `rest` is over.
  WorkLoop(std::string name, int threads, std::chrono::milliseconds longest, Body body,
           std::chrono::milliseconds rest = {});
  ~WorkLoop();
  WorkLoop(const WorkLoop&) = delete;
  WorkLoop& operator=(const WorkLoop&) = delete;

  void Start();
  // Returns when the runs at hand are over. Safe to call twice.
  void Stop();
  // There is something to do: the next run does not wait.
  void Wake();

 private:
  void Watch();
  void Help();
  std::chrono::milliseconds RunOnce();

  const std::string name_;
  const int threads_;
  const std::chrono::milliseconds longest_;
  const Body body_;
  const std::chrono::milliseconds rest_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  bool woken_ = false;
  int calls_ = 0;  // for help; each thread answers the newest
  std::vector<std::thread> running_;
};

}  // namespace charter::api
