// Posts effects to an HTTP address. The only file that knows libcurl is its .cpp.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engine/ports/courier.h"

namespace charter::api {

// 2xx is delivered, 410 gone for good, 408 and 429 and all that is no 4xx worth another try, any other 4xx a
// refusal. Redirects are not followed: an address that moves is to be told to this server. Connections stay
// open between deliveries.
class HttpCourier final : public Courier {
 public:
  // `url` is http or https; `key` signs, "" does not. Throws Failure(invalid_parameter) for another address.
  HttpCourier(std::string url, std::string key);
  ~HttpCourier() override;
  HttpCourier(const HttpCourier&) = delete;
  HttpCourier& operator=(const HttpCourier&) = delete;

  [[nodiscard]] Receipt Deliver(const OutboxRow& row, Timestamp now, Duration patience) override;

 private:
  class Line;  // a connection, of one delivery at a time

  std::unique_ptr<Line> Take();
  void GiveBack(std::unique_ptr<Line> line);

  const std::string url_;
  const std::string key_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Line>> idle_;
};

}  // namespace charter::api
