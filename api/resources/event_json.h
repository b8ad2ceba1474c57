// What events would do, and why they would not, as JSON.
#pragma once

#include <string>

#include "api/json_writer.h"
#include "engine/data/text.h"
#include "engine/service/explanation.h"

namespace charter::api {

std::string ExplanationJson(const Explanation& explanation, Language language);
std::string RehearsalJson(const Rehearsal& rehearsal, Language language);
// [{"id", "status": 200, "number", ...} | {"id", "status": 403, "problem": {...}}]
std::string BulkItemsJson(const BulkOutcome& outcome, Language language);

}  // namespace charter::api
