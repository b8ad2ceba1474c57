#include "engine/expr/evaluation.h"

#include <algorithm>

#include "engine/data/json.h"
#include "engine/data/utf8.h"
#include "engine/expr/exchange.h"
#include "engine/expr/fault.h"
#include "engine/expr/program.h"

namespace charter {
namespace {

using Errors = std::vector<EvaluationError>;

class Variables : public Activation {
 public:
  // What is wrong with a variable, or nothing.
  std::optional<std::string> Add(std::string_view name, const Value* json, const std::optional<Type>& type) {
    Value value;
    if (json != nullptr) {
      auto read = FromJson(*json, type.value_or(Type()));
      if (!read) return "variable `" + std::string(name) + "`: " + read.error();
      value = *std::move(read);
    }
    environment_.AddVariable(std::string(name), type ? *type : TypeToDeclare(value));
    values_.push_back(std::move(value));
    return std::nullopt;
  }

  [[nodiscard]] const Environment& environment() const { return environment_; }
  [[nodiscard]] const Value& Get(int slot) const override { return values_[static_cast<std::size_t>(slot)]; }
  [[nodiscard]] EvalResult Call(int, std::span<const Value>) const override {
    return tl::unexpected(EvalError{"unknown_function", "there are no functions of a host here", 0});
  }

 private:
  Environment environment_;
  std::vector<Value> values_;
};

ExprPlace PlaceOf(std::string_view source, std::size_t offset) {
  const std::string_view before = source.substr(0, offset);
  const auto line = before.rfind('\n');
  const std::string_view start = line == std::string_view::npos ? before : before.substr(line + 1);
  ExprPlace place;
  place.line += static_cast<int>(std::count(before.begin(), before.end(), '\n'));
  place.column += static_cast<int>(CountCharacters(start));
  return place;
}

Errors WrongArgument(std::string message) {
  return {{Code::invalid_parameter,
           std::string(InfoOf(Code::invalid_parameter).name),
           {{}, std::move(message)},
           {},
           std::nullopt}};
}

std::optional<std::string> Declare(Variables& variables, const Value& given, const Value& types) {
  if (!given.is(Kind::kAbsent) && !given.is(Kind::kMap)) return "variables are an object: {\"x\": 1}";
  if (!types.is(Kind::kAbsent) && !types.is(Kind::kMap)) return "types are an object: {\"x\": \"int\"}";
  if (types.is(Kind::kMap)) {
    for (const auto& [name, text] : types.AsMap()) {
      const auto type = text.is(Kind::kString) ? Type::Parse(text.AsString()) : std::nullopt;
      if (!type) {
        return "variable `" + std::string(name.AsString()) + "`: " + WriteJson(text) +
               " is no type such as \"int\", \"list(string)\" or \"map(string, double)\"";
      }
      const Value* value = given.is(Kind::kMap) ? given.Find(name) : nullptr;
      if (auto wrong = variables.Add(name.AsString(), value, *type)) return wrong;
    }
  }
  if (!given.is(Kind::kMap)) return std::nullopt;
  for (const auto& [name, value] : given.AsMap()) {
    if (types.is(Kind::kMap) && types.Find(name) != nullptr) continue;
    if (auto wrong = variables.Add(name.AsString(), &value, std::nullopt)) return wrong;
  }
  return std::nullopt;
}

}  // namespace

tl::expected<Evaluated, std::vector<EvaluationError>> Evaluate(const std::string& source,
                                                               const Value& variables, const Value& types) {
  Variables declared;
  if (auto wrong = Declare(declared, variables, types)) return tl::unexpected(WrongArgument(*wrong));
  const Compilation compilation = CompileUnchecked(source, declared.environment());
  Errors errors;
  for (const ExprProblem& problem : compilation.problems) {
    const Code code = CodeOf(problem);
    errors.push_back({code, std::string(InfoOf(code).name), problem.message, problem.hint,
                      PlaceOf(source, problem.offset)});
  }
  if (compilation.program.empty()) return tl::unexpected(std::move(errors));
  EvalResult result = compilation.program.Run(declared);
  if (!result) {
    EvalError& fault = result.error();
    if (errors.empty())
      errors.push_back({Code::expression_failed,
                        fault.code,
                        expr::InWords(fault.code, fault.message),
                        {},
                        PlaceOf(source, fault.offset)});
    return tl::unexpected(std::move(errors));
  }
  Type type = TypeOfValue(*result, errors.empty() ? compilation.program.type() : Type());
  return Evaluated{*std::move(result), std::move(type), std::move(errors)};
}

}  // namespace charter
