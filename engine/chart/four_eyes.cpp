// Grants that nobody but those who asked for them can give.
#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "engine/chart/checks.h"

namespace charter {
namespace {

std::size_t At(std::int32_t index) { return static_cast<std::size_t>(index); }

// Whether an event grants something is known from what people call it. All else may be the next step
// of one and the same role.
bool SaysGrant(std::string_view event, const Text& title) {
  constexpr std::array<std::string_view, 8> kWords{"approve",   "approval",  "grant",   "accept",
                                                   "authorise", "authorize", "endorse", "ratify"};
  for (std::size_t start = 0; start <= event.size();) {
    const auto end = std::min(event.find_first_of("._-", start), event.size());
    if (std::find(kWords.begin(), kWords.end(), event.substr(start, end - start)) != kWords.end())
      return true;
    start = end + 1;
  }
  constexpr std::array<std::string_view, 6> kChinese{"批准", "同意", "核准", "审批", "准予", "通过"};
  constexpr std::array<std::string_view, 3> kNot{"不", "未", "不予"};
  return std::any_of(kChinese.begin(), kChinese.end(), [&](std::string_view word) {
    const auto at = title.zh.find(word);
    if (at == std::string::npos) return false;
    const std::string_view before = std::string_view(title.zh).substr(0, at);
    return std::none_of(kNot.begin(), kNot.end(), [&](std::string_view no) { return before.ends_with(no); });
  });
}

// A rule that looks at the person is taken to ask for another one.
bool LooksAtThePerson(const Transition& transition) {
  for (const Program* rule : {&transition.allow, &transition.guard}) {
    for (const char* name : {"actor.id", "created_by", "performed("}) {
      if (rule->source().find(name) != std::string::npos) return true;
    }
  }
  return false;
}

class FourEyes {
 public:
  FourEyes(Reader& reader, const Chart& chart, const std::vector<bool>& dead)
      : reader_(reader), chart_(chart), dead_(dead) {}

  void Check() {
    for (std::size_t i = 0; i < chart_.transitions.size() && asked_ < kQuestions; ++i) {
      const Transition& grant = chart_.transitions[i];
      const bool one_role = grant.by.size() == 1 && grant.IsForPeople();
      if (dead_[i] || !one_role || grant.targets.empty() || LooksAtThePerson(grant)) continue;
      const auto title = chart_.events.find(grant.event);
      const Text& text = grant.title.empty() && title != chart_.events.end() ? title->second : grant.title;
      if (!SaysGrant(grant.event, text)) continue;
      if (++asked_ == 1) FindDefaults();
      if (OtherRoleGrants(grant)) continue;
      if (OnlyAskedBy(grant.by.front(), grant.source)) Tell(grant);
    }
  }

 private:
  // Past these, nothing is told: a question looks at all transitions, or more than once.
  static constexpr int kQuestions = 100;
  static constexpr int kLooks = 300'000;

  [[nodiscard]] bool OtherRoleGrants(const Transition& grant) const {
    const auto& list = chart_.states[At(grant.source)].transitions;
    return std::any_of(list.begin(), list.end(), [&](TransitionIndex index) {
      const Transition& other = chart_.transitions[At(index)];
      return other.event == grant.event && other.by != grant.by;
    });
  }

  // How far up a state is entered by default: from which state around it.
  void FindDefaults() {
    std::vector<bool> by_default(chart_.states.size());
    for (std::size_t i = 0; i < chart_.states.size(); ++i) {
      const State& state = chart_.states[i];
      const auto mark = [&](StateIndex inner) {
        for (; inner != kNone && chart_.IsDescendant(inner, static_cast<StateIndex>(i));
             inner = Parent(inner))
          by_default[At(inner)] = true;
      };
      if (state.kind == State::Kind::kParallel) {
        for (const auto child : state.children) by_default[At(child)] = true;
      }
      if (!state.IsHistory()) std::for_each(state.initial.begin(), state.initial.end(), mark);
    }
    from_.resize(chart_.states.size());
    for (std::size_t i = 0; i < from_.size(); ++i)
      from_[i] = by_default[i] ? from_[At(chart_.states[i].parent)] : static_cast<StateIndex>(i);
  }

  [[nodiscard]] StateIndex Parent(StateIndex index) const { return chart_.states[At(index)].parent; }

  [[nodiscard]] bool Within(StateIndex state, StateIndex outer) const {
    return state == outer || chart_.IsDescendant(state, outer);
  }

  // Whether going to `target` enters the state, or one inside of it.
  [[nodiscard]] bool Enters(StateIndex target, StateIndex state) const {
    if (chart_.states[At(target)].IsHistory()) target = Parent(target);
    if (Within(target, state)) return true;
    StateIndex common = target;
    while (!Within(state, common)) common = Parent(common);
    const bool aside = common != target;  // in another region, if at all
    if (aside && chart_.states[At(common)].kind != State::Kind::kParallel) return false;
    return Within(common, from_[At(state)]);
  }

  // Whether all who bring an item into the state hold `role`, and some person does. Steps that the
  // workflow takes itself are followed back to the people before them.
  [[nodiscard]] bool OnlyAskedBy(RoleIndex role, StateIndex waiting) {
    std::set<StateIndex> seen{waiting};
    std::vector<StateIndex> open{waiting};
    std::set<RoleIndex> askers;
    while (!open.empty()) {
      const StateIndex at = open.back();
      open.pop_back();
      if (Enters(0, at)) askers.insert(chart_.create.begin(), chart_.create.end());
      for (std::size_t i = 0; i < chart_.transitions.size(); ++i) {
        const Transition& transition = chart_.transitions[i];
        if (--looks_left_ < 0) return false;
        if (dead_[i] || Within(transition.source, at)) continue;
        const bool enters = std::any_of(transition.targets.begin(), transition.targets.end(),
                                        [&](StateIndex target) { return Enters(target, at); });
        if (!enters) continue;
        if (transition.IsForPeople()) {
          if (transition.by.empty()) return false;
          askers.insert(transition.by.begin(), transition.by.end());
        } else if (seen.insert(transition.source).second) {
          open.push_back(transition.source);
        }
      }
    }
    return askers.size() == 1 && *askers.begin() == role;
  }

  void Tell(const Transition& grant) {
    const Role& role = chart_.roles[At(grant.by.front())];
    reader_.Warn(
        Code::four_eyes_gap, grant.position,
        Text{"`" + grant.event + "` 只由角色 `" + role.id + "` 办理，而申请也出自该角色：一人可兼办两者",
             "`" + grant.event + "` is for role `" + role.id +
                 "` alone, which also asks for it: one person could do both"},
        Text{"在 `by` 中写另一角色，或加上 allow: \"actor.id != item.created_by\"",
             "name another role in `by`, or add allow: \"actor.id != item.created_by\""});
  }

  Reader& reader_;
  const Chart& chart_;
  const std::vector<bool>& dead_;
  int asked_ = 0;
  int looks_left_ = kLooks;
  std::vector<StateIndex> from_;  // by state
};

}  // namespace

void CheckFourEyes(Reader& reader, const Chart& chart, const std::vector<bool>& dead) {
  FourEyes(reader, chart, dead).Check();
}

}  // namespace charter
