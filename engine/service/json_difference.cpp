#include "engine/service/json_difference.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "engine/data/json.h"

namespace charter {
namespace {

constexpr std::size_t kLongest = 80;

// From `at` on, cut between characters.
std::string Shortened(const std::string& text, std::size_t at = 0) {
  const auto within = [&](std::size_t place) {
    return place < text.size() && (static_cast<unsigned char>(text[place]) & 0xC0U) == 0x80U;
  };
  while (at > 0 && within(at)) --at;
  std::size_t end = std::min(text.size(), at + kLongest);
  while (within(end)) ++end;
  return (at > 0 ? "..." : "") + text.substr(at, end - at) + (end < text.size() ? "..." : "");
}

std::string Text(const Value* value) { return value == nullptr ? "nothing" : Shortened(WriteJson(*value)); }

JsonDifference Compare(const std::string& path, const Value* expected, const Value* found) {
  if (expected != nullptr && found != nullptr && expected->is(Kind::kMap) && found->is(Kind::kMap)) {
    const auto first = [&](const Value& of) -> std::optional<JsonDifference> {
      for (const auto& [key, value] : of.AsMap()) {
        const Value* a = expected->Find(key);
        const Value* b = found->Find(key);
        if (a != nullptr && b != nullptr && WriteJson(*a) == WriteJson(*b)) continue;
        return Compare(path + (path.empty() ? "" : ".") + std::string(key.AsString()), a, b);
      }
      return std::nullopt;
    };
    if (auto difference = first(*expected)) return *difference;
    if (auto difference = first(*found)) return *difference;
  }
  return {path, Text(expected), Text(found)};
}

}  // namespace

JsonDifference FirstJsonDifference(const std::string& expected, const std::string& found) {
  const auto a = ParseJson(expected);
  const auto b = ParseJson(found);
  if (a && b && WriteJson(*a) != WriteJson(*b)) return Compare("", &*a, &*b);
  const auto at = static_cast<std::size_t>(
      std::mismatch(expected.begin(), expected.end(), found.begin(), found.end()).first - expected.begin());
  const std::size_t from = at < 20 ? 0 : at - 20;
  return {"", Shortened(expected, std::min(from, expected.size())),
          Shortened(found, std::min(from, found.size()))};
}

}  // namespace charter
