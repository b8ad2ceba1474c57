#include "engine/run/withdrawal.h"

#include <algorithm>

#include "engine/run/objection.h"
#include "engine/run/recount.h"

namespace charter {
namespace {

std::size_t At(std::int32_t index) { return static_cast<std::size_t>(index); }

std::string TitleOf(const Chart& chart, const std::string& event, Language language) {
  const auto found = chart.events.find(event);
  return found == chart.events.end() || found->second.empty() ? event : found->second.In(language);
}

// Whether the event led to something that may be taken back: all that people's transitions of its name allow
// it.
bool IsOpen(const Chart& chart, const Event& event, const std::vector<TransitionIndex>& taken) {
  bool open = false;
  for (const auto index : taken) {
    const Transition& transition = chart.transitions[At(index)];
    if (transition.event != event.name || !transition.IsForPeople()) continue;
    if (!transition.withdraw) return false;
    open = true;
  }
  return open;
}

// Whether people may act without its showing: that somebody has must not show by a refusal either.
bool BegunInSecret(const Chart& chart, const Snapshot& snapshot) {
  return std::any_of(chart.activities.begin(), chart.activities.end(), [&](const Activity& activity) {
    return ActsInSecret(activity) && snapshot.active.Has(activity.state);
  });
}

// What happened since, for the one who would have taken his event back.
Text SinceThen(const Chart& chart, const Event& event) {
  if (event.child) {
    return {"下级事项 " + event.child->number + " 已有变化",
            "the item " + event.child->number + " under it has changed"};
  }
  if (event.source == Event::Source::kTimer) return {"期限已到", "a deadline has passed"};
  if (!event.actor) return {"流程已继续", "the workflow has gone on"};
  return {event.actor->name + " 已办理“" + TitleOf(chart, event.name, Language::kZh) + "”",
          event.actor->name + " has acted: " + TitleOf(chart, event.name, Language::kEn)};
}

void TooLate(Draft& snapshot, Text why) {
  auto closed = std::make_shared<Withdrawal>(*snapshot->dealings->withdrawal);
  closed->before.reset();
  closed->too_late = std::move(why);
  snapshot.Edit<&Snapshot::dealings>().Own().withdrawal = std::move(closed);
}

}  // namespace

std::optional<std::string_view> WithdrawnBy(const Chart& chart, std::string_view event) {
  if (!event.ends_with(kWithdrawEnding)) return std::nullopt;
  event.remove_suffix(kWithdrawEnding.size());
  const bool open = std::any_of(chart.transitions.begin(), chart.transitions.end(),
                                [&](const Transition& t) { return t.withdraw && t.event == event; });
  return open ? std::optional(event) : std::nullopt;
}

Text WithdrawalTitle(const Chart& chart, const std::string& event) {
  const auto named = std::find_if(
      chart.transitions.begin(), chart.transitions.end(),
      [&](const Transition& t) { return t.event == event && t.withdraw && !t.withdraw->empty(); });
  if (named != chart.transitions.end()) return *named->withdraw;
  return {"撤回“" + TitleOf(chart, event, Language::kZh) + "”",
          "Take back: " + TitleOf(chart, event, Language::kEn)};
}

const std::vector<Field>& WithdrawalInput() {
  static const std::vector<Field> kInput = [] {
    Field reason;
    reason.name = "reason";
    reason.schema.type = FieldType::kString;
    reason.schema.max_length = 2000;
    reason.title = {"撤回原因", "Reason"};
    return std::vector<Field>{reason};
  }();
  return kInput;
}

std::optional<Refusal> MayWithdraw(const Chart& chart, const Snapshot& snapshot, std::string_view event,
                                   const PersonId* person) {
  const Withdrawal* last = snapshot.dealings->withdrawal.get();
  if (last == nullptr || last->event != event) {
    const std::string name(event);
    return Refusal{Code::event_not_available,
                   {"没有可以撤回的“" + TitleOf(chart, name, Language::kZh) + "”",
                    "there is nothing to take back: " + TitleOf(chart, name, Language::kEn)},
                   {},
                   {},
                   {}};
  }
  if (person != nullptr && *person != last->by) {
    return Refusal{Code::not_allowed,
                   {"只能由办理人 " + last->by_name + " 本人撤回",
                    "only " + last->by_name + ", who sent it, may take it back"},
                   {},
                   {},
                   {last->by.value}};
  }
  if (last->before) return std::nullopt;
  return Refusal{Code::too_late_to_withdraw,
                 {"已不能撤回：" + last->too_late.zh, "it is too late to take it back: " + last->too_late.en},
                 {"请对方退回", "ask for it to be sent back"},
                 {},
                 {}};
}

void TakeBack(const Chart& chart, Draft& snapshot, const WorkCalendar& calendar) {
  Snapshot before = *snapshot->dealings->withdrawal->before;
  before.rev = snapshot->rev;
  before.at = snapshot->at;
  before.next_timer = snapshot->next_timer;
  before.children = snapshot->children;
  before.dealings.Own().copied = snapshot->dealings->copied;
  before.unseen = snapshot->unseen;
  before.calendar = snapshot->calendar;
  before.pauses = snapshot->pauses;
  Draft::Former former;
  Draft draft(before, former);
  RecountClocks(chart, draft, calendar);
  draft.Keep();
  snapshot.Replace(std::move(before));
}

void NoteForWithdrawal(const Chart& chart, Draft& snapshot, const Event& event,
                       const std::vector<Effect>& effects, const std::vector<TransitionIndex>& taken) {
  const bool by_person = event.source == Event::Source::kPerson && event.actor;
  if (by_person && snapshot->status == Status::kActive && IsOpen(chart, event, taken)) {
    Withdrawal now{event.name, event.actor->id, event.actor->name, nullptr, {}};
    const bool sent = std::any_of(effects.begin(), effects.end(), [](const Effect& effect) {
      return effect.kind != Effect::Kind::kNotify && effect.kind != Effect::Kind::kLog;
    });
    if (BegunInSecret(chart, *snapshot)) {
      now.too_late = {"评审或表决已经开始", "a review or a ballot has begun"};
    } else if (sent) {
      now.too_late = {"它已引起其他事项的变化", "it has reached other items"};
    } else {
      Snapshot before = snapshot.Before();
      before.dealings.Own().withdrawal.reset();
      now.before = std::make_shared<const Snapshot>(std::move(before));
    }
    snapshot.Edit<&Snapshot::dealings>().Own().withdrawal =
        std::make_shared<const Withdrawal>(std::move(now));
    return;
  }
  if (!snapshot->dealings->withdrawal || !snapshot->dealings->withdrawal->before) return;
  const auto& known = snapshot->dealings->withdrawal->before->children;
  const bool new_child = event.child && std::none_of(known.begin(), known.end(), [&](const ChildFact& child) {
                           return child.id == event.child->id;
                         });
  if (event.source == Event::Source::kPerson || new_child || !taken.empty())
    TooLate(snapshot, SinceThen(chart, event));
}

}  // namespace charter
