#include "engine/service/item_view.h"

#include <algorithm>

#include "engine/data/failure.h"
#include "engine/data/json.h"
#include "engine/run/active_activity.h"
#include "engine/run/edit.h"
#include "engine/run/handling.h"
#include "engine/run/offers.h"
#include "engine/run/recount.h"
#include "engine/run/replay.h"
#include "engine/run/tasks.h"

namespace charter {
namespace {

// The fields the caller may read, and their values.
std::string ReadableData(const Chart& chart, const Snapshot& snapshot,
                         const std::vector<std::string>& roles) {
  const Masking masking(chart, snapshot);
  std::vector<Field> fields;
  std::vector<Value> values;
  for (std::size_t i = 0; i < chart.data.size(); ++i) {
    if (!MayRead(chart.data[i], roles)) continue;
    fields.push_back(chart.data[i]);
    values.push_back(masking.Of(snapshot.data[i]));
  }
  std::string out;
  AppendJson(out, fields, values);
  return out;
}

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

void AddActivities(ItemView& view, const Chart& chart, const ItemInfo& item, const Snapshot& snapshot,
                   const Viewer& viewer, const WorkCalendar& calendar) {
  const Masking masking(chart, snapshot);
  for (std::size_t i = 0; i < snapshot.activities.size(); ++i) {
    if (snapshot.activities[i].is(Kind::kAbsent)) continue;
    const Activity& activity = chart.activities[i];
    ActivityView shown;
    shown.id = activity.id;
    shown.type = activity.kind->name;
    shown.title = activity.title.empty() ? activity.kind->title : activity.title;
    shown.state = chart.states[static_cast<std::size_t>(activity.state)].id;
    shown.open = GoesOn(chart, snapshot, static_cast<ActivityIndex>(i));
    if (i < snapshot.results.size() && !snapshot.results[i].is(Kind::kAbsent))
      AppendJson(shown.outcome, activity.kind->outcome, masking.Of(snapshot.results[i]));
    shown.shown = WriteJson(ShownOf(chart, item, snapshot, viewer, calendar, static_cast<ActivityIndex>(i)));
    view.activities.push_back(std::move(shown));
  }
}

}  // namespace

bool MayRead(const Field& field, const std::vector<std::string>& roles) {
  const auto holds = [&](std::string_view role) {
    return std::find(roles.begin(), roles.end(), role) != roles.end();
  };
  return field.read.empty() || holds(kAuditor) || std::any_of(field.read.begin(), field.read.end(), holds);
}

Text TitleOfRole(const Chart& chart, const std::string& id) {
  for (const auto& role : chart.roles) {
    if (role.id == id) return role.title.empty() ? Text{id, id} : role.title;
  }
  return {id, id};
}

Text TitleOfState(const State& state) { return state.title.empty() ? Text{state.id, state.id} : state.title; }

bool IsSecret(const HistoryRecord& row) {
  const auto detail = ParseJson(row.detail);
  return detail && detail->is(Kind::kMap) &&
         (detail->Find("sealed") != nullptr || detail->Find("masked") != nullptr);
}

namespace {

Value DetailOf(const HistoryRecord& row) {
  auto detail = ParseJson(row.detail);
  if (!detail || !detail->is(Kind::kMap))
    throw Failure(Code::store_failed, "the detail of a stored event is no JSON object");
  return *std::move(detail);
}

Discretion DiscretionOf(const HistoryRecord& row, const Value& detail) {
  Discretion discretion;
  discretion.sealed = detail.Find("sealed") != nullptr;
  discretion.masked = detail.Find("masked") != nullptr;
  const Value* shown = detail.Find("shown");
  discretion.shown_rev = shown != nullptr ? shown->AsInt() : row.rev;
  if (discretion.sealed || discretion.masked) {
    const auto actor = ParseJson(row.actor);
    const Value* id = actor && actor->is(Kind::kMap) ? actor->Find("id") : nullptr;
    if (id != nullptr) discretion.by = PersonId(std::string(id->AsString()));
  }
  return discretion;
}

}  // namespace

Discretion DiscretionOf(const HistoryRecord& row) { return DiscretionOf(row, DetailOf(row)); }

// An input may carry a protected field under any name, so all of it is kept back.
HistoryReader::HistoryReader(const Chart& chart, const Snapshot& snapshot, const PersonId& person,
                             const std::vector<std::string>& roles)
    : chart_(chart),
      masking_(chart, snapshot),
      roles_(roles),
      person_(person),
      auditor_(std::find(roles.begin(), roles.end(), kAuditor) != roles.end()),
      reads_input_(std::all_of(chart.data.begin(), chart.data.end(),
                               [&](const Field& field) { return MayRead(field, roles); })) {}

// Of fields that were changed, those that may be read are shown.
void HistoryReader::HideFields(HistoryRecord& row) const {
  const auto reads = [&](std::string_view name) {
    const auto field = std::find_if(chart_.data.begin(), chart_.data.end(),
                                    [&](const Field& each) { return each.name == name; });
    return field != chart_.data.end() && MayRead(*field, roles_);
  };
  if (const auto input = ParseJson(row.input); input && input->is(Kind::kMap)) {
    std::vector<Value::Entry> entries(input->AsMap().begin(), input->AsMap().end());
    std::erase_if(entries, [&](const auto& entry) { return !reads(entry.first.AsString()); });
    row.input = WriteJson(Value::Map(std::move(entries)));
  }
  const auto detail = ParseJson(row.detail);
  std::vector<Value::Entry> entries(detail->AsMap().begin(), detail->AsMap().end());
  for (auto& [key, value] : entries) {
    if (key.AsString() != kChangesDetail) continue;
    std::vector<Value> changes(value.AsList().begin(), value.AsList().end());
    std::erase_if(changes, [&](const Value& change) { return !reads(change.Find("field")->AsString()); });
    value = Value::List(std::move(changes));
  }
  row.detail = WriteJson(Value::Map(std::move(entries)));
}

bool HistoryReader::Show(HistoryRecord& row) const {
  row = WithNames(std::move(row));
  row.input = masking_.OfInput(row.input);
  row.detail = masking_.OfDetail(row.detail);
  if (auditor_) return true;
  const Value detail = DetailOf(row);
  const Discretion discretion = DiscretionOf(row, detail);
  const bool own = !discretion.by.empty() && discretion.by == person_;
  if (discretion.sealed && !own) return false;
  if (discretion.masked && !own) {
    row.actor.clear();
    row.input.clear();
  }
  row.rev = discretion.shown_rev;
  // Which deadlines a new calendar has moved is nothing that somebody handed in.
  const bool is_edit = row.event == kFieldsEvent;
  if (!reads_input_ && row.event != kCalendarEvent && !is_edit) row.input.clear();
  // What was looked up for the event is for replay and for auditors.
  std::vector<Value::Entry> entries;
  for (const auto& entry : detail.AsMap()) {
    const auto key = entry.first.AsString();
    if (key != "facts" && key != "sealed" && key != "masked" && key != "shown") entries.push_back(entry);
  }
  row.detail = WriteJson(Value::Map(std::move(entries)));
  if (is_edit && !reads_input_) HideFields(row);
  return true;
}

Value ShownOf(const Chart& chart, const ItemInfo& item, const Snapshot& snapshot, const Viewer& viewer,
              const WorkCalendar& calendar, ActivityIndex index) {
  const auto at = static_cast<std::size_t>(index);
  if (at >= snapshot.activities.size() || snapshot.activities[at].is(Kind::kAbsent)) return {};
  Event event;
  event.actor = viewer.actor;
  ItemActivation activation(chart, item, snapshot, event, calendar);
  const Activity& activity = chart.activities[at];
  ItemSurroundings surroundings(activity, activation, snapshot, calendar);
  return Masking(chart, snapshot)
      .Of(RulesOf(chart, snapshot, index)->Shown(snapshot.activities[at], viewer, surroundings));
}

Viewer ViewerOf(Actor actor) {
  const bool auditor = std::find(actor.roles.begin(), actor.roles.end(), kAuditor) != actor.roles.end();
  return {std::move(actor), auditor};
}

bool MaySee(const Caller& caller, const ItemRecord& record) {
  return IsFor(caller, record.workflow) && Reaches(caller, record.org_path);
}

bool MaySee(const Caller& caller, const ItemRecord& record, const Snapshot& snapshot) {
  return MaySee(caller, record) || (IsFor(caller, record.workflow) && IsCopiedTo(snapshot, caller.person.id));
}

ItemView ViewOf(const Chart& chart, const ItemRecord& record, const Snapshot& snapshot, const Caller& caller,
                Timestamp now, const WorkCalendar& calendar) {
  ItemView view;
  view.record = record;
  view.record.rev = record.ShownRev();
  view.workflow_title = chart.title;
  AddStates(view, chart, snapshot);
  const Actor actor = ReaderOf(caller, record.org_path);
  view.data = ReadableData(chart, snapshot, actor.roles);
  for (const int field : FieldsOpenTo(chart, snapshot, actor))
    view.editable.push_back(chart.data[static_cast<std::size_t>(field)].name);
  const Masking masking(chart, snapshot);
  if (!snapshot.output.is(Kind::kAbsent)) view.output = WriteJson(masking.Of(snapshot.output));
  const Viewer viewer = ViewerOf(actor);
  if (snapshot.params) {
    view.preset = snapshot.params->preset;
    for (std::size_t i = 0; i < chart.parameters.size(); ++i) {
      const Parameter& parameter = chart.parameters[i];
      view.parameters.push_back({parameter.title.empty() ? Text{parameter.id, parameter.id} : parameter.title,
                                 snapshot.params->values[i]});
    }
  }
  for (auto& task : TasksOf(chart, snapshot)) {
    // Whom an activity awaits in person may be for that person alone to know; the activity shows the rest.
    if (!task.person.empty() && task.person != actor.id && !viewer.auditor) continue;
    const StateIndex state = chart.FindState(task.state);
    view.tasks.push_back({task.state, TitleOfState(chart.states[static_cast<std::size_t>(state)]), task.role,
                          task.role.empty() ? Text{} : TitleOfRole(chart, task.role), task.person, task.since,
                          task.due});
  }
  AddActivities(view, chart, InfoOf(record), snapshot, viewer, calendar);
  for (const auto& timer : snapshot.timers)
    view.timers.push_back({NameOf(chart, timer), timer.due, timer.provisional});
  const auto actors = ActorsOf(caller, record.org_path);
  for (auto& offer : OffersTo(chart, InfoOf(record), snapshot, actors, now, calendar)) {
    EventView event;
    event.event = std::move(offer.event);
    event.title = offer.title.empty() ? Text{event.event, event.event} : std::move(offer.title);
    event.allowed = offer.allowed;
    event.on_behalf_of = std::move(offer.on_behalf_of);
    for (Reason& reason : offer.reasons) event.reasons.push_back(masking.Of(std::move(reason)));
    event.roles = std::move(offer.roles);
    if (offer.input != nullptr && !offer.input->empty()) AppendJsonSchema(event.input_schema, *offer.input);
    view.events.push_back(std::move(event));
  }
  for (const auto& urging : snapshot.dealings->urged) {
    const State& state = chart.states[static_cast<std::size_t>(urging.state)];
    view.urged.push_back({state.id, TitleOfState(state), urging.name, urging.at});
  }
  for (const auto& copy : snapshot.dealings->copied) view.copied.push_back({copy.person, copy.name, copy.at});
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
