#include "engine/data/period.h"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "engine/data/calendar.h"
#include "engine/data/json.h"

namespace charter {
namespace {

std::string ReadFile(const std::string& path) {
  std::ifstream file(CHARTER_SOURCE_DIR "/" + path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

WorkCalendar China() { return WorkCalendar::Parse(ReadFile("workflows/calendars/cn.json")).value(); }

Timestamp Instant(const char* text) { return ParseTimestamp(text).value(); }

std::string Canonical(const char* text) {
  const auto period = Period::Parse(text);
  return period ? period->ToString() : "none";
}

std::string LastDay(const char* period, const char* from) {
  const auto end = EndOf(Period::Parse(period).value(), Instant(from), China());
  return end ? ToString(end->last_day) : "none";
}

TEST(Period, IsReadInWordsAndInIso8601) {
  EXPECT_EQ(Canonical("20 days"), "20 days");
  EXPECT_EQ(Canonical("1 workday"), "1 workday");
  EXPECT_EQ(Canonical("5 workday"), "5 workdays");
  EXPECT_EQ(Canonical("12 months"), "1 year");
  EXPECT_EQ(Canonical("2 years"), "2 years");
  EXPECT_EQ(Canonical("18 months"), "18 months");
  EXPECT_EQ(Canonical("10 workdays by 17:00"), "10 workdays by 17:00");
  EXPECT_EQ(Canonical("1 day by 09:05"), "1 day by 09:05");
  EXPECT_EQ(Canonical("3 months by 24:00"), "3 months");
  EXPECT_EQ(Canonical("2 hours"), "PT2H");
  EXPECT_EQ(Canonical("90 minutes"), "PT1H30M");
  EXPECT_EQ(Canonical("10 seconds"), "PT10S");
  EXPECT_EQ(Canonical("P1DT12H"), "P1DT12H");
  EXPECT_EQ(Canonical("P2W"), "P14D");
  EXPECT_EQ(Canonical("PT0.25S"), "PT0.25S");
  EXPECT_EQ(Canonical("PT0S"), "PT0S");
}

TEST(Period, PrintsWhatReadsBackAsTheSame) {
  for (const char* text :
       {"20 days", "5 workdays by 17:00", "3 months", "1 year", "2 hours", "P20D", "PT36H", "PT1.5S"}) {
    const Period period = Period::Parse(text).value();
    EXPECT_EQ(Period::Parse(period.ToString()), period) << text;
  }
}

TEST(Period, RefusesWhatIsNoLengthOfTime) {
  for (const char* text : {"",
                           "20",
                           "days",
                           "-5 days",
                           "+5 days",
                           "5days",
                           "5 fortnights",
                           "5 dayss",
                           "5 days ",
                           " 5 days",
                           "1.5 days",
                           "P",
                           "PT",
                           "P1M",
                           "P1Y",
                           "-P1D",
                           "P1DT",
                           "PT1H1H",
                           "PT1M1H",
                           "P1H",
                           "PT1D",
                           "PT1.5H",
                           "PT1.S",
                           "p1d",
                           "1000000000 days",
                           "5 days by 25:00",
                           "5 days by 00:00",
                           "5 days by 17",
                           "5 days by 17:60",
                           "2 hours by 17:00",
                           "PT2H by 17:00",
                           "PT1.0000000001S"}) {
    EXPECT_FALSE(Period::Parse(text)) << text;
  }
}

TEST(Period, EveryGoldenDateHolds) {
  const WorkCalendar calendar = China();
  const Value vectors = ParseJson(ReadFile("tests/samples/golden_dates.json")).value();
  ASSERT_EQ(vectors.AsList().size(), 13U);
  for (const Value& vector : vectors.AsList()) {
    const Date start = ParseDate(vector.Find("start")->AsString()).value();
    const std::string_view rule = vector.Find("rule")->AsString();
    const std::int64_t n = vector.Find("n")->AsInt();
    Date found;
    if (rule == "calendar+roll" || rule == "working") {
      const char* unit = rule == "working" ? " workdays" : " days";
      const Period period = Period::Parse(std::to_string(n) + unit).value();
      // The hour of the start day makes no difference.
      const Deadline early = EndOf(period, StartOfDay(start), calendar).value();
      const Deadline late =
          EndOf(period, Add(StartOfDay(start), Duration{86399, 0}).value(), calendar).value();
      EXPECT_EQ(early.at, late.at);
      EXPECT_EQ(early.at, StartOfDay(Date{early.last_day.days + 1}));
      EXPECT_FALSE(early.provisional);
      found = early.last_day;
    } else {
      ASSERT_TRUE(rule == "working_before" || rule == "calendar_before") << rule;
      const char* unit = rule == "working_before" ? " workdays" : " days";
      found =
          EndBefore(Period::Parse(std::to_string(n) + unit).value(), StartOfDay(start), calendar)->last_day;
    }
    EXPECT_EQ(ToString(found), vector.Find("expected")->AsString()) << vector.Find("name")->AsString();
  }
}

TEST(Period, AMonthEndsOnTheCorrespondingDayOrTheLastOfTheMonth) {
  EXPECT_EQ(LastDay("1 month", "2026-03-11T09:00:00+08:00"), "2026-04-13");  // the 11th is a Saturday
  EXPECT_EQ(LastDay("1 month", "2026-02-28T09:00:00+08:00"), "2026-03-30");  // the 28th is a Saturday
  EXPECT_EQ(LastDay("1 month", "2025-07-31T09:00:00+08:00"), "2025-09-01");  // 31 August is a Sunday
  EXPECT_EQ(LastDay("1 month", "2024-01-31T09:00:00+08:00"), "2024-02-29");
  EXPECT_EQ(LastDay("6 months", "2025-08-31T09:00:00+08:00"), "2026-02-28");  // a Saturday made up
  EXPECT_EQ(LastDay("1 year", "2024-02-29T09:00:00+08:00"), "2025-02-28");
}

TEST(Period, TheStartDayIsTheDayInShanghai) {
  EXPECT_EQ(LastDay("1 day", "2026-03-09T17:00:00Z"), "2026-03-11");
  EXPECT_EQ(LastDay("1 day", "2026-03-09T15:00:00Z"), "2026-03-10");
}

TEST(Period, AnExactPeriodElapsesWhateverTheDay) {
  const auto end =
      EndOf(Period::Parse("P20D").value(), Instant("2026-03-09T09:30:00+08:00"), China()).value();
  EXPECT_EQ(ToShanghaiString(end.at), "2026-03-29T09:30:00+08:00");
  EXPECT_EQ(ToString(end.last_day), "2026-03-29");
  const auto midnight =
      EndOf(Period::Parse("PT24H").value(), Instant("2026-03-09T00:00:00+08:00"), China()).value();
  EXPECT_EQ(ToString(midnight.last_day), "2026-03-09");
}

TEST(Period, ADeadlineCountedWithAYearNotPublishedIsProvisional) {
  const WorkCalendar calendar = China();
  EXPECT_TRUE(EndOf(Period::Parse("5 workdays").value(), Instant("2026-12-30T09:00:00+08:00"), calendar)
                  ->provisional);
  EXPECT_TRUE(
      EndOf(Period::Parse("20 days").value(), Instant("2026-12-30T09:00:00+08:00"), calendar)->provisional);
  EXPECT_FALSE(
      EndOf(Period::Parse("1 workday").value(), Instant("2026-12-30T09:00:00+08:00"), calendar)->provisional);
  EXPECT_FALSE(
      EndOf(Period::Parse("PT480H").value(), Instant("2026-12-30T09:00:00+08:00"), calendar)->provisional);
}

TEST(Period, NothingEndsPastTheYear9999) {
  EXPECT_EQ(LastDay("999999999 days", "2026-01-01T00:00:00Z"), "none");
  EXPECT_EQ(LastDay("999999999 workdays", "2026-01-01T00:00:00Z"), "none");
  EXPECT_EQ(LastDay("999999999 years", "2026-01-01T00:00:00Z"), "none");
  EXPECT_EQ(LastDay("999999999 hours", "2026-01-01T00:00:00Z"), "none");
  EXPECT_EQ(LastDay("1 day", "9999-12-31T20:00:00Z"), "none");
}

}  // namespace
}  // namespace charter
