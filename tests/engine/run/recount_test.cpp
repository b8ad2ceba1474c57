#include "engine/run/recount.h"

#include "engine/run/timers.h"
#include "tests/engine/run/item_under_test.h"

namespace charter {
namespace {

const char kReply[] =
    "initial: waiting\nstates:\n"
    "  waiting:\n    due: {within: 5 workdays, remind: 1 workday}\n    after: {20 days: lapsed, PT480H: "
    "lapsed}\n"
    "    on: {answer: {target: lapsed, by: lead}}\n  lapsed: {type: final}\n";

// 1 to 3 January off, the Saturday after made up.
const char kNewYear[] =
    R"({"years": {"2027": {"off": ["2027-01-01", "2027-01-02", "2027-01-03"], "make_up_work": ["2027-01-09"]}}})";

std::string Due(const ItemUnderTest& item) { return ToShanghaiString(item.snapshot.dues.at(0).at); }

const Timer& TimerNamed(const ItemUnderTest& item, const std::string& name) {
  const auto& timers = item.snapshot.timers;
  return *std::find_if(timers.begin(), timers.end(),
                       [&](const Timer& timer) { return NameOf(*item.chart, timer) == name; });
}

struct Waiting : ItemUnderTest {
  explicit Waiting(const std::string& since = "2026-12-30T09:00:00+08:00", const char* states = kReply)
      : ItemUnderTest(states) {
    now = ParseTimestamp(since).value();
    EXPECT_TRUE(Create());
  }
};

TEST(Recount, MovesWhatWasCountedWithAYearThatIsPublishedNow) {
  Waiting item;
  EXPECT_EQ(Due(item), "2027-01-07T00:00:00+08:00");
  EXPECT_TRUE(item.snapshot.dues[0].provisional);
  item.AdvanceTo("2026-12-31T09:00:00+08:00");

  ASSERT_TRUE(item.Load(kNewYear));
  EXPECT_EQ(Due(item), "2027-01-08T00:00:00+08:00");
  EXPECT_FALSE(item.snapshot.dues[0].provisional);
  EXPECT_EQ(ToShanghaiString(TimerNamed(item, "overdue.waiting").due), "2027-01-08T00:00:00+08:00");
  EXPECT_EQ(ToShanghaiString(TimerNamed(item, "remind.waiting").due), "2027-01-06T09:00:00+08:00");
  EXPECT_EQ(item.snapshot.calendar, 1);
  item.ExpectReplays();
}

TEST(Recount, TellsTheOldAndTheNewDatesInTheHistory) {
  Waiting item;
  item.AdvanceTo("2026-12-31T09:00:00+08:00");
  ASSERT_TRUE(item.Load(kNewYear));
  const HistoryRecord& row = item.history.back();
  EXPECT_EQ(row.event, "item.calendar");
  EXPECT_EQ(row.source, "system");
  EXPECT_EQ(row.detail, R"({"calendar":1})");
  EXPECT_EQ(row.input,
            R"({"deadlines":[{"deadline":"due.waiting","new":"2027-01-08T00:00:00+08:00",)"
            R"("new_day":"2027-01-07","old":"2027-01-07T00:00:00+08:00","old_day":"2027-01-06"},)"
            R"({"deadline":"after.waiting.0","new":"2027-01-20T00:00:00+08:00","new_day":"2027-01-19",)"
            R"("old":"2027-01-20T00:00:00+08:00","old_day":"2027-01-19"}],"edition":1,"years":[2027]})");
}

TEST(Recount, LeavesAnItemAloneWhoseDeadlinesStay) {
  Waiting item("2026-11-02T09:00:00+08:00");
  const auto rows = item.history.size();
  EXPECT_FALSE(item.Load(kNewYear));
  EXPECT_EQ(item.history.size(), rows);
  // The next event takes it over, and says so.
  ASSERT_TRUE(item.Send("answer", "lead"));
  EXPECT_EQ(item.snapshot.calendar, 1);
  EXPECT_EQ(item.history.back().detail, R"({"calendar":1})");
  item.ExpectReplays();
}

TEST(Recount, OfADateThatStaysSaysThatItIsCertainNow) {
  Waiting item;
  ASSERT_TRUE(item.Load(R"({"years": {"2027": {"off": ["2027-05-01"], "make_up_work": []}}})"));
  EXPECT_EQ(Due(item), "2027-01-07T00:00:00+08:00");
  EXPECT_FALSE(item.snapshot.dues[0].provisional);
  item.ExpectReplays();
}

TEST(Recount, MovesDeadlinesOfAYearThatIsPublishedAnew) {
  Waiting item("2026-03-02T09:00:00+08:00");
  EXPECT_EQ(Due(item), "2026-03-10T00:00:00+08:00");
  EXPECT_FALSE(item.snapshot.dues[0].provisional);
  ASSERT_TRUE(item.Load(
      R"({"years": {"2026": {"off": ["2026-03-04", "2026-05-01"], "make_up_work": ["2026-05-09"]}}})"));
  EXPECT_EQ(Due(item), "2026-03-11T00:00:00+08:00");
  item.ExpectReplays();
}

TEST(Recount, OfASuspendedItemCountsThePauseByTheNewCalendarToo) {
  Waiting item;
  item.AdvanceTo("2027-01-04T09:00:00+08:00");
  ASSERT_TRUE(item.Send("item.suspend", "office"));
  ASSERT_TRUE(item.Load(kNewYear));
  item.now = ParseTimestamp("2027-01-06T09:00:00+08:00").value();
  ASSERT_TRUE(item.Send("item.resume", "office"));
  // From 30 December: the 31st and 4 January are over; three workdays are left on the 4th, of which the 9th
  // is one: 7, 8 and 9 January.
  EXPECT_EQ(Due(item), "2027-01-10T00:00:00+08:00");
  item.ExpectReplays();

  Waiting other;
  ASSERT_TRUE(other.Load(kNewYear));
  other.AdvanceTo("2027-01-04T09:00:00+08:00");
  ASSERT_TRUE(other.Send("item.suspend", "office"));
  other.now = ParseTimestamp("2027-01-06T09:00:00+08:00").value();
  ASSERT_TRUE(other.Send("item.resume", "office"));
  EXPECT_EQ(Due(other), Due(item));
}

TEST(Recount, AfterAPauseStillKnowsOfIt) {
  Waiting item("2026-12-28T09:00:00+08:00");
  ASSERT_TRUE(item.Send("item.suspend", "office"));
  item.now = ParseTimestamp("2026-12-30T09:00:00+08:00").value();
  ASSERT_TRUE(item.Send("item.resume", "office"));
  EXPECT_EQ(Due(item), "2027-01-07T00:00:00+08:00");
  EXPECT_TRUE(item.snapshot.dues[0].provisional);
  ASSERT_TRUE(item.Load(kNewYear));
  EXPECT_EQ(Due(item), "2027-01-08T00:00:00+08:00");
  EXPECT_EQ(item.snapshot.pauses->size(), 1U);
  item.ExpectReplays();
}

TEST(Recount, LeavesWhatIsOver) {
  Waiting item;
  item.AdvanceTo("2027-01-07T09:00:00+08:00");
  EXPECT_EQ(Due(item), "2027-01-07T00:00:00+08:00");
  item.Load(kNewYear);
  EXPECT_EQ(Due(item), "2027-01-07T00:00:00+08:00");
  item.ExpectReplays();
}

TEST(Recount, IsNothingThatAPersonMaySend) {
  Waiting item;
  EXPECT_EQ(item.Send("item.calendar", "office").error().code, Code::unknown_event);
}

// The words of the language that count days.

TEST(Deadlines, AreCountedFromAnAnchorOrBackFromOne) {
  ItemUnderTest item(
      "data: {received: {type: date}, congress: {type: date}}\ninitial: a\nstates:\n"
      "  a:\n    due: {within: 10 workdays by 17:00, from: data.received}\n"
      "    after:\n      - {at_least: 7 days, before: data.congress, target: b}\n    on: {go: {target: b, "
      "by: lead}}\n"
      "  b: {type: final}\n");
  ASSERT_TRUE(item.Create(R"({"received": "2026-03-09", "congress": "2026-05-14"})"));
  EXPECT_EQ(Due(item), "2026-03-23T17:00:00+08:00");
  EXPECT_EQ(ToShanghaiString(TimerNamed(item, "after.a.0").due), "2026-05-08T00:00:00+08:00");
  item.ExpectReplays();
}

TEST(Deadlines, OfAnExpressionThatAskedAnUnpublishedYearAreProvisional) {
  Waiting item(
      "2026-12-30T09:00:00+08:00",
      "initial: a\nstates:\n  a: {after: [{at: 'add_workdays(now, 5)', target: b}, {at: \"add_months(now, "
      "2)\", target: b}]}\n  b: {type: final}\n");
  EXPECT_TRUE(item.snapshot.timers.at(0).provisional);
  EXPECT_FALSE(item.snapshot.timers.at(1).provisional);
}

}  // namespace
}  // namespace charter
