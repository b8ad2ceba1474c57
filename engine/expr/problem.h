// Problems found at load, gathered while an expression is read and checked.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "engine/expr/program.h"

namespace charter::expr {

// Part of the source, in bytes.
struct Range {
  std::size_t offset = 0;
  std::size_t end = 0;
};

class Problems {
 public:
  void Add(Range range, const char* code, std::string message, std::string hint = {}) {
    found_.push_back({range.offset, range.end - range.offset, code, std::move(message), std::move(hint)});
  }
  [[nodiscard]] bool empty() const { return found_.empty(); }
  std::vector<ExprProblem>& found() { return found_; }

 private:
  std::vector<ExprProblem> found_;
};

}  // namespace charter::expr
