#include "engine/run/replay.h"

#include <algorithm>
#include <array>

#include "engine/data/failure.h"
#include "engine/data/json.h"
#include "engine/run/fact_json.h"
#include "engine/run/parameters.h"
#include "engine/run/stepper.h"

namespace charter {
namespace {

constexpr std::array<std::string_view, 4> kSources{"person", "timer", "item", "system"};

Value ParseStored(const std::string& text) {
  if (text.empty()) return {};
  auto value = ParseJson(text);
  if (!value) throw Failure(Code::store_failed, "a stored event is no JSON: " + value.error().message);
  return std::move(*value);
}

std::optional<std::int64_t> EditionOf(const HistoryRecord& record) {
  const Value detail = ParseStored(record.detail);
  const Value* edition = detail.is(Kind::kMap) ? detail.Find(kEditionDetail) : nullptr;
  return edition != nullptr ? std::optional(edition->AsInt()) : std::nullopt;
}

Outcome<void> Begin(const Chart& chart, const ItemInfo& item, Snapshot& snapshot, const Event& create,
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
  if (event.actor) record.actor = WriteJson(ActorToValue(*event.actor));
  const Value& input = kept.input ? *kept.input : event.data;
  const Value& facts = kept.facts ? *kept.facts : event.facts;
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

Event FromHistory(const HistoryRecord& record) {
  Event event;
  event.name = record.event;
  event.at = record.at;
  const auto source = std::find(kSources.begin(), kSources.end(), record.source);
  if (source == kSources.end())
    throw Failure(Code::store_failed, "a stored event has the source `" + record.source + "`");
  event.source = static_cast<Event::Source>(source - kSources.begin());
  event.data = ParseStored(record.input);
  if (!record.actor.empty()) event.actor = ActorFromValue(ParseStored(record.actor));
  const Value detail = ParseStored(record.detail);
  if (detail.is(Kind::kMap)) {
    if (const auto* timer = detail.Find("timer")) event.timer = timer->AsInt();
    if (const auto* child = detail.Find("child")) event.child = FactFromValue(*child);
    if (const auto* facts = detail.Find("facts")) event.facts = *facts;
    if (const auto* params = detail.Find("params")) event.params = ParametersFromValue(*params);
  }
  return event;
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

tl::expected<Snapshot, std::string> Replay(const Chart& chart, const ItemInfo& item,
                                           std::span<const HistoryRecord> history, const Editions& editions) {
  Snapshot snapshot;
  Stepper stepper;
  const WorkCalendar* calendar = &editions(0);
  for (const auto& record : history) {
    if (record.rev != snapshot.rev + 1) {
      return tl::unexpected("revision " + std::to_string(snapshot.rev + 1) + " is missing from the history");
    }
    const Event event = FromHistory(record);
    if (const auto edition = EditionOf(record)) calendar = &editions(*edition);
    if (event.name == kFaultEvent && event.source == Event::Source::kSystem) {
      const Value* why = event.data.is(Kind::kMap) ? event.data.Find("reason") : nullptr;
      snapshot = Faulted(snapshot, event.at,
                         why != nullptr && why->is(Kind::kString) ? std::string(why->AsString()) : "");
      continue;
    }
    const auto done = record.rev == 1 ? Begin(chart, item, snapshot, event, *calendar)
                                      : stepper.Advance(chart, item, snapshot, event, *calendar);
    if (!done) {
      return tl::unexpected("revision " + std::to_string(record.rev) + " (" + record.event +
                            ") is refused on replay: " + done.error().message.en);
    }
  }
  if (snapshot.rev == 0) return tl::unexpected(std::string("the item has no history"));
  return snapshot;
}

Snapshot AsReplayed(const Chart& chart, Snapshot snapshot) {
  for (std::size_t i = 0; i < snapshot.activities.size(); ++i) {
    Value& state = snapshot.activities[i];
    if (!state.is(Kind::kAbsent)) state = chart.activities[i].rules->AsReplayed(state);
  }
  return snapshot;
}

}  // namespace charter
