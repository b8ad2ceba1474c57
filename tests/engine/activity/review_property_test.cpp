#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <random>

#include "engine/activity/draw.h"
#include "engine/data/json.h"
#include "tests/engine/activity/review_under_test.h"

namespace charter {
namespace {

using Review = ReviewUnderTest;

std::vector<Reviewer> People(int count) {
  std::vector<Reviewer> people;
  for (int i = 0; i < count; ++i) people.push_back({"r" + std::to_string(i), "away", i % 3});
  return people;
}

// Random sheets in hundredths, handed in by a review: the score is the rational, rounded half up once.
RC_GTEST_PROP(AReviewByTrimmedMean, EqualsTheExactRational, ()) {
  const int count = *rc::gen::inRange(1, 12);
  const auto points =
      *rc::gen::container<std::vector<int>>(static_cast<std::size_t>(count) * 2, rc::gen::inRange(0, 5001));
  const int high = *rc::gen::inRange(0, 3);
  const int low = *rc::gen::inRange(0, 3);
  const int from = std::max(high + low + 1, *rc::gen::inRange(0, 8));
  Review review(Review::Settings(Review::Reviewers(1), Review::Trimmed(high, low, from)), People(count));
  std::vector<std::string> ids;
  std::vector<int> totals;
  for (int i = 0; i < count; ++i) {
    ids.push_back("r" + std::to_string(i));
    totals.push_back(points[static_cast<std::size_t>(2 * i)] + points[static_cast<std::size_t>(2 * i + 1)]);
  }
  RC_ASSERT(review.Assign(ids) == "");
  auto order = ids;
  std::shuffle(order.begin(), order.end(), std::mt19937(*rc::gen::arbitrary<std::uint32_t>()));
  for (const auto& id : order) {
    const auto at = static_cast<std::size_t>(std::stoi(id.substr(1)));
    RC_ASSERT(review.Score(id, Decimal(points[2 * at], 2), Decimal(points[2 * at + 1], 2)) == "");
  }
  std::sort(totals.begin(), totals.end());
  auto first = totals.begin();
  auto last = totals.end();
  if (count >= from) {
    first += low;
    last -= high;
  }
  std::int64_t sum = 0;
  for (auto total = first; total != last; ++total) sum += *total;
  const std::int64_t kept = last - first;
  RC_ASSERT(review.Number("score") == Decimal((2 * sum + kept) / (2 * kept), 2));
  RC_ASSERT(review.Number("spread") == Decimal(totals.back() - totals.front(), 2));
  RC_ASSERT(review.outcome.Find("count")->AsInt() == count);
}

RC_GTEST_PROP(AReview, ComesToTheSameInWhateverOrderItIsScored, ()) {
  const int count = *rc::gen::inRange(2, 8);
  const auto points =
      *rc::gen::container<std::vector<int>>(static_cast<std::size_t>(count), rc::gen::inRange(0, 5001));
  std::vector<std::string> ids;
  for (int i = 0; i < count; ++i) ids.push_back("r" + std::to_string(i));
  const auto run = [&](const std::vector<std::string>& order) {
    Review review(Review::Settings(Review::Reviewers(1), Value::String("median")), People(count));
    review.Assign(ids);
    for (const auto& id : order)
      review.Score(id, Decimal(points[static_cast<std::size_t>(std::stoi(id.substr(1)))], 2));
    // Whoever looks on from outside is shown the same, too: the numbers are not the order of scoring.
    return WriteJson(review.outcome) + WriteJson(review.ShownTo("outsider"));
  };
  auto order = ids;
  std::shuffle(order.begin(), order.end(), std::mt19937(*rc::gen::arbitrary<std::uint32_t>()));
  RC_ASSERT(run(order) == run(ids));
}

// What was recorded gives the same again, and who may not is never drawn.
RC_GTEST_PROP(ADrawnReview, RepeatsFromItsRecordAndNeverTakesAnybodyInConflict, ()) {
  const bool balanced = *rc::gen::arbitrary<bool>();
  const int count = *rc::gen::inRange(1, 5);
  std::vector<Reviewer> people;
  const auto orgs = *rc::gen::container<std::vector<int>>(12, rc::gen::inRange(0, 4));
  for (std::size_t i = 0; i < orgs.size(); ++i) {
    const char* org = orgs[i] == 0 ? "mill" : orgs[i] == 1 ? "" : orgs[i] == 2 ? "barred" : "away";
    people.push_back(
        {"r" + std::to_string(i), org, static_cast<std::int64_t>(i % 4), {i % 5 == 4 ? "clerk" : "expert"}});
  }
  const auto rule = [](const Value& person) -> Outcome<Value> {
    return Value::Bool(person.Find("org")->AsString() == "barred");
  };
  const Value settings = Review::Settings(Review::Reviewers(1, balanced ? "balanced" : "random", count));
  Review review(settings, people);
  review.item.conflict = rule;
  const std::string seed = std::to_string(*rc::gen::arbitrary<std::uint32_t>());
  const Value nothing = Value::Map(std::vector<Value::Entry>{});
  const bool drawn = review.Do("boss", "assign", nothing, seed).empty();
  if (drawn) {
    review.Do(review.Seated().front(), "recuse", Value::Map({{"reason", Value::String("kin")}}), seed + "1");
  } else {
    RC_ASSERT(review.refusal.code == Code::too_few_reviewers);
  }
  for (const auto& reviewer : review.state.Find("reviewers")->AsList()) {
    const std::string id(reviewer.Find("person")->AsString());
    const auto person =
        std::find_if(people.begin(), people.end(), [&](const Reviewer& p) { return p.id == id; });
    RC_ASSERT(person->org == "away");
    RC_ASSERT(person->roles.front() == "expert");
  }
  Review again(settings);
  again.item.conflict = rule;
  again.item.clock = review.item.clock - static_cast<std::int64_t>(review.acts.size());
  for (const auto& act : review.acts) {
    ++again.item.clock;
    again.state =
        again.rules().Take(again.state, {act.verb, act.input, &act.actor, act.facts}, again.item)->state;
  }
  RC_ASSERT(WriteJson(again.state) == WriteJson(review.state));
}

RC_GTEST_PROP(ADraw, DoesNotDependOnTheOrderOfCandidates, ()) {
  auto ids = *rc::gen::unique<std::vector<int>>(rc::gen::inRange(0, 1000));
  const auto count = *rc::gen::inRange<std::size_t>(0, 6);
  const bool by_load = *rc::gen::arbitrary<bool>();
  std::vector<Entrant> entrants;
  for (const int id : ids) entrants.push_back({std::to_string(id), id % 4});
  const auto drawn = Draw(entrants, count, "5eed", by_load);
  RC_ASSERT(drawn.size() == std::min(count, entrants.size()));
  std::reverse(entrants.begin(), entrants.end());
  RC_ASSERT(Draw(entrants, count, "5eed", by_load) == drawn);
}

TEST(ADraw, GivesEverybodyTheSameChance) {
  std::map<std::string, int> wins;
  const std::vector<Entrant> people{{"chen"}, {"li"}, {"wang"}, {"zhang"}, {"zhao"}};
  for (int seed = 0; seed < 5000; ++seed) {
    for (const auto& id : Draw(people, 2, std::to_string(seed), false)) ++wins[id];
  }
  for (const auto& person : people) EXPECT_NEAR(wins[person.id], 2000, 150) << person.id;
}

// Pinned, so that what was drawn once can be checked for good.
TEST(ADraw, StaysAsItIsDocumented) {
  const std::vector<Entrant> people{{"chen"}, {"li"}, {"wang"}, {"zhang"}, {"zhao"}};
  EXPECT_EQ(Draw(people, 2, "00000000000000aa", false), (std::vector<std::string>{"chen", "zhao"}));
}

}  // namespace
}  // namespace charter
