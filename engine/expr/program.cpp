#include "engine/expr/program.h"

#include <algorithm>

#include "engine/data/json.h"
#include "engine/expr/checker.h"
#include "engine/expr/code.h"
#include "engine/expr/emitter.h"
#include "engine/expr/evaluator.h"
#include "engine/expr/parser.h"
#include "engine/expr/problem.h"

namespace charter {
namespace {

const std::string kNoSource;
const Type kAnyType;

std::shared_ptr<const Program::Code> Build(std::string_view source, const Environment& environment,
                                           const Type& expected, expr::Problems& problems) {
  if (source.size() > expr::kMaxSource) {
    problems.Add({0, source.size()}, "cost", "an expression has at most 64 KiB");
    return nullptr;
  }
  if (!IsUtf8(source)) {
    problems.Add({0, source.size()}, "syntax", "the expression is not UTF-8");
    return nullptr;
  }
  expr::Ast ast = expr::Parse(source, problems);
  if (ast.root == nullptr) return nullptr;
  expr::Check(ast, environment, expected, problems);
  if (!problems.empty()) return nullptr;
  return expr::Emit(ast, source, environment, expected, problems);
}

}  // namespace

Program::Program() = default;
Program::~Program() = default;
Program::Program(const Program&) = default;
Program& Program::operator=(const Program&) = default;
Program::Program(Program&&) noexcept = default;
Program& Program::operator=(Program&&) noexcept = default;

bool Program::empty() const { return code_ == nullptr; }
const std::string& Program::source() const { return code_ ? code_->source : kNoSource; }
const Type& Program::type() const { return code_ ? code_->type : kAnyType; }

EvalResult Program::Run(const Activation& activation) const {
  if (!code_) return tl::make_unexpected(EvalError{"type", "there is no expression to run", 0});
  return expr::Evaluator(*code_, &activation).Run(code_->root);
}

Compilation Compile(std::string_view source, const Environment& environment, const Type& expected) {
  Compilation compilation;
  expr::Problems problems;
  std::shared_ptr<const Program::Code> code = Build(source, environment, expected, problems);
  compilation.problems = std::move(problems.found());
  if (compilation.problems.empty()) {
    compilation.program.code_ = std::move(code);
  } else {
    std::ranges::stable_sort(compilation.problems, {}, &ExprProblem::offset);
  }
  return compilation;
}

}  // namespace charter
