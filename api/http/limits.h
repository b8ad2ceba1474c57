// How much one client may send, and how long it may take, before the server gives it up.
#pragma once

#include <chrono>
#include <cstddef>

namespace charter::api {

// Every time counts from the first byte of what it bounds; further bytes do not start it anew.
struct Limits {
  std::size_t line = 8UL * 1024;              // of the request line: 414
  std::size_t head = 32UL * 1024;             // of the request line and all fields: 431
  std::size_t fields = 100;                   // 431
  std::size_t body = 8UL * 1024 * 1024;       // 413; the application may want less
  std::size_t chunk_line = 1024;              // a chunk's size with its extensions; all trailers: 400
  std::size_t chunk_extensions = 4UL * 1024;  // of one body: 400
  std::size_t ahead = 64UL * 1024;  // sent before the answer to what came before; beyond it is not read
  std::size_t bodies = 256UL * 1024 * 1024;  // of all clients together, while they come: 503
  std::size_t connections = 20'000;          // or what the process may open, if that is less: 503

  std::chrono::milliseconds idle{75'000};        // until a request begins: the connection is closed
  std::chrono::milliseconds head_time{10'000};   // 408
  std::chrono::milliseconds body_time{60'000};   // from the end of the head: 408
  std::chrono::milliseconds write_time{60'000};  // until the client has taken its answer
  std::chrono::milliseconds linger{2'000};       // for its close, after the last answer
};

}  // namespace charter::api
