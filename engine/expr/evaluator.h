// Running code.
#pragma once

#include <array>
#include <cstdint>

#include "engine/expr/code.h"
#include "engine/expr/environment.h"
#include "engine/expr/fault.h"

namespace charter::expr {

inline constexpr std::uint64_t kMaxSteps = 1000000;

inline const Value kTrue = Value::Bool(true);
inline const Value kFalse = Value::Bool(false);
inline const Value* Truth(bool value) { return value ? &kTrue : &kFalse; }

// Moves what `at` refers to into `scratch`, so that it outlives a call of the activation.
inline void Keep(const Value*& at, Value& scratch) {
  if (at == &scratch) return;
  Value copy = *at;  // may lie within what scratch holds
  scratch = std::move(copy);
  at = &scratch;
}

// One run. Values are passed by reference where they lie: in the activation, among the constants, in
// a list being gone through, or in a scratch value that the caller lends. Nothing is allocated unless
// the expression itself makes text, a list or a map.
class Evaluator {
 public:
  Evaluator(const Program::Code& code, const Activation* activation) : code_(code), activation_(activation) {}

  EvalResult Run(std::int32_t root);

 private:
  // The value of an instruction, which may lie in `scratch`; null where it fails (see fault_).
  const Value* Evaluate(std::int32_t index, Value& scratch) {
    const Instruction& instruction = At(index);
    if (instruction.op == Op::kConstant) return &Constant(instruction.a);
    if (instruction.op == Op::kSlot) return Slot(instruction);
    return Dispatch(instruction, scratch);
  }
  const Value* Dispatch(const Instruction& instruction, Value& scratch);

  const Value* Slot(const Instruction& instruction);
  const Value* Select(const Instruction& instruction, Value& scratch);
  const Value* Has(const Instruction& instruction, Value& scratch);
  const Value* Index(const Instruction& instruction, Value& scratch);
  const Value* Binary(const Instruction& instruction, Value& scratch);
  const Value* Logic(const Instruction& instruction, Value& scratch);
  const Value* Conditional(const Instruction& instruction, Value& scratch);
  const Value* Literal(const Instruction& instruction, Value& scratch);
  const Value* Builtin(const Instruction& instruction, Value& scratch);
  const Value* MatchesPattern(const Instruction& instruction, Value& scratch);
  const Value* Search(const Instruction& instruction, const Value& text, const RE2& pattern);
  const Value* Host(const Instruction& instruction, Value& scratch);
  const Value* Converted(const Instruction& instruction, Value& scratch);

  // macro.cpp
  void Bind(const Instruction& instruction, const Value& range, std::size_t i, Value& position);
  const Value* MacroCall(const Instruction& instruction, Value& scratch);
  const Value* Quantify(const Instruction& instruction, const Value& range, Value& scratch);
  const Value* ExactlyOne(const Instruction& instruction, const Value& range, Value& scratch);
  const Value* Collect(const Instruction& instruction, const Value& range, Value& scratch);

  const Value* Fail(const Instruction& instruction, const char* code, std::string message);
  const Value* Failed(const Instruction& instruction);  // the fault is set; says where
  bool Spend(const Instruction& instruction, std::uint64_t steps);
  bool SpendOnText(const Instruction& instruction, const Value& value);
  bool SpendOnLevel(const Instruction& instruction, std::size_t size, int depth);
  bool SpendOnEquality(const Instruction& instruction, const Value& a, const Value& b, int depth = 0);
  bool SpendOnResult(const Instruction& instruction, const Value& value, int depth = 0);
  [[nodiscard]] std::int32_t Child(const Instruction& instruction, std::int32_t i) const {
    return code_.children[static_cast<std::size_t>(instruction.first + i)];
  }
  [[nodiscard]] const Instruction& At(std::int32_t index) const {
    return code_.instructions[static_cast<std::size_t>(index)];
  }
  [[nodiscard]] const Value& Constant(std::int32_t index) const {
    return code_.constants[static_cast<std::size_t>(index)];
  }

  const Program::Code& code_;
  const Activation* activation_;
  std::uint64_t steps_ = 0;
  Fault fault_;
  std::size_t fault_offset_ = 0;
  std::string host_code_;                        // of the last fault of a host function
  std::array<const Value*, kMaxLocals> locals_;  // set by each macro before it is read
};

// Runs an instruction whose operands are all constants.
EvalResult RunConstant(const Program::Code& code, std::int32_t index);

}  // namespace charter::expr
