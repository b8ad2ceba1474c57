#include <algorithm>

#include "engine/data/json.h"
#include "engine/expr/exchange.h"

namespace charter {
namespace {

constexpr std::int64_t kMaxExact = std::int64_t{1} << 53;

void AppendPairs(std::string& out, const Value& map) {
  out += '[';
  bool first = true;
  for (const auto& [key, member] : map.AsMap()) {
    if (!first) out += ',';
    first = false;
    out += '[';
    AppendExactJson(out, key);
    out += ',';
    AppendExactJson(out, member);
    out += ']';
  }
  out += ']';
}

void AppendObject(std::string& out, const Value& map) {
  out += '{';
  bool first = true;
  for (const auto& [key, member] : map.AsMap()) {
    if (!first) out += ',';
    first = false;
    AppendJsonString(out, key.AsString());
    out += ':';
    AppendExactJson(out, member);
  }
  out += '}';
}

}  // namespace

void AppendExactJson(std::string& out, const Value& value) {
  switch (value.kind()) {
    case Kind::kInt:
      if (value.AsInt() > kMaxExact || value.AsInt() < -kMaxExact)
        return AppendJsonString(out, std::to_string(value.AsInt()));
      return AppendJson(out, value);
    case Kind::kUint:
      if (value.AsUint() > static_cast<std::uint64_t>(kMaxExact))
        return AppendJsonString(out, std::to_string(value.AsUint()));
      return AppendJson(out, value);
    case Kind::kDecimal:
      return AppendJsonString(out, value.AsDecimal().ToString());
    case Kind::kList: {
      out += '[';
      bool first = true;
      for (const Value& item : value.AsList()) {
        if (!first) out += ',';
        first = false;
        AppendExactJson(out, item);
      }
      out += ']';
      return;
    }
    case Kind::kMap: {
      const auto entries = value.AsMap();
      const bool texts = std::all_of(entries.begin(), entries.end(),
                                     [](const auto& entry) { return entry.first.is(Kind::kString); });
      return texts ? AppendObject(out, value) : AppendPairs(out, value);
    }
    default:
      AppendJson(out, value);
  }
}

}  // namespace charter
