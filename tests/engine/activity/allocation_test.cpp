#include "engine/activity/allocation.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

namespace charter {
namespace {

using Status = Placing::Status;

Decimal Yuan(std::int64_t amount) { return {amount, 0}; }

AllocationRules ThreePlaces(OnVacancy on_vacancy) {
  return {.pool = Yuan(100),
          .categories = {{"", {{"first", 1, Yuan(50)}, {"second", 1, Yuan(30)}, {"third", 1, Yuan(20)}}}},
          .on_vacancy = on_vacancy,
          .waiting = 1};
}

Candidate One(const char* id, std::int64_t score, const char* struck = "") {
  return {id, "", {Yuan(score)}, struck};
}

std::vector<Candidate> FiveWithTheSecondStruck() {
  return {One("a", 90), One("b", 85, "台账造假"), One("c", 80), One("d", 75), One("e", 70)};
}

std::string Shown(const Outcome<AllocationTable>& table) {
  if (!table) return "refused: " + table.error().message.en;
  std::string out;
  for (const auto& placing : table->placings) {
    static const std::map<Status, std::string> kNames{{Status::kAwarded, ""},
                                                      {Status::kWaiting, "waiting"},
                                                      {Status::kNotSelected, "-"},
                                                      {Status::kStruck, "struck"}};
    out += placing.id + ":" + kNames.at(placing.status) + placing.tier + " ";
  }
  return out + table->total.ToString() + "/" + table->left.ToString();
}

TEST(AVacancy, IsLeftVacant) {
  EXPECT_EQ(Shown(Allocate(ThreePlaces(OnVacancy::kLeaveVacant), FiveWithTheSecondStruck())),
            "a:first b:struck c:third d:waiting e:- 70.00/30.00");
}

TEST(AVacancy, MovesAllBelowUp) {
  EXPECT_EQ(Shown(Allocate(ThreePlaces(OnVacancy::kShiftUp), FiveWithTheSecondStruck())),
            "a:first b:struck c:second d:third e:waiting 100.00/0.00");
}

TEST(AVacancy, IsFilledAtTheBottomFromTheWaitingList) {
  EXPECT_EQ(Shown(Allocate(ThreePlaces(OnVacancy::kFillBottom), FiveWithTheSecondStruck())),
            "a:first b:struck c:third d:third e:- 90.00/10.00");
}

TEST(AnAllocation, GivesAReasonToEverybodyWithoutAnAward) {
  const auto table = Allocate(ThreePlaces(OnVacancy::kShiftUp), FiveWithTheSecondStruck());
  ASSERT_TRUE(table.has_value());
  for (const auto& placing : table->placings) {
    if (placing.status != Status::kAwarded) {
      EXPECT_FALSE(placing.reason.zh.empty()) << placing.id;
      EXPECT_FALSE(placing.reason.en.empty()) << placing.id;
    }
  }
}

TEST(AnAllocation, LeavesATieForPeopleToDecide) {
  const auto refused = Allocate(ThreePlaces(OnVacancy::kLeaveVacant),
                                {One("a", 90), One("b", 80), One("c", 80), One("d", 70)});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Code::guard_not_met);
  EXPECT_NE(refused.error().message.en.find("`b` and `c`"), std::string::npos);
}

TEST(AnAllocation, TakesATieThatMakesNoDifference) {
  auto rules = ThreePlaces(OnVacancy::kLeaveVacant);
  rules.categories[0].tiers = {{"first", 2, Yuan(50)}};
  const auto table = Allocate(rules, {One("a", 90), One("b", 90), One("c", 10)});
  ASSERT_TRUE(table.has_value());
  EXPECT_EQ(table->placings[1].rank, 1);
  EXPECT_EQ(table->placings[2].rank, 3);
}

TEST(AnAllocation, DecidesATieByWhatComesNextInTheOrder) {
  const auto table = Allocate(ThreePlaces(OnVacancy::kLeaveVacant),
                              {{"a", "", {Yuan(80), Yuan(1)}, ""}, {"b", "", {Yuan(80), Yuan(2)}, ""}});
  ASSERT_TRUE(table.has_value());
  EXPECT_EQ(table->placings[0].id, "b");
}

TEST(AnAllocation, NeverGoesPastThePool) {
  auto rules = ThreePlaces(OnVacancy::kLeaveVacant);
  rules.pool = Yuan(99);
  const auto refused = Allocate(rules, {One("a", 90), One("b", 80), One("c", 70)});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Code::pool_exceeded);
  EXPECT_TRUE(Allocate(rules, {One("a", 90), One("b", 80)}).has_value());
}

TEST(AnAllocation, RefusesWhatMakesNoSense) {
  const auto rules = ThreePlaces(OnVacancy::kLeaveVacant);
  EXPECT_FALSE(Allocate(rules, {One("a", 90), One("a", 80)}).has_value());
  EXPECT_FALSE(Allocate(rules, {{"a", "elsewhere", {Yuan(1)}, ""}}).has_value());
  auto growing = rules;
  std::swap(growing.categories[0].tiers[0], growing.categories[0].tiers[2]);
  EXPECT_FALSE(Allocate(growing, {One("a", 90)}).has_value());
}

using Row = std::map<std::string, std::string>;

std::vector<Row> Round2026() {
  std::ifstream file(std::string(CHARTER_SOURCE_DIR) + "/examples/liangzhou/subsidy_round_2026.csv");
  std::vector<Row> rows;
  std::vector<std::string> columns;
  for (std::string line; std::getline(file, line);) {
    std::erase(line, '\r');
    std::istringstream cells(line);
    if (columns.empty()) {
      for (std::string name; std::getline(cells, name, ',');) columns.push_back(name);
      continue;
    }
    Row row;
    for (const auto& column : columns) std::getline(cells, row[column], column == "note" ? '\n' : ',');
    rows.push_back(std::move(row));
  }
  return rows;
}

AllocationRules Rules2026() {
  const auto tiers = [](std::int64_t first, std::int64_t second, std::int64_t third) {
    return std::vector<Tier>{
        {"first", 2, Yuan(first)}, {"second", 3, Yuan(second)}, {"third", 5, Yuan(third)}};
  };
  return {.pool = Yuan(700000),
          .categories = {{"service_centre", tiers(50000, 30000, 22000)},
                         {"care_station", tiers(30000, 20000, 16000)},
                         {"nursing_room", tiers(30000, 20000, 16000)}},
          .on_vacancy = OnVacancy::kFillBottom,
          .waiting = 2};
}

std::vector<Candidate> Candidates2026(bool after_the_notice) {
  std::vector<Candidate> candidates;
  for (const auto& row : Round2026()) {
    if (row.at("total").empty()) continue;
    const bool struck = after_the_notice && row.at("status") == "award_revoked";
    candidates.push_back({row.at("id"),
                          row.at("category"),
                          {Decimal::Parse(row.at("total")).value(), Decimal::Parse(row.at("onsite")).value()},
                          struck ? "使用记录造假" : ""});
  }
  return candidates;
}

TEST(TheRoundOf2026, ProposesItsRanksTiersAndAmounts) {
  const auto table = Allocate(Rules2026(), Candidates2026(false));
  ASSERT_TRUE(table.has_value()) << table.error().message.en;
  std::map<std::string, Placing> by_id;
  for (const auto& placing : table->placings) by_id[placing.id] = placing;
  int awards = 0;
  for (const auto& row : Round2026()) {
    if (row.at("rank").empty()) continue;
    const Placing& placing = by_id.at(row.at("id"));
    EXPECT_EQ(std::to_string(placing.rank), row.at("rank")) << placing.id;
    EXPECT_EQ(placing.amount, Decimal::Parse(row.at("amount_proposed")).value()) << placing.id;
    awards += placing.status == Status::kAwarded ? 1 : 0;
  }
  EXPECT_EQ(awards, 30);
  EXPECT_EQ(table->total, Yuan(700000));
  EXPECT_EQ(table->left, Yuan(0));
}

TEST(TheRoundOf2026, PromotesOneAfterTheObjectionWasUpheld) {
  const auto table = Allocate(Rules2026(), Candidates2026(true));
  ASSERT_TRUE(table.has_value()) << table.error().message.en;
  std::map<std::string, Placing> by_id;
  for (const auto& placing : table->placings) by_id[placing.id] = placing;
  const std::map<Status, std::string> states{{Status::kAwarded, "awarded"},
                                             {Status::kWaiting, "waitlisted"},
                                             {Status::kNotSelected, "not_selected"},
                                             {Status::kStruck, "award_revoked"}};
  for (const auto& row : Round2026()) {
    if (row.at("rank").empty()) continue;
    const Placing& placing = by_id.at(row.at("id"));
    EXPECT_EQ(states.at(placing.status), row.at("status")) << placing.id;
    EXPECT_EQ(placing.amount, Decimal::Parse(row.at("amount_final")).value()) << placing.id;
  }
  EXPECT_EQ(table->total, Yuan(700000));
}

RC_GTEST_PROP(AnAllocation, NeverExceedsThePoolAndFollowsTheRank, ()) {
  AllocationRules rules;
  rules.pool = Yuan(*rc::gen::inRange(0, 2000));
  rules.on_vacancy = static_cast<OnVacancy>(*rc::gen::inRange(0, 3));
  rules.waiting = *rc::gen::inRange(0, 3);
  Category category;
  std::int64_t amount = 300;
  for (const char* tier : {"first", "second", "third"}) {
    amount -= *rc::gen::inRange(0, 100);
    category.tiers.push_back({tier, *rc::gen::inRange(0, 4), Yuan(amount)});
  }
  rules.categories.push_back(category);
  std::vector<Candidate> candidates;
  const int count = *rc::gen::inRange(0, 15);
  for (int i = 0; i < count; ++i) {
    const int score = *rc::gen::inRange(0, 1000);
    candidates.push_back(
        {"c" + std::to_string(i), "", {Yuan(score), Yuan(i)}, *rc::gen::inRange(0, 5) == 0 ? "x" : ""});
  }
  const auto table = Allocate(rules, candidates);
  if (!table) {
    RC_ASSERT(table.error().code == Code::pool_exceeded);
    return;
  }
  RC_ASSERT(table->total <= rules.pool);
  RC_ASSERT(Decimal::Add(table->total, table->left).value() == rules.pool);
  RC_ASSERT(table->placings.size() == candidates.size());
  const Placing* above = nullptr;
  std::map<std::string, std::int64_t> given;
  for (const auto& placing : table->placings) {
    if (placing.status == Status::kAwarded) ++given[placing.tier];
    if (placing.status == Status::kStruck) continue;
    if (above != nullptr) RC_ASSERT(above->amount >= placing.amount);
    above = &placing;
  }
  std::int64_t places = 0;
  std::int64_t awards = 0;
  for (const auto& tier : category.tiers) {
    places += tier.count;
    awards += given[tier.id];
  }
  RC_ASSERT(awards <= places);
  auto shuffled = candidates;
  std::reverse(shuffled.begin(), shuffled.end());
  const auto again = Allocate(rules, shuffled);
  RC_ASSERT(again.has_value());
  for (std::size_t i = 0; i < table->placings.size(); ++i) {
    RC_ASSERT(again->placings[i].id == table->placings[i].id);
    RC_ASSERT(again->placings[i].amount == table->placings[i].amount);
  }
}

std::string Amounts(const SharingRules& rules, const std::vector<std::int64_t>& weights) {
  std::vector<Sharer> sharers;
  for (const auto weight : weights) sharers.push_back({std::to_string(sharers.size()), Yuan(weight)});
  const auto shared = ShareOut(rules, sharers);
  if (!shared) return "refused: " + shared.error().message.en;
  std::string out;
  for (const auto& one : *shared) out += (out.empty() ? "" : " ") + one.amount.ToString();
  return out;
}

TEST(ASharedPool, IsDividedInProportionToTheLastFen) {
  EXPECT_EQ(Amounts({.pool = Yuan(100)}, {1, 1, 1}), "33.34 33.33 33.33");
  EXPECT_EQ(Amounts({.pool = Yuan(100), .round_to = Yuan(10)}, {60, 30, 10}), "60 30 10");
  EXPECT_EQ(Amounts({.pool = Yuan(100), .round_to = Yuan(10)}, {50, 35, 15}), "50 40 10");
}

TEST(ASharedPool, KeepsToItsBoundsAndGivesTheRestToTheOthers) {
  EXPECT_EQ(Amounts({.pool = Yuan(100), .maximum = Yuan(40), .round_to = Yuan(1)}, {80, 10, 10}), "40 30 30");
  EXPECT_EQ(Amounts({.pool = Yuan(100), .minimum = Yuan(20), .round_to = Yuan(1)}, {80, 10, 10}), "60 20 20");
}

TEST(ASharedPool, ThatCannotGiveAllTheMinimumLeavesOutThoseOfTheLeastWeight) {
  EXPECT_EQ(Amounts({.pool = Yuan(50), .minimum = Yuan(20), .round_to = Yuan(1)}, {10, 30, 20}), "0 30 20");
}

TEST(ASharedPool, RefusesBoundsThatNothingFits) {
  EXPECT_TRUE(
      Amounts({.pool = Yuan(50), .minimum = Yuan(30), .maximum = Yuan(20)}, {1}).starts_with("refused"));
  EXPECT_TRUE(Amounts({.pool = Yuan(50), .round_to = Yuan(0)}, {1}).starts_with("refused"));
  EXPECT_TRUE(Amounts({.pool = Yuan(50)}, {1, 0}).starts_with("refused"));
  EXPECT_TRUE(Amounts({.pool = Yuan(50), .minimum = Yuan(4), .maximum = Yuan(6), .round_to = Yuan(7)}, {1})
                  .starts_with("refused"));
}

RC_GTEST_PROP(ASharedPool, IsNeverExceededAndFollowsTheWeights, ()) {
  SharingRules rules;
  rules.pool = Decimal(*rc::gen::inRange(0, 100000), 2);
  rules.round_to = Decimal(*rc::gen::inRange(1, 500), 2);
  if (*rc::gen::arbitrary<bool>()) rules.minimum = Decimal(*rc::gen::inRange(0, 5000), 2);
  if (*rc::gen::arbitrary<bool>()) rules.maximum = Decimal(*rc::gen::inRange(0, 50000), 2);
  std::vector<Sharer> sharers;
  const int count = *rc::gen::inRange(0, 12);
  for (int i = 0; i < count; ++i)
    sharers.push_back({std::to_string(i), Decimal(*rc::gen::inRange(1, 1000), *rc::gen::inRange(0, 3))});
  const auto shared = ShareOut(rules, sharers);
  if (!shared) return;
  Decimal total;
  for (std::size_t i = 0; i < shared->size(); ++i) {
    const Decimal amount = (*shared)[i].amount;
    total = Decimal::Add(total, amount).value();
    if (amount == Decimal()) continue;
    if (rules.minimum) RC_ASSERT(amount >= *rules.minimum);
    if (rules.maximum) RC_ASSERT(amount <= *rules.maximum);
    for (std::size_t j = 0; j < shared->size(); ++j) {
      if (sharers[i].weight < sharers[j].weight) RC_ASSERT(amount <= (*shared)[j].amount);
    }
  }
  RC_ASSERT(total <= rules.pool);
  // Unless a maximum stops it, less than one step of the rounding is left of a pool that all share.
  const bool all_paid =
      std::all_of(shared->begin(), shared->end(), [](const Shared& s) { return s.amount > Decimal(); });
  if (!rules.maximum && !rules.minimum && all_paid && !sharers.empty())
    RC_ASSERT(Decimal::Subtract(rules.pool, total).value() < rules.round_to);
}

}  // namespace
}  // namespace charter
