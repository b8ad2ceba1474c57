#include <algorithm>

#include "engine/data/failure.h"
#include "engine/data/json.h"
#include "engine/run/fact_json.h"
#include "engine/run/parameters.h"
#include "engine/run/snapshot_json.h"
#include "engine/run/snapshot_names.h"

namespace charter {
namespace {

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

Snapshot ReadSnapshot(const Chart& chart, std::string_view text) {
  const auto root = ParseJson(text);
  if (!root || !root->is(Kind::kMap)) Broken("it is no JSON object");
  return SnapshotReader(chart, *root).Read();
}

}  // namespace charter
