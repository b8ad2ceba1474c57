// What is wrong with a workflow file, where, and how to mend it.
#pragma once

#include <string>
#include <vector>

#include "engine/data/code.h"
#include "engine/data/text.h"

namespace charter {

// Where something stands in a file; lines and columns count from 1, columns in characters. 0: the file.
struct Position {
  int line = 0;
  int column = 0;
  auto operator<=>(const Position&) const = default;
};

enum class Severity { kError, kWarning };

struct Diagnostic {
  Code code{};
  Severity severity = Severity::kError;
  Position position;
  Text message;  // what was found and what was expected, one sentence
  Text hint;     // "did you mean `forward`?", or empty
};

// "FILE:12:7: error CH1106 unknown_target: ... (did you mean ...?)", with the line and a caret below
// where the source is given. In Chinese: "FILE:12:7: 错误 CH1106 unknown_target：...（...）".
std::string Format(const Diagnostic& diagnostic, const std::string& file, const std::string& source = {},
                   Language language = Language::kEn);

}  // namespace charter
