// Waiting states that no person, no time and no event of the file can leave.
#include <algorithm>

#include "engine/chart/checks.h"
#include "engine/chart/event_names.h"

namespace charter {
namespace {

std::size_t At(std::int32_t index) { return static_cast<std::size_t>(index); }

// How sure a way out is. Another item's event may come, or never.
enum class Way : std::uint8_t { kNone, kOtherItem, kOwn };

class Stuck {
 public:
  Stuck(Reader& reader, const Chart& chart, const std::vector<bool>& dead, const std::vector<bool>& can_end)
      : reader_(reader),
        chart_(chart),
        dead_(dead),
        can_end_(can_end),
        sent_(SentEvents(chart)),
        out_(chart.states.size(), Way::kNone),
        regions_(chart.states.size(), Way::kNone) {}

  void Check() {
    for (std::size_t i = 0; i < chart_.transitions.size(); ++i) {
      if (!dead_[i]) Note(chart_.transitions[i]);
    }
    std::vector<Way> around(chart_.states.size(), Way::kNone);  // through the state or one around it
    for (std::size_t i = 0; i < chart_.states.size(); ++i) {
      const State& state = chart_.states[i];
      around[i] = std::max(out_[i], regions_[i]);
      if (state.parent != kNone) around[i] = std::max(around[i], around[At(state.parent)]);
      const bool waits = state.kind == State::Kind::kAtomic && !Endless(static_cast<StateIndex>(i));
      if (waits && can_end_[i] && around[i] != Way::kOwn) Tell(state, around[i]);
    }
  }

 private:
  [[nodiscard]] bool Endless(StateIndex index) const {
    for (; index != kNone; index = chart_.states[At(index)].parent) {
      if (chart_.states[At(index)].endless) return true;
    }
    return false;
  }

  // Not where the law may set no period.
  [[nodiscard]] bool IsSure(const Transition& transition) const {
    for (std::size_t i = 0; i < chart_.states[At(transition.source)].after.size(); ++i) {
      const auto& in = chart_.states[At(transition.source)].after[i].in;
      const std::string event = "after." + chart_.states[At(transition.source)].id + "." + std::to_string(i);
      if (transition.event == event && in && in->parameter >= 0)
        return !chart_.parameters[At(in->parameter)].optional;
    }
    return true;
  }

  [[nodiscard]] Way WayOf(const Transition& transition) const {
    switch (transition.trigger) {
      case Transition::Trigger::kAlways:
        return Way::kOwn;
      case Transition::Trigger::kAfter:
        return IsSure(transition) ? Way::kOwn : Way::kNone;
      case Transition::Trigger::kDone:
        // Where the state around it is done, this one is not waiting.
        return transition.event.starts_with("done.state.") ? Way::kNone : Way::kOwn;
      case Transition::Trigger::kEvent:
        break;
    }
    if (transition.IsForPeople() || sent_.Sends(transition.event)) return Way::kOwn;
    bool own = false;
    ForEachDescriptor(transition.event,
                      [&](std::string_view one) { own = own || one == "*" || IsReserved(one); });
    return own ? Way::kOwn : Way::kOtherItem;
  }

  void Note(const Transition& transition) {
    const bool leaves = std::any_of(transition.targets.begin(), transition.targets.end(),
                                    [&](StateIndex target) { return target != transition.source; });
    if (!leaves) return;
    Way& own = out_[At(transition.source)];
    own = std::max(own, WayOf(transition));
    const Way way = transition.trigger == Transition::Trigger::kDone ? Way::kOwn : WayOf(transition);
    // It also ends the waiting of the regions beside it that its targets do not lie in.
    for (StateIndex at = chart_.states[At(transition.source)].parent; at != kNone;
         at = chart_.states[At(at)].parent) {
      const bool within = std::all_of(transition.targets.begin(), transition.targets.end(),
                                      [&](StateIndex target) { return chart_.IsDescendant(target, at); });
      if (within) break;
      if (chart_.states[At(at)].kind == State::Kind::kParallel)
        regions_[At(at)] = std::max(regions_[At(at)], way);
    }
  }

  void Tell(const State& state, Way way) {
    if (way == Way::kNone) {
      reader_.Error(
          Code::stuck_state, state.position,
          Text{"状态 `" + state.id + "` 永远无法离开", "nothing ever leaves state `" + state.id + "`"},
          Text{"添加由角色办理（`by`）或到期（`after`）的转移",
               "give it a transition `by` a role, or `after` a period"});
    } else if (!chart_.roles.empty()) {
      reader_.Warn(
          Code::stuck_state, state.position,
          Text{"没有角色或期限使状态 `" + state.id + "` 得以离开：其事件没有写 `by`，本文件也不发送这些事件",
               "no role and no period leaves state `" + state.id +
                   "`: its events name nobody in `by`, and nothing in this file sends them"},
          Text{"在 `by` 中写明角色，或用 `after` 设定期限",
               "name a role in `by`, or let it end `after` a period"});
    }
  }

  Reader& reader_;
  const Chart& chart_;
  const std::vector<bool>& dead_;
  const std::vector<bool>& can_end_;
  EventNames sent_;
  std::vector<Way> out_;      // by state: its own transitions
  std::vector<Way> regions_;  // by parallel state: transitions inside that leave it
};

}  // namespace

void CheckStuck(Reader& reader, const Chart& chart, const std::vector<bool>& dead,
                const std::vector<bool>& can_end) {
  Stuck(reader, chart, dead, can_end).Check();
}

}  // namespace charter
