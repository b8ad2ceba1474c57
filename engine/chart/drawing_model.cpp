#include "engine/chart/drawing_model.h"

#include <algorithm>
#include <map>

#include "engine/chart/drawing_text.h"
#include "engine/chart/words.h"

namespace charter {
namespace {

constexpr int kGuardColumns = 34;

class Describer {
 public:
  Describer(const Chart& chart, Language language)
      : chart_(chart), language_(language), words_(chart, language) {}

  [[nodiscard]] const Words& words() const { return words_; }
  [[nodiscard]] const char* Say(const char* zh, const char* en) const { return words_.Say(zh, en); }

  [[nodiscard]] DrawnTransition Describe(TransitionIndex index) const {
    const Transition& transition = chart_.transitions[static_cast<std::size_t>(index)];
    DrawnTransition drawn;
    const std::string title = OnOneLine(transition.title.In(language_));
    const std::string cause = words_.Cause(index);
    if (transition.trigger == Transition::Trigger::kEvent) {
      drawn.title = title.empty() ? transition.event : title;
    } else if (title.empty() || (transition.trigger == Transition::Trigger::kDone)) {
      drawn.title = title.empty() ? cause : title;
    } else {
      drawn.title = cause + Say("：", ": ") + title;
    }
    const std::string roles = words_.Roles(transition.by);
    const std::string guard = OnOneLine(transition.guard.source());
    drawn.detail = CutToColumns(roles, kGuardColumns);
    if (!guard.empty()) {
      drawn.detail += (drawn.detail.empty() ? "[" : " [") + CutToColumns(guard, kGuardColumns) + "]";
    }
    drawn.full = title.empty() || title == cause ? cause : title + Say("（", " (") + cause + Say("）", ")");
    if (!roles.empty()) drawn.full += Say("\n办理：", "\nBy: ") + roles;
    if (!transition.allow.empty())
      drawn.full += Say("\n限制：", "\nAllowed if: ") + OnOneLine(transition.allow.source());
    if (!transition.opens.empty())
      drawn.full += Say("\n开始：", "\nFrom: ") + OnOneLine(transition.opens.source());
    if (!transition.closes.empty())
      drawn.full += Say("\n截止：", "\nUntil: ") + OnOneLine(transition.closes.source());
    if (!guard.empty()) drawn.full += Say("\n条件：", "\nIf: ") + guard;
    if (transition.back) drawn.full += Say("\n回到最近离开的一处", "\nBack to the one left last");
    return drawn;
  }

  // The first state's `to` is told where a transition does not leave its state, or it could not be seen.
  [[nodiscard]] DrawnTransition Inner(TransitionIndex index, StateIndex to) const {
    DrawnTransition drawn = Describe(index);
    if (to != kNone) {
      const std::string title = words_.TitleOf(chart_.states[static_cast<std::size_t>(to)]);
      drawn.title += " → " + title;
      drawn.full += "\n→ " + title;
    }
    return drawn;
  }

  [[nodiscard]] std::vector<std::string> Notes(const State& state) const {
    std::vector<std::string> notes;
    if (state.due) {
      notes.push_back(Say("办理期限 ", "Due ") +
                      words_.When(state.due->within, state.due->at, state.due->before, Say("", "within ")));
    }
    for (const ActivityIndex index : state.invoke) {
      const Activity& activity = chart_.activities[static_cast<std::size_t>(index)];
      notes.push_back(words_.TitleOf(activity) +
                      (activity.workflow.empty() ? "" : Say("：", ": ") + activity.workflow));
    }
    for (auto& note : notes) note = CutToColumns(note, kGuardColumns);
    return notes;
  }

 private:
  const Chart& chart_;
  Language language_;
  Words words_;
};

}  // namespace

Picture PictureOf(const Chart& chart, const DrawingOptions& options) {
  const Describer describer(chart, options.language);
  Picture picture;
  picture.language = options.language;
  picture.title = OnOneLine(chart.title.In(options.language));
  if (picture.title.empty()) picture.title = chart.workflow;
  for (const State& state : chart.states) {
    DrawnState drawn;
    drawn.title = describer.words().TitleOf(state);
    drawn.notes = describer.Notes(state);
    picture.states.push_back(std::move(drawn));
  }
  picture.states[0].title = describer.Say("任何状态", "In any state");
  for (const StateIndex active : options.active) {
    for (StateIndex at = active; at > 0; at = chart.states[static_cast<std::size_t>(at)].parent)
      picture.states[static_cast<std::size_t>(at)].active = true;
  }

  std::map<std::pair<StateIndex, StateIndex>, std::size_t> arrows;
  const auto add = [&](StateIndex from, TransitionIndex index) {
    const auto& targets = chart.transitions[static_cast<std::size_t>(index)].targets;
    auto& inner = picture.states[static_cast<std::size_t>(from)].inner;
    if (targets.empty()) inner.push_back(describer.Inner(index, kNone));
    for (const StateIndex to : targets) {
      if (to == from || (from != 0 && chart.IsDescendant(to, from))) {
        inner.push_back(describer.Inner(index, to));
        continue;
      }
      const auto [arrow, is_new] = arrows.try_emplace({from, to}, picture.arrows.size());
      if (is_new) picture.arrows.push_back({from, to, {}});
      picture.arrows[arrow->second].transitions.push_back(describer.Describe(index));
    }
  };
  for (StateIndex index = 0; index < static_cast<StateIndex>(chart.states.size()); ++index) {
    const State& state = chart.states[static_cast<std::size_t>(index)];
    for (const TransitionIndex transition : state.transitions) add(index, transition);
    for (const TransitionIndex transition : state.always) add(index, transition);
  }
  return picture;
}

}  // namespace charter
