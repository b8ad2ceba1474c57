#include "engine/activity/review_people.h"

#include <algorithm>

#include "engine/activity/draw.h"

namespace charter {
namespace {

std::string_view TextIn(const Value& map, std::string_view key) {
  const Value* value = map.is(Kind::kMap) ? map.Find(key) : nullptr;
  return value != nullptr && value->is(Kind::kString) ? value->AsString() : std::string_view();
}

}  // namespace

std::optional<Text> ConflictOf(const Value& person, Surroundings& item) {
  const auto org = TextIn(person, "org");
  if (org.empty()) return Text{"情况不明，按回避处理", "not known, which counts as in conflict"};
  if (org == item.Org().value) return Text{"属事项所在组织", "of the item's own organisation"};
  if (!item.Has("conflict")) return std::nullopt;
  const auto barred = item.Evaluate("conflict", person);
  if (!barred || !barred->is(Kind::kBool))
    return Text{"无法判断是否应回避，按回避处理",
                "whether in conflict cannot be told, which counts as in conflict"};
  if (barred->AsBool()) return Text{"按流程规定应回避", "in conflict by the rule of the workflow"};
  return std::nullopt;
}

std::optional<Text> ConflictOf(const Actor& actor, Surroundings& item) {
  std::vector<Value> roles;
  for (const auto& role : actor.roles) roles.push_back(Value::String(role));
  const Value held = Value::List(std::move(roles));
  const auto conflict = [&](const auto& person) {
    return ConflictOf(Value::Map({{"id", Value::String(person.id.value)},
                                  {"name", Value::String(person.name)},
                                  {"org", Value::String(person.org.value)},
                                  {"roles", held}}),
                      item);
  };
  if (auto own = conflict(actor)) return own;
  for (const auto& other : actor.on_behalf_of) {
    if (auto lent = conflict(other)) return lent;
  }
  return std::nullopt;
}

bool HoldsRoleOf(const Panel& panel, const Value& person) {
  const Value* roles = person.Find("roles");
  if (roles == nullptr || !roles->is(Kind::kList)) return false;
  return std::any_of(roles->AsList().begin(), roles->AsList().end(), [&](const Value& role) {
    return std::find(panel.roles.begin(), panel.roles.end(), role.AsString()) != panel.roles.end();
  });
}

const Value* FindPerson(const Value& facts, std::string_view id) {
  const Value* people = facts.is(Kind::kMap) ? facts.Find("people") : nullptr;
  if (people == nullptr || !people->is(Kind::kList)) return nullptr;
  for (const auto& person : people->AsList()) {
    if (TextIn(person, "id") == id) return &person;
  }
  return nullptr;
}

std::vector<Value> FreeFor(const Panel& panel, const Value& reviewers, const Value& facts,
                           Surroundings& item) {
  std::vector<Value> free;
  const Value* people = facts.is(Kind::kMap) ? facts.Find("people") : nullptr;
  if (people == nullptr || !people->is(Kind::kList)) return free;
  for (const auto& person : people->AsList()) {
    if (HoldsRoleOf(panel, person) && FindReviewer(reviewers, TextIn(person, "id")) == nullptr &&
        !ConflictOf(person, item))
      free.push_back(person);
  }
  return free;
}

std::vector<Value> DrawFrom(const Panel& panel, const std::vector<Value>& free, std::size_t count,
                            const Value& facts) {
  std::vector<Entrant> entrants;
  for (const auto& person : free) {
    const Value* load = person.Find("load");
    entrants.push_back(
        {std::string(TextIn(person, "id")), load != nullptr && load->is(Kind::kInt) ? load->AsInt() : 0});
  }
  const bool by_load = panel.assign == Panel::Assign::kBalanced;
  const auto ids = Draw(std::move(entrants), count, TextIn(facts, "seed"), by_load);
  std::vector<Value> drawn;
  for (const auto& id : ids) drawn.push_back(*FindPerson(facts, id));
  return drawn;
}

const Value* FindReviewer(const Value& reviewers, std::string_view person) {
  for (const auto& reviewer : reviewers.AsList()) {
    if (TextIn(reviewer, "person") == person) return &reviewer;
  }
  return nullptr;
}

bool IsRecused(const Value& reviewer) { return reviewer.Find("recused") != nullptr; }

bool HasScored(const Value& reviewer) { return reviewer.Find("scores") != nullptr; }

std::int64_t SeatsTaken(const Value& reviewers, std::string_view panel) {
  const auto all = reviewers.AsList();
  return std::count_if(all.begin(), all.end(), [&](const Value& reviewer) {
    return TextIn(reviewer, "panel") == panel && !IsRecused(reviewer);
  });
}

}  // namespace charter
