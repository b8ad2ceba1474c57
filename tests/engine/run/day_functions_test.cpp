// The functions of expressions that count days, and windows.
#include <fstream>
#include <sstream>

#include "engine/data/deadline.h"
#include "engine/run/offers.h"
#include "tests/engine/run/item_under_test.h"

namespace charter {
namespace {

std::string ReadFile(const std::string& path) {
  std::ifstream file(CHARTER_SOURCE_DIR "/" + path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// What the expression gives on an item that begins on Monday, 2 March 2026.
Value Given(const std::string& expression, const std::string& type = "timestamp") {
  ItemUnderTest item("data: {out: {type: " + type +
                     "}}\ninitial: a\nstates:\n  a:\n    entry:\n      - assign: {out: \"" + expression +
                     "\"}\n    on: {go: b}\n  b: {type: final}\n");
  item.calendar = WorkCalendar::Parse(ReadFile("workflows/calendars/cn.json")).value();
  const auto created = item.Create();
  EXPECT_TRUE(created.has_value()) << expression << ": " << created.error().message.en;
  return created ? item.snapshot.data.at(0) : Value();
}

std::string Time(const std::string& expression) { return ToShanghaiString(Given(expression).AsTimestamp()); }

TEST(DayFunctions, GiveEveryGoldenDate) {
  const Value vectors = ParseJson(ReadFile("tests/samples/golden_dates.json")).value();
  ASSERT_EQ(vectors.AsList().size(), 13U);
  for (const Value& vector : vectors.AsList()) {
    const std::string rule(vector.Find("rule")->AsString());
    const std::string period =
        std::to_string(vector.Find("n")->AsInt()) + (rule.starts_with("working") ? " workdays" : " days");
    const std::string expression = (rule.ends_with("_before") ? "deadline_before" : "deadline") +
                                   std::string("(date('") + std::string(vector.Find("start")->AsString()) +
                                   "'), '" + period + "')";
    EXPECT_EQ(ToString(LastDay(Given(expression).AsTimestamp())), vector.Find("expected")->AsString())
        << vector.Find("name")->AsString();
  }
}

TEST(DayFunctions, KnowMonthsRestDaysAndTheCloseOfBusiness) {
  EXPECT_EQ(Time("add_months(date('2026-01-31'), 1)"), "2026-02-28T00:00:00+08:00");
  EXPECT_EQ(Time("add_months(date('2024-02-29'), -12)"), "2023-02-28T00:00:00+08:00");
  EXPECT_EQ(Time("roll_forward(date('2026-10-01'))"), "2026-10-08T00:00:00+08:00");
  EXPECT_EQ(Time("roll_forward(now)"), "2026-03-02T00:00:00+08:00");
  EXPECT_EQ(Time("deadline(now, '10 workdays by 17:00')"), "2026-03-16T17:00:00+08:00");
  EXPECT_EQ(Time("deadline(now, '2 hours')"), "2026-03-02T11:00:00+08:00");
  EXPECT_TRUE(Given("is_workday(date('2026-02-14'))", "boolean").AsBool());
  EXPECT_FALSE(Given("is_workday(date('2026-02-16'))", "boolean").AsBool());
}

TEST(DayFunctions, RefuseAtLoadWhatIsNoPeriod) {
  const auto loaded = LoadChart(
      "workflow: test\nversion: 1\ninitial: a\nstates:\n  a: {after: [{at: \"deadline(now, '20 dayz')\", "
      "target: "
      "b}]}\n  b: {type: final}\n");
  ASSERT_FALSE(loaded.chart);
  EXPECT_EQ(loaded.diagnostics.at(0).code, Code::bad_period);
}

const char kElection[] =
    "data: {opens: {type: date}}\ninitial: open\nstates:\n  open:\n    on:\n"
    "      nominate:\n        target: done\n        by: lead\n"
    "        window: {opens: data.opens, closes: \"deadline(data.opens, '5 workdays by 17:00')\"}\n"
    "  done: {type: final}\n";

TEST(Window, RefusesAnEventBeforeItOpensAndAfterItCloses) {
  ItemUnderTest item(kElection);
  ASSERT_TRUE(item.Create(R"({"opens": "2026-03-16"})"));
  const auto early = item.Send("nominate", "lead");
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().code, Code::not_yet_open);
  EXPECT_EQ(early.error().message.zh, "2026-03-16 起方可办理");
  EXPECT_EQ(early.error().message.en, "this can be done from 2026-03-16 on");

  item.AdvanceTo("2026-03-23T17:00:00+08:00");
  const auto late = item.Send("nominate", "lead");
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, Code::no_longer_open);
  EXPECT_EQ(late.error().message.en, "the time for this ended on 2026-03-23 17:00");

  item.now = ParseTimestamp("2026-03-23T16:59:59+08:00").value();
  EXPECT_TRUE(item.Send("nominate", "lead").has_value());
}

TEST(Window, TellsTransitionsOfOneEventApart) {
  ItemUnderTest item(
      "data: {until: {type: date}}\ninitial: open\nstates:\n  open:\n    on:\n      hand_in:\n"
      "        - {target: in_time, by: lead, window: {closes: data.until}}\n        - {target: late, by: "
      "lead}\n"
      "  in_time: {type: final}\n  late: {type: final}\n");
  ASSERT_TRUE(item.Create(R"({"until": "2026-03-16"})"));
  item.AdvanceTo("2026-03-16T00:00:00+08:00");
  ASSERT_TRUE(item.Send("hand_in", "lead"));
  EXPECT_EQ(item.States(), "late");
}

TEST(Window, IsToldWithTheOffer) {
  ItemUnderTest item(kElection);
  ASSERT_TRUE(item.Create(R"({"opens": "2026-03-16"})"));
  const Actor lead{PersonId("lin"), "lead", OrgId("taihu"), {"lead"}};
  const auto offers = OffersFor(*item.chart, item.info, item.snapshot, lead, item.now, item.calendar);
  ASSERT_FALSE(offers.at(0).allowed);
  EXPECT_EQ(offers[0].reasons.at(0).code, Code::not_yet_open);
  const auto later = OffersFor(*item.chart, item.info, item.snapshot, lead,
                               ParseTimestamp("2026-03-17T09:00:00+08:00").value(), item.calendar);
  EXPECT_TRUE(later.at(0).allowed);
}

}  // namespace
}  // namespace charter
