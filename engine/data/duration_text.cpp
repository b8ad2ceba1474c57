// Reading CEL's text of a duration, which is Go's: "1h30m", "-1.5s", "250ms".
#include <array>
#include <limits>
#include <utility>

#include "engine/data/time.h"

namespace charter {
namespace {

__extension__ typedef __int128 Int128;

constexpr Int128 kMaxNanos = std::numeric_limits<std::int64_t>::max();

// Longer units first, so that "ms" is not taken for "m".
constexpr std::array<std::pair<std::string_view, std::int64_t>, 8> kUnits = {{
    {"ns", 1},
    {"us", 1000},
    {"\xC2\xB5s", 1000},  // micro sign
    {"\xCE\xBCs", 1000},  // Greek mu
    {"ms", 1000000},
    {"s", 1000000000},
    {"m", 60000000000},
    {"h", 3600000000000},
}};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// One number with its unit, in nanoseconds; what is finer than one is cut off, as Go does.
std::optional<Int128> TakePart(std::string_view& text) {
  Int128 whole = 0;
  Int128 fraction = 0;
  Int128 scale = 1;
  bool any_digit = false;
  while (!text.empty() && IsDigit(text[0])) {
    whole = whole * 10 + (text[0] - '0');
    if (whole > kMaxNanos) return std::nullopt;
    text.remove_prefix(1);
    any_digit = true;
  }
  if (!text.empty() && text[0] == '.') {
    text.remove_prefix(1);
    while (!text.empty() && IsDigit(text[0])) {
      if (scale < Int128{1000000000} * 1000000000) {
        fraction = fraction * 10 + (text[0] - '0');
        scale *= 10;
      }
      text.remove_prefix(1);
      any_digit = true;
    }
  }
  if (!any_digit) return std::nullopt;
  for (const auto& [name, nanos] : kUnits) {
    if (!text.starts_with(name)) continue;
    text.remove_prefix(name.size());
    return whole * nanos + fraction * nanos / scale;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Duration> ParseDuration(std::string_view text) {
  bool negative = false;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  if (text == "0") return Duration{};
  if (text.empty()) return std::nullopt;
  Int128 total = 0;
  while (!text.empty()) {
    const std::optional<Int128> part = TakePart(text);
    if (!part) return std::nullopt;
    total += *part;
    if (total > kMaxNanos) return std::nullopt;
  }
  if (negative) total = -total;
  return MakeDuration(0, static_cast<std::int64_t>(total));
}

}  // namespace charter
