// A mistake of a workflow file as JSON, the same in answers and on the command line.
#pragma once

#include "api/json_writer.h"
#include "engine/chart/diagnostic.h"

namespace charter::api {

// {"file", "line", "column", "severity", "code", "name", "message", "hint"}; `file` and `hint` only where
// there is one. Line 0 is the file as a whole.
void Write(JsonWriter& json, const Diagnostic& diagnostic, Language language, const std::string& file = {});

}  // namespace charter::api
