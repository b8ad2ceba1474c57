#include "engine/expr/evaluator.h"

#include <algorithm>

#include "engine/expr/operators.h"

namespace charter::expr {

EvalResult Evaluator::Run(std::int32_t root) {
  Value scratch;
  const Value* result = Evaluate(root, scratch);
  if (result != nullptr && SpendOnResult(At(root), *result)) return *result;
  return tl::make_unexpected(EvalError{fault_.code, std::move(fault_.message), fault_offset_});
}

EvalResult RunConstant(const Program::Code& code, std::int32_t index) {
  return Evaluator(code, nullptr).Run(index);
}

const Value* Evaluator::Fail(const Instruction& instruction, const char* code, std::string message) {
  fault_.Set(code, std::move(message));
  return Failed(instruction);
}

const Value* Evaluator::Failed(const Instruction& instruction) {
  fault_offset_ = instruction.offset;
  return nullptr;
}

bool Evaluator::Spend(const Instruction& instruction, std::uint64_t steps) {
  steps_ += steps;
  if (steps_ <= kMaxSteps) return true;
  Fail(instruction, kCost, "the expression takes more than a million steps");
  return false;
}

const Value* Evaluator::Dispatch(const Instruction& instruction, Value& scratch) {
  if (++steps_ > kMaxSteps) {
    Spend(instruction, 0);
    return nullptr;
  }
  switch (instruction.op) {
    case Op::kConstant:
      return &Constant(instruction.a);
    case Op::kSlot:
      return Slot(instruction);
    case Op::kLocal:
      return locals_[static_cast<std::size_t>(instruction.a)];
    case Op::kSelect:
      return Select(instruction, scratch);
    case Op::kHasSlot:
      return Truth(!activation_->Get(instruction.a).is(Kind::kAbsent));
    case Op::kHasSelect:
      return Has(instruction, scratch);
    case Op::kIndex:
      return Index(instruction, scratch);
    case Op::kNot: {
      const Value* operand = Evaluate(instruction.a, scratch);
      if (operand == nullptr) return nullptr;
      if (!operand->is(Kind::kBool)) return Fail(instruction, kTypeMismatch, "`!` goes before a bool");
      return Truth(!operand->AsBool());
    }
    case Op::kNegate: {
      const Value* operand = Evaluate(instruction.a, scratch);
      if (operand == nullptr) return nullptr;
      return Negate(*operand, scratch, fault_) ? &scratch : Failed(instruction);
    }
    case Op::kArithmetic:
    case Op::kEqual:
    case Op::kNotEqual:
    case Op::kOrdered:
    case Op::kIn:
      return Binary(instruction, scratch);
    case Op::kAnd:
    case Op::kOr:
      return Logic(instruction, scratch);
    case Op::kConditional:
      return Conditional(instruction, scratch);
    case Op::kList:
    case Op::kMap:
      return Literal(instruction, scratch);
    case Op::kBuiltin:
      return Builtin(instruction, scratch);
    case Op::kMatches:
      return MatchesPattern(instruction, scratch);
    case Op::kHost:
      return Host(instruction, scratch);
    case Op::kMacro:
      return MacroCall(instruction, scratch);
    case Op::kToDecimal:
    case Op::kExpect:
      return Converted(instruction, scratch);
    case Op::kRefused:
      return Fail(instruction, kUnknown, std::string(Constant(instruction.a).AsString()));
  }
  return nullptr;
}

const Value* Evaluator::Slot(const Instruction& instruction) {
  const Value& value = activation_->Get(instruction.a);
  if (value.is(Kind::kAbsent)) [[unlikely]] {
    return Fail(instruction, kNoSuchKey, "`" + code_.slot_names.at(instruction.a) + "` is not set");
  }
  return &value;
}

const Value* Evaluator::Select(const Instruction& instruction, Value& scratch) {
  const Value* operand = Evaluate(instruction.a, scratch);
  if (operand == nullptr) return nullptr;
  const std::string_view key = Constant(instruction.b).AsString();
  if (!operand->is(Kind::kMap)) {
    return Fail(instruction, kTypeMismatch,
                std::string(TypeNameOf(operand->kind())) + " has no field `" + std::string(key) + "`");
  }
  const Value* found = operand->Find(key);
  if (found == nullptr || found->is(Kind::kAbsent)) {
    return Fail(instruction, kNoSuchKey, "`" + std::string(key) + "` is not set");
  }
  return found;
}

const Value* Evaluator::Has(const Instruction& instruction, Value& scratch) {
  const Value* operand = Evaluate(instruction.a, scratch);
  if (operand == nullptr) {
    // A record that is not set has no fields that are: as an unset message in CEL.
    const bool unset = instruction.kind == Kind::kMap && std::string_view(fault_.code) == kNoSuchKey;
    return unset ? &kFalse : nullptr;
  }
  const std::string_view key = Constant(instruction.b).AsString();
  if (!operand->is(Kind::kMap)) {
    return Fail(instruction, kTypeMismatch,
                std::string(TypeNameOf(operand->kind())) + " has no field `" + std::string(key) + "`");
  }
  const Value* found = operand->Find(key);
  return Truth(found != nullptr && !found->is(Kind::kAbsent));
}

const Value* Evaluator::Index(const Instruction& instruction, Value& scratch) {
  const Value* container = Evaluate(instruction.a, scratch);
  if (container == nullptr) return nullptr;
  if (At(instruction.b).calls_out) Keep(container, scratch);
  Value index_scratch;
  const Value* index = Evaluate(instruction.b, index_scratch);
  if (index == nullptr || !SpendOnText(instruction, *index)) return nullptr;
  const Value* found = expr::Index(*container, *index, fault_);
  return found != nullptr ? found : Failed(instruction);
}

const Value* Evaluator::Binary(const Instruction& instruction, Value& scratch) {
  Value left_scratch;
  const Value* left = Evaluate(instruction.a, left_scratch);
  if (left == nullptr) return nullptr;
  if (At(instruction.b).calls_out) Keep(left, left_scratch);
  Value right_scratch;
  const Value* right = Evaluate(instruction.b, right_scratch);
  if (right == nullptr) return nullptr;
  if (instruction.exact >= 0) {
    if (instruction.exact_right && left->is(Kind::kDecimal)) right = &Constant(instruction.exact);
    if (!instruction.exact_right && right->is(Kind::kDecimal)) left = &Constant(instruction.exact);
  }
  bool truth = false;
  switch (instruction.op) {
    case Op::kEqual:
    case Op::kNotEqual:
      if (!SpendOnEquality(instruction, *left, *right)) return nullptr;
      return Truth(Equal(*left, *right) == (instruction.op == Op::kEqual));
    case Op::kOrdered:
      if (!SpendOnText(instruction, *left) || !SpendOnText(instruction, *right)) return nullptr;
      return Ordered(instruction.operation, *left, *right, truth, fault_) ? Truth(truth)
                                                                          : Failed(instruction);
    case Op::kIn:
      if (!SpendOnText(instruction, *left)) return nullptr;
      if (right->is(Kind::kList)) {
        if (!Spend(instruction, right->AsList().size())) return nullptr;
        for (const Value& item : right->AsList()) {
          if (!SpendOnEquality(instruction, item, *left)) return nullptr;
        }
      }
      return Contains(*left, *right, truth, fault_) ? Truth(truth) : Failed(instruction);
    default:
      break;
  }
  if (!Arithmetic(instruction.operation, *left, *right, scratch, fault_)) return Failed(instruction);
  const bool text = scratch.is(Kind::kString) || scratch.is(Kind::kBytes);
  if (text && !Spend(instruction, scratch.AsString().size() / 16)) return nullptr;
  if (scratch.is(Kind::kList) && !Spend(instruction, scratch.AsList().size())) return nullptr;
  return &scratch;
}

// Going through a long text once.
bool Evaluator::SpendOnText(const Instruction& instruction, const Value& value) {
  constexpr std::uint64_t kBytesPerStep = 64;
  if (!value.is(Kind::kString) && !value.is(Kind::kBytes)) return true;
  return value.AsString().size() < kBytesPerStep ||
         Spend(instruction, value.AsString().size() / kBytesPerStep);
}

// A list that holds another many times over, or is deep, is small here, but not where it is stored or
// printed.
bool Evaluator::SpendOnResult(const Instruction& instruction, const Value& value, int depth) {
  const bool list = value.is(Kind::kList);
  if (!list && !value.is(Kind::kMap)) return SpendOnText(instruction, value);
  if (!SpendOnLevel(instruction, list ? value.AsList().size() : value.AsMap().size(), depth)) return false;
  if (list) {
    return std::ranges::all_of(
        value.AsList(), [&](const Value& item) { return SpendOnResult(instruction, item, depth + 1); });
  }
  return std::ranges::all_of(value.AsMap(), [&](const Value::Entry& entry) {
    return SpendOnText(instruction, entry.first) && SpendOnResult(instruction, entry.second, depth + 1);
  });
}

// What comparing two values may take beyond one step.
bool Evaluator::SpendOnEquality(const Instruction& instruction, const Value& a, const Value& b, int depth) {
  if (a.kind() != b.kind()) return true;
  if (a.is(Kind::kList)) {
    const auto left = a.AsList();
    const auto right = b.AsList();
    if (left.size() != right.size()) return true;
    if (!SpendOnLevel(instruction, left.size(), depth)) return false;
    for (std::size_t i = 0; i < left.size(); ++i) {
      if (!SpendOnEquality(instruction, left[i], right[i], depth + 1)) return false;
    }
    return true;
  }
  if (!a.is(Kind::kMap)) return SpendOnText(instruction, a);
  const auto left = a.AsMap();
  const auto right = b.AsMap();
  if (left.size() != right.size()) return true;
  if (!SpendOnLevel(instruction, left.size(), depth)) return false;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (!SpendOnText(instruction, left[i].first)) return false;
    if (!SpendOnEquality(instruction, left[i].second, right[i].second, depth + 1)) return false;
  }
  return true;
}

// Going through one level of a list or a map: a function that calls itself for each level does it.
bool Evaluator::SpendOnLevel(const Instruction& instruction, std::size_t size, int depth) {
  constexpr int kMaxLevels = 250;
  return Spend(instruction, depth < kMaxLevels ? size : kMaxSteps + 1);
}

// One operand that decides (false for &&, true for ||) decides over errors beside it, on either side.
const Value* Evaluator::Logic(const Instruction& instruction, Value& scratch) {
  const bool decisive = instruction.op == Op::kOr;
  bool failed = false;
  steps_ += static_cast<std::uint64_t>(instruction.count);
  for (std::int32_t i = 0; i < instruction.count; ++i) {
    const std::int32_t child = Child(instruction, i);
    const Value* operand = Evaluate(child, scratch);
    if (operand != nullptr && operand->is(Kind::kBool)) {
      if (operand->AsBool() == decisive) return Truth(decisive);
      continue;
    }
    if (operand != nullptr)
      Fail(At(child), kTypeMismatch, decisive ? "`||` goes between bools" : "`&&` goes between bools");
    if (steps_ > kMaxSteps) return nullptr;
    failed = true;
  }
  return failed ? nullptr : Truth(!decisive);
}

const Value* Evaluator::Conditional(const Instruction& instruction, Value& scratch) {
  const Value* condition = Evaluate(instruction.a, scratch);
  if (condition == nullptr) return nullptr;
  if (!condition->is(Kind::kBool)) return Fail(instruction, kTypeMismatch, "the condition of `?` is a bool");
  return Evaluate(condition->AsBool() ? instruction.b : instruction.c, scratch);
}

const Value* Evaluator::Literal(const Instruction& instruction, Value& scratch) {
  const auto count = static_cast<std::size_t>(instruction.count);
  if (!Spend(instruction, count)) return nullptr;
  std::vector<Value> items;
  items.reserve(count);
  for (std::int32_t i = 0; i < instruction.count; ++i) {
    Value item_scratch;
    const Value* item = Evaluate(Child(instruction, i), item_scratch);
    if (item == nullptr) return nullptr;
    if (item == &item_scratch) {
      items.push_back(std::move(item_scratch));
    } else {
      items.push_back(*item);
    }
  }
  if (instruction.op == Op::kList) {
    scratch = Value::List(std::move(items));
    return &scratch;
  }
  std::vector<Value::Entry> entries;
  entries.reserve(count / 2);
  for (std::size_t i = 0; i < count; i += 2) {
    const Kind kind = items[i].kind();
    if (kind != Kind::kBool && kind != Kind::kInt && kind != Kind::kUint && kind != Kind::kString) {
      return Fail(instruction, kTypeMismatch, "a map's key is a bool, an int, a uint or a string");
    }
    if (!SpendOnText(instruction, items[i])) return nullptr;
    entries.emplace_back(std::move(items[i]), std::move(items[i + 1]));
  }
  scratch = Value::Map(std::move(entries));
  if (scratch.AsMap().size() != count / 2) {
    return Fail(instruction, kInvalid, "the same key stands twice in one map");
  }
  return &scratch;
}

const Value* Evaluator::Converted(const Instruction& instruction, Value& scratch) {
  const Value* operand = Evaluate(instruction.a, scratch);
  if (operand == nullptr) return nullptr;
  if (instruction.op == Op::kToDecimal || instruction.kind == Kind::kDecimal) {
    if (operand->is(Kind::kDecimal)) return operand;
    if (const std::optional<Decimal> decimal = ToDecimal(*operand)) {
      scratch = Value::Of(*decimal);
      return &scratch;
    }
  }
  if (instruction.op == Op::kExpect && operand->is(instruction.kind)) return operand;
  const Kind wanted = instruction.op == Op::kExpect ? instruction.kind : Kind::kDecimal;
  return Fail(
      instruction, kTypeMismatch,
      "expected " + std::string(TypeNameOf(wanted)) + ", found " + std::string(TypeNameOf(operand->kind())));
}

}  // namespace charter::expr
