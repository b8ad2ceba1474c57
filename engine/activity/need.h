// How many of those asked must sign: `all`, `any`, `sequence` or `2 of 3`.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace charter {

struct Need {
  enum class Kind : std::uint8_t { kAll, kAny, kSequence, kSome };
  Kind kind = Kind::kAll;
  std::int64_t count = 0;  // kSome: so many
  std::int64_t of = 0;     // kSome: of so many

  // Nothing on other text, on `0 of 3`, on `3 of 2` and past a thousand.
  static std::optional<Need> Parse(std::string_view text);

  // How many signatures of `seats` asked for.
  [[nodiscard]] std::int64_t Of(std::int64_t seats) const {
    if (kind == Kind::kAny) return 1;
    return kind == Kind::kSome ? count : seats;
  }
};

}  // namespace charter
