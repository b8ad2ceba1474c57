// Posts effects to an HTTP address.
#pragma once

#include <string>

#include "api/http_post.h"
#include "engine/ports/courier.h"

namespace charter::api {

// See HttpPost for what becomes of a delivery.
class HttpCourier final : public Courier {
 public:
  // `url` is http or https; `key` signs, "" does not. Throws Failure(invalid_parameter) for another address.
  HttpCourier(std::string url, std::string key);

  [[nodiscard]] Receipt Deliver(const OutboxRow& row, Timestamp now, Duration patience) override;

 private:
  const std::string url_;
  const std::string key_;
  HttpPost post_;
};

}  // namespace charter::api
