#include "engine/run/replay.h"

#include <algorithm>
#include <array>

#include "engine/data/failure.h"
#include "engine/data/json.h"
#include "engine/data/person_names.h"
#include "engine/run/fact_json.h"
#include "engine/run/parameters.h"

namespace charter {
namespace {

constexpr std::array<std::string_view, 4> kSources{"person", "timer", "item", "system"};

Value ParseStored(const std::string& text) {
  if (text.empty()) return {};
  auto value = ParseJson(text);
  if (!value) throw Failure(Code::store_failed, "a stored event is no JSON: " + value.error().message.en);
  return std::move(*value);
}

std::optional<std::int64_t> EditionOf(const Value& detail) {
  const Value* edition = detail.is(Kind::kMap) ? detail.Find(kEditionDetail) : nullptr;
  return edition != nullptr ? std::optional(edition->AsInt()) : std::nullopt;
}

std::string_view IdOf(const Value& person) {
  const Value* id = person.is(Kind::kMap) ? person.Find("id") : nullptr;
  return id != nullptr && id->is(Kind::kString) ? id->AsString() : std::string_view();
}

Value WithMember(const Value& map, std::string_view key, const std::optional<Value>& member) {
  std::vector<Value::Entry> entries;
  for (const auto& entry : map.AsMap()) {
    if (entry.first.AsString() != key) entries.push_back(entry);
  }
  if (member) entries.emplace_back(Value::String(key), *member);
  return Value::Map(std::move(entries));
}

template <typename Change>
Value OnList(const Value& map, std::string_view key, const Change& change) {
  const Value* people = map.is(Kind::kMap) ? map.Find(key) : nullptr;
  if (people == nullptr || !people->is(Kind::kList)) return map;
  std::vector<Value> changed;
  for (const Value& person : people->AsList())
    changed.push_back(person.is(Kind::kMap) ? change(person) : person);
  return WithMember(map, key, Value::List(std::move(changed)));
}

// Moves the name out of what is told of a person, and of those for whom he acts.
Value TakeName(const Value& person, PersonNames& names) {
  Value taken = OnList(person, "on_behalf_of", [&](const Value& other) { return TakeName(other, names); });
  const Value* name = taken.Find("name");
  if (name == nullptr || !name->is(Kind::kString) || IdOf(taken).empty()) return taken;
  names[std::string(IdOf(taken))].name = name->AsString();
  return WithMember(taken, "name", std::nullopt);
}

// And back in. What was written before names stood apart has it there.
Value PutName(const Value& person, const PersonNames& names) {
  Value put = OnList(person, "on_behalf_of", [&](const Value& other) { return PutName(other, names); });
  const std::string id(IdOf(put));
  if (!names.contains(id) || put.Find("name") != nullptr) return put;
  return WithMember(put, "name", Value::String(NameIn(names, id)));
}

template <typename Change>
Value OnPeople(const Value& facts, const Change& change) {
  return OnList(facts, "people", change);
}

PersonNames NamesOf(const HistoryRecord& record) {
  auto names = ReadPersonNames(record.names);
  if (!names) throw Failure(Code::store_failed, "the names of a stored event are not as they were written");
  return *std::move(names);
}

Event EventOf(const HistoryRecord& record, const Value& detail) {
  const PersonNames names = NamesOf(record);
  Event event;
  event.name = record.event;
  event.at = record.at;
  const auto source = std::find(kSources.begin(), kSources.end(), record.source);
  if (source == kSources.end())
    throw Failure(Code::store_failed, "a stored event has the source `" + record.source + "`");
  event.source = static_cast<Event::Source>(source - kSources.begin());
  event.data = ParseStored(record.input);
  if (!record.actor.empty()) event.actor = ActorFromValue(PutName(ParseStored(record.actor), names));
  if (detail.is(Kind::kMap)) {
    if (const auto* timer = detail.Find("timer")) event.timer = timer->AsInt();
    if (const auto* child = detail.Find("child")) event.child = FactFromValue(*child);
    if (const auto* facts = detail.Find("facts"))
      event.facts = OnPeople(*facts, [&](const Value& person) { return PutName(person, names); });
    if (const auto* params = detail.Find("params")) event.params = ParametersFromValue(*params);
  }
  return event;
}

Outcome<void> BeginItem(const Chart& chart, const ItemInfo& item, Snapshot& snapshot, const Event& create,
                        const WorkCalendar& calendar) {
  auto started = Start(chart, item, create, calendar);
  if (!started) return tl::unexpected(std::move(started.error()));
  snapshot = std::move(started->snapshot);
  return {};
}

}  // namespace

HistoryRecord ToHistory(const Event& event, const Recorded& kept, const Snapshot& after,
                        Timestamp recorded_at) {
  HistoryRecord record;
  record.rev = after.rev;
  record.at = event.at;
  record.recorded_at = recorded_at;
  record.event = event.name;
  record.source = kSources[static_cast<std::size_t>(event.source)];
  PersonNames names;
  if (event.actor) record.actor = WriteJson(TakeName(ActorToValue(*event.actor), names));
  const Value& input = kept.input ? *kept.input : event.data;
  const Value facts = OnPeople(kept.facts ? *kept.facts : event.facts,
                               [&](const Value& person) { return TakeName(person, names); });
  record.names = WritePersonNames(names);
  if (!input.is(Kind::kAbsent)) record.input = WriteJson(input);
  std::vector<Value::Entry> detail;
  if (event.source == Event::Source::kTimer)
    detail.emplace_back(Value::String("timer"), Value::Int(event.timer));
  if (event.child) detail.emplace_back(Value::String("child"), FactToValue(*event.child));
  if (!facts.is(Kind::kAbsent)) detail.emplace_back(Value::String("facts"), facts);
  if (kept.sealed) detail.emplace_back(Value::String("sealed"), Value::Bool(true));
  if (kept.masked) detail.emplace_back(Value::String("masked"), Value::Bool(true));
  if (after.unseen->count > 0) detail.emplace_back(Value::String("shown"), Value::Int(after.ShownRev()));
  if (event.params) detail.emplace_back(Value::String("params"), ToValue(*event.params));
  record.detail = WriteJson(Value::Map(std::move(detail)));
  return record;
}

Event FromHistory(const HistoryRecord& record) { return EventOf(record, ParseStored(record.detail)); }

HistoryRecord WithNames(HistoryRecord row) {
  const PersonNames names = NamesOf(row);
  if (names.empty()) return row;
  if (!row.actor.empty()) row.actor = WriteJson(PutName(ParseStored(row.actor), names));
  const Value detail = ParseStored(row.detail);
  if (const Value* facts = detail.is(Kind::kMap) ? detail.Find("facts") : nullptr) {
    const Value named = OnPeople(*facts, [&](const Value& person) { return PutName(person, names); });
    row.detail = WriteJson(WithMember(detail, "facts", named));
  }
  row.names.clear();
  return row;
}

Snapshot Unmoved(const Snapshot& before, Timestamp at) {
  Snapshot snapshot = before;
  ++snapshot.rev;
  snapshot.at = std::max(before.at, at);
  Unseen& unseen = snapshot.unseen.Own();
  if (++unseen.count == 1) unseen.shown_at = before.at;
  return snapshot;
}

void AddDetail(HistoryRecord& row, std::string_view key, Value value) {
  const Value detail = ParseStored(row.detail);
  std::vector<Value::Entry> entries(detail.AsMap().begin(), detail.AsMap().end());
  entries.emplace_back(Value::String(key), std::move(value));
  row.detail = WriteJson(Value::Map(std::move(entries)));
}

ItemInfo InfoOf(const ItemRecord& record) {
  return {record.id, record.number, record.org, record.parent, record.created_by, record.created_at};
}

void Replayer::Begin(const Chart& chart, ItemInfo item) {
  chart_ = &chart;
  item_ = std::move(item);
  snapshot_ = {};
  calendar_ = &editions_(0);
}

std::optional<std::string> Replayer::Follow(const HistoryRecord& record) {
  if (record.rev != snapshot_.rev + 1)
    return "revision " + std::to_string(snapshot_.rev + 1) + " is missing from the history";
  const Value detail = ParseStored(record.detail);
  const Event event = EventOf(record, detail);
  if (const auto edition = EditionOf(detail)) calendar_ = &editions_(*edition);
  if (event.name == kErasureEvent && event.source == Event::Source::kSystem) {
    snapshot_ = Unmoved(snapshot_, event.at);
    return std::nullopt;
  }
  if (event.name == kFaultEvent && event.source == Event::Source::kSystem) {
    const Value* why = event.data.is(Kind::kMap) ? event.data.Find("reason") : nullptr;
    snapshot_ = Faulted(snapshot_, event.at,
                        why != nullptr && why->is(Kind::kString) ? std::string(why->AsString()) : "");
    return std::nullopt;
  }
  const auto done = record.rev == 1 ? BeginItem(*chart_, item_, snapshot_, event, *calendar_)
                                    : stepper_.Advance(*chart_, item_, snapshot_, event, *calendar_);
  if (done) return std::nullopt;
  return "revision " + std::to_string(record.rev) + " (" + record.event +
         ") is refused on replay: " + done.error().message.en;
}

tl::expected<Snapshot, std::string> Replay(const Chart& chart, const ItemInfo& item,
                                           std::span<const HistoryRecord> history, const Editions& editions) {
  Replayer replayer(editions);
  replayer.Begin(chart, item);
  for (const auto& record : history) {
    if (auto wrong = replayer.Follow(record)) return tl::unexpected(std::move(*wrong));
  }
  if (history.empty()) return tl::unexpected(std::string("the item has no history"));
  return replayer.snapshot();
}

Snapshot AsReplayed(const Chart& chart, Snapshot snapshot) {
  for (std::size_t i = 0; i < snapshot.activities.size(); ++i) {
    Value& state = snapshot.activities[i];
    if (!state.is(Kind::kAbsent)) state = chart.activities[i].rules->AsReplayed(state);
  }
  return snapshot;
}

}  // namespace charter
