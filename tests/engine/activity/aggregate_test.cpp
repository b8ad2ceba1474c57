#include "engine/activity/aggregate.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace charter {
namespace {

using Kind = Aggregation::Kind;

std::vector<Decimal> Scores(std::initializer_list<const char*> texts) {
  std::vector<Decimal> scores;
  for (const char* text : texts) scores.push_back(Decimal::Parse(text).value());
  return scores;
}

std::string Of(const Aggregation& how, std::initializer_list<const char*> texts) {
  const auto score = Aggregate(how, Scores(texts));
  return score ? score->ToString() : "none";
}

constexpr Aggregation kTrimmed{
    .kind = Kind::kTrimmedMean, .drop_high = 1, .drop_low = 1, .from = 5, .places = 2};

TEST(ATrimmedMean, DropsTheHighestAndTheLowest) {
  EXPECT_EQ(Of(kTrimmed, {"97.0", "91.2", "87.3", "95.8", "91.2", "93.6", "94.2"}), "93.20");
}

TEST(ATrimmedMean, CountsSixScoresWhereOneReviewerWasRecused) {
  EXPECT_EQ(Of(kTrimmed, {"85.1", "86.2", "84.9", "85.5", "82.7", "86.2"}), "85.43");
}

TEST(ATrimmedMean, DropsOneOfTwoEqualHighest) {
  EXPECT_EQ(Of(kTrimmed, {"90", "90", "80", "70", "60"}), "80.00");
}

TEST(ATrimmedMean, DropsNoneBelowTheNumberItSays) {
  EXPECT_EQ(Of(kTrimmed, {"90", "80", "61", "60"}), "72.75");
}

TEST(AnAggregate, OfNothingOrOfScoresThatAreAllDroppedIsNone) {
  EXPECT_EQ(Of(kTrimmed, {}), "none");
  EXPECT_EQ(Of({.kind = Kind::kTrimmedMean, .drop_high = 1, .drop_low = 1}, {"90", "80"}), "none");
}

TEST(AnAggregate, RoundsHalfUpOnceAtTheEnd) {
  EXPECT_EQ(Of({.kind = Kind::kMean, .places = 1}, {"0.05"}), "0.1");
  EXPECT_EQ(Of({.kind = Kind::kMean, .places = 2}, {"1", "1", "0"}), "0.67");
  EXPECT_EQ(Of({.kind = Kind::kMean, .places = 0}, {"81.5", "81.5", "81.4"}), "81");
}

TEST(AnAggregate, KnowsTheMedianAndTheSum) {
  EXPECT_EQ(Of({.kind = Kind::kMedian, .places = 2}, {"3", "1", "2"}), "2.00");
  EXPECT_EQ(Of({.kind = Kind::kMedian, .places = 2}, {"4", "1", "2", "3"}), "2.50");
  EXPECT_EQ(Of({.kind = Kind::kSum, .places = 1}, {"0.1", "0.2"}), "0.3");
}

TEST(AWeightedMean, WeighsPanels) {
  const auto total = WeightedMean({{Decimal(9320, 2), Decimal(7, 1)}, {Decimal(8965, 2), Decimal(3, 1)}}, 2);
  ASSERT_TRUE(total.has_value());
  EXPECT_EQ(total->ToString(), "92.14");
  EXPECT_FALSE(WeightedMean({{Decimal(9320, 2), Decimal()}}, 2).has_value());
}

TEST(TheSpread, IsTheHighestLessTheLowest) {
  EXPECT_EQ(Spread(Scores({"80.5", "92", "71.25"}))->ToString(), "20.75");
  EXPECT_FALSE(Spread({}).has_value());
}

// The definition in whole numbers: n * 10^2 * mean rounded half up equals what the sorted middle adds up to.
RC_GTEST_PROP(ATrimmedMean, EqualsTheExactRational, ()) {
  const auto tenths = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 1001));
  const auto high = *rc::gen::inRange(0, 3);
  const auto low = *rc::gen::inRange(0, 3);
  std::vector<Decimal> scores;
  for (const int score : tenths) scores.emplace_back(score, 1);
  const auto mean =
      Aggregate({.kind = Kind::kTrimmedMean, .drop_high = high, .drop_low = low, .places = 2}, scores);
  auto sorted = tenths;
  std::sort(sorted.begin(), sorted.end());
  const auto left = static_cast<std::int64_t>(sorted.size()) - high - low;
  if (left <= 0) {
    RC_ASSERT(!mean.has_value());
    return;
  }
  std::int64_t sum = 0;
  for (std::int64_t i = low; i < low + left; ++i) sum += sorted[static_cast<std::size_t>(i)];
  const std::int64_t hundredths = (sum * 10 * 2 + left) / (2 * left);
  RC_ASSERT(mean.has_value());
  RC_ASSERT(*mean == Decimal(hundredths, 2));
  std::reverse(scores.begin(), scores.end());
  RC_ASSERT(Aggregate({.kind = Kind::kTrimmedMean, .drop_high = high, .drop_low = low, .places = 2},
                      scores) == mean);
}

}  // namespace
}  // namespace charter
