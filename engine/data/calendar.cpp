#include "engine/data/calendar.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <utility>

#include "engine/data/json.h"

namespace charter {
namespace {

// One day past what a Timestamp can hold, so that a result out there is seen to be out of range.
const Date kFirstDay{static_cast<std::int32_t>(kMinSeconds / 86400 - 2)};
const Date kLastDay{static_cast<std::int32_t>(kMaxSeconds / 86400 + 2)};

bool IsWeekend(Date day) {
  const int weekday = Weekday(day);
  return weekday == 0 || weekday == 6;
}

// Monday to Friday in (first, last].
std::int64_t WeekdaysBetween(Date first, Date last) {
  const std::int64_t weeks = (last.days - first.days) / 7;
  std::int64_t count = weeks * 5;
  for (std::int64_t day = first.days + weeks * 7 + 1; day <= last.days; ++day) {
    if (!IsWeekend(Date{static_cast<std::int32_t>(day)})) ++count;
  }
  return count;
}

std::optional<int> ParseYear(std::string_view text) {
  int year = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), year);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (year < 1 || year > 9999) return std::nullopt;
  return year;
}

tl::expected<std::vector<Date>, std::string> ParseDays(const Value& year_entry, int year, const char* list) {
  const std::string place = "years." + std::to_string(year) + "." + list;
  std::vector<Date> days;
  const Value* found = year_entry.Find(list);
  if (found == nullptr || !found->is(Kind::kList)) {
    return tl::make_unexpected(place + " must be a list of days.");
  }
  for (const Value& item : found->AsList()) {
    const std::optional<Date> day = item.is(Kind::kString) ? ParseDate(item.AsString()) : std::nullopt;
    if (!day)
      return tl::make_unexpected(place + " holds " + WriteJson(item) +
                                 ", which is no day like \"2026-01-01\".");
    if (ToCivil(*day).year != year)
      return tl::make_unexpected(place + " holds " + ToString(*day) + ", a day of another year.");
    days.push_back(*day);
  }
  return days;
}

}  // namespace

tl::expected<WorkCalendar, std::string> WorkCalendar::Parse(std::string_view json) {
  const auto parsed = ParseJson(json);
  if (!parsed) {
    return tl::make_unexpected("The calendar is not JSON at byte " + std::to_string(parsed.error().offset) +
                               ": " + parsed.error().message.en);
  }
  const Value* years = parsed->is(Kind::kMap) ? parsed->Find("years") : nullptr;
  if (years == nullptr || !years->is(Kind::kMap)) {
    return tl::make_unexpected(std::string("The calendar must be an object with a member \"years\"."));
  }
  WorkCalendar calendar;
  for (const auto& [key, entry] : years->AsMap()) {
    const std::optional<int> year = ParseYear(key.AsString());
    if (!year) return tl::make_unexpected("years." + std::string(key.AsString()) + " is no year.");
    if (!entry.is(Kind::kMap))
      return tl::make_unexpected("years." + std::to_string(*year) + " must be an object.");
    const auto off = ParseDays(entry, *year, "off");
    if (!off) return tl::make_unexpected(off.error());
    const auto work = ParseDays(entry, *year, "make_up_work");
    if (!work) return tl::make_unexpected(work.error());
    for (const Date day : *off) calendar.exceptions_[day] = false;
    for (const Date day : *work) {
      if (!calendar.exceptions_.emplace(day, true).second) {
        return tl::make_unexpected("years." + std::to_string(*year) + " names " + ToString(day) + " twice.");
      }
    }
    if (!off->empty() || !work->empty()) calendar.published_.insert(*year);
  }
  return calendar;
}

std::vector<std::string> WorkCalendar::DaysOf(int year, bool work) const {
  std::vector<std::string> days;
  for (auto it = exceptions_.lower_bound(FromCivil({year, 1, 1}));
       it != exceptions_.end() && ToCivil(it->first).year == year; ++it) {
    if (it->second == work) days.push_back(ToString(it->first));
  }
  return days;
}

std::string WorkCalendar::ToJson() const {
  const auto list = [](const std::vector<std::string>& days) {
    std::vector<Value> items;
    items.reserve(days.size());
    for (const auto& day : days) items.push_back(Value::String(day));
    return Value::List(std::move(items));
  };
  std::vector<Value::Entry> years;
  for (const int year : published_) {
    years.emplace_back(
        Value::String(std::to_string(year)),
        Value::Map({{"off", list(DaysOf(year, false))}, {"make_up_work", list(DaysOf(year, true))}}));
  }
  return WriteJson(Value::Map({{"years", Value::Map(std::move(years))}}));
}

WorkCalendar WorkCalendar::With(const WorkCalendar& newer) const {
  WorkCalendar merged = *this;
  ++merged.edition_;
  std::erase_if(merged.exceptions_,
                [&](const auto& entry) { return newer.IsPublished(ToCivil(entry.first).year); });
  merged.exceptions_.insert(newer.exceptions_.begin(), newer.exceptions_.end());
  merged.published_.insert(newer.published_.begin(), newer.published_.end());
  return merged;
}

std::vector<int> WorkCalendar::ChangedYears(const WorkCalendar& other) const {
  std::set<int> years = published_;
  years.insert(other.published_.begin(), other.published_.end());
  std::vector<int> changed;
  for (const int year : years) {
    if (IsPublished(year) != other.IsPublished(year) || DaysOf(year, true) != other.DaysOf(year, true) ||
        DaysOf(year, false) != other.DaysOf(year, false))
      changed.push_back(year);
  }
  return changed;
}

bool WorkCalendar::IsWorkday(Date day) const {
  const auto exception = exceptions_.find(day);
  return exception == exceptions_.end() ? !IsWeekend(day) : exception->second;
}

bool WorkCalendar::IsPublished(int year) const { return published_.contains(year); }

Date WorkCalendar::AddWorkdays(Date start, std::int64_t n) const {
  std::int64_t day = std::clamp(start, kFirstDay, kLastDay).days;
  const int direction = n < 0 ? -1 : 1;
  // The magnitude as unsigned: the smallest n has no positive twin.
  std::uint64_t left = n < 0 ? ~static_cast<std::uint64_t>(n) + 1 : static_cast<std::uint64_t>(n);
  while (left > 0 && day > kFirstDay.days && day < kLastDay.days) {
    // Seven days without an exception hold exactly five workdays, wherever they begin; the last one
    // to five are counted day by day, so that the result is a workday.
    const Date here{static_cast<std::int32_t>(day)};
    std::int64_t free_days = direction > 0 ? kLastDay.days - day : day - kFirstDay.days;
    if (direction > 0) {
      if (const auto next = exceptions_.upper_bound(here); next != exceptions_.end())
        free_days = next->first.days - day - 1;
    } else {
      if (auto next = exceptions_.lower_bound(here); next != exceptions_.begin())
        free_days = day - (--next)->first.days - 1;
    }
    const std::uint64_t weeks =
        std::min(static_cast<std::uint64_t>(std::max<std::int64_t>(free_days, 0)) / 7, (left - 1) / 5);
    if (weeks > 0) {
      day += direction * static_cast<std::int64_t>(weeks) * 7;
      left -= weeks * 5;
      continue;
    }
    day += direction;
    if (IsWorkday(Date{static_cast<std::int32_t>(day)})) --left;
  }
  return Date{static_cast<std::int32_t>(day)};
}

Date WorkCalendar::RollForward(Date day) const {
  while (day < kLastDay && !IsWorkday(day)) ++day.days;
  return day;
}

std::int64_t WorkCalendar::WorkdaysBetween(Date a, Date b) const {
  if (b < a) return -WorkdaysBetween(b, a);
  std::int64_t count = WeekdaysBetween(a, b);
  for (auto it = exceptions_.upper_bound(a); it != exceptions_.end() && it->first <= b; ++it) {
    const bool weekend = IsWeekend(it->first);
    if (it->second && weekend) ++count;
    if (!it->second && !weekend) --count;
  }
  return count;
}

bool WorkCalendar::Covers(Date a, Date b) const {
  const auto [first, last] = std::minmax(a, b);
  const int last_year = ToCivil(last).year;
  for (int year = ToCivil(first).year; year <= last_year; ++year) {
    if (!IsPublished(year)) return false;
  }
  return true;
}

}  // namespace charter
