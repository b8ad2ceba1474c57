#include "engine/service/merge_patch.h"

#include <algorithm>
#include <utility>

#include "engine/data/json.h"
#include "engine/service/item_view.h"

namespace charter {
namespace {

// The value as it is written; null where it is not set.
Value Written(const Field& field, const Value& value) {
  if (value.is(Kind::kAbsent)) return Value::Null();
  std::string text;
  AppendJson(text, field.schema, value);
  auto read = ParseJson(text);
  return read ? *std::move(read) : Value::Null();
}

}  // namespace

Value Merged(const Value& target, const Value& patch) {
  if (!patch.is(Kind::kMap)) return patch;
  std::vector<Value::Entry> entries;
  if (target.is(Kind::kMap)) entries.assign(target.AsMap().begin(), target.AsMap().end());
  for (const auto& [key, value] : patch.AsMap()) {
    const auto at = std::find_if(entries.begin(), entries.end(),
                                 [&](const auto& entry) { return entry.first.AsString() == key.AsString(); });
    if (value.is(Kind::kNull)) {
      if (at != entries.end()) entries.erase(at);
    } else if (at != entries.end()) {
      at->second = Merged(at->second, value);
    } else {
      entries.emplace_back(key, Merged({}, value));
    }
  }
  return Value::Map(std::move(entries));
}

Value NewValues(const Chart& chart, const Snapshot& snapshot, const std::vector<std::string>& roles,
                const Value& patch) {
  std::vector<Value::Entry> changed;
  if (!patch.is(Kind::kMap)) return Value::Map(std::move(changed));
  for (const auto& [key, value] : patch.AsMap()) {
    const auto field = std::find_if(chart.data.begin(), chart.data.end(),
                                    [&](const Field& each) { return each.name == key.AsString(); });
    if (field == chart.data.end() || !MayRead(*field, roles)) {
      changed.emplace_back(key, value);
      continue;
    }
    const Value present =
        Written(*field, snapshot.data[static_cast<std::size_t>(field - chart.data.begin())]);
    Value merged = Merged(present, value);
    // Whether a number that is masked to him is the one he sent is not told either.
    const bool is_masked = HoldsPersonalNumber(field->schema) &&
                           std::none_of(field->unmask.begin(), field->unmask.end(), [&](const auto& role) {
                             return std::find(roles.begin(), roles.end(), role) != roles.end();
                           });
    if (is_masked || WriteJson(merged) != WriteJson(present)) changed.emplace_back(key, std::move(merged));
  }
  return Value::Map(std::move(changed));
}

}  // namespace charter
