#include "engine/run/offers.h"

#include <algorithm>

#include "engine/run/handling.h"
#include "engine/run/interpreter.h"
#include "engine/run/life_rights.h"
#include "engine/run/withdrawal.h"

namespace charter {
namespace {

std::size_t At(std::int32_t index) { return static_cast<std::size_t>(index); }

const Text& LifeTitle(LifeEvent life) {
  static const Text kSuspend{"暂停", "Suspend"};
  static const Text kResume{"恢复", "Resume"};
  static const Text kCancel{"取消", "Cancel"};
  if (life == LifeEvent::kSuspend) return kSuspend;
  return life == LifeEvent::kResume ? kResume : kCancel;
}

// The transitions that the present states offer to people, by event in document order.
std::vector<std::pair<std::string, std::vector<TransitionIndex>>> OpenEvents(const Chart& chart,
                                                                             const Snapshot& snapshot) {
  std::vector<std::pair<std::string, std::vector<TransitionIndex>>> events;
  const auto add = [&](StateIndex state) {
    for (const auto index : chart.states[At(state)].transitions) {
      const Transition& transition = chart.transitions[At(index)];
      if (!transition.IsForPeople()) continue;
      const auto known = std::find_if(events.begin(), events.end(),
                                      [&](const auto& e) { return e.first == transition.event; });
      if (known == events.end()) {
        events.push_back({transition.event, {index}});
      } else {
        known->second.push_back(index);
      }
    }
  };
  for (auto active = snapshot.active.end(); active != snapshot.active.begin();) add((--active)->state);
  add(0);
  return events;
}

// Notes a reason, where there is one. Whether there was none.
bool IsFree(std::optional<Refusal> refusal, Offer& offer) {
  if (!refusal) return true;
  offer.reasons.push_back({*std::move(refusal)});
  return false;
}

void AddActs(const Chart& chart, const ItemInfo& item, const Snapshot& snapshot, const Actor& actor,
             const WorkCalendar& calendar, Asking asking, std::vector<Offer>& offers) {
  Event event;
  event.source = Event::Source::kPerson;
  event.actor = actor;
  ItemActivation activation(chart, item, snapshot, event, calendar);
  for (std::size_t i = 0; i < chart.activities.size(); ++i) {
    const auto index = static_cast<ActivityIndex>(i);
    if (!GoesOn(chart, snapshot, index)) continue;
    const Activity& activity = chart.activities[i];
    ItemSurroundings surroundings(activity, activation, snapshot, calendar);
    for (const auto& form : activity.rules->forms()) {
      Offer offer;
      offer.event = activity.id + "." + form.verb;
      offer.title = form.title;
      offer.roles = form.by;
      offer.input = &form.fields;
      const FoundAct act{index, &form};
      // How a secret ballot stands is nothing for those who have no part in it.
      const bool all = asking == Asking::kWhyNot && !ActsInSecret(activity);
      if (IsFree(LacksRoleFor(chart, act, actor), offer) || all)
        IsFree(ForbiddenBy(chart, snapshot, act, actor, surroundings), offer);
      offer.allowed = offer.reasons.empty();
      offers.push_back(std::move(offer));
    }
  }
}

void AddLifeOffers(const Chart& chart, const Snapshot& snapshot, const Actor& actor,
                   std::vector<Offer>& offers) {
  for (const auto life : {LifeEvent::kSuspend, LifeEvent::kResume, LifeEvent::kCancel}) {
    if (!Next(snapshot.status, life)) continue;
    Event event;
    event.source = Event::Source::kPerson;
    event.actor = actor;
    Offer offer;
    offer.event = EventOf(life);
    offer.title = LifeTitle(life);
    if (auto refusal = MayChangeLife(chart, snapshot, life, event)) {
      if (refusal->details.empty()) continue;  // nobody may: the workflow does not have it
      offer.roles = refusal->details;
      IsFree(std::move(refusal), offer);
    }
    offer.allowed = offer.reasons.empty();
    offers.push_back(std::move(offer));
  }
}

// To its sender as long as he remembers it, to others while it can be taken back.
void AddWithdrawal(const Chart& chart, const Snapshot& snapshot, const Actor& actor,
                   std::vector<Offer>& offers) {
  if (!snapshot.dealings->withdrawal) return;
  const Withdrawal& last = *snapshot.dealings->withdrawal;
  if (!last.before && last.by != actor.id) return;
  Offer offer;
  offer.event = last.event + std::string(kWithdrawEnding);
  offer.title = WithdrawalTitle(chart, last.event);
  offer.input = &WithdrawalInput();
  IsFree(MayWithdraw(chart, snapshot, last.event, &actor.id), offer);
  offer.allowed = offer.reasons.empty();
  offers.push_back(std::move(offer));
}

const Text& TitleOf(Handling handling) {
  static const Text kHandOver{"转办", "Hand over"};
  static const Text kUrge{"催办", "Urge"};
  static const Text kCopy{"抄送", "Copy"};
  if (handling == Handling::kHandOver) return kHandOver;
  return handling == Handling::kUrge ? kUrge : kCopy;
}

// Whether it is for people of other roles, or for somebody else by name.
bool LacksRole(const Offer& offer) {
  return std::any_of(offer.reasons.begin(), offer.reasons.end(), [](const Reason& reason) {
    return reason.code == Code::wrong_role || reason.code == Code::handed_over ||
           reason.code == Code::nothing_to_hand_over;
  });
}

void AddHandling(const Chart& chart, const Snapshot& snapshot, const Actor& actor, Asking asking,
                 std::vector<Offer>& offers) {
  for (const auto handling : {Handling::kHandOver, Handling::kUrge, Handling::kCopy}) {
    Offer offer;
    offer.event = EventOf(handling);
    offer.title = TitleOf(handling);
    offer.input = &InputOf(handling);
    for (const auto role : RightsOf(chart, handling)) offer.roles.push_back(chart.roles[At(role)].id);
    if (offer.roles.empty()) continue;  // the workflow does not have it
    if (IsFree(LacksRightTo(chart, handling, actor), offer) || asking == Asking::kWhyNot)
      IsFree(NothingToHandle(chart, snapshot, handling, actor), offer);
    offer.allowed = offer.reasons.empty();
    offers.push_back(std::move(offer));
  }
}

}  // namespace

std::vector<Offer> OffersFor(const Chart& chart, const ItemInfo& item, const Snapshot& snapshot,
                             const Actor& actor, Timestamp now, const WorkCalendar& calendar, Asking asking) {
  std::vector<Offer> offers;
  if (snapshot.status == Status::kActive) {
    Snapshot copy = snapshot;
    copy.at = std::max(now, snapshot.at);
    Workspace work;
    Draft draft(copy, work.former);
    for (const auto& [name, transitions] : OpenEvents(chart, snapshot)) {
      Offer offer;
      offer.event = name;
      offer.title = chart.events.find(name)->second;
      Event event;
      event.source = Event::Source::kPerson;
      event.name = name;
      event.at = copy.at;
      event.actor = actor;
      Interpreter interpreter(chart, item, draft, event, calendar, work);
      for (const auto index : transitions) {
        const Transition& transition = chart.transitions[At(index)];
        for (const auto role : transition.by) {
          const std::string& id = chart.roles[At(role)].id;
          if (std::find(offer.roles.begin(), offer.roles.end(), id) == offer.roles.end())
            offer.roles.push_back(id);
        }
        auto objections = interpreter.ObjectionsTo(index, Asking::kBeforeInput, event.data);
        if (objections.empty() && !offer.allowed) {
          offer.allowed = true;
          offer.input = &transition.input;
        }
        if (!objections.empty() && asking == Asking::kWhyNot)
          objections = interpreter.ObjectionsTo(index, Asking::kWhyNot, event.data);
        for (auto& objection : objections) offer.reasons.push_back(ToReason(chart, std::move(objection)));
      }
      if (offer.allowed) offer.reasons.clear();
      if (offer.input == nullptr) offer.input = &chart.transitions[At(transitions.front())].input;
      offers.push_back(std::move(offer));
    }
    AddActs(chart, item, copy, actor, calendar, asking, offers);
    AddWithdrawal(chart, copy, actor, offers);
    AddHandling(chart, copy, actor, asking, offers);
  }
  AddLifeOffers(chart, snapshot, actor, offers);
  return offers;
}

std::vector<Offer> OffersTo(const Chart& chart, const ItemInfo& item, const Snapshot& snapshot,
                            const std::vector<Actor>& actors, Timestamp now, const WorkCalendar& calendar,
                            Asking asking) {
  auto offers = OffersFor(chart, item, snapshot, actors.front(), now, calendar, asking);
  for (std::size_t i = 1; i < actors.size(); ++i) {
    for (Offer& other : OffersFor(chart, item, snapshot, actors[i], now, calendar, asking)) {
      if (!other.allowed && LacksRole(other)) continue;
      if (!actors[i].on_behalf_of.empty()) other.on_behalf_of = actors[i].on_behalf_of.front().id;
      const auto known = std::find_if(offers.begin(), offers.end(),
                                      [&](const Offer& offer) { return offer.event == other.event; });
      if (known == offers.end()) {
        offers.push_back(std::move(other));
      } else if (!known->allowed && LacksRole(*known)) {
        *known = std::move(other);
      }
    }
  }
  return offers;
}

std::vector<Offer> OtherOffers(const Chart& chart, const std::vector<Offer>& offered) {
  std::vector<Offer> others;
  const auto add = [&](std::string_view event, const Text& title, const std::vector<RoleIndex>& roles) {
    const auto is_it = [&](const Offer& offer) { return offer.event == event; };
    if (std::any_of(offered.begin(), offered.end(), is_it)) return;
    Offer& offer = others.emplace_back();
    offer.event = event;
    offer.title = title;
    for (const auto role : roles) offer.roles.push_back(chart.roles[At(role)].id);
  };
  for (const auto& [event, title] : chart.events) {
    std::vector<RoleIndex> roles;
    for (const Transition& transition : chart.transitions) {
      if (transition.event == event && transition.IsForPeople())
        roles.insert(roles.end(), transition.by.begin(), transition.by.end());
    }
    std::sort(roles.begin(), roles.end());
    roles.erase(std::unique(roles.begin(), roles.end()), roles.end());
    add(event, title, roles);
    if (others.empty() || others.back().event != event || !roles.empty()) continue;
    for (const Activity& activity : chart.activities) {
      if (activity.rules == nullptr || !event.starts_with(activity.id + ".")) continue;
      for (const auto& form : activity.rules->forms()) {
        if (activity.id + "." + form.verb == event) others.back().roles = form.by;
      }
    }
  }
  for (const auto life : {LifeEvent::kSuspend, LifeEvent::kResume, LifeEvent::kCancel}) {
    if (const auto& roles = RightsOf(chart, life); !roles.empty()) add(EventOf(life), LifeTitle(life), roles);
  }
  for (const auto handling : {Handling::kHandOver, Handling::kUrge, Handling::kCopy}) {
    if (const auto& roles = RightsOf(chart, handling); !roles.empty())
      add(EventOf(handling), TitleOf(handling), roles);
  }
  return others;
}

}  // namespace charter
