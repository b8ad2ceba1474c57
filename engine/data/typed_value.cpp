#include "engine/data/typed_value.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <limits>
#include <unordered_map>

#include "engine/data/file_ref.h"
#include "engine/data/json.h"

namespace charter {
namespace {

constexpr std::size_t kMaxIdBytes = 128;

std::optional<Decimal> ToDecimal(const Value& value) {
  switch (value.kind()) {
    case Kind::kInt:
      return Decimal(value.AsInt(), 0);
    case Kind::kUint:
      if (value.AsUint() > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
        return std::nullopt;
      return Decimal(static_cast<std::int64_t>(value.AsUint()), 0);
    case Kind::kDecimal:
      return value.AsDecimal();
    case Kind::kString:
      return Decimal::Parse(value.AsString());
    case Kind::kDouble:
      // JSON's -0.0 comes as the one double that stands for an exact number.
      return value.AsDouble() == 0 ? std::optional(Decimal()) : std::nullopt;
    default:
      return std::nullopt;
  }
}

std::optional<Value> Integer(const Value& value) {
  if (value.is(Kind::kInt)) return value;
  if (value.is(Kind::kUint) || value.is(Kind::kDecimal)) {
    const std::optional<Decimal> number = ToDecimal(value);
    const std::optional<Decimal> whole = number ? number->Round(0) : std::nullopt;
    if (!whole || *whole != *number) return std::nullopt;
    return Value::Int(whole->coefficient());
  }
  if (value.is(Kind::kDouble)) {
    const double number = value.AsDouble();
    constexpr double kTwoTo63 = 9223372036854775808.0;
    if (std::trunc(number) != number || number < -kTwoTo63 || number >= kTwoTo63) return std::nullopt;
    return Value::Int(static_cast<std::int64_t>(number));
  }
  return std::nullopt;
}

bool IsNumber(const Value& value) {
  return value.is(Kind::kInt) || value.is(Kind::kUint) || value.is(Kind::kDouble) || value.is(Kind::kDecimal);
}

// Judged by the number and not by its writing, so that a computed 6400.000 is an amount.
std::optional<Value> Money(const Value& value) {
  const std::optional<Decimal> amount = ToDecimal(value);
  const std::optional<Decimal> fen = amount ? amount->Round(2) : std::nullopt;
  if (!fen || *fen != *amount) return std::nullopt;
  return Value::Of(*fen);
}

// What a date is as an instant, and in the data that one item sends another: the start of its day.
bool BeginsADay(Timestamp instant) { return StartOfDay(DayOf(instant)) == instant; }

std::optional<Value> Day(const Value& value) {
  if (value.is(Kind::kTimestamp)) return Value::Of(StartOfDay(DayOf(value.AsTimestamp())));
  if (value.is(Kind::kString)) {
    const auto instant = ParseTimestamp(value.AsString());
    if (instant && BeginsADay(*instant)) return Value::Of(*instant);
  }
  const std::optional<Date> day = value.is(Kind::kString) ? ParseDate(value.AsString()) : std::nullopt;
  if (!day) return std::nullopt;
  const Timestamp start = StartOfDay(*day);
  if (start.seconds < kMinSeconds || start.seconds > kMaxSeconds) return std::nullopt;
  return Value::Of(start);
}

bool IsId(const Value& value, std::size_t most) {
  if (!value.is(Kind::kString)) return false;
  const std::string_view id = value.AsString();
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  return !id.empty() && id.size() <= most && std::none_of(id.begin(), id.end(), is_control);
}

std::optional<Value> If(bool fits, const Value& value) { return fits ? std::optional(value) : std::nullopt; }

std::size_t Mix(std::size_t seed, std::size_t more) { return seed * 1099511628211U + more; }

// Equal values have equal hashes, whatever the kinds of their numbers.
std::size_t HashOf(const Value& value) {
  if (IsNumber(value)) return std::hash<double>{}(ToDouble(value));
  switch (value.kind()) {
    case Kind::kString:
      return std::hash<std::string_view>{}(value.AsString());
    case Kind::kBool:
      return value.AsBool() ? 2 : 1;
    case Kind::kList: {
      std::size_t hash = 3;
      for (const Value& item : value.AsList()) hash = Mix(hash, HashOf(item));
      return hash;
    }
    case Kind::kMap: {
      std::size_t hash = 5;
      for (const auto& [key, member] : value.AsMap()) hash = Mix(Mix(hash, HashOf(key)), HashOf(member));
      return hash;
    }
    case Kind::kTimestamp:
      return std::hash<std::int64_t>{}(value.AsTimestamp().seconds);
    case Kind::kDuration:
      return std::hash<std::int64_t>{}(value.AsDuration().seconds);
    default:
      return 7;
  }
}

std::optional<Value> PlainList(const Value& value) {
  std::vector<Value> items;
  items.reserve(value.AsList().size());
  for (const Value& item : value.AsList()) {
    std::optional<Value> plain = AsPlainJson(item);
    if (!plain) return std::nullopt;
    items.push_back(std::move(*plain));
  }
  return Value::List(std::move(items));
}

std::optional<Value> PlainMap(const Value& value) {
  std::vector<Value::Entry> entries;
  entries.reserve(value.AsMap().size());
  for (const auto& [key, member] : value.AsMap()) {
    std::optional<Value> plain = AsPlainJson(member);
    if (!plain) return std::nullopt;
    entries.emplace_back(key.is(Kind::kString) ? key : Value::String(WriteJson(key)), std::move(*plain));
  }
  return Value::Map(std::move(entries));
}

}  // namespace

double ToDouble(const Value& number) {
  switch (number.kind()) {
    case Kind::kInt:
      return static_cast<double>(number.AsInt());
    case Kind::kUint:
      return static_cast<double>(number.AsUint());
    case Kind::kDecimal: {
      // By its text: dividing by a power of ten would round twice.
      const std::string text = number.AsDecimal().ToString();
      double result = 0;
      std::from_chars(text.data(), text.data() + text.size(), result);
      return result;
    }
    default:
      return number.AsDouble();
  }
}

std::optional<Value> TypedAs(FieldType type, const Value& value) {
  switch (type) {
    case FieldType::kAny:
      return value.is(Kind::kAbsent) ? std::nullopt : AsPlainJson(value);
    case FieldType::kString:
      return If(value.is(Kind::kString), value);
    case FieldType::kInteger:
      return Integer(value);
    case FieldType::kNumber:
      if (!IsNumber(value) || !std::isfinite(ToDouble(value))) return std::nullopt;
      return Value::Double(ToDouble(value));
    case FieldType::kBoolean:
      return If(value.is(Kind::kBool), value);
    case FieldType::kArray:
      return If(value.is(Kind::kList), value);
    case FieldType::kObject:
      return If(value.is(Kind::kMap), value);
    case FieldType::kMoney:
      return Money(value);
    case FieldType::kDecimal: {
      const std::optional<Decimal> number = ToDecimal(value);
      if (!number) return std::nullopt;
      return Value::Of(*number);
    }
    case FieldType::kDate:
      return Day(value);
    case FieldType::kTimestamp: {
      if (value.is(Kind::kTimestamp)) return value;
      const auto instant = value.is(Kind::kString) ? ParseTimestamp(value.AsString()) : std::nullopt;
      if (!instant) return std::nullopt;
      return Value::Of(*instant);
    }
    case FieldType::kDuration: {
      if (value.is(Kind::kDuration)) return value;
      const auto duration = value.is(Kind::kString) ? ParseDuration(value.AsString()) : std::nullopt;
      if (!duration) return std::nullopt;
      return Value::Of(*duration);
    }
    case FieldType::kPerson:
    case FieldType::kOrganization:
      return If(IsId(value, kMaxIdBytes), value);
    case FieldType::kFile:
      return If(IsId(value, kMaxFileRef), value);
  }
  return std::nullopt;
}

std::optional<Value> AsPlainJson(const Value& value) {
  switch (value.kind()) {
    case Kind::kUint:
    case Kind::kDecimal: {
      // Whole numbers without places read back as ints.
      const std::optional<Decimal> number = ToDecimal(value);
      return number && number->scale() == 0 ? Value::Int(number->coefficient()) : value;
    }
    case Kind::kDouble: {
      if (!std::isfinite(value.AsDouble())) return std::nullopt;
      if (value.AsDouble() == 0 && std::signbit(value.AsDouble())) return value;  // -0.0 has no decimal
      const std::optional<Decimal> exact = Decimal::Parse(WriteJson(value));
      return exact ? AsPlainJson(Value::Of(*exact)) : value;
    }
    case Kind::kBytes:
      return Value::String(WriteJson(value).substr(1, WriteJson(value).size() - 2));
    case Kind::kTimestamp:
      return Value::String(ToString(value.AsTimestamp()));
    case Kind::kDuration:
      return Value::String(ToString(value.AsDuration()));
    case Kind::kType:
      return Value::String(value.AsString());
    case Kind::kList:
      return PlainList(value);
    case Kind::kMap:
      return PlainMap(value);
    default:
      return value;
  }
}

bool HasDuplicates(std::span<const Value> items) {
  std::unordered_multimap<std::size_t, const Value*> seen;
  seen.reserve(items.size());
  for (const Value& item : items) {
    const std::size_t hash = HashOf(item);
    const auto [first, last] = seen.equal_range(hash);
    if (std::any_of(first, last, [&](const auto& entry) { return Equal(*entry.second, item); })) return true;
    seen.emplace(hash, &item);
  }
  return false;
}

}  // namespace charter
