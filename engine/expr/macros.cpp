// Going through lists and maps: all, exists, exists_one, map, filter, transformList, transformMap.
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

// Sets the variables to an element, or to its position (kept in `position`) or key and the element.
void Evaluator::Bind(const Instruction& instruction, const Value& range, std::size_t i, Value& position) {
  const Value** variable = &locals_[instruction.local];
  if (!instruction.pairs) {
    *variable = &ElementOf(range, i);
  } else if (range.is(Kind::kList)) {
    position = Value::Int(static_cast<std::int64_t>(i));
    variable[0] = &position;
    variable[1] = &range.AsList()[i];
  } else {
    variable[0] = &range.AsMap()[i].first;
    variable[1] = &range.AsMap()[i].second;
  }
}

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
  Value position;
  const std::size_t size = SizeOf(range);
  for (std::size_t i = 0; i < size; ++i) {
    Bind(instruction, range, i, position);
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
  Value position;
  const std::size_t size = SizeOf(range);
  for (std::size_t i = 0; i < size; ++i) {
    Bind(instruction, range, i, position);
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
  const bool into_map = instruction.macro == Macro::kTransformMap;
  std::vector<Value> items;
  std::vector<Value::Entry> entries;
  Value position;
  const std::size_t size = SizeOf(range);
  if (into_map) {
    entries.reserve(size);
  } else {
    items.reserve(size);
  }
  for (std::size_t i = 0; i < size; ++i) {
    Bind(instruction, range, i, position);
    const Value& variable = *locals_[instruction.local];
    if (!Spend(instruction, 1)) return nullptr;
    if (instruction.b >= 0) {
      const Value* answer = Evaluate(instruction.b, scratch);
      if (answer == nullptr) return nullptr;
      if (!answer->is(Kind::kBool)) return Fail(instruction, kTypeMismatch, "the condition is a bool");
      if (!answer->AsBool()) continue;
    }
    const Value* result = instruction.c < 0 ? &variable : Evaluate(instruction.c, scratch);
    if (result == nullptr) return nullptr;
    if (into_map) {
      entries.emplace_back(variable, *result);
    } else {
      items.push_back(*result);
    }
  }
  scratch = into_map ? Value::Map(std::move(entries)) : Value::List(std::move(items));
  return &scratch;
}

}  // namespace charter::expr
