#include "api/trace.h"

#include <algorithm>
#include <string_view>

namespace charter::api {
namespace {

bool IsHex(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool IsZero(std::string_view text) { return text.find_first_not_of('0') == std::string_view::npos; }

}  // namespace

// version "-" trace-id "-" parent-id "-" trace-flags; what a later version adds comes behind another dash.
std::optional<std::string> TraceOf(const Headers& headers) {
  const auto is_parent = [](const NamedText& field) { return EqualIgnoringCase(field.first, "traceparent"); };
  if (std::count_if(headers.all().begin(), headers.all().end(), is_parent) != 1) return std::nullopt;
  const std::string_view text = *headers.Find("traceparent");
  if (text.size() < 55 || text[2] != '-' || text[35] != '-' || text[52] != '-') return std::nullopt;
  const std::string_view version = text.substr(0, 2);
  const std::string_view trace = text.substr(3, 32);
  const std::string_view parent = text.substr(36, 16);
  const bool length_fits = text.size() == 55 || (version != "00" && text[55] == '-');
  if (!length_fits || !IsHex(version) || version == "ff" || !IsHex(trace) || IsZero(trace) ||
      !IsHex(parent) || IsZero(parent) || !IsHex(text.substr(53, 2)))
    return std::nullopt;
  return std::string(trace);
}

}  // namespace charter::api
