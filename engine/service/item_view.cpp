#include "engine/service/item_view.h"

#include <algorithm>

#include "engine/data/json.h"
#include "engine/run/offers.h"
#include "engine/run/replay.h"
#include "engine/run/tasks.h"

namespace charter {
namespace {

bool MayRead(const Field& field, const std::vector<std::string>& roles) {
  const auto holds = [&](std::string_view role) {
    return std::find(roles.begin(), roles.end(), role) != roles.end();
  };
  return field.read.empty() || holds(kAuditor) || std::any_of(field.read.begin(), field.read.end(), holds);
}

// The fields the caller may read, and their values.
std::string ReadableData(const Chart& chart, const Snapshot& snapshot,
                         const std::vector<std::string>& roles) {
  std::vector<Field> fields;
  std::vector<Value> values;
  for (std::size_t i = 0; i < chart.data.size(); ++i) {
    if (!MayRead(chart.data[i], roles)) continue;
    fields.push_back(chart.data[i]);
    values.push_back(snapshot.data[i]);
  }
  std::string out;
  AppendJson(out, fields, values);
  return out;
}

std::string TimerName(const Chart& chart, const Timer& timer) {
  const std::string state =
      timer.state == kNone ? "" : chart.states[static_cast<std::size_t>(timer.state)].id;
  switch (timer.kind) {
    case Timer::Kind::kAfter:
      return "after." + state + "." + std::to_string(timer.index);
    case Timer::Kind::kSend:
      return timer.send_id.empty() ? timer.event : timer.send_id;
    case Timer::Kind::kRemind:
      return "remind." + state;
    case Timer::Kind::kActivity:
      return chart.activities[static_cast<std::size_t>(timer.index)].id + "." + timer.event;
    case Timer::Kind::kOverdue:
      return "overdue." + state;
  }
  return {};
}

Text TitleOfRole(const Chart& chart, const std::string& id) {
  for (const auto& role : chart.roles) {
    if (role.id == id) return role.title.empty() ? Text{id, id} : role.title;
  }
  return {id, id};
}

Text TitleOfState(const State& state) { return state.title.empty() ? Text{state.id, state.id} : state.title; }

void AddStates(ItemView& view, const Chart& chart, const Snapshot& snapshot) {
  for (const auto index : ActiveAtoms(chart, snapshot)) {
    const State& state = chart.states[static_cast<std::size_t>(index)];
    StateView entry;
    entry.id = state.id;
    entry.title = TitleOfState(state);
    const ActiveState* active = snapshot.active.Find(index);
    entry.since = active != nullptr ? active->since : snapshot.at;
    if (const StateDue* due = DueOf(chart, snapshot, index)) {
      entry.due = due->at;
      entry.provisional = due->provisional;
    }
    view.states.push_back(std::move(entry));
  }
}

}  // namespace

Actor ActorOf(const Caller& caller, const std::string& org_path) {
  return {caller.person.id, caller.person.name, caller.person.org, RolesAt(caller, org_path)};
}

// An input may carry a protected field under any name, so all of it is kept back.
std::string ReadableInput(const Chart& chart, const std::string& input,
                          const std::vector<std::string>& roles) {
  const bool all = std::all_of(chart.data.begin(), chart.data.end(),
                               [&](const Field& field) { return MayRead(field, roles); });
  return all ? input : std::string();
}

bool MaySee(const Caller& caller, const ItemRecord& record) {
  return std::any_of(caller.grants.begin(), caller.grants.end(),
                     [&](const Grant& grant) { return record.org_path.starts_with(grant.path); });
}

ItemView ViewOf(const Chart& chart, const ItemRecord& record, const Snapshot& snapshot, const Caller& caller,
                Timestamp now, const WorkCalendar& calendar) {
  ItemView view;
  view.record = record;
  view.workflow_title = chart.title;
  AddStates(view, chart, snapshot);
  const Actor actor = ActorOf(caller, record.org_path);
  view.data = ReadableData(chart, snapshot, actor.roles);
  if (!snapshot.output.is(Kind::kAbsent)) view.output = WriteJson(snapshot.output);
  for (auto& task : TasksOf(chart, snapshot)) {
    const StateIndex state = chart.FindState(task.state);
    view.tasks.push_back({task.state, TitleOfState(chart.states[static_cast<std::size_t>(state)]), task.role,
                          TitleOfRole(chart, task.role), task.since, task.due});
  }
  for (const auto& timer : snapshot.timers)
    view.timers.push_back({TimerName(chart, timer), timer.due, timer.provisional});
  for (auto& offer : OffersFor(chart, InfoOf(record), snapshot, actor, now, calendar)) {
    EventView event;
    event.event = std::move(offer.event);
    event.title = offer.title.empty() ? Text{event.event, event.event} : std::move(offer.title);
    event.allowed = offer.allowed;
    event.reasons = std::move(offer.reasons);
    event.roles = std::move(offer.roles);
    if (offer.input != nullptr && !offer.input->empty()) AppendJsonSchema(event.input_schema, *offer.input);
    view.events.push_back(std::move(event));
  }
  return view;
}

WorkflowView ViewOf(const Chart& chart, DefinitionRecord record) {
  WorkflowView view;
  view.record = std::move(record);
  view.title = chart.title;
  AppendJsonSchema(view.data_schema, chart.data);
  for (const auto& role : chart.roles) view.roles.emplace_back(role.id, role.title);
  for (std::size_t i = 1; i < chart.states.size(); ++i)
    view.states.emplace_back(chart.states[i].id, TitleOfState(chart.states[i]));
  return view;
}

}  // namespace charter
