#include "engine/chart/drawing_model.h"

#include <algorithm>
#include <map>

#include "engine/chart/drawing_text.h"

namespace charter {
namespace {

constexpr int kGuardColumns = 34;

class Describer {
 public:
  Describer(const Chart& chart, Language language) : chart_(chart), zh_(language == Language::kZh) {}

  [[nodiscard]] const char* Say(const char* zh, const char* en) const { return zh_ ? zh : en; }

  [[nodiscard]] std::string TitleOf(const State& state) const {
    const std::string title = OnOneLine(state.title.In(Lang()));
    return title.empty() ? state.id : title;
  }

  [[nodiscard]] std::string Roles(const std::vector<RoleIndex>& roles) const {
    std::string out;
    for (const RoleIndex index : roles) {
      const Role& role = chart_.roles[static_cast<std::size_t>(index)];
      const std::string title = OnOneLine(role.title.In(Lang()));
      out += (out.empty() ? "" : Say("、", ", ")) + (title.empty() ? role.id : title);
    }
    return out;
  }

  [[nodiscard]] DrawnTransition Describe(TransitionIndex index) const {
    const Transition& transition = chart_.transitions[static_cast<std::size_t>(index)];
    DrawnTransition drawn;
    const std::string title = OnOneLine(transition.title.In(Lang()));
    const std::string cause = Cause(transition, index);
    if (transition.trigger == Transition::Trigger::kEvent) {
      drawn.title = title.empty() ? transition.event : title;
    } else if (title.empty() || (transition.trigger == Transition::Trigger::kDone)) {
      drawn.title = title.empty() ? cause : title;
    } else {
      drawn.title = cause + Say("：", ": ") + title;
    }
    const std::string roles = Roles(transition.by);
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
      drawn.title += " → " + TitleOf(chart_.states[static_cast<std::size_t>(to)]);
      drawn.full += "\n→ " + TitleOf(chart_.states[static_cast<std::size_t>(to)]);
    }
    return drawn;
  }

  [[nodiscard]] std::vector<std::string> Notes(const State& state) const {
    std::vector<std::string> notes;
    if (state.due) {
      notes.push_back(Say("办理期限 ", "Due ") +
                      When(state.due->within, state.due->at, state.due->before, Say("", "within ")));
    }
    for (const ActivityIndex index : state.invoke) {
      const Activity& activity = chart_.activities[static_cast<std::size_t>(index)];
      notes.push_back(NameOf(activity) +
                      (activity.workflow.empty() ? "" : Say("：", ": ") + activity.workflow));
    }
    for (auto& note : notes) note = CutToColumns(note, kGuardColumns);
    return notes;
  }

 private:
  [[nodiscard]] Language Lang() const { return zh_ ? Language::kZh : Language::kEn; }

  [[nodiscard]] std::string Cause(const Transition& transition, TransitionIndex index) const {
    switch (transition.trigger) {
      case Transition::Trigger::kEvent:
        return transition.event;
      case Transition::Trigger::kAlways:
        return Say("自动", "automatic");
      case Transition::Trigger::kDone:
        return Done(transition.event);
      case Transition::Trigger::kAfter:
        break;
    }
    const auto& timeouts = chart_.states[static_cast<std::size_t>(transition.source)].after;
    const std::string& event = transition.event;
    // Several transitions share a timeout, which names the last of them.
    const auto timeout = std::find_if(timeouts.begin(), timeouts.end(),
                                      [&](const Timeout& t) { return t.transition >= index; });
    if (timeout == timeouts.end()) return event;
    if (timeout->in && timeout->at.empty())
      return zh_ ? LengthOf(*timeout->in) + "后" : "after " + LengthOf(*timeout->in);
    if (timeout->in) return When(timeout->in, timeout->at, timeout->before, Say("", "after "));
    return Say("到期", "when due");
  }

  [[nodiscard]] std::string When(const std::optional<PeriodTerm>& period, const Program& at, bool before,
                                 const std::string& plain) const {
    if (!period) return Say("", "at ") + OnOneLine(at.source());
    const std::string length = LengthOf(*period);
    if (at.empty()) return plain + length;
    const std::string anchor = OnOneLine(at.source());
    if (before) return zh_ ? anchor + " 前 " + length : length + " before " + anchor;
    return zh_ ? anchor + " 起 " + length : plain + length + " from " + anchor;
  }

  // A parameter by its title: what it comes to, the law of each item's place says.
  [[nodiscard]] std::string LengthOf(const PeriodTerm& term) const {
    if (term.parameter < 0) return PeriodText(term.written, Lang());
    const Parameter& parameter = chart_.parameters[static_cast<std::size_t>(term.parameter)];
    const std::string title = OnOneLine(parameter.title.In(Lang()));
    return zh_ ? "“" + (title.empty() ? parameter.id : title) + "”"
               : "\"" + (title.empty() ? parameter.id : title) + "\"";
  }

  [[nodiscard]] std::string NameOf(const Activity& activity) const {
    const std::string title = OnOneLine(activity.title.In(Lang()));
    return title.empty() ? activity.kind->title.In(Lang()) : title;
  }

  // Of the state itself, or of one of its activities.
  [[nodiscard]] std::string Done(const std::string& event) const {
    for (const Activity& activity : chart_.activities) {
      if (event == "done.invoke." + activity.id) return NameOf(activity) + Say("完成", " is done");
    }
    return Say("全部完成", "done");
  }

  const Chart& chart_;
  bool zh_;
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
    drawn.title = describer.TitleOf(state);
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
