// The values that tell the comparisons of a variable apart: finitely many stand for all.
#pragma once

#include <optional>
#include <vector>

#include "engine/chart/condition.h"

namespace charter {

struct Point {
  Value value;       // kAbsent: not set
  bool real = true;  // the field can hold exactly this; else it stands for values that it may hold
};

// Values of the variable between which the comparisons make a difference: the constants, what lies
// next to or between them, the bounds, the members of an enumeration, and "not set" where that can be.
// Whatever value an item may have, one of the points answers each comparison alike. Nothing where
// that cannot be had (numbers past 64 bits).
std::optional<std::vector<Point>> PointsOf(const Variable& variable,
                                           const std::vector<const Comparison*>& comparisons);

// Whether a value holds, as CEL compares.
bool Holds(const Comparison& comparison, const Value& value);

}  // namespace charter
