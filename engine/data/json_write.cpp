#include <array>
#include <charconv>
#include <cmath>

#include "engine/data/base64.h"
#include "engine/data/json.h"

namespace charter {
namespace {

void AppendDouble(std::string& out, double value) {
  if (std::isnan(value)) {
    out += "\"NaN\"";
    return;
  }
  if (std::isinf(value)) {
    out += value < 0 ? "\"-Infinity\"" : "\"Infinity\"";
    return;
  }
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  const std::string_view digits(text.data(), static_cast<std::size_t>(end - text.data()));
  out += digits;
  if (digits.find_first_of(".e") == std::string_view::npos) out += ".0";
}

void AppendKey(std::string& out, const Value& key) {
  if (key.is(Kind::kString)) {
    AppendJsonString(out, key.AsString());
    return;
  }
  const std::string text = WriteJson(key);
  if (text.starts_with('"')) {
    out += text;
  } else {
    out += '"' + text + '"';
  }
}

}  // namespace

void AppendJsonString(std::string& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte >= 0x20) {
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else if (c == '\t') {
      out += "\\t";
    } else {
      out += "\\u00";
      out += kHex[byte >> 4U];
      out += kHex[byte & 15U];
    }
  }
  out += '"';
}

void AppendJson(std::string& out, const Value& value) {
  switch (value.kind()) {
    case Kind::kAbsent:
    case Kind::kNull:
      out += "null";
      return;
    case Kind::kBool:
      out += value.AsBool() ? "true" : "false";
      return;
    case Kind::kInt:
      out += std::to_string(value.AsInt());
      return;
    case Kind::kUint:
      out += std::to_string(value.AsUint());
      return;
    case Kind::kDouble:
      AppendDouble(out, value.AsDouble());
      return;
    case Kind::kDecimal:
      out += value.AsDecimal().ToString();
      return;
    case Kind::kString:
    case Kind::kType:
      AppendJsonString(out, value.AsString());
      return;
    case Kind::kBytes:
      out += '"' + EncodeBase64(value.AsString()) + '"';
      return;
    case Kind::kTimestamp:
      out += '"' + ToString(value.AsTimestamp()) + '"';
      return;
    case Kind::kDuration:
      out += '"' + ToString(value.AsDuration()) + '"';
      return;
    case Kind::kList: {
      out += '[';
      bool first = true;
      for (const Value& item : value.AsList()) {
        if (!first) out += ',';
        first = false;
        AppendJson(out, item);
      }
      out += ']';
      return;
    }
    case Kind::kMap: {
      out += '{';
      bool first = true;
      for (const auto& [key, member] : value.AsMap()) {
        if (!first) out += ',';
        first = false;
        AppendKey(out, key);
        out += ':';
        AppendJson(out, member);
      }
      out += '}';
      return;
    }
  }
}

std::string WriteJson(const Value& value) {
  std::string out;
  AppendJson(out, value);
  return out;
}

}  // namespace charter
