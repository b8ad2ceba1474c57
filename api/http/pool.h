// Threads that carry out requests, as many as it takes up to a limit, and a queue before them that ends.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace charter::api {

// A thread starts when work comes that no idle one could take; the one that rested last is woken first. One
// waking is under way at a time, and who wakes calls the next where there is more: under load threads go on
// from one task to the next, and hardly any call of the kernel is made for a task. Thread-safe.
class Pool {
 public:
  using Task = std::function<void()>;  // must not throw

  Pool(std::size_t threads, std::size_t queue);
  ~Pool() { Stop(); }
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // False: the queue is full, or the pool was stopped; the task will not run.
  [[nodiscard]] bool Submit(Task task);
  // Tasks that no thread has begun, at this moment.
  [[nodiscard]] std::size_t waiting();
  // What was taken is finished. Safe to call twice.
  void Stop();

 private:
  struct Worker {
    std::thread thread;
    std::condition_variable wake;
    bool woken = false;
  };

  void Run(Worker& worker);
  // With the lock held: one more thread begins to look for work, unless one does already.
  void Call();
  // Whether there is something to do: gives others the processor for a moment before its thread rests, since
  // resting and being woken again costs more than most tasks. One at a time.
  bool Look(std::unique_lock<std::mutex>& lock);

  const std::size_t threads_;
  const std::size_t queue_limit_;
  std::mutex mutex_;
  std::deque<Task> queue_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<Worker*> idle_;
  std::atomic<std::size_t> waiting_ = 0;  // in the queue, for who looks without the lock
  bool calling_ = false;
  bool looking_ = false;
  bool stopped_ = false;
};

}  // namespace charter::api
