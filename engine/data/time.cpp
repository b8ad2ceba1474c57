#include "engine/data/time.h"

#include <array>
#include <limits>

namespace charter {
namespace {

__extension__ typedef __int128 Int128;

constexpr std::int64_t kDaySeconds = 86400;
constexpr std::int32_t kNanosPerSecond = 1000000000;

constexpr std::int64_t FloorDivide(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

// Reads text from the front, a piece at a time.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool Take(char c) {
    if (text_.empty() || text_[0] != c) return false;
    text_.remove_prefix(1);
    return true;
  }

  // Exactly `count` digits, or -1.
  int Digits(int count) {
    int number = 0;
    for (int i = 0; i < count; ++i) {
      if (text_.empty() || text_[0] < '0' || text_[0] > '9') return -1;
      number = number * 10 + (text_[0] - '0');
      text_.remove_prefix(1);
    }
    return number;
  }

  // One to nine digits as nanoseconds, or -1.
  std::int32_t Fraction() {
    std::int32_t nanos = 0;
    int places = 0;
    for (; !text_.empty() && text_[0] >= '0' && text_[0] <= '9'; ++places) {
      if (places == 9) return -1;
      nanos = nanos * 10 + (text_[0] - '0');
      text_.remove_prefix(1);
    }
    if (places == 0) return -1;
    for (; places < 9; ++places) nanos *= 10;
    return nanos;
  }

  [[nodiscard]] bool AtEnd() const { return text_.empty(); }

 private:
  std::string_view text_;
};

std::optional<Date> ReadDate(Reader& reader) {
  const int year = reader.Digits(4);
  if (year < 1 || !reader.Take('-')) return std::nullopt;
  const int month = reader.Digits(2);
  if (month < 1 || month > 12 || !reader.Take('-')) return std::nullopt;
  const int day = reader.Digits(2);
  if (day < 1 || day > DaysInMonth(year, month)) return std::nullopt;
  return FromCivil({year, month, day});
}

// Seconds east of UTC.
std::optional<std::int64_t> ReadOffset(Reader& reader) {
  if (reader.Take('Z') || reader.Take('z')) return 0;
  const bool west = reader.Take('-');
  if (!west && !reader.Take('+')) return std::nullopt;
  const int hours = reader.Digits(2);
  if (hours < 0 || hours > 23 || !reader.Take(':')) return std::nullopt;
  const int minutes = reader.Digits(2);
  if (minutes < 0 || minutes > 59) return std::nullopt;
  const std::int64_t seconds = hours * 3600 + minutes * 60;
  return west ? -seconds : seconds;
}

void AppendPadded(std::string& out, std::int64_t number, std::size_t width) {
  const std::string digits = std::to_string(number);
  if (digits.size() < width) out.append(width - digits.size(), '0');
  out += digits;
}

void AppendFraction(std::string& out, std::int32_t nanos) {
  if (nanos == 0) return;
  std::string digits = std::to_string(nanos);
  digits.insert(0, 9 - digits.size(), '0');
  digits.erase(digits.find_last_not_of('0') + 1);
  out += '.';
  out += digits;
}

std::string Format(Timestamp instant, std::int64_t offset_seconds, std::string_view zone) {
  const std::int64_t local = instant.seconds + offset_seconds;
  const std::int64_t days = FloorDivide(local, kDaySeconds);
  const std::int64_t second = local - days * kDaySeconds;
  std::string out = ToString(Date{static_cast<std::int32_t>(days)});
  out += 'T';
  AppendPadded(out, second / 3600, 2);
  out += ':';
  AppendPadded(out, second / 60 % 60, 2);
  out += ':';
  AppendPadded(out, second % 60, 2);
  AppendFraction(out, instant.nanos);
  out += zone;
  return out;
}

bool InRange(Timestamp instant) { return instant.seconds >= kMinSeconds && instant.seconds <= kMaxSeconds; }

}  // namespace

// Days to civil and back: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
CivilDate ToCivil(Date date) {
  const std::int64_t shifted = std::int64_t{date.days} + 719468;
  const std::int64_t era = FloorDivide(shifted, 146097);
  const std::int64_t day_of_era = shifted - era * 146097;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t shifted_month = (5 * day_of_year + 2) / 153;  // 0 = March
  const std::int64_t month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  return {static_cast<int>(year_of_era + era * 400 + (month <= 2 ? 1 : 0)), static_cast<int>(month),
          static_cast<int>(day_of_year - (153 * shifted_month + 2) / 5 + 1)};
}

Date FromCivil(CivilDate civil) {
  const std::int64_t year = civil.month <= 2 ? civil.year - 1 : civil.year;
  const std::int64_t era = FloorDivide(year, 400);
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t shifted_month = civil.month > 2 ? civil.month - 3 : civil.month + 9;
  const std::int64_t day_of_year = (153 * shifted_month + 2) / 5 + civil.day - 1;
  const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return {static_cast<std::int32_t>(era * 146097 + day_of_era - 719468)};
}

int Weekday(Date date) {
  const std::int64_t shifted = std::int64_t{date.days} + 4;  // 1970-01-01 was a Thursday
  return static_cast<int>(shifted - FloorDivide(shifted, 7) * 7);
}

int DaysInMonth(int year, int month) {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && leap ? 29 : kDays[static_cast<std::size_t>(month - 1)];
}

Timestamp StartOfDay(Date date) { return {date.days * kDaySeconds - kShanghaiOffsetSeconds, 0}; }

Date DayOf(Timestamp instant) {
  return {static_cast<std::int32_t>(FloorDivide(instant.seconds + kShanghaiOffsetSeconds, kDaySeconds))};
}

std::optional<Date> ParseDate(std::string_view text) {
  Reader reader(text);
  const std::optional<Date> date = ReadDate(reader);
  return reader.AtEnd() ? date : std::nullopt;
}

std::string ToString(Date date) {
  const CivilDate civil = ToCivil(date);
  std::string out;
  AppendPadded(out, civil.year, 4);
  out += '-';
  AppendPadded(out, civil.month, 2);
  out += '-';
  AppendPadded(out, civil.day, 2);
  return out;
}

std::optional<Timestamp> ParseTimestamp(std::string_view text) {
  Reader reader(text);
  const std::optional<Date> date = ReadDate(reader);
  if (!date || !(reader.Take('T') || reader.Take('t'))) return std::nullopt;
  const int hour = reader.Digits(2);
  if (hour < 0 || hour > 23 || !reader.Take(':')) return std::nullopt;
  const int minute = reader.Digits(2);
  if (minute < 0 || minute > 59 || !reader.Take(':')) return std::nullopt;
  const int second = reader.Digits(2);
  if (second < 0 || second > 59) return std::nullopt;
  const std::int32_t nanos = reader.Take('.') ? reader.Fraction() : 0;
  if (nanos < 0) return std::nullopt;
  const std::optional<std::int64_t> offset = ReadOffset(reader);
  if (!offset || !reader.AtEnd()) return std::nullopt;
  const Timestamp instant{date->days * kDaySeconds + hour * 3600 + minute * 60 + second - *offset, nanos};
  if (!InRange(instant)) return std::nullopt;
  return instant;
}

std::string ToString(Timestamp instant) { return Format(instant, 0, "Z"); }

std::string ToShanghaiString(Timestamp instant) { return Format(instant, kShanghaiOffsetSeconds, "+08:00"); }

std::string ToString(Duration duration) {
  std::string out;
  std::int64_t seconds = duration.seconds;
  std::int32_t nanos = duration.nanos;
  if (seconds < 0) {
    out += '-';
    seconds = -seconds;
    if (nanos > 0) {
      --seconds;
      nanos = kNanosPerSecond - nanos;
    }
  }
  out += std::to_string(seconds);
  AppendFraction(out, nanos);
  out += 's';
  return out;
}

std::optional<Timestamp> Add(Timestamp instant, Duration duration) {
  std::int64_t seconds = instant.seconds + duration.seconds;
  std::int32_t nanos = instant.nanos + duration.nanos;
  if (nanos >= kNanosPerSecond) {
    ++seconds;
    nanos -= kNanosPerSecond;
  }
  const Timestamp sum{seconds, nanos};
  if (!InRange(sum)) return std::nullopt;
  return sum;
}

std::optional<Duration> Subtract(Timestamp a, Timestamp b) {
  return MakeDuration(a.seconds - b.seconds, std::int64_t{a.nanos} - b.nanos);
}

std::optional<Duration> Add(Duration a, Duration b) {
  return MakeDuration(a.seconds + b.seconds, std::int64_t{a.nanos} + b.nanos);
}

std::optional<Duration> Negate(Duration duration) {
  return MakeDuration(-duration.seconds, -std::int64_t{duration.nanos});
}

std::optional<Duration> MakeDuration(std::int64_t seconds, std::int64_t nanos) {
  const Int128 total = Int128{seconds} * kNanosPerSecond + nanos;
  if (total > std::numeric_limits<std::int64_t>::max() || total < std::numeric_limits<std::int64_t>::min()) {
    return std::nullopt;
  }
  const auto count = static_cast<std::int64_t>(total);
  std::int64_t rest = count % kNanosPerSecond;
  if (rest < 0) rest += kNanosPerSecond;
  return Duration{FloorDivide(count, kNanosPerSecond), static_cast<std::int32_t>(rest)};
}

}  // namespace charter
