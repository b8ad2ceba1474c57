#include "engine/run/snapshot_json.h"

#include <algorithm>
#include <array>

#include "engine/data/failure.h"
#include "engine/data/json.h"
#include "engine/run/fact_json.h"
#include "engine/run/parameters.h"

namespace charter {
namespace {

constexpr std::array<std::string_view, 5> kTimerKinds{"after", "send", "remind", "overdue", "activity"};
constexpr std::array<std::string_view, 4> kReceivers{"self", "parent", "children", "item"};

Value Texts(const std::vector<std::string>& texts) {
  std::vector<Value> items;
  for (const auto& text : texts) items.push_back(Value::String(text));
  return Value::List(std::move(items));
}

class Writer {
 public:
  Writer(const Chart& chart, const Snapshot& snapshot) : chart_(chart), snapshot_(snapshot) {}

  std::string Write() {
    out_ = "{";
    Text("status", NameOf(snapshot_.status));
    Raw("rev", std::to_string(snapshot_.rev));
    Text("at", ToString(snapshot_.at));
    if (snapshot_.calendar != 0) Raw("calendar", std::to_string(snapshot_.calendar));
    Json("active", Texts(ActiveIds(chart_, snapshot_)));
    Json("since", Since());
    if (!snapshot_.history.empty()) Json("history", History());
    Key("data");
    AppendJson(out_, chart_.data, snapshot_.data);
    if (snapshot_.params) Json("params", ToValue(*snapshot_.params));
    if (!snapshot_.timers.empty()) Json("timers", Timers());
    Raw("next_timer", std::to_string(snapshot_.next_timer));
    if (!snapshot_.dues.empty()) Json("dues", Dues());
    if (!snapshot_.children.empty()) Json("children", Children());
    WriteOfActivities("results", snapshot_.results,
                      [](const Activity& activity) -> const Schema& { return activity.kind->outcome; });
    WriteOfActivities("activities", snapshot_.activities,
                      [](const Activity& activity) -> const Schema& { return activity.rules->state(); });
    if (snapshot_.unseen->count > 0) {
      Raw("sealed", std::to_string(snapshot_.unseen->count));
      Text("shown_at", ToString(snapshot_.unseen->shown_at));
    }
    if (!snapshot_.performed.empty()) Json("performed", Performed());
    WriteDealings();
    if (!snapshot_.ledger->empty()) Json("ledger", Ledger());
    if (!snapshot_.output.is(Kind::kAbsent)) Json("output", snapshot_.output);
    if (*snapshot_.suspended_at != Timestamp{}) Text("suspended_at", ToString(*snapshot_.suspended_at));
    if (!snapshot_.fault->empty()) Text("fault", *snapshot_.fault);
    if (!snapshot_.pauses->empty()) Json("pauses", Pauses());
    return out_ + "}";
  }

 private:
  void Key(std::string_view key) {
    if (out_.size() > 1) out_ += ',';
    AppendJsonString(out_, key);
    out_ += ':';
  }
  void Text(std::string_view key, std::string_view text) {
    Key(key);
    AppendJsonString(out_, text);
  }
  void Raw(std::string_view key, const std::string& text) {
    Key(key);
    out_ += text;
  }
  void Json(std::string_view key, const Value& value) {
    Key(key);
    AppendJson(out_, value);
  }
  [[nodiscard]] const std::string& IdOf(StateIndex index) const {
    return chart_.states[static_cast<std::size_t>(index)].id;
  }

  [[nodiscard]] Value Since() const {
    std::vector<Value::Entry> entries;
    for (const auto& [state, at] : snapshot_.active)
      entries.emplace_back(Value::String(IdOf(state)), Value::Of(at));
    return Value::Map(std::move(entries));
  }
  [[nodiscard]] Value History() const {
    std::vector<Value::Entry> entries;
    for (const auto& [state, stored] : snapshot_.history) {
      std::vector<Value> ids;
      for (const auto index : stored) ids.push_back(Value::String(IdOf(index)));
      entries.emplace_back(Value::String(IdOf(state)), Value::List(std::move(ids)));
    }
    return Value::Map(std::move(entries));
  }
  [[nodiscard]] Value Timers() const {
    std::vector<Value> items;
    for (const auto& timer : snapshot_.timers) {
      std::vector<Value::Entry> entries;
      const auto put = [&](std::string_view key, Value value) {
        entries.emplace_back(Value::String(key), std::move(value));
      };
      put("id", Value::Int(timer.id));
      put("kind", Value::String(kTimerKinds[static_cast<std::size_t>(timer.kind)]));
      put("due", Value::Of(timer.due));
      if (timer.counted) PutCounting(entries, *timer.counted);
      if (timer.provisional) put("provisional", Value::Bool(true));
      if (timer.state != kNone) put("state", Value::String(IdOf(timer.state)));
      if (timer.kind == Timer::Kind::kAfter || timer.kind == Timer::Kind::kRemind)
        put("index", Value::Int(timer.index));
      if (timer.kind == Timer::Kind::kActivity) {
        put("activity", Value::String(chart_.activities[static_cast<std::size_t>(timer.index)].id));
        put("event", Value::String(timer.event));
      }
      if (timer.kind == Timer::Kind::kSend) {
        put("event", Value::String(timer.event));
        if (!timer.data.is(Kind::kAbsent)) put("data", timer.data);
        if (!timer.send_id.empty()) put("send_id", Value::String(timer.send_id));
        if (timer.to != Action::To::kSelf)
          put("to", Value::String(kReceivers[static_cast<std::size_t>(timer.to)]));
        if (!timer.receiver.empty()) put("receiver", Value::String(timer.receiver));
      }
      items.push_back(Value::Map(std::move(entries)));
    }
    return Value::List(std::move(items));
  }
  [[nodiscard]] Value Dues() const {
    std::vector<Value> items;
    for (const auto& due : snapshot_.dues) {
      std::vector<Value::Entry> entries{{Value::String("state"), Value::String(IdOf(due.state))},
                                        {Value::String("at"), Value::Of(due.at)}};
      if (due.counted) PutCounting(entries, *due.counted);
      if (due.provisional) entries.emplace_back(Value::String("provisional"), Value::Bool(true));
      items.push_back(Value::Map(std::move(entries)));
    }
    return Value::List(std::move(items));
  }
  static void PutCounting(std::vector<Value::Entry>& entries, const Counting& counting) {
    entries.emplace_back(Value::String("period"), Value::String(counting.period.ToString()));
    entries.emplace_back(Value::String(counting.before ? "before" : "from"), Value::Of(counting.from));
  }
  [[nodiscard]] Value Pauses() const {
    std::vector<Value> items;
    for (const auto& pause : *snapshot_.pauses)
      items.push_back(Value::List({Value::Of(pause.from), Value::Of(pause.to)}));
    return Value::List(std::move(items));
  }
  [[nodiscard]] Value Children() const {
    std::vector<Value> items;
    for (const auto& child : snapshot_.children) items.push_back(FactToValue(child));
    return Value::List(std::move(items));
  }
  template <typename SchemaOf>
  void WriteOfActivities(std::string_view key, const std::vector<Value>& values, SchemaOf schema) {
    if (values.empty()) return;
    Key(key);
    out_ += '{';
    bool first = true;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (values[i].is(Kind::kAbsent)) continue;
      if (!first) out_ += ',';
      first = false;
      AppendJsonString(out_, chart_.activities[i].id);
      out_ += ':';
      AppendJson(out_, schema(chart_.activities[i]), values[i]);
    }
    out_ += '}';
  }
  [[nodiscard]] Value Performed() const {
    std::vector<Value> items;
    for (const auto& [event, person] : snapshot_.performed) {
      items.push_back(Value::List({Value::String(event), Value::String(person.value)}));
    }
    return Value::List(std::move(items));
  }
  [[nodiscard]] Value Ledger() const {
    std::vector<Value> items;
    for (const auto& account : *snapshot_.ledger) {
      std::vector<Value::Entry> entries;
      entries.emplace_back(Value::String("budget"), Value::String(account.budget.value));
      if (!account.of.empty()) entries.emplace_back(Value::String("of"), Value::String(account.of.value));
      for (const auto& [name, sum] : kLedgerSums)
        entries.emplace_back(Value::String(name), Value::Of(YuanOf(account.sums.*sum)));
      items.push_back(Value::Map(std::move(entries)));
    }
    return Value::List(std::move(items));
  }

  void WriteDealings() {
    const Dealings& dealings = *snapshot_.dealings;
    if (!dealings.trail.empty()) Json("trail", Ids(dealings.trail));
    if (!dealings.returned.empty()) Json("returned", Returns());
    if (dealings.withdrawal) WriteWithdrawal(*dealings.withdrawal);
    if (!dealings.handed.empty()) Json("handed", Handed());
    if (!dealings.urged.empty()) Json("urged", Urged());
    if (!dealings.copied.empty()) Json("copied", Copied());
  }
  [[nodiscard]] Value Ids(const std::vector<StateIndex>& states) const {
    std::vector<Value> ids;
    for (const auto state : states) ids.push_back(Value::String(IdOf(state)));
    return Value::List(std::move(ids));
  }
  [[nodiscard]] Value Returns() const {
    std::vector<Value> items;
    for (const auto& entry : snapshot_.dealings->returned) {
      items.push_back(Value::Map({{"state", Value::String(IdOf(entry.state))},
                                  {"event", Value::String(entry.event)},
                                  {"count", Value::Int(entry.count)}}));
    }
    return Value::List(std::move(items));
  }
  void WriteWithdrawal(const Withdrawal& withdrawal) {
    std::vector<Value::Entry> entries;
    const auto put = [&](std::string_view key, Value value) {
      entries.emplace_back(Value::String(key), std::move(value));
    };
    put("event", Value::String(withdrawal.event));
    put("by", Value::String(withdrawal.by.value));
    put("name", Value::String(withdrawal.by_name));
    if (!withdrawal.before) {
      put("too_late", Value::Map({{"zh", Value::String(withdrawal.too_late.zh)},
                                  {"en", Value::String(withdrawal.too_late.en)}}));
    }
    Json("withdrawal", Value::Map(std::move(entries)));
    if (withdrawal.before) Raw("before", Writer(chart_, *withdrawal.before).Write());
  }
  [[nodiscard]] Value Handed() const {
    std::vector<Value> items;
    for (const auto& entry : snapshot_.dealings->handed) {
      items.push_back(
          Value::Map({{"state", Value::String(IdOf(entry.state))},
                      {"role", Value::String(chart_.roles[static_cast<std::size_t>(entry.role)].id)},
                      {"person", Value::String(entry.person.value)},
                      {"name", Value::String(entry.name)}}));
    }
    return Value::List(std::move(items));
  }
  [[nodiscard]] Value Urged() const {
    std::vector<Value> items;
    for (const auto& entry : snapshot_.dealings->urged) {
      items.push_back(Value::Map({{"state", Value::String(IdOf(entry.state))},
                                  {"by", Value::String(entry.by.value)},
                                  {"name", Value::String(entry.name)},
                                  {"at", Value::Of(entry.at)}}));
    }
    return Value::List(std::move(items));
  }
  [[nodiscard]] Value Copied() const {
    std::vector<Value> items;
    for (const auto& entry : snapshot_.dealings->copied) {
      items.push_back(Value::Map({{"person", Value::String(entry.person.value)},
                                  {"name", Value::String(entry.name)},
                                  {"at", Value::Of(entry.at)}}));
    }
    return Value::List(std::move(items));
  }

  const Chart& chart_;
  const Snapshot& snapshot_;
  std::string out_;
};

[[noreturn]] void Broken(const std::string& what) {
  throw Failure(Code::store_failed, "a stored snapshot cannot be read: " + what);
}

const Value& Need(const Value& map, std::string_view key, Kind kind) {
  const Value* value = map.Find(key);
  if (value == nullptr || !value->is(kind))
    Broken("`" + std::string(key) + "` is missing or of another kind");
  return *value;
}

Timestamp Time(const Value& value) {
  const auto time = value.is(Kind::kString) ? ParseTimestamp(value.AsString()) : std::nullopt;
  if (!time) Broken("a time");
  return *time;
}

template <std::size_t N>
std::size_t IndexIn(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) Broken("`" + std::string(name) + "`");
  return static_cast<std::size_t>(found - names.begin());
}

class SnapshotReader {
 public:
  SnapshotReader(const Chart& chart, const Value& root) : chart_(chart), root_(root) {}

  Snapshot Read() {
    Snapshot snapshot;
    const auto status = ParseStatus(Need(root_, "status", Kind::kString).AsString());
    if (!status) Broken("status");
    snapshot.status = *status;
    snapshot.rev = Need(root_, "rev", Kind::kInt).AsInt();
    snapshot.at = Time(Need(root_, "at", Kind::kString));
    if (const auto* calendar = root_.Find("calendar")) snapshot.calendar = calendar->AsInt();
    ReadData(snapshot);
    if (const auto* params = root_.Find("params")) snapshot.params = ParametersFromValue(*params);
    for (const auto& [id, at] : Need(root_, "since", Kind::kMap).AsMap())
      snapshot.active.Enter(State(id), Time(at));
    ReadActive(snapshot);
    if (const auto* history = root_.Find("history")) {
      for (const auto& [id, stored] : history->AsMap()) {
        std::vector<StateIndex> states;
        for (const auto& item : stored.AsList()) states.push_back(State(item));
        snapshot.history.emplace_back(State(id), std::move(states));
      }
      std::sort(snapshot.history.begin(), snapshot.history.end(),
                [](const auto& a, const auto& b) { return a.first < b.first; });
    }
    if (const auto* timers = root_.Find("timers")) {
      for (const auto& timer : timers->AsList()) snapshot.timers.push_back(ReadTimer(timer));
    }
    snapshot.next_timer = Need(root_, "next_timer", Kind::kInt).AsInt();
    if (const auto* dues = root_.Find("dues")) {
      for (const auto& due : dues->AsList()) {
        snapshot.dues.push_back({State(Need(due, "state", Kind::kString)), due.Find("provisional") != nullptr,
                                 Time(Need(due, "at", Kind::kString)), ReadCounting(due)});
      }
    }
    if (const auto* children = root_.Find("children")) {
      for (const auto& child : children->AsList()) snapshot.children.push_back(FactFromValue(child));
    }
    ReadOfActivities("results", snapshot.results,
                     [](const Activity& activity) -> const Schema& { return activity.kind->outcome; });
    ReadOfActivities("activities", snapshot.activities,
                     [](const Activity& activity) -> const Schema& { return activity.rules->state(); });
    if (const auto* sealed = root_.Find("sealed")) {
      snapshot.unseen.Own() = {sealed->AsInt(), Time(Need(root_, "shown_at", Kind::kString))};
    }
    if (const auto* performed = root_.Find("performed")) {
      for (const auto& pair : performed->AsList()) {
        snapshot.performed.emplace_back(std::string(pair.AsList()[0].AsString()),
                                        PersonId(std::string(pair.AsList()[1].AsString())));
      }
    }
    Dealings dealings;
    ReadWaysBack(dealings);
    ReadHandling(dealings);
    if (HasAny(dealings)) snapshot.dealings.Own() = std::move(dealings);
    if (const auto* ledger = root_.Find("ledger")) {
      for (const auto& account : ledger->AsList()) snapshot.ledger.Own().push_back(ReadAccount(account));
    }
    if (const auto* output = root_.Find("output")) snapshot.output = *output;
    if (const auto* at = root_.Find("suspended_at")) snapshot.suspended_at.Own() = Time(*at);
    if (const auto* fault = root_.Find("fault")) snapshot.fault.Own() = fault->AsString();
    if (const auto* pauses = root_.Find("pauses")) {
      for (const auto& pair : pauses->AsList())
        snapshot.pauses.Own().push_back({Time(pair.AsList()[0]), Time(pair.AsList()[1])});
    }
    return snapshot;
  }

 private:
  [[nodiscard]] StateIndex State(const Value& id) const {
    const StateIndex index = id.is(Kind::kString) ? chart_.FindState(id.AsString()) : kNone;
    if (index == kNone) Broken("a state that the workflow does not have");
    return index;
  }
  [[nodiscard]] ActivityIndex ActivityOf(const Value& id) const {
    for (std::size_t i = 0; i < chart_.activities.size(); ++i) {
      if (id.is(Kind::kString) && chart_.activities[i].id == id.AsString())
        return static_cast<ActivityIndex>(i);
    }
    Broken("an activity that the workflow does not have");
  }
  [[nodiscard]] RoleIndex Role(std::string_view id) const {
    const auto found = std::find_if(chart_.roles.begin(), chart_.roles.end(),
                                    [&](const auto& role) { return role.id == id; });
    if (found == chart_.roles.end()) Broken("a role that the workflow does not have");
    return static_cast<RoleIndex>(found - chart_.roles.begin());
  }
  [[nodiscard]] static std::string Text(const Value& map, std::string_view key) {
    return std::string(Need(map, key, Kind::kString).AsString());
  }
  [[nodiscard]] static KeptCounting ReadCounting(const Value& map) {
    const Value* text = map.Find("period");
    if (text == nullptr) return {};
    const auto period = text->is(Kind::kString) ? Period::Parse(text->AsString()) : std::nullopt;
    if (!period) Broken("a period");
    const bool before = map.Find("before") != nullptr;
    return Counting{*period, Time(Need(map, before ? "before" : "from", Kind::kString)), before};
  }
  void ReadActive(Snapshot& snapshot) const {
    for (const auto& id : Need(root_, "active", Kind::kList).AsList()) {
      const StateIndex atom = State(id);
      if (snapshot.status == Status::kEnded) {
        snapshot.ended_in = atom;
      } else if (!snapshot.active.Has(atom)) {
        Broken("`since` of an active state");
      }
    }
  }
  static bool HasAny(const Dealings& dealings) {
    return !dealings.trail.empty() || !dealings.returned.empty() || dealings.withdrawal ||
           !dealings.handed.empty() || !dealings.urged.empty() || !dealings.copied.empty();
  }
  void ReadWaysBack(Dealings& dealings) const {
    if (const auto* trail = root_.Find("trail")) {
      for (const auto& id : trail->AsList()) dealings.trail.push_back(State(id));
    }
    if (const auto* returned = root_.Find("returned")) {
      for (const auto& entry : returned->AsList()) {
        dealings.returned.push_back({State(Need(entry, "state", Kind::kString)), Text(entry, "event"),
                                     static_cast<int>(Need(entry, "count", Kind::kInt).AsInt())});
      }
    }
    const auto* last = root_.Find("withdrawal");
    if (last == nullptr) return;
    Withdrawal withdrawal{
        Text(*last, "event"), PersonId(Text(*last, "by")), Text(*last, "name"), nullptr, {}};
    if (const auto* too_late = last->Find("too_late"))
      withdrawal.too_late = {Text(*too_late, "zh"), Text(*too_late, "en")};
    if (const auto* before = root_.Find("before"))
      withdrawal.before = std::make_shared<const Snapshot>(SnapshotReader(chart_, *before).Read());
    dealings.withdrawal = std::make_shared<const Withdrawal>(std::move(withdrawal));
  }
  void ReadHandling(Dealings& dealings) const {
    if (const auto* handed = root_.Find("handed")) {
      for (const auto& entry : handed->AsList()) {
        dealings.handed.push_back({State(Need(entry, "state", Kind::kString)), Role(Text(entry, "role")),
                                   PersonId(Text(entry, "person")), Text(entry, "name")});
      }
    }
    if (const auto* urged = root_.Find("urged")) {
      for (const auto& entry : urged->AsList()) {
        dealings.urged.push_back({State(Need(entry, "state", Kind::kString)), PersonId(Text(entry, "by")),
                                  Text(entry, "name"), Time(Need(entry, "at", Kind::kString))});
      }
    }
    if (const auto* copied = root_.Find("copied")) {
      for (const auto& entry : copied->AsList()) {
        dealings.copied.push_back(
            {PersonId(Text(entry, "person")), Text(entry, "name"), Time(Need(entry, "at", Kind::kString))});
      }
    }
  }
  void ReadData(Snapshot& snapshot) const {
    const Value& data = Need(root_, "data", Kind::kMap);
    std::vector<FieldError> errors;
    for (const auto& field : chart_.data) {
      const Value* value = data.Find(field.name);
      snapshot.data.push_back(value == nullptr ? Value()
                                               : Conform(field.schema, *value, "/" + field.name, errors));
    }
    if (!errors.empty()) Broken(errors.front().pointer + ": " + errors.front().message.en);
  }
  template <typename SchemaOf>
  void ReadOfActivities(std::string_view key, std::vector<Value>& values, SchemaOf schema) const {
    const Value* stored = root_.Find(key);
    if (stored == nullptr) return;
    std::vector<FieldError> errors;
    for (const auto& activity : chart_.activities) {
      const Value* value = stored->Find(activity.id);
      values.push_back(value == nullptr ? Value()
                                        : Conform(schema(activity), *value, "/" + activity.id, errors));
    }
    if (!errors.empty()) Broken(errors.front().pointer + ": " + errors.front().message.en);
  }
  [[nodiscard]] Timer ReadTimer(const Value& map) const {
    Timer timer;
    timer.id = Need(map, "id", Kind::kInt).AsInt();
    timer.kind = static_cast<Timer::Kind>(IndexIn(kTimerKinds, Need(map, "kind", Kind::kString).AsString()));
    timer.due = Time(Need(map, "due", Kind::kString));
    timer.counted = ReadCounting(map);
    timer.provisional = map.Find("provisional") != nullptr;
    if (const auto* state = map.Find("state")) timer.state = State(*state);
    if (const auto* index = map.Find("index")) timer.index = static_cast<int>(index->AsInt());
    if (const auto* activity = map.Find("activity")) timer.index = ActivityOf(*activity);
    if (const auto* event = map.Find("event")) timer.event = event->AsString();
    if (const auto* data = map.Find("data")) timer.data = *data;
    if (const auto* id = map.Find("send_id")) timer.send_id = id->AsString();
    if (const auto* to = map.Find("to"))
      timer.to = static_cast<Action::To>(IndexIn(kReceivers, to->AsString()));
    if (const auto* receiver = map.Find("receiver")) timer.receiver = receiver->AsString();
    return timer;
  }

  [[nodiscard]] static LedgerAccount ReadAccount(const Value& map) {
    LedgerAccount account;
    account.budget = BudgetId(std::string(Need(map, "budget", Kind::kString).AsString()));
    if (const auto* of = map.Find("of")) account.of = ItemId(std::string(of->AsString()));
    for (const auto& [name, sum] : kLedgerSums) {
      const auto yuan = Need(map, name, Kind::kDecimal).AsDecimal().Round(2);
      if (!yuan) Broken("an amount of money");
      account.sums.*sum = yuan->coefficient();
    }
    return account;
  }

  const Chart& chart_;
  const Value& root_;
};

}  // namespace

std::string WriteSnapshot(const Chart& chart, const Snapshot& snapshot) {
  return Writer(chart, snapshot).Write();
}

Snapshot ReadSnapshot(const Chart& chart, std::string_view text) {
  const auto root = ParseJson(text);
  if (!root || !root->is(Kind::kMap)) Broken("it is no JSON object");
  return SnapshotReader(chart, *root).Read();
}

}  // namespace charter
