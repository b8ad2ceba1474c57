// A receiver of effects for tests: keeps what it is sent over HTTP and answers what it is told.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include "api/http/server.h"

namespace charter::test {

class Receiver {
 public:
  Receiver() : server_({"127.0.0.1", 0, 2}, [this](const api::Request& request) { return Take(request); }) {
    url_ = "http://127.0.0.1:" + std::to_string(server_.Start()) + "/effects?from=charter";
  }
  ~Receiver() { server_.Stop(); }

  [[nodiscard]] const std::string& url() const { return url_; }
  void Answer(api::Response response) {
    const std::scoped_lock lock(mutex_);
    answer_ = std::move(response);
  }
  // Waits for so many; what there is after ten seconds where they do not come.
  std::vector<api::Request> Requests(std::size_t wanted) {
    std::unique_lock lock(mutex_);
    came_.wait_for(lock, std::chrono::seconds(10), [&] { return requests_.size() >= wanted; });
    return requests_;
  }

 private:
  api::Response Take(const api::Request& request) {
    const std::scoped_lock lock(mutex_);
    requests_.push_back(request);
    came_.notify_all();
    return answer_;
  }

  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<api::Request> requests_;
  api::Response answer_;
  api::HttpServer server_;
  std::string url_;
};

}  // namespace charter::test
