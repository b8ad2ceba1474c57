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

// Code where no problem stands in the way of it, also where what the checker refused shall be found in a run.
std::shared_ptr<const Program::Code> Build(std::string_view source, const Environment& environment,
                                           const Type& expected, bool unchecked, expr::Problems& problems,
                                           expr::Ast& ast) {
  if (source.size() > expr::kMaxSource) {
    problems.Add({0, source.size()}, "cost", {"表达式最长 64 KiB", "an expression has at most 64 KiB"});
    return nullptr;
  }
  if (!IsUtf8(source)) {
    problems.Add({0, source.size()}, "syntax", {"表达式不是 UTF-8", "the expression is not UTF-8"});
    return nullptr;
  }
  ast = expr::Parse(source, problems);
  if (ast.root == nullptr) return nullptr;
  expr::Check(ast, environment, expected, problems);
  if (unchecked ? problems.blocking() : !problems.empty()) return nullptr;
  return expr::Emit(ast, source, environment, expected, problems);
}

void Sort(std::vector<ExprProblem>& problems) {
  std::ranges::stable_sort(problems, {}, &ExprProblem::offset);
}

}  // namespace

Code CodeOf(const ExprProblem& problem) {
  if (problem.code == "unknown_name") return Code::unknown_name;
  if (problem.code == "period") return Code::bad_period;
  if (problem.code == "unknown_field") return Code::unknown_field;
  if (problem.code == "unknown_function") return Code::unknown_function;
  if (problem.code == "type") return Code::expression_type;
  if (problem.code == "cost") return Code::expression_cost;
  return Code::expression_syntax;
}

Program::Program() = default;
Program::Program(std::shared_ptr<const Code> code) : code_(std::move(code)) {}
Program::~Program() = default;
Program::Program(const Program&) = default;
Program& Program::operator=(const Program&) = default;
Program::Program(Program&&) noexcept = default;
Program& Program::operator=(Program&&) noexcept = default;

bool Program::empty() const { return code_ == nullptr; }
const std::string& Program::source() const { return code_ ? code_->source : kNoSource; }
const std::map<std::int32_t, std::string>& Program::names() const {
  static const std::map<std::int32_t, std::string> kNone;
  return code_ ? code_->slot_names : kNone;
}
int Program::pattern_size() const {
  int size = 0;
  if (code_) {
    for (const auto& pattern : code_->patterns) size += pattern->ProgramSize();
  }
  return size;
}
const Type& Program::type() const { return code_ ? code_->type : kAnyType; }

EvalResult Program::Run(const Activation& activation) const {
  if (!code_) return tl::make_unexpected(EvalError{"type", "there is no expression to run", 0});
  return expr::Evaluator(*code_, &activation).Run(code_->root);
}

Compilation Compile(std::string_view source, const Environment& environment, const Type& expected) {
  expr::Problems problems;
  auto tree = std::make_shared<expr::Ast>();
  std::shared_ptr<const Program::Code> code = Build(source, environment, expected, false, problems, *tree);
  if (problems.empty()) return {Program(std::move(code)), {}, std::move(tree)};
  Sort(problems.found());
  return {Program(), std::move(problems.found()), nullptr};
}

Compilation CompileUnchecked(std::string_view source, const Environment& environment) {
  expr::Problems problems;
  expr::Ast tree;
  std::shared_ptr<const Program::Code> code = Build(source, environment, Type(), true, problems, tree);
  Sort(problems.found());
  return {Program(std::move(code)), std::move(problems.found()), nullptr};
}

}  // namespace charter
