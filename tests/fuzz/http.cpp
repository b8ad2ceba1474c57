#include <algorithm>
#include <string>

#include "api/http/conversation.h"
#include "api/log.h"
#include "tests/fuzz/targets.h"

namespace charter::fuzz {
namespace {

// All that a client is sent who sends these bytes in pieces of that size, with the requests as they were
// read.
std::string Talk(std::string_view bytes, std::size_t piece) {
  static const api::Limits limits;
  const api::Moment now{{}, 1'000'000'000};
  api::BodyBudget budget(limits.bodies);
  api::Conversation conversation(limits, budget, now);
  std::string sent;
  const auto take = [&] {
    sent += conversation.output();
    conversation.Wrote(conversation.output().size(), now);
  };
  const auto serve = [&] {
    take();
    while (conversation.TakeRequest()) {
      const api::Request& request = conversation.request();
      Require(request.target == "*" || request.target.starts_with('/'), "a target is in origin form");
      Require(request.body.size() <= limits.body, "a body is within its limit");
      Require(request.headers.all().size() <= limits.fields, "fields are within their limit");
      api::Response response;
      response.body = request.method + " " + request.target + "\n" + request.body;
      conversation.Answer(response, now);
      take();
    }
  };
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    const std::string part(bytes.substr(at, piece));  // of its own, so that reading past it is noticed
    conversation.Receive(part, now);
    serve();
  }
  conversation.EndInput(now);
  serve();
  Require(conversation.finished(), "a conversation ends with its client");
  return sent;
}

}  // namespace

void FuzzHttp(std::string_view bytes) {
  api::SetLogSink([](const std::string&) {});
  if (bytes.empty()) return;
  const std::size_t piece = 1 + static_cast<unsigned char>(bytes.front()) % 16;
  const std::string_view talk = bytes.substr(1);
  const std::string whole = Talk(talk, std::max<std::size_t>(1, talk.size()));
  Require(whole.empty() || whole.starts_with("HTTP/1.1 "), "what is sent is HTTP");
  const auto without_continue = [](std::string text) {
    constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    for (std::size_t at = text.find(kContinue); at != std::string::npos; at = text.find(kContinue))
      text.erase(at, kContinue.size());
    return text;
  };
  Require(without_continue(whole) == without_continue(Talk(talk, piece)),
          "the answers do not depend on how the bytes arrive");
}

}  // namespace charter::fuzz
