// The exact order of a decimal among numbers of other kinds: none is rounded to the other's kind first.
#pragma once

#include <compare>
#include <cstdint>

#include "engine/data/decimal.h"

namespace charter {

// Unordered where `b` is NaN.
std::partial_ordering CompareToDouble(Decimal a, double b);
std::partial_ordering CompareToUint(Decimal a, std::uint64_t b);

}  // namespace charter
