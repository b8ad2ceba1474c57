// Accessors of timestamps (in UTC, or in the zone given) and of durations.
#include "engine/expr/builtin.h"
#include "engine/expr/operators.h"
#include "engine/expr/zone.h"

namespace charter::expr {
namespace {

constexpr std::int64_t kDaySeconds = 86400;

struct Local {
  Date date;
  std::int64_t second_of_day = 0;
};

std::optional<Local> LocalTime(const char* name, Arguments arguments, Fault& fault) {
  if (!arguments[0]->is(Kind::kTimestamp)) {
    fault.Set(kTypeMismatch,
              std::string(name) + "() does not go with " + std::string(TypeNameOf(arguments[0]->kind())));
    return std::nullopt;
  }
  const Timestamp instant = arguments[0]->AsTimestamp();
  std::int64_t offset = 0;
  if (arguments.size() == 2) {
    if (!arguments[1]->is(Kind::kString)) {
      fault.Set(kTypeMismatch, "a time zone is a string");
      return std::nullopt;
    }
    const std::optional<std::int64_t> found = ZoneOffset(arguments[1]->AsString(), instant);
    if (!found) {
      fault.Set(kInvalid, "no such time zone: " + std::string(arguments[1]->AsString()));
      return std::nullopt;
    }
    offset = *found;
  }
  const std::int64_t local = instant.seconds + offset;
  const std::int64_t days = local / kDaySeconds - (local % kDaySeconds < 0 ? 1 : 0);
  return Local{{static_cast<std::int32_t>(days)}, local - days * kDaySeconds};
}

template <typename Part>
bool DatePart(const char* name, Arguments arguments, Value& out, Fault& fault, Part part) {
  const std::optional<Local> local = LocalTime(name, arguments, fault);
  if (!local) return false;
  out = Value::Int(part(local->date));
  return true;
}

// A part of a time of day; for a duration, all of it in that unit.
bool ClockPart(const char* name, Arguments arguments, std::int64_t unit, std::int64_t modulus, Value& out,
               Fault& fault) {
  if (arguments.size() == 1 && arguments[0]->is(Kind::kDuration)) {
    const Duration duration = arguments[0]->AsDuration();
    // Towards zero; the nanoseconds are counted upwards from the floor.
    const std::int64_t seconds = duration.seconds + (duration.seconds < 0 && duration.nanos > 0 ? 1 : 0);
    out = Value::Int(seconds / unit);
    return true;
  }
  const std::optional<Local> local = LocalTime(name, arguments, fault);
  if (!local) return false;
  out = Value::Int(local->second_of_day / unit % modulus);
  return true;
}

}  // namespace

// Where a field of type date has its instant: the start of the day in Shanghai.
bool DayStart(Arguments arguments, Value& out, Fault& fault) {
  if (!arguments[0]->is(Kind::kString)) return fault.Set(kTypeMismatch, "date() takes a string");
  const std::optional<Date> date = ParseDate(arguments[0]->AsString());
  if (!date) {
    return fault.Set(kInvalid,
                     "`" + std::string(arguments[0]->AsString().substr(0, 40)) + "` is no date (YYYY-MM-DD)");
  }
  out = Value::Of(StartOfDay(*date));
  return true;
}

bool FullYear(Arguments arguments, Value& out, Fault& fault) {
  return DatePart("getFullYear", arguments, out, fault, [](Date date) { return ToCivil(date).year; });
}

bool Month(Arguments arguments, Value& out, Fault& fault) {
  return DatePart("getMonth", arguments, out, fault, [](Date date) { return ToCivil(date).month - 1; });
}

bool DayOfYear(Arguments arguments, Value& out, Fault& fault) {
  return DatePart("getDayOfYear", arguments, out, fault, [](Date date) {
    return date.days - FromCivil({ToCivil(date).year, 1, 1}).days;
  });
}

bool DayOfMonth(Arguments arguments, Value& out, Fault& fault) {
  return DatePart("getDayOfMonth", arguments, out, fault, [](Date date) { return ToCivil(date).day - 1; });
}

bool DateOfMonth(Arguments arguments, Value& out, Fault& fault) {
  return DatePart("getDate", arguments, out, fault, [](Date date) { return ToCivil(date).day; });
}

bool DayOfWeek(Arguments arguments, Value& out, Fault& fault) {
  return DatePart("getDayOfWeek", arguments, out, fault, [](Date date) { return Weekday(date); });
}

bool Hours(Arguments arguments, Value& out, Fault& fault) {
  return ClockPart("getHours", arguments, 3600, 24, out, fault);
}

bool Minutes(Arguments arguments, Value& out, Fault& fault) {
  return ClockPart("getMinutes", arguments, 60, 60, out, fault);
}

bool Seconds(Arguments arguments, Value& out, Fault& fault) {
  return ClockPart("getSeconds", arguments, 1, 60, out, fault);
}

// The milliseconds within the second, for a duration too (CEL's conformance tests).
bool Milliseconds(Arguments arguments, Value& out, Fault& fault) {
  constexpr std::int32_t kNanos = 1000000;
  if (arguments.size() == 1 && arguments[0]->is(Kind::kDuration)) {
    const Duration duration = arguments[0]->AsDuration();
    const std::int32_t nanos =
        duration.seconds < 0 && duration.nanos > 0 ? duration.nanos - 1000 * kNanos : duration.nanos;
    out = Value::Int(nanos / kNanos);
    return true;
  }
  if (!LocalTime("getMilliseconds", arguments, fault)) return false;
  out = Value::Int(arguments[0]->AsTimestamp().nanos / kNanos);
  return true;
}

}  // namespace charter::expr
