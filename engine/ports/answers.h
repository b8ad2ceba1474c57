// Answers that are kept under a key of the asker's: a request that is sent again changes nothing twice, and
// is told what it was told the first time (Idempotency-Key, draft-ietf-httpapi-idempotency-key-header).
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "engine/data/id.h"
#include "engine/data/refusal.h"
#include "engine/data/time.h"

namespace charter {

struct AnswerRecord {
  PersonId person;  // whose key it is: nobody else is ever told the answer
  std::string key;
  std::string fingerprint;  // of all that was asked: SHA-256 in lower-case hex
  int status = 0;
  std::string headers;  // "Name: value", one on each line
  std::string body;
  Timestamp created_at;
  Timestamp expires_at;  // from then on the key is free
};

// Makes the answer to a command out of what the command leads to, before that is stored: both are stored
// in one transaction. May be called more than once. Empty: nothing is kept.
template <typename Result>
using AnswerTo = std::function<AnswerRecord(const Result&)>;

// What a command is told whose key has an answer already; it has changed nothing.
inline Refusal KeyTaken() {
  return {Code::idempotency_key_taken,
          {"另一请求正在使用此键", "another request under this key is being carried out, or has just been"},
          {"稍后用同一键重发，即得其答复", "send it again in a moment: it then gets that answer"},
          {},
          {}};
}

// Part of every store; thread-safe, with the failures of Store. Commands that store something else keep
// their answer together with it (Store::Commit, AddDefinition, AddBudget, ChangeBudget).
class Answers {
 public:
  virtual ~Answers() = default;

  // Nothing where the key has no answer, or one that expires at or before `now`.
  [[nodiscard]] virtual std::optional<AnswerRecord> FindAnswer(const TenantId& tenant, const PersonId& person,
                                                               const std::string& key, Timestamp now) = 0;
  // Keeps an answer by itself. False, and nothing changes, where the key has one that has not expired at
  // `answer.created_at`.
  [[nodiscard]] virtual bool KeepAnswer(const TenantId& tenant, const AnswerRecord& answer) = 0;
  // Removes those of all tenants that expire at or before `now`, at most `limit`; returns how many.
  virtual int RemoveExpiredAnswers(Timestamp now, int limit) = 0;
};

}  // namespace charter
