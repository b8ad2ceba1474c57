#include "engine/activity/share.h"

#include <array>
#include <charconv>
#include <utility>

namespace charter {
namespace {

constexpr std::int64_t kMaxPart = 1'000'000;
constexpr std::array<std::pair<std::string_view, Share::Of>, 3> kWholes{
    {{" of all", Share::Of::kAll}, {" of present", Share::Of::kPresent}, {" of cast", Share::Of::kCast}}};

bool Consume(std::string_view& text, std::string_view start) {
  if (!text.starts_with(start)) return false;
  text.remove_prefix(start.size());
  return true;
}

std::optional<std::int64_t> ConsumeNumber(std::string_view& text) {
  std::int64_t number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number < 0 || number > kMaxPart) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
  return number;
}

}  // namespace

std::optional<Share> Share::Parse(std::string_view text) {
  Share share;
  share.strictly = Consume(text, "more than ");
  if (!share.strictly && !Consume(text, "at least ")) return std::nullopt;
  for (const auto& [words, of] : kWholes) {
    if (!text.ends_with(words)) continue;
    share.of = of;
    text.remove_suffix(words.size());
    break;
  }
  if (text == "half" || text == "all") {
    share.numerator = 1;
    share.denominator = text == "half" ? 2 : 1;
    return share;
  }
  const auto numerator = ConsumeNumber(text);
  if (!numerator) return std::nullopt;
  share.numerator = *numerator;
  share.denominator = 100;
  if (text == "%") return share;
  if (!Consume(text, "/")) return std::nullopt;
  const auto denominator = ConsumeNumber(text);
  if (!denominator || *denominator == 0 || !text.empty()) return std::nullopt;
  share.denominator = *denominator;
  return share;
}

std::string Share::ToString() const {
  std::string out = strictly ? "more than " : "at least ";
  out += std::to_string(numerator) + "/" + std::to_string(denominator);
  for (const auto& [words, whole] : kWholes) {
    if (whole == of) out += words;
  }
  return out;
}

}  // namespace charter
