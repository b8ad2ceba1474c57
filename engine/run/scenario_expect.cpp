#include "engine/run/scenario_expect.h"

#include <algorithm>

#include "engine/data/json.h"
#include "engine/run/tasks.h"

namespace charter {
namespace {

std::string Joined(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : ", ") + word;
  return "[" + out + "]";
}

class Comparison {
 public:
  Comparison(const StepOutcome& outcome, Reader& reader) : outcome_(outcome), reader_(reader) {}

  void CompareRefusal(const YamlNode* expected) {
    const std::string name = outcome_.refused ? std::string(InfoOf(outcome_.refused->code).name) : "";
    const std::string wanted = expected != nullptr ? expected->text : "";
    if (name == wanted) return;
    std::string actual = "no";
    if (outcome_.refused) {
      actual = Label(outcome_.refused->code) + " " + name + ": " + outcome_.refused->message.en;
      for (const FieldError& field : outcome_.refused->fields)
        actual += "; " + field.pointer + " " + field.message.en;
      if (!outcome_.refused->hint.en.empty()) actual += " (" + outcome_.refused->hint.en + ")";
    }
    Differ("refused", wanted.empty() ? "no" : wanted, std::move(actual));
  }

  void CompareAll(const YamlNode& expect) {
    const Snapshot& snapshot = outcome_.item.snapshot();
    const Chart& chart = outcome_.item.chart();
    if (const auto* states = expect.Find("states"))
      Differ("states", Joined(TextsOf(*states)), Joined(ActiveIds(chart, snapshot)));
    if (const auto* status = expect.Find("status"))
      Differ("status", status->text, std::string(NameOf(snapshot.status)));
    if (const auto* ended = expect.Find("ended"))
      Differ("ended", ended->text, snapshot.status == Status::kEnded ? "true" : "false");
    if (const auto* timers = expect.Find("timers"))
      Differ("timers", timers->text, std::to_string(snapshot.timers.size()));
    if (const auto* data = expect.Find("data")) CompareData(*data);
    if (const auto* ledger = expect.Find("ledger")) CompareLedger(*ledger);
    if (const auto* tasks = expect.Find("tasks")) CompareTasks(*tasks);
    if (const auto* output = expect.Find("output")) {
      const Value expected = reader_.ReadValue(*output);
      if (!Equal(snapshot.output, expected))
        Differ("output", WriteJson(expected), WriteJson(snapshot.output));
    }
    if (const auto* notified = expect.Find("notified")) CompareNotified(*notified);
    if (const auto* sent = expect.Find("sent")) CompareEffects("sent", *sent, Effect::Kind::kSend);
    if (const auto* created = expect.Find("created"))
      CompareEffects("created", *created, Effect::Kind::kCreate);
  }

  std::vector<ScenarioDifference> Take() { return std::move(differences_); }

 private:
  void Differ(std::string name, std::string expected, std::string actual) {
    if (expected != actual) differences_.push_back({std::move(name), std::move(expected), std::move(actual)});
  }

  void CompareData(const YamlNode& data) {
    const std::vector<Field>& fields = outcome_.item.chart().data;
    for (const auto& [key, node] : data.members) {
      const std::string& name = key.text;
      const auto field =
          std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.name == name; });
      if (field == fields.end()) {
        std::vector<std::string> known;
        for (const Field& each : fields) known.push_back(each.name);
        reader_.Error(Code::unknown_field, key.position,
                      Text{"流程没有字段 `", "the workflow has no field `"} + key.text + "`",
                      Reader::Suggest(key.text, known));
        continue;
      }
      const Value& value = outcome_.item.snapshot().data[static_cast<std::size_t>(field - fields.begin())];
      std::string actual;
      AppendJson(actual, field->schema, value);
      std::string expected = "null";
      bool same = value.is(Kind::kAbsent);
      if (node.kind != YamlNode::Kind::kNull) {
        const Value read = reader_.ReadValue(node);
        std::vector<FieldError> errors;
        const Value wanted = Conform(field->schema, read, "", errors);
        expected.clear();
        if (errors.empty()) AppendJson(expected, field->schema, wanted);
        if (!errors.empty()) expected = WriteJson(read) + ", which the field cannot hold";
        same = errors.empty() && Equal(value, wanted);
      }
      // 1.50 and 1.5 are one number and two texts.
      if (!same) differences_.push_back({"data." + field->name, std::move(expected), std::move(actual)});
    }
  }

  void CompareLedger(const YamlNode& node) {
    if (!reader_.IsMap(node, Reader::Place::Key("ledger"))) return;
    std::vector<std::string_view> known;
    for (const auto& sum : kLedgerSums) known.push_back(sum.name);
    reader_.CheckKeys(node, Reader::Place::Key("ledger"), known);
    const LedgerSums total = TotalOf(outcome_.item.snapshot());
    for (const auto& [name, sum] : kLedgerSums) {
      const auto* wanted = node.Find(name);
      const auto yuan = wanted != nullptr ? reader_.ReadDecimal(*wanted, Reader::Place::Key(name))
                                          : std::optional<Decimal>();
      if (yuan && *yuan != YuanOf(total.*sum))
        Differ("ledger." + std::string(name), yuan->ToString(), YuanOf(total.*sum).ToString());
    }
  }

  void CompareTasks(const YamlNode& node) {
    std::vector<std::string> actual;
    std::vector<std::string> expected;
    for (const auto& task : TasksOf(outcome_.item.chart(), outcome_.item.snapshot()))
      actual.push_back(task.state + "/" + task.role);
    for (const auto* item : Reader::OneOrMany(node)) {
      const auto* state = item->Find("state");
      const auto* role = item->Find("role");
      expected.push_back((state != nullptr ? state->text : "?") + "/" + (role != nullptr ? role->text : "?"));
    }
    Differ("tasks", Joined(expected), Joined(actual));
  }

  // All who are named must be among those who were notified.
  void CompareNotified(const YamlNode& node) {
    std::set<std::string> roles;
    for (const Effect& effect : outcome_.effects) roles.insert(effect.roles.begin(), effect.roles.end());
    const std::vector<std::string> expected = TextsOf(node);
    const bool all = std::all_of(expected.begin(), expected.end(),
                                 [&](const std::string& role) { return roles.contains(role); });
    if (!all) Differ("notified", Joined(expected), Joined({roles.begin(), roles.end()}));
  }

  // As many as are named, in order, each with what is said of it.
  void CompareEffects(const std::string& name, const YamlNode& node, Effect::Kind kind) {
    std::vector<Value> actual;
    for (const Effect& effect : outcome_.effects) {
      if (effect.kind == kind) actual.push_back(Told(effect));
    }
    std::vector<Value> expected;
    for (const auto* item : Reader::OneOrMany(node)) expected.push_back(reader_.ReadValue(*item));
    const bool same = std::equal(expected.begin(), expected.end(), actual.begin(), actual.end(), Fits);
    if (!same)
      Differ(name, WriteJson(Value::List(std::move(expected))), WriteJson(Value::List(std::move(actual))));
  }

  static Value Told(const Effect& effect) {
    std::vector<Value::Entry> entries;
    const auto put = [&](std::string_view key, Value value) {
      entries.emplace_back(Value::String(key), std::move(value));
    };
    if (effect.kind == Effect::Kind::kSend) {
      put("event", Value::String(effect.event));
      put("to", Value::String(effect.to == Effect::To::kParent     ? "parent"
                              : effect.to == Effect::To::kChildren ? "children"
                                                                   : effect.receiver));
    } else {
      put("workflow", Value::String(effect.workflow));
      if (!effect.org.empty()) put("org", Value::String(effect.org));
    }
    if (!effect.data.is(Kind::kAbsent)) put("data", effect.data);
    return Value::Map(std::move(entries));
  }

  // Whether all that is expected of a map stands in it; anything else is compared by value.
  static bool Fits(const Value& expected, const Value& actual) {
    if (!expected.is(Kind::kMap) || !actual.is(Kind::kMap)) return Equal(expected, actual);
    const auto members = expected.AsMap();
    return std::all_of(members.begin(), members.end(), [&](const Value::Entry& entry) {
      const Value* value = actual.Find(entry.first.AsString());
      return value != nullptr && Fits(entry.second, *value);
    });
  }

  const StepOutcome& outcome_;
  Reader& reader_;
  std::vector<ScenarioDifference> differences_;
};

}  // namespace

std::vector<std::string> TextsOf(const YamlNode& node) {
  std::vector<std::string> texts;
  for (const auto* item : Reader::OneOrMany(node)) texts.push_back(item->text);
  return texts;
}

std::vector<ScenarioDifference> Compare(const YamlNode* expect, const StepOutcome& outcome, Reader& reader) {
  Comparison comparison(outcome, reader);
  const bool expects = expect != nullptr && reader.IsMap(*expect, Reader::Place::Key("expect"));
  if (expects) {
    reader.CheckKeys(*expect, Reader::Place::Key("expect"),
                     {"refused", "states", "data", "ledger", "tasks", "timers", "notified", "sent", "created",
                      "ended", "status", "output"});
  }
  comparison.CompareRefusal(expects ? expect->Find("refused") : nullptr);
  if (expects) comparison.CompareAll(*expect);
  return comparison.Take();
}

}  // namespace charter
