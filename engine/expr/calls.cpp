// Functions called while an expression runs: standard ones and the host's.
#include <algorithm>

#include "engine/expr/evaluator.h"
#include "engine/expr/operators.h"

namespace charter::expr {
namespace {

// What going through an argument costs, in steps.
std::uint64_t CostOf(const Value& value) {
  constexpr std::uint64_t kBytesPerStep = 32;
  switch (value.kind()) {
    case Kind::kString:
    case Kind::kBytes:
      return value.AsString().size() / kBytesPerStep;
    case Kind::kList:
      return value.AsList().size();
    default:
      return 0;
  }
}

// Whether a value may be given where a parameter of that type is.
bool Takes(TypeKind parameter, Kind kind) {
  switch (parameter) {
    case TypeKind::kBool:
      return kind == Kind::kBool;
    case TypeKind::kInt:
      return kind == Kind::kInt;
    case TypeKind::kUint:
      return kind == Kind::kUint;
    case TypeKind::kDouble:
      return kind == Kind::kDouble;
    case TypeKind::kDecimal:
      return kind == Kind::kDecimal;
    case TypeKind::kString:
      return kind == Kind::kString;
    case TypeKind::kBytes:
      return kind == Kind::kBytes;
    case TypeKind::kTimestamp:
      return kind == Kind::kTimestamp;
    case TypeKind::kDuration:
      return kind == Kind::kDuration;
    case TypeKind::kList:
      return kind == Kind::kList;
    case TypeKind::kMap:
    case TypeKind::kRecord:
      return kind == Kind::kMap;
    default:
      return true;
  }
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
    if (!Spend(instruction, CostOf(*argument))) return nullptr;
  }
  if (!instruction.builtin({arguments.data(), count}, scratch, fault_)) return Failed(instruction);
  if (instruction.kind == Kind::kDecimal && scratch.is(Kind::kInt)) {
    scratch = Value::Of(Decimal(scratch.AsInt(), 0));  // the sum of an empty list of decimals
  }
  return &scratch;
}

const Value* Evaluator::MatchesPattern(const Instruction& instruction, Value& scratch) {
  const Value* text = Evaluate(instruction.a, scratch);
  if (text == nullptr) return nullptr;
  if (!text->is(Kind::kString)) return Fail(instruction, kTypeMismatch, "matches() is for strings");
  if (!Spend(instruction, CostOf(*text))) return nullptr;
  const RE2& pattern = *code_.patterns[static_cast<std::size_t>(instruction.b)];
  scratch = Value::Bool(RE2::PartialMatch(re2::StringPiece(text->AsString()), pattern));
  return &scratch;
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
    if (!Takes(parameters[i], arguments[i].kind())) {
      return Fail(
          instruction, kTypeMismatch,
          "argument " + std::to_string(i + 1) + " is " + std::string(TypeNameOf(arguments[i].kind())));
    }
  }
  EvalResult result = activation_->Call(instruction.a, {arguments, count});
  if (!result) {
    host_code_ = std::move(result.error().code);
    return Fail(instruction, host_code_.c_str(), std::move(result.error().message));
  }
  scratch = std::move(*result);
  return &scratch;
}

}  // namespace charter::expr
