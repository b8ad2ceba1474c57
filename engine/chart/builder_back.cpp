// What leads back: `return`, a target `{back_to, otherwise}`, and `withdraw`.
#include <algorithm>
#include <set>

#include "engine/activity/make_field.h"
#include "engine/chart/builder.h"
#include "engine/chart/fields.h"
#include "engine/chart/route.h"

namespace charter {
namespace {

constexpr std::size_t kReasonLength = 2000;
constexpr int kLooks = 300'000;  // at transitions, for all returns of a file

std::size_t At(std::int32_t index) { return static_cast<std::size_t>(index); }

bool Within(const Chart& chart, StateIndex state, StateIndex outer) {
  return state == outer || chart.IsDescendant(state, outer);
}

// Whether a parallel state around `state` lies below `domain`: its regions would be left, or begun, together
// with that of `state`.
bool IsInRegionBelow(const Chart& chart, StateIndex state, StateIndex domain) {
  for (StateIndex at = chart.states[At(state)].parent; at != kNone && at != domain;
       at = chart.states[At(at)].parent) {
    if (chart.states[At(at)].kind == State::Kind::kParallel) return true;
  }
  return false;
}

// Why the item cannot go back there; empty where it can.
Text WhyNotBack(const Chart& chart, const Transition& transition, StateIndex to) {
  const State& state = chart.states[At(to)];
  if (state.IsHistory() || state.kind == State::Kind::kFinal)
    return {"那里无事可办", "no work is done there"};
  if (Within(chart, transition.source, to))
    return {"退回时事项就在其中", "the item is in it when it is sent back"};
  const StateIndex domain = FindRoute(chart, transition, {to}, {}).domain;
  if (IsInRegionBelow(chart, transition.source, domain))
    return {"会使并行的其他区域一并中断；在并行状态自身上退回",
            "that would break off the regions beside it; return from the parallel state itself"};
  if (IsInRegionBelow(chart, to, domain))
    return {"它是某个区域内的一步，其他区域会从头开始；退回到并行状态自身或其外",
            "it is a step of one region, and the others would begin anew; name the parallel state itself, or "
            "one outside"};
  return {};
}

// Where work goes on inside a state: its innermost states, and parallel ones as a whole.
void AddPlaces(const Chart& chart, StateIndex index, std::set<StateIndex>& places) {
  const State& state = chart.states[At(index)];
  if (state.kind == State::Kind::kAtomic || state.kind == State::Kind::kParallel) places.insert(index);
  if (state.kind != State::Kind::kCompound) return;
  for (const auto child : state.children) AddPlaces(chart, child, places);
}

// Where a transition leads: states that are entered together, once for each of the alternatives it may take.
std::vector<std::vector<StateIndex>> Destinations(const Transition& transition) {
  if (!transition.back) return {transition.targets};
  std::vector<std::vector<StateIndex>> each;
  for (const auto target : transition.targets) each.push_back({target});
  return each;
}

// The states in which a person brought the item on its way to a given state; steps that the workflow takes
// itself are followed back to the people before them.
class Origins {
 public:
  explicit Origins(const Chart& chart) : chart_(chart), into_(chart.states.size()) {
    for (std::size_t i = 0; i < chart.transitions.size(); ++i) {
      const Transition& transition = chart.transitions[i];
      if (transition.back && transition.back->is_return) continue;
      for (const auto& targets : Destinations(transition)) Note(static_cast<TransitionIndex>(i), targets);
    }
  }

  std::vector<StateIndex> Of(const Transition& back) {
    std::set<StateIndex> places;
    std::set<StateIndex> seen{back.source};
    std::vector<StateIndex> open{back.source};
    while (!open.empty()) {
      const StateIndex at = open.back();
      open.pop_back();
      for (const auto index : into_[At(at)]) {
        if (--looks_left_ < 0) return {};
        const Transition& transition = chart_.transitions[At(index)];
        if (Within(chart_, transition.source, at)) continue;
        if (transition.IsForPeople()) {
          AddPlaces(chart_, transition.source, places);
        } else if (seen.insert(transition.source).second) {
          open.push_back(transition.source);
        }
      }
    }
    std::erase_if(places, [&](StateIndex to) { return !WhyNotBack(chart_, back, to).empty(); });
    return {places.begin(), places.end()};
  }

 private:
  void Note(TransitionIndex index, const std::vector<StateIndex>& targets) {
    const Route route = FindRoute(chart_, chart_.transitions[At(index)], targets, {});
    for (const auto& entry : route.enter) into_[At(entry.state)].push_back(index);
  }

  const Chart& chart_;
  std::vector<std::vector<TransitionIndex>> into_;  // by state: what enters it
  int looks_left_ = kLooks;
};

}  // namespace

void ChartBuilder::ReadReturn(Transition& transition, const YamlNode& map, const YamlNode& node) {
  transition.back = WayBack{};
  transition.back->is_return = true;
  if (map.Find("target") != nullptr) {
    reader_.Error(Code::bad_return, node.position,
                  Text{"`return` 与 `target` 只能写一个", "either `return` or `target`, not both"});
  }
  if (map.Find("by") == nullptr && map.Find("allow") == nullptr) {
    reader_.Error(Code::bad_return, node.position,
                  Text{"退回由人办理，须写明 `by`", "a return is sent by people: it needs `by`"});
  }
  if (node.kind == YamlNode::Kind::kScalar) {
    if (!reader_.ReadBool(node, Reader::Place::Key("return"))) {
      reader_.Error(Code::wrong_shape, node.position,
                    Text{"`return` 应为 true 或 {to, max}", "`return` is true, or {to, max}"});
    }
    return;
  }
  if (!reader_.IsMap(node, Reader::Place::Key("return"))) return;
  reader_.CheckKeys(node, Reader::Place::Key("return"), {"to", "max"});
  if (const auto* to = node.Find("to")) transition.back->to = ReadPlaces(*to, Reader::Place::Key("to"));
  if (const auto* max = node.Find("max")) {
    const auto number = reader_.ReadInteger(*max, Reader::Place::Key("max"));
    if (number && (*number < 1 || *number > 1000)) {
      reader_.Error(Code::wrong_shape, max->position,
                    Text{"`max` 应为 1 至 1000", "`max` should be 1 or more, at most 1,000"});
    } else if (number) {
      transition.back->max = static_cast<int>(*number);
    }
  }
}

// What every return asks for, in front of what the file asks for: why; and behind it: where to.
void ChartBuilder::AddReturnInput(Transition& transition, const YamlNode& node) {
  auto& input = transition.input;
  const auto own = [&](const char* name) {
    return std::find_if(input.begin(), input.end(), [&](const Field& field) { return field.name == name; });
  };
  if (const auto reason = own("reason"); reason == input.end()) {
    Field field = MakeReason("reason", {"退回理由", "Reason"});
    field.schema.max_length = kReasonLength;
    input.insert(input.begin(), std::move(field));
  } else if (reason->schema.type != FieldType::kString || !reason->required) {
    reader_.Error(Code::bad_return, node.position,
                  Text{"退回须写明理由：`reason` 应为必填的文本",
                       "a return gives its reason: `reason` is a text that is required"});
  } else {
    reason->schema.min_length = std::max<std::size_t>(reason->schema.min_length.value_or(1), 1);
  }
  if (transition.back->to.size() == 1) return;
  if (own("to") != input.end()) {
    reader_.Error(Code::bad_return, node.position,
                  Text{"退回的 `to` 由 Charter 提供，请另取字段名",
                       "`to` of a return is Charter's own; call the field otherwise"});
    return;
  }
  Field field;
  field.name = "to";
  field.schema.type = FieldType::kString;
  field.title = {"退回至", "Back to"};
  input.push_back(std::move(field));
}

void ChartBuilder::ReadBackTo(Transition& transition, const YamlNode& node) {
  reader_.CheckKeys(node, Reader::Place::Key("target"), {"back_to", "otherwise"});
  transition.back = WayBack{};
  if (const auto* to = node.Find("back_to"))
    transition.back->to = ReadPlaces(*to, Reader::Place::Key("back_to"));
  if (const auto* otherwise = node.Find("otherwise")) {
    const auto targets = ReadTargets(*otherwise, Reader::Place::Key("otherwise"));
    if (!targets.empty()) transition.back->otherwise = targets.front();
    if (targets.size() > 1) {
      reader_.Error(Code::wrong_shape, otherwise->position,
                    Text{"`otherwise` 只写一个状态", "`otherwise` names one state"});
    }
  }
  for (const char* key : {"back_to", "otherwise"}) {
    if (node.Find(key) != nullptr) continue;
    reader_.Error(Code::missing_key, node.position,
                  Text{"目标还需要 `", "the target also needs `"} + key + "`",
                  Text{"事项不曾到过 back_to 中任何状态时，去 otherwise",
                       "`otherwise` is where an item goes that has been in no state of `back_to`"});
  }
  transition.targets = transition.back->to;
  if (transition.back->otherwise != kNone) transition.targets.push_back(transition.back->otherwise);
}

// Alternatives, of which an item takes one: they need not go together as several targets do.
std::vector<StateIndex> ChartBuilder::ReadPlaces(const YamlNode& node, const Reader::Place& place) {
  std::set<StateIndex> places;
  for (const auto* item : Reader::OneOrMany(node)) {
    for (const auto index : ReadTargets(*item, place)) places.insert(index);
  }
  return {places.begin(), places.end()};
}

void ChartBuilder::ReadWithdraw(Transition& transition, const YamlNode& map, const YamlNode& node) {
  transition.withdraw = Text{};
  if (map.Find("by") == nullptr && map.Find("allow") == nullptr) {
    reader_.Error(Code::bad_withdraw, node.position,
                  Text{"只有人办理的操作才能撤回，须写明 `by`",
                       "only what people send can be taken back: it needs `by`"});
  }
  if (node.kind == YamlNode::Kind::kScalar) {
    if (!reader_.ReadBool(node, Reader::Place::Key("withdraw"))) transition.withdraw.reset();
    return;
  }
  if (!reader_.IsMap(node, Reader::Place::Key("withdraw"))) return;
  reader_.CheckKeys(node, Reader::Place::Key("withdraw"), {"title"});
  if (const auto* title = node.Find("title")) transition.withdraw = reader_.ReadTitle(*title);
}

void ChartBuilder::CheckWithdraw(const Transition& transition) {
  const auto refuse = [&](const Text& why, Text hint = {}) {
    reader_.Error(Code::bad_withdraw, transition.position,
                  Text{} + "`" + transition.event + "` " + Text{"不能撤回：", "cannot be taken back: "} + why,
                  std::move(hint));
  };
  for (const Action& action : transition.actions) {
    const bool sends = action.kind == Action::Kind::kSend && action.to != Action::To::kSelf;
    if (sends || action.kind == Action::Kind::kCreate)
      refuse({"它涉及其他事项", "it reaches other items"},
             {"去掉 `withdraw`，或在下一步才发送", "leave out `withdraw`, or send with the next step"});
  }
  for (const auto target : transition.targets) {
    const State& state = chart_.states[At(target)];
    if (state.kind == State::Kind::kFinal && state.parent == 0)
      refuse({"它使事项办结", "it ends the item"}, {"去掉 `withdraw`", "leave out `withdraw`"});
  }
  std::set<ActivityIndex> begun;
  for (const auto& targets : Destinations(transition)) {
    for (const auto& entry : FindRoute(chart_, transition, targets, {}).enter) {
      const auto& invoke = chart_.states[At(entry.state)].invoke;
      begun.insert(invoke.begin(), invoke.end());
    }
  }
  for (const auto index : begun) {
    if (!ActsInSecret(chart_.activities[At(index)])) continue;
    refuse({"它开始评审或表决，而谁已参与不得外露",
            "it begins a review or a ballot, of which nobody may learn who has acted"},
           {"去掉 `withdraw`，或先到一个等待的状态",
            "leave out `withdraw`, or let it lead to a state that waits first"});
  }
  if (chart_.events.contains(transition.event + ".withdraw")) {
    refuse({"本文件另有事件 `" + transition.event + ".withdraw`",
            "the file has an event `" + transition.event + ".withdraw` of its own"});
  }
}

void ChartBuilder::SettleWaysBack() {
  std::optional<Origins> origins;
  for (Transition& transition : chart_.transitions) {
    if (!transition.back) continue;
    WayBack& back = *transition.back;
    if (back.is_return && back.to.empty()) {
      if (!origins) origins.emplace(chart_);
      back.to = origins->Of(transition);
      if (back.to.empty()) {
        reader_.Error(Code::bad_return, transition.position,
                      Text{"没有人把事项从别处送到状态 `", "no person brings an item to state `"} +
                          chart_.states[At(transition.source)].id + Text{"`，无处可退", "` from elsewhere"},
                      Text{"写明 return: {to: 状态}", "say where: return: {to: STATE}"});
      }
    }
    for (const auto to : back.to) {
      const Text why = WhyNotBack(chart_, transition, to);
      if (why.empty()) continue;
      reader_.Error(Code::bad_return, transition.position,
                    Text{"不能回到 `", "the way back cannot lead to `"} + chart_.states[At(to)].id +
                        Text{"`：", "`: "} + why);
    }
    if (back.is_return) transition.targets = back.to;
    if (!back.is_return || transition.input.empty() || transition.input.back().name != "to") continue;
    auto& choice = transition.input.back().schema.enumeration;
    for (const auto to : back.to) choice.push_back(Value::String(chart_.states[At(to)].id));
    if (choice.size() < 2) transition.input.pop_back();
  }
  for (const Transition& transition : chart_.transitions) {
    if (transition.withdraw) CheckWithdraw(transition);
  }
}

}  // namespace charter
