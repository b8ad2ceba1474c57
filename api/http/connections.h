// All connections of a server, by a number that is never used twice.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "api/http/connection.h"

namespace charter::api {

// Thread-safe.
class Connections {
 public:
  explicit Connections(std::size_t limit) : limit_(limit) {}

  // Null where there are as many as there may be, or no more are taken.
  std::shared_ptr<Connection> Add(int descriptor, const ConnectionParts& parts);
  void Remove(std::uint64_t id);
  [[nodiscard]] std::shared_ptr<Connection> Find(std::uint64_t id);
  [[nodiscard]] std::vector<std::shared_ptr<Connection>> All();
  [[nodiscard]] std::size_t size();

  // Takes no more.
  void Close();
  // Whether the last went in time.
  bool WaitUntilEmpty(std::chrono::milliseconds longest);

 private:
  const std::size_t limit_;
  std::mutex mutex_;
  std::condition_variable empty_;
  std::unordered_map<std::uint64_t, std::shared_ptr<Connection>> connections_;
  std::uint64_t last_ = 0;
  bool closed_ = false;
};

}  // namespace charter::api
