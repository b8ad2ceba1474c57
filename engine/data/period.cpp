#include "engine/data/period.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "engine/data/calendar.h"

namespace charter {
namespace {

// Nine digits: every sum and product below stays far inside 64 bits.
constexpr std::size_t kMaxDigits = 9;

std::optional<std::int64_t> TakeNumber(std::string_view& text) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits == 0 || digits > kMaxDigits) return std::nullopt;
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + digits, number);
  text.remove_prefix(digits);
  return number;
}

struct Word {
  std::string_view singular;
  Period::Unit unit;
  std::int64_t factor;  // days, workdays or months; seconds for an exact unit
};

constexpr std::array kWords{
    Word{"day", Period::Unit::kDays, 1},      Word{"workday", Period::Unit::kWorkdays, 1},
    Word{"month", Period::Unit::kMonths, 1},  Word{"year", Period::Unit::kMonths, 12},
    Word{"hour", Period::Unit::kExact, 3600}, Word{"minute", Period::Unit::kExact, 60},
    Word{"second", Period::Unit::kExact, 1},
};

std::optional<Period> ParseWords(std::string_view text) {
  const std::optional<std::int64_t> number = TakeNumber(text);
  if (!number || text.empty() || text.front() != ' ') return std::nullopt;
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  const auto matches = [&](const Word& word) {
    return text == word.singular ||
           (text.size() == word.singular.size() + 1 && text.starts_with(word.singular) && text.back() == 's');
  };
  const auto* const word = std::find_if(kWords.begin(), kWords.end(), matches);
  if (word == kWords.end()) return std::nullopt;
  Period period;
  period.unit = word->unit;
  if (word->unit == Period::Unit::kExact) {
    period.exact.seconds = *number * word->factor;
  } else {
    period.count = *number * word->factor;
  }
  return period;
}

// ".5" of a second as nanoseconds.
std::optional<std::int32_t> TakeFraction(std::string_view& text) {
  if (text.empty() || text.front() != '.') return 0;
  text.remove_prefix(1);
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const std::optional<std::int64_t> number = TakeNumber(text);
  if (!number) return std::nullopt;
  std::int64_t nanos = *number;
  for (std::size_t place = digits; place < 9; ++place) nanos *= 10;
  return static_cast<std::int32_t>(nanos);
}

std::optional<Period> ParseIso(std::string_view text) {
  text.remove_prefix(1);  // "P"
  struct Part {
    char letter;
    bool of_time;
    std::int64_t seconds;
  };
  static constexpr std::array kParts{Part{'W', false, 604800}, Part{'D', false, 86400}, Part{'H', true, 3600},
                                     Part{'M', true, 60}, Part{'S', true, 1}};
  Period period;
  bool in_time = false;
  bool any = false;
  std::size_t next = 0;
  while (!text.empty()) {
    if (text.front() == 'T') {
      if (in_time || text.size() == 1) return std::nullopt;
      in_time = true;
      text.remove_prefix(1);
      continue;
    }
    const std::optional<std::int64_t> number = TakeNumber(text);
    if (!number) return std::nullopt;
    const bool fractional = !text.empty() && text.front() == '.';
    const std::optional<std::int32_t> nanos = TakeFraction(text);
    if (!nanos || text.empty()) return std::nullopt;
    while (next < kParts.size() && (kParts[next].letter != text.front() || kParts[next].of_time != in_time))
      ++next;
    if (next == kParts.size() || (fractional && kParts[next].letter != 'S')) return std::nullopt;
    period.exact.seconds += *number * kParts[next].seconds;
    period.exact.nanos = *nanos;
    ++next;
    text.remove_prefix(1);
    any = true;
  }
  return any ? std::optional(period) : std::nullopt;
}

std::string Count(std::int64_t count, const std::string& unit) {
  return std::to_string(count) + " " + unit + (count == 1 ? "" : "s");
}

std::string IsoText(Duration exact) {
  std::string out = "P";
  if (const std::int64_t days = exact.seconds / 86400; days > 0) out += std::to_string(days) + "D";
  const std::int64_t rest = exact.seconds % 86400;
  std::string time;
  if (rest >= 3600) time += std::to_string(rest / 3600) + "H";
  if (rest % 3600 >= 60) time += std::to_string(rest % 3600 / 60) + "M";
  if (rest % 60 > 0 || exact.nanos > 0) {
    time += std::to_string(rest % 60);
    if (exact.nanos > 0) {
      std::string places = std::to_string(exact.nanos);
      places.insert(0, 9 - places.size(), '0');
      places.erase(places.find_last_not_of('0') + 1);
      time += "." + places;
    }
    time += "S";
  }
  if (!time.empty()) return out + "T" + time;
  return out == "P" ? "PT0S" : out;
}

// " by 17:00" at the end of a legal period, as seconds of the day; nothing where the time is none.
std::optional<std::int32_t> TakeUntil(std::string_view& text) {
  constexpr std::string_view kBy = " by ";
  const auto at = text.find(kBy);
  if (at == std::string_view::npos) return 0;
  std::string_view time = text.substr(at + kBy.size());
  text = text.substr(0, at);
  if (time.size() != 5 || time[2] != ':') return std::nullopt;
  std::string_view minutes = time.substr(3);
  time = time.substr(0, 2);
  const auto hour = TakeNumber(time);
  const auto minute = TakeNumber(minutes);
  if (!hour || !minute || !time.empty() || !minutes.empty() || *minute > 59) return std::nullopt;
  const std::int64_t seconds = *hour * 3600 + *minute * 60;
  if (seconds < 60 || seconds > 86400) return std::nullopt;
  return static_cast<std::int32_t>(seconds % 86400);
}

std::string TwoDigits(std::int32_t number) { return (number < 10 ? "0" : "") + std::to_string(number); }

std::optional<Deadline> EndOfDay(Date last, const Period& period, bool provisional) {
  const Timestamp at = period.until == 0 ? StartOfDay(Date{last.days + 1})
                                         : Timestamp{StartOfDay(last).seconds + period.until, 0};
  if (at.seconds > kMaxSeconds || at.seconds < kMinSeconds) return std::nullopt;
  return Deadline{at, last, provisional};
}

std::optional<Date> AddDays(Date day, std::int64_t days) {
  const std::int64_t sum = day.days + days;
  if (sum > kMaxSeconds / 86400 + 1 || sum < kMinSeconds / 86400 - 1) return std::nullopt;
  return Date{static_cast<std::int32_t>(sum)};
}

std::optional<Deadline> EndOfExact(const Period& period, Timestamp from) {
  const std::optional<Timestamp> at = Add(from, period.exact);
  if (!at) return std::nullopt;
  // A period that ends at midnight has the day before as its last day.
  const bool at_midnight = period.exact > Duration{} && StartOfDay(DayOf(*at)) == *at;
  return Deadline{*at, at_midnight ? Date{DayOf(*at).days - 1} : DayOf(*at), false};
}

}  // namespace

std::optional<Period> Period::Parse(std::string_view text) {
  if (text.empty()) return std::nullopt;
  if (text.front() == 'P') return ParseIso(text);
  const auto until = TakeUntil(text);
  auto period = until ? ParseWords(text) : std::nullopt;
  if (!period || *until == 0) return period;
  if (period->unit == Unit::kExact) return std::nullopt;
  period->until = *until;
  return period;
}

std::string Period::ToString() const {
  if (unit == Unit::kExact) return IsoText(exact);
  std::string text;
  if (unit == Unit::kMonths) {
    text = count > 0 && count % 12 == 0 ? Count(count / 12, "year") : Count(count, "month");
  } else {
    text = Count(count, unit == Unit::kDays ? "day" : "workday");
  }
  if (until != 0) text += " by " + TwoDigits(until / 3600) + ":" + TwoDigits(until % 3600 / 60);
  return text;
}

std::optional<Date> AddMonths(Date day, std::int64_t months) {
  if (months > 120'000 || months < -120'000) return std::nullopt;
  CivilDate civil = ToCivil(day);
  const std::int64_t month = (civil.year * std::int64_t{12}) + civil.month - 1 + months;
  if (month < 12 || month / 12 > 9999) return std::nullopt;
  civil.year = static_cast<int>(month / 12);
  civil.month = static_cast<int>(month % 12) + 1;
  civil.day = std::min(civil.day, DaysInMonth(civil.year, civil.month));
  return FromCivil(civil);
}

std::optional<Deadline> EndOf(const Period& period, Timestamp from, const WorkCalendar& calendar) {
  if (period.unit == Period::Unit::kExact) return EndOfExact(period, from);
  const Date start = DayOf(from);
  if (period.unit == Period::Unit::kWorkdays) {
    const Date last = calendar.AddWorkdays(start, period.count);
    return EndOfDay(last, period, !calendar.Covers(start, last));
  }
  // The calendar only decides whether the last day is a rest day.
  const auto end =
      period.unit == Period::Unit::kMonths ? AddMonths(start, period.count) : AddDays(start, period.count);
  if (!end) return std::nullopt;
  const Date last = calendar.RollForward(*end);
  return EndOfDay(last, period, !calendar.Covers(*end, last));
}

std::optional<Deadline> EndBefore(const Period& period, Timestamp from, const WorkCalendar& calendar) {
  if (period.unit == Period::Unit::kExact) {
    const auto at = Add(from, Duration{-period.exact.seconds, -period.exact.nanos});
    if (!at) return std::nullopt;
    return Deadline{*at, DayOf(*at), false};
  }
  const Date start = DayOf(from);
  if (period.unit == Period::Unit::kWorkdays) {
    const Date last = calendar.AddWorkdays(start, -period.count);
    return EndOfDay(last, period, !calendar.Covers(last, start));
  }
  const auto last =
      period.unit == Period::Unit::kMonths ? AddMonths(start, -period.count) : AddDays(start, -period.count);
  if (!last) return std::nullopt;
  return EndOfDay(*last, period, false);
}

}  // namespace charter
