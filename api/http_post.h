// Posts JSON to an HTTP address. The only file that knows libcurl's transfers is its .cpp.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "api/http/message.h"
#include "api/reach.h"
#include "engine/ports/courier.h"

namespace charter::api {

// 2xx is delivered, 410 gone for good, 408 and 429 and all that is no 4xx worth another try, any other 4xx a
// refusal. Redirects are not followed: an address that moves is to be told to this server. Connections stay
// open between calls. Thread-safe.
class HttpPost {
 public:
  // Throws Failure(internal_error) where libcurl does not start.
  HttpPost();
  ~HttpPost();
  HttpPost(const HttpPost&) = delete;
  HttpPost& operator=(const HttpPost&) = delete;

  // `reach`: no connection is made to an address beyond it, whatever a name is said to mean, nor through a
  // proxy; nothing: to any.
  Receipt Send(const std::string& url, const std::string& body, const std::vector<NamedText>& headers,
               Duration patience, const std::optional<Reach>& reach = std::nullopt);

 private:
  class Line;  // a connection, of one call at a time

  std::unique_ptr<Line> Take();
  void GiveBack(std::unique_ptr<Line> line);

  std::mutex mutex_;
  std::vector<std::unique_ptr<Line>> idle_;
};

}  // namespace charter::api
