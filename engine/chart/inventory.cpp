#include "engine/chart/inventory.h"

#include <algorithm>
#include <array>

#include "engine/chart/action_words.h"
#include "engine/chart/drawing_text.h"
#include "engine/chart/part_builder.h"
#include "engine/chart/words.h"
#include "engine/data/json.h"

namespace charter {
namespace {

struct KindNames {
  std::string_view name;
  Text title;
};

const KindNames& NamesOf(ChartPart::Kind kind) {
  static const std::array<KindNames, 9> names{{{"workflow", {"流程", "Workflow"}},
                                               {"role", {"角色", "Role"}},
                                               {"field", {"字段", "Field"}},
                                               {"parameter", {"法定参数", "Parameter of the law"}},
                                               {"sheet", {"评分表", "Scoring sheet"}},
                                               {"state", {"状态", "State"}},
                                               {"event", {"事件", "Event"}},
                                               {"deadline", {"期限", "Deadline"}},
                                               {"activity", {"活动", "Activity"}}}};
  return names.at(static_cast<std::size_t>(kind));
}

class Lister {
 public:
  explicit Lister(const Chart& chart)
      : chart_(chart), zh_(chart, Language::kZh), en_(chart, Language::kEn), actions_(chart) {}

  std::vector<ChartPart> List() {
    AddWorkflow();
    AddRoles();
    AddFields();
    AddParameters();
    AddSheets();
    for (std::size_t i = 1; i < chart_.states.size(); ++i) AddState(chart_.states[i]);
    for (const State& state : chart_.states) AddEvents(state);
    for (const State& state : chart_.states) AddDeadlines(state);
    for (const Activity& activity : chart_.activities) AddActivity(activity);
    return std::move(parts_);
  }

 private:
  [[nodiscard]] const State& At(StateIndex index) const {
    return chart_.states[static_cast<std::size_t>(index)];
  }
  [[nodiscard]] const Transition& TransitionAt(TransitionIndex index) const {
    return chart_.transitions[static_cast<std::size_t>(index)];
  }
  [[nodiscard]] Text Roles(const std::vector<RoleIndex>& roles) const {
    return {zh_.Roles(roles), en_.Roles(roles)};
  }
  [[nodiscard]] Text States(const std::vector<StateIndex>& states) const {
    return {zh_.States(states), en_.States(states)};
  }
  [[nodiscard]] Text When(const std::optional<PeriodTerm>& period, const Program& at, bool before) const {
    return {zh_.When(period, at, before, ""), en_.When(period, at, before, "")};
  }
  // "review/submit"; what may happen in any state has no state before it.
  [[nodiscard]] static std::string Within(const State& state, const std::string& name) {
    return state.id.empty() ? name : state.id + "/" + name;
  }
  [[nodiscard]] Text Within(const State& state, const Text& title) const {
    if (state.id.empty()) return title;
    return Text{zh_.TitleOf(state), en_.TitleOf(state)} + Text{"：", ": "} + title;
  }

  void AddWorkflow() {
    PartBuilder part(ChartPart::Kind::kWorkflow, chart_.workflow, chart_.title);
    part.Titled(chart_.title);
    part.Say("number", {"编号", "Number"}, chart_.number);
    part.Say("label", {"事项名称", "What items are called"}, chart_.label);
    part.Say("create", {"可建立", "Who creates items"}, Roles(chart_.create));
    const LifeCycleRights& rights = chart_.life_cycle;
    part.Say("suspend", {"可中止", "Who suspends"}, Roles(rights.suspend));
    part.Say("resume", {"可恢复", "Who resumes"}, Roles(rights.resume));
    part.Say("cancel", {"可取消", "Who cancels"}, Roles(rights.cancel));
    part.Say("hand_over", {"可转办", "Who hands over"}, Roles(rights.hand_over));
    part.Say("urge", {"可催办", "Who urges"}, Roles(rights.urge));
    part.Say("copy", {"可抄送", "Who sends copies"}, Roles(rights.copy));
    part.Say("preset", {"适用规定", "Which law binds it"}, chart_.preset.id);
    part.SayYes("accept_memory", {"可用未核对的值", "Takes values that were not read in their source"},
                chart_.preset.accept_memory);
    part.Say("override_by", {"可另行给定参数", "Who gives parameters"}, Roles(chart_.preset.override_by));
    part.Say("initial", {"起始", "Begins in"}, States(At(0).initial));
    parts_.push_back(part.Take());
  }

  void AddRoles() {
    for (const Role& role : chart_.roles) {
      PartBuilder part(ChartPart::Kind::kRole, role.id, role.title);
      part.Titled(role.title);
      parts_.push_back(part.Take());
    }
  }

  void AddFields() {
    for (std::size_t i = 0; i < chart_.data.size(); ++i) {
      const Field& field = chart_.data[i];
      PartBuilder part(ChartPart::Kind::kField, field.name, field.title);
      part.Titled(field.title);
      part.SayYes("required", {"必填", "Required"}, field.required);
      part.SayYes("read_only", {"只由流程填写", "Set by the workflow only"}, field.read_only);
      part.Say("rule", {"类型与要求", "Type and limits"}, SchemaOf({field}));
      std::string readers;
      for (const std::string& role : field.read) readers += (readers.empty() ? "" : ", ") + role;
      part.Say("read", {"可读角色", "Who may read it"}, readers);
      part.SayYes(
          "report", {"报上级事项", "Told to the parent"},
          std::find(chart_.report.begin(), chart_.report.end(), static_cast<int>(i)) != chart_.report.end());
      parts_.push_back(part.Take());
    }
  }

  // Titles and whether they are required are told by themselves where it is one field's.
  static std::string SchemaOf(std::vector<Field> fields) {
    if (fields.size() == 1) {
      fields.front().title = {};
      fields.front().required = false;
    }
    std::string schema;
    AppendJsonSchema(schema, fields);
    return schema;
  }

  void AddParameters() {
    for (const Parameter& parameter : chart_.parameters) {
      PartBuilder part(ChartPart::Kind::kParameter, parameter.id, parameter.title);
      part.Titled(parameter.title);
      part.Say("type", {"类型", "Type"}, std::string(NameOf(parameter.type)));
      part.SayYes("optional", {"可以没有", "May be set by no law"}, parameter.optional);
      parts_.push_back(part.Take());
    }
  }

  void AddSheets() {
    for (const Sheet& sheet : chart_.sheets) {
      PartBuilder part(ChartPart::Kind::kSheet, sheet.id, sheet.title);
      part.Titled(sheet.title);
      for (const Criterion& criterion : sheet.criteria) {
        const std::string points = criterion.min.ToString() + "–" + criterion.max.ToString();
        part.Say("criteria." + criterion.id,
                 criterion.title.empty() ? SameInBoth(criterion.id) : criterion.title,
                 SameInBoth(points) + (criterion.description.empty() ? Text() : Text{"：", ": "}) +
                     criterion.description);
      }
      parts_.push_back(part.Take());
    }
  }

  void AddState(const State& state) {
    static const std::array<Text, 6> kinds{{{"单一状态", "simple"},
                                            {"含下级状态", "with states in it"},
                                            {"并行", "parallel"},
                                            {"终结", "final"},
                                            {"历史", "history"},
                                            {"深历史", "deep history"}}};
    PartBuilder part(ChartPart::Kind::kState, state.id, state.title);
    part.Titled(state.title);
    part.Say("kind", {"种类", "Kind"}, kinds.at(static_cast<std::size_t>(state.kind)));
    if (state.parent > 0) part.Say("parent", {"所在状态", "Within"}, States({state.parent}));
    part.Say("initial", {"起始", "Begins in"}, States(state.initial));
    part.SayYes("endless", {"可长期停留", "May last for ever"}, state.endless);
    for (std::size_t i = 0; i < state.edit.size(); ++i) {
      Text fields;
      for (const int index : state.edit[i].fields) {
        const Field& field = chart_.data[static_cast<std::size_t>(index)];
        fields = fields + (fields.empty() ? Text{"：", ": "} : Text{"、", ", "}) +
                 (field.title.empty() ? Text{field.name, field.name} : field.title);
      }
      part.Branch(i + 1);
      part.Say("edit", {"可直接修改", "Changes fields"}, Roles(state.edit[i].by) + fields);
    }
    part.Branch(1);
    part.Say("entry", {"进入时", "On entry"}, actions_.Say(state.entry));
    part.Say("exit", {"离开时", "On exit"}, actions_.Say(state.exit));
    part.Say("output", {"结果", "Outcome"}, state.output);
    parts_.push_back(part.Take());
  }

  void SayWay(PartBuilder& part, const Transition& way) {
    part.Say("to", {"转到", "Leads to"}, States(way.targets));
    part.Say("by", {"办理", "By"}, Roles(way.by));
    part.Say("allow", {"限制", "Allowed if"}, way.allow);
    part.Say("guard", {"条件", "If"}, way.guard);
    part.Say("opens", {"开始", "From"}, way.opens);
    part.Say("closes", {"截止", "Until"}, way.closes);
    if (!way.input.empty()) part.Say("input", {"填写内容", "Input"}, SchemaOf(way.input));
    part.Say("actions", {"执行", "Does"}, actions_.Say(way.actions));
    part.Titled(way.title);
    part.Say("refusal", {"不满足条件时的说明", "What is said where it is not met"}, way.refusal);
    if (way.withdraw) {
      part.Say("withdraw", {"可撤回", "May be taken back"},
               way.withdraw->empty() ? Text{"是", "yes"} : *way.withdraw);
    }
    if (way.back) {
      part.Say("back", {"回到最近离开的一处", "Back to the one left last"},
               way.back->max ? Text{"最多 " + std::to_string(*way.back->max) + " 次",
                                    "at most " + std::to_string(*way.back->max) + " time(s)"}
                             : Text{"是", "yes"});
    }
  }

  // The ways that one event may go in a state are one part, in the order in which they are tried.
  void AddEvents(const State& state) {
    std::vector<TransitionIndex> all = state.transitions;
    all.insert(all.end(), state.always.begin(), state.always.end());
    std::erase_if(all, [&](TransitionIndex index) {
      return TransitionAt(index).trigger == Transition::Trigger::kAfter;
    });
    AddWays(ChartPart::Kind::kEvent, state, all);
  }

  void AddDeadlines(const State& state) {
    if (state.due) {
      PartBuilder part(ChartPart::Kind::kDeadline, Within(state, std::string("due")),
                       Within(state, Text{"办理期限", "due"}));
      part.Say("length", {"期限", "Length"}, When(state.due->within, state.due->at, state.due->before));
      Text reminders;
      for (const Period& period : state.due->remind) {
        reminders = reminders + (reminders.empty() ? Text() : Text{"、", ", "}) +
                    Text{PeriodText(period, Language::kZh), PeriodText(period, Language::kEn)};
      }
      part.Say("remind", {"提前提醒", "Reminds before"}, reminders);
      part.Say("event", {"逾期时触发", "Raises when overdue"}, state.due->event);
      parts_.push_back(part.Take());
    }
    std::vector<TransitionIndex> timed = state.transitions;
    std::erase_if(timed, [&](TransitionIndex index) {
      return TransitionAt(index).trigger != Transition::Trigger::kAfter;
    });
    AddWays(ChartPart::Kind::kDeadline, state, timed);
  }

  void AddWays(ChartPart::Kind kind, const State& state, const std::vector<TransitionIndex>& ways) {
    std::vector<std::string> names;
    for (const TransitionIndex index : ways) {
      const std::string name = NameOfCause(state, index);
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
    for (const std::string& name : names) {
      std::optional<PartBuilder> part;
      std::size_t number = 0;
      for (const TransitionIndex index : ways) {
        if (NameOfCause(state, index) != name) continue;
        const Transition& way = TransitionAt(index);
        const Text cause{zh_.Cause(index), en_.Cause(index)};
        const bool sent = way.trigger == Transition::Trigger::kEvent && !way.title.empty();
        if (!part) {
          part.emplace(kind, Within(state, name), Within(state, sent ? way.title : cause));
          if (kind == ChartPart::Kind::kDeadline) SayTimeout(*part, state, index);
        }
        part->Branch(++number);
        SayWay(*part, way);
      }
      parts_.push_back(part->Take());
    }
  }

  void SayTimeout(PartBuilder& part, const State& state, TransitionIndex index) {
    for (const Timeout& timeout : state.after) {
      if (timeout.transition < index) continue;
      part.Say("length", {"期限", "Length"}, When(timeout.in, timeout.at, timeout.before));
      return;
    }
  }

  // What one compares by: an event's name, "always", and of times their place, "after.0".
  [[nodiscard]] std::string NameOfCause(const State& state, TransitionIndex index) const {
    const Transition& way = TransitionAt(index);
    if (way.trigger == Transition::Trigger::kAlways) return "always";
    if (way.trigger != Transition::Trigger::kAfter) return way.event;
    std::size_t place = 0;
    while (place < state.after.size() && state.after[place].transition < index) ++place;
    return "after." + std::to_string(place);
  }

  void AddActivity(const Activity& activity) {
    PartBuilder part(ChartPart::Kind::kActivity, activity.id, {zh_.TitleOf(activity), en_.TitleOf(activity)});
    part.Titled(activity.title);
    part.Say("type", {"种类", "Type"}, activity.kind->title);
    part.Say("state", {"所在状态", "In"}, States({activity.state}));
    part.Say("by", {"办理", "By"}, Roles(activity.by));
    part.Say("workflow", {"下级事项的流程", "Workflow of the items below"}, activity.workflow);
    if (activity.settings.is(Kind::kMap)) {
      for (const auto& [key, value] : activity.settings.AsMap()) {
        const std::string name(key.AsString());
        part.Say("settings." + name, SameInBoth(name),
                 value.is(Kind::kString) ? std::string(value.AsString()) : WriteJson(value));
      }
    }
    parts_.push_back(part.Take());
  }

  const Chart& chart_;
  Words zh_;
  Words en_;
  ActionWords actions_;
  std::vector<ChartPart> parts_;
};

}  // namespace

std::string_view NameOf(ChartPart::Kind kind) { return NamesOf(kind).name; }
Text TitleOf(ChartPart::Kind kind) { return NamesOf(kind).title; }

std::vector<ChartPart> PartsOf(const Chart& chart) { return Lister(chart).List(); }

}  // namespace charter
