#include <algorithm>

#include "engine/chart/builder.h"
#include "engine/chart/fields.h"

namespace charter {
namespace {

bool IsEventName(std::string_view text, bool descriptor) {
  if (text.empty() || text.size() > 128) return false;
  if (descriptor && text == "*") return true;
  if (descriptor && text.ends_with(".*")) text.remove_suffix(1);
  if (descriptor && text.ends_with('.')) text.remove_suffix(1);
  bool start = true;
  for (const char c : text) {
    const bool word =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    if (c == '.' ? start : !word) return false;
    start = c == '.';
  }
  return !start;
}

}  // namespace

std::string ChartBuilder::ReadEventName(const YamlNode& node, bool descriptor) {
  std::string text = reader_.ReadText(node, {"事件", "an event"});
  std::string_view rest = text;
  do {
    const auto space = descriptor ? rest.find(' ') : std::string_view::npos;
    const std::string_view word = rest.substr(0, space);
    if (!IsEventName(word, descriptor)) {
      reader_.Error(
          Code::bad_event, node.position,
          Text{"`" + std::string(word) + "` 不是事件名", "`" + std::string(word) + "` is not an event name"},
          Text{"字母、数字、_ 和 -，各段以点相连", "letters, digits, _ and -, in parts joined by dots"});
      return text;
    }
    rest = space == std::string_view::npos ? std::string_view() : rest.substr(space + 1);
  } while (!rest.empty());
  return text;
}

std::vector<RoleIndex> ChartBuilder::ReadRoleList(const YamlNode& node) {
  std::vector<RoleIndex> roles;
  for (const auto* item : Reader::OneOrMany(node)) {
    const std::string id = reader_.ReadText(*item, {"角色", "a role"});
    const auto found = std::find_if(chart_.roles.begin(), chart_.roles.end(),
                                    [&](const Role& role) { return role.id == id; });
    if (found != chart_.roles.end()) {
      roles.push_back(static_cast<RoleIndex>(found - chart_.roles.begin()));
    } else if (!id.empty()) {
      std::vector<std::string> known;
      for (const auto& role : chart_.roles) known.push_back(role.id);
      reader_.Error(Code::unknown_role, item->position, Text{"没有角色 `", "unknown role `"} + id + "`",
                    Reader::Suggest(id, known));
    }
  }
  return roles;
}

void ChartBuilder::ReadOn(StateIndex index, const YamlNode& node) {
  if (node.kind == YamlNode::Kind::kSequence) {
    for (const auto& item : node.items) {
      const auto* event = item.Find("event");
      if (event == nullptr) {
        reader_.Error(Code::missing_key, item.position,
                      Text{"`on` 下的列表中每个转移都要写明 `event`",
                           "in a list under `on` each transition names its `event`"});
        continue;
      }
      ReadTransition(index, Transition::Trigger::kEvent, ReadEventName(*event, true), item, true);
    }
    return;
  }
  if (!reader_.IsMap(node, Reader::Place::Key("on"))) return;
  for (const auto& [key, value] : node.members) {
    const std::string event = ReadEventName(key, true);
    if (value.kind == YamlNode::Kind::kSequence && value.items.empty()) {
      reader_.Error(Code::wrong_shape, value.position,
                    Text{"`" + event + "` 下没有转移", "no transition under `" + event + "`"});
    }
    for (const auto* item : Reader::OneOrMany(value)) {
      ReadTransition(index, Transition::Trigger::kEvent, event, *item);
    }
  }
}

void ChartBuilder::ReadAlways(StateIndex index, const YamlNode& node) {
  for (const auto* item : Reader::OneOrMany(node))
    ReadTransition(index, Transition::Trigger::kAlways, "", *item);
}

void ChartBuilder::ReadDone(StateIndex index, const YamlNode& node) {
  const State& state = chart_.states[static_cast<std::size_t>(index)];
  if (state.kind == State::Kind::kAtomic) {
    reader_.Error(Code::wrong_shape, node.position,
                  Text{"只有包含子状态的状态才会完成", "only a state with states of its own is ever done"});
    return;
  }
  const std::string event = "done.state." + state.id;
  for (const auto* item : Reader::OneOrMany(node))
    ReadTransition(index, Transition::Trigger::kDone, event, *item);
}

void ChartBuilder::ReadAfter(StateIndex index, const YamlNode& node) {
  if (node.kind == YamlNode::Kind::kSequence) {
    for (const auto& item : node.items) {
      Timeout timeout;
      timeout.position = item.position;
      ReadDeadline(item, "in", timeout.in, timeout.at, timeout.before);
      AddTimeout(index, std::move(timeout), item, true);
    }
    return;
  }
  if (!reader_.IsMap(node, Reader::Place::Key("after"))) return;
  for (const auto& [key, value] : node.members) {
    Timeout timeout;
    timeout.position = key.position;
    timeout.in = ReadPeriodTerm(key, Reader::Place::Key("after"));
    AddTimeout(index, std::move(timeout), value, false);
  }
}

void ChartBuilder::AddTimeout(StateIndex index, Timeout timeout, const YamlNode& transition, bool listed) {
  State& state = chart_.states[static_cast<std::size_t>(index)];
  const std::string event = "after." + state.id + "." + std::to_string(state.after.size());
  if (transition.kind == YamlNode::Kind::kSequence) {
    if (transition.items.empty()) {
      reader_.Error(Code::wrong_shape, transition.position,
                    Text{"此 `after` 下没有转移", "no transition under this `after`"});
    }
    for (const auto& item : transition.items) {
      timeout.transition = ReadTransition(index, Transition::Trigger::kAfter, event, item, listed);
    }
  } else {
    timeout.transition = ReadTransition(index, Transition::Trigger::kAfter, event, transition, listed);
  }
  chart_.states[static_cast<std::size_t>(index)].after.push_back(std::move(timeout));
}

void ChartBuilder::ReadWindow(const YamlNode& node, Transition& transition) {
  if (!reader_.IsMap(node, Reader::Place::Key("window"))) return;
  reader_.CheckKeys(node, Reader::Place::Key("window"), {"opens", "closes"});
  const auto* opens = node.Find("opens");
  const auto* closes = node.Find("closes");
  if (opens != nullptr) transition.opens = ReadExpression(*opens, names_, TypeKind::kTimestamp);
  if (closes != nullptr) transition.closes = ReadExpression(*closes, names_, TypeKind::kTimestamp);
  if (opens == nullptr && closes == nullptr) {
    reader_.Error(Code::missing_key, node.position,
                  Text{"`window` 需要 `opens` 或 `closes`", "`window` needs `opens` or `closes`"});
  }
}

TransitionIndex ChartBuilder::ReadTransition(StateIndex source, Transition::Trigger trigger,
                                             std::string event, const YamlNode& node, bool listed) {
  const auto index = static_cast<TransitionIndex>(chart_.transitions.size());
  Transition transition;
  transition.trigger = trigger;
  transition.source = source;
  transition.event = std::move(event);
  transition.position = node.position;
  const bool person = trigger == Transition::Trigger::kEvent;

  if (node.kind == YamlNode::Kind::kScalar) {
    transition.targets = ReadTargets(node, {"转移", "a transition"});
  } else if (node.kind != YamlNode::Kind::kNull && reader_.IsMap(node, {"转移", "a transition"})) {
    if (person && listed) {
      reader_.CheckKeys(node, {"转移", "a transition"},
                        {"event", "target", "return", "guard", "by", "allow", "window", "input", "actions",
                         "internal", "title", "description", "refusal", "withdraw"});
    } else if (person) {
      reader_.CheckKeys(node, {"转移", "a transition"},
                        {"target", "return", "guard", "by", "allow", "window", "input", "actions", "internal",
                         "title", "description", "refusal", "withdraw"});
    } else if (listed) {
      reader_.CheckKeys(node, {"到期转移", "a timeout"},
                        {"in", "from", "at_least", "before", "at", "target", "guard", "actions", "internal",
                         "title", "description"});
    } else {
      reader_.CheckKeys(node, {"无人办理的转移", "a transition that no person sends"},
                        {"target", "guard", "actions", "internal", "title", "description"});
    }
    Environment own = Environment::Within(names_);
    const Environment* names = &names_;
    const auto* back = person ? node.Find("return") : nullptr;
    if (back != nullptr) ReadReturn(transition, node, *back);
    const auto* input = person ? node.Find("input") : nullptr;
    if (input != nullptr)
      transition.input = ReadFields(reader_, *input, Reader::Place::Key("input"), FieldsOf::kInput);
    if (back != nullptr) AddReturnInput(transition, *back);
    if (input != nullptr || back != nullptr) {
      Declare(own, "input", transition.input);
      names = &own;
    }
    if (const auto* target = node.Find("target"); target != nullptr && back == nullptr) {
      if (target->kind == YamlNode::Kind::kMap) {
        ReadBackTo(transition, *target);
      } else {
        transition.targets = ReadTargets(*target, Reader::Place::Key("target"));
      }
    }
    if (const auto* by = node.Find("by"); by != nullptr && person) transition.by = ReadRoleList(*by);
    if (const auto* allow = node.Find("allow"); allow != nullptr && person) {
      transition.allow = ReadExpression(*allow, *names, TypeKind::kBool);
    }
    if (const auto* window = node.Find("window"); window != nullptr && person)
      ReadWindow(*window, transition);
    if (const auto* guard = node.Find("guard"))
      transition.guard = ReadExpression(*guard, *names, TypeKind::kBool, &guards_.emplace_back());
    if (const auto* actions = node.Find("actions")) transition.actions = ReadActions(*actions, *names);
    if (const auto* internal = node.Find("internal"))
      transition.internal = reader_.ReadBool(*internal, Reader::Place::Key("internal"));
    if (const auto* title = node.Find("title")) transition.title = reader_.ReadTitle(*title);
    if (const auto* withdraw = node.Find("withdraw"); withdraw != nullptr && person)
      ReadWithdraw(transition, node, *withdraw);
    if (const auto* refusal = node.Find("refusal"); refusal != nullptr && person) {
      transition.refusal = reader_.ReadTitle(*refusal);
    }
  }
  if (trigger == Transition::Trigger::kAlways && transition.targets.empty() && !transition.back &&
      transition.guard.empty() && transition.actions.empty()) {
    reader_.Error(Code::missing_key, node.position,
                  Text{"既无目标、条件又无动作的 `always` 永远不会停下",
                       "an `always` without target, guard and actions would never come to rest"});
  }

  State& state = chart_.states[static_cast<std::size_t>(source)];
  (trigger == Transition::Trigger::kAlways ? state.always : state.transitions).push_back(index);
  if (person) {
    Text& title = chart_.events[transition.event];
    if (title.empty()) title = transition.title;
  }
  chart_.transitions.push_back(std::move(transition));
  guards_.resize(chart_.transitions.size());
  return index;
}

}  // namespace charter
