#include <algorithm>

#include "engine/data/json.h"
#include "engine/expr/exchange.h"

namespace charter {
namespace {

constexpr std::int64_t kMaxExact = std::int64_t{1} << 53;

// The same value in what any JSON reader keeps exactly.
Value Exact(const Value& value);

Value ExactList(std::span<const Value> items) {
  std::vector<Value> exact;
  exact.reserve(items.size());
  for (const Value& item : items) exact.push_back(Exact(item));
  return Value::List(std::move(exact));
}

Value ExactMap(std::span<const Value::Entry> entries) {
  const bool texts = std::all_of(entries.begin(), entries.end(),
                                 [](const auto& entry) { return entry.first.is(Kind::kString); });
  if (texts) {
    std::vector<Value::Entry> members;
    for (const auto& [key, member] : entries) members.emplace_back(key, Exact(member));
    return Value::Map(std::move(members));
  }
  std::vector<Value> pairs;
  for (const auto& [key, member] : entries) pairs.push_back(Value::List({Exact(key), Exact(member)}));
  return Value::List(std::move(pairs));
}

Value Exact(const Value& value) {
  switch (value.kind()) {
    case Kind::kInt:
      if (value.AsInt() <= kMaxExact && value.AsInt() >= -kMaxExact) return value;
      return Value::String(std::to_string(value.AsInt()));
    case Kind::kUint:
      if (value.AsUint() <= static_cast<std::uint64_t>(kMaxExact)) return value;
      return Value::String(std::to_string(value.AsUint()));
    case Kind::kDecimal:
      return Value::String(value.AsDecimal().ToString());
    case Kind::kList:
      return ExactList(value.AsList());
    case Kind::kMap:
      return ExactMap(value.AsMap());
    default:
      return value;
  }
}

}  // namespace

void AppendExactJson(std::string& out, const Value& value) { AppendJson(out, Exact(value)); }

}  // namespace charter
