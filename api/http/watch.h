// Watches over slow clients in a thread of its own: who takes his answer bit by bit, and who is late.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <thread>

namespace charter::api {

// Thread-safe.
class Watch {
 public:
  // `writable` is told whose descriptor takes bytes again, `tick` is called about once in a `period`; both
  // by the one thread.
  Watch(std::chrono::milliseconds period, std::function<void(std::uint64_t id)> writable,
        std::function<void()> tick);
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  // Throws std::system_error where the system gives no descriptor or thread.
  void Start();
  // Neither function is called after it returns. Safe to call twice.
  void Stop();

  // `writable` is called with the id, once. The descriptor may be closed before; where a copy of it stays
  // open, Forget comes first.
  void Await(int descriptor, std::uint64_t id) const;
  void Forget(int descriptor) const;

 private:
  void Run() const;

  const std::chrono::milliseconds period_;
  const std::function<void(std::uint64_t)> writable_;
  const std::function<void()> tick_;
  int epoll_ = -1;
  int stop_ = -1;
  std::thread thread_;
};

}  // namespace charter::api
