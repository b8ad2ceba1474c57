#include "engine/activity/need.h"

#include <charconv>

namespace charter {
namespace {

std::optional<std::int64_t> Number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 1 || number > 1000)
    return std::nullopt;
  return number;
}

}  // namespace

std::optional<Need> Need::Parse(std::string_view text) {
  if (text == "all") return Need{Kind::kAll, 0, 0};
  if (text == "any") return Need{Kind::kAny, 0, 0};
  if (text == "sequence") return Need{Kind::kSequence, 0, 0};
  const auto between = text.find(" of ");
  if (between == std::string_view::npos) return std::nullopt;
  const auto count = Number(text.substr(0, between));
  const auto of = Number(text.substr(between + 4));
  if (!count || !of || *count > *of) return std::nullopt;
  return Need{Kind::kSome, *count, *of};
}

}  // namespace charter
