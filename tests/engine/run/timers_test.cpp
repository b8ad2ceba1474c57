#include "engine/run/timers.h"

#include "tests/engine/run/item_under_test.h"

namespace charter {
namespace {

const char kNotice[] =
    "initial: notice\nstates:\n"
    "  notice: {after: {5 workdays: over}, on: {object: {target: held, by: lead}}}\n"
    "  held: {on: {back: notice, end: over}}\n  over: {type: final}\n";

TEST(Timers, FireAtTheEndOfTheLastWorkday) {
  ItemUnderTest item(kNotice);
  ASSERT_TRUE(item.Create());  // Monday 2 March; the fifth workday is Monday 9 March
  item.AdvanceTo("2026-03-09T23:59:59+08:00");
  EXPECT_EQ(item.States(), "notice");
  item.AdvanceTo("2026-03-10T00:00:00+08:00");
  EXPECT_EQ(item.States(), "over");
  item.ExpectReplays();
}

TEST(Timers, AreCancelledWhenTheirStateIsLeft) {
  ItemUnderTest item(kNotice);
  ASSERT_TRUE(item.Create());
  ASSERT_TRUE(item.Send("object", "lead"));
  EXPECT_TRUE(item.snapshot.timers.empty());
  item.AdvanceTo("2026-06-01T00:00:00+08:00");
  EXPECT_EQ(item.States(), "held");
}

TEST(Timers, StandStillWhileSuspendedAndKeepTheWorkdaysThatWereLeft) {
  ItemUnderTest item(kNotice);
  ASSERT_TRUE(item.Create());
  item.AdvanceTo("2026-03-04T12:00:00+08:00");  // three workdays left
  ASSERT_TRUE(item.Send("item.suspend", "office"));
  EXPECT_TRUE(TimersOf(item.snapshot).empty());
  EXPECT_TRUE(TasksOf(*item.chart, item.snapshot).empty());
  item.AdvanceTo("2026-04-01T12:00:00+08:00");
  EXPECT_EQ(item.States(), "notice");
  const auto refused = item.Send("object", "lead");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::item_suspended);
  ASSERT_TRUE(item.Send("item.resume", "office"));
  item.AdvanceTo("2026-04-06T23:59:59+08:00");
  EXPECT_EQ(item.States(), "notice");
  item.AdvanceTo("2026-04-07T00:00:00+08:00");
  EXPECT_EQ(item.States(), "over");
  item.ExpectReplays();
}

TEST(Timers, DueTogetherFireInTheOrderTheyWereSet) {
  ItemUnderTest item(
      "data: {trace: {type: string, default: ''}}\ninitial: a\nstates:\n"
      "  a:\n    entry: [{send: {event: one, after: PT1H}}, {send: {event: two, after: PT1H}}, {send: "
      "{event: three, after: PT1H, id: third}}, {cancel: third}]\n"
      "    on:\n      one: {actions: [{assign: {trace: \"data.trace + '1'\"}}]}\n"
      "      two: {actions: [{assign: {trace: \"data.trace + '2'\"}}]}\n"
      "      three: {actions: [{assign: {trace: \"data.trace + '3'\"}}]}\n      end: z\n  z: {type: "
      "final}\n");
  ASSERT_TRUE(item.Create());
  item.AdvanceTo("2026-03-02T10:00:00+08:00");
  EXPECT_EQ(item.Data(), R"({"trace":"12"})");
  item.ExpectReplays();
}

TEST(Timers, RemindTheRolesThatAreAwaitedAndMarkOverdue) {
  ItemUnderTest item(
      "initial: a\nstates:\n"
      "  a: {title: {zh: 审核, en: Review}, due: {within: 10 workdays, remind: [3 workdays], raise: late}, "
      "on: {ok: {target: z, by: office}, late: {target: b}}}\n"
      "  b: {on: {ok: z}}\n  z: {type: final}\n");
  ASSERT_TRUE(item.Create());  // due at the end of Monday 16 March
  ASSERT_EQ(TasksOf(*item.chart, item.snapshot).size(), 1U);
  EXPECT_EQ(ToShanghaiString(*TasksOf(*item.chart, item.snapshot)[0].due), "2026-03-17T00:00:00+08:00");
  item.AdvanceTo("2026-03-11T09:00:00+08:00");
  ASSERT_EQ(item.effects.size(), 1U);
  EXPECT_EQ(item.effects[0].roles, std::vector<std::string>{"office"});
  EXPECT_EQ(item.effects[0].message.en, "\"Review\" is due on 2026-03-16");
  item.AdvanceTo("2026-03-17T00:00:00+08:00");
  EXPECT_EQ(item.States(), "b");
}

TEST(Timers, RemindAtNineOnAWorkdayAlsoAfterASuspension) {
  ItemUnderTest item(
      "initial: a\nstates:\n  a: {due: {within: 10 workdays, remind: [3 workdays]}, on: {ok: {target: z, by: "
      "office}}}\n"
      "  z: {type: final}\n");
  ASSERT_TRUE(item.Create());
  item.AdvanceTo("2026-03-04T12:00:00+08:00");  // eight workdays left
  ASSERT_TRUE(item.Send("item.suspend", "office"));
  item.AdvanceTo("2026-03-17T12:00:00+08:00");
  ASSERT_TRUE(item.Send("item.resume", "office"));  // due Friday 27 March
  item.AdvanceTo("2026-03-24T08:59:59+08:00");
  EXPECT_EQ(item.effects.size(), 0U);
  item.AdvanceTo("2026-03-24T09:00:00+08:00");
  EXPECT_EQ(item.effects.size(), 1U);
  item.ExpectReplays();
}

TEST(LifeCycle, TakesWhatItsChildrenDidMeanwhileWhenItResumes) {
  ItemUnderTest item(
      "initial: a\nstates:\n  a: {invoke: [{id: kids, type: children, workflow: kid, by: lead}], "
      "always: {target: z, guard: 'children.exists(c, c.ended)'}}\n  z: {type: final}\n");
  ASSERT_TRUE(item.Create());
  ASSERT_TRUE(item.Send("item.suspend", "office"));
  ASSERT_TRUE(item.Report({ItemId("k1"), "kid", "K-1", {"done"}, true, {}}));
  EXPECT_EQ(item.States(), "a");
  ASSERT_TRUE(item.Send("item.resume", "office"));
  EXPECT_EQ(item.States(), "z");
  item.ExpectReplays();
}

TEST(LifeCycle, CancelsFromSuspensionAndEndsForGood) {
  ItemUnderTest item(kNotice);
  ASSERT_TRUE(item.Create());
  ASSERT_TRUE(item.Send("item.suspend", "office"));
  ASSERT_FALSE(item.Send("item.resume", "lead"));
  ASSERT_TRUE(item.Send("item.cancel", "lead"));
  EXPECT_EQ(item.snapshot.status, Status::kEnded);
  EXPECT_EQ(item.States(), "");
  const auto refused = item.Send("item.resume", "office");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::item_ended);
  item.ExpectReplays();
}

TEST(LifeCycle, AllowsWhatItsTableSaysAndNothingElse) {
  const auto next = [](Status s, LifeEvent e) { return Next(s, e); };
  EXPECT_EQ(next(Status::kCreated, LifeEvent::kStart), Status::kActive);
  EXPECT_EQ(next(Status::kActive, LifeEvent::kSuspend), Status::kSuspended);
  EXPECT_EQ(next(Status::kSuspended, LifeEvent::kResume), Status::kActive);
  EXPECT_EQ(next(Status::kActive, LifeEvent::kFail), Status::kFaulted);
  EXPECT_EQ(next(Status::kFaulted, LifeEvent::kResume), Status::kActive);
  EXPECT_EQ(next(Status::kFaulted, LifeEvent::kCancel), Status::kEnded);
  EXPECT_EQ(next(Status::kActive, LifeEvent::kFinish), Status::kEnded);
  EXPECT_EQ(next(Status::kSuspended, LifeEvent::kSuspend), std::nullopt);
  EXPECT_EQ(next(Status::kActive, LifeEvent::kResume), std::nullopt);
  for (int e = 0; e < 6; ++e) EXPECT_EQ(next(Status::kEnded, static_cast<LifeEvent>(e)), std::nullopt);
}

}  // namespace
}  // namespace charter
