#include "engine/run/life_rights.h"

#include <algorithm>

namespace charter {
const std::vector<RoleIndex>& RightsOf(const Chart& chart, LifeEvent life) {
  if (life == LifeEvent::kSuspend) return chart.life_cycle.suspend;
  return life == LifeEvent::kResume ? chart.life_cycle.resume : chart.life_cycle.cancel;
}

std::string_view EventOf(LifeEvent life) {
  if (life == LifeEvent::kSuspend) return kSuspendEvent;
  return life == LifeEvent::kResume ? kResumeEvent : kCancelEvent;
}

std::optional<LifeEvent> LifeEventOf(std::string_view event) {
  if (event == kSuspendEvent) return LifeEvent::kSuspend;
  if (event == kResumeEvent) return LifeEvent::kResume;
  if (event == kCancelEvent) return LifeEvent::kCancel;
  return std::nullopt;
}

std::optional<Refusal> MayChangeLife(const Chart& chart, const Snapshot& snapshot, LifeEvent life,
                                     const Event& event) {
  if (event.source == Event::Source::kPerson && event.actor) {
    std::vector<std::string> may;
    for (const auto role : RightsOf(chart, life))
      may.push_back(chart.roles[static_cast<std::size_t>(role)].id);
    const auto& roles = event.actor->roles;
    const bool holds = std::any_of(may.begin(), may.end(), [&](const auto& role) {
      return std::find(roles.begin(), roles.end(), role) != roles.end();
    });
    if (!holds) {
      return Refusal{Code::wrong_role,
                     {"您没有暂停、恢复或取消此事项的角色",
                      "you do not hold a role that may suspend, resume or cancel this item"},
                     {"请联系有此角色的同志办理", "ask someone who holds the role"},
                     {},
                     may};
    }
  }
  if (Next(snapshot.status, life)) return std::nullopt;
  if (snapshot.status == Status::kEnded) {
    return Refusal{Code::item_ended, {"事项已结束", "the item has ended"}, {}, {}, {}};
  }
  const std::string status(NameOf(snapshot.status));
  return Refusal{
      Code::event_not_available,
      {"事项当前状态（" + status + "）不能进行此操作", "an item that is " + status + " cannot take this"},
      {},
      {},
      {}};
}

}  // namespace charter
