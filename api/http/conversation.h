// One connection's talk: bytes in, requests and answers out. Knows no socket and no clock.
#pragma once

#include <chrono>
#include <cstdint>
#include <ctime>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "api/http/body_budget.h"
#include "api/http/limits.h"
#include "api/http/message.h"
#include "api/http/request_reader.h"

namespace charter::api {

// Deadlines count on a clock that nobody sets; answers carry the date of the one on the wall.
struct Moment {
  std::chrono::steady_clock::time_point at;
  std::time_t date = 0;
};

// Requests are carried out one at a time and answered in their order; what comes meanwhile waits, up to a
// limit. What is no valid request is answered here, and the connection ends with it. Not thread-safe, but
// request() may be read by who carries it out while others call Receive, EndInput, Drain and Check.
class Conversation {
 public:
  // `limits` and `budget` outlive it. `peer`: the client's address.
  Conversation(const Limits& limits, BodyBudget& budget, const Moment& now, std::string peer = {});
  ~Conversation();
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;

  void Receive(std::string_view bytes, const Moment& now);
  // The client has said that it will send no more. What it asked is still answered.
  void EndInput(const Moment& now);
  // Ends as soon as nothing is under way; what is, is answered.
  void Drain(const Moment& now);

  // True once for each request: carry request() out and call Answer.
  bool TakeRequest();
  [[nodiscard]] const Request& request() const { return reader_.request(); }
  void Answer(const Response& response, const Moment& now);

  // True each time a piece of the answer is due (Response::rest): get it from rest() and call GoOnWith.
  bool TakeRest();
  [[nodiscard]] const std::function<std::string()>& rest() const { return rest_; }
  void GoOnWith(std::string_view piece, const Moment& now);
  // The answer goes on (Response::goes_on). Both do nothing where it does not.
  [[nodiscard]] bool streams() const { return phase_ == Phase::kStreaming; }
  void Stream(std::string_view bytes, const Moment& now);
  void EndStream(const Moment& now);

  // What is to be written now, and how much of it was.
  [[nodiscard]] std::string_view output() const { return std::string_view(output_).substr(written_); }
  void Wrote(std::size_t bytes, const Moment& now);

  // Nothing more is to be read or written.
  [[nodiscard]] bool finished() const { return phase_ == Phase::kFinished; }
  // A request is being carried out, or its answer has not been written to its end.
  [[nodiscard]] bool owes_an_answer() const { return phase_ == Phase::kWorking || phase_ == Phase::kWriting; }

  enum class Lateness : std::uint8_t {
    kNone,
    kAnswered,  // 408 is in the output
    kIdle,      // the connection is to be closed: no request was begun
    kHopeless,  // to be broken off: the client takes no answer, or does not go
  };
  Lateness Check(const Moment& now);

 private:
  enum class Phase : std::uint8_t { kReading, kReady, kWorking, kWriting, kStreaming, kFinished };

  void Read(std::string_view bytes, const Moment& now);
  void Refuse(const Problem& problem, const Moment& now);
  void Write(const Response& response, bool head_only, bool keep_alive, const Moment& now);
  void GoOn(const Moment& now);
  // Whether the body that comes may go on growing.
  bool HoldsBody();
  void GiveBody();
  void Finish(const Moment& now);

  const Limits& limits_;
  BodyBudget& budget_;
  std::size_t taken_ = 0;  // of the budget
  RequestReader reader_;
  Phase phase_ = Phase::kReading;
  std::string ahead_;  // came before the answer to what came before it
  std::string output_;
  std::size_t written_ = 0;
  std::function<std::string()> rest_;  // of the answer that is being written
  std::size_t rest_left_ = 0;          // bytes that are still to be got
  bool getting_rest_ = false;
  bool keep_alive_ = true;   // after the answer that is being written
  bool takes_input_ = true;  // false: the client has ended, or sent too much ahead
  bool draining_ = false;
  std::optional<std::chrono::steady_clock::time_point> deadline_;
};

}  // namespace charter::api
