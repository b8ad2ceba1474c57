// The step in place: nothing else than Step, nothing left of a refused event, and no memory it does not need.
#include "engine/run/stepper.h"

#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <sstream>

#include "engine/chart/load.h"
#include "engine/data/json.h"
#include "engine/run/snapshot_json.h"
#include "engine/run/step.h"
#include "tests/engine/run/allocations.h"

namespace charter {
namespace {

constexpr std::array kRound{"submit", "check",  "send_back", "submit", "check",  "accept",
                            "report", "resume", "report",    "resume", "finish", "reopen"};

std::shared_ptr<const Chart> BenchChart() {
  std::ifstream file(CHARTER_SOURCE_DIR "/tests/bench/engine_chart.yaml", std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return LoadChart(text.str()).chart;
}

class StepperTest : public testing::Test {
 protected:
  StepperTest() {
    item.id = ItemId("item-1");
    item.org = OrgId("taihu");
    item.created_by = PersonId("wang");
    item.created_at = ParseTimestamp("2026-03-02T09:00:00+08:00").value();
    Event create = ByPerson(kCreateEvent);
    snapshot = Start(*chart, item, create, calendar).value().snapshot;
  }

  [[nodiscard]] Event ByPerson(std::string_view name, const char* role = "office") const {
    Event event;
    event.source = Event::Source::kPerson;
    event.name = name;
    event.at = item.created_at;
    event.actor = Actor{PersonId("wang"), "Wang", OrgId("taihu"), {role}};
    return event;
  }
  [[nodiscard]] std::vector<Event> Round() const {
    std::vector<Event> round;
    for (const char* name : kRound) round.push_back(ByPerson(name));
    return round;
  }
  [[nodiscard]] std::string Text() const { return WriteSnapshot(*chart, snapshot); }
  Outcome<void> Advance(const Event& event) {
    return stepper.Advance(*chart, item, snapshot, event, calendar);
  }

  std::shared_ptr<const Chart> chart = BenchChart();
  WorkCalendar calendar;
  ItemInfo item;
  Snapshot snapshot;
  Stepper stepper;
};

TEST_F(StepperTest, DoesWhatStepDoes) {
  Snapshot stepped = snapshot;
  for (const Event& event : Round()) {
    auto next = Step(*chart, item, stepped, event, calendar);
    ASSERT_TRUE(next.has_value()) << next.error().message.en;
    ASSERT_TRUE(Advance(event).has_value());
    stepped = std::move(next->snapshot);
    EXPECT_EQ(Text(), WriteSnapshot(*chart, stepped));
    EXPECT_EQ(stepper.taken(), next->taken);
  }
}

TEST_F(StepperTest, AllocatesNothingForAnEventThatMakesTheItemKeepNothingNew) {
  const auto round = Round();
  for (const Event& event : round) ASSERT_TRUE(Advance(event).has_value());
  const std::size_t before = Allocated().blocks;
  bool taken = true;
  for (const Event& event : round) taken = Advance(event).has_value() && taken;
  const std::size_t allocated = Allocated().blocks - before;
  EXPECT_TRUE(taken);
  EXPECT_EQ(allocated, 0U);
}

TEST_F(StepperTest, KeepsAnIdleItemBelowAKibibyteApartFromItsData) {
  const auto size_of_item = [&] {
    const std::size_t before = Allocated().bytes;
    const Snapshot copy = snapshot;
    return sizeof(copy) + (Allocated().bytes - before) - copy.data.size() * sizeof(Value);
  };
  EXPECT_LT(size_of_item(), 1024U);
  for (const Event& event : Round()) ASSERT_TRUE(Advance(event).has_value());
  EXPECT_LT(size_of_item(), 1024U);
}

TEST_F(StepperTest, LeavesTheSnapshotAsItWasWhenAnEventIsRefused) {
  const std::string before = Text();
  EXPECT_FALSE(Advance(ByPerson("accept")).has_value());
  EXPECT_FALSE(Advance(ByPerson("submit", "nobody")).has_value());
  EXPECT_FALSE(Advance(ByPerson("no_such_event")).has_value());
  EXPECT_EQ(Text(), before);
}

// The refusal comes last: states left and entered, fields, timers, history and results have changed by then.
TEST(Draft, TakesBackAllThatAStepHadDoneWhenItIsRefusedAtItsEnd) {
  const auto loaded = LoadChart(R"yaml(
workflow: undo
version: 1
roles: {lead: {}}
data:
  count: {type: integer, default: 1}
  name: {type: string, default: a}
initial: work
states:
  work:
    initial: first
    due: {within: 5 days}
    on: {leave: {target: rest, by: lead}}
    states:
      first: {after: {2 days: second}, on: {go: {target: second, by: lead}}}
      second: {exit: [{assign: {name: "'left'"}}], endless: true}
      back: {type: history, default: first}
  rest:
    entry:
      - assign: {count: data.count + 1}
      - send: {event: later, after: 1 hour, id: x}
      - notify: {to: lead, message: {zh: 到, en: arrived}}
      - raise: broken
    on:
      broken: {target: end, actions: [{assign: {count: 1 / (data.count - data.count)}}]}
  end: {type: final}
)yaml");
  ASSERT_NE(loaded.chart, nullptr);
  ItemInfo item;
  item.created_at = ParseTimestamp("2026-03-02T09:00:00+08:00").value();
  const WorkCalendar calendar;
  Event event;
  event.at = item.created_at;
  Snapshot snapshot = Start(*loaded.chart, item, event, calendar).value().snapshot;
  Stepper stepper;
  event.name = "go";
  ASSERT_TRUE(stepper.Advance(*loaded.chart, item, snapshot, event, calendar).has_value());
  const std::string before = WriteSnapshot(*loaded.chart, snapshot);
  event.name = "leave";
  event.at.seconds += 60;
  const auto refused = stepper.Advance(*loaded.chart, item, snapshot, event, calendar);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Code::action_failed);
  EXPECT_EQ(WriteSnapshot(*loaded.chart, snapshot), before);
}

}  // namespace
}  // namespace charter
