// Transitions that can never be taken: by their guard, by what stands before them, by who could send.
#include <algorithm>
#include <string>
#include <unordered_map>

#include "engine/chart/checks.h"
#include "engine/chart/event_names.h"

namespace charter {
namespace {

constexpr int kLooks = 100'000;            // at other transitions; past these, nothing is told
constexpr std::size_t kEarlierGuards = 8;  // that are held against one

std::size_t At(std::int32_t index) { return static_cast<std::size_t>(index); }

bool AllIn(const std::vector<RoleIndex>& some, const std::vector<RoleIndex>& all) {
  return std::all_of(some.begin(), some.end(),
                     [&](RoleIndex role) { return std::find(all.begin(), all.end(), role) != all.end(); });
}

// What it takes depends on the time, which no check knows.
bool HasWindow(const Transition& transition) {
  return !transition.opens.empty() || !transition.closes.empty();
}

Text Named(const Transition& transition) {
  switch (transition.trigger) {
    case Transition::Trigger::kEvent:
      return Text{} + "`" + transition.event + "`";
    case Transition::Trigger::kAlways:
      return {"此 `always`", "this `always`"};
    case Transition::Trigger::kAfter:
      return {"此 `after`", "this `after`"};
    case Transition::Trigger::kDone:
      return {"此 `done`", "this `done`"};
  }
  return {};
}

class NeverTaken {
 public:
  NeverTaken(Reader& reader, const Chart& chart, GuardAnalysis& analysis)
      : reader_(reader),
        chart_(chart),
        analysis_(analysis),
        sent_(SentEvents(chart)),
        dead_(chart.transitions.size()) {}

  std::vector<bool> Check() {
    for (const State& state : chart_.states) {
      CheckList(state.transitions);
      CheckList(state.always);
    }
    for (std::size_t i = 0; i < chart_.states.size(); ++i) {
      if (chart_.states[i].children.empty()) continue;
      CheckInner(static_cast<StateIndex>(i));
    }
    return std::move(dead_);
  }

 private:
  [[nodiscard]] const Transition& Of(TransitionIndex index) const { return chart_.transitions[At(index)]; }

  void Tell(TransitionIndex index, const Text& why, Text hint) {
    if (dead_[At(index)]) return;
    dead_[At(index)] = true;
    reader_.Error(Code::never_taken, Of(index).position,
                  Named(Of(index)) + Text{" 永远不会发生：", " is never taken: "} + why, std::move(hint));
  }

  void CheckList(const std::vector<TransitionIndex>& list) {
    std::unordered_map<std::string_view, std::vector<TransitionIndex>> by_event;
    std::unordered_map<std::string_view, TransitionIndex> always_taken;  // by one descriptor
    for (const auto index : list) {
      const Transition& transition = Of(index);
      CheckEvent(index);
      auto& group = by_event[transition.event];
      if (!transition.guard.empty() && analysis_.NeverHolds(index)) {
        Tell(index,
             Text{"其条件 `", "its guard `"} + transition.guard.source() +
                 Text{"` 不可能成立", "` can never hold"},
             {"更正条件，或删除此转移", "correct the guard, or delete the transition"});
      } else {
        CheckEarlier(index, group, always_taken);
      }
      if (dead_[At(index)]) continue;
      group.push_back(index);
      if (transition.guard.empty() && !HasWindow(transition)) {
        ForEachDescriptor(transition.event, [&](std::string_view one) { always_taken.emplace(one, index); });
      }
    }
  }

  [[nodiscard]] bool CoversOther(TransitionIndex earlier, TransitionIndex later) {
    return Covers(Of(earlier), Of(later), analysis_.SameInput(earlier, later));
  }

  void CheckEarlier(TransitionIndex index, const std::vector<TransitionIndex>& group,
                    const std::unordered_map<std::string_view, TransitionIndex>& always_taken) {
    std::vector<TransitionIndex> guarded;
    for (const auto earlier : group) {
      if (--looks_left_ < 0) return;
      if (!CoversOther(earlier, index)) continue;
      if (Of(earlier).guard.empty()) return TellShadowed(index, earlier);
      if (guarded.size() < kEarlierGuards) guarded.push_back(earlier);
    }
    if (!guarded.empty() && analysis_.NeverHolds(index, guarded)) {
      const std::string line = std::to_string(Of(guarded.back()).position.line);
      const bool more = guarded.size() > 1;
      const Text whose{"第 " + line + " 行" + (more ? "或其前" : "") + "转移的条件",
                       " of the transition in line " + line + (more ? " or of one before it" : "")};
      if (Of(index).guard.empty()) {
        return Tell(index, {whose.zh + "总是成立", "the guard" + whose.en + " always holds"},
                    {"删除它，或更正其前的条件", "delete it, or correct the guards before it"});
      }
      return Tell(
          index,
          {"其条件成立时，" + whose.zh + "也成立", "whenever its guard holds, so does that" + whose.en},
          {"把较窄的条件放在前面", "put the narrower condition first"});
    }
    if (always_taken.empty() || Of(index).IsForPeople()) return;
    // A wider descriptor before it takes all that it would take.
    TransitionIndex by = kNone;
    bool all = true;
    ForEachDescriptor(Of(index).event, [&](std::string_view one) {
      bool taken = false;
      ForEachWider(one, [&](std::string_view wider) {
        const auto found = always_taken.find(wider);
        if (taken || found == always_taken.end() || !Of(found->second).input.empty()) return;
        taken = true;
        by = found->second;
      });
      all = all && taken;
    });
    if (all && by != kNone) TellShadowed(index, by);
  }

  void TellShadowed(TransitionIndex index, TransitionIndex earlier) {
    const std::string line = std::to_string(Of(earlier).position.line);
    Tell(index,
         {"第 " + line + " 行的转移在前且没有条件",
          "the transition in line " + line + " comes first and has no guard"},
         {"把它放到最后，或给它加条件", "put it last, or give it a guard"});
  }

  // Transitions of a state that every state inside of it takes first.
  void CheckInner(StateIndex outer) {
    const State& state = chart_.states[At(outer)];
    for (const auto* list : {&state.transitions, &state.always}) {
      for (const auto index : *list) {
        if (dead_[At(index)] || Of(index).trigger == Transition::Trigger::kDone) continue;
        TransitionIndex by = kNone;
        if (TakenInside(outer, index, by)) {
          const std::string line = std::to_string(Of(by).position.line);
          Tell(index,
               {"其内每个状态都先无条件地处理此事件（第 " + line + " 行）",
                "every state inside takes the event itself, without a guard (line " + line + ")"},
               {"内层状态优先；删除它，或给内层的转移加条件",
                "states inside come first; delete it, or give theirs a guard"});
        }
      }
    }
  }

  bool TakenInside(StateIndex outer, TransitionIndex index, TransitionIndex& by) {
    bool any = false;
    for (const auto child : chart_.states[At(outer)].children) {
      const State& state = chart_.states[At(child)];
      if (state.IsHistory()) continue;
      any = true;
      if (!TakenIn(state, index, by) && !TakenInside(child, index, by)) return false;
    }
    return any;
  }

  bool TakenIn(const State& state, TransitionIndex index, TransitionIndex& by) {
    const bool eventless = Of(index).trigger == Transition::Trigger::kAlways;
    for (const auto inner : eventless ? state.always : state.transitions) {
      if (--looks_left_ < 0) return false;
      if (dead_[At(inner)] || !Of(inner).guard.empty() || Of(inner).event != Of(index).event) continue;
      if (!CoversOther(inner, index)) continue;
      by = inner;
      return true;
    }
    return false;
  }

  // Events of Charter's own that do not exist, and rights that nobody can use.
  void CheckEvent(TransitionIndex index) {
    const Transition& transition = Of(index);
    if (transition.trigger != Transition::Trigger::kEvent || sent_.Sends(transition.event)) return;
    const std::string_view event = transition.event;
    if (event == "item.suspend" || event == "item.resume" || event == "item.cancel") {
      return Tell(index,
                  {"`" + transition.event + "` 由 Charter 自行执行",
                   "Charter carries out `" + transition.event + "` itself"},
                  {"见 `life_cycle`", "see `life_cycle`"});
    }
    constexpr std::string_view kDone = "done.state.";
    if (event.starts_with(kDone) && event.find(' ') == std::string_view::npos && !event.ends_with('*')) {
      const StateIndex state = chart_.FindState(event.substr(kDone.size()));
      const bool done = state != kNone && !chart_.states[At(state)].children.empty();
      if (done) return;
      std::vector<std::string> known;
      for (const State& candidate : chart_.states) {
        if (!candidate.children.empty() && candidate.parent != kNone)
          known.push_back("done.state." + candidate.id);
      }
      return Tell(index, {"没有含下级状态的同名状态", "no state with states of its own has that name"},
                  Reader::Suggest(transition.event, known));
    }
    if (transition.IsForPeople() || (transition.by.empty() && transition.allow.empty())) return;
    reader_.Warn(
        Code::never_taken, transition.position,
        Text{"无人能发送 ", "nobody can send "} + Named(transition) +
            Text{"：人们只能发送完整写明且非流程专用的名称，本文件也不引发它",
                 ": people send names that are written in full and not kept for the workflow, and "
                 "nothing in this file raises it"},
        Text{"另取名称，或去掉 `by` 和 `allow`", "give it a name of its own, or leave out `by` and `allow`"});
  }

  Reader& reader_;
  const Chart& chart_;
  GuardAnalysis& analysis_;
  EventNames sent_;
  std::vector<bool> dead_;
  int looks_left_ = kLooks;
};

}  // namespace

bool Covers(const Transition& earlier, const Transition& later, bool same_input) {
  if (earlier.event != later.event || HasWindow(earlier)) return false;
  // A return is refused once it has been sent too often.
  if (earlier.back && earlier.back->is_return) return false;
  if (!later.IsForPeople()) return same_input || earlier.input.empty();
  if (!earlier.IsForPeople() || !same_input) return false;
  if (!earlier.allow.empty() && earlier.allow.source() != later.allow.source()) return false;
  if (earlier.by.empty()) return true;
  return !later.by.empty() && AllIn(later.by, earlier.by);
}

std::vector<bool> CheckNeverTaken(Reader& reader, const Chart& chart, GuardAnalysis& analysis) {
  return NeverTaken(reader, chart, analysis).Check();
}

}  // namespace charter
