// CEL: source text to a checked program, and running it.
// https://github.com/google/cel-spec/blob/master/doc/langdef.md
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/data/code.h"
#include "engine/data/text.h"
#include "engine/expr/environment.h"

namespace charter {

struct ExprProblem {
  std::size_t offset = 0;  // in bytes into the source
  std::size_t length = 0;  // of the part that is wrong; 0 at the end of the source
  std::string
      code;      // "syntax", "unknown_name", "unknown_field", "unknown_function", "type", "period", "cost"
  Text message;  // what was found and what was expected, one sentence
  Text hint;     // "did you mean `budget`?", or empty
};

Code CodeOf(const ExprProblem& problem);

struct Compilation;
namespace expr {
struct Ast;
}

// A compiled expression. Immutable; may be run by many threads at once.
class Program {
 public:
  Program();
  ~Program();
  Program(const Program&);
  Program& operator=(const Program&);
  Program(Program&&) noexcept;
  Program& operator=(Program&&) noexcept;

  [[nodiscard]] bool empty() const;  // default-constructed: compiles nothing, runs nothing
  [[nodiscard]] const std::string& source() const;
  [[nodiscard]] const Type& type() const;  // of the result, as far as it is known at load

  // The variables it reads, by slot: "data.budget".
  [[nodiscard]] const std::map<std::int32_t, std::string>& names() const;

  // What its regular expressions cost, in RE2's instructions.
  [[nodiscard]] int pattern_size() const;

  // Never throws; an error of the expression is a value. Cost is bounded: a program that takes more
  // than a million steps ends in an error with code "cost".
  [[nodiscard]] EvalResult Run(const Activation& activation) const;

  struct Code;

 private:
  explicit Program(std::shared_ptr<const Code> code);
  friend Compilation Compile(std::string_view, const Environment&, const Type&);
  friend Compilation CompileUnchecked(std::string_view, const Environment&);
  std::shared_ptr<const Code> code_;
};

struct Compilation {
  Program program;                        // empty if there are problems (but see CompileUnchecked)
  std::vector<ExprProblem> problems;      // all of them, in order of offset
  std::shared_ptr<const expr::Ast> tree;  // checked, for who asks what an expression says; null with problems
};

// Parses and type-checks. `expected` is the type the place asks for (kBool for a guard, kDyn for
// any): a result that cannot be of it is a problem of code "type" over the whole expression.
Compilation Compile(std::string_view source, const Environment& environment, const Type& expected = Type());

// As Compile for any type, but what the checker refuses (types, names, functions) fails only where a run
// comes to it: CEL's dynamic evaluation, in which `true || unknown` is true. There is a program beside
// such problems; problems of code "syntax" and "cost" still leave none. Not for workflows.
Compilation CompileUnchecked(std::string_view source, const Environment& environment);

}  // namespace charter
