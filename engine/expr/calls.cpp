// Functions called while an expression runs: standard ones and the host's.
#include <algorithm>

#include "engine/expr/evaluator.h"
#include "engine/expr/operators.h"
#include "engine/expr/pattern.h"
#include "engine/expr/type_rules.h"

namespace charter::expr {
namespace {

// What a function may have to do, in steps: going through its arguments; searching, in the worst
// case, all of one text at each place of the other.
std::uint64_t CostOf(BuiltinFunction function, Arguments arguments) {
  constexpr std::uint64_t kBytesPerStep = 32;
  constexpr std::uint64_t kComparisonsPerStep = 1024;
  std::uint64_t cost = 0;
  for (const Value* argument : arguments) {
    if (argument->is(Kind::kString) || argument->is(Kind::kBytes)) {
      cost += argument->AsString().size() / kBytesPerStep;
    } else if (argument->is(Kind::kList)) {
      cost += argument->AsList().size();
    }
  }
  const bool texts =
      arguments.size() == 2 && arguments[0]->is(Kind::kString) && arguments[1]->is(Kind::kString);
  if (texts && function == ContainsText) {
    cost += arguments[0]->AsString().size() * arguments[1]->AsString().size() / kComparisonsPerStep;
  }
  return cost;
}

}  // namespace

const Value* Evaluator::Builtin(const Instruction& instruction, Value& scratch) {
  std::array<Value, kMaxArguments> held;
  std::array<const Value*, kMaxArguments> arguments{};
  const auto count = static_cast<std::size_t>(instruction.count);
  for (std::size_t i = 0; i < count; ++i) {
    const Value* argument = Evaluate(Child(instruction, static_cast<std::int32_t>(i)), held[i]);
    if (argument == nullptr) return nullptr;
    if (i + 1 < count && argument != &held[i] && instruction.calls_out) {
      held[i] = Value(*argument);  // a later argument may ask the activation again
      argument = &held[i];
    }
    arguments[i] = argument;
  }
  const Arguments given(arguments.data(), count);
  if (!Spend(instruction, CostOf(instruction.builtin, given))) return nullptr;
  if (!instruction.builtin(given, scratch, fault_)) return Failed(instruction);
  if (instruction.kind == Kind::kDecimal && scratch.is(Kind::kInt)) {
    scratch = Value::Of(Decimal(scratch.AsInt(), 0));  // the sum of an empty list of decimals
  }
  return &scratch;
}

const Value* Evaluator::MatchesPattern(const Instruction& instruction, Value& scratch) {
  const Value* text = Evaluate(instruction.a, scratch);
  if (text == nullptr) return nullptr;
  if (instruction.c >= 0) {
    return Search(instruction, *text, *code_.patterns[static_cast<std::size_t>(instruction.c)]);
  }
  if (At(instruction.b).calls_out) Keep(text, scratch);
  Value pattern_scratch;
  const Value* source = Evaluate(instruction.b, pattern_scratch);
  if (source == nullptr) return nullptr;
  if (!source->is(Kind::kString)) return Fail(instruction, kTypeMismatch, "a pattern is a string");
  if (!Spend(instruction, source->AsString().size())) return nullptr;
  const RE2 pattern(re2::StringPiece(source->AsString()), PatternOptions());
  if (!pattern.ok()) return Fail(instruction, kInvalid, "not a regular expression: " + pattern.error());
  constexpr std::uint64_t kStepsPerInstruction = 4;  // of reading it
  if (!Spend(instruction, kStepsPerInstruction * static_cast<std::uint64_t>(pattern.ProgramSize())))
    return nullptr;
  return Search(instruction, *text, pattern);
}

// In the worst case each instruction of the pattern is tried at each byte.
const Value* Evaluator::Search(const Instruction& instruction, const Value& text, const RE2& pattern) {
  constexpr std::uint64_t kTriesPerStep = 1024;
  if (!text.is(Kind::kString)) return Fail(instruction, kTypeMismatch, "matches() is for strings");
  const std::string_view all = text.AsString();
  const auto tries = all.size() * static_cast<std::uint64_t>(pattern.ProgramSize());
  if (!Spend(instruction, all.size() / 32 + tries / kTriesPerStep)) return nullptr;
  return Truth(RE2::PartialMatch(re2::StringPiece(all), pattern));
}

const Value* Evaluator::Host(const Instruction& instruction, Value& scratch) {
  constexpr std::size_t kInline = 4;
  std::array<Value, kInline> few;
  std::vector<Value> many;
  const auto count = static_cast<std::size_t>(instruction.count);
  if (count > kInline) many.resize(count);
  Value* arguments = count > kInline ? many.data() : few.data();
  const std::vector<TypeKind>& parameters = code_.host_parameters[static_cast<std::size_t>(instruction.a)];
  for (std::size_t i = 0; i < count; ++i) {
    const Value* argument = Evaluate(Child(instruction, static_cast<std::int32_t>(i)), arguments[i]);
    if (argument == nullptr) return nullptr;
    if (argument != &arguments[i]) arguments[i] = Value(*argument);
    const Kind wanted = KindOf(parameters[i]);
    if (wanted != Kind::kAbsent && !arguments[i].is(wanted)) {
      return Fail(
          instruction, kTypeMismatch,
          "argument " + std::to_string(i + 1) + " is " + std::string(TypeNameOf(arguments[i].kind())));
    }
  }
  constexpr std::uint64_t kHostSteps = 10;
  if (!Spend(instruction, kHostSteps)) return nullptr;
  EvalResult result = activation_->Call(instruction.a, {arguments, count});
  if (!result) {
    host_code_ = std::move(result.error().code);
    return Fail(instruction, host_code_.c_str(), std::move(result.error().message));
  }
  scratch = std::move(*result);
  return &scratch;
}

}  // namespace charter::expr
