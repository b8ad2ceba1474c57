// Regular expressions (RE2) and named formats of text fields.
#pragma once

#include <string>
#include <string_view>

namespace charter {

// Whether `pattern` is found anywhere in the text. False for a pattern that is not RE2. Compiled
// patterns are kept and shared; thread-safe.
bool PatternFinds(const std::string& pattern, std::string_view text);

// JSON Schema's `date`, `date-time`, `email`, `uuid` and `uri`, and those of personal numbers. Any other
// format says nothing about the text, as JSON Schema has it.
bool FitsFormat(std::string_view format, std::string_view text);

}  // namespace charter
