// The work calendar that the server counts with: its years, and what a deadline would be.
#include <charconv>

#include "api/fields.h"
#include "api/json_writer.h"
#include "api/parameters.h"
#include "api/resources/parts.h"
#include "engine/data/period.h"

namespace charter::api {
namespace {

std::int64_t WorkdaysOf(const WorkCalendar& calendar, int year) {
  const Date last_before{FromCivil({year, 1, 1}).days - 1};
  return calendar.WorkdaysBetween(last_before, FromCivil({year, 12, 31}));
}

void WriteYear(JsonWriter& json, const WorkCalendar& calendar, int year) {
  json.Key("year").Int(year).Key("published").Bool(calendar.IsPublished(year));
  json.Key("workdays").Int(WorkdaysOf(calendar, year));
  json.Key("off").Strings(calendar.DaysOf(year, false));
  json.Key("make_up_work").Strings(calendar.DaysOf(year, true));
}

Answer List(const Parts& parts, const Call& /*call*/) {
  const WorkCalendar& calendar = parts.service.Calendar();
  JsonWriter json;
  json.BeginObject().Key("items").BeginArray();
  for (const int year : calendar.published()) {
    json.BeginObject();
    WriteYear(json, calendar, year);
    json.EndObject();
  }
  return JsonResponse(json.EndArray().EndObject().Take());
}

void WriteMonth(JsonWriter& json, const WorkCalendar& calendar, int year, int month) {
  std::vector<std::string> days;
  for (int day = 1; day <= DaysInMonth(year, month); ++day) {
    const Date date = FromCivil({year, month, day});
    if (calendar.IsWorkday(date)) days.push_back(ToString(date));
  }
  json.BeginObject().Key("month").Int(month).Key("workdays").Int(static_cast<std::int64_t>(days.size()));
  json.Key("days").Strings(days).EndObject();
}

// Of a year without a notice only the weekends are known: `published` says so.
Answer Read(const Parts& parts, const Call& call) {
  const std::string& text = call.Path("year");
  int year = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), year);
  if (error != std::errc() || end != text.data() + text.size() || text.size() != 4 || year < 1900) {
    Problem problem;
    problem.code = Code::no_such_resource;
    problem.detail = {text + " 不是年份（1900 至 9999）", text + " is no year from 1900 to 9999."};
    return tl::unexpected(std::move(problem));
  }
  const WorkCalendar& calendar = parts.service.Calendar();
  JsonWriter json;
  json.BeginObject();
  WriteYear(json, calendar, year);
  json.Key("months").BeginArray();
  for (int month = 1; month <= 12; ++month) WriteMonth(json, calendar, year, month);
  return JsonResponse(json.EndArray().EndObject().Take());
}

Problem Unfit(std::string_view parameter, const Text& what) {
  return InvalidParameter(Text{"参数 ", "The parameter "} + parameter + Text{"：", ": "} + what);
}

// A day is its beginning.
std::optional<Timestamp> InstantOf(const std::string& text) {
  if (const auto day = ParseDate(text)) return StartOfDay(*day);
  return ParseTimestamp(text);
}

Answer CountDeadline(const Parts& parts, const Call& call) {
  const auto from = InstantOf(TextOf(call.query, "from"));
  if (!from) {
    return tl::unexpected(Unfit("from", {"应为日期或 RFC 3339 时间，如 2026-01-05",
                                         "a day or a time of RFC 3339 is expected, as 2026-01-05"}));
  }
  const auto term = Period::Parse(TextOf(call.query, "term"));
  if (!term) {
    return tl::unexpected(Unfit("term", {"应为期间，如 10 workdays、20 days、3 months、PT2H",
                                         "a period is expected, as 10 workdays, 20 days, 3 months, PT2H"}));
  }
  const bool before = MemberOf(call.query, "before").is(Kind::kBool);
  const WorkCalendar& calendar = parts.service.Calendar();
  const auto end = before ? EndBefore(*term, *from, calendar) : EndOf(*term, *from, calendar);
  if (!end) return tl::unexpected(Unfit("term", {"超出 9999 年", "it leaves the years up to 9999"}));
  const Date start = DayOf(*from);
  JsonWriter json;
  json.BeginObject().Key("from").Time(*from).Key("term").String(term->ToString());
  json.Key("before").Bool(before).Key("due").Time(end->at).Key("last_day").String(ToString(end->last_day));
  json.Key("workdays").Int(calendar.WorkdaysBetween(start, end->last_day));
  json.Key("provisional").Bool(end->provisional);
  return JsonResponse(json.EndObject().Take());
}

}  // namespace

void AddCalendarRoutes(std::vector<Route>& routes, const Parts& parts) {
  routes.push_back(
      {.method = "GET",
       .path = "/v1/calendars/years",
       .name = "listCalendarYears",
       .summary = {"工作日历：已公布各年的放假与调休",
                   "The work calendar: days off and made up for, of each year that is published"},
       .answers = {GivesList("CalendarYear")},
       .handler = With(parts, List)});
  routes.push_back({.method = "GET",
                    .path = "/v1/calendars/years/{year}",
                    .name = "getCalendarYear",
                    .summary = {"一年的工作日，按月", "The working days of a year, by month"},
                    .answers = {Gives("CalendarYearDays")},
                    .refuses = {Code::no_such_resource},
                    .handler = With(parts, Read)});
  routes.push_back(
      {.method = "GET",
       .path = "/v1/calendars/deadline",
       .name = "countDeadline",
       .summary = {"试算期限：自某时起，一段期间何时届满",
                   "When a period that begins at some time is over, by the calendar and the Civil Code"},
       .query = {Required(TextField("from", 1, 40, {"起算日或时间", "The day or time it begins at"})),
                 Required(TextField("term", 1, 40,
                                    {"期间：10 workdays、20 days、3 months、PT2H",
                                     "The period: 10 workdays, 20 days, 3 months, PT2H"})),
                 Flag("before", {"向前倒算", "Count back from it"})},
       .answers = {Gives("Deadline")},
       .handler = With(parts, CountDeadline)});
}

}  // namespace charter::api
