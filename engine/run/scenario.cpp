#include "engine/run/scenario.h"

#include <algorithm>

#include "engine/chart/reader.h"
#include "engine/chart/yaml.h"
#include "engine/data/json.h"
#include "engine/run/step.h"
#include "engine/run/tasks.h"

namespace charter {
namespace {

std::string Joined(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : ", ") + word;
  return "[" + out + "]";
}

std::vector<std::string> TextsOf(const YamlNode& node) {
  std::vector<std::string> texts;
  for (const auto* item : Reader::OneOrMany(node)) texts.push_back(item->text);
  return texts;
}

class Player {
 public:
  Player(const Chart& chart, const WorkCalendar& calendar, ScenarioReport& report)
      : chart_(chart), calendar_(calendar), report_(report), reader_(report.problems) {}

  void Play(const YamlNode& root) {
    if (!reader_.IsMap(root, "a scenario")) return;
    reader_.CheckKeys(root, "a scenario",
                      {"scenario", "workflow", "description", "people", "start", "steps"});
    if (const auto* title = root.Find("scenario")) report_.title = reader_.ReadTitle(*title);
    if (const auto* people = root.Find("people"); people != nullptr && reader_.IsMap(*people, "`people`"))
      ReadPeople(*people);
    const auto* start = root.Find("start");
    if (start == nullptr || !reader_.IsMap(*start, "`start`")) {
      reader_.Error(Code::missing_key, root.position, "a scenario needs `start`");
      return;
    }
    if (!report_.problems.empty() || !Begin(*start)) return;
    const auto* steps = root.Find("steps");
    if (steps == nullptr) return;
    for (const auto* step : Reader::OneOrMany(*steps)) {
      if (!reader_.IsMap(*step, "a step") || !PlayStep(*step)) return;
    }
  }

 private:
  void Problem(Position position, std::string message) {
    reader_.Error(Code::wrong_shape, position, std::move(message));
  }

  void ReadPeople(const YamlNode& people) {
    for (const auto& [id, node] : people.members) {
      Actor actor;
      actor.id = PersonId(id.text);
      actor.name = id.text;
      if (reader_.IsMap(node, "a person")) {
        reader_.CheckKeys(node, "a person", {"org", "roles", "name"});
        if (const auto* org = node.Find("org")) actor.org = OrgId(org->text);
        if (const auto* name = node.Find("name")) actor.name = name->text;
        if (const auto* roles = node.Find("roles")) actor.roles = TextsOf(*roles);
        std::sort(actor.roles.begin(), actor.roles.end());
      }
      people_.emplace_back(id.text, std::move(actor));
    }
  }

  bool SetActor(const YamlNode& step, Event& event) {
    const auto* by = step.Find("by");
    if (by == nullptr) return true;
    const auto found =
        std::find_if(people_.begin(), people_.end(), [&](const auto& p) { return p.first == by->text; });
    if (found == people_.end()) {
      Problem(by->position, "`" + by->text + "` is not among the people of the scenario");
      return false;
    }
    event.source = Event::Source::kPerson;
    event.actor = found->second;
    return true;
  }

  std::optional<Timestamp> ReadTime(const YamlNode& node) {
    auto time = ParseTimestamp(node.text);
    if (!time)
      Problem(node.position, "`" + node.text + "` is not a time such as \"2026-03-09T09:00:00+08:00\"");
    return time;
  }

  bool Begin(const YamlNode& start) {
    reader_.CheckKeys(start, "`start`", {"at", "by", "org", "data", "expect"});
    Event create;
    create.name = kCreateEvent;
    if (!SetActor(start, create)) return false;
    if (const auto* at = start.Find("at")) {
      const auto time = ReadTime(*at);
      if (!time) return false;
      now_ = *time;
    }
    create.at = now_;
    if (const auto* data = start.Find("data")) create.data = reader_.ReadValue(*data);
    info_.id = ItemId("item");
    info_.number = "1";
    info_.created_at = now_;
    if (create.actor) {
      info_.created_by = create.actor->id;
      info_.org = create.actor->org;
    }
    if (const auto* org = start.Find("org")) info_.org = OrgId(org->text);
    auto stepped = Start(chart_, info_, create, calendar_);
    return Settle(std::move(stepped), start);
  }

  bool PlayStep(const YamlNode& step) {
    reader_.CheckKeys(step, "a step",
                      {"send", "by", "at", "input", "advance", "advance_to", "child", "key", "expect"});
    if (const auto* at = step.Find("at")) {
      const auto time = ReadTime(*at);
      if (!time || !AdvanceTo(*time, step)) return false;
    }
    if (const auto* advance = step.Find("advance")) {
      const auto period = reader_.ReadPeriod(*advance, "`advance`");
      const auto end = period ? EndOf(*period, now_, calendar_) : std::nullopt;
      if (!end || !AdvanceTo(end->at, step)) return false;
    }
    if (const auto* to = step.Find("advance_to")) {
      const auto time = ReadTime(*to);
      if (!time || !AdvanceTo(*time, step)) return false;
    }
    if (const auto* send = step.Find("send")) {
      Event event;
      event.name = send->text;
      event.at = now_;
      if (!SetActor(step, event)) return false;
      if (const auto* input = step.Find("input")) event.data = reader_.ReadValue(*input);
      return Settle(Step(chart_, info_, snapshot_, event, calendar_), step);
    }
    if (const auto* child = step.Find("child")) return Settle(ReportChild(*child, step), step);
    CheckExpected(step);
    effects_.clear();
    return true;
  }

  Outcome<Stepped> ReportChild(const YamlNode& child, const YamlNode& step) {
    reader_.CheckKeys(child, "`child`", {"workflow", "states", "ended", "output"});
    ChildFact fact;
    fact.id = ItemId(step.Find("key") != nullptr ? step.Find("key")->text : "child");
    fact.number = fact.id.value;
    if (const auto* workflow = child.Find("workflow")) fact.workflow = workflow->text;
    if (const auto* states = child.Find("states")) fact.states = TextsOf(*states);
    if (const auto* ended = child.Find("ended")) fact.ended = reader_.ReadBool(*ended, "`ended`");
    if (const auto* output = child.Find("output")) fact.output = reader_.ReadValue(*output);
    Event event;
    event.source = Event::Source::kItem;
    event.name = kChildChanged;
    event.at = now_;
    event.child = std::move(fact);
    return Step(chart_, info_, snapshot_, event, calendar_);
  }

  // Fires what is due on the way, in order of time.
  bool AdvanceTo(Timestamp to, const YamlNode& step) {
    if (to < now_) {
      Problem(step.position, "time cannot go back from " + ToShanghaiString(now_));
      return false;
    }
    for (int fired = 0;; ++fired) {
      const auto next = snapshot_.status == Status::kActive
                            ? std::min_element(snapshot_.timers.begin(), snapshot_.timers.end(),
                                               [](const Timer& a, const Timer& b) { return a.due < b.due; })
                            : snapshot_.timers.end();
      if (next == snapshot_.timers.end() || next->due > to) break;
      if (fired > 10'000) {
        Problem(step.position, "more than 10,000 timers fire within this step");
        return false;
      }
      Event event;
      event.source = Event::Source::kTimer;
      event.name = kTimerEvent;
      event.timer = next->id;
      event.at = std::max(next->due, now_);
      auto stepped = Step(chart_, info_, snapshot_, event, calendar_);
      if (!stepped) {
        Problem(step.position, "a timer cannot be carried out: " + stepped.error().message.en);
        return false;
      }
      Keep(std::move(*stepped));
    }
    now_ = to;
    return true;
  }

  void Keep(Stepped stepped) {
    snapshot_ = std::move(stepped.snapshot);
    report_.taken.insert(stepped.taken.begin(), stepped.taken.end());
    std::move(stepped.effects.begin(), stepped.effects.end(), std::back_inserter(effects_));
  }

  bool Settle(Outcome<Stepped> stepped, const YamlNode& step) {
    const auto* expect = step.Find("expect");
    const auto* refused = expect != nullptr ? expect->Find("refused") : nullptr;
    bool going_on = true;
    if (stepped) {
      Keep(std::move(*stepped));
      if (refused != nullptr)
        Problem(refused->position,
                "this should have been refused with " + refused->text + ", but was carried out");
    } else {
      const Refusal& refusal = stepped.error();
      const std::string name(InfoOf(refusal.code).name);
      if (refused == nullptr) {
        Problem(step.position, "refused with " + name + ": " + refusal.message.en);
        going_on = false;
      } else if (refused->text != name) {
        Problem(refused->position,
                "refused with " + name + " instead of " + refused->text + ": " + refusal.message.en);
      }
    }
    CheckExpected(step);
    effects_.clear();
    return going_on;
  }

  void CheckExpected(const YamlNode& step) {
    const auto* expect = step.Find("expect");
    if (expect == nullptr || !reader_.IsMap(*expect, "`expect`")) return;
    reader_.CheckKeys(
        *expect, "`expect`",
        {"refused", "states", "data", "tasks", "timers", "notified", "ended", "status", "output"});
    if (const auto* states = expect->Find("states")) {
      Compare(*states, "the states are", Joined(ActiveIds(chart_, snapshot_)), Joined(TextsOf(*states)));
    }
    if (const auto* status = expect->Find("status"))
      Compare(*status, "the status is", std::string(NameOf(snapshot_.status)), status->text);
    if (const auto* ended = expect->Find("ended")) {
      Compare(*ended, "ended is", snapshot_.status == Status::kEnded ? "true" : "false", ended->text);
    }
    if (const auto* timers = expect->Find("timers")) {
      Compare(*timers, "the number of timers is", std::to_string(snapshot_.timers.size()), timers->text);
    }
    if (const auto* data = expect->Find("data")) CheckData(*data);
    if (const auto* tasks = expect->Find("tasks")) CheckTasks(*tasks);
    if (const auto* output = expect->Find("output")) {
      const Value should = reader_.ReadValue(*output);
      if (!Equal(snapshot_.output, should)) {
        Compare(*output, "the output is", WriteJson(snapshot_.output), WriteJson(should));
      }
    }
    if (const auto* notified = expect->Find("notified")) {
      std::set<std::string> roles;
      for (const auto& effect : effects_) roles.insert(effect.roles.begin(), effect.roles.end());
      for (const auto& role : TextsOf(*notified)) {
        if (!roles.contains(role)) Problem(notified->position, "role `" + role + "` was not notified");
      }
    }
  }

  void Compare(const YamlNode& node, const std::string& what, const std::string& is,
               const std::string& should) {
    if (is != should) Problem(node.position, what + " " + is + ", not " + should);
  }

  void CheckData(const YamlNode& data) {
    for (const auto& [key, node] : data.members) {
      const auto field = std::find_if(chart_.data.begin(), chart_.data.end(),
                                      [&](const Field& f) { return f.name == key.text; });
      if (field == chart_.data.end()) {
        Problem(key.position, "the workflow has no field `" + key.text + "`");
        continue;
      }
      const Value& value = snapshot_.data[static_cast<std::size_t>(field - chart_.data.begin())];
      std::string is;
      std::string should = "null";
      AppendJson(is, field->schema, value);
      bool same = value.is(Kind::kAbsent);
      if (node.kind != YamlNode::Kind::kNull) {
        std::vector<FieldError> errors;
        const Value expected = Conform(field->schema, reader_.ReadValue(node), "", errors);
        should.clear();
        if (errors.empty()) AppendJson(should, field->schema, expected);
        same = errors.empty() && Equal(value, expected);
      }
      if (!same) Problem(node.position, "`" + key.text + "` is " + is + ", not " + should);
    }
  }

  void CheckTasks(const YamlNode& node) {
    std::vector<std::string> is;
    std::vector<std::string> should;
    for (const auto& task : TasksOf(chart_, snapshot_)) is.push_back(task.state + "/" + task.role);
    for (const auto* item : Reader::OneOrMany(node)) {
      const auto* state = item->Find("state");
      const auto* role = item->Find("role");
      should.push_back((state != nullptr ? state->text : "?") + "/" + (role != nullptr ? role->text : "?"));
    }
    Compare(node, "the tasks are", Joined(is), Joined(should));
  }

  const Chart& chart_;
  const WorkCalendar& calendar_;
  ScenarioReport& report_;
  Reader reader_;
  std::vector<std::pair<std::string, Actor>> people_;
  ItemInfo info_;
  Snapshot snapshot_;
  Timestamp now_;
  std::vector<Effect> effects_;
};

}  // namespace

std::string WorkflowOf(const std::string& source) {
  std::vector<Diagnostic> ignored;
  const YamlNode root = ParseYaml(source, ignored);
  const auto* workflow = root.Find("workflow");
  return workflow != nullptr ? workflow->text : "";
}

ScenarioReport RunScenario(const Chart& chart, const std::string& source, const WorkCalendar& calendar) {
  ScenarioReport report;
  report.workflow = chart.workflow;
  const YamlNode root = ParseYaml(source, report.problems);
  if (report.problems.empty()) Player(chart, calendar, report).Play(root);
  return report;
}

}  // namespace charter
