// Public notice as people go through it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/run/offers.h"
#include "tests/engine/run/item_under_test.h"

namespace charter {
namespace {

constexpr const char* kNotice = R"yaml(
initial: shown
states:
  shown:
    invoke:
      - {id: notice, type: notice, for: 5 workdays, decide: office,
         done: [{guard: results.notice.upheld == 0, target: settled}, {target: reopened}]}
  reopened: {on: {again: {target: shown, by: office}}}
  settled: {type: final}
)yaml";

constexpr const char* kGrounds = R"({"grounds": "使用记录不实"})";

class Notice : public testing::Test {
 protected:
  Notice() { item.Create(); }
  ItemUnderTest item{kNotice};
};

TEST_F(Notice, EndsWithItsPeriodWhereNobodyObjects) {
  item.AdvanceTo("2026-03-09T23:59:59+08:00");
  EXPECT_EQ(item.States(), "shown");
  item.AdvanceTo("2026-03-10T00:00:00+08:00");
  EXPECT_EQ(item.States(), "settled");
  item.ExpectReplays();
}

TEST_F(Notice, WaitsForAnOpenObjectionAfterItsPeriod) {
  ASSERT_TRUE(item.Send("notice.object", "lead", kGrounds));
  item.AdvanceTo("2026-03-20T09:00:00+08:00");
  EXPECT_EQ(item.States(), "shown");
  ASSERT_TRUE(
      item.Send("notice.decide", "office", R"({"objection": 1, "upheld": false, "reason": "查无此事"})"));
  EXPECT_EQ(item.States(), "settled");
  item.ExpectReplays();
}

TEST_F(Notice, AnUpheldObjectionGoesItsOwnWayAtTheEndOfThePeriod) {
  ASSERT_TRUE(item.Send("notice.object", "lead", kGrounds));
  ASSERT_TRUE(item.Send("notice.decide", "office", R"({"objection": 1, "upheld": true, "reason": "属实"})"));
  EXPECT_EQ(item.States(), "shown");
  item.AdvanceTo("2026-03-10T00:00:00+08:00");
  EXPECT_EQ(item.States(), "reopened");
  ASSERT_TRUE(item.Send("again", "office"));
  item.AdvanceTo("2026-03-18T00:00:00+08:00");
  EXPECT_EQ(item.States(), "settled") << "a notice that starts again knows nothing of the one before";
  item.ExpectReplays();
}

TEST_F(Notice, TakesNoObjectionAfterItsPeriod) {
  ASSERT_TRUE(item.Send("notice.object", "lead", kGrounds));
  item.AdvanceTo("2026-03-11T09:00:00+08:00");
  const auto late = item.Send("notice.object", "office", kGrounds);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().message.zh, "公示期已满，不再受理异议");
}

TEST_F(Notice, NobodyDecidesHisOwnObjection) {
  ASSERT_TRUE(item.Send("notice.object", "office", kGrounds));
  const auto own =
      item.Send("notice.decide", "office", R"({"objection": 1, "upheld": false, "reason": "无"})");
  ASSERT_FALSE(own);
  EXPECT_EQ(own.error().code, Code::not_allowed);
}

TEST_F(Notice, AnObjectionIsRetractedByWhoRaisedItOnly) {
  ASSERT_TRUE(item.Send("notice.object", "lead", kGrounds));
  EXPECT_FALSE(item.Send("notice.retract", "office", R"({"objection": 1})"));
  EXPECT_TRUE(item.Send("notice.retract", "lead", R"({"objection": 1})"));
  item.AdvanceTo("2026-03-10T00:00:00+08:00");
  EXPECT_EQ(item.States(), "settled");
}

TEST_F(Notice, ObjectionsNeedGrounds) {
  const auto bare = item.Send("notice.object", "lead", R"({"grounds": ""})");
  ASSERT_FALSE(bare);
  EXPECT_EQ(bare.error().code, Code::input_invalid);
  EXPECT_FALSE(item.Send("notice.decide", "lead", R"({"objection": 1, "upheld": true, "reason": "是"})"))
      << "deciding is for the office";
}

TEST_F(Notice, IsATaskOfWhoDecidesWhileAnObjectionIsOpen) {
  EXPECT_TRUE(TasksOf(*item.chart, item.snapshot).empty());
  ASSERT_TRUE(item.Send("notice.object", "lead", kGrounds));
  const auto tasks = TasksOf(*item.chart, item.snapshot);
  ASSERT_EQ(tasks.size(), 1U);
  EXPECT_EQ(tasks[0].role, "office");
  EXPECT_EQ(tasks[0].state, "shown");
}

TEST_F(Notice, OffersSayWhatIsOpenToWhom) {
  const auto offers =
      OffersFor(*item.chart, item.info, item.snapshot,
                Actor{PersonId("lin"), "lin", OrgId("taihu"), {"lead"}}, item.now, item.calendar);
  ASSERT_GE(offers.size(), 3U);
  EXPECT_EQ(offers[0].event, "notice.object");
  EXPECT_TRUE(offers[0].allowed);
  EXPECT_EQ(offers[2].event, "notice.decide");
  ASSERT_EQ(offers[2].reasons.size(), 1U);
  EXPECT_EQ(offers[2].reasons[0].code, Code::wrong_role);
}

TEST_F(Notice, ItsClockPausesWhileTheItemIsSuspended) {
  item.AdvanceTo("2026-03-04T09:00:00+08:00");
  ASSERT_TRUE(item.Send("item.suspend", "office"));
  item.now = ParseTimestamp("2026-03-11T09:00:00+08:00").value();
  ASSERT_TRUE(item.Send("item.resume", "office"));
  item.AdvanceTo("2026-03-16T23:59:59+08:00");
  EXPECT_EQ(item.States(), "shown");
  item.AdvanceTo("2026-03-17T00:00:00+08:00");
  EXPECT_EQ(item.States(), "settled");
  item.ExpectReplays();
}

TEST_F(Notice, AMistypedVerbIsToldTheNearestRightOne) {
  const auto unknown = item.Send("notice.objct", "lead", kGrounds);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, Code::unknown_event);
  EXPECT_THAT(unknown.error().hint.en, testing::HasSubstr("did you mean `notice.object`?"));
}

TEST_F(Notice, LeavingItsStateCancelsIt) {
  ASSERT_TRUE(item.Send("item.cancel", "office"));
  EXPECT_TRUE(item.snapshot.timers.empty());
  EXPECT_FALSE(item.Send("notice.object", "lead", kGrounds));
}

}  // namespace
}  // namespace charter
