#include "api/http/conversation.h"

#include <utility>

#include "api/http/busy.h"
#include "api/http/response_writer.h"
#include "api/log.h"
#include "api/problem.h"

namespace charter::api {

Conversation::Conversation(const Limits& limits, BodyBudget& budget, const Moment& now, std::string peer)
    : limits_(limits), budget_(budget), reader_(limits, std::move(peer)), deadline_(now.at + limits.idle) {}

Conversation::~Conversation() { GiveBody(); }

void Conversation::Receive(std::string_view bytes, const Moment& now) {
  if (!takes_input_ || phase_ == Phase::kFinished) return;
  if (phase_ == Phase::kReading) return Read(bytes, now);
  // A client that does not wait for answers may lose what it sent: "Connection: close" tells it so.
  ahead_ += bytes;
  if (ahead_.size() <= limits_.ahead) return;
  takes_input_ = false;
  ahead_ = {};
}

void Conversation::Read(std::string_view bytes, const Moment& now) {
  using State = RequestReader::State;
  const State before = reader_.state();
  const std::size_t used = reader_.Take(bytes);
  if (used < bytes.size()) ahead_ = bytes.substr(used);
  switch (reader_.state()) {
    case State::kEmpty:
      return;
    case State::kRefused:
      return Refuse(reader_.problem(), now);
    case State::kComplete:
      phase_ = Phase::kReady;
      deadline_.reset();
      return;
    case State::kHead:
      if (before == State::kEmpty) deadline_ = now.at + limits_.head_time;
      return;
    case State::kBody:
      if (!HoldsBody()) return Refuse(BusyProblem(), now);
      if (before == State::kBody) return;
      deadline_ = now.at + limits_.body_time;
      if (reader_.awaits_continue()) output_ += "HTTP/1.1 100 Continue\r\n\r\n";
      return;
  }
}

// Bodies that come at once are not counted: they are small, and gone in a moment.
bool Conversation::HoldsBody() {
  const std::size_t size = reader_.request().body.size();
  if (!budget_.Take(size - taken_)) return false;
  taken_ = size;
  return true;
}

void Conversation::GiveBody() { budget_.GiveBack(std::exchange(taken_, 0)); }

bool Conversation::TakeRequest() {
  if (phase_ != Phase::kReady) return false;
  phase_ = Phase::kWorking;
  return true;
}

void Conversation::Answer(const Response& response, const Moment& now) {
  const bool head_only = request().method == "HEAD";
  const bool goes_on = response.goes_on && !head_only && !draining_;
  Write(response, head_only, reader_.keep_alive() && !response.goes_on, now);
  if (goes_on) phase_ = Phase::kStreaming;
  if (head_only || !response.rest) return;
  rest_ = response.rest;
  rest_left_ = static_cast<std::size_t>(response.rest_size);
}

bool Conversation::TakeRest() {
  if (phase_ != Phase::kWriting || !output_.empty() || rest_left_ == 0 || getting_rest_) return false;
  getting_rest_ = true;
  deadline_.reset();
  return true;
}

void Conversation::GoOnWith(std::string_view piece, const Moment& now) {
  getting_rest_ = false;
  if (phase_ != Phase::kWriting) return;
  output_ += piece.substr(0, rest_left_);
  rest_left_ -= output_.size();
  if (rest_left_ == 0) rest_ = nullptr;
  deadline_ = now.at + limits_.write_time;
}

void Conversation::Stream(std::string_view bytes, const Moment& now) {
  if (!streams() || bytes.empty()) return;
  if (output_.empty()) deadline_ = now.at + limits_.write_time;
  output_ += bytes;
}

void Conversation::EndStream(const Moment& now) {
  if (!streams()) return;
  phase_ = Phase::kWriting;
  if (output_.empty()) Finish(now);
}

void Conversation::Refuse(const Problem& problem, const Moment& now) {
  const Response response = Render(problem, LanguageOf(request().headers));
  Log(Level::kInfo, "request",
      {{"route", "-"}, {"status", std::to_string(response.status)}, {"code", Label(problem.code)}});
  // What follows cannot be told apart from what was refused.
  takes_input_ = false;
  ahead_ = {};
  Write(response, request().method == "HEAD", false, now);
}

void Conversation::Write(const Response& response, bool head_only, bool keep_alive, const Moment& now) {
  const bool input_lost = !takes_input_ && ahead_.empty();
  keep_alive_ = keep_alive && !draining_ && !input_lost;
  const Persistence persistence = !keep_alive_            ? Persistence::kClose
                                  : reader_.is_http_1_0() ? Persistence::kKeepAlive
                                                          : Persistence::kDefault;
  output_ += WriteResponse(response, head_only, persistence, now.date);
  phase_ = Phase::kWriting;
  deadline_ = now.at + limits_.write_time;
}

void Conversation::Wrote(std::size_t bytes, const Moment& now) {
  written_ += bytes;
  if (written_ < output_.size()) return;
  output_.clear();
  written_ = 0;
  if (phase_ == Phase::kWriting && rest_left_ == 0) GoOn(now);
  if (streams()) deadline_.reset();
}

void Conversation::GoOn(const Moment& now) {
  if (!keep_alive_) return Finish(now);
  reader_.Reset();
  GiveBody();
  phase_ = Phase::kReading;
  deadline_ = now.at + limits_.idle;
  if (!ahead_.empty()) Read(std::exchange(ahead_, {}), now);
  if (phase_ == Phase::kReading && !takes_input_) Finish(now);
}

void Conversation::EndInput(const Moment& now) {
  takes_input_ = false;
  if (phase_ == Phase::kReading || phase_ == Phase::kFinished) Finish(now);
}

void Conversation::Drain(const Moment& now) {
  draining_ = true;
  EndStream(now);
  if (phase_ == Phase::kReading && reader_.state() == RequestReader::State::kEmpty) Finish(now);
}

void Conversation::Finish(const Moment& now) {
  phase_ = Phase::kFinished;
  output_.clear();
  written_ = 0;
  deadline_ = now.at + limits_.linger;
}

Conversation::Lateness Conversation::Check(const Moment& now) {
  if (!deadline_ || now.at < *deadline_) return Lateness::kNone;
  if (phase_ != Phase::kReading) return Lateness::kHopeless;
  if (reader_.state() == RequestReader::State::kEmpty) return Lateness::kIdle;
  Problem problem;
  problem.code = Code::request_timeout;
  Refuse(problem, now);
  return Lateness::kAnswered;
}

}  // namespace charter::api
