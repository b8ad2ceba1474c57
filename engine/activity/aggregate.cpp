#include "engine/activity/aggregate.h"

#include <algorithm>

namespace charter {
namespace {

std::optional<Decimal> Sum(const std::vector<Decimal>& scores) {
  std::optional<Decimal> total = Decimal();
  for (const auto score : scores) {
    total = Decimal::Add(*total, score);
    if (!total) return std::nullopt;
  }
  return total;
}

std::optional<Decimal> Mean(const std::vector<Decimal>& scores, int places) {
  const auto total = Sum(scores);
  if (!total || scores.empty()) return std::nullopt;
  return Decimal::Ratio(*total, Decimal(static_cast<std::int64_t>(scores.size()), 0), places);
}

}  // namespace

std::optional<Decimal> Aggregate(const Aggregation& how, std::vector<Decimal> scores) {
  if (scores.empty()) return std::nullopt;
  std::sort(scores.begin(), scores.end());
  const auto count = static_cast<std::int64_t>(scores.size());
  switch (how.kind) {
    case Aggregation::Kind::kMean:
      return Mean(scores, how.places);
    case Aggregation::Kind::kSum: {
      const auto total = Sum(scores);
      return total ? total->Round(how.places) : std::nullopt;
    }
    case Aggregation::Kind::kMedian: {
      const auto middle = scores.begin() + (count - 1) / 2;
      return Mean(
          count % 2 == 1 ? std::vector<Decimal>{*middle} : std::vector<Decimal>{*middle, *(middle + 1)},
          how.places);
    }
    case Aggregation::Kind::kTrimmedMean:
      if (count >= how.from) {
        if (how.drop_high + how.drop_low >= count) return std::nullopt;
        scores.erase(scores.end() - how.drop_high, scores.end());
        scores.erase(scores.begin(), scores.begin() + how.drop_low);
      }
      return Mean(scores, how.places);
  }
  return std::nullopt;
}

std::optional<Decimal> Spread(const std::vector<Decimal>& scores) {
  if (scores.empty()) return std::nullopt;
  const auto [low, high] = std::minmax_element(scores.begin(), scores.end());
  return Decimal::Subtract(*high, *low);
}

std::optional<Decimal> WeightedMean(const std::vector<Weighted>& parts, int places) {
  Decimal total;
  Decimal weights;
  for (const auto& [score, weight] : parts) {
    const auto product = Decimal::Multiply(score, weight);
    const auto sum = product ? Decimal::Add(total, *product) : std::nullopt;
    const auto all = Decimal::Add(weights, weight);
    if (!sum || !all) return std::nullopt;
    total = *sum;
    weights = *all;
  }
  if (weights <= Decimal()) return std::nullopt;
  return Decimal::Ratio(total, weights, places);
}

}  // namespace charter
