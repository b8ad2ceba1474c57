// Why an operation on values failed while an expression ran.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "engine/data/text.h"

namespace charter::expr {

// The codes that EvalError carries.
inline constexpr const char* kNoSuchKey = "no_such_key";            // a map's key or an optional field
inline constexpr const char* kOutOfRange = "out_of_range";          // a list's index; a time's range
inline constexpr const char* kOverflow = "overflow";                // of a number's type
inline constexpr const char* kDivisionByZero = "division_by_zero";  // also of %
inline constexpr const char* kTypeMismatch = "type";                // dynamic values that do not go together
inline constexpr const char* kInvalid = "invalid";                  // text that cannot be converted
inline constexpr const char* kUnknown = "unknown";  // a name or a function, in a run that was not checked
inline constexpr const char* kCost = "cost";        // past the limit of Program::Run

struct Fault {
  const char* code = "";
  std::string message;

  // Returns false, so that an operation can fail in one statement.
  bool Set(const char* new_code, std::string text) {
    code = new_code;
    message = std::move(text);
    return false;
  }
};

// The English message of an error as people read it; in Chinese what its code means and what it quotes.
Text InWords(std::string_view code, const std::string& message);

}  // namespace charter::expr
