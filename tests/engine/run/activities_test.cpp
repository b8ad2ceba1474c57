// What the engine does with activities today: their outcomes, and what the children add up to.
#include <gtest/gtest.h>

#include "engine/chart/load.h"
#include "engine/data/json.h"
#include "engine/run/snapshot_json.h"
#include "tests/engine/run/item_under_test.h"

namespace charter {
namespace {

constexpr const char* kNotice = R"yaml(workflow: w
version: 1
roles: {office: {}}
initial: shown
states:
  shown:
    invoke:
      - {id: notice, type: notice, for: 5 workdays, decide: office,
         done: [{guard: results.notice.upheld == 0, target: settled}, {target: reopened}]}
  reopened: {on: {again: {target: shown, by: office}, ask: {by: office, guard: has(results.notice.upheld), target: settled}}}
  settled: {type: final}
)yaml";

class PublicNotice : public testing::Test {
 protected:
  void SetUp() override {
    chart_ = LoadChart(kNotice).chart;
    ASSERT_NE(chart_, nullptr);
    auto started = Start(*chart_, item_, {.name = std::string(kCreateEvent), .at = {}}, calendar_);
    ASSERT_TRUE(started.has_value());
    snapshot_ = std::move(started->snapshot);
  }
  Outcome<Stepped> Send(const std::string& name, const std::string& data = "{}") {
    auto stepped =
        Step(*chart_, item_, snapshot_, {.name = name, .data = ParseJson(data).value(), .at = {}}, calendar_);
    if (stepped) snapshot_ = stepped->snapshot;
    return stepped;
  }

  std::shared_ptr<const Chart> chart_;
  ItemInfo item_;
  WorkCalendar calendar_;
  Snapshot snapshot_;
};

TEST_F(PublicNotice, GoesOnByItsOutcome) {
  ASSERT_TRUE(Send("done.invoke.notice", R"({"objections": 2, "upheld": 0})").has_value());
  EXPECT_EQ(ActiveIds(*chart_, snapshot_), std::vector<std::string>{"settled"});
}

TEST_F(PublicNotice, KeepsItsOutcomeUntilItStartsAgain) {
  ASSERT_TRUE(Send("done.invoke.notice", R"({"objections": 2, "upheld": 1})").has_value());
  EXPECT_EQ(ActiveIds(*chart_, snapshot_), std::vector<std::string>{"reopened"});
  const std::string text = WriteSnapshot(*chart_, snapshot_);
  EXPECT_NE(text.find(R"("results":{"notice":{"objections":2,"upheld":1}})"), std::string::npos) << text;
  EXPECT_EQ(WriteSnapshot(*chart_, ReadSnapshot(*chart_, text)), text);
  ASSERT_TRUE(Send("again").has_value());
  EXPECT_EQ(WriteSnapshot(*chart_, snapshot_).find("upheld"), std::string::npos);
}

TEST_F(PublicNotice, RefusesAnOutcomeThatDoesNotFit) {
  const auto refused = Send("done.invoke.notice", R"({"upheld": "none"})");
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Code::input_invalid);
}

TEST(ResultsOfChildren, CountThemByStateAndEnd) {
  ItemUnderTest item(R"yaml(
data: {note: {type: string, readOnly: true}}
initial: open
states:
  open:
    invoke: {id: parts, type: children, workflow: part, by: lead}
    on:
      look: {by: lead, actions: {assign: {note: "string(results.parts.total) + '/' + string(results.parts.ended) + '/' + string(results.parts.states.doing)"}}}
      close: {by: lead, target: closed, guard: results.parts.ended == results.parts.total}
  closed: {type: final}
)yaml");
  item.Create();
  item.Report({ItemId("p1"), "part", "1", {"doing"}, false, {}});
  item.Report({ItemId("p2"), "part", "2", {"doing"}, false, {}});
  item.Report({ItemId("p3"), "part", "3", {"ready"}, true, {}});
  item.Report({ItemId("x"), "other", "4", {"doing"}, false, {}});
  ASSERT_TRUE(item.Send("look", "lead").has_value());
  EXPECT_EQ(item.snapshot.data[0].AsString(), "3/1/2");
  EXPECT_FALSE(item.Send("close", "lead").has_value());
}

TEST(AnItem, KnowsWhetherItHasAParent) {
  const char* body = R"yaml(
data: {above: {type: string, readOnly: true}}
initial: {target: open, actions: {assign: {above: "has(parent.id) ? parent.id : 'none'"}}}
states: {open: {on: {close: {by: lead, target: closed}}}, closed: {type: final}}
)yaml";
  ItemUnderTest alone(body);
  alone.Create();
  EXPECT_EQ(alone.snapshot.data[0].AsString(), "none");
  ItemUnderTest child(body);
  child.info.parent = ItemId("round-1");
  child.Create();
  EXPECT_EQ(child.snapshot.data[0].AsString(), "round-1");
}

TEST(ADelayedSend, ReachesAnotherItemWhenItIsDueUnlessItIsCancelled) {
  ItemUnderTest item(R"yaml(
initial: open
states:
  open:
    entry: {send: {event: nudge, to: parent, after: PT1H, id: later, data: {by: item.number}}}
    on: {stop: {by: lead, actions: {cancel: later}}, close: {by: lead, target: closed}}
  closed: {type: final}
)yaml");
  ASSERT_TRUE(item.Create()->effects.empty());
  ASSERT_EQ(item.snapshot.timers.size(), 1U);
  EXPECT_EQ(WriteSnapshot(*item.chart, ReadSnapshot(*item.chart, WriteSnapshot(*item.chart, item.snapshot))),
            WriteSnapshot(*item.chart, item.snapshot));
  Event due;
  due.source = Event::Source::kTimer;
  due.timer = item.snapshot.timers[0].id;
  due.at = item.snapshot.timers[0].due;
  const auto fired = Step(*item.chart, item.info, item.snapshot, due, item.calendar);
  ASSERT_TRUE(fired.has_value());
  ASSERT_EQ(fired->effects.size(), 1U);
  EXPECT_EQ(fired->effects[0].kind, Effect::Kind::kSend);
  EXPECT_EQ(fired->effects[0].to, Effect::To::kParent);
  EXPECT_EQ(fired->effects[0].event, "nudge");
  EXPECT_EQ(fired->effects[0].data.Find("by")->AsString(), "T-1");
  ASSERT_TRUE(item.Send("stop", "lead").has_value());
  EXPECT_TRUE(item.snapshot.timers.empty());
}

}  // namespace
}  // namespace charter
