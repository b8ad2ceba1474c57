#include "engine/run/step.h"

#include <algorithm>

#include "engine/run/edit.h"
#include "engine/run/handling.h"
#include "engine/run/interpreter.h"
#include "engine/run/life_rights.h"
#include "engine/run/recount.h"
#include "engine/run/stepper.h"
#include "engine/run/withdrawal.h"

namespace charter {
namespace {

void RememberPerformed(Draft& snapshot, const std::string& event, const PersonId& person) {
  const auto& known = snapshot->performed;
  const auto same = [&](const auto& entry) { return entry.first == event && entry.second == person; };
  if (std::any_of(known.begin(), known.end(), same)) return;
  auto& performed = snapshot.Edit<&Snapshot::performed>();
  performed.reserve(performed.size() + 1);  // rarely more: an idle item holds no room for it
  const std::pair<std::string, PersonId> entry{event, person};
  performed.insert(std::lower_bound(performed.begin(), performed.end(), entry), entry);
}

// What is done for somebody he has done as well.
void RememberPerformed(Draft& snapshot, const Event& event) {
  if (event.source != Event::Source::kPerson || !event.actor) return;
  RememberPerformed(snapshot, event.name, event.actor->id);
  for (const auto& other : event.actor->on_behalf_of) RememberPerformed(snapshot, event.name, other.id);
}

void Suspend(Draft& snapshot, LifeEvent event) {
  snapshot.Edit<&Snapshot::status>() = Next(snapshot->status, event).value_or(snapshot->status);
  snapshot.Edit<&Snapshot::suspended_at>().Own() = snapshot->at;
}

void GoOn(Draft& snapshot, Status status) {
  snapshot.Edit<&Snapshot::status>() = status;
  snapshot.Edit<&Snapshot::suspended_at>() = {};
  snapshot.Edit<&Snapshot::fault>() = {};
}

// item.suspend, item.resume and item.cancel.
void TakeLifeEvent(const Chart& chart, Draft& snapshot, const Event& event, LifeEvent life,
                   Interpreter& interpreter, const WorkCalendar& calendar) {
  if (auto refusal = MayChangeLife(chart, *snapshot, life, event)) throw StepRefused{std::move(*refusal)};
  switch (life) {
    case LifeEvent::kSuspend:
      Suspend(snapshot, life);
      break;
    case LifeEvent::kResume:
      ResumeClocks(chart, snapshot, calendar);
      GoOn(snapshot, Status::kActive);
      // Its children may have gone on meanwhile.
      interpreter.Settle();
      break;
    default:
      interpreter.LeaveAll();
      GoOn(snapshot, Status::kEnded);
      break;
  }
}

void RecordChild(Draft& snapshot, const ChildFact& fact) {
  auto& children = snapshot.Edit<&Snapshot::children>();
  const auto place = std::lower_bound(children.begin(), children.end(), fact,
                                      [](const ChildFact& a, const ChildFact& b) { return a.id < b.id; });
  if (place != children.end() && place->id == fact.id) {
    *place = fact;
  } else {
    children.insert(place, fact);
  }
}

Value ChildData(const ChildFact& fact) {
  std::vector<Value> states;
  for (const auto& state : fact.states) states.push_back(Value::String(state));
  return Value::Map(
      {{"id", Value::String(fact.id.value)},
       {"workflow", Value::String(fact.workflow)},
       {"states", Value::List(std::move(states))},
       {"ended", Value::Bool(fact.ended)},
       {"output", fact.output.is(Kind::kMap) ? fact.output : Value::Map(std::vector<Value::Entry>{})},
       {"data", fact.data.is(Kind::kMap) ? fact.data : Value::Map(std::vector<Value::Entry>{})}});
}

void TakeWithdrawal(const Chart& chart, Draft& snapshot, const Event& event, std::string_view withdrawn,
                    const WorkCalendar& calendar) {
  const PersonId* person = event.actor ? &event.actor->id : nullptr;
  if (auto refusal = MayWithdraw(chart, *snapshot, withdrawn, person)) throw StepRefused{std::move(*refusal)};
  std::vector<FieldError> errors;
  ConformFields(WithdrawalInput(),
                event.data.is(Kind::kAbsent) ? Value::Map(std::vector<Value::Entry>{}) : event.data, "",
                errors);
  if (!errors.empty()) throw StepRefused{InvalidInput(errors)};
  TakeBack(chart, snapshot, calendar);
}

// Whoever starts an item binds its parameters first.
Refusal Unbound() {
  return {Code::parameter_unknown,
          {"事项的参数尚未绑定", "the parameters of the item were not bound"},
          {},
          {},
          {}};
}

// What the new values make possible happens at once.
void ChangeFields(const Chart& chart, const ItemInfo& item, Draft& snapshot, const Event& event,
                  const WorkCalendar& calendar, Workspace& work) {
  std::vector<NamedFile> files;
  if (auto edited = EditFields(chart, snapshot, event, files); !edited)
    throw StepRefused{std::move(edited.error())};
  Interpreter interpreter(chart, item, snapshot, event, calendar, work);
  work.files = std::move(files);
  interpreter.Settle();
  RememberPerformed(snapshot, event);
  NoteForWithdrawal(chart, snapshot, event, work.effects, work.taken);
}

void CarryOut(const Chart& chart, const ItemInfo& item, Draft& snapshot, const Event& event,
              const WorkCalendar& calendar, Workspace& work) {
  const bool by_person = event.source == Event::Source::kPerson;
  if (event.name == kFieldsEvent && event.source != Event::Source::kItem)
    return ChangeFields(chart, item, snapshot, event, calendar, work);
  Interpreter interpreter(chart, item, snapshot, event, calendar, work);
  if (const auto life = LifeEventOf(event.name)) {
    TakeLifeEvent(chart, snapshot, event, *life, interpreter, calendar);
    RememberPerformed(snapshot, event);
    return;
  } else if (event.name == kCalendarEvent && event.source == Event::Source::kSystem) {
    // Whatever its status: the clocks of a suspended item go on by the new edition.
    RecountClocks(chart, snapshot, calendar);
    return;
  } else if (event.child) {
    // A child's report is a fact whatever the parent's status; only a running one reacts to it.
    RecordChild(snapshot, *event.child);
    if (snapshot->status == Status::kActive)
      interpreter.RaiseAndSettle(kChildChanged, ChildData(*event.child));
  } else if (snapshot->status != Status::kActive) {
    throw StepRefused{Blocked(*snapshot)};
  } else if (event.source == Event::Source::kTimer) {
    interpreter.FireTimer(event.timer);
  } else if (const auto handling = HandlingOf(event.name)) {
    if (auto handled = Handle(chart, item, snapshot, event, *handling, work.effects); !handled)
      throw StepRefused{std::move(handled.error())};
    if (*handling == Handling::kHandOver) NoteForWithdrawal(chart, snapshot, event, work.effects, work.taken);
    RememberPerformed(snapshot, event);
    return;
  } else if (const auto withdrawn = WithdrawnBy(chart, event.name);
             withdrawn && event.source != Event::Source::kItem) {
    TakeWithdrawal(chart, snapshot, event, *withdrawn, calendar);
    RememberPerformed(snapshot, event);
    return;
  } else if (by_person && IsReserved(event.name)) {
    throw StepRefused{NotForPeople(event.name)};
  } else if (interpreter.Take(event.name, event.data)) {
    RememberPerformed(snapshot, event);
  } else if (!work.objections.empty()) {
    throw StepRefused{MostHelpful(chart, work.objections)};
  } else {
    throw StepRefused{NotAvailable(chart, *snapshot, event.name)};
  }
  NoteForWithdrawal(chart, snapshot, event, work.effects, work.taken);
}

}  // namespace

std::vector<Value> ConformCreation(const Chart& chart, const Value& data, std::vector<FieldError>& errors) {
  const Value given = data.is(Kind::kAbsent) ? Value::Map(std::vector<Value::Entry>{}) : data;
  auto values = ConformFields(chart.data, given, "", errors);
  for (const auto& field : chart.data) {
    if (!field.read_only || !given.is(Kind::kMap) || given.Find(field.name) == nullptr) continue;
    errors.push_back(
        {"/" + field.name,
         "readOnly",
         {"此字段由流程填写，不能自行填报", "this field is filled in by the workflow and cannot be given"}});
  }
  return values;
}

Outcome<Stepped> Start(const Chart& chart, const ItemInfo& item, const Event& create,
                       const WorkCalendar& calendar, Missing missing) {
  Stepped stepped;
  Snapshot& snapshot = stepped.snapshot;
  snapshot.rev = 1;
  snapshot.at = create.at;
  snapshot.calendar = calendar.edition();
  std::vector<FieldError> errors;
  snapshot.data = ConformCreation(chart, create.data, errors);
  if (missing == Missing::kLeftUnset) {
    std::erase_if(errors,
                  [](const FieldError& e) { return e.keyword == "required" && e.pointer.rfind('/') == 0; });
  }
  if (!errors.empty()) return tl::unexpected(InvalidData(std::move(errors)));
  if (!chart.parameters.empty()) {
    if (!create.params || create.params->values.size() != chart.parameters.size())
      return tl::unexpected(Unbound());
    snapshot.params = create.params;
  }
  snapshot.status = Next(Status::kCreated, LifeEvent::kStart).value_or(Status::kActive);
  Workspace work;
  Draft draft(snapshot, work.former);
  try {
    Interpreter interpreter(chart, item, draft, create, calendar, work);
    AddFiles(chart.data, draft->data, work.files);
    interpreter.Begin();
  } catch (StepRefused& refused) {
    return tl::unexpected(std::move(refused.refusal));
  }
  RememberPerformed(draft, create);
  draft.Keep();
  stepped.effects = std::move(work.effects);
  stepped.taken = std::move(work.taken);
  stepped.files = std::move(work.files);
  return stepped;
}

Outcome<void> Stepper::Advance(const Chart& chart, const ItemInfo& item, Snapshot& snapshot,
                               const Event& event, const WorkCalendar& calendar) {
  const Timestamp before = snapshot.at;
  Draft draft(snapshot, work_.former);
  ++draft.Edit<&Snapshot::rev>();
  draft.Edit<&Snapshot::at>() = std::max(snapshot.at, event.at);
  if (snapshot.calendar != calendar.edition()) draft.Edit<&Snapshot::calendar>() = calendar.edition();
  try {
    CarryOut(chart, item, draft, event, calendar, work_);
  } catch (StepRefused& refused) {
    return tl::unexpected(std::move(refused.refusal));
  }
  // What moves the item shows by that, but not who sent it.
  if (work_.record.sealed && !work_.taken.empty()) {
    work_.record.sealed = false;
    work_.record.masked = true;
  }
  if (work_.record.sealed) {
    Unseen& unseen = draft.Edit<&Snapshot::unseen>().Own();
    if (++unseen.count == 1) unseen.shown_at = before;
  } else if (snapshot.unseen->count > 0) {
    draft.Edit<&Snapshot::unseen>().Own().shown_at = snapshot.at;
  }
  draft.Keep();
  return {};
}

Outcome<Stepped> Step(const Chart& chart, const ItemInfo& item, const Snapshot& before, const Event& event,
                      const WorkCalendar& calendar) {
  Stepped stepped{before, {}, {}, {}, {}};
  Stepper stepper;
  if (auto done = stepper.Advance(chart, item, stepped.snapshot, event, calendar); !done)
    return tl::unexpected(std::move(done.error()));
  stepped.effects = std::move(stepper.effects());
  stepped.taken = std::move(stepper.taken());
  stepped.record = std::move(stepper.record());
  stepped.files = std::move(stepper.files());
  return stepped;
}

Snapshot Faulted(const Snapshot& before, Timestamp at, const std::string& why) {
  Snapshot snapshot = before;
  ++snapshot.rev;
  snapshot.at = std::max(before.at, at);
  if (snapshot.unseen->count > 0) snapshot.unseen.Own().shown_at = snapshot.at;
  snapshot.status = Next(snapshot.status, LifeEvent::kFail).value_or(snapshot.status);
  snapshot.suspended_at.Own() = snapshot.at;
  snapshot.fault.Own() = why;
  return snapshot;
}

}  // namespace charter
