// What is wrong with a workflow file, where, and how to mend it.
#pragma once

#include <string>
#include <vector>

#include "engine/data/code.h"

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
  std::string message;  // what was found and what was expected, one sentence
  std::string hint;     // "did you mean `forward`?", or empty
};

// "FILE:12:7: error CH1106 unknown_target: ... (did you mean ...?)", with the line and a caret below
// where the source is given.
std::string Format(const Diagnostic& diagnostic, const std::string& file, const std::string& source = {});

}  // namespace charter
