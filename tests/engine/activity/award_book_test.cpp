#include "engine/activity/award_book.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace charter {
namespace {

using Decided = AwardDecision::Kind;

Decimal Yuan(std::int64_t amount) { return {amount, 0}; }

AwardBook FourForTwoPlaces() {
  AwardBook book;
  book.rules = {.pool = Yuan(90),
                .categories = {{"", {{"first", 1, Yuan(50)}, {"second", 1, Yuan(30)}}}},
                .on_vacancy = OnVacancy::kFillBottom,
                .waiting = 1};
  book.candidates = {{"a", "", {Yuan(90)}, ""},
                     {"b", "", {Yuan(80)}, ""},
                     {"c", "", {Yuan(80)}, ""},
                     {"d", "", {Yuan(60)}, ""}};
  return book;
}

std::string Shown(const Outcome<AllocationTable>& table) {
  if (!table) return std::string(InfoOf(table.error().code).name);
  std::string out;
  for (const auto& placing : table->placings) out += placing.id + ":" + placing.amount.ToString() + " ";
  return out + "left " + table->left.ToString();
}

TEST(AnAwardBook, LetsPeopleDecideBetweenEquals) {
  AwardBook book = FourForTwoPlaces();
  EXPECT_EQ(Shown(TableOf(book)), "guard_not_met");
  book.decisions.push_back({Decided::kRank, {"c", "b"}, "", {}, "会议决定"});
  EXPECT_EQ(Shown(TableOf(book)), "a:50 c:30 b:0.00 d:0.00 left 10.00");
}

TEST(AnAwardBook, KeepsARankFromMovingAnybodyPastABetterScore) {
  AwardBook book = FourForTwoPlaces();
  book.decisions.push_back({Decided::kRank, {"d", "c", "b", "a"}, "", {}, "x"});
  EXPECT_EQ(Shown(TableOf(book)), "a:50 c:30 b:0.00 d:0.00 left 10.00");
}

TEST(AnAwardBook, FillsThePlaceOfWhoIsStruckOff) {
  AwardBook book = FourForTwoPlaces();
  book.decisions.push_back({Decided::kRank, {"b", "c"}, "", {}, "x"});
  book.decisions.push_back({Decided::kStrike, {"b"}, "", {}, "台账造假"});
  const auto table = TableOf(book);
  EXPECT_EQ(Shown(table), "a:50 b:0.00 c:30 d:0.00 left 10.00");
  EXPECT_EQ(table->placings[1].reason.zh, "取消：台账造假");
  book.decisions.push_back({Decided::kRestore, {"b"}, "", {}, "复核无误"});
  EXPECT_EQ(Shown(TableOf(book)), "a:50 b:30 c:0.00 d:0.00 left 10.00");
}

TEST(AnAwardBook, AdjustsWithinThePoolOnly) {
  AwardBook book = FourForTwoPlaces();
  book.decisions.push_back({Decided::kRank, {"b", "c"}, "", {}, "x"});
  book.decisions.push_back({Decided::kAdjust, {"c"}, "", Yuan(10), "特别贡献"});
  EXPECT_EQ(Shown(TableOf(book)), "a:50 b:30 c:10 d:0.00 left 0.00");
  book.decisions.push_back({Decided::kAdjust, {"d"}, "", Decimal(1, 2), "再加一分"});
  EXPECT_EQ(Shown(TableOf(book)), "pool_exceeded");
  book.decisions.push_back({Decided::kAdjust, {"a"}, "", Yuan(0), "自愿放弃"});
  EXPECT_EQ(Shown(TableOf(book)), "a:0 b:30 c:10 d:0.01 left 49.99");
}

TEST(AnAwardBook, SharesThePoolByWeightAndSaysWhyOneGetsNothing) {
  AwardBook book;
  book.sharing = SharingRules{Yuan(100), Yuan(20), std::nullopt, Yuan(1)};
  book.candidates = {{"a", "", {}, ""}, {"b", "", {}, ""}, {"c", "", {}, "造假"}, {"d", "", {}, ""}};
  book.weights = {Yuan(1), Yuan(3), Yuan(9), Yuan(0)};
  const auto table = TableOf(book);
  EXPECT_EQ(Shown(table), "c:0.00 b:75 a:25 d:0.00 left 0.00");
  for (const auto& placing : table->placings)
    EXPECT_EQ(placing.reason.empty(), placing.status == Placing::Status::kAwarded) << placing.id;
}

RC_GTEST_PROP(AnAwardBook, NeverGivesOutMoreThanThePoolWhateverIsDecided, ()) {
  AwardBook book;
  book.rules.pool = Yuan(*rc::gen::inRange(0, 1000));
  book.rules.on_vacancy = static_cast<OnVacancy>(*rc::gen::inRange(0, 3));
  book.rules.waiting = 2;
  book.rules.categories = {
      {"", {{"first", *rc::gen::inRange(0, 3), Yuan(200)}, {"second", *rc::gen::inRange(0, 3), Yuan(100)}}}};
  const int count = *rc::gen::inRange(1, 8);
  for (int i = 0; i < count; ++i)
    book.candidates.push_back({"c" + std::to_string(i), "", {Yuan(*rc::gen::inRange(0, 100)), Yuan(i)}, ""});
  const int decisions = *rc::gen::inRange(0, 12);
  for (int i = 0; i < decisions; ++i) {
    const auto kind = static_cast<Decided>(*rc::gen::inRange(1, 4));
    const std::string who = "c" + std::to_string(*rc::gen::inRange(0, count));
    // As the activity does: a decision that the table does not bear is not taken.
    AwardBook next = book;
    next.decisions.push_back({kind, {who}, "", Yuan(*rc::gen::inRange(0, 300)), "r"});
    if (TableOf(next)) book = std::move(next);
  }
  const auto table = TableOf(book);
  if (!table) {
    RC_ASSERT(table.error().code == Code::pool_exceeded);
    return;
  }
  Decimal total;
  for (const auto& placing : table->placings) {
    total = Decimal::Add(total, placing.amount).value();
    RC_ASSERT((placing.status == Placing::Status::kAwarded) == (placing.amount > Decimal()));
    if (placing.status != Placing::Status::kAwarded)
      RC_ASSERT(!placing.reason.zh.empty() && !placing.reason.en.empty());
  }
  RC_ASSERT(total == table->total);
  RC_ASSERT(total <= book.rules.pool);
  RC_ASSERT(table->placings.size() == book.candidates.size());
}

}  // namespace
}  // namespace charter
