// One score from many: how the scores of a panel are put together.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/data/decimal.h"

namespace charter {

struct Aggregation {
  enum class Kind : std::uint8_t { kMean, kMedian, kSum, kTrimmedMean };

  Kind kind = Kind::kMean;
  std::int64_t drop_high = 0;  // kTrimmedMean
  std::int64_t drop_low = 0;   // kTrimmedMean
  std::int64_t from = 0;       // kTrimmedMean: with fewer scores than this none is dropped
  int places = 2;              // of the result, rounded half up (四舍五入)
};

// Exact up to the one rounding at the end; the order of the scores does not matter. Equal scores are
// dropped one by one: of two highest, `drop_high: 1` drops one. Nothing where no score is left, or past
// the range of Decimal. A score that is missing is not there: it is never a 0.
std::optional<Decimal> Aggregate(const Aggregation& how, std::vector<Decimal> scores);

// The highest less the lowest; nothing of none.
std::optional<Decimal> Spread(const std::vector<Decimal>& scores);

struct Weighted {
  Decimal score;
  Decimal weight;
};

// The sum of score times weight, divided by the sum of the weights, rounded half up to `places`.
// Nothing where the weights add up to 0 or less.
std::optional<Decimal> WeightedMean(const std::vector<Weighted>& parts, int places);

}  // namespace charter
