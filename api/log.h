// What the server did, for its operator: one JSON object per line on stderr.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace charter::api {

enum class Level { kInfo, kWarning, kError };

// Never pass names, tokens, bodies or anything else about a person. Thread-safe.
void Log(Level level, std::string_view event,
         const std::vector<std::pair<std::string_view, std::string>>& fields = {});

// Where the lines go instead; an empty function brings stderr back. For tests.
void SetLogSink(std::function<void(const std::string& line)> sink);

}  // namespace charter::api
