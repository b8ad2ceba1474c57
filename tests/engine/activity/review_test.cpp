#include <gtest/gtest.h>

#include "engine/data/json.h"
#include "tests/engine/activity/review_under_test.h"

namespace charter {
namespace {

using Review = ReviewUnderTest;

Decimal N(const char* text) { return Decimal::Parse(text).value(); }

std::vector<Reviewer> Experts() {
  return {{"a", "north"}, {"b", "south"}, {"c", "east"}, {"d", "west"}, {"own", "mill"}, {"lost", ""}};
}

Value Recusal(const char* person = nullptr, const char* replacement = nullptr) {
  Value input = Value::Map({{"reason", Value::String("知情")}});
  if (person != nullptr) input = With(input, {{"person", Value::String(person)}});
  if (replacement != nullptr) input = With(input, {{"replacement", Value::String(replacement)}});
  return input;
}

TEST(AReview, IsCompleteWhenEveryReviewerHasScored) {
  Review review(Review::Settings(Review::Reviewers(2)), Experts());
  EXPECT_EQ(review.Assign({"a", "b", "c"}), "");
  EXPECT_EQ(review.Score("a", N("40"), N("41.5")), "");
  EXPECT_EQ(review.Score("b", N("30.25"), N("50")), "");
  EXPECT_TRUE(review.outcome.is(Kind::kAbsent)) << "the third has not scored yet";
  EXPECT_EQ(review.Score("c", N("0"), N("0.1")), "");
  EXPECT_EQ(review.Number("score").ToString(), "53.95");
  EXPECT_EQ(review.Number("spread").ToString(), "81.4");
  EXPECT_EQ(review.outcome.Find("count")->AsInt(), 3);
  EXPECT_EQ(review.outcome.Find("criteria")->Find("need")->AsDecimal().ToString(), "23.42");
  EXPECT_EQ(review.outcome.Find("criteria")->Find("benefit")->AsDecimal().ToString(), "30.53");
}

TEST(AReview, TakesNoScoreForAMissingOne) {
  Review review(Review::Settings(Review::Reviewers(2)), Experts());
  review.Assign({"a", "b", "c"});
  review.Score("a", N("40"));
  EXPECT_EQ(review.Do("boss", "close", Recusal()), "too_few_scores");
  review.Score("b", N("50"));
  EXPECT_EQ(review.Do("boss", "close", Recusal()), "");
  EXPECT_FALSE(review.last.sealed) << "who closed it is no secret";
  EXPECT_EQ(review.Number("score").ToString(), "45.00");
  EXPECT_EQ(review.outcome.Find("count")->AsInt(), 2);
}

TEST(AReview, RefusesPointsOutsideOfTheSheet) {
  Review review(Review::Settings(Review::Reviewers(1)), Experts());
  review.Assign({"a"});
  EXPECT_EQ(review.Score("a", N("50.0001"), N("1")), "input_invalid");
  ASSERT_EQ(review.refusal.fields.size(), 1U);
  EXPECT_EQ(review.refusal.fields.front().pointer, "/scores/need");
  EXPECT_EQ(review.Score("a", N("-1"), N("1")), "input_invalid");
  EXPECT_EQ(review.Score("a", N("1.00001"), N("1")), "input_invalid");
  EXPECT_EQ(review.Do("a", "score", Value::Map({{"scores", Value::Map({{"need", Value::Int(1)}})}})),
            "input_invalid");
}

TEST(AReview, AssignsNobodyOfTheItemsOrganisation) {
  Review review(Review::Settings(Review::Reviewers(1)), Experts());
  EXPECT_EQ(review.Assign({"a", "own"}), "in_conflict");
  EXPECT_EQ(review.refusal.details, std::vector<std::string>{"own"});
  EXPECT_NE(review.refusal.message.en.find("of the item's own organisation"), std::string::npos);
  EXPECT_TRUE(review.Seated().empty()) << "a refused assignment seats nobody";
}

TEST(AReview, CountsWhoIsNotKnownAsInConflict) {
  Review review(Review::Settings(Review::Reviewers(1)), Experts());
  EXPECT_EQ(review.Assign({"lost"}), "in_conflict");
  EXPECT_EQ(review.Assign({"stranger"}), "in_conflict");
  EXPECT_EQ(review.Assign({"lost", "stranger", "own"}), "in_conflict");
  EXPECT_EQ(review.refusal.details.size(), 3U);
}

TEST(AReview, AddsTheRuleOfTheWorkflowToItsOwn) {
  Review review(Review::Settings(Review::Reviewers(1)), Experts());
  review.item.conflict = [](const Value& person) -> Outcome<Value> {
    return Value::Bool(person.Find("org")->AsString() == "north");
  };
  EXPECT_EQ(review.Assign({"a"}), "in_conflict");
  EXPECT_EQ(review.Assign({"own"}), "in_conflict");
  EXPECT_EQ(review.Assign({"b"}), "");
}

TEST(AReview, CountsARuleThatFailsAsAConflict) {
  Review review(Review::Settings(Review::Reviewers(1)), Experts());
  review.item.conflict = [](const Value&) -> Outcome<Value> {
    return tl::unexpected(Refusal{Code::guard_failed, {}, {}, {}, {}});
  };
  EXPECT_EQ(review.Assign({"a"}), "in_conflict");
}

TEST(AReview, TakesNoScoreOfAReviewerWhoHasMovedToTheItemsOrganisation) {
  Review before(Review::Settings(Review::Reviewers(1)), Experts());
  before.Assign({"a"});
  Review after(Review::Settings(Review::Reviewers(1)), {{"a", "mill"}});
  after.state = before.state;
  EXPECT_EQ(after.Score("a", N("1")), "in_conflict");
  EXPECT_EQ(after.Do("a", "recuse", Recusal()), "");
}

TEST(AReview, IsOrganisedByNobodyInConflict) {
  Review review(Review::Settings(Review::Reviewers(1)), {{"a", "north"}, {"kin", "mill", 0, {"office"}}});
  EXPECT_EQ(review.Do("kin", "assign", Review::People({"a"})), "in_conflict");
  review.Assign({"a"});
  EXPECT_EQ(review.Do("kin", "unassign", Recusal("a")), "in_conflict");
  EXPECT_EQ(review.Do("kin", "recuse", Recusal("a")), "not_assigned");
  EXPECT_EQ(review.Do("kin", "close", Recusal()), "in_conflict");
  EXPECT_EQ(review.ShownTo("kin").Find("reviewers"), nullptr);
  EXPECT_NE(review.ShownTo("boss").Find("reviewers"), nullptr);
}

TEST(AReview, SeatsNobodyTwiceAndNoMoreThanTheMost) {
  auto reviewers = With(Review::Reviewers(1), {{"max", Value::Int(2)}});
  Review review(Review::Settings(reviewers), Experts());
  EXPECT_EQ(review.Assign({"a"}), "");
  EXPECT_EQ(review.Assign({"a"}), "not_allowed");
  EXPECT_EQ(review.Assign({"b", "c"}), "not_allowed");
  EXPECT_EQ(review.Assign({"b"}), "");
}

TEST(AReview, LetsAReviewerGoWhoHasNotScored) {
  Review review(Review::Settings(Review::Reviewers(1)), Experts());
  review.Assign({"a", "b"});
  review.Score("a", N("10"));
  EXPECT_EQ(review.Do("boss", "unassign", Recusal("a")), "not_allowed");
  EXPECT_EQ(review.Do("boss", "unassign", Recusal("b")), "");
  EXPECT_EQ(review.Number("score").ToString(), "10.00");
}

TEST(AReview, DoesNotCountWhoIsRecused) {
  Review review(Review::Settings(Review::Reviewers(1)), Experts());
  review.Assign({"a", "b", "c"});
  review.Score("a", N("10"));
  review.Score("b", N("50"));
  EXPECT_EQ(review.Do("boss", "recuse", Recusal("b")), "");
  EXPECT_EQ(review.Assign({"b"}), "in_conflict") << "a conflict once declared stays";
  EXPECT_EQ(review.Do("c", "recuse", Recusal()), "");
  EXPECT_EQ(review.Number("score").ToString(), "10.00");
  EXPECT_EQ(review.outcome.Find("count")->AsInt(), 1);
}

TEST(AReview, LetsAnOrganiserNameTheReplacement) {
  Review review(Review::Settings(Review::Reviewers(1)), Experts());
  review.Assign({"a"});
  EXPECT_EQ(review.Do("a", "recuse", Recusal(nullptr, "b")), "not_allowed");
  EXPECT_EQ(review.Do("boss", "recuse", Recusal("a", "own")), "in_conflict");
  EXPECT_EQ(review.Do("boss", "recuse", Recusal("a", "b")), "");
  EXPECT_EQ(review.Seated(), std::vector<std::string>{"b"});
}

TEST(AReview, DrawsFromThoseWhoAreFreeOfConflict) {
  Review review(Review::Settings(Review::Reviewers(2, "random", 4)), Experts());
  EXPECT_EQ(review.Do("boss", "assign", Value::Map(std::vector<Value::Entry>{})), "");
  auto seated = review.Seated();
  std::sort(seated.begin(), seated.end());
  EXPECT_EQ(seated, (std::vector<std::string>{"a", "b", "c", "d"}));
  EXPECT_EQ(review.Do("boss", "assign", Value::Map(std::vector<Value::Entry>{})), "not_allowed");
  EXPECT_EQ(review.Do("boss", "assign", Review::People({"a"})), "not_allowed");
}

TEST(AReview, SaysHowManyAreMissingForADraw) {
  Review review(Review::Settings(Review::Reviewers(2, "random", 5)), Experts());
  EXPECT_EQ(review.Do("boss", "assign", Value::Map(std::vector<Value::Entry>{})), "too_few_reviewers");
  EXPECT_TRUE(review.Seated().empty());
}

TEST(AReview, DrawsTheReplacementOfWhoIsRecused) {
  Review review(Review::Settings(Review::Reviewers(2, "random", 3)), Experts());
  review.Do("boss", "assign", Value::Map(std::vector<Value::Entry>{}));
  const auto before = review.Seated();
  EXPECT_EQ(review.Do(before.front(), "recuse", Recusal()), "");
  EXPECT_EQ(review.Seated().size(), 3U);
  EXPECT_EQ(review.Do(before.back(), "recuse", Recusal()), "") << "with nobody left the recusal stands";
  EXPECT_EQ(review.Seated().size(), 2U);
}

TEST(AReview, DrawsThoseWithTheLeastToDo) {
  Review review(Review::Settings(Review::Reviewers(2, "balanced", 2)),
                {{"a", "north", 7}, {"b", "south", 2}, {"c", "east", 9}, {"d", "west", 0}});
  review.Do("boss", "assign", Value::Map(std::vector<Value::Entry>{}));
  EXPECT_EQ(review.Seated(), (std::vector<std::string>{"b", "d"}));
}

TEST(AReview, AmendsUntilItIsCompleteAndWithAReason) {
  Review review(Review::Settings(Review::Reviewers(2)), Experts());
  review.Assign({"a", "b"});
  EXPECT_EQ(review.Do("a", "amend", With(Review::Points(N("1"), N("1")), {{"reason", Value::String("x")}})),
            "not_allowed");
  review.Score("a", N("10"));
  EXPECT_EQ(review.Score("a", N("20")), "not_allowed");
  EXPECT_EQ(review.Do("a", "amend", With(Review::Points(N("20"), N("0")), {{"reason", Value::String("x")}})),
            "");
  review.Score("b", N("30"));
  EXPECT_EQ(review.Number("score").ToString(), "25.00");
}

TEST(AReview, WeighsItsPanels) {
  const auto panel = [](const char* id, const char* sheet, Decimal weight, const Value& aggregate) {
    return Value::Map({{"id", Value::String(id)},
                       {"sheet", Value::String(sheet)},
                       {"reviewers", Review::Reviewers(1)},
                       {"weight", Value::Of(weight)},
                       {"aggregate", aggregate}});
  };
  const Value settings =
      Value::Map({{"panels", Value::List({panel("expert", "s", N("0.7"), Value::String("mean")),
                                          panel("site", "site", N("0.3"), Value::String("median"))})},
                  {"by", Value::List({Value::String("office")})}});
  EXPECT_TRUE(ReviewMistakes({"experts", settings, &Review::Sheets()}).empty());
  Review review(settings, Experts());
  const auto assign = [&](const char* who, const char* to) {
    return review.Do("boss", "assign", With(Review::People({who}), {{"panel", Value::String(to)}}));
  };
  EXPECT_EQ(assign("a", "expert"), "");
  EXPECT_EQ(assign("a", "site"), "not_allowed") << "nobody sits on two panels";
  EXPECT_EQ(assign("b", "site"), "");
  EXPECT_EQ(review.Score("a", N("50"), N("43.2")), "");
  EXPECT_EQ(review.Score("b", N("50"), N("39.65")), "input_invalid") << "each on the sheet of his panel";
  EXPECT_EQ(review.Do("b", "score", Value::Map({{"scores", Value::Map({{"show", Value::Of(N("89.65"))}})}})),
            "");
  EXPECT_EQ(review.Number("score").ToString(), "92.14");
  const Value& panels = *review.outcome.Find("panels");
  EXPECT_EQ(panels.Find("expert")->Find("score")->AsDecimal().ToString(), "93.20");
  EXPECT_EQ(panels.Find("site")->Find("criteria")->Find("show")->AsDecimal().ToString(), "89.65");
}

TEST(ABlindReview, TellsOthersNothingUntilItIsComplete) {
  Review review(Review::Settings(Review::Reviewers(2)), Experts());
  const auto seen = [&] {
    return WriteJson(review.ShownTo("own")) + WriteJson(review.ShownTo("c")) + WriteJson(review.ShownTo("d"));
  };
  review.Assign({"a", "b", "c"});
  const std::string before = seen();
  EXPECT_TRUE(review.last.sealed);
  review.Score("a", N("11.5"));
  EXPECT_TRUE(review.last.sealed);
  review.Do("a", "amend", With(Review::Points(N("20"), N("0")), {{"reason", Value::String("x")}}));
  review.Do("b", "recuse", Recusal());
  EXPECT_TRUE(review.last.sealed);
  EXPECT_EQ(seen(), before);
  EXPECT_EQ(WriteJson(review.ShownTo("own")), R"({"blind":true,"complete":false})");
}

TEST(ABlindReview, RefusesThoseWhoAreNotAssignedInTheSameWords) {
  Review review(Review::Settings(Review::Reviewers(1)), Experts());
  const auto refused = [&] {
    std::string all;
    for (const char* verb : {"score", "amend", "recuse"}) {
      for (const char* who : {"own", "d", "lost"}) {
        const auto why = review.rules().WhyNot(verb, review.state, review.ActorFor(who), review.item);
        all += why ? Label(why->code) + why->message.en + why->hint.en : "allowed";
      }
    }
    return all;
  };
  const std::string before = refused();
  review.Assign({"a", "b"});
  review.Score("a", N("1"));
  EXPECT_EQ(refused(), before);
}

TEST(ABlindReview, ShowsOrganisersWhoHasScoredButNotWhat) {
  Review review(Review::Settings(Review::Reviewers(2)), Experts());
  review.Assign({"a", "b"});
  review.Score("a", N("11.5"));
  const Value shown = review.ShownTo("boss");
  const auto reviewers = shown.Find("reviewers")->AsList();
  ASSERT_EQ(reviewers.size(), 2U);
  EXPECT_TRUE(reviewers[0].Find("scored")->AsBool());
  EXPECT_FALSE(reviewers[1].Find("scored")->AsBool());
  EXPECT_EQ(WriteJson(shown).find("11.5"), std::string::npos);
  EXPECT_NE(WriteJson(review.ShownTo("a")).find("11.5"), std::string::npos) << "his own";
  EXPECT_NE(WriteJson(review.ShownTo("own", true)).find("11.5"), std::string::npos) << "auditors see all";
}

TEST(ABlindReview, ShowsScoresByNumberWhenComplete) {
  Review review(Review::Settings(Review::Reviewers(2)), Experts());
  review.Assign({"a", "b"});
  review.Score("a", N("10"));
  review.Score("b", N("40"));
  EXPECT_EQ(WriteJson(review.ShownTo("own")),
            R"({"blind":true,"complete":true,"scores":[)"
            R"({"number":1,"scores":{"benefit":0,"need":40},"total":40},)"
            R"({"number":2,"scores":{"benefit":0,"need":10},"total":10}]})");
  EXPECT_EQ(review.ShownTo("boss").Find("reviewers")->AsList()[1].Find("total")->AsDecimal(), N("40"));
}

TEST(ABlindReview, AwaitsItsOrganisersWhateverReviewersDo) {
  Review review(Review::Settings(Review::Reviewers(2)), Experts());
  const auto awaited = [&] {
    std::string all;
    for (const auto& one : review.rules().AwaitedNow(review.state)) all += one.role + one.person.value + " ";
    return all;
  };
  EXPECT_EQ(awaited(), "office ");
  review.Assign({"a", "b"});
  EXPECT_EQ(awaited(), "office a b ");
  review.Score("a", N("10"));
  EXPECT_EQ(awaited(), "office b ");
  review.Score("b", N("10"));
  EXPECT_EQ(awaited(), "");
}

struct WrongReview {
  Value settings;
  Code code;
};

TEST(AReviewsSettings, AreRefusedWhereTheyCannotWork) {
  const Value good = Review::Settings(Review::Reviewers(2));
  const Value high(Value::Of(Decimal(9'000'000'000'000'000, 0)));
  const auto panel = [&](const Value& weight) {
    return Value::Map({{"id", Value::String("p")},
                       {"sheet", Value::String("s")},
                       {"reviewers", Review::Reviewers(1)},
                       {"weight", weight}});
  };
  const Value none = Value::Map({{"blind", Value::Bool(true)}});
  const Value zero = Value::Of(Decimal());
  for (const auto& [settings, code] : {
           WrongReview{none, Code::sheet_or_panels},
           WrongReview{Value::Map({{"sheet", Value::String("s")}}), Code::sheet_or_panels},
           WrongReview{With(good, {{"panels", Value::List({panel(high)})}}), Code::sheet_or_panels},
           WrongReview{Value::Map({{"panels", Value::List({panel(zero)})}}), Code::impossible_numbers},
           WrongReview{Value::Map({{"panels", Value::List({panel(high)})}}), Code::impossible_numbers},
           WrongReview{Value::Map({{"panels", Value::List({panel(Value::Of(N("1"))), panel(zero)})}}),
                       Code::duplicate_id},
           WrongReview{With(good, {{"places", Value::Int(5)}}), Code::impossible_numbers},
           WrongReview{Review::Settings(Review::Reviewers(2, "random", 1)), Code::impossible_numbers},
           WrongReview{Review::Settings(Review::Reviewers(2), Review::Trimmed(1, 1)),
                       Code::impossible_numbers},
       }) {
    const auto mistakes = ReviewMistakes({"experts", settings, &Review::Sheets()});
    ASSERT_FALSE(mistakes.empty()) << WriteJson(settings);
    EXPECT_EQ(mistakes.front().code, code) << WriteJson(settings) << mistakes.front().message.en;
  }
  EXPECT_TRUE(ReviewMistakes({"experts", good, &Review::Sheets()}).empty());
  EXPECT_TRUE(ReviewMistakes({"experts", Review::Settings(Review::Reviewers(2), Review::Trimmed(1, 1, 3)),
                              &Review::Sheets()})
                  .empty());
}

}  // namespace
}  // namespace charter
