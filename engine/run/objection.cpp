#include "engine/run/objection.h"

#include <algorithm>

#include "engine/run/active_activity.h"

namespace charter {
namespace {

std::size_t At(std::int32_t index) { return static_cast<std::size_t>(index); }

std::string Joined(const std::vector<std::string>& words, const char* separator) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : separator) + word;
  return out;
}

std::vector<std::string> RolesOf(const Chart& chart, const Transition& transition) {
  std::vector<std::string> roles;
  for (const auto role : transition.by) roles.push_back(chart.roles[At(role)].id);
  return roles;
}

Refusal GuardNotMet(const Transition& transition) {
  const std::string& guard = transition.guard.source();
  Text message = transition.refusal;
  if (message.empty()) message = {"条件未满足：" + guard, "the condition is not met: " + guard};
  return {Code::guard_not_met, std::move(message), {}, {}, {guard}};
}

// "2026-03-20 09:00", or the day alone where it is the whole day's start.
std::string OpensAt(Timestamp at) {
  const std::string text = ToShanghaiString(at);
  return StartOfDay(DayOf(at)) == at ? text.substr(0, 10) : text.substr(0, 10) + " " + text.substr(11, 5);
}

Refusal TooEarly(Timestamp opens) {
  const std::string at = OpensAt(opens);
  return {Code::not_yet_open,
          {at + " 起方可办理", "this can be done from " + at + " on"},
          {},
          {},
          {ToShanghaiString(opens)}};
}

// The end of a day is told as that day, which is the last one.
Refusal TooLate(Timestamp closes) {
  const bool whole = StartOfDay(DayOf(closes)) == closes;
  const std::string at = whole ? ToString(LastDay(closes)) : OpensAt(closes);
  return {Code::no_longer_open,
          {"办理时间已于 " + at + " 截止", "the time for this ended on " + at},
          {},
          {},
          {ToShanghaiString(closes)}};
}

// What a rule about the actor is there for, where it is one of the usual ones.
Text PurposeOf(const std::string& rule) {
  const auto says = [&](std::string_view part) { return rule.find(part) != std::string::npos; };
  if (says("!performed(actor.id")) {
    return {"经办与审批须由两人分别办理（四眼原则），前一步是您办理的",
            "two people must do this (four eyes), and the step before was yours"};
  }
  if (says("actor.id != item.created_by") || says("item.created_by != actor.id"))
    return {"本人建立的事项须由他人办理", "you made this item, and another person must do this"};
  if (says("actor.org != item.org") || says("item.org != actor.org"))
    return {"事项属于您所在组织，您须回避", "the item is of your own organisation, so this is not for you"};
  if (says("in actor.roles")) return {"按规定须由另一方办理", "this is for the other side"};
  return {"按规定您不能办理此操作", "a rule says that you may not do this"};
}

Refusal NotAllowed(const Transition& transition) {
  const std::string& rule = transition.allow.source();
  const Text purpose = PurposeOf(rule);
  return {Code::not_allowed,
          {purpose.zh + "（规则：" + rule + "）", purpose.en + " (the rule: `" + rule + "`)"},
          {"请由另一位有此角色的同志办理", "ask another person who holds the role"},
          {},
          {rule}};
}

Refusal TooOften(const Transition& transition) {
  const std::string max = std::to_string(transition.back->max.value_or(0));
  return {
      Code::returned_too_often,
      {"已在此处退回 " + max + " 次，不能再退",
       "it has been sent back from here " + max + (max == "1" ? " time" : " times") + ", the most it may"},
      {"请办理，或作出不予通过的决定", "carry on with it, or decide against it"},
      {},
      {max}};
}

Refusal NoWayBack(const Chart& chart, const Transition& transition) {
  std::vector<std::string> ids;
  for (const auto to : transition.back->to) ids.push_back(chart.states[At(to)].id);
  return {Code::no_way_back,
          {"事项不曾到过可以退回的状态：" + Joined(ids, "、"),
           "the item has been in none of the states it could go back to: " + Joined(ids, ", ")},
          {},
          {},
          ids};
}

Refusal HandedOver(const std::string& person) {
  return {Code::handed_over,
          {"此项工作已转由 " + person + " 办理", "this has been handed over to " + person},
          {},
          {},
          {person}};
}

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

std::string TitlesOf(const Chart& chart, const std::vector<StateIndex>& states, Language language) {
  std::string out;
  for (const auto index : states) {
    const State& state = chart.states[At(index)];
    if (!out.empty()) out += language == Language::kZh ? "、" : ", ";
    out += state.title.empty() ? state.id : state.title.In(language);
  }
  return out;
}

std::string Where(const Chart& chart, const Snapshot& snapshot, Language language) {
  return TitlesOf(chart, ActiveAtoms(chart, snapshot), language);
}

std::vector<std::string> AvailableNow(const Chart& chart, const Snapshot& snapshot) {
  std::vector<std::string> now;
  const auto add = [&](StateIndex state) {
    for (const auto index : chart.states[At(state)].transitions) {
      const Transition& transition = chart.transitions[At(index)];
      const bool known = std::find(now.begin(), now.end(), transition.event) != now.end();
      if (transition.IsForPeople() && !known) now.push_back(transition.event);
    }
  };
  for (const auto& active : snapshot.active) add(active.state);
  add(0);
  for (std::size_t i = 0; i < chart.activities.size(); ++i) {
    if (!GoesOn(chart, snapshot, static_cast<ActivityIndex>(i))) continue;
    for (const auto& form : chart.activities[i].rules->forms())
      now.push_back(chart.activities[i].id + "." + form.verb);
  }
  return now;
}

}  // namespace

Refusal WrongRole(const Chart& chart, const std::vector<std::string>& may) {
  if (may.empty()) {
    return {Code::wrong_role,
            {"审计员和指导员只查看、不办理", "auditors and advisors see, and decide nothing"},
            {"指导员可以发表意见：POST /v1/items/{id}/comments",
             "an advisor can comment: POST /v1/items/{id}/comments"},
            {},
            {}};
  }
  std::vector<std::string> zh;
  std::vector<std::string> en;
  for (const auto& role : chart.roles) {
    if (std::find(may.begin(), may.end(), role.id) == may.end()) continue;
    zh.push_back(role.title.zh.empty() ? role.id : role.title.zh);
    en.push_back(role.title.en.empty() ? role.id : role.title.en);
  }
  return {
      Code::wrong_role,
      {"此操作由" + Joined(zh, "、") + "办理，您在该组织没有此角色",
       "this is done by: " + Joined(en, ", ") + "; you do not hold that role over this item's organisation"},
      {"请联系有此角色的同志办理", "ask someone who holds the role"},
      {},
      may};
}

Refusal InvalidInput(const std::vector<FieldError>& errors) {
  return {Code::input_invalid,
          {"提交内容有 " + std::to_string(errors.size()) + " 处不符合要求：" + errors.front().message.zh,
           "the input has " + std::to_string(errors.size()) + " mistake(s): " + errors.front().message.en},
          {"按 fields 逐项更正后重新提交", "mend what `fields` lists and send it again"},
          errors,
          {}};
}

Refusal ToRefusal(const Chart& chart, const Objection& objection) {
  const Transition& transition = chart.transitions[At(objection.transition)];
  switch (objection.why) {
    case Objection::Why::kGuard:
      return GuardNotMet(transition);
    case Objection::Why::kEarly:
      return TooEarly(objection.at);
    case Objection::Why::kLate:
      return TooLate(objection.at);
    case Objection::Why::kInput:
      return InvalidInput(objection.errors);
    case Objection::Why::kTooOften:
      return TooOften(transition);
    case Objection::Why::kNoWayBack:
      return NoWayBack(chart, transition);
    case Objection::Why::kRule:
      return NotAllowed(transition);
    case Objection::Why::kHandedOver:
      return HandedOver(objection.person);
    case Objection::Why::kRole:
      return WrongRole(chart, RolesOf(chart, transition));
    case Objection::Why::kFailed:
      return *objection.failure;
    case Objection::Why::kNotForPeople:
      break;
  }
  return {Code::not_allowed,
          {"此操作由流程自身触发，不由人办理", "this event is for the workflow itself, not for people"},
          {},
          {},
          {}};
}

Reason ToReason(const Chart& chart, Objection objection) {
  Reason reason{ToRefusal(chart, objection)};
  reason.seen = std::move(objection.seen);
  return reason;
}

Refusal MostHelpful(const Chart& chart, const std::vector<Objection>& objections) {
  const auto rank = [](const Objection& objection) {
    // Of equal use: what no person may send is refused like what this one may not.
    return objection.why == Objection::Why::kNotForPeople ? Objection::Why::kRule : objection.why;
  };
  return ToRefusal(chart, *std::min_element(objections.begin(), objections.end(),
                                            [&](const auto& a, const auto& b) { return rank(a) < rank(b); }));
}

std::vector<StateIndex> StatesFor(const Chart& chart, std::string_view event) {
  std::vector<StateIndex> states;
  for (const Transition& transition : chart.transitions) {
    if (transition.event == event && transition.IsForPeople() && transition.source > 0)
      states.push_back(transition.source);
  }
  for (const Activity& activity : chart.activities) {
    const bool own = event.starts_with(activity.id) && event.substr(activity.id.size()).starts_with('.');
    if (!own || activity.rules == nullptr) continue;
    const std::string_view verb = event.substr(activity.id.size() + 1);
    const auto& forms = activity.rules->forms();
    if (std::any_of(forms.begin(), forms.end(), [&](const ActivityForm& form) { return form.verb == verb; }))
      states.push_back(activity.state);
  }
  std::sort(states.begin(), states.end());
  states.erase(std::unique(states.begin(), states.end()), states.end());
  return states;
}

Refusal NotAvailable(const Chart& chart, const Snapshot& snapshot, const std::string& event) {
  auto now = AvailableNow(chart, snapshot);
  Text hint{"现在可以进行的操作：" + Named(chart, now, Language::kZh),
            "available now: " + Named(chart, now, Language::kEn)};
  const bool known = chart.events.contains(event);
  if (known) {
    if (const auto states = StatesFor(chart, event); !states.empty()) {
      hint = Text{"此操作在以下环节办理：" + TitlesOf(chart, states, Language::kZh) + "。",
                  "it is done in: " + TitlesOf(chart, states, Language::kEn) + "; "} +
             hint;
    }
    return {Code::event_not_available,
            {"在“" + Where(chart, snapshot, Language::kZh) + "”时不能" + Named(chart, event, Language::kZh),
             "in state \"" + Where(chart, snapshot, Language::kEn) +
                 "\" this cannot be done: " + Named(chart, event, Language::kEn)},
            std::move(hint),
            {},
            std::move(now)};
  }
  std::vector<std::string> names;
  for (const auto& [name, title] : chart.events) names.push_back(name);
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

Refusal NotForPeople(const std::string& event) {
  return {Code::unknown_event,
          {"操作 " + event + " 不能由人提交", "event `" + event + "` cannot be sent by people"},
          {},
          {},
          {}};
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
              {"事项出错：" + *snapshot.fault, "the item is at fault: " + *snapshot.fault},
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

Refusal InvalidData(std::vector<FieldError> errors) {
  const std::string count = std::to_string(errors.size());
  return {Code::data_invalid,
          {"事项字段有 " + count + " 处不符合要求：" + errors.front().message.zh,
           "the fields have " + count + " mistake(s): " + errors.front().message.en},
          {"按 fields 逐项更正后重新提交", "mend what `fields` lists and send it again"},
          std::move(errors),
          {}};
}

}  // namespace charter
