// Erasing a person (个人信息保护法, article 47): his name gives way to one that says so, wherever it stands.
#include <algorithm>
#include <set>

#include "engine/data/failure.h"
#include "engine/data/json.h"
#include "engine/data/person_names.h"
#include "engine/ports/chain.h"
#include "engine/run/active_activity.h"
#include "engine/run/label.h"
#include "engine/run/replay.h"
#include "engine/run/snapshot_json.h"
#include "engine/run/tasks.h"
#include "engine/service/person_fields.h"
#include "engine/service/service_impl.h"

namespace charter {
namespace {

constexpr std::size_t kLongestReason = 500;
constexpr std::size_t kMostNamed = 20;  // items that still need him
constexpr int kRange = 1000;            // items looked at together
constexpr int kHistoryPage = 1000;

bool IsTopmost(const Grant& grant) {
  return grant.role == kAdministrator && std::count(grant.path.begin(), grant.path.end(), '/') == 1;
}

// Whether the item, which is under way, could not go on as well without him.
bool IsParty(const Chart& chart, const ItemRecord& item, const Snapshot& snapshot, const PersonId& person) {
  if (item.created_by == person) return true;
  for (std::size_t i = 0; i < chart.data.size(); ++i) {
    if (HoldsPerson(chart.data[i].schema, snapshot.data[i], person.value)) return true;
  }
  const std::string id = WriteJson(Value::String(person.value));
  for (std::size_t i = 0; i < snapshot.activities.size(); ++i) {
    const Value& state = snapshot.activities[i];
    if (!state.is(Kind::kAbsent) && GoesOn(chart, snapshot, static_cast<ActivityIndex>(i)) &&
        WriteJson(state).find(id) != std::string::npos)
      return true;
  }
  const auto& handed = snapshot.dealings->handed;
  return std::any_of(handed.begin(), handed.end(),
                     [&](const HandedWork& work) { return work.person == person; });
}

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

// The item as its history gives it without the name. Nothing where it would be another item then: a rule of
// its workflow went by the name.
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
    const bool shows = row.detail.find("\"sealed\":true") == std::string::npos;
    if (shown && !shows) title = label();
    shown = shows;
    if (replayer.Follow(row)) return std::nullopt;
    if (ActiveIds(chart, replayer.snapshot()) != row.to) return std::nullopt;
  }
  if (shown) title = label();
  return Nameless{replayer.snapshot(), std::move(title)};
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

enum class Swept { kDone, kAgain, kKept };

Swept SweepItem(const Ports& ports, ChartCache& charts, Calendars& calendars, const TenantId& tenant,
                const ItemId& id, const ErasureRecord& erasure) {
  auto record = ports.store.FindItem(tenant, id);
  if (!record) return Swept::kDone;
  auto rows = WholeHistory(ports.store, tenant, id);
  // Somebody has changed it in between.
  if (rows.empty() || rows.back().rev != record->rev) return Swept::kAgain;
  std::vector<RowNames> renamed;
  std::set<std::string> names_before;
  for (HistoryRecord& row : rows) {
    std::string names = WithoutName(row.names, erasure.person.value);
    if (names == row.names) continue;
    if (const auto before = ReadPersonNames(row.names))
      names_before.insert(NameIn(*before, erasure.person.value));
    renamed.push_back({row.rev, names});
    row.names = std::move(names);
  }
  if (renamed.empty()) return Swept::kDone;
  const auto chart = charts.Get(tenant, *record);
  const Snapshot stored = ReadSnapshot(*chart, record->snapshot);
  auto nameless = Follow(*chart, *record, rows, calendars);
  if (!nameless || !KeepSecrets(*chart, stored, erasure.person, nameless->snapshot)) return Swept::kKept;

  ItemWrite write;
  write.before = {*record, TasksOf(*chart, stored), TimersOf(stored)};
  write.before.item.snapshot.clear();
  write.expected_rev = record->rev;
  const Timestamp now = ports.clock.Now();
  const Snapshot after = Unmoved(nameless->snapshot, now);
  Recorded how;
  how.sealed = true;
  HistoryRecord row = ToHistory(ErasureEvent(erasure, renamed, after.at), how, after, now);
  row.from = row.to = ActiveIds(*chart, after);
  write.history.push_back(std::move(row));
  Chain(tenant, *record, write.history);
  write.item = *std::move(record);
  write.item.rev = after.rev;
  write.item.sealed = after.unseen->count;
  write.item.updated_at = after.ShownAt();
  write.item.title = std::move(nameless->title);
  write.item.snapshot = WriteSnapshot(*chart, after);
  write.tasks = TasksOf(*chart, after);
  write.timers = TimersOf(after);
  write.renamed = std::move(renamed);
  names_before.erase("");
  for (const std::string& name : names_before)
    ports.store.RenameInOutbox(tenant, id, name, std::string(kErasedName));
  return ports.store.Commit(tenant, std::span(&write, 1)) ? Swept::kAgain : Swept::kDone;
}

std::optional<ErasureRecord> ErasureOf(const std::vector<ErasureRecord>& erasures, const PersonId& person) {
  const auto found = std::find_if(erasures.begin(), erasures.end(),
                                  [&](const ErasureRecord& each) { return each.person == person; });
  return found == erasures.end() ? std::nullopt : std::optional(*found);
}

Refusal StillNeeded(Text what, std::vector<std::string> details) {
  return {Code::erasure_refused,
          std::move(what),
          {"办结、转办或移交后再注销", "finish it, hand it over or give it to somebody else first"},
          {},
          std::move(details)};
}

}  // namespace

std::optional<Refusal> Service::Impl::NeedFor(const TenantId& tenant, const PersonId& person) {
  if (const auto tasks = ports.store.CountTasks(tenant, {person}); tasks.at(0) > 0) {
    const std::string count = std::to_string(tasks[0]);
    return StillNeeded({"尚有 " + count + " 项待办", "tasks that await this person: " + count},
                       {"tasks", count});
  }
  std::vector<std::string> involved;
  ItemRange range{ItemId(), ItemId()};
  while (range.until && involved.size() < kMostNamed) {
    range = ports.store.RangeAfter(tenant, *range.until, kRange);
    for (const ItemId& id : ports.store.ItemsAbout(tenant, range, person)) {
      const auto item = ports.store.FindItem(tenant, id);
      if (!item || item->status == "ended" || involved.size() >= kMostNamed) continue;
      const auto chart = charts.Get(tenant, *item);
      if (IsParty(*chart, *item, ReadSnapshot(*chart, item->snapshot), person))
        involved.push_back(item->number);
    }
  }
  if (involved.empty()) return std::nullopt;
  std::string all;
  for (const std::string& number : involved) all += (all.empty() ? "" : ", ") + number;
  return StillNeeded(
      {"下列未办结事项涉及此人：" + all, "items under way in which this person takes part: " + all},
      involved);
}

Outcome<ErasureRecord> Service::Erase(const Caller& caller, const PersonId& person, const std::string& reason,
                                      const AnswerTo<ErasureRecord>& answer) {
  if (std::none_of(caller.grants.begin(), caller.grants.end(), IsTopmost)) {
    return Refused(Code::not_permitted, {"注销个人信息由最上级组织的管理员办理",
                                         "people are erased by administrators of the topmost organisation"});
  }
  if (!impl_->ports.directory.FindPerson(caller.tenant, person))
    return Refused(Code::no_such_resource,
                   {"没有此人：" + person.value, "there is no such person: " + person.value});
  if (reason.empty() || reason.size() > kLongestReason) {
    Refusal refusal{Code::input_invalid, {"请写明理由", "say why, in at most 500 bytes"}, {}, {}, {}};
    refusal.fields.push_back({"/reason", reason.empty() ? "minLength" : "maxLength", refusal.message});
    return tl::unexpected(std::move(refusal));
  }
  Store& store = impl_->ports.store;
  for (int tries = 0; tries < kMaxTries; ++tries) {
    const auto erasures = store.ListErasures(caller.tenant);
    if (auto done = ErasureOf(erasures, person)) return *std::move(done);
    if (person == caller.person.id)
      return tl::unexpected(StillNeeded(
          {"不能注销本人，请由另一名管理员办理", "nobody erases himself; ask another administrator"}, {}));
    if (auto needed = impl_->NeedFor(caller.tenant, person)) return tl::unexpected(*std::move(needed));
    ErasureRecord record;
    record.number = erasures.empty() ? 1 : erasures.back().number + 1;
    record.person = person;
    record.by = caller.person.id;
    record.reason = reason;
    record.at = impl_->ports.clock.Now();
    record.hash = ErasureHash(caller.tenant, record, erasures.empty() ? "" : erasures.back().hash);
    const auto kept = MakeAnswer(answer, record);
    if (store.AddErasure(caller.tenant, record, kept ? &*kept : nullptr)) {
      impl_->ports.directory.ErasePerson(caller.tenant, person, std::string(kErasedName));
      return record;
    }
    const auto now = store.ListErasures(caller.tenant);
    if (now.size() == erasures.size()) return tl::unexpected(KeyTaken());
  }
  GiveUp();
}

int Service::SweepErasures(const TenantId& tenant, int limit) {
  Store& store = impl_->ports.store;
  int looked = 0;
  for (ErasureRecord& erasure : store.ListErasures(tenant)) {
    // Where the server ended before.
    if (!erasure.done && erasure.swept.empty())
      impl_->ports.directory.ErasePerson(tenant, erasure.person, std::string(kErasedName));
    while (!erasure.done && looked < limit) {
      const ItemRange range = store.RangeAfter(tenant, erasure.swept, std::min(kRange, limit - looked));
      for (const ItemId& id : store.ItemsAbout(tenant, range, erasure.person)) {
        Swept swept = Swept::kAgain;
        for (int tries = 0; swept == Swept::kAgain; ++tries) {
          if (tries >= kMaxTries) GiveUp();
          swept = SweepItem(impl_->ports, impl_->charts, impl_->calendars, tenant, id, erasure);
        }
        if (swept == Swept::kKept) ++erasure.kept;
        impl_->items.Drop(tenant, id);
      }
      looked += std::min(kRange, limit - looked);
      if (range.until) erasure.swept = *range.until;
      erasure.done = !range.until;
      store.NoteSweep(tenant, erasure);
    }
  }
  return looked;
}

}  // namespace charter
