// What changes from one version of a workflow to another.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/chart/inventory.h"

namespace charter {

// One thing that is said of a part in one version and not, or otherwise, in the other.
struct ChangedAspect {
  std::string id;
  Text title;
  std::optional<Text> before;
  std::optional<Text> after;
};

struct ChartChange {
  enum class Kind : std::uint8_t { kAdded, kRemoved, kChanged };
  Kind kind = Kind::kChanged;
  ChartPart::Kind part = ChartPart::Kind::kWorkflow;
  std::string id;  // as ChartPart::id
  Text title;      // as it is called in the later version that has it
  std::vector<ChangedAspect> aspects;
};

std::string_view NameOf(ChartChange::Kind kind);  // "added"
Text TitleOf(ChartChange::Kind kind);

// By kind of part; what is left or new in the order of `to`, then what is gone. Parts are the same where
// their ids are: one that is called otherwise is gone and new. Nothing where both say the same.
std::vector<ChartChange> Compare(const Chart& from, const Chart& to);

// The difference of two sources in the unified format, with three lines around; "" where their lines are
// equal. Nothing where one of them has more than kMostComparedLines.
inline constexpr std::size_t kMostComparedLines = 5000;
std::optional<std::string> UnifiedDifference(const std::string& from, const std::string& from_name,
                                             const std::string& to, const std::string& to_name);

}  // namespace charter
