// Answers kept for requests that are sent again.
#pragma once

#include <optional>
#include <string>

#include "engine/ports/answers.h"
#include "storage/session.h"

namespace charter::storage {

// See Answers for each. KeepAnswer is one statement, also within the transaction of what it answers; of two
// that keep one key at once, the second waits until the first has ended.
bool KeepAnswer(Session& session, const TenantId& tenant, const AnswerRecord& answer);
std::optional<AnswerRecord> FindAnswer(Session& session, const TenantId& tenant, const PersonId& person,
                                       const std::string& key, Timestamp now);
int RemoveExpiredAnswers(Session& session, Timestamp now, int limit);

}  // namespace charter::storage
