#include "engine/expr/zone.h"

namespace charter::expr {
namespace {

int TwoDigits(std::string_view text) {
  const auto digit = [](char c) { return c >= '0' && c <= '9' ? c - '0' : -100; };
  return digit(text[0]) * 10 + digit(text[1]);
}

std::optional<std::int64_t> FixedOffset(std::string_view text) {
  const bool west = text.starts_with('-');
  if (west || text.starts_with('+')) text.remove_prefix(1);
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const int hours = TwoDigits(text);
  const int minutes = TwoDigits(text.substr(3));
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
  const std::int64_t seconds = hours * 3600 + minutes * 60;
  return west ? -seconds : seconds;
}

}  // namespace

std::optional<std::int64_t> ZoneOffset(std::string_view zone, Timestamp) {
  if (zone == "UTC" || zone.empty()) return 0;
  if (zone == "Asia/Shanghai") return kShanghaiOffsetSeconds;
  return FixedOffset(zone);
}

}  // namespace charter::expr
