#include "engine/run/snapshot_json.h"

#include "engine/data/json.h"
#include "engine/run/fact_json.h"
#include "engine/run/parameters.h"
#include "engine/run/snapshot_names.h"

namespace charter {
namespace {

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

}  // namespace

std::string WriteSnapshot(const Chart& chart, const Snapshot& snapshot) {
  return Writer(chart, snapshot).Write();
}

}  // namespace charter
