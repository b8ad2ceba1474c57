#include "engine/expr/operators.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace charter::expr {
namespace {

bool NoOverload(std::string_view op, const Value& a, const Value& b, Fault& fault) {
  return fault.Set(kTypeMismatch, "`" + std::string(op) + "` does not go with " +
                                      std::string(TypeNameOf(a.kind())) + " and " +
                                      std::string(TypeNameOf(b.kind())));
}

std::string_view TextOf(Operator op) {
  switch (op) {
    case Operator::kAdd:
      return "+";
    case Operator::kSubtract:
      return "-";
    case Operator::kMultiply:
      return "*";
    case Operator::kDivide:
      return "/";
    case Operator::kModulo:
      return "%";
    case Operator::kLess:
      return "<";
    case Operator::kLessEqual:
      return "<=";
    case Operator::kGreater:
      return ">";
    default:
      return ">=";
  }
}

template <typename Number>
bool WholeNumbers(Operator op, Number a, Number b, Number& out, Fault& fault) {
  bool overflow = false;
  switch (op) {
    case Operator::kAdd:
      overflow = __builtin_add_overflow(a, b, &out);
      break;
    case Operator::kSubtract:
      overflow = __builtin_sub_overflow(a, b, &out);
      break;
    case Operator::kMultiply:
      overflow = __builtin_mul_overflow(a, b, &out);
      break;
    default:
      if (b == 0) return fault.Set(kDivisionByZero, "division by zero");
      // The one quotient that does not fit; its remainder is refused with it, as CEL has it.
      overflow = std::is_signed_v<Number> && a == std::numeric_limits<Number>::min() && b == Number(-1);
      if (!overflow) out = op == Operator::kDivide ? a / b : a % b;
      break;
  }
  return !overflow || fault.Set(kOverflow, "the result is past 64 bits");
}

bool Decimals(Operator op, Decimal a, Decimal b, Value& out, Fault& fault) {
  std::optional<Decimal> result;
  switch (op) {
    case Operator::kAdd:
      result = Decimal::Add(a, b);
      break;
    case Operator::kSubtract:
      result = Decimal::Subtract(a, b);
      break;
    case Operator::kMultiply:
      result = Decimal::Multiply(a, b);
      break;
    default:
      return fault.Set(kTypeMismatch, "decimals are divided with ratio(a, b, places)");
  }
  if (!result) return fault.Set(kOverflow, "the decimal is past 18 places or 64 bits");
  out = Value::Of(*result);
  return true;
}

bool Doubles(Operator op, double a, double b, Value& out, Fault& fault) {
  switch (op) {
    case Operator::kAdd:
      out = Value::Double(a + b);
      return true;
    case Operator::kSubtract:
      out = Value::Double(a - b);
      return true;
    case Operator::kMultiply:
      out = Value::Double(a * b);
      return true;
    case Operator::kDivide:
      out = Value::Double(a / b);
      return true;
    default:
      return fault.Set(kTypeMismatch, "`%` does not go with double");
  }
}

template <typename Time>
bool Set(const std::optional<Time>& result, Value& out, Fault& fault) {
  if (!result) return fault.Set(kOutOfRange, "the time is out of range");
  out = Value::Of(*result);
  return true;
}

bool Times(Operator op, const Value& a, const Value& b, Value& out, Fault& fault) {
  if (op == Operator::kAdd) {
    if (a.is(Kind::kTimestamp) && b.is(Kind::kDuration)) {
      return Set(Add(a.AsTimestamp(), b.AsDuration()), out, fault);
    }
    if (a.is(Kind::kDuration) && b.is(Kind::kTimestamp)) {
      return Set(Add(b.AsTimestamp(), a.AsDuration()), out, fault);
    }
    if (a.is(Kind::kDuration) && b.is(Kind::kDuration)) {
      return Set(Add(a.AsDuration(), b.AsDuration()), out, fault);
    }
  } else if (op == Operator::kSubtract) {
    if (a.is(Kind::kTimestamp) && b.is(Kind::kTimestamp)) {
      return Set(Subtract(a.AsTimestamp(), b.AsTimestamp()), out, fault);
    }
    if (b.is(Kind::kDuration) && (a.is(Kind::kTimestamp) || a.is(Kind::kDuration))) {
      const std::optional<Duration> negated = charter::Negate(b.AsDuration());
      if (!negated) return fault.Set(kOutOfRange, "the time is out of range");
      return Times(Operator::kAdd, a, Value::Of(*negated), out, fault);
    }
  }
  return NoOverload(TextOf(op), a, b, fault);
}

bool Concatenate(const Value& a, const Value& b, Value& out) {
  if (a.is(Kind::kList)) {
    const auto left = a.AsList();
    const auto right = b.AsList();
    std::vector<Value> items;
    items.reserve(left.size() + right.size());
    items.insert(items.end(), left.begin(), left.end());
    items.insert(items.end(), right.begin(), right.end());
    out = Value::List(std::move(items));
    return true;
  }
  std::string text;
  text.reserve(a.AsString().size() + b.AsString().size());
  text += a.AsString();
  text += b.AsString();
  out = a.is(Kind::kString) ? Value::String(text) : Value::Bytes(text);
  return true;
}

// The place below `size` that is equal to an index of any kind of number; else `size`.
std::size_t Position(const Value& index, std::size_t size) {
  const auto order = [&index](std::size_t i) {
    return CompareNumbers(Value::Int(static_cast<std::int64_t>(i)), index);
  };
  std::size_t low = 0;
  for (std::size_t high = size; low < high;) {
    const std::size_t middle = low + (high - low) / 2;
    if (order(middle) < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low < size && order(low) == 0 ? low : size;
}

bool Decide(Operator op, std::partial_ordering order) {
  switch (op) {
    case Operator::kLess:
      return order < 0;
    case Operator::kLessEqual:
      return order <= 0;
    case Operator::kGreater:
      return order > 0;
    default:
      return order >= 0;
  }
}

}  // namespace

std::optional<Decimal> ToDecimal(const Value& value) {
  if (value.is(Kind::kDecimal)) return value.AsDecimal();
  if (value.is(Kind::kInt)) return Decimal(value.AsInt(), 0);
  if (value.is(Kind::kUint) && value.AsUint() <= static_cast<std::uint64_t>(INT64_MAX)) {
    return Decimal(static_cast<std::int64_t>(value.AsUint()), 0);
  }
  return std::nullopt;
}

bool Arithmetic(Operator op, const Value& a, const Value& b, Value& out, Fault& fault) {
  if (a.kind() == b.kind()) {
    switch (a.kind()) {
      case Kind::kInt: {
        std::int64_t result = 0;
        if (!WholeNumbers(op, a.AsInt(), b.AsInt(), result, fault)) return false;
        out = Value::Int(result);
        return true;
      }
      case Kind::kUint: {
        std::uint64_t result = 0;
        if (!WholeNumbers(op, a.AsUint(), b.AsUint(), result, fault)) return false;
        out = Value::Uint(result);
        return true;
      }
      case Kind::kDouble:
        return Doubles(op, a.AsDouble(), b.AsDouble(), out, fault);
      case Kind::kDecimal:
        return Decimals(op, a.AsDecimal(), b.AsDecimal(), out, fault);
      case Kind::kString:
      case Kind::kBytes:
      case Kind::kList:
        if (op == Operator::kAdd) return Concatenate(a, b, out);
        break;
      default:
        break;
    }
  } else if (a.is(Kind::kDecimal) || b.is(Kind::kDecimal)) {
    const std::optional<Decimal> left = ToDecimal(a);
    const std::optional<Decimal> right = ToDecimal(b);
    if (left && right) return Decimals(op, *left, *right, out, fault);
  }
  return Times(op, a, b, out, fault);
}

bool Negate(const Value& operand, Value& out, Fault& fault) {
  switch (operand.kind()) {
    case Kind::kInt:
      if (operand.AsInt() == std::numeric_limits<std::int64_t>::min()) {
        return fault.Set(kOverflow, "the result is past 64 bits");
      }
      out = Value::Int(-operand.AsInt());
      return true;
    case Kind::kDouble:
      out = Value::Double(-operand.AsDouble());
      return true;
    case Kind::kDecimal:
      return Decimals(Operator::kSubtract, Decimal(0, operand.AsDecimal().scale()), operand.AsDecimal(), out,
                      fault);
    default:
      return fault.Set(kTypeMismatch, "`-` does not go with " + std::string(TypeNameOf(operand.kind())));
  }
}

bool Ordered(Operator op, const Value& a, const Value& b, bool& out, Fault& fault) {
  if (IsNumber(a.kind()) && IsNumber(b.kind())) {
    out = Decide(op, CompareNumbers(a, b));
    return true;
  }
  if (a.kind() == b.kind()) {
    switch (a.kind()) {
      case Kind::kBool:
        out = Decide(op, a.AsBool() <=> b.AsBool());
        return true;
      case Kind::kString:
      case Kind::kBytes:
        out = Decide(op, a.AsString() <=> b.AsString());
        return true;
      case Kind::kTimestamp:
        out = Decide(op, a.AsTimestamp() <=> b.AsTimestamp());
        return true;
      case Kind::kDuration:
        out = Decide(op, a.AsDuration() <=> b.AsDuration());
        return true;
      default:
        break;
    }
  }
  return NoOverload(TextOf(op), a, b, fault);
}

bool Contains(const Value& element, const Value& container, bool& out, Fault& fault) {
  if (container.is(Kind::kList)) {
    out = std::ranges::any_of(container.AsList(),
                              [&element](const Value& item) { return Equal(item, element); });
    return true;
  }
  if (container.is(Kind::kMap)) {
    out = container.Find(element) != nullptr;
    return true;
  }
  return NoOverload("in", element, container, fault);
}

const Value* Index(const Value& container, const Value& index, Fault& fault) {
  if (container.is(Kind::kMap)) {
    const Value* found = container.Find(index);
    if (found == nullptr || found->is(Kind::kAbsent)) {
      fault.Set(kNoSuchKey, index.is(Kind::kString) ? "no such key: " + std::string(index.AsString())
                                                    : std::string("no such key"));
      return nullptr;
    }
    return found;
  }
  if (!container.is(Kind::kList) || !IsNumber(index.kind())) {
    NoOverload("[]", container, index, fault);
    return nullptr;
  }
  const auto items = container.AsList();
  const auto at =
      index.is(Kind::kInt) ? static_cast<std::uint64_t>(index.AsInt()) : Position(index, items.size());
  if (at >= items.size()) {
    fault.Set(kOutOfRange, "the index is outside a list of " + std::to_string(items.size()));
    return nullptr;
  }
  return &items[at];
}

}  // namespace charter::expr
