// Puts requests from the network before a function and sends its answers back. The only part that
// knows Pistache, and of it only the listener, its reactor threads and its peers.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "api/http/connection.h"
#include "api/http/limits.h"
#include "api/http/message.h"

namespace charter::api {

struct ServerOptions {
  std::string host = "127.0.0.1";  // an IPv4 or IPv6 address, or "localhost"
  std::uint16_t port = 8080;       // 0: any free one
  int threads = 64;                // that carry out requests; started as they are needed
  Limits limits = {};
  std::size_t queue = 1024;                 // requests that wait for a thread; beyond them 503
  std::chrono::milliseconds drain{30'000};  // for what is under way when it stops
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
  // Takes no more connections, closes idle ones, answers what is under way, up to the time for that. No
  // answer is sent after it returns. Safe to call twice.
  void Stop();

  // What the server does about clients that are late, four times a second; for tests, with a time of theirs.
  void CloseLate(const Moment& now);
  // Connections at this moment.
  [[nodiscard]] std::size_t connections() const;
  // Requests that wait for a thread, at this moment.
  [[nodiscard]] std::size_t waiting() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace charter::api
