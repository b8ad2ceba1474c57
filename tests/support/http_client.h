// A small blocking HTTP client for tests: one connection per request, loopback only.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "api/http/message.h"

namespace charter::test {

struct Reply {
  int status = 0;
  api::Headers headers;
  std::string body;
  [[nodiscard]] std::string Header(std::string_view name) const;  // "" where there is none
};

class HttpClient {
 public:
  explicit HttpClient(std::uint16_t port) : port_(port) {}

  // Throws std::runtime_error where the server does not answer within ten seconds.
  Reply Send(const std::string& method, const std::string& target,
             const std::vector<api::NamedText>& headers = {}, const std::string& body = {});

 private:
  std::uint16_t port_;
};

}  // namespace charter::test
