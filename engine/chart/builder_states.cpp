#include <algorithm>
#include <array>

#include "engine/chart/builder.h"

namespace charter {
void ChartBuilder::CollectStates(const YamlNode& map, StateIndex parent) {
  for (const auto& [key, node] : map.members) {
    const StateIndex index = AddState(key, node, parent);
    if (const auto* states = node.Find("states");
        states != nullptr && reader_.IsMap(*states, Reader::Place::Key("states"))) {
      CollectStates(*states, index);
    }
    chart_.states[static_cast<std::size_t>(index)].last = static_cast<StateIndex>(chart_.states.size()) - 1;
  }
}

StateIndex ChartBuilder::AddState(const YamlNode& id, const YamlNode& node, StateIndex parent) {
  const auto index = static_cast<StateIndex>(chart_.states.size());
  State state;
  state.id = reader_.ReadIdentifier(id, {"状态标识", "a state's id"});
  state.parent = parent;
  state.depth = chart_.states[static_cast<std::size_t>(parent)].depth + 1;
  state.position = id.position;
  if (node.kind != YamlNode::Kind::kNull && reader_.IsMap(node, {"状态", "state", state.id}))
    ReadKind(node, state);
  if (!chart_.state_by_id.emplace(state.id, index).second) {
    reader_.Error(Code::duplicate_id, id.position,
                  Text{"状态标识重复：`", "a second state `"} + state.id + "`",
                  Text{"整个文件中标识唯一，因此目标只写标识",
                       "ids are unique in the whole file, so that a target is always a bare id"});
  }
  chart_.states[static_cast<std::size_t>(parent)].children.push_back(index);
  chart_.states.push_back(std::move(state));
  nodes_.push_back(&node);
  return index;
}

void ChartBuilder::ReadKind(const YamlNode& node, State& state) {
  const auto* states = node.Find("states");
  const bool nested = states != nullptr && !states->members.empty();
  std::string type;
  if (const auto* given = node.Find("type")) type = reader_.ReadText(*given, Reader::Place::Key("type"));
  const auto* history = node.Find("history");
  if (type == "history" || history != nullptr) {
    const std::string depth =
        history != nullptr ? reader_.ReadText(*history, Reader::Place::Key("history")) : "shallow";
    if (depth != "shallow" && depth != "deep") {
      reader_.Error(Code::wrong_shape, history->position,
                    Text{"`history` 应为 shallow 或 deep", "`history` should be shallow or deep"});
    }
    state.kind = depth == "deep" ? State::Kind::kDeepHistory : State::Kind::kShallowHistory;
  } else if (type == "final") {
    state.kind = State::Kind::kFinal;
  } else if (type == "parallel") {
    state.kind = State::Kind::kParallel;
    if (!nested)
      reader_.Error(Code::missing_key, node.position,
                    Text{"并行状态需要 `states`", "a parallel state needs `states`"});
  } else {
    if (!type.empty() && type != "compound" && type != "atomic") {
      reader_.Error(Code::wrong_shape, node.Find("type")->position,
                    Text{"没有状态类型 `", "unknown state type `"} + type + "`",
                    Text{"parallel、final 或 history；有 `states` 的即为复合状态",
                         "parallel, final or history; a state with `states` is compound"});
    }
    state.kind = nested ? State::Kind::kCompound : State::Kind::kAtomic;
  }
  if (nested && (state.kind == State::Kind::kFinal || state.IsHistory())) {
    reader_.Error(Code::wrong_shape, states->position,
                  (state.kind == State::Kind::kFinal ? Text{"终态", "a final state"}
                                                     : Text{"历史状态", "a history state"}) +
                      Text{"不能包含状态", " cannot hold states"});
  }
}

void ChartBuilder::ReadState(StateIndex index, const YamlNode& node) {
  State& state = chart_.states[static_cast<std::size_t>(index)];
  const bool root = index == 0;
  const Reader::Place place =
      root ? Reader::Place{"流程", "the workflow"} : Reader::Place{"状态", "state", state.id};
  if (!root && node.kind == YamlNode::Kind::kMap) {
    reader_.CheckKeys(
        node, place,
        {"title", "description", "type", "history", "default", "initial", "states", "entry", "exit", "on",
         "always", "after", "done", "due", "invoke", "output", "endless", "edit"});
    if (const auto* title = node.Find("title")) state.title = reader_.ReadTitle(*title);
  }
  if (state.kind == State::Kind::kCompound) ReadInitial(index, node);
  if (state.IsHistory()) ReadHistoryDefault(index, node);
  const bool passive = state.kind == State::Kind::kFinal || state.IsHistory();
  if (passive) {
    for (const char* key : {"on", "always", "after", "done", "due", "invoke", "initial", "edit"}) {
      const auto* found = node.Find(key);
      if (found != nullptr) {
        reader_.Error(
            Code::wrong_shape, found->position,
            place.ToText() + Text{"无从离开，不能有 `", " is left by nothing, so it takes no `"} + key + "`");
      }
    }
  }
  RefuseMisplaced(state, node, place);
  if (state.kind == State::Kind::kFinal && state.parent != kNone &&
      chart_.states[static_cast<std::size_t>(state.parent)].kind == State::Kind::kParallel) {
    reader_.Error(
        Code::wrong_shape, state.position,
        Text{"终态不能直接作为并行状态的区域", "a final state cannot be a region of a parallel state"},
        Text{"放到某个区域内", "put it inside a region"});
  }
  if (const auto* output = node.Find("output"); output != nullptr && !root) {
    if (state.kind == State::Kind::kFinal) {
      state.output = ReadExpression(*output, names_, TypeKind::kDyn);
      CheckGivenOut(*output, state.output);
    } else {
      reader_.Error(Code::wrong_shape, output->position,
                    Text{"只有终态才有 `output`", "only a final state has an `output`"});
    }
  }
  if (!root) {
    if (const auto* entry = node.Find("entry")) state.entry = ReadActions(*entry, names_);
    if (const auto* exit = node.Find("exit")) state.exit = ReadActions(*exit, names_);
    if (const auto* endless = node.Find("endless"))
      state.endless = reader_.ReadBool(*endless, Reader::Place::Key("endless"));
  }
  if (passive) return;
  if (const auto* on = node.Find("on")) ReadOn(index, *on);
  if (root) return;
  if (const auto* always = node.Find("always")) ReadAlways(index, *always);
  if (const auto* done = node.Find("done")) ReadDone(index, *done);
  if (const auto* after = node.Find("after")) ReadAfter(index, *after);
  if (const auto* invoke = node.Find("invoke")) ReadInvoke(index, *invoke);
  if (const auto* due = node.Find("due")) ReadDue(index, *due);
  if (const auto* edit = node.Find("edit")) ReadEdit(index, *edit);
  // `on`, `done` and `after` may stand in any order in the file.
  std::sort(state.transitions.begin(), state.transitions.end(), [&](TransitionIndex a, TransitionIndex b) {
    return chart_.transitions[static_cast<std::size_t>(a)].position <
           chart_.transitions[static_cast<std::size_t>(b)].position;
  });
}

// Keys that are right in another kind of state and would do nothing here.
void ChartBuilder::RefuseMisplaced(const State& state, const YamlNode& node, const Reader::Place& place) {
  const auto refuse = [&](const char* key, const Text& why) {
    if (const auto* found = node.Find(key))
      reader_.Error(Code::wrong_shape, found->position, place.ToText() + why);
  };
  if (state.kind == State::Kind::kParallel)
    refuse("initial",
           {"会进入所有区域，不能有 `initial`", " enters all its regions, so it takes no `initial`"});
  if (state.kind == State::Kind::kAtomic)
    refuse("initial", {"没有子状态，不能有 `initial`", " has no states, so it takes no `initial`"});
  if (state.IsHistory()) {
    refuse("entry", {"自身从不进入，不能有 `entry`", " is never entered itself, so it takes no `entry`"});
    refuse("exit", {"自身从不进入，不能有 `exit`", " is never entered itself, so it takes no `exit`"});
  } else if (state.parent != kNone) {
    refuse("default", {"不是历史状态，不能有 `default`", " is no history, so it takes no `default`"});
  }
}

// `initial` and the `default` of a history: an id, a list of ids, or {target, actions}.
void ChartBuilder::ReadWayIn(StateIndex index, const YamlNode& node, const std::string& key) {
  State& state = chart_.states[static_cast<std::size_t>(index)];
  const YamlNode* target = &node;
  if (node.kind == YamlNode::Kind::kMap) {
    reader_.CheckKeys(node, Reader::Place::Key(key), {"target", "actions"});
    if (const auto* actions = node.Find("actions")) state.initial_actions = ReadActions(*actions, names_);
    target = node.Find("target");
    if (target == nullptr) {
      reader_.Error(Code::missing_key, node.position,
                    Text{"`" + key + "` 需要 `target`", "`" + key + "` needs a `target`"});
      return;
    }
  }
  state.initial = ReadTargets(*target, Reader::Place::Key(key));
}

// SCXML 3.3: without `initial`, the first child in document order.
void ChartBuilder::ReadInitial(StateIndex index, const YamlNode& node) {
  State& state = chart_.states[static_cast<std::size_t>(index)];
  const auto* initial = node.Find("initial");
  if (initial == nullptr) {
    const auto first = std::find_if(state.children.begin(), state.children.end(), [&](StateIndex child) {
      return !chart_.states[static_cast<std::size_t>(child)].IsHistory();
    });
    if (first != state.children.end()) {
      state.initial = {*first};
    } else {
      reader_.Error(Code::missing_key, state.position,
                    (index == 0 ? Text{"文件", "the file"} : Text{"状态 `", "state `"} + state.id + "`") +
                        Text{"没有可以开始的状态", " has no state to begin in"});
    }
    return;
  }
  ReadWayIn(index, *initial, "initial");
  for (const StateIndex at : state.initial) {
    if (chart_.IsDescendant(at, index)) continue;
    reader_.Error(Code::bad_initial, initial->position,
                  Text{"`", "`"} + chart_.states[static_cast<std::size_t>(at)].id +
                      (index == 0 ? Text{"` 不在本文件内", "` does not lie inside this file"}
                                  : Text{"` 不在状态 `", "` does not lie inside state `"} + state.id +
                                        Text{"` 内", "`"}));
  }
}

void ChartBuilder::ReadHistoryDefault(StateIndex index, const YamlNode& node) {
  const State& state = chart_.states[static_cast<std::size_t>(index)];
  if (state.parent == 0) {
    reader_.Error(
        Code::wrong_shape, state.position,
        Text{"历史状态 `" + state.id + "` 不在任何状态内，无可记忆",
             "history `" + state.id + "` lies in no state, so it has nothing to remember"},
        Text{"放到会离开又进入的那个状态内", "put it inside the state that is left and entered again"});
  }
  const auto* target = node.Find("default");
  if (target == nullptr) {
    reader_.Error(
        Code::missing_key, state.position,
        Text{"历史状态 `" + state.id + "` 需要 `default`", "history `" + state.id + "` needs a `default`"});
    return;
  }
  ReadWayIn(index, *target, "default");
  for (const StateIndex at : state.initial) {
    const bool history = chart_.states[static_cast<std::size_t>(at)].IsHistory();
    if (chart_.IsDescendant(at, state.parent) && !history) continue;
    reader_.Error(Code::bad_initial, target->position,
                  Text{"历史状态的 default 应为同一复合状态内的状态",
                       "the default of a history is a state beside it, in the same compound state"});
  }
}

std::vector<StateIndex> ChartBuilder::ReadTargets(const YamlNode& node, const Reader::Place& place) {
  std::vector<StateIndex> targets;
  for (const auto* item : Reader::OneOrMany(node)) {
    const std::string id = reader_.ReadText(*item, place);
    const StateIndex index = chart_.FindState(id);
    if (index != kNone) {
      targets.push_back(index);
    } else if (!id.empty()) {
      reader_.Error(Code::unknown_target, item->position, Text{"没有状态 `", "unknown state `"} + id + "`",
                    Reader::Suggest(id, StateIds()));
    }
  }
  if (Reader::OneOrMany(node).empty()) {
    reader_.Error(Code::wrong_shape, node.position, place.ToText() + Text{"没有写明状态", " names no state"});
  }
  CheckTogether(targets, node.position);
  return targets;
}

// SCXML 3.11: several targets are legal only where one item can be in all of them at once.
void ChartBuilder::CheckTogether(const std::vector<StateIndex>& targets, Position position) {
  for (std::size_t i = 0; i < targets.size(); ++i) {
    for (std::size_t j = i + 1; j < targets.size(); ++j) {
      StateIndex common = targets[i];
      while (common != targets[j] && !chart_.IsDescendant(targets[j], common)) {
        common = chart_.states[static_cast<std::size_t>(common)].parent;
      }
      const bool regions = common != targets[i] && common != targets[j] &&
                           chart_.states[static_cast<std::size_t>(common)].kind == State::Kind::kParallel;
      if (regions) continue;
      reader_.Error(Code::wrong_shape, position,
                    Text{"事项不能同时处于 `", "an item cannot be in `"} +
                        chart_.states[static_cast<std::size_t>(targets[i])].id + Text{"` 和 `", "` and `"} +
                        chart_.states[static_cast<std::size_t>(targets[j])].id + Text{"`", "` at once"},
                    Text{"多个目标应在同一并行状态的不同区域内",
                         "several targets lie in different regions of one parallel state"});
    }
  }
}

void ChartBuilder::ReadDeadline(const YamlNode& node, const char* period, std::optional<PeriodTerm>& length,
                                Program& at, bool& before) {
  const std::array<const char*, 3> ways{period, "at_least", "at"};
  const auto is_there = [&](const char* key) { return node.Find(key) != nullptr; };
  const auto way = std::find_if(ways.begin(), ways.end(), is_there);
  if (std::count_if(ways.begin(), ways.end(), is_there) != 1) {
    reader_.Error(Code::missing_key, node.position,
                  Text{"期限需要 `" + std::string(period) + "`、`at_least` 或 `at` 之一",
                       "a deadline needs one of `" + std::string(period) + "`, `at_least` and `at`"});
    return;
  }
  before = *way == ways[1];
  if (*way != ways[2]) length = ReadPeriodTerm(*node.Find(*way), Reader::Place::Key(*way));
  const char* anchor = before ? "before" : *way == ways[0] ? "from" : "at";
  if (const auto* found = node.Find(anchor)) at = ReadExpression(*found, names_, TypeKind::kTimestamp);
  for (const char* key : {"from", "before"}) {
    const bool belongs = std::string_view(key) == anchor;
    if (belongs && before && !is_there(key)) {
      reader_.Error(
          Code::missing_key, node.position,
          Text{"`at_least` 需要 `before`：早于什么时间", "`at_least` needs `before`: ahead of what"});
    } else if (!belongs && is_there(key)) {
      reader_.Error(Code::wrong_shape, node.Find(key)->position,
                    std::string_view(key) == "from"
                        ? Text{"`from` 只与 `" + std::string(period) + "` 同用",
                               "`from` goes with `" + std::string(period) + "` only"}
                        : Text{"`before` 只与 `at_least` 同用", "`before` goes with `at_least` only"});
    }
  }
}

void ChartBuilder::ReadDue(StateIndex index, const YamlNode& node) {
  if (!reader_.IsMap(node, Reader::Place::Key("due"))) return;
  reader_.CheckKeys(node, Reader::Place::Key("due"),
                    {"within", "from", "at_least", "before", "at", "remind", "raise"});
  Due due;
  ReadDeadline(node, "within", due.within, due.at, due.before);
  if (const auto* remind = node.Find("remind")) {
    for (const auto* item : Reader::OneOrMany(*remind)) {
      const auto before = reader_.ReadPeriod(*item, Reader::Place::Key("remind"));
      if (before && before->unit == Period::Unit::kMonths) {
        reader_.Error(Code::bad_period, item->position,
                      Text{"提醒可提前若干天、工作日或小时，不能按月",
                           "a reminder comes days, workdays or hours before, not months"});
      } else if (before) {
        due.remind.push_back(*before);
      }
    }
  }
  if (const auto* raise = node.Find("raise")) due.event = ReadEventName(*raise, false);
  chart_.states[static_cast<std::size_t>(index)].due = std::move(due);
}

}  // namespace charter
