// Puts requests from the network before a function and sends its answers back. The only part that
// knows Pistache.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "api/http/message.h"

namespace charter::api {

struct ServerOptions {
  std::string host = "127.0.0.1";  // an IPv4 or IPv6 address, or "localhost"
  std::uint16_t port = 8080;       // 0: any free one
  int threads = 4;
};

class HttpServer {
 public:
  // Called by many threads at once; must not throw.
  using Application = std::function<Response(const Request&)>;

  HttpServer(ServerOptions options, Application application);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // Listens, and returns the port. Throws std::runtime_error where the address cannot be had.
  std::uint16_t Start();
  // No answer is sent after it returns. Safe to call twice.
  void Stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace charter::api
