// A change as JSON.
#pragma once

#include <string>

#include "api/json_writer.h"
#include "engine/service/changes.h"

namespace charter::api {

void WriteChange(JsonWriter& json, const Change& change, const ChangeView& view);
// In one line.
std::string ChangeJson(const Change& change, const ChangeView& view);

}  // namespace charter::api
