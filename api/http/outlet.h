// The way to a client whose answer goes on after its head.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace charter::api {

// Thread-safe; no call waits for the client. Whoever writes only where nothing waits holds at most what it
// wrote last, and a client that does not take that in time (Limits::write_time) is cut off.
class Outlet {
 public:
  virtual ~Outlet() = default;

  virtual void Write(std::string_view bytes) = 0;
  // Bytes that were written and the client's connection has not taken yet; nothing where the answer has
  // ended: the client is gone, was cut off, or the server stops.
  [[nodiscard]] virtual std::optional<std::size_t> Waiting() = 0;
  // Ends the answer after what was written.
  virtual void Close() = 0;
};

}  // namespace charter::api
