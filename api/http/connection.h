// A conversation over a socket that belongs to Pistache's reactor.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>

#include "api/http/body_budget.h"
#include "api/http/conversation.h"
#include "api/http/limits.h"
#include "api/http/outlet.h"
#include "api/http/pool.h"
#include "api/http/watch.h"

namespace charter::api {

class Connections;

// What all connections of a server share; outlives them.
struct ConnectionParts {
  const Limits& limits;
  BodyBudget& budget;
  const std::function<Response(const Request&)>& application;
  Pool& pool;
  Watch& watch;
  Connections& connections;
};

// The reactor reads, a thread of the pool carries out and writes the answer itself, and what the socket
// does not take at once goes on when the watch says so: nobody waits for a client.
//
// The reactor closes the descriptor, after Disconnected and never before. A number that is used again is
// therefore never written to: every write happens under the lock, and Disconnected takes the number away.
// Where the client has only ended its own sending and an answer is due, the connection goes on with a copy
// of the descriptor, which it closes itself. Thread-safe.
//
// While an answer goes on, the connection is its outlet; a client that then ends its own sending is gone.
class Connection final : public Outlet, public std::enable_shared_from_this<Connection> {
 public:
  Connection(int descriptor, std::uint64_t id, const ConnectionParts& parts);

  // By the reactor.
  void Receive(std::string_view bytes);
  // By the reactor, before it closes the descriptor.
  void Disconnected();
  // By the watch.
  void GoOnWriting();
  void CloseLate(const Moment& now);
  // When the server stops: ends when what is under way is answered.
  void Drain();
  // At once, whatever is under way.
  void Break();

  void Write(std::string_view bytes) override;
  [[nodiscard]] std::optional<std::size_t> Waiting() override;
  void Close() override;

 private:
  void CarryOut();
  void GetRest();
  // These want the lock.
  [[nodiscard]] bool IsStreaming() const;
  void GoOn(const Moment& now);
  bool Flush(const Moment& now);
  void Finish();
  void HangUp();
  void Reset();
  void Release();

  const std::uint64_t id_;
  const ConnectionParts& parts_;
  std::mutex mutex_;
  Conversation conversation_;
  int descriptor_;        // -1: gone
  bool own_ = false;      // the copy, which is closed here
  bool watched_ = false;  // the watch knows the descriptor
  bool reset_ = false;    // given up; the reactor is about to notice
};

// The clocks as they stand.
Moment ReadClocks();

}  // namespace charter::api
