#include "engine/data/calendar.h"

#include <fstream>
#include <limits>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace charter {
namespace {

using testing::HasSubstr;

WorkCalendar China() {
  std::ifstream file(CHARTER_SOURCE_DIR "/workflows/calendars/cn.json");
  std::stringstream text;
  text << file.rdbuf();
  return WorkCalendar::Parse(text.str()).value();
}

Date Day(const char* text) { return ParseDate(text).value(); }

std::string ErrorOf(const char* json) {
  const auto calendar = WorkCalendar::Parse(json);
  return calendar ? "none" : calendar.error();
}

TEST(WorkCalendar, ASaturdayMadeUpIsAWorkdayAndAHolidayIsNot) {
  const WorkCalendar calendar = China();
  EXPECT_TRUE(calendar.IsWorkday(Day("2026-02-14")));   // Saturday
  EXPECT_FALSE(calendar.IsWorkday(Day("2026-02-16")));  // Monday, Spring Festival
  EXPECT_FALSE(calendar.IsWorkday(Day("2026-03-07")));  // a plain Saturday
  EXPECT_TRUE(calendar.IsWorkday(Day("2026-03-09")));
}

TEST(WorkCalendar, AYearWithEmptyListsIsNotPublished) {
  const WorkCalendar calendar = China();
  EXPECT_TRUE(calendar.IsPublished(2026));
  EXPECT_FALSE(calendar.IsPublished(2027));
  EXPECT_FALSE(calendar.IsPublished(2031));
  EXPECT_TRUE(calendar.Covers(Day("2024-01-01"), Day("2026-12-31")));
  EXPECT_FALSE(calendar.Covers(Day("2026-12-31"), Day("2027-01-01")));
  EXPECT_FALSE(calendar.Covers(Day("2027-01-01"), Day("2026-12-31")));
}

TEST(WorkCalendar, CountsForwardBackwardAndNotAtAll) {
  const WorkCalendar calendar = China();
  EXPECT_EQ(ToString(calendar.AddWorkdays(Day("2026-09-24"), 5)), "2026-10-09");
  EXPECT_EQ(ToString(calendar.AddWorkdays(Day("2026-04-09"), -5)), "2026-04-01");
  EXPECT_EQ(ToString(calendar.AddWorkdays(Day("2026-10-03"), 0)), "2026-10-03");
}

TEST(WorkCalendar, RollsARestDayForwardAndLeavesAWorkday) {
  const WorkCalendar calendar = China();
  EXPECT_EQ(ToString(calendar.RollForward(Day("2026-10-01"))), "2026-10-08");
  EXPECT_EQ(ToString(calendar.RollForward(Day("2026-10-10"))), "2026-10-10");
}

TEST(WorkCalendar, WorkdaysBetweenUndoesAddWorkdaysOnEveryDayOfThreeYears) {
  const WorkCalendar calendar = China();
  for (Date day = Day("2024-06-01"); day < Day("2027-06-01"); ++day.days) {
    for (const std::int64_t n : {1, 4, 5, 6, 23, 250}) {
      ASSERT_EQ(calendar.WorkdaysBetween(day, calendar.AddWorkdays(day, n)), n)
          << ToString(day) << " + " << n;
      const Date before = calendar.AddWorkdays(day, -n);
      ASSERT_TRUE(calendar.IsWorkday(before));
      // The start day is not counted, and the day found is.
      ASSERT_EQ(calendar.WorkdaysBetween(Date{before.days - 1}, Date{day.days - 1}), n)
          << ToString(day) << " - " << n;
    }
  }
}

TEST(WorkCalendar, AgreesWithCountingDayByDay) {
  const WorkCalendar calendar = China();
  const Date start = Day("2023-12-20");
  std::int64_t counted = 0;
  for (Date day = start; day < Day("2027-03-01");) {
    ++day.days;
    if (calendar.IsWorkday(day)) ++counted;
    ASSERT_EQ(calendar.WorkdaysBetween(start, day), counted) << ToString(day);
    ASSERT_EQ(calendar.WorkdaysBetween(day, start), -counted) << ToString(day);
  }
}

TEST(WorkCalendar, ACountPastTheEndOfTimeStopsThereAndQuickly) {
  const WorkCalendar calendar = China();
  const Date far = calendar.AddWorkdays(Day("2026-01-01"), std::numeric_limits<std::int64_t>::max());
  EXPECT_GT(StartOfDay(far).seconds, kMaxSeconds);
  const Date early = calendar.AddWorkdays(Day("2026-01-01"), std::numeric_limits<std::int64_t>::min());
  EXPECT_LT(StartOfDay(early).seconds, kMinSeconds);
}

TEST(WorkCalendar, AnErrorNamesThePlace) {
  EXPECT_THAT(ErrorOf("{"), HasSubstr("not JSON"));
  EXPECT_THAT(ErrorOf("[]"), HasSubstr("\"years\""));
  EXPECT_THAT(ErrorOf(R"({"years": {"soon": {"off": [], "make_up_work": []}}})"), HasSubstr("years.soon"));
  EXPECT_THAT(ErrorOf(R"({"years": {"2026": []}})"), HasSubstr("years.2026"));
  EXPECT_THAT(ErrorOf(R"({"years": {"2026": {"off": []}}})"), HasSubstr("years.2026.make_up_work"));
  EXPECT_THAT(ErrorOf(R"({"years": {"2026": {"off": ["2026-02-30"], "make_up_work": []}}})"),
              HasSubstr("\"2026-02-30\""));
  EXPECT_THAT(ErrorOf(R"({"years": {"2026": {"off": ["2025-02-03"], "make_up_work": []}}})"),
              HasSubstr("another year"));
  EXPECT_THAT(ErrorOf(R"({"years": {"2026": {"off": ["2026-02-03"], "make_up_work": ["2026-02-03"]}}})"),
              HasSubstr("twice"));
}

}  // namespace
}  // namespace charter
