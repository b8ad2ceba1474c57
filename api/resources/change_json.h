// What two versions of a workflow differ in, as JSON.
#pragma once

#include <vector>

#include "api/json_writer.h"
#include "engine/chart/comparison.h"

namespace charter::api {

// An array.
void WriteChanges(JsonWriter& json, const std::vector<ChartChange>& changes, Language language);

}  // namespace charter::api
