// Something that should work did not: the one exception of Charter.
#pragma once

#include <stdexcept>
#include <string>

#include "engine/data/code.h"

namespace charter {

// Thrown where no caller in between can help. The client is told the code and its general text;
// `what()` is for the log and may name tables, files and addresses.
class Failure : public std::runtime_error {
 public:
  Failure(Code code, const std::string& log_text, bool retryable = false)
      : std::runtime_error(log_text), code_(code), retryable_(retryable) {}
  [[nodiscard]] Code code() const { return code_; }
  [[nodiscard]] bool retryable() const { return retryable_; }

 private:
  Code code_;
  bool retryable_;
};

}  // namespace charter
