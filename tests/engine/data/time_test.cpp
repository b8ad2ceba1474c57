#include "engine/data/time.h"

#include <gtest/gtest.h>

namespace charter {
namespace {

Timestamp At(std::string_view text) { return ParseTimestamp(text).value(); }
std::string DurationText(std::string_view text) {
  const std::optional<Duration> duration = ParseDuration(text);
  return duration ? ToString(*duration) : "nothing";
}

TEST(Date, TurnsIntoItsCivilFormAndBackForTenThousandYears) {
  const Date first = FromCivil({1, 1, 1});
  const Date last = FromCivil({9999, 12, 31});
  int month_length = 0;
  CivilDate before{0, 12, 31};
  for (Date date = first; date <= last; ++date.days) {
    const CivilDate civil = ToCivil(date);
    ASSERT_EQ(FromCivil(civil), date);
    if (civil.day == 1) {
      if (before.year > 0) {
        ASSERT_EQ(month_length, DaysInMonth(before.year, before.month));
      }
      month_length = 0;
    }
    ++month_length;
    before = civil;
  }
}

TEST(Date, KnowsTheWeekday) {
  EXPECT_EQ(Weekday(*ParseDate("1970-01-01")), 4);
  EXPECT_EQ(Weekday(*ParseDate("2026-04-30")), 4);
  EXPECT_EQ(Weekday(*ParseDate("1969-12-28")), 0);
}

TEST(Date, IsReadOnlyWhereItIsADayOfTheCalendar) {
  EXPECT_EQ(ToString(*ParseDate("2024-02-29")), "2024-02-29");
  for (const char* text : {"2026-02-29", "1900-02-29", "2026-13-01", "2026-00-01", "2026-04-31", "2026-4-30",
                           "2026-04-30 ", "0000-01-01", "", "20260430"}) {
    EXPECT_FALSE(ParseDate(text)) << text;
  }
}

TEST(Date, StartsAtMidnightInShanghai) {
  const Date date = *ParseDate("2026-04-30");
  EXPECT_EQ(ToString(StartOfDay(date)), "2026-04-29T16:00:00Z");
  EXPECT_EQ(DayOf(At("2026-04-29T15:59:59.999Z")), *ParseDate("2026-04-29"));
  EXPECT_EQ(DayOf(StartOfDay(date)), date);
}

TEST(Timestamp, ReadsAnyOffsetAndPrintsUtc) {
  EXPECT_EQ(ToString(At("2026-04-30T09:02:03.5+08:00")), "2026-04-30T01:02:03.5Z");
  EXPECT_EQ(ToString(At("2026-04-30t01:02:03z")), "2026-04-30T01:02:03Z");
  EXPECT_EQ(ToString(At("1969-12-31T23:59:59.999999999Z")), "1969-12-31T23:59:59.999999999Z");
  EXPECT_EQ(ToString(At("0001-01-01T00:00:00Z")), "0001-01-01T00:00:00Z");
  EXPECT_EQ(At("9999-12-31T23:59:59Z").seconds, kMaxSeconds);
  EXPECT_EQ(At("0001-01-01T00:00:00Z").seconds, kMinSeconds);
}

TEST(Timestamp, PrintsShanghaiTimeForPeople) {
  EXPECT_EQ(ToShanghaiString(At("2026-04-30T01:02:03Z")), "2026-04-30T09:02:03+08:00");
}

TEST(Timestamp, RefusesOtherText) {
  for (const char* text :
       {"", "2026-04-30", "2026-04-30T01:02:03", "2026-04-30T24:00:00Z", "2026-04-30T01:60:00Z",
        "2026-04-30T01:02:60Z", "2026-04-30T01:02:03.Z", "2026-04-30T01:02:03.1234567890Z",
        "2026-04-30T01:02:03+8:00", "2026-04-30T01:02:03+24:00", "2026-04-30 01:02:03Z",
        "2026-04-30T01:02:03ZZ", "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00"}) {
    EXPECT_FALSE(ParseTimestamp(text)) << text;
  }
}

TEST(Duration, ReadsUnitsAndPrintsSeconds) {
  EXPECT_EQ(DurationText("3.5s"), "3.5s");
  EXPECT_EQ(DurationText("1h30m"), "5400s");
  EXPECT_EQ(DurationText("-1.5s"), "-1.5s");
  EXPECT_EQ(DurationText("-1h0.5s"), "-3600.5s");
  EXPECT_EQ(DurationText("250ms"), "0.25s");
  EXPECT_EQ(DurationText("-1ns"), "-0.000000001s");
  EXPECT_EQ(DurationText("1us"), "0.000001s");
  EXPECT_EQ(DurationText("1µs"), "0.000001s");
  EXPECT_EQ(DurationText(".5s"), "0.5s");
  EXPECT_EQ(DurationText("0"), "0s");
  EXPECT_EQ(DurationText("9223372036.854775807s"), "9223372036.854775807s");
  EXPECT_EQ(DurationText("-9223372036.854775807s"), "-9223372036.854775807s");
}

TEST(Duration, RefusesOtherTextAndWhatIsOutOfRange) {
  for (const char* text : {"", "-", "1", "s", ".s", "1d", "1 h", "1hs", "9223372036.854775808s",
                           "-9223372037s", "999999999999999999999999999999h"}) {
    EXPECT_EQ(DurationText(text), "nothing") << text;
  }
}

TEST(Time, AddsAndSubtractsWithinItsRange) {
  const Timestamp start = At("2026-01-01T00:00:00.5Z");
  EXPECT_EQ(ToString(*Add(start, Duration{0, 600000000})), "2026-01-01T00:00:01.1Z");
  EXPECT_EQ(ToString(*Add(start, Duration{-1, 0})), "2025-12-31T23:59:59.5Z");
  EXPECT_EQ(ToString(*Subtract(At("2026-01-01T00:00:00Z"), start)), "-0.5s");
  EXPECT_FALSE(Add(At("9999-12-31T23:59:59Z"), Duration{1, 0}));
  EXPECT_FALSE(Add(At("0001-01-01T00:00:00Z"), Duration{-1, 0}));
  EXPECT_EQ(ToString(*Subtract(At("2226-01-01T00:00:00Z"), At("2026-01-01T00:00:00Z"))), "6311347200s");
  EXPECT_FALSE(Subtract(At("9999-12-31T23:59:59Z"), At("0001-01-01T00:00:00Z")));
  EXPECT_EQ(ToString(*Add(Duration{0, 999999999}, Duration{0, 1})), "1s");
  EXPECT_FALSE(Add(Duration{9223372036, 854775807}, Duration{0, 1}));
  EXPECT_EQ(ToString(*Negate(Duration{-2, 500000000})), "1.5s");
}

}  // namespace
}  // namespace charter
