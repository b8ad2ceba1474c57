#include "api/http_courier.h"

#include <utility>

#include "api/webhook.h"
#include "engine/data/failure.h"

namespace charter::api {

HttpCourier::HttpCourier(std::string url, std::string key) : url_(std::move(url)), key_(std::move(key)) {
  if (!url_.starts_with("http://") && !url_.starts_with("https://")) {
    throw Failure(
        Code::invalid_parameter,
        "effects are delivered to an address that starts with http:// or https://, not \"" + url_ + "\"");
  }
}

Receipt HttpCourier::Deliver(const OutboxRow& row, Timestamp now, Duration patience) {
  const std::string body = WebhookBody(row);
  return post_.Send(url_, body, WebhookHeaders(row, now, body, key_), patience);
}

}  // namespace charter::api
