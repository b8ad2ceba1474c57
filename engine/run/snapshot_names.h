// What a stored snapshot calls the kinds of its parts, in the order of their enumerations.
#pragma once

#include <array>
#include <string_view>

namespace charter {

inline constexpr std::array<std::string_view, 5> kTimerKinds{"after", "send", "remind", "overdue",
                                                             "activity"};
inline constexpr std::array<std::string_view, 4> kReceivers{"self", "parent", "children", "item"};

}  // namespace charter
