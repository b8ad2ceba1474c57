// An item driven by hand, so that a test reads as what happens to it.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "engine/chart/load.h"
#include "engine/data/json.h"
#include "engine/run/recount.h"
#include "engine/run/replay.h"
#include "engine/run/snapshot_json.h"
#include "engine/run/step.h"
#include "engine/run/tasks.h"

namespace charter {

class ItemUnderTest {
 public:
  // `body` follows a header with the roles lead, office and chief; `more` is added to its `life_cycle`.
  explicit ItemUnderTest(const std::string& body, const std::string& more = "") {
    Loaded loaded = LoadChart(
        "workflow: test\nversion: 1\nroles: {lead: {}, office: {}, chief: {}}\n"
        "life_cycle: {suspend: {by: office}, resume: {by: office}, cancel: {by: [lead, office]}" +
        (more.empty() ? "" : ", " + more) + "}\n" + body);
    chart = std::move(loaded.chart);
    if (chart == nullptr) {
      for (const auto& diagnostic : loaded.diagnostics) ADD_FAILURE() << Format(diagnostic, "test.yaml");
    }
    calendar =
        WorkCalendar::Parse(R"({"years": {"2026": {"off": ["2026-05-01"], "make_up_work": ["2026-05-09"]}}})")
            .value();
    info.id = ItemId("item-1");
    info.number = "T-1";
    info.org = OrgId("taihu");
    info.created_by = PersonId("lin");
    now = ParseTimestamp("2026-03-02T09:00:00+08:00").value();
    info.created_at = now;
  }

  Outcome<Stepped> Create(const std::string& data = "{}") {
    Event event;
    event.name = kCreateEvent;
    event.data = ParseJson(data).value();
    event.at = now;
    return Keep(Start(*chart, info, event, calendar), event);
  }

  Outcome<Stepped> Send(const std::string& name, const std::string& role = "",
                        const std::string& input = "") {
    Event event;
    event.name = name;
    event.at = now;
    if (!role.empty()) {
      event.source = Event::Source::kPerson;
      event.actor = Actor{PersonId(role == "office" ? "wang" : "lin"), role, OrgId("taihu"), {role}};
    }
    if (!input.empty()) event.data = ParseJson(input).value();
    return Keep(Step(*chart, info, snapshot, event, calendar), event);
  }

  Outcome<Stepped> Report(ChildFact fact) {
    Event event;
    event.source = Event::Source::kItem;
    event.name = kChildChanged;
    event.at = now;
    event.child = std::move(fact);
    return Keep(Step(*chart, info, snapshot, event, calendar), event);
  }

  // Fires all that is due up to the time, in order.
  void AdvanceTo(const std::string& time) { AdvanceTo(ParseTimestamp(time).value()); }
  void AdvanceTo(Timestamp to) {
    for (;;) {
      const auto next = std::min_element(snapshot.timers.begin(), snapshot.timers.end(),
                                         [](const Timer& a, const Timer& b) { return a.due < b.due; });
      if (snapshot.status != Status::kActive || next == snapshot.timers.end() || next->due > to) break;
      Event event;
      event.source = Event::Source::kTimer;
      event.name = kTimerEvent;
      event.timer = next->id;
      event.at = next->due;
      const auto fired = Keep(Step(*chart, info, snapshot, event, calendar), event);
      ASSERT_TRUE(fired.has_value()) << fired.error().message.en;
    }
    now = to;
  }

  [[nodiscard]] std::string States() const {
    std::string out;
    for (const auto& id : ActiveIds(*chart, snapshot)) out += (out.empty() ? "" : " ") + id;
    return out;
  }
  [[nodiscard]] std::string Data() const {
    std::string out;
    AppendJson(out, chart->data, snapshot.data);
    return out;
  }

  // A newer edition of the work calendar is loaded; whether a deadline moved.
  bool Load(const std::string& json) {
    editions.insert_or_assign(calendar.edition(), calendar);
    const WorkCalendar before = calendar;
    calendar = before.With(WorkCalendar::Parse(json).value());
    editions.insert_or_assign(calendar.edition(), calendar);
    auto data = RecountData(*chart, snapshot, before, calendar);
    if (!data) return false;
    Event event;
    event.name = kCalendarEvent;
    event.at = now;
    event.data = *data;
    return Keep(Step(*chart, info, snapshot, event, calendar), event).has_value();
  }

  // Replays what was recorded; the result must be what stands here, byte for byte, but for what the history
  // does not keep.
  void ExpectReplays() const {
    const auto replayed = Replay(*chart, info, history, [&](std::int64_t edition) -> const WorkCalendar& {
      const auto former = editions.find(edition);
      return former == editions.end() ? calendar : former->second;
    });
    ASSERT_TRUE(replayed.has_value()) << replayed.error();
    EXPECT_EQ(WriteSnapshot(*chart, *replayed), WriteSnapshot(*chart, AsReplayed(*chart, snapshot)));
  }

  std::shared_ptr<const Chart> chart;
  WorkCalendar calendar;
  std::map<std::int64_t, WorkCalendar> editions;
  ItemInfo info;
  Snapshot snapshot;
  Timestamp now;
  std::vector<HistoryRecord> history;
  std::vector<Effect> effects;
  std::string log;  // texts of `log`, with spaces between

 protected:
  Outcome<Stepped> Keep(Outcome<Stepped> stepped, const Event& event) {
    if (!stepped) return stepped;
    // Every step goes through its text, as it does with a store.
    const std::string text = WriteSnapshot(*chart, stepped->snapshot);
    const std::int64_t edition = snapshot.calendar;
    snapshot = ReadSnapshot(*chart, text);
    EXPECT_EQ(WriteSnapshot(*chart, snapshot), text);
    effects = stepped->effects;
    for (const auto& effect : effects) {
      if (effect.kind == Effect::Kind::kLog) log += (log.empty() ? "" : " ") + effect.text;
    }
    history.push_back(ToHistory(event, stepped->record, snapshot, event.at));
    if (edition != snapshot.calendar)
      AddDetail(history.back(), kEditionDetail, Value::Int(snapshot.calendar));
    return stepped;
  }
};

}  // namespace charter
