// The functions that every expression knows: CEL's standard ones and Charter's decimal, ratio, round,
// sum and date (see README.md).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/data/value.h"
#include "engine/expr/fault.h"
#include "engine/expr/type.h"

namespace charter::expr {

using Arguments = std::span<const Value* const>;

// Writes `out` and returns true, or sets `fault` and returns false. It looks at the kinds of its
// arguments itself: they are known only then where the type is dyn. `out` is none of the arguments.
using BuiltinFunction = bool (*)(Arguments arguments, Value& out, Fault& fault);

// One overload. A method's receiver is its first parameter; kDyn takes anything.
struct Builtin {
  std::string_view name;
  bool method;
  std::uint8_t count;
  std::array<TypeKind, 3> parameters;
  TypeKind result;
  BuiltinFunction run;  // null for matches(), which has an instruction of its own
};

inline constexpr std::size_t kMaxArguments = 3;

std::span<const Builtin> Builtins();

bool Size(Arguments arguments, Value& out, Fault& fault);

// strings.cpp
bool ContainsText(Arguments arguments, Value& out, Fault& fault);
bool StartsWith(Arguments arguments, Value& out, Fault& fault);
bool EndsWith(Arguments arguments, Value& out, Fault& fault);

// convert.cpp
bool ToInt(Arguments arguments, Value& out, Fault& fault);
bool ToUint(Arguments arguments, Value& out, Fault& fault);
bool ToDouble(Arguments arguments, Value& out, Fault& fault);
bool ToBool(Arguments arguments, Value& out, Fault& fault);
bool ToText(Arguments arguments, Value& out, Fault& fault);
bool ToBytes(Arguments arguments, Value& out, Fault& fault);
bool ToTimestamp(Arguments arguments, Value& out, Fault& fault);
bool ToDuration(Arguments arguments, Value& out, Fault& fault);
bool ToDyn(Arguments arguments, Value& out, Fault& fault);
bool ToType(Arguments arguments, Value& out, Fault& fault);

// decimals.cpp
bool MakeDecimal(Arguments arguments, Value& out, Fault& fault);
bool Ratio(Arguments arguments, Value& out, Fault& fault);
bool Round(Arguments arguments, Value& out, Fault& fault);
bool Sum(Arguments arguments, Value& out, Fault& fault);

// time_parts.cpp
bool DayStart(Arguments arguments, Value& out, Fault& fault);
bool FullYear(Arguments arguments, Value& out, Fault& fault);
bool Month(Arguments arguments, Value& out, Fault& fault);
bool DayOfYear(Arguments arguments, Value& out, Fault& fault);
bool DayOfMonth(Arguments arguments, Value& out, Fault& fault);
bool DateOfMonth(Arguments arguments, Value& out, Fault& fault);
bool DayOfWeek(Arguments arguments, Value& out, Fault& fault);
bool Hours(Arguments arguments, Value& out, Fault& fault);
bool Minutes(Arguments arguments, Value& out, Fault& fault);
bool Seconds(Arguments arguments, Value& out, Fault& fault);
bool Milliseconds(Arguments arguments, Value& out, Fault& fault);

}  // namespace charter::expr
