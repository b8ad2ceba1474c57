#include "engine/chart/words.h"

#include <algorithm>

#include "engine/chart/drawing_text.h"

namespace charter {
namespace {

const std::string& OrId(const std::string& title, const std::string& id) {
  return title.empty() ? id : title;
}

}  // namespace

std::string Words::TitleOf(const State& state) const {
  return OrId(OnOneLine(state.title.In(language_)), state.id);
}

std::string Words::TitleOf(const Activity& activity) const {
  return OrId(OnOneLine(activity.title.In(language_)), activity.kind->title.In(language_));
}

std::string Words::Roles(const std::vector<RoleIndex>& roles) const {
  std::string out;
  for (const RoleIndex index : roles) {
    const Role& role = chart_.roles[static_cast<std::size_t>(index)];
    out += (out.empty() ? "" : Say("、", ", ")) + OrId(OnOneLine(role.title.In(language_)), role.id);
  }
  return out;
}

std::string Words::States(const std::vector<StateIndex>& states) const {
  std::string out;
  for (const StateIndex index : states)
    out += (out.empty() ? "" : Say("、", ", ")) + TitleOf(chart_.states[static_cast<std::size_t>(index)]);
  return out;
}

std::string Words::LengthOf(const PeriodTerm& term) const {
  if (term.parameter < 0) return PeriodText(term.written, language_);
  const Parameter& parameter = chart_.parameters[static_cast<std::size_t>(term.parameter)];
  return Say("“", "\"") + OrId(OnOneLine(parameter.title.In(language_)), parameter.id) + Say("”", "\"");
}

std::string Words::When(const std::optional<PeriodTerm>& period, const Program& at, bool before,
                        const std::string& plain) const {
  if (!period) return Say("", "at ") + OnOneLine(at.source());
  const std::string length = LengthOf(*period);
  if (at.empty()) return plain + length;
  const bool zh = language_ == Language::kZh;
  const std::string anchor = OnOneLine(at.source());
  if (before) return zh ? anchor + " 前 " + length : length + " before " + anchor;
  return zh ? anchor + " 起 " + length : plain + length + " from " + anchor;
}

std::string Words::Cause(TransitionIndex index) const {
  const Transition& transition = chart_.transitions[static_cast<std::size_t>(index)];
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
  // Several transitions share a timeout, which names the last of them.
  const auto timeout =
      std::find_if(timeouts.begin(), timeouts.end(), [&](const Timeout& t) { return t.transition >= index; });
  if (timeout == timeouts.end()) return transition.event;
  if (timeout->in && timeout->at.empty()) return Say("", "after ") + LengthOf(*timeout->in) + Say("后", "");
  if (timeout->in) return When(timeout->in, timeout->at, timeout->before, Say("", "after "));
  return Say("到期", "when due");
}

// Of the state itself, or of one of its activities.
std::string Words::Done(const std::string& event) const {
  for (const Activity& activity : chart_.activities) {
    if (event == "done.invoke." + activity.id) return TitleOf(activity) + Say("完成", " is done");
  }
  return Say("全部完成", "done");
}

}  // namespace charter
