// Parts of a whole as rules write them: "at least 2/3", "more than 1/2 of all".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace charter {

// An exact fraction and the side it is counted from. Half of 61 is met by 31 in both ways; half of 60 by
// 30 with `at least`, by 31 with `more than`.
struct Share {
  enum class Of : std::uint8_t { kUnsaid, kAll, kPresent, kCast };

  bool strictly = false;  // "more than"; else "at least"
  std::int64_t numerator = 0;
  std::int64_t denominator = 1;  // greater than 0
  Of of = Of::kUnsaid;

  // "at least 2/3", "more than 1/2 of all", "at least 60%", "at least 1/1 of present", also "half" and
  // "all" for 1/2 and 1/1. Nothing on other text, on a denominator of 0 or on parts past a million.
  static std::optional<Share> Parse(std::string_view text);
  [[nodiscard]] std::string ToString() const;

  // Whether no count can ever meet it: more than the whole.
  [[nodiscard]] bool Impossible() const {
    return strictly ? numerator >= denominator : numerator > denominator;
  }
  // Whether `count` out of `whole` meets it; exact. Preconditions: 0 <= count, whole <= 2^40.
  [[nodiscard]] bool Met(std::int64_t count, std::int64_t whole) const {
    const std::int64_t have = count * denominator;
    const std::int64_t need = whole * numerator;
    return strictly ? have > need : have >= need;
  }
  bool operator==(const Share&) const = default;
};

}  // namespace charter
