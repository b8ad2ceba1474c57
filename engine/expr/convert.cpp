// Conversions between types, as CEL's standard definitions have them.
#include <array>
#include <charconv>
#include <cmath>

#include "engine/data/json.h"
#include "engine/expr/builtin.h"
#include "engine/expr/literal.h"
#include "engine/expr/operators.h"

namespace charter::expr {
namespace {

bool Refuse(const char* target, const Value& value, Fault& fault) {
  return fault.Set(kTypeMismatch,
                   std::string(TypeNameOf(value.kind())) + " does not convert to " + std::string(target));
}

bool BadText(const char* target, std::string_view text, Fault& fault) {
  return fault.Set(kInvalid, "`" + std::string(text.substr(0, 40)) + "` is no " + target);
}

bool PastRange(const char* target, Fault& fault) {
  return fault.Set(kOverflow, std::string("the number is past the range of ") + target);
}

// A sign may be a plus.
std::string_view WithoutPlus(std::string_view text) {
  return text.starts_with('+') && !text.starts_with("+-") ? text.substr(1) : text;
}

template <typename Number>
std::optional<Number> ParseWhole(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// Towards zero.
std::int64_t WholePart(Decimal decimal) {
  std::int64_t whole = decimal.coefficient();
  for (int i = 0; i < decimal.scale(); ++i) whole /= 10;
  return whole;
}

std::string DoubleText(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
  std::array<char, 32> text{};
  // As the reference implementation has it: fixed from 1e-4 to 1e6, shortest digits that read back.
  return {text.data(),
          std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general).ptr};
}

}  // namespace

bool ToInt(Arguments arguments, Value& out, Fault& fault) {
  const Value& value = *arguments[0];
  switch (value.kind()) {
    case Kind::kInt:
      out = value;
      return true;
    case Kind::kUint:
      if (value.AsUint() > static_cast<std::uint64_t>(INT64_MAX)) return PastRange("int", fault);
      out = Value::Int(static_cast<std::int64_t>(value.AsUint()));
      return true;
    case Kind::kDouble:
      // Both ends excluded, as in cel-go: a double next to them may have been rounded.
      // cppcheck-suppress incorrectLogicOperator
      if (!(value.AsDouble() > -0x1p63 && value.AsDouble() < 0x1p63)) return PastRange("int", fault);
      out = Value::Int(static_cast<std::int64_t>(value.AsDouble()));
      return true;
    case Kind::kDecimal:
      out = Value::Int(WholePart(value.AsDecimal()));
      return true;
    case Kind::kString: {
      const std::optional<std::int64_t> number = ParseWhole<std::int64_t>(WithoutPlus(value.AsString()));
      if (!number) return BadText("int", value.AsString(), fault);
      out = Value::Int(*number);
      return true;
    }
    case Kind::kTimestamp:
      out = Value::Int(value.AsTimestamp().seconds);
      return true;
    default:
      return Refuse("int", value, fault);
  }
}

bool ToUint(Arguments arguments, Value& out, Fault& fault) {
  const Value& value = *arguments[0];
  switch (value.kind()) {
    case Kind::kUint:
      out = value;
      return true;
    case Kind::kInt:
      if (value.AsInt() < 0) return PastRange("uint", fault);
      out = Value::Uint(static_cast<std::uint64_t>(value.AsInt()));
      return true;
    case Kind::kDouble:
      if (!(value.AsDouble() >= 0 && value.AsDouble() < 0x1p64)) return PastRange("uint", fault);
      out = Value::Uint(static_cast<std::uint64_t>(value.AsDouble()));
      return true;
    case Kind::kDecimal:
      if (value.AsDecimal().coefficient() < 0) return PastRange("uint", fault);
      out = Value::Uint(static_cast<std::uint64_t>(WholePart(value.AsDecimal())));
      return true;
    case Kind::kString: {
      const std::optional<std::uint64_t> number = ParseWhole<std::uint64_t>(value.AsString());
      if (!number) return BadText("uint", value.AsString(), fault);
      out = Value::Uint(*number);
      return true;
    }
    default:
      return Refuse("uint", value, fault);
  }
}

bool ToDouble(Arguments arguments, Value& out, Fault& fault) {
  const Value& value = *arguments[0];
  switch (value.kind()) {
    case Kind::kDouble:
      out = value;
      return true;
    case Kind::kInt:
      out = Value::Double(static_cast<double>(value.AsInt()));
      return true;
    case Kind::kUint:
      out = Value::Double(static_cast<double>(value.AsUint()));
      return true;
    case Kind::kDecimal:
      // Through the text: correctly rounded, which a division of two doubles is not.
      out = Value::Double(*ParseDouble(value.AsDecimal().ToString()));
      return true;
    case Kind::kString: {
      const std::optional<double> number = ParseDouble(WithoutPlus(value.AsString()));
      if (!number) return BadText("double", value.AsString(), fault);
      out = Value::Double(*number);
      return true;
    }
    default:
      return Refuse("double", value, fault);
  }
}

bool ToBool(Arguments arguments, Value& out, Fault& fault) {
  const Value& value = *arguments[0];
  if (value.is(Kind::kBool)) {
    out = value;
    return true;
  }
  if (!value.is(Kind::kString)) return Refuse("bool", value, fault);
  const std::string_view text = value.AsString();
  for (const std::string_view yes : {"true", "True", "TRUE", "t", "T", "1"}) {
    if (text == yes) {
      out = Value::Bool(true);
      return true;
    }
  }
  for (const std::string_view no : {"false", "False", "FALSE", "f", "F", "0"}) {
    if (text == no) {
      out = Value::Bool(false);
      return true;
    }
  }
  return BadText("bool", text, fault);
}

bool ToText(Arguments arguments, Value& out, Fault& fault) {
  const Value& value = *arguments[0];
  switch (value.kind()) {
    case Kind::kString:
      out = value;
      return true;
    case Kind::kBool:
      out = Value::String(value.AsBool() ? "true" : "false");
      return true;
    case Kind::kInt:
      out = Value::String(std::to_string(value.AsInt()));
      return true;
    case Kind::kUint:
      out = Value::String(std::to_string(value.AsUint()));
      return true;
    case Kind::kDouble:
      out = Value::String(DoubleText(value.AsDouble()));
      return true;
    case Kind::kDecimal:
      out = Value::String(value.AsDecimal().ToString());
      return true;
    case Kind::kBytes:
      if (!IsUtf8(value.AsString())) return fault.Set(kInvalid, "the bytes are not UTF-8");
      out = Value::String(value.AsString());
      return true;
    case Kind::kTimestamp:
      out = Value::String(ToString(value.AsTimestamp()));
      return true;
    case Kind::kDuration:
      out = Value::String(ToString(value.AsDuration()));
      return true;
    default:
      return Refuse("string", value, fault);
  }
}

bool ToBytes(Arguments arguments, Value& out, Fault& fault) {
  const Value& value = *arguments[0];
  if (!value.is(Kind::kString) && !value.is(Kind::kBytes)) return Refuse("bytes", value, fault);
  out = value.is(Kind::kBytes) ? value : Value::Bytes(value.AsString());
  return true;
}

bool ToTimestamp(Arguments arguments, Value& out, Fault& fault) {
  const Value& value = *arguments[0];
  if (value.is(Kind::kTimestamp)) {
    out = value;
    return true;
  }
  if (value.is(Kind::kInt)) {
    if (value.AsInt() < kMinSeconds || value.AsInt() > kMaxSeconds) {
      return fault.Set(kOutOfRange, "the timestamp is outside the years 1 to 9999");
    }
    out = Value::Of(Timestamp{value.AsInt(), 0});
    return true;
  }
  if (!value.is(Kind::kString)) return Refuse("timestamp", value, fault);
  const std::optional<Timestamp> instant = ParseTimestamp(value.AsString());
  if (!instant) {
    return BadText(ParseDate(value.AsString()) ? "timestamp; a day alone is read with date()"
                                               : "timestamp such as 2026-04-30T08:00:00+08:00",
                   value.AsString(), fault);
  }
  out = Value::Of(*instant);
  return true;
}

bool ToDuration(Arguments arguments, Value& out, Fault& fault) {
  const Value& value = *arguments[0];
  if (value.is(Kind::kDuration)) {
    out = value;
    return true;
  }
  if (value.is(Kind::kInt)) {
    const std::optional<Duration> duration = MakeDuration(value.AsInt(), 0);
    if (!duration) return fault.Set(kOutOfRange, "the duration is out of range");
    out = Value::Of(*duration);
    return true;
  }
  if (!value.is(Kind::kString)) return Refuse("duration", value, fault);
  const std::optional<Duration> duration = ParseDuration(value.AsString());
  if (!duration) return BadText("duration (such as 1h30m)", value.AsString(), fault);
  out = Value::Of(*duration);
  return true;
}

bool ToDyn(Arguments arguments, Value& out, Fault&) {
  out = *arguments[0];
  return true;
}

bool ToType(Arguments arguments, Value& out, Fault&) {
  out = TypeOf(arguments[0]->kind());
  return true;
}

}  // namespace charter::expr
