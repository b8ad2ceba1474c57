#include "api/http/response_writer.h"

#include <algorithm>
#include <array>
#include <ostream>  // which Boost 1.74 forgets

#include <boost/beast/http/status.hpp>

namespace charter::api {
namespace {

constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string TwoDigits(int number) {
  return {static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
}

bool IsClean(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7f;
  });
}

// The same for all answers of a second.
const std::string& DateNow(std::time_t date) {
  thread_local std::time_t of = -1;
  thread_local std::string text;
  if (date != of) {
    of = date;
    text = HttpDate(date);
  }
  return text;
}

bool HasBody(int status) { return status >= 200 && status != 204 && status != 304; }

}  // namespace

std::string_view ReasonOf(int status) {
  const auto reason =
      boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(static_cast<unsigned>(status)));
  return {reason.data(), reason.size()};
}

std::string HttpDate(std::time_t date) {
  std::tm utc{};
  gmtime_r(&date, &utc);
  std::string text(kDays.at(static_cast<std::size_t>(utc.tm_wday)));
  text += ", " + TwoDigits(utc.tm_mday) + " ";
  text += kMonths.at(static_cast<std::size_t>(utc.tm_mon));
  text += " " + std::to_string(utc.tm_year + 1900) + " " + TwoDigits(utc.tm_hour) + ":" +
          TwoDigits(utc.tm_min) + ":" + TwoDigits(utc.tm_sec) + " GMT";
  return text;
}

std::string WriteResponse(const Response& response, bool head_only, Persistence persistence,
                          std::time_t date) {
  const bool has_body = HasBody(response.status);
  std::string out;
  out.reserve(256 + (has_body && !head_only ? response.body.size() : 0));
  out.append("HTTP/1.1 ")
      .append(std::to_string(response.status))
      .append(" ")
      .append(ReasonOf(response.status));
  out.append("\r\nDate: ").append(DateNow(date)).append("\r\n");
  for (const auto& [name, value] : response.headers.all()) {
    if (IsClean(name) && IsClean(value)) out.append(name).append(": ").append(value).append("\r\n");
  }
  if (has_body && !response.goes_on) {
    const auto size = static_cast<std::int64_t>(response.body.size()) + response.rest_size;
    out.append("Content-Length: ").append(std::to_string(size)).append("\r\n");
  }
  if (persistence == Persistence::kClose) out.append("Connection: close\r\n");
  if (persistence == Persistence::kKeepAlive) out.append("Connection: keep-alive\r\n");
  out.append("\r\n");
  if (has_body && !head_only) out.append(response.body);
  return out;
}

}  // namespace charter::api
