// Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): a write that is sent again under its key is
// carried out once, and told again what it was told the first time.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <string>
#include <tuple>

#include <tl/expected.hpp>

#include "api/http/router.h"
#include "engine/ports/answers.h"
#include "engine/ports/clock.h"

namespace charter::api {

inline constexpr std::chrono::milliseconds kAnswerPeriod = std::chrono::minutes(1);

// The key that a request names: "..." as the draft has it (a string of RFC 8941), or the same without quotes.
// "" where it names none. Problem: idempotency_key_invalid.
tl::expected<std::string, Problem> ReadIdempotencyKey(const Headers& headers);

// A write under a key, until it is answered. For the thread that answers it.
class KeyedWrite {
 public:
  explicit KeyedWrite(AnswerRecord blank) : record_(std::move(blank)) {}

  // The record by which this answer is given again.
  AnswerRecord Keep(const Response& response);
  [[nodiscard]] const AnswerRecord& record() const { return record_; }
  // Whether an answer has been made to be kept with the change.
  [[nodiscard]] bool kept() const { return kept_; }

 private:
  AnswerRecord record_;
  bool kept_ = false;
};

// For a command of the service: what keeps the answer that `render` makes of its result. Empty where the
// request names no key. The call and `render` outlive it.
template <typename Result, typename Render>
AnswerTo<Result> Kept(const Call& call, const Render& render) {
  if (call.keyed == nullptr) return {};
  return [&call, &render](const Result& result) { return call.keyed->Keep(render(result)); };
}

// Thread-safe.
class Idempotency {
 public:
  // `clock`: real time, by which keys expire `kept_for` after their answer. Both outlive this.
  Idempotency(Answers& answers, Clock& clock, std::chrono::seconds kept_for)
      : answers_(answers), clock_(clock), kept_for_(kept_for) {}

  // The handler's answer; under a key that has one, that one. While a request under the same key is being
  // carried out here, this one waits for it; on another server, the database decides which of the two is
  // carried out. Refusals and failures are not kept. Problem: idempotency_key_invalid, idempotency_key_reused
  // (another method, target, If-Match or body), idempotency_key_taken.
  Answer Carry(const Call& call, const Handler& handler);

  // One run, for a WorkLoop: removes answers whose keys have expired.
  std::chrono::milliseconds RunOnce();

 private:
  using Owned = std::tuple<TenantId, PersonId, std::string>;
  class Turn;

  [[nodiscard]] AnswerRecord Blank(const Call& call, const std::string& key);
  // The answer given before, or that the key belongs to another request.
  std::optional<Answer> Given(const Call& call, const AnswerRecord& asked);

  Answers& answers_;
  Clock& clock_;
  const std::chrono::seconds kept_for_;
  std::mutex mutex_;
  std::condition_variable ended_;
  std::set<Owned> under_way_;
};

}  // namespace charter::api
