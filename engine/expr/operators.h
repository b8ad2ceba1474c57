// CEL's operators on values. Each writes `out` and returns true, or sets `fault` and returns false.
#pragma once

#include <optional>
#include <string_view>

#include "engine/data/value.h"
#include "engine/expr/ast.h"
#include "engine/expr/fault.h"

namespace charter::expr {

// + - * / %; an int beside a decimal is taken for that decimal.
bool Arithmetic(Operator op, const Value& a, const Value& b, Value& out, Fault& fault);
bool Negate(const Value& operand, Value& out, Fault& fault);

// < <= > >= on numbers of any kinds, text, bytes, bools and times.
bool Ordered(Operator op, const Value& a, const Value& b, bool& out, Fault& fault);

// `element in container`.
bool Contains(const Value& element, const Value& container, bool& out, Fault& fault);

// container[index]: a place within `container`, or null with the fault set.
const Value* Index(const Value& container, const Value& index, Fault& fault);

// An int, a uint or a decimal as a decimal.
std::optional<Decimal> ToDecimal(const Value& value);

// CEL's name of a value's type, and that name as a value.
std::string_view TypeNameOf(Kind kind);
const Value& TypeOf(Kind kind);

}  // namespace charter::expr
