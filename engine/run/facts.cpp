#include "engine/run/facts.h"

#include <algorithm>

#include "engine/run/active_activity.h"
#include "engine/run/fact_json.h"
#include "engine/run/handling.h"

namespace charter {

FactsNeeded NeedsOf(const Chart& chart, const Snapshot& snapshot, std::string_view event, const Value& data) {
  if (const auto handling = HandlingOf(event)) return {PeopleNamed(*handling, data), {}, false};
  const auto found = FindAct(chart, snapshot, event);
  if (!found) return {};
  const Activity& activity = chart.activities[static_cast<std::size_t>(found->activity)];
  return activity.rules->Needs(found->form->verb,
                               data.is(Kind::kMap) ? data : Value::Map(std::vector<Value::Entry>{}));
}

Value LookUp(const FactsNeeded& needed, People& people) {
  std::vector<Actor> known;
  for (const auto& id : needed.people) {
    const bool twice = std::any_of(known.begin(), known.end(), [&](const Actor& a) { return a.id == id; });
    if (twice) continue;
    if (auto person = people.Find(id)) known.push_back(std::move(*person));
  }
  if (!needed.holders.empty()) {
    for (auto& holder : people.HoldersOf(needed.holders)) {
      const bool twice =
          std::any_of(known.begin(), known.end(), [&](const Actor& a) { return a.id == holder.id; });
      if (!twice) known.push_back(std::move(holder));
    }
  }
  std::vector<Value::Entry> entries;
  if (!needed.people.empty() || !needed.holders.empty()) {
    std::vector<PersonId> ids;
    for (const auto& person : known) ids.push_back(person.id);
    const auto loads = people.LoadsOf(ids);
    std::vector<Value> list;
    for (std::size_t i = 0; i < known.size(); ++i)
      list.push_back(With(ActorToValue(known[i]), {{"load", Value::Int(loads[i])}}));
    entries.emplace_back(Value::String("people"), Value::List(std::move(list)));
  }
  if (needed.seed) entries.emplace_back(Value::String("seed"), Value::String(people.Seed()));
  return entries.empty() ? Value() : Value::Map(std::move(entries));
}

}  // namespace charter
