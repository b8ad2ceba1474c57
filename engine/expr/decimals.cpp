// Charter's functions of exact decimals.
#include "engine/expr/builtin.h"
#include "engine/expr/operators.h"

namespace charter::expr {
namespace {

bool NotDecimal(const char* name, const Value& value, Fault& fault) {
  return fault.Set(kTypeMismatch,
                   std::string(name) + "() takes decimals, not " + std::string(TypeNameOf(value.kind())));
}

// A number of places as Decimal takes it; -1 (which it refuses) for any other.
int Places(const Value& value) {
  if (!value.is(Kind::kInt) || value.AsInt() < 0 || value.AsInt() > Decimal::kMaxScale) return -1;
  return static_cast<int>(value.AsInt());
}

bool Give(const std::optional<Decimal>& result, Value& out, Fault& fault) {
  if (!result) return fault.Set(kOverflow, "the decimal is past 18 places or 64 bits");
  out = Value::Of(*result);
  return true;
}

}  // namespace

bool MakeDecimal(Arguments arguments, Value& out, Fault& fault) {
  const Value& value = *arguments[0];
  if (value.is(Kind::kString)) {
    const std::optional<Decimal> parsed = Decimal::Parse(value.AsString());
    if (!parsed) {
      return fault.Set(kInvalid, "`" + std::string(value.AsString().substr(0, 40)) + "` is no exact decimal");
    }
    out = Value::Of(*parsed);
    return true;
  }
  if (!IsNumber(value.kind()) || value.is(Kind::kDouble)) return NotDecimal("decimal", value, fault);
  return Give(ToDecimal(value), out, fault);
}

bool Ratio(Arguments arguments, Value& out, Fault& fault) {
  const std::optional<Decimal> a = ToDecimal(*arguments[0]);
  const std::optional<Decimal> b = ToDecimal(*arguments[1]);
  if (!a || !b) return NotDecimal("ratio", *arguments[a ? 1 : 0], fault);
  if (b->coefficient() == 0) return fault.Set(kDivisionByZero, "ratio() by zero");
  return Give(Decimal::Ratio(*a, *b, Places(*arguments[2])), out, fault);
}

bool Round(Arguments arguments, Value& out, Fault& fault) {
  const std::optional<Decimal> value = ToDecimal(*arguments[0]);
  if (!value) return NotDecimal("round", *arguments[0], fault);
  return Give(value->Round(Places(*arguments[1])), out, fault);
}

bool Sum(Arguments arguments, Value& out, Fault& fault) {
  if (!arguments[0]->is(Kind::kList)) return fault.Set(kTypeMismatch, "sum() takes a list");
  Value total = Value::Int(0);
  for (const Value& item : arguments[0]->AsList()) {
    if (!item.is(Kind::kInt) && !item.is(Kind::kDecimal)) {
      return fault.Set(kTypeMismatch,
                       "sum() takes decimals or ints, not " + std::string(TypeNameOf(item.kind())));
    }
    Value next;
    if (!Arithmetic(Operator::kAdd, total, item, next, fault)) return false;
    total = std::move(next);
  }
  out = std::move(total);
  return true;
}

}  // namespace charter::expr
