// People in the states and inputs of activities, and the refusals that are about them.
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/activity/activity.h"

namespace charter {

inline Refusal MakeRefusal(Code code, Text message, Text hint = {}) {
  return {code, std::move(message), std::move(hint), {}, {}};
}

// One field of the input is at fault.
inline Refusal RefuseField(const std::string& name, std::string keyword, const Text& message) {
  return {Code::input_invalid, message, {}, {{"/" + name, std::move(keyword), message}}, {}};
}

// The list under the key; empty where there is none.
inline std::span<const Value> ListIn(const Value& map, std::string_view key) {
  const Value* list = map.is(Kind::kMap) ? map.Find(key) : nullptr;
  return list != nullptr && list->is(Kind::kList) ? list->AsList() : std::span<const Value>();
}

// The text under the key; empty where there is none.
inline std::string_view TextIn(const Value& map, std::string_view key) {
  const Value* text = map.is(Kind::kMap) ? map.Find(key) : nullptr;
  return text != nullptr && text->is(Kind::kString) ? text->AsString() : std::string_view();
}

// The whole number under the key; 0 where there is none.
inline std::int64_t IntIn(const Value& map, std::string_view key) {
  const Value* number = map.is(Kind::kMap) ? map.Find(key) : nullptr;
  return number != nullptr && number->is(Kind::kInt) ? number->AsInt() : 0;
}

// The ids in a list; what is no text is left out.
inline std::vector<std::string> Ids(std::span<const Value> people) {
  std::vector<std::string> ids;
  for (const auto& person : people) {
    if (person.is(Kind::kString)) ids.emplace_back(person.AsString());
  }
  return ids;
}

inline bool Names(std::span<const Value> people, std::string_view person) {
  return std::any_of(people.begin(), people.end(), [&](const Value& v) { return v.AsString() == person; });
}

// The person as the facts of an act tell of him (activity.h, FactsNeeded); null if nobody is known so.
inline const Value* KnownPerson(const Value& facts, std::string_view person) {
  for (const auto& known : ListIn(facts, "people")) {
    if (TextIn(known, "id") == person) return &known;
  }
  return nullptr;
}

inline bool HoldsAny(const Value& known_person, const std::vector<std::string>& roles) {
  const auto held = ListIn(known_person, "roles");
  return std::any_of(roles.begin(), roles.end(), [&](const std::string& role) { return Names(held, role); });
}

inline Refusal UnknownPerson(const std::string& field, std::string_view person) {
  const std::string id(person);
  return RefuseField(field, "person", {"查无此人：" + id, "nobody is known as `" + id + "`"});
}

}  // namespace charter
