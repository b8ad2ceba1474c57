#include "engine/service/nameless.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/data/json.h"
#include "engine/data/person_names.h"
#include "engine/ports/chain.h"
#include "engine/run/label.h"
#include "engine/run/replay.h"
#include "engine/run/snapshot_json.h"
#include "engine/run/tasks.h"
#include "engine/service/item_check.h"

namespace charter {
namespace {

constexpr int kHistoryPage = 1000;

std::vector<HistoryRecord> WholeHistory(Store& store, const TenantId& tenant, const ItemId& id) {
  std::vector<HistoryRecord> rows;
  std::int64_t last = 0;
  for (auto page = store.History(tenant, id, 0, kHistoryPage); !page.empty();
       page = store.History(tenant, id, last, kHistoryPage)) {
    last = page.back().rev;
    std::move(page.begin(), page.end(), std::back_inserter(rows));
  }
  return rows;
}

// What an activity keeps of a person beside the history, such as a secret vote, goes on as it is but for his
// name.
Value Renamed(const Value& value, const std::string& person) {
  if (value.is(Kind::kList)) {
    std::vector<Value> items;
    for (const Value& item : value.AsList()) items.push_back(Renamed(item, person));
    return Value::List(std::move(items));
  }
  if (!value.is(Kind::kMap)) return value;
  const auto is_he = [&](const char* key) {
    const Value* id = value.Find(key);
    return id != nullptr && id->is(Kind::kString) && id->AsString() == person;
  };
  const bool his = is_he("person") || is_he("id") || is_he("by");
  std::vector<Value::Entry> entries;
  for (const auto& [key, member] : value.AsMap()) {
    const bool name = his && key.is(Kind::kString) && key.AsString() == "name" && member.is(Kind::kString);
    entries.emplace_back(key, name ? Value::String(kErasedName) : Renamed(member, person));
  }
  return Value::Map(std::move(entries));
}

// The item as its history gives it without the name.
struct Nameless {
  Snapshot snapshot;
  std::string title;
};

std::optional<Nameless> Follow(const Chart& chart, const ItemRecord& item,
                               const std::vector<HistoryRecord>& rows, Calendars& calendars) {
  Replayer replayer([&](std::int64_t edition) -> const WorkCalendar& { return calendars.Get(edition); });
  const ItemInfo info = InfoOf(item);
  replayer.Begin(chart, info);
  std::string title;
  bool shown = false;
  const auto label = [&] { return LabelOf(chart, info, replayer.snapshot(), replayer.calendar()); };
  for (const HistoryRecord& row : rows) {
    const bool shows = Shows(row);
    if (shown && !shows) title = label();
    shown = shows;
    if (replayer.Follow(row)) return std::nullopt;
    if (ActiveIds(chart, replayer.snapshot()) != row.to) return std::nullopt;
  }
  if (shown) title = label();
  return Nameless{replayer.snapshot(), std::move(title)};
}

// Whether a text is the other but for names that were erased; not every place that looks like a name has to
// have been one.
bool IsRenamed(std::string_view before, std::string_view after, const std::set<std::string>& names) {
  while (!before.empty()) {
    // The longest first: from the end, where one begins with another.
    const auto name = std::find_if(names.rbegin(), names.rend(),
                                   [&](const std::string& each) { return before.starts_with(each); });
    if (name != names.rend() && after.starts_with(kErasedName)) {
      before.remove_prefix(name->size());
      after.remove_prefix(kErasedName.size());
      continue;
    }
    if (after.empty() || before.front() != after.front()) return false;
    before.remove_prefix(1);
    after.remove_prefix(1);
  }
  return after.empty();
}

bool IsSameButFor(const std::set<std::string>& names, const Value& before, const Value& after) {
  if (before.kind() != after.kind()) return false;
  if (before.is(Kind::kString)) return IsRenamed(before.AsString(), after.AsString(), names);
  if (before.is(Kind::kList)) {
    const auto items = before.AsList();
    const auto others = after.AsList();
    return std::equal(items.begin(), items.end(), others.begin(), others.end(),
                      [&](const Value& a, const Value& b) { return IsSameButFor(names, a, b); });
  }
  if (!before.is(Kind::kMap)) return Identical(before, after);
  const auto entries = before.AsMap();
  const auto others = after.AsMap();
  return std::equal(entries.begin(), entries.end(), others.begin(), others.end(),
                    [&](const Value::Entry& a, const Value::Entry& b) {
                      return Identical(a.first, b.first) && IsSameButFor(names, a.second, b.second);
                    });
}

// A rule may go by the name and leave the item where it was, and yet another.
bool IsSameButFor(const std::set<std::string>& names, const Chart& chart, const Snapshot& stored,
                  const Snapshot& nameless) {
  const auto before = ParseJson(WriteSnapshot(chart, AsReplayed(chart, stored)));
  const auto after = ParseJson(WriteSnapshot(chart, nameless));
  return before && after && IsSameButFor(names, *before, *after);
}

// Puts back what a replay does not give.
bool KeepSecrets(const Chart& chart, const Snapshot& stored, const PersonId& person, Snapshot& snapshot) {
  const Snapshot replayed = AsReplayed(chart, stored);
  for (std::size_t i = 0; i < stored.activities.size(); ++i) {
    const Value& kept = stored.activities[i];
    if (kept.is(Kind::kAbsent) || WriteJson(kept) == WriteJson(replayed.activities[i])) continue;
    // How the item was before would lose them.
    if (stored.dealings->withdrawal && stored.dealings->withdrawal->before) return false;
    snapshot.activities[i] = Renamed(kept, person.value);
  }
  return true;
}

Event ErasureEvent(const ErasureRecord& erasure, const std::vector<RowNames>& rows, Timestamp at) {
  std::vector<Value> revs;
  for (const RowNames& row : rows) revs.push_back(Value::Int(row.rev));
  Event event;
  event.name = kErasureEvent;
  event.at = at;
  event.data = Value::Map({{"person", Value::String(erasure.person.value)},
                           {"erasure", Value::String(erasure.hash)},
                           {"revs", Value::List(std::move(revs))}});
  return event;
}

// What an item's history tells of somebody's name.
struct Taken {
  std::vector<RowNames> rows;  // that had it, as they are without
  std::set<std::string> names;
};

Taken TakeName(std::vector<HistoryRecord>& rows, const PersonId& person) {
  Taken taken;
  for (HistoryRecord& row : rows) {
    const auto names = ReadPersonNames(row.names);
    if (!names) continue;
    std::string name = NameIn(*names, person.value);
    // What was written since has the words of an erased person for his name.
    if (name.empty() || name == kErasedName) continue;
    taken.names.insert(std::move(name));
    row.names = WithoutName(row.names, person.value);
    taken.rows.push_back({row.rev, row.names});
  }
  return taken;
}

// The item without the name. Nothing where it would be another item then: a rule of its workflow went by it.
std::optional<Nameless> Without(const Taken& taken, const Chart& chart, const ItemRecord& item,
                                const Snapshot& stored, const std::vector<HistoryRecord>& rows,
                                const PersonId& person, Calendars& calendars) {
  auto nameless = Follow(chart, item, rows, calendars);
  const bool same = nameless && IsSameButFor(taken.names, chart, stored, nameless->snapshot) &&
                    KeepSecrets(chart, stored, person, nameless->snapshot);
  if (!same) nameless.reset();
  return nameless;
}

Swept Rewrite(const Ports& ports, const Chart& chart, Calendars& calendars, const TenantId& tenant,
              ItemRecord record, const std::vector<HistoryRecord>& rows, Taken& taken,
              const ErasureRecord& erasure) {
  const Snapshot stored = ReadSnapshot(chart, record.snapshot);
  auto nameless = Without(taken, chart, record, stored, rows, erasure.person, calendars);
  if (!nameless) return Swept::kKept;
  ItemWrite write;
  write.before = {record, TasksOf(chart, stored), TimersOf(stored)};
  write.before.item.snapshot.clear();
  write.expected_rev = record.rev;
  const Timestamp now = ports.clock.Now();
  const Snapshot after = Unmoved(nameless->snapshot, now);
  Recorded how;
  how.sealed = true;
  HistoryRecord row = ToHistory(ErasureEvent(erasure, taken.rows, after.at), how, after, now);
  row.from = row.to = ActiveIds(chart, after);
  write.history.push_back(std::move(row));
  Chain(tenant, record, write.history);
  write.item = std::move(record);
  write.item.rev = after.rev;
  write.item.sealed = after.unseen->count;
  write.item.updated_at = after.ShownAt();
  write.item.title = std::move(nameless->title);
  write.item.snapshot = WriteSnapshot(chart, after);
  write.tasks = TasksOf(chart, after);
  write.timers = TimersOf(after);
  write.renamed = std::move(taken.rows);
  return ports.store.Commit(tenant, std::span(&write, 1)) ? Swept::kAgain : Swept::kDone;
}

}  // namespace

// Messages lose the name also where the item keeps it: they leave the house.
Swept SweepItem(const Ports& ports, ChartCache& charts, Calendars& calendars, const TenantId& tenant,
                const ItemId& id, const ErasureRecord& erasure) {
  auto record = ports.store.FindItem(tenant, id);
  if (!record) return Swept::kDone;
  auto rows = WholeHistory(ports.store, tenant, id);
  // Somebody has changed it in between.
  if (rows.empty() || rows.back().rev != record->rev) return Swept::kAgain;
  Taken taken = TakeName(rows, erasure.person);
  if (taken.rows.empty()) return Swept::kDone;
  const auto chart = charts.Get(tenant, *record);
  const Swept swept = Rewrite(ports, *chart, calendars, tenant, *std::move(record), rows, taken, erasure);
  if (swept == Swept::kAgain) return swept;
  for (const std::string& name : taken.names)
    ports.store.RenameInOutbox(tenant, id, name, std::string(kErasedName));
  return swept;
}

}  // namespace charter
