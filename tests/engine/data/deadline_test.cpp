#include "engine/data/deadline.h"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "engine/data/calendar.h"
#include "engine/data/json.h"

namespace charter {
namespace {

WorkCalendar China() {
  std::ifstream file(CHARTER_SOURCE_DIR "/workflows/calendars/cn.json");
  std::stringstream text;
  text << file.rdbuf();
  return WorkCalendar::Parse(text.str()).value();
}

Timestamp Instant(const std::string& text) { return ParseTimestamp(text).value(); }
Timestamp Morning(const std::string& day) { return Instant(day + "T09:00:00+08:00"); }

std::string EndText(const Counting& counting, const std::vector<Pause>& pauses = {}) {
  const auto end = EndOf(counting, pauses, China());
  return end ? ToShanghaiString(end->at) : "none";
}

Counting Count(const char* period, const std::string& from, bool before = false) {
  return {Period::Parse(period).value(), Morning(from), before};
}

// Of the years that are published, with room on both sides.
rc::Gen<Date> AnyDay() {
  const auto first = ParseDate("2024-02-01").value().days;
  const auto last = ParseDate("2026-11-30").value().days;
  return rc::gen::map(rc::gen::inRange(first, last), [](std::int32_t day) { return Date{day}; });
}

RC_GTEST_PROP(WorkdayPeriod, NeverEndsOnARestDayForwardsOrBackwards, ()) {
  static const WorkCalendar kCalendar = China();
  const Date start = *AnyDay();
  Period period;
  period.unit = Period::Unit::kWorkdays;
  period.count = *rc::gen::inRange(1, 300);
  const Date forwards = EndOf(period, StartOfDay(start), kCalendar)->last_day;
  const Date backwards = EndBefore(period, StartOfDay(start), kCalendar)->last_day;
  RC_ASSERT(kCalendar.IsWorkday(forwards));
  RC_ASSERT(kCalendar.IsWorkday(backwards));
  RC_ASSERT(kCalendar.WorkdaysBetween(start, forwards) == period.count);
}

RC_GTEST_PROP(WorkdayPeriod, CountedBackFromItsEndIsItsStart, ()) {
  static const WorkCalendar kCalendar = China();
  const Date start = kCalendar.RollForward(*AnyDay());
  Period period;
  period.unit = Period::Unit::kWorkdays;
  period.count = *rc::gen::inRange(1, 300);
  const Date end = EndOf(period, StartOfDay(start), kCalendar)->last_day;
  RC_ASSERT(EndBefore(period, StartOfDay(end), kCalendar)->last_day == start);
}

RC_GTEST_PROP(DayPeriod, NeverEndsOnARestDayAndSkipsRestDaysOnly, ()) {
  static const WorkCalendar kCalendar = China();
  const Date start = *AnyDay();
  Period period;
  period.unit = *rc::gen::element(Period::Unit::kDays, Period::Unit::kMonths);
  period.count = *rc::gen::inRange(1, period.unit == Period::Unit::kDays ? 400 : 24);
  const Date last = EndOf(period, StartOfDay(start), kCalendar)->last_day;
  RC_ASSERT(kCalendar.IsWorkday(last));
  const Date counted = period.unit == Period::Unit::kDays
                           ? Date{start.days + static_cast<std::int32_t>(period.count)}
                           : AddMonths(start, period.count).value();
  for (Date day = counted; day < last; ++day.days) RC_ASSERT(!kCalendar.IsWorkday(day));
}

RC_GTEST_PROP(Months, EndOnTheCorrespondingDayOrTheLastOfTheMonth, ()) {
  const Date start = *AnyDay();
  const int months = *rc::gen::inRange(-24, 24);
  const CivilDate from = ToCivil(start);
  const CivilDate to = ToCivil(AddMonths(start, months).value());
  RC_ASSERT(to.year * 12 + to.month == from.year * 12 + from.month + months);
  const Date next{AddMonths(start, months)->days + 1};
  RC_ASSERT(to.day == from.day || (to.day < from.day && ToCivil(next).day == 1));
}

RC_GTEST_PROP(Pause, GivesBackTheWorkdaysThatWereLeft, ()) {
  static const WorkCalendar kCalendar = China();
  const Date start = *AnyDay();
  Counting counting;
  counting.period.unit = Period::Unit::kWorkdays;
  counting.period.count = *rc::gen::inRange(1, 60);
  counting.from = StartOfDay(start);
  const Date stopped{start.days + *rc::gen::inRange(0, 40)};
  const Date started{stopped.days + *rc::gen::inRange(1, 40)};
  const Deadline before = EndOf(counting, {}, kCalendar).value();
  const Deadline after = EndOf(counting, {{StartOfDay(stopped), StartOfDay(started)}}, kCalendar).value();
  if (before.at <= StartOfDay(stopped)) {
    RC_ASSERT(after.at == before.at);
  } else {
    const auto left = kCalendar.WorkdaysBetween(stopped, before.last_day);
    RC_ASSERT(kCalendar.IsWorkday(after.last_day));
    if (left > 0) RC_ASSERT(kCalendar.WorkdaysBetween(started, after.last_day) == left);
  }
}

TEST(Deadline, EndsAtTheCloseOfBusinessThatIsWrittenBehindThePeriod) {
  EXPECT_EQ(EndText(Count("10 workdays by 17:00", "2026-03-09")), "2026-03-23T17:00:00+08:00");
  EXPECT_EQ(EndText(Count("20 days by 17:30", "2026-03-09")), "2026-03-30T17:30:00+08:00");
  EXPECT_EQ(EndText(Count("1 month by 24:00", "2026-03-09")), "2026-04-10T00:00:00+08:00");
  EXPECT_EQ(EndText(Count("7 days by 12:00", "2026-05-14", true)), "2026-05-07T12:00:00+08:00");
}

TEST(Deadline, BeforeAnAnchorIsNotPutOffOntoARestDayAndNotPaused) {
  const Counting notice = Count("5 workdays", "2026-04-09", true);
  EXPECT_EQ(EndText(notice), "2026-04-02T00:00:00+08:00");
  EXPECT_EQ(EndText(notice, {{Morning("2026-03-20"), Morning("2026-03-30")}}), "2026-04-02T00:00:00+08:00");
  EXPECT_EQ(EndText(Count("4 days", "2026-05-14", true)), "2026-05-11T00:00:00+08:00");  // Sunday the 10th
  EXPECT_EQ(EndText(Count("1 month", "2026-03-31", true)), "2026-03-01T00:00:00+08:00");
  EXPECT_EQ(EndText(Count("2 hours", "2026-03-31", true)), "2026-03-31T07:00:00+08:00");
}

TEST(Deadline, OfWhatBeginsLaterIsPausedOnlyFromThen) {
  const Counting counting = Count("5 workdays", "2026-03-16");
  EXPECT_EQ(EndText(counting), "2026-03-24T00:00:00+08:00");
  EXPECT_EQ(EndText(counting, {{Morning("2026-03-09"), Morning("2026-03-13")}}), "2026-03-24T00:00:00+08:00");
  EXPECT_EQ(EndText(counting, {{Morning("2026-03-13"), Morning("2026-03-18")}}), "2026-03-26T00:00:00+08:00");
}

TEST(Deadline, SeveralPausesAddUp) {
  const std::vector<Pause> pauses{{Morning("2026-03-10"), Morning("2026-03-12")},
                                  {Morning("2026-03-17"), Morning("2026-03-18")}};
  EXPECT_EQ(EndText(Count("10 workdays", "2026-03-09"), pauses), "2026-03-27T00:00:00+08:00");
  EXPECT_EQ(EndText(Count("PT100H", "2026-03-09"), pauses), "2026-03-15T13:00:00+08:00");
  EXPECT_EQ(EndText(Count("20 days by 17:00", "2026-03-09"), pauses), "2026-04-02T17:00:00+08:00");
}

TEST(Deadline, ResumedOnItsLastDayEndsThatDayOrTheNextWorkingDay) {
  const Counting counting = Count("5 workdays", "2026-03-09");  // until the 16th
  EXPECT_EQ(EndText(counting, {{Morning("2026-03-16"), Morning("2026-03-17")}}), "2026-03-18T00:00:00+08:00");
  EXPECT_EQ(EndText(counting, {{Morning("2026-03-16"), Morning("2026-03-21")}}), "2026-03-24T00:00:00+08:00");
}

TEST(Counting, IsKeptWhole) {
  EXPECT_FALSE(KeptCounting());
  for (const char* period : {"10 workdays by 17:00", "20 days", "3 months", "PT2.5S", "P20D"}) {
    for (const bool before : {false, true}) {
      const Counting counting = Count(period, "2026-03-09", before);
      ASSERT_TRUE(KeptCounting(counting));
      EXPECT_EQ(*KeptCounting(counting), counting) << period;
    }
  }
}

TEST(WorkCalendar, TellsWhichYearsAnotherEditionChanges) {
  const auto parse = [](const char* text) { return WorkCalendar::Parse(text).value(); };
  const WorkCalendar old = parse(
      R"({"years": {"2026": {"off": ["2026-01-01"], "make_up_work": []}, "2027": {"off": [], "make_up_work": []}}})");
  const WorkCalendar next = parse(
      R"({"source": "notice", "years": {"2026": {"off": ["2026-01-01", "2026-01-02"], "make_up_work": []}, "2027": {"off": ["2027-01-01"], "make_up_work": ["2027-02-06"]}}})");
  EXPECT_EQ(old.ChangedYears(next), (std::vector<int>{2026, 2027}));
  EXPECT_TRUE(next.ChangedYears(parse(next.ToJson().c_str())).empty());
  EXPECT_EQ(old.ToJson(), R"({"years":{"2026":{"make_up_work":[],"off":["2026-01-01"]}}})");
}

}  // namespace
}  // namespace charter
