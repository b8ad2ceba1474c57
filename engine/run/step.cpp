#include "engine/run/step.h"

#include <algorithm>

#include "engine/run/interpreter.h"
#include "engine/run/life_rights.h"
#include "engine/run/timers.h"

namespace charter {
namespace {

// "提交申报（submit）", or the bare name where the workflow gives it no title.
std::string Named(const Chart& chart, const std::string& event, Language language) {
  const auto found = chart.events.find(event);
  if (found == chart.events.end() || found->second.empty()) return event;
  const std::string& title = found->second.In(language);
  return language == Language::kZh ? title + "（" + event + "）" : title + " (" + event + ")";
}

std::string Named(const Chart& chart, const std::vector<std::string>& events, Language language) {
  std::string out;
  for (const auto& event : events) {
    if (!out.empty()) out += language == Language::kZh ? "、" : ", ";
    out += Named(chart, event, language);
  }
  return out;
}

std::string Where(const Chart& chart, const Snapshot& snapshot, Language language) {
  std::string out;
  for (const auto index : ActiveAtoms(chart, snapshot)) {
    const State& state = chart.states[static_cast<std::size_t>(index)];
    if (!out.empty()) out += language == Language::kZh ? "、" : ", ";
    out += state.title.empty() ? state.id : state.title.In(language);
  }
  return out;
}

std::vector<std::string> AvailableNow(const Chart& chart, const Snapshot& snapshot) {
  std::vector<std::string> now;
  const auto add = [&](StateIndex state) {
    for (const auto index : chart.states[static_cast<std::size_t>(state)].transitions) {
      const Transition& transition = chart.transitions[static_cast<std::size_t>(index)];
      const bool known = std::find(now.begin(), now.end(), transition.event) != now.end();
      if (transition.IsForPeople() && !known) now.push_back(transition.event);
    }
  };
  snapshot.active.ForEach(add);
  add(0);
  return now;
}

Refusal NotAvailable(const Chart& chart, const Snapshot& snapshot, const std::string& event) {
  auto now = AvailableNow(chart, snapshot);
  Text hint{"现在可以进行的操作：" + Named(chart, now, Language::kZh),
            "available now: " + Named(chart, now, Language::kEn)};
  const bool known = chart.events.contains(event);
  if (known) {
    return {Code::event_not_available,
            {"在“" + Where(chart, snapshot, Language::kZh) + "”时不能" + Named(chart, event, Language::kZh),
             "in state \"" + Where(chart, snapshot, Language::kEn) +
                 "\" this cannot be done: " + Named(chart, event, Language::kEn)},
            std::move(hint),
            {},
            std::move(now)};
  }
  std::vector<std::string> names;
  for (const auto& transition : chart.transitions) {
    if (transition.IsForPeople()) names.push_back(transition.event);
  }
  if (const auto nearest = Nearest(event, names)) {
    hint = {"您是否要用 " + *nearest + "？" + hint.zh, "did you mean `" + *nearest + "`? " + hint.en};
  }
  return {Code::unknown_event,
          {"流程 " + chart.workflow + " 没有操作 " + event,
           "workflow `" + chart.workflow + "` has no event `" + event + "`"},
          std::move(hint),
          {},
          std::move(now)};
}

// The reason that helps most: what the caller could mend comes before what he cannot.
const Refusal& MostHelpful(const std::vector<Objection>& objections) {
  const auto rank = [](const Objection& objection) {
    switch (objection.refusal.code) {
      case Code::guard_not_met:
        return 0;
      case Code::input_invalid:
        return 1;
      case Code::not_allowed:
        return 2;
      default:
        return 3;
    }
  };
  return std::min_element(objections.begin(), objections.end(),
                          [&](const Objection& a, const Objection& b) { return rank(a) < rank(b); })
      ->refusal;
}

Refusal InvalidData(std::vector<FieldError> errors) {
  const std::string count = std::to_string(errors.size());
  return {Code::data_invalid,
          {"事项字段有 " + count + " 处不符合要求：" + errors.front().message.zh,
           "the fields have " + count + " mistake(s): " + errors.front().message.en},
          {"按 fields 逐项更正后重新提交", "mend what `fields` lists and send it again"},
          std::move(errors),
          {}};
}

void RememberPerformed(Snapshot& snapshot, const Event& event) {
  if (event.source != Event::Source::kPerson || !event.actor) return;
  const std::pair<std::string, PersonId> key{event.name, event.actor->id};
  const auto place = std::lower_bound(snapshot.performed.begin(), snapshot.performed.end(), key);
  if (place == snapshot.performed.end() || *place != key) snapshot.performed.insert(place, key);
}

void Suspend(Snapshot& snapshot, LifeEvent event) {
  snapshot.status = Next(snapshot.status, event).value_or(snapshot.status);
  snapshot.suspended_at = snapshot.at;
}

Refusal Blocked(const Snapshot& snapshot) {
  switch (snapshot.status) {
    case Status::kSuspended:
      return {Code::item_suspended,
              {"事项已暂停，恢复后才能办理", "the item is suspended; it must be resumed first"},
              {},
              {},
              {}};
    case Status::kFaulted:
      return {Code::item_faulted,
              {"事项出错：" + snapshot.fault, "the item is at fault: " + snapshot.fault},
              {},
              {},
              {}};
    default:
      return {Code::item_ended,
              {"事项已结束，不能再办理", "the item has ended and takes no more events"},
              {},
              {},
              {}};
  }
}

// item.suspend, item.resume and item.cancel; false if the event is none of them.
bool TakeLifeEvent(const Chart& chart, Snapshot& snapshot, const Event& event, Interpreter& interpreter,
                   const WorkCalendar& calendar) {
  const auto life = LifeEventOf(event.name);
  if (!life) return false;
  if (const auto refusal = MayChangeLife(chart, snapshot, *life, event)) throw StepRefused{*refusal};
  switch (*life) {
    case LifeEvent::kSuspend:
      Suspend(snapshot, *life);
      break;
    case LifeEvent::kResume:
      ResumeClocks(chart, snapshot, snapshot.at, calendar);
      snapshot.status = Status::kActive;
      snapshot.suspended_at = {};
      snapshot.fault.clear();
      // Its children may have gone on meanwhile.
      interpreter.Settle();
      break;
    default:
      interpreter.LeaveAll();
      snapshot.status = Status::kEnded;
      snapshot.suspended_at = {};
      snapshot.fault.clear();
      break;
  }
  return true;
}

void RecordChild(Snapshot& snapshot, const ChildFact& fact) {
  const auto place = std::lower_bound(snapshot.children.begin(), snapshot.children.end(), fact,
                                      [](const ChildFact& a, const ChildFact& b) { return a.id < b.id; });
  if (place != snapshot.children.end() && place->id == fact.id) {
    *place = fact;
  } else {
    snapshot.children.insert(place, fact);
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
       {"output", fact.output.is(Kind::kMap) ? fact.output : Value::Map(std::vector<Value::Entry>{})}});
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
                       const WorkCalendar& calendar) {
  Stepped stepped;
  Snapshot& snapshot = stepped.snapshot;
  snapshot.rev = 1;
  snapshot.at = create.at;
  std::vector<FieldError> errors;
  snapshot.data = ConformCreation(chart, create.data, errors);
  if (!errors.empty()) return tl::unexpected(InvalidData(std::move(errors)));
  snapshot.status = Next(Status::kCreated, LifeEvent::kStart).value_or(Status::kActive);
  try {
    Interpreter interpreter(chart, item, snapshot, create, calendar);
    interpreter.Begin();
    stepped.effects = std::move(interpreter.effects());
    stepped.taken = std::move(interpreter.taken());
    RememberPerformed(snapshot, create);
  } catch (StepRefused& refused) {
    return tl::unexpected(std::move(refused.refusal));
  }
  return stepped;
}

Outcome<Stepped> Step(const Chart& chart, const ItemInfo& item, const Snapshot& before, const Event& event,
                      const WorkCalendar& calendar) {
  Stepped stepped;
  Snapshot& snapshot = stepped.snapshot;
  snapshot = before;
  snapshot.rev = before.rev + 1;
  snapshot.at = std::max(before.at, event.at);
  Event now = event;
  now.at = snapshot.at;
  try {
    Interpreter interpreter(chart, item, snapshot, now, calendar);
    if (TakeLifeEvent(chart, snapshot, now, interpreter, calendar)) {
      RememberPerformed(snapshot, now);
    } else if (event.child) {
      // A child's report is a fact whatever the parent's status; only a running one reacts to it.
      RecordChild(snapshot, *event.child);
      if (snapshot.status == Status::kActive)
        interpreter.RaiseAndSettle(std::string(kChildChanged), ChildData(*event.child));
    } else if (snapshot.status != Status::kActive) {
      return tl::unexpected(Blocked(snapshot));
    } else if (event.source == Event::Source::kTimer) {
      interpreter.FireTimer(event.timer);
    } else {
      if (event.source == Event::Source::kPerson && IsReserved(event.name)) {
        return tl::unexpected(Refusal{
            Code::unknown_event,
            {"操作 " + event.name + " 不能由人提交", "event `" + event.name + "` cannot be sent by people"},
            {},
            {},
            {}});
      }
      if (!interpreter.Take(now.name, now.data)) {
        if (!interpreter.objections().empty()) return tl::unexpected(MostHelpful(interpreter.objections()));
        return tl::unexpected(NotAvailable(chart, before, event.name));
      }
      RememberPerformed(snapshot, now);
    }
    stepped.effects = std::move(interpreter.effects());
    stepped.taken = std::move(interpreter.taken());
  } catch (StepRefused& refused) {
    return tl::unexpected(std::move(refused.refusal));
  }
  return stepped;
}

Snapshot Faulted(const Snapshot& before, Timestamp at, const std::string& why) {
  Snapshot snapshot = before;
  snapshot.rev = before.rev + 1;
  snapshot.at = std::max(before.at, at);
  Suspend(snapshot, LifeEvent::kFail);
  snapshot.fault = why;
  return snapshot;
}

}  // namespace charter
