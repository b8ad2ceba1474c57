#include "engine/activity/ballot.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "engine/activity/share.h"
#include "tests/engine/activity/activity_under_test.h"

namespace charter {
namespace {

// A count on paper: the number of those who may vote is all that is known of them.
ActivityUnderTest OnPaper(std::int64_t roster, const char* quorum = "at least 2/3",
                          const char* pass = "at least 1/2 of all") {
  ActivityUnderTest ballot("ballot", std::string(R"({"by": ["chair"], "quorum": ")") + quorum +
                                         R"(", "pass": ")" + pass + R"("})");
  ballot.values["roster"] = Value::Int(roster);
  ballot.Add("chair", {"chair"});
  for (const char* teller : {"t1", "t2"}) ballot.Add(teller, {"delegate"});
  ballot.Start();
  return ballot;
}

// Votes on the system by delegates d1 to d5, of whom d1 to d4 are present.
ActivityUnderTest OnTheSystem(bool secret) {
  ActivityUnderTest ballot("ballot", std::string(R"({"by": ["chair"], "voters": ["delegate"], )") +
                                         R"("quorum": "at least 2/3", "pass": "more than 1/2 of all", )" +
                                         R"("secret": )" + (secret ? "true}" : "false}"));
  ballot.Add("chair", {"chair"});
  for (const char* id : {"d1", "d2", "d3", "d4", "d5"}) ballot.Add(id, {"delegate"});
  ballot.Start();
  EXPECT_EQ(ballot.Do("chair", "open"), "");
  EXPECT_EQ(ballot.Do("chair", "attend", R"({"people": ["d1", "d2", "d3", "d4"]})"), "");
  return ballot;
}

std::string CountOf(int present, int in_favour, int against, int abstain) {
  return R"({"present": )" + std::to_string(present) + R"(, "for": )" + std::to_string(in_favour) +
         R"(, "against": )" + std::to_string(against) + R"(, "abstain": )" + std::to_string(abstain) +
         R"(, "tellers": ["t1", "t2"]})";
}

TEST(ABallotOnPaper, FailsOn33Of68AndPassesOn57) {
  auto ballot = OnPaper(68);
  ASSERT_EQ(ballot.Do("chair", "tally", CountOf(61, 33, 20, 8)), "");
  ASSERT_EQ(ballot.Do("chair", "close"), "");
  EXPECT_EQ(ballot.OutcomeText(),
            R"({"abstain":8,"against":20,"for":33,"invalid":0,"passed":false,"present":61,"quorate":true,)"
            R"("roster":68})");
  ballot.Start();
  ASSERT_EQ(ballot.Do("chair", "tally", CountOf(61, 57, 3, 1)), "");
  ASSERT_EQ(ballot.Do("chair", "close"), "");
  EXPECT_TRUE(ballot.outcome->Find("passed")->AsBool());
}

TEST(ABallotOnPaper, RefusesNumbersThatDoNotFitTogether) {
  auto ballot = OnPaper(68);
  EXPECT_EQ(ballot.Do("chair", "tally", CountOf(69, 33, 20, 8)), "counts_disagree");
  EXPECT_EQ(ballot.Do("chair", "tally", CountOf(61, 33, 20, 9)), "counts_disagree");
  EXPECT_NE(ballot.refusal.message.zh.find("62"), std::string::npos) << ballot.refusal.message.zh;
  EXPECT_EQ(ballot.Do("chair", "tally", CountOf(61, -1, 20, 9)), "input_invalid");
  EXPECT_EQ(ballot.Do("chair", "attend", R"({"present": 69})"), "counts_disagree");
  ASSERT_EQ(ballot.Do("chair", "attend", R"({"present": 60})"), "");
  EXPECT_EQ(ballot.Do("chair", "tally", CountOf(61, 33, 20, 8)), "counts_disagree");
  EXPECT_EQ(ballot.Do("chair", "tally", CountOf(60, 33, 20, 7)), "");
}

TEST(ABallotOnPaper, CountsInvalidPapersAsPresentOnly) {
  auto ballot = OnPaper(10, "at least 2/3", "more than 1/2 of cast");
  EXPECT_EQ(ballot.Do("chair", "tally",
                      R"({"present": 9, "for": 4, "against": 3, "abstain": 0, "invalid": 3,
                          "tellers": ["t1", "t2"]})"),
            "counts_disagree");
  ASSERT_EQ(ballot.Do("chair", "tally",
                      R"({"present": 9, "for": 4, "against": 3, "abstain": 0, "invalid": 2,
                          "tellers": ["t1", "t2"]})"),
            "");
  ASSERT_EQ(ballot.Do("chair", "close"), "");
  EXPECT_TRUE(ballot.outcome->Find("passed")->AsBool());
  EXPECT_EQ(ballot.outcome->Find("invalid")->AsInt(), 2);
}

TEST(ABallotOnPaper, NeedsTwoTellersOtherThanWhoRecordsIt) {
  auto ballot = OnPaper(68);
  const std::string numbers = R"({"present": 61, "for": 57, "against": 3, "abstain": 1, "tellers": )";
  EXPECT_EQ(ballot.Do("chair", "tally", numbers + R"(["t1"]})"), "input_invalid");
  EXPECT_EQ(ballot.Do("chair", "tally", numbers + R"(["t1", "t1"]})"), "input_invalid");
  EXPECT_EQ(ballot.Do("chair", "tally", numbers + R"(["t1", "chair"]})"), "input_invalid");
  EXPECT_EQ(ballot.Do("chair", "tally", numbers + R"(["t1", "nobody"]})"), "input_invalid");
  EXPECT_EQ(ballot.refusal.fields.at(0).pointer, "/tellers");
  EXPECT_EQ(ballot.Do("t1", "tally", numbers + R"(["t1", "t2"]})"), "wrong_role");
  EXPECT_EQ(ballot.Do("chair", "tally", numbers + R"(["t1", "t2"]})"), "");
}

TEST(ABallotOnPaper, IsNotUpsetByTellersThatAreNoPeople) {
  auto ballot = OnPaper(68);
  EXPECT_EQ(ballot.rules->Needs("tally", ParseJson(R"({"tellers": [1, null, "t1"]})").value()).people,
            std::vector<PersonId>{PersonId("t1")});
  EXPECT_TRUE(ballot.rules->Needs("tally", ParseJson(R"({"tellers": 5})").value()).people.empty());
}

TEST(ABallotOnPaper, ClosesWithoutAVoteOnlyWhereItIsNotQuorate) {
  auto ballot = OnPaper(61);
  EXPECT_EQ(ballot.Do("chair", "close"), "not_allowed");
  ASSERT_EQ(ballot.Do("chair", "attend", R"({"present": 41})"), "");
  EXPECT_EQ(ballot.Do("chair", "close"), "not_allowed");
  ASSERT_EQ(ballot.Do("chair", "attend", R"({"present": 40})"), "");
  ASSERT_EQ(ballot.Do("chair", "close"), "");
  EXPECT_FALSE(ballot.outcome->Find("quorate")->AsBool());
}

TEST(ABallotOnPaper, NeedsANewCountWhereTheAttendanceIsCorrected) {
  auto ballot = OnPaper(61);
  ASSERT_EQ(ballot.Do("chair", "tally", CountOf(50, 40, 5, 5)), "");
  ASSERT_EQ(ballot.Do("chair", "attend", R"({"present": 51})"), "");
  EXPECT_EQ(ballot.Do("chair", "close"), "not_allowed");
  ASSERT_EQ(ballot.Do("chair", "tally", CountOf(51, 40, 5, 5)), "");
  EXPECT_EQ(ballot.Do("chair", "close"), "");
}

TEST(ABallot, DoesNotStartWithoutAnybodyWhoMayVote) {
  ActivityUnderTest ballot("ballot",
                           R"({"by": ["chair"], "quorum": "at least 2/3", "pass": "at least 1/2"})");
  ballot.values["roster"] = Value::Int(0);
  EXPECT_EQ(ballot.rules->Start(ballot).error().code, Code::counts_disagree);
}

TEST(ABallotOnTheSystem, FixesItsRosterWhenItOpens) {
  auto ballot = OnTheSystem(true);
  EXPECT_EQ(ballot.Do("chair", "open"), "not_allowed");
  ballot.Add("d6", {"delegate"});
  EXPECT_EQ(ballot.Do("chair", "attend", R"({"people": ["d6"]})"), "input_invalid");
  EXPECT_EQ(ballot.Do("d6", "vote", R"({"choice": "for"})"), "not_allowed");
  ballot.people["d1"].roles.clear();
  EXPECT_EQ(ballot.Do("d1", "vote", R"({"choice": "for"})"), "");
}

TEST(ABallotOnTheSystem, TakesNothingBeforeItOpens) {
  ActivityUnderTest ballot("ballot", R"({"by": ["chair"], "voters": ["delegate"],
      "quorum": "at least 2/3", "pass": "at least 1/2"})");
  ballot.Add("chair", {"chair"});
  ballot.Start();
  EXPECT_EQ(ballot.AwaitedText(), "chair");
  EXPECT_EQ(ballot.Do("chair", "attend", R"({"people": ["chair"]})"), "not_allowed");
  EXPECT_EQ(ballot.Do("chair", "close"), "not_allowed");
  EXPECT_EQ(ballot.Do("chair", "open"), "counts_disagree");
  ballot.Add("d1", {"delegate"});
  ASSERT_EQ(ballot.Do("chair", "open"), "");
  ASSERT_EQ(ballot.last.notices.size(), 1U);
  EXPECT_EQ(ballot.last.notices[0].people, std::vector<PersonId>{PersonId("d1")});
}

TEST(ABallotOnTheSystem, TakesVotesOfThosePresentOnly) {
  auto ballot = OnTheSystem(true);
  EXPECT_EQ(ballot.AwaitedText(), "chair d1 d2 d3 d4");
  EXPECT_EQ(ballot.Do("d5", "vote", R"({"choice": "for"})"), "not_allowed");
  EXPECT_EQ(ballot.Do("chair", "vote", R"({"choice": "for"})"), "not_allowed");
  EXPECT_EQ(ballot.Do("d1", "vote", R"({"choice": "maybe"})"), "input_invalid");
  EXPECT_EQ(ballot.Do("d1", "vote"), "input_invalid");
  ASSERT_EQ(ballot.Do("d1", "vote", R"({"choice": "for"})"), "");
  EXPECT_EQ(ballot.Do("d1", "vote", R"({"choice": "against"})"), "acted_already");
  EXPECT_EQ(ballot.Do("chair", "attend", R"({"absent": ["d1"]})"), "input_invalid");
  EXPECT_EQ(ballot.Do("chair", "attend", R"({"absent": ["d2"], "people": ["d5"]})"), "");
  EXPECT_EQ(ballot.AwaitedText(), "chair d3 d4 d5");
  EXPECT_EQ(ballot.Do("chair", "tally", R"({"for": 1, "against": 0, "abstain": 0, "tellers": ["d3", "d4"]})"),
            "not_allowed");
}

TEST(AnOpenBallot, LetsAVoteBeChangedUntilItIsClosed) {
  auto ballot = OnTheSystem(false);
  ASSERT_EQ(ballot.Do("d1", "vote", R"({"choice": "against"})"), "");
  ASSERT_EQ(ballot.Do("d2", "vote", R"({"choice": "for"})"), "");
  ASSERT_EQ(ballot.Do("d1", "vote", R"({"choice": "for"})"), "");
  ASSERT_EQ(ballot.Do("d3", "vote", R"({"choice": "for"})"), "");
  ASSERT_EQ(ballot.Do("chair", "close"), "");
  EXPECT_EQ(ballot.OutcomeText(),
            R"({"abstain":0,"against":0,"for":3,"invalid":0,"passed":true,"present":4,"quorate":true,)"
            R"("roster":5})");
  EXPECT_FALSE(ballot.last.kept_facts.has_value());
}

TEST(ASecretBallot, KeepsSumsAndWhoVotedApart) {
  auto ballot = OnTheSystem(true);
  ASSERT_EQ(ballot.Do("d3", "vote", R"({"choice": "against"})"), "");
  EXPECT_EQ(WriteJson(*ballot.last.kept_input), "{}");
  EXPECT_EQ(WriteJson(*ballot.last.kept_facts), R"({"sealed":true})");
  EXPECT_TRUE(ballot.last.sealed);
  ASSERT_EQ(ballot.Do("d1", "vote", R"({"choice": "for"})"), "");
  // By name, not in the order of the votes.
  EXPECT_NE(
      ballot.StateText().find(R"("voted":["d1","d3"],"urn":{"for":1,"against":1,"abstain":0,"sealed":0})"),
      std::string::npos)
      << ballot.StateText();
}

TEST(ASecretBallot, ShowsWhoVotedToItsOrganisersAndSumsToNobody) {
  auto ballot = OnTheSystem(true);
  ASSERT_EQ(ballot.Do("d3", "vote", R"({"choice": "against"})"), "");
  const auto shown = [&](const std::string& who, bool auditor = false) {
    return WriteJson(ballot.rules->Shown(ballot.state, {ballot.people.at(who), auditor}, ballot));
  };
  const std::string to_d1 = shown("d1");
  EXPECT_EQ(to_d1.find("voted"), std::string::npos) << to_d1;
  EXPECT_EQ(to_d1.find("urn"), std::string::npos) << to_d1;
  EXPECT_NE(to_d1.find(R"("own_vote_cast":false)"), std::string::npos) << to_d1;
  EXPECT_NE(shown("d3").find(R"("own_vote_cast":true)"), std::string::npos);
  EXPECT_NE(shown("chair").find(R"("voted":["d3"])"), std::string::npos) << shown("chair");
  EXPECT_EQ(shown("chair").find("urn"), std::string::npos);
  EXPECT_EQ(shown("d1", true).find("urn"), std::string::npos);
}

// What the history keeps, carried out again.
TEST(ASecretBallot, ReplaysToTheSameFromWhatTheHistoryKeeps) {
  auto ballot = OnTheSystem(true);
  Value replayed = ballot.state;
  const auto replay = [&](const std::string& who, const std::string& verb) {
    auto turn =
        ballot.rules->Take(replayed,
                           {verb, ballot.last.kept_input.value_or(Value::Map(std::vector<Value::Entry>{})),
                            &ballot.people.at(who), ballot.last.kept_facts.value_or(Value())},
                           ballot);
    ASSERT_TRUE(turn.has_value()) << turn.error().message.en;
    replayed = turn->state;
    EXPECT_EQ(turn->outcome.has_value(), ballot.outcome.has_value());
    if (turn->outcome) {
      EXPECT_TRUE(Identical(*turn->outcome, *ballot.outcome));
    }
    EXPECT_EQ(turn->kept_facts ? WriteJson(*turn->kept_facts) : "",
              ballot.last.kept_facts ? WriteJson(*ballot.last.kept_facts) : "");
    EXPECT_EQ(turn->sealed, ballot.last.sealed);
  };
  for (const char* voter : {"d1", "d2", "d3"}) {
    ASSERT_EQ(ballot.Do(voter, "vote", R"({"choice": "for"})"), "");
    replay(voter, "vote");
    EXPECT_FALSE(Identical(replayed, ballot.state));
    EXPECT_TRUE(Identical(replayed, ballot.rules->AsReplayed(ballot.state)));
  }
  ASSERT_EQ(ballot.Do("chair", "close"), "");
  EXPECT_TRUE(ballot.outcome->Find("passed")->AsBool());
  replay("chair", "close");
  EXPECT_TRUE(Identical(replayed, ballot.state));
  EXPECT_TRUE(Identical(ballot.rules->AsReplayed(ballot.state), ballot.state));
}

TEST(ASecretBallot, IsFoundOutWhereItsUrnHoldsMoreVotesThanPeopleVoted) {
  auto ballot = OnTheSystem(true);
  ASSERT_EQ(ballot.Do("d1", "vote", R"({"choice": "for"})"), "");
  const Value honest = ballot.rules->AsReplayed(ballot.state);
  ballot.state = With(ballot.state,
                      {{"urn", ParseJson(R"({"for": 3, "against": 0, "abstain": 0, "sealed": 0})").value()}});
  EXPECT_FALSE(Identical(ballot.rules->AsReplayed(ballot.state), honest));
  EXPECT_EQ(ballot.Do("chair", "close"), "counts_disagree");
}

// Through the activity, at every boundary up to 200 people: the least that meets a share meets it, one less
// does not, as the fraction multiplied out says.
TEST(ABallotOnPaper, AgreesWithExactFractionsAtEveryBoundary) {
  for (const char* pass : {"at least 1/2 of all", "more than 1/2 of all", "more than 2/3 of all"}) {
    const Share share = Share::Parse(pass).value();
    for (std::int64_t roster = 1; roster <= 200; roster += roster < 12 ? 1 : 7) {
      auto ballot = OnPaper(roster, "at least 0/1", pass);
      std::int64_t least = roster * share.numerator / share.denominator;
      if (share.strictly || least * share.denominator < roster * share.numerator) ++least;
      for (const auto votes : {least - 1, least}) {
        if (votes < 0 || votes > roster) continue;
        ballot.Start();
        ASSERT_EQ(
            ballot.Do("chair", "tally", CountOf(static_cast<int>(roster), static_cast<int>(votes), 0, 0)),
            "");
        ASSERT_EQ(ballot.Do("chair", "close"), "");
        EXPECT_EQ(ballot.outcome->Find("passed")->AsBool(), votes >= least)
            << pass << " " << votes << "/" << roster;
      }
    }
  }
}

RC_GTEST_PROP(ABallotOnPaper, DecidesAsTheFractionsMultipliedOut, ()) {
  struct Rule {
    const char* text;
    bool strictly;
    std::int64_t numerator, denominator;
  };
  static const std::vector<Rule> kParts{{"at least 1/2", false, 1, 2}, {"more than 1/2", true, 1, 2},
                                        {"at least 2/3", false, 2, 3}, {"more than 2/3", true, 2, 3},
                                        {"at least 60%", false, 3, 5}, {"at least 1/1", false, 1, 1}};
  static const std::vector<std::string> kWholes{"", " of all", " of present", " of cast"};
  const Rule quorum = *rc::gen::elementOf(kParts);
  const Rule pass = *rc::gen::elementOf(kParts);
  const auto whole_of = *rc::gen::inRange<std::size_t>(0, kWholes.size());
  const auto roster = *rc::gen::inRange(1, 201);
  const auto present = *rc::gen::inRange(0, roster + 1);
  const auto in_favour = *rc::gen::inRange(0, present + 1);
  const auto against = *rc::gen::inRange(0, present - in_favour + 1);
  const auto abstain = *rc::gen::inRange(0, present - in_favour - against + 1);
  auto ballot = OnPaper(roster, quorum.text, (pass.text + kWholes[whole_of]).c_str());
  RC_ASSERT(ballot.Do("chair", "tally", CountOf(present, in_favour, against, abstain)) == "");
  RC_ASSERT(ballot.Do("chair", "close") == "");
  const auto met = [](const Rule& rule, std::int64_t count, std::int64_t whole) {
    const std::int64_t have = count * rule.denominator;
    const std::int64_t need = whole * rule.numerator;
    return rule.strictly ? have > need : have >= need;
  };
  const std::int64_t cast = in_favour + against + abstain;
  const std::int64_t whole = whole_of == 2 ? present : whole_of == 3 ? cast : roster;
  const bool quorate = met(quorum, present, roster);
  RC_ASSERT(ballot.outcome->Find("quorate")->AsBool() == quorate);
  RC_ASSERT(ballot.outcome->Find("passed")->AsBool() ==
            (quorate && whole > 0 && met(pass, in_favour, whole)));
}

// Whatever people choose and in whatever order they come, the state is the same but for the sums.
RC_GTEST_PROP(ASecretBallot, KeepsNothingOfTheOrderOfVotes, ()) {
  const auto choices = *rc::gen::container<std::vector<int>>(4, rc::gen::inRange(0, 3));
  auto order = std::vector<std::size_t>{0, 1, 2, 3};
  const auto swap = *rc::gen::inRange<std::size_t>(0, 4);
  std::swap(order[0], order[swap]);
  const char* const names[] = {"for", "against", "abstain"};
  auto forward = OnTheSystem(true);
  auto other = OnTheSystem(true);
  for (std::size_t i = 0; i < 4; ++i) {
    const auto vote = [&](ActivityUnderTest& ballot, std::size_t who, std::size_t choice) {
      return ballot.Do("d" + std::to_string(who + 1), "vote",
                       std::string(R"({"choice": ")") + names[choices[choice]] + "\"}");
    };
    RC_ASSERT(vote(forward, i, i) == "");
    // The same choices by other people, in another order.
    RC_ASSERT(vote(other, order[i], 3 - i) == "");
  }
  RC_ASSERT(forward.StateText() == other.StateText());
}

}  // namespace
}  // namespace charter
