#include "engine/run/scenario.h"

#include <algorithm>
#include <deque>

#include "engine/chart/yaml.h"
#include "engine/data/json.h"
#include "engine/run/scenario_expect.h"

namespace charter {
namespace {

class Player {
 public:
  Player(const Chart& chart, const WorkCalendar& calendar, const Presets& presets, ScenarioReport& report)
      : report_(report), reader_(report.problems), item_(chart, calendar, presets) {}

  void Play(const YamlNode& root) {
    if (!reader_.IsMap(root, {"情景", "a scenario"})) return;
    reader_.CheckKeys(root, {"情景", "a scenario"},
                      {"scenario", "workflow", "description", "people", "budgets", "start", "steps"});
    if (const auto* title = root.Find("scenario")) report_.title = reader_.ReadTitle(*title);
    if (const auto* people = root.Find("people");
        people != nullptr && reader_.IsMap(*people, Reader::Place::Key("people")))
      ReadPeople(*people);
    if (const auto* budgets = root.Find("budgets");
        budgets != nullptr && reader_.IsMap(*budgets, Reader::Place::Key("budgets")))
      ReadBudgets(*budgets);
    const auto* start = root.Find("start");
    if (start == nullptr || !reader_.IsMap(*start, Reader::Place::Key("start"))) {
      reader_.Error(Code::missing_key, root.position, {"情景需要 `start`", "a scenario needs `start`"});
      return;
    }
    if (!report_.problems.empty() || !Begin(*start)) return;
    const auto* steps = root.Find("steps");
    if (steps == nullptr) return;
    for (const auto* step : Reader::OneOrMany(*steps)) {
      ++number_;
      if (!reader_.IsMap(*step, {"步骤", "a step"}) || !PlayStep(*step)) return;
    }
  }

 private:
  void Problem(Position position, const Text& message) {
    reader_.Error(Code::wrong_shape, position, message);
  }

  void ReadPeople(const YamlNode& people) {
    for (const auto& [id, node] : people.members) {
      Actor actor;
      actor.id = PersonId(id.text);
      actor.name = id.text;
      if (reader_.IsMap(node, {"人员", "a person"})) {
        reader_.CheckKeys(node, {"人员", "a person"}, {"org", "roles", "name"});
        if (const auto* org = node.Find("org")) actor.org = OrgId(org->text);
        if (const auto* name = node.Find("name")) actor.name = name->text;
        if (const auto* roles = node.Find("roles")) actor.roles = TextsOf(*roles);
        std::sort(actor.roles.begin(), actor.roles.end());
      }
      people_.emplace_back(id.text, std::move(actor));
    }
    std::vector<Actor> actors;
    for (const auto& [name, actor] : people_) actors.push_back(actor);
    item_.SetPeople(std::move(actors));
  }

  void ReadBudgets(const YamlNode& budgets) {
    for (const auto& [id, node] : budgets.members) {
      const auto yuan = reader_.ReadDecimal(node, {"预算", "budget", id.text});
      const auto fen = yuan ? FenOf(*yuan) : std::nullopt;
      if (fen) {
        item_.SetBudget(BudgetId(id.text), *fen);
      } else if (yuan) {
        Problem(node.position, {"应为精确到分的金额", "should be an amount of yuan and fen"});
      }
    }
  }

  bool SetActor(const YamlNode& step, Event& event) {
    const auto* by = step.Find("by");
    if (by == nullptr) return true;
    const auto found =
        std::find_if(people_.begin(), people_.end(), [&](const auto& p) { return p.first == by->text; });
    if (found == people_.end()) {
      Problem(by->position, Text{} + "`" + by->text +
                                Text{"` 不在情景的人员之中", "` is not among the people of the scenario"});
      return false;
    }
    event.source = Event::Source::kPerson;
    event.actor = found->second;
    return true;
  }

  std::optional<Timestamp> ReadTime(const YamlNode& node) {
    auto time = ParseTimestamp(node.text);
    if (!time)
      Problem(node.position, Text{} + "`" + node.text +
                                 Text{"` 不是时间，应如 \"2026-03-09T09:00:00+08:00\"",
                                      "` is not a time such as \"2026-03-09T09:00:00+08:00\""});
    return time;
  }

  bool Begin(const YamlNode& start) {
    reader_.CheckKeys(start, Reader::Place::Key("start"), {"at", "by", "org", "data", "overrides", "expect"});
    Event create;
    create.name = kCreateEvent;
    if (!SetActor(start, create)) return false;
    if (const auto* at = start.Find("at")) {
      const auto time = ReadTime(*at);
      if (!time) return false;
      create.at = *time;
    }
    if (const auto* data = start.Find("data")) create.data = reader_.ReadValue(*data);
    ItemInfo info;
    info.id = ItemId("item");
    info.number = "1";
    info.created_at = create.at;
    if (create.actor) {
      info.created_by = create.actor->id;
      info.org = create.actor->org;
    }
    if (const auto* org = start.Find("org")) info.org = OrgId(org->text);
    Value overrides;
    if (const auto* given = start.Find("overrides")) overrides = reader_.ReadValue(*given);
    return Settle(item_.Start(std::move(info), std::move(create), Missing::kRefused, overrides), start);
  }

  bool PlayStep(const YamlNode& step) {
    reader_.CheckKeys(
        step, {"步骤", "a step"},
        {"send", "by", "at", "input", "advance", "advance_to", "child", "key", "calendar", "expect"});
    if (!LetTimePass(step)) return false;
    if (const auto* years = step.Find("calendar")) return LoadYears(*years, step);
    if (const auto* send = step.Find("send")) {
      Event event;
      event.name = send->text;
      if (!SetActor(step, event)) return false;
      if (const auto* input = step.Find("input")) event.data = reader_.ReadValue(*input);
      return Settle(item_.Send(std::move(event)), step);
    }
    if (const auto* child = step.Find("child")) return Settle(item_.Send(ChildReport(*child, step)), step);
    return Settle(std::nullopt, step);
  }

  bool LetTimePass(const YamlNode& step) {
    std::optional<Refusal> refused;
    for (const char* key : {"at", "advance", "advance_to"}) {
      const auto* node = step.Find(key);
      if (node == nullptr) continue;
      if (std::string_view(key) == "advance") {
        const auto period = reader_.ReadPeriod(*node, Reader::Place::Key("advance"));
        if (!period) return false;
        refused = item_.Advance(*period);
      } else {
        const auto time = ReadTime(*node);
        if (!time) return false;
        refused = item_.AdvanceTo(*time);
      }
      if (refused) {
        Settle(std::move(refused), step);
        return false;
      }
    }
    return true;
  }

  bool LoadYears(const YamlNode& years, const YamlNode& step) {
    const auto loaded = WorkCalendar::Parse(WriteJson(Value::Map({{"years", reader_.ReadValue(years)}})));
    if (!loaded) {
      Problem(years.position,
              {"日历不合格式：" + loaded.error(), "the calendar is not right: " + loaded.error()});
      return false;
    }
    calendars_.push_back(item_.calendar().With(*loaded));
    return Settle(item_.Load(calendars_.back()), step);
  }

  Event ChildReport(const YamlNode& child, const YamlNode& step) {
    reader_.CheckKeys(child, Reader::Place::Key("child"), {"workflow", "states", "ended", "output", "data"});
    ChildFact fact;
    fact.id = ItemId(step.Find("key") != nullptr ? step.Find("key")->text : "child");
    fact.number = fact.id.value;
    if (const auto* workflow = child.Find("workflow")) fact.workflow = workflow->text;
    if (const auto* states = child.Find("states")) fact.states = TextsOf(*states);
    if (const auto* ended = child.Find("ended"))
      fact.ended = reader_.ReadBool(*ended, Reader::Place::Key("ended"));
    if (const auto* output = child.Find("output")) fact.output = reader_.ReadValue(*output);
    if (const auto* data = child.Find("data")) fact.data = reader_.ReadValue(*data);
    Event event;
    event.source = Event::Source::kItem;
    event.name = kChildChanged;
    event.child = std::move(fact);
    return event;
  }

  // Whether the scenario goes on: not after a refusal that it did not expect.
  bool Settle(std::optional<Refusal> refused, const YamlNode& step) {
    for (const auto transition : item_.TakeTransitions()) report_.taken.insert(transition);
    const StepOutcome outcome{item_, std::move(refused), item_.TakeEffects()};
    const auto* expect = step.Find("expect");
    auto differences = Compare(expect, outcome, reader_);
    const bool unexpected = outcome.refused && (expect == nullptr || expect->Find("refused") == nullptr);
    if (!differences.empty())
      report_.failures.push_back({step.position, Describe(step), std::move(differences)});
    return !unexpected;
  }

  std::string Describe(const YamlNode& step) const {
    std::string text = number_ == 0 ? "start" : "step " + std::to_string(number_) + ":";
    for (const char* key : {"send", "advance", "advance_to", "by", "at"}) {
      const auto* node = step.Find(key);
      if (node != nullptr) text += " " + std::string(key) + " " + node->text;
    }
    for (const char* key : {"child", "calendar"}) {
      if (step.Find(key) != nullptr) text += " " + std::string(key);
    }
    return text;
  }

  ScenarioReport& report_;
  Reader reader_;
  std::vector<std::pair<std::string, Actor>> people_;
  std::deque<WorkCalendar> calendars_;  // that steps have loaded
  Simulation item_;
  int number_ = 0;  // of the step; 0: the start
};

}  // namespace

std::string WorkflowOf(const std::string& source) {
  std::vector<Diagnostic> ignored;
  const YamlNode root = ParseYaml(source, ignored);
  const auto* workflow = root.Find("workflow");
  return workflow != nullptr ? workflow->text : "";
}

ScenarioReport RunScenario(const Chart& chart, const std::string& source, const WorkCalendar& calendar,
                           const Presets& presets) {
  ScenarioReport report;
  report.workflow = chart.workflow;
  const YamlNode root = ParseYaml(source, report.problems);
  try {
    if (report.problems.empty()) Player(chart, calendar, presets, report).Play(root);
  } catch (const Reader::Enough&) {
    // Its mistakes are told already.
  }
  return report;
}

std::string Format(const ScenarioFailure& failure, const std::string& file) {
  std::string text = file + ":" + std::to_string(failure.position.line) + ":" +
                     std::to_string(failure.position.column) + ": " + failure.step;
  std::size_t width = 0;
  for (const auto& difference : failure.differences) width = std::max(width, difference.name.size());
  for (const auto& difference : failure.differences) {
    std::string name = difference.name;
    name.resize(width, ' ');
    text += "\n    " + name + "  expected " + difference.expected;
    text += "\n    " + std::string(width, ' ') + "  actual   " + difference.actual;
  }
  return text;
}

}  // namespace charter
