// The POSIX rule of a zone (IEEE 1003.1, "TZ"; RFC 8536, 3.3.1): standard time, and daylight saving
// time between two dates of each year.
#include "engine/data/time.h"
#include "engine/expr/zone_file.h"

namespace charter::expr {
namespace {

constexpr std::int64_t kDaySeconds = 86400;

class RuleReader {
 public:
  explicit RuleReader(std::string_view text) : text_(text) {}

  [[nodiscard]] bool AtEnd() const { return text_.empty(); }
  bool Take(char c) {
    if (!text_.starts_with(c)) return false;
    text_.remove_prefix(1);
    return true;
  }

  // "CST" or "<+08>".
  bool Name() {
    const bool quoted = Take('<');
    std::size_t length = 0;
    while (length < text_.size() && (quoted ? text_[length] != '>' : IsLetter(text_[length]))) ++length;
    text_.remove_prefix(length);
    return (!quoted || Take('>')) && length >= 3;
  }

  std::optional<std::int64_t> Whole() {
    std::int64_t number = 0;
    std::size_t length = 0;
    while (length < text_.size() && length < 4 && text_[length] >= '0' && text_[length] <= '9') {
      number = number * 10 + (text_[length++] - '0');
    }
    text_.remove_prefix(length);
    return length > 0 ? std::optional(number) : std::nullopt;
  }

  // [+-]hh[:mm[:ss]] in seconds.
  std::optional<std::int64_t> Time() {
    const bool negative = Take('-');
    if (!negative) Take('+');
    std::int64_t seconds = 0;
    for (std::int64_t unit = 3600; unit > 0; unit /= 60) {
      const std::optional<std::int64_t> part = Whole();
      if (!part) return std::nullopt;
      seconds += *part * unit;
      if (!Take(':')) break;
    }
    return negative ? -seconds : seconds;
  }

 private:
  static bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
  std::string_view text_;
};

// Day `weekday` of week `week` (5: the last) of a month.
Date MonthWeekDay(int year, int month, int week, int weekday) {
  const Date first = FromCivil({year, month, 1});
  int day = 1 + (weekday - Weekday(first) + 7) % 7 + (week - 1) * 7;
  while (day > DaysInMonth(year, month)) day -= 7;
  return FromCivil({year, month, day});
}

// "M3.2.0/2", "J60", "59": the local time of that moment in a year, in seconds since 1970.
std::optional<std::int64_t> Moment(RuleReader& reader, int year) {
  Date date;
  if (reader.Take('M')) {
    // A part that is missing reads as one out of range.
    const std::int64_t month = reader.Whole().value_or(0);
    const std::int64_t week = reader.Take('.') ? reader.Whole().value_or(0) : 0;
    const std::int64_t weekday = reader.Take('.') ? reader.Whole().value_or(7) : 7;
    if (month < 1 || month > 12 || week < 1 || week > 5 || weekday > 6) return std::nullopt;
    date = MonthWeekDay(year, static_cast<int>(month), static_cast<int>(week), static_cast<int>(weekday));
  } else {
    const bool without_leap_day = reader.Take('J');
    const std::optional<std::int64_t> number = reader.Whole();
    if (!number || *number > 365 || (without_leap_day && *number < 1)) return std::nullopt;
    auto day = static_cast<std::int32_t>(*number);
    if (without_leap_day && (day < 60 || DaysInMonth(year, 2) == 28)) --day;
    date = Date{FromCivil({year, 1, 1}).days + day};
  }
  std::optional<std::int64_t> time(2 * 3600);
  if (reader.Take('/')) time = reader.Time();
  if (!time) return std::nullopt;
  return date.days * kDaySeconds + *time;
}

}  // namespace

std::optional<std::int64_t> OffsetByRule(std::string_view rule, std::int64_t instant_seconds) {
  RuleReader reader(rule);
  // POSIX counts west of Greenwich as positive.
  const std::optional<std::int64_t> west = reader.Name() ? reader.Time() : std::nullopt;
  if (!west) return std::nullopt;
  const std::int64_t standard = -*west;
  if (reader.AtEnd()) return standard;
  if (!reader.Name()) return std::nullopt;
  std::int64_t daylight = standard + 3600;
  if (!reader.Take(',')) {
    const std::optional<std::int64_t> own = reader.Time();
    if (!own || !reader.Take(',')) return std::nullopt;
    daylight = -*own;
  }
  const std::int64_t local = instant_seconds + standard;
  const std::int64_t days = local / kDaySeconds - (local % kDaySeconds < 0 ? 1 : 0);
  const int year = ToCivil({static_cast<std::int32_t>(days)}).year;
  const std::optional<std::int64_t> start = Moment(reader, year);
  const std::optional<std::int64_t> end = reader.Take(',') ? Moment(reader, year) : std::nullopt;
  if (!start || !end || !reader.AtEnd()) return std::nullopt;
  const std::int64_t from = *start - standard;
  const std::int64_t until = *end - daylight;
  const bool saving = from < until ? instant_seconds >= from && instant_seconds < until
                                   : instant_seconds >= from || instant_seconds < until;
  return saving ? daylight : standard;
}

}  // namespace charter::expr
