// Going through lists and maps: all, exists, exists_one, map, filter.
#include "engine/expr/evaluator.h"
#include "engine/expr/operators.h"

namespace charter::expr {
namespace {

std::size_t SizeOf(const Value& range) {
  return range.is(Kind::kList) ? range.AsList().size() : range.AsMap().size();
}

const Value& ElementOf(const Value& range, std::size_t i) {
  return range.is(Kind::kList) ? range.AsList()[i] : range.AsMap()[i].first;
}

}  // namespace

const Value* Evaluator::MacroCall(const Instruction& instruction, Value& scratch) {
  Value held;
  const Value* found = Evaluate(instruction.a, held);
  if (found == nullptr) return nullptr;
  if (!found->is(Kind::kList) && !found->is(Kind::kMap)) {
    return Fail(instruction, kTypeMismatch,
                "a list or a map was expected, found " + std::string(TypeNameOf(found->kind())));
  }
  const Value range = *found;  // the elements are referred to while the activation is asked again
  switch (instruction.macro) {
    case Macro::kAll:
    case Macro::kExists:
      return Quantify(instruction, range, scratch);
    case Macro::kExistsOne:
      return ExactlyOne(instruction, range, scratch);
    default:
      return Collect(instruction, range, scratch);
  }
}

// As && and || over the elements: one that decides, decides over errors of others.
const Value* Evaluator::Quantify(const Instruction& instruction, const Value& range, Value& scratch) {
  const bool decisive = instruction.macro == Macro::kExists;
  bool failed = false;
  const std::size_t size = SizeOf(range);
  for (std::size_t i = 0; i < size; ++i) {
    locals_[instruction.local] = &ElementOf(range, i);
    if (!Spend(instruction, 1)) return nullptr;
    const Value* answer = Evaluate(instruction.b, scratch);
    if (answer != nullptr && answer->is(Kind::kBool)) {
      if (answer->AsBool() != decisive) continue;
      scratch = Value::Bool(decisive);
      return &scratch;
    }
    if (answer != nullptr) Fail(instruction, kTypeMismatch, "the condition is a bool");
    if (steps_ > kMaxSteps) return nullptr;
    failed = true;
  }
  if (failed) return nullptr;
  scratch = Value::Bool(!decisive);
  return &scratch;
}

const Value* Evaluator::ExactlyOne(const Instruction& instruction, const Value& range, Value& scratch) {
  std::size_t matches = 0;
  const std::size_t size = SizeOf(range);
  for (std::size_t i = 0; i < size; ++i) {
    locals_[instruction.local] = &ElementOf(range, i);
    if (!Spend(instruction, 1)) return nullptr;
    const Value* answer = Evaluate(instruction.b, scratch);
    if (answer == nullptr) return nullptr;
    if (!answer->is(Kind::kBool)) return Fail(instruction, kTypeMismatch, "the condition is a bool");
    if (answer->AsBool()) ++matches;
  }
  scratch = Value::Bool(matches == 1);
  return &scratch;
}

const Value* Evaluator::Collect(const Instruction& instruction, const Value& range, Value& scratch) {
  std::vector<Value> collected;
  const std::size_t size = SizeOf(range);
  collected.reserve(size);
  for (std::size_t i = 0; i < size; ++i) {
    const Value& element = ElementOf(range, i);
    locals_[instruction.local] = &element;
    if (!Spend(instruction, 1)) return nullptr;
    if (instruction.b >= 0) {
      const Value* answer = Evaluate(instruction.b, scratch);
      if (answer == nullptr) return nullptr;
      if (!answer->is(Kind::kBool)) return Fail(instruction, kTypeMismatch, "the condition is a bool");
      if (!answer->AsBool()) continue;
    }
    if (instruction.c < 0) {
      collected.push_back(element);
      continue;
    }
    const Value* result = Evaluate(instruction.c, scratch);
    if (result == nullptr) return nullptr;
    collected.push_back(*result);
  }
  scratch = Value::List(std::move(collected));
  return &scratch;
}

}  // namespace charter::expr
