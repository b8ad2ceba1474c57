#include "engine/activity/activity.h"

#include <algorithm>

namespace charter {

Outcome<Turn> ActivityRules::Ring(const Value& state, std::string_view /*clock*/,
                                  Surroundings& /*item*/) const {
  Turn turn;
  turn.state = state;
  return turn;
}

Value With(const Value& map, std::initializer_list<std::pair<std::string_view, Value>> members) {
  std::vector<Value::Entry> entries;
  if (map.is(Kind::kMap)) entries.assign(map.AsMap().begin(), map.AsMap().end());
  for (const auto& [key, value] : members) {
    std::erase_if(entries,
                  [name = key](const Value::Entry& entry) { return entry.first.AsString() == name; });
    if (!value.is(Kind::kAbsent)) entries.emplace_back(Value::String(key), value);
  }
  return Value::Map(std::move(entries));
}

Value Appended(const Value& list, Value item) {
  std::vector<Value> items;
  if (list.is(Kind::kList)) items.assign(list.AsList().begin(), list.AsList().end());
  items.push_back(std::move(item));
  return Value::List(std::move(items));
}

std::vector<std::string> RolesOf(const Value& settings, std::string_view key) {
  std::vector<std::string> roles;
  const Value* given = settings.is(Kind::kMap) ? settings.Find(key) : nullptr;
  if (given == nullptr || !given->is(Kind::kList)) return roles;
  for (const auto& role : given->AsList()) roles.emplace_back(role.AsString());
  return roles;
}

std::optional<Refusal> InPersonOnly(const Actor& actor) {
  if (actor.on_behalf_of.empty()) return std::nullopt;
  return Refusal{Code::not_allowed,
                 {"打分、异议须由本人办理，不能代办",
                  "scores and objections are a person's own, and are not given for another"},
                 {"由委托人本人办理", "who has lent the role does this himself"},
                 {},
                 {}};
}

bool HoldsAny(const Actor& actor, const std::vector<std::string>& roles) {
  return std::any_of(actor.roles.begin(), actor.roles.end(), [&](const std::string& held) {
    return std::find(roles.begin(), roles.end(), held) != roles.end();
  });
}

}  // namespace charter
