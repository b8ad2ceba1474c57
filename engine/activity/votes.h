// The votes of a ballot that is held on the system, as its state keeps them.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "engine/activity/tally.h"
#include "engine/data/schema.h"

namespace charter {

inline constexpr std::array<std::string_view, 3> kChoices{"for", "against", "abstain"};

// Sums of a secret ballot. `sealed` counts the votes whose choice the history does not tell: none as it
// happens, all in a replay before the close.
class Urn {
 public:
  Urn() = default;
  // Of a state's member `urn`; empty where it is kAbsent.
  explicit Urn(const Value& kept);

  // Without a choice: sealed.
  void Add(std::optional<std::string_view> choice);
  void AddTo(Tally& tally) const;
  [[nodiscard]] std::int64_t Votes() const;
  // All that it holds, sealed.
  [[nodiscard]] Urn Sealed() const;
  [[nodiscard]] Value ToValue() const;
  static Schema Shape();

 private:
  std::array<std::int64_t, kChoices.size()> sums_{};
  std::int64_t sealed_ = 0;
};

// Votes of an open ballot: {by, choice, at}, in the order in which people first voted.
Value WithVote(const Value& votes, std::string_view person, std::string_view choice, Timestamp at);
void AddTo(Tally& tally, std::string_view choice);

}  // namespace charter
