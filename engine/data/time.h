// Instants, durations and civil dates. Nothing here reads a clock.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace charter {

// A signed length of time. Units: seconds and nanoseconds, 0 <= nanos < 1e9.
// Range, as in CEL: 64 bits of nanoseconds, about 292 years either way.
struct Duration {
  std::int64_t seconds = 0;
  std::int32_t nanos = 0;
  auto operator<=>(const Duration&) const = default;
};

// An instant on the UTC scale, as seconds since 1970-01-01T00:00:00Z; 0 <= nanos < 1e9.
// Range, as in CEL: 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999999Z.
struct Timestamp {
  std::int64_t seconds = 0;
  std::int32_t nanos = 0;
  auto operator<=>(const Timestamp&) const = default;
};

inline constexpr std::int64_t kMinSeconds = -62135596800;
inline constexpr std::int64_t kMaxSeconds = 253402300799;

// A day of the proleptic Gregorian calendar, counted from 1970-01-01.
struct Date {
  std::int32_t days = 0;
  auto operator<=>(const Date&) const = default;
};

struct CivilDate {
  int year = 1970;
  int month = 1;  // 1 to 12
  int day = 1;    // 1 to 31
};

CivilDate ToCivil(Date date);
Date FromCivil(CivilDate civil);
int Weekday(Date date);                // 0 = Sunday ... 6 = Saturday
int DaysInMonth(int year, int month);  // 28 to 31

// The working zone of every workflow: Asia/Shanghai, UTC+08:00 without daylight saving since 1992.
inline constexpr std::int64_t kShanghaiOffsetSeconds = 8 * 3600;
Timestamp StartOfDay(Date date);  // 00:00 in Shanghai on that day
Date DayOf(Timestamp instant);    // the day it is in Shanghai

// "2026-04-30"; nothing where it is not a day of the calendar.
std::optional<Date> ParseDate(std::string_view text);
std::string ToString(Date date);

// RFC 3339, any offset, up to nine places of a second; nothing on other text or out of range.
std::optional<Timestamp> ParseTimestamp(std::string_view text);
// RFC 3339 in UTC, with as many places as it needs: "2026-04-30T01:02:03.5Z".
std::string ToString(Timestamp instant);
// RFC 3339 with Shanghai's offset, for people: "2026-04-30T09:02:03+08:00".
std::string ToShanghaiString(Timestamp instant);

// CEL's text of a duration ("1h30m", "-1.5s", "3.5s"); nothing on other text or out of range.
std::optional<Duration> ParseDuration(std::string_view text);
// Seconds with as many places as it needs: "3.5s".
std::string ToString(Duration duration);

// Nothing where the result leaves the range of Timestamp or Duration.
std::optional<Timestamp> Add(Timestamp instant, Duration duration);
std::optional<Duration> Subtract(Timestamp a, Timestamp b);
std::optional<Duration> Add(Duration a, Duration b);
std::optional<Duration> Negate(Duration duration);
// Any parts that add up to a duration within its range.
std::optional<Duration> MakeDuration(std::int64_t seconds, std::int64_t nanos);

}  // namespace charter
