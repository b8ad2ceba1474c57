#include "engine/expr/builtin.h"

namespace charter::expr {
namespace {

using enum TypeKind;

constexpr Builtin Global(std::string_view name, std::array<TypeKind, 3> parameters, std::uint8_t count,
                         TypeKind result, BuiltinFunction run) {
  return {name, false, count, parameters, result, run};
}

constexpr Builtin Method(std::string_view name, std::array<TypeKind, 3> parameters, std::uint8_t count,
                         TypeKind result, BuiltinFunction run) {
  return {name, true, count, parameters, result, run};
}

constexpr Builtin kBuiltins[] = {
    Global("size", {kString}, 1, kInt, Size),
    Global("size", {kBytes}, 1, kInt, Size),
    Global("size", {kList}, 1, kInt, Size),
    Global("size", {kMap}, 1, kInt, Size),
    Method("size", {kString}, 1, kInt, Size),
    Method("size", {kBytes}, 1, kInt, Size),
    Method("size", {kList}, 1, kInt, Size),
    Method("size", {kMap}, 1, kInt, Size),

    Method("contains", {kString, kString}, 2, kBool, ContainsText),
    Method("startsWith", {kString, kString}, 2, kBool, StartsWith),
    Method("endsWith", {kString, kString}, 2, kBool, EndsWith),
    Method("matches", {kString, kString}, 2, kBool, nullptr),
    Global("matches", {kString, kString}, 2, kBool, nullptr),

    Global("int", {kInt}, 1, kInt, ToInt),
    Global("int", {kUint}, 1, kInt, ToInt),
    Global("int", {kDouble}, 1, kInt, ToInt),
    Global("int", {kDecimal}, 1, kInt, ToInt),
    Global("int", {kString}, 1, kInt, ToInt),
    Global("int", {kTimestamp}, 1, kInt, ToInt),
    Global("uint", {kUint}, 1, kUint, ToUint),
    Global("uint", {kInt}, 1, kUint, ToUint),
    Global("uint", {kDouble}, 1, kUint, ToUint),
    Global("uint", {kDecimal}, 1, kUint, ToUint),
    Global("uint", {kString}, 1, kUint, ToUint),
    Global("double", {kDouble}, 1, kDouble, ToDouble),
    Global("double", {kInt}, 1, kDouble, ToDouble),
    Global("double", {kUint}, 1, kDouble, ToDouble),
    Global("double", {kDecimal}, 1, kDouble, ToDouble),
    Global("double", {kString}, 1, kDouble, ToDouble),
    Global("bool", {kBool}, 1, kBool, ToBool),
    Global("bool", {kString}, 1, kBool, ToBool),
    Global("string", {kString}, 1, kString, ToText),
    Global("string", {kBool}, 1, kString, ToText),
    Global("string", {kInt}, 1, kString, ToText),
    Global("string", {kUint}, 1, kString, ToText),
    Global("string", {kDouble}, 1, kString, ToText),
    Global("string", {kDecimal}, 1, kString, ToText),
    Global("string", {kBytes}, 1, kString, ToText),
    Global("string", {kTimestamp}, 1, kString, ToText),
    Global("string", {kDuration}, 1, kString, ToText),
    Global("bytes", {kBytes}, 1, kBytes, ToBytes),
    Global("bytes", {kString}, 1, kBytes, ToBytes),
    Global("timestamp", {kTimestamp}, 1, kTimestamp, ToTimestamp),
    Global("timestamp", {kString}, 1, kTimestamp, ToTimestamp),
    Global("timestamp", {kInt}, 1, kTimestamp, ToTimestamp),
    Global("duration", {kDuration}, 1, kDuration, ToDuration),
    Global("duration", {kString}, 1, kDuration, ToDuration),
    Global("duration", {kInt}, 1, kDuration, ToDuration),
    Global("dyn", {kDyn}, 1, kDyn, ToDyn),
    Global("type", {kDyn}, 1, kType, ToType),

    Global("decimal", {kDecimal}, 1, kDecimal, MakeDecimal),
    Global("decimal", {kString}, 1, kDecimal, MakeDecimal),
    Global("decimal", {kInt}, 1, kDecimal, MakeDecimal),
    Global("decimal", {kUint}, 1, kDecimal, MakeDecimal),
    Global("ratio", {kDecimal, kDecimal, kInt}, 3, kDecimal, Ratio),
    Global("round", {kDecimal, kInt}, 2, kDecimal, Round),
    Global("sum", {kList}, 1, kDyn, Sum),

    Global("date", {kString}, 1, kTimestamp, DayStart),

    Method("getFullYear", {kTimestamp}, 1, kInt, FullYear),
    Method("getFullYear", {kTimestamp, kString}, 2, kInt, FullYear),
    Method("getMonth", {kTimestamp}, 1, kInt, Month),
    Method("getMonth", {kTimestamp, kString}, 2, kInt, Month),
    Method("getDayOfYear", {kTimestamp}, 1, kInt, DayOfYear),
    Method("getDayOfYear", {kTimestamp, kString}, 2, kInt, DayOfYear),
    Method("getDayOfMonth", {kTimestamp}, 1, kInt, DayOfMonth),
    Method("getDayOfMonth", {kTimestamp, kString}, 2, kInt, DayOfMonth),
    Method("getDate", {kTimestamp}, 1, kInt, DateOfMonth),
    Method("getDate", {kTimestamp, kString}, 2, kInt, DateOfMonth),
    Method("getDayOfWeek", {kTimestamp}, 1, kInt, DayOfWeek),
    Method("getDayOfWeek", {kTimestamp, kString}, 2, kInt, DayOfWeek),
    Method("getHours", {kTimestamp}, 1, kInt, Hours),
    Method("getHours", {kTimestamp, kString}, 2, kInt, Hours),
    Method("getHours", {kDuration}, 1, kInt, Hours),
    Method("getMinutes", {kTimestamp}, 1, kInt, Minutes),
    Method("getMinutes", {kTimestamp, kString}, 2, kInt, Minutes),
    Method("getMinutes", {kDuration}, 1, kInt, Minutes),
    Method("getSeconds", {kTimestamp}, 1, kInt, Seconds),
    Method("getSeconds", {kTimestamp, kString}, 2, kInt, Seconds),
    Method("getSeconds", {kDuration}, 1, kInt, Seconds),
    Method("getMilliseconds", {kTimestamp}, 1, kInt, Milliseconds),
    Method("getMilliseconds", {kTimestamp, kString}, 2, kInt, Milliseconds),
    Method("getMilliseconds", {kDuration}, 1, kInt, Milliseconds),
};

}  // namespace

std::span<const Builtin> Builtins() { return kBuiltins; }

}  // namespace charter::expr
