#include "engine/expr/exchange.h"

#include <charconv>
#include <cmath>
#include <limits>

#include "engine/data/base64.h"
#include "engine/data/json.h"
#include "engine/data/typed_value.h"

namespace charter {
namespace {

using Read = tl::expected<Value, std::string>;

Read Wrong(const Value& json, const Type& type, const std::string& form = {}) {
  std::string found = WriteJson(json);
  if (found.size() > 60) {
    found.resize(57);
    while (!IsUtf8(found)) found.pop_back();
    found += "...";
  }
  return tl::unexpected(found + " is no " + type.ToString() + (form.empty() ? "" : "; write " + form));
}

template <typename Number>
std::optional<Number> NumberIn(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// 1.0 and 1e3 are whole numbers as well.
std::optional<Decimal> WholeIn(const Value& json) {
  if (json.is(Kind::kInt)) return Decimal(json.AsInt(), 0);
  if (!json.is(Kind::kDecimal)) return std::nullopt;
  const auto whole = json.AsDecimal().Round(0);
  return whole && *whole == json.AsDecimal() ? whole : std::nullopt;
}

Read ReadInt(const Value& json, const Type& type) {
  if (json.is(Kind::kString)) {
    const auto number = NumberIn<std::int64_t>(json.AsString());
    return number ? Read(Value::Int(*number)) : Wrong(json, type);
  }
  const auto whole = WholeIn(json);
  return whole ? Read(Value::Int(whole->coefficient())) : Wrong(json, type);
}

Read ReadUint(const Value& json, const Type& type) {
  if (json.is(Kind::kUint)) return json;
  if (json.is(Kind::kString)) {
    const auto number = NumberIn<std::uint64_t>(json.AsString());
    return number ? Read(Value::Uint(*number)) : Wrong(json, type);
  }
  const auto whole = WholeIn(json);
  if (!whole || whole->coefficient() < 0) return Wrong(json, type);
  return Value::Uint(static_cast<std::uint64_t>(whole->coefficient()));
}

Read ReadDouble(const Value& json, const Type& type) {
  if (IsNumber(json.kind())) return Value::Double(ToDouble(json));
  if (json.is(Kind::kString)) {
    if (json.AsString() == "NaN") return Value::Double(std::numeric_limits<double>::quiet_NaN());
    if (json.AsString() == "Infinity") return Value::Double(std::numeric_limits<double>::infinity());
    if (json.AsString() == "-Infinity") return Value::Double(-std::numeric_limits<double>::infinity());
  }
  return Wrong(json, type);
}

Read ReadDecimal(const Value& json, const Type& type) {
  if (json.is(Kind::kDecimal)) return json;
  if (json.is(Kind::kInt)) return Value::Of(Decimal(json.AsInt(), 0));
  const auto decimal = json.is(Kind::kString) ? Decimal::Parse(json.AsString()) : std::nullopt;
  return decimal ? Read(Value::Of(*decimal)) : Wrong(json, type, "\"16000.00\"");
}

// Types that JSON has as text.
Read ReadFromText(const Value& json, const Type& type) {
  if (!json.is(Kind::kString)) return Wrong(json, type);
  const std::string_view text = json.AsString();
  switch (type.kind()) {
    case TypeKind::kBytes: {
      const auto bytes = DecodeBase64(text);
      return bytes ? Read(Value::Bytes(*bytes)) : Wrong(json, type, "base64");
    }
    case TypeKind::kTimestamp: {
      const auto instant = ParseTimestamp(text);
      return instant ? Read(Value::Of(*instant)) : Wrong(json, type, "\"2026-04-30T09:00:00+08:00\"");
    }
    case TypeKind::kDuration: {
      const auto duration = ParseDuration(text);
      return duration ? Read(Value::Of(*duration)) : Wrong(json, type, "\"3.5s\"");
    }
    case TypeKind::kType: {
      const auto named = Type::Parse(text);
      return named ? Read(Value::TypeName(text)) : Wrong(json, type);
    }
    default:
      return json;
  }
}

Read ReadList(const Value& json, const Type& element, const Type& type) {
  if (!json.is(Kind::kList)) return Wrong(json, type);
  std::vector<Value> items;
  items.reserve(json.AsList().size());
  for (const Value& item : json.AsList()) {
    auto read = FromJson(item, element);
    if (!read) return read;
    items.push_back(*std::move(read));
  }
  return Value::List(std::move(items));
}

bool MayBeKey(const Value& value) {
  constexpr std::uint32_t kKeys =
      KindBit(Kind::kBool) | KindBit(Kind::kInt) | KindBit(Kind::kUint) | KindBit(Kind::kString);
  return (KindBit(value.kind()) & kKeys) != 0;
}

Read ReadMap(const Value& json, const Type& key, const Type& value, const Type& type) {
  std::vector<Value::Entry> entries;
  const auto add = [&](const Value& json_key, const Value& json_value) -> std::optional<std::string> {
    auto read_key = FromJson(json_key, key);
    if (!read_key) return read_key.error();
    if (!MayBeKey(*read_key)) return WriteJson(json_key) + " cannot be a key of a map";
    auto read_value = FromJson(json_value, value);
    if (!read_value) return read_value.error();
    entries.emplace_back(*std::move(read_key), *std::move(read_value));
    return std::nullopt;
  };
  if (json.is(Kind::kMap)) {
    for (const auto& [json_key, json_value] : json.AsMap()) {
      if (const auto wrong = add(json_key, json_value)) return tl::unexpected(*wrong);
    }
  } else if (json.is(Kind::kList)) {
    for (const Value& pair : json.AsList()) {
      if (!pair.is(Kind::kList) || pair.AsList().size() != 2)
        return Wrong(json, type, "an object or a list of [key, value]");
      if (const auto wrong = add(pair.AsList()[0], pair.AsList()[1])) return tl::unexpected(*wrong);
    }
  } else {
    return Wrong(json, type);
  }
  const std::size_t count = entries.size();
  Value map = Value::Map(std::move(entries));
  if (map.AsMap().size() != count) return tl::unexpected("a key stands twice in " + type.ToString());
  return map;
}

Read ReadAny(const Value& json) {
  switch (json.kind()) {
    case Kind::kUint:
      return tl::unexpected(WriteJson(json) + " is past int; declare it as uint or double");
    case Kind::kDecimal:
      return Value::Double(ToDouble(json));
    case Kind::kList:
      return ReadList(json, Type(), Type::List(Type()));
    case Kind::kMap:
      return ReadMap(json, Type(TypeKind::kString), Type(), Type::Map(Type(TypeKind::kString), Type()));
    default:
      return json;
  }
}

}  // namespace

tl::expected<Value, std::string> FromJson(const Value& json, const Type& type) {
  switch (type.kind()) {
    case TypeKind::kDyn:
      return ReadAny(json);
    case TypeKind::kNull:
      return json.is(Kind::kNull) ? Read(json) : Wrong(json, type);
    case TypeKind::kBool:
      return json.is(Kind::kBool) ? Read(json) : Wrong(json, type);
    case TypeKind::kInt:
      return ReadInt(json, type);
    case TypeKind::kUint:
      return ReadUint(json, type);
    case TypeKind::kDouble:
      return ReadDouble(json, type);
    case TypeKind::kDecimal:
      return ReadDecimal(json, type);
    case TypeKind::kList:
      return ReadList(json, type.element(), type);
    case TypeKind::kMap:
    case TypeKind::kRecord:
      return ReadMap(json, type.key(), type.value(), type);
    default:
      return ReadFromText(json, type);
  }
}

}  // namespace charter
