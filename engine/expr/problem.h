// Problems found at load, gathered while an expression is read and checked.
#pragma once

#include <algorithm>
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
  void Add(Range range, const char* code, Text message, Text hint = {}) {
    if (!full())
      found_.push_back({range.offset, range.end - range.offset, code, std::move(message), std::move(hint)});
  }
  [[nodiscard]] bool empty() const { return found_.empty(); }
  // Past this many they are of no more help, and finding hints for thousands would take long.
  [[nodiscard]] bool full() const { return found_.size() >= kMaxProblems; }
  // Whether an expression cannot be run even unchecked. Where many were found, not all of it was looked at.
  [[nodiscard]] bool blocking() const {
    return full() || std::ranges::any_of(found_, [](const ExprProblem& problem) {
             return problem.code == "syntax" || problem.code == "cost";
           });
  }
  std::vector<ExprProblem>& found() { return found_; }

 private:
  static constexpr std::size_t kMaxProblems = 50;
  std::vector<ExprProblem> found_;
};

}  // namespace charter::expr
