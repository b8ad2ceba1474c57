// Votes and countersigning as a workflow goes through them.
#include <gtest/gtest.h>

#include "engine/run/offers.h"
#include "engine/run/scenario.h"
#include "tests/engine/run/item_under_test.h"

namespace charter {
namespace {

constexpr const char* kVote = R"yaml(
data: {representatives: {type: integer, default: 68}, votes: {type: integer, default: 0}}
initial: preparing
states:
  preparing: {on: {call: {target: voting, by: lead}}}
  voting:
    invoke:
      id: vote
      type: ballot
      quorum: at least 2/3
      pass: at least 1/2 of all
      roster: data.representatives
      by: lead
      tellers: 0
      done:
        - {guard: results.vote.passed, target: adopted}
        - {guard: "!results.vote.quorate && data.votes < 1", target: voting,
           actions: {assign: {votes: data.votes + 1}}}
        - {target: rejected}
    on: {grow: {by: lead, actions: {assign: {representatives: data.representatives + 10}}}}
  adopted: {type: final}
  rejected: {type: final}
)yaml";

TEST(AVote, OfACongressGoesByItsOutcome) {
  ItemUnderTest item(kVote);
  item.Create();
  ASSERT_TRUE(item.Send("call", "lead"));
  const auto refused =
      item.Send("vote.tally", "lead", R"({"present": 61, "for": 33, "against": 20, "abstain": 9})");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::counts_disagree);
  ASSERT_TRUE(item.Send("vote.tally", "lead", R"({"present": 61, "for": 33, "against": 20, "abstain": 8})"));
  ASSERT_TRUE(item.Send("vote.close", "lead"));
  EXPECT_EQ(item.States(), "rejected");
  item.ExpectReplays();
}

TEST(AVote, KeepsTheRosterItStartedWith) {
  ItemUnderTest item(kVote);
  item.Create();
  ASSERT_TRUE(item.Send("call", "lead"));
  ASSERT_TRUE(item.Send("grow", "lead"));
  EXPECT_FALSE(item.Send("vote.attend", "lead", R"({"present": 70})"));
  ASSERT_TRUE(item.Send("vote.attend", "lead", R"({"present": 68})"));
}

TEST(AVote, IsHeldAgainWhereTheFileSaysSo) {
  ItemUnderTest item(kVote);
  item.Create();
  ASSERT_TRUE(item.Send("call", "lead"));
  ASSERT_TRUE(item.Send("vote.attend", "lead", R"({"present": 45})"));
  ASSERT_TRUE(item.Send("grow", "lead"));
  ASSERT_TRUE(item.Send("vote.close", "lead"));
  EXPECT_EQ(item.States(), "voting");
  ASSERT_TRUE(item.Send("vote.attend", "lead", R"({"present": 70})")) << "the roster is that of the new vote";
  EXPECT_FALSE(item.Send("vote.close", "lead")) << "what was recorded before is gone";
  ASSERT_TRUE(item.Send("vote.tally", "lead", R"({"for": 39, "against": 31, "abstain": 0})"));
  ASSERT_TRUE(item.Send("vote.close", "lead"));
  EXPECT_EQ(item.States(), "adopted");
  item.ExpectReplays();
}

TEST(AVote, DoesNotBeginWithoutItsRoster) {
  ItemUnderTest item(kVote);
  item.Create(R"({"representatives": 0})");
  const auto refused = item.Send("call", "lead");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::counts_disagree);
  EXPECT_EQ(item.States(), "preparing");
}

constexpr const char* kSigning = R"yaml(
initial: signing
states:
  signing:
    invoke:
      - {id: both, type: signoff, by: [lead, office],
         done: [{guard: "results.both.passed && results.both.signatures.all(s, s.signed)", target: signed},
                {target: refused}]}
  signed: {type: final}
  refused: {type: final}
)yaml";

TEST(ASigning, IsATaskOfThoseWhoHaveYetToSign) {
  ItemUnderTest item(kSigning);
  item.Create();
  ASSERT_EQ(TasksOf(*item.chart, item.snapshot).size(), 2U);
  ASSERT_TRUE(item.Send("both.sign", "lead", R"({"opinion": "同意"})"));
  const auto tasks = TasksOf(*item.chart, item.snapshot);
  ASSERT_EQ(tasks.size(), 1U);
  EXPECT_EQ(tasks[0].role, "office");
  EXPECT_EQ(tasks[0].state, "signing");
  ASSERT_TRUE(item.Send("both.withdraw", "lead"));
  EXPECT_EQ(TasksOf(*item.chart, item.snapshot).size(), 2U);
  ASSERT_TRUE(item.Send("both.sign", "lead"));
  ASSERT_TRUE(item.Send("both.sign", "office"));
  EXPECT_EQ(item.States(), "signed");
  item.ExpectReplays();
}

TEST(ASigning, OffersSayWhyNotInBothLanguages) {
  ItemUnderTest item(kSigning);
  item.Create();
  ASSERT_TRUE(item.Send("both.sign", "lead"));
  const auto offers =
      OffersFor(*item.chart, item.info, item.snapshot,
                Actor{PersonId("lin"), "lin", OrgId("taihu"), {"lead"}}, item.now, item.calendar);
  ASSERT_GE(offers.size(), 3U);
  EXPECT_EQ(offers[0].event, "both.sign");
  ASSERT_EQ(offers[0].reasons.size(), 1U);
  EXPECT_EQ(offers[0].reasons[0].code, Code::acted_already);
  EXPECT_EQ(offers[0].reasons[0].message.zh, "您已签署或拒签，一人只办理一次");
  EXPECT_EQ(offers[0].reasons[0].message.en, "you have signed or refused; nobody does so twice");
  EXPECT_EQ(offers[2].event, "both.withdraw");
  EXPECT_TRUE(offers[2].allowed);
}

constexpr const char* kCongress = R"yaml(workflow: congress
version: 1
roles: {chair: {}, delegate: {}, deputy: {}, legal: {}}
initial: voting
states:
  voting:
    invoke:
      - {id: vote, type: ballot, quorum: at least 2/3, pass: more than 1/2 of all, voters: delegate, by: chair,
         done: [{guard: results.vote.passed, target: signing}, {target: failed}]}
  signing:
    invoke:
      - {id: seal, type: signoff, by: [chair, delegate], need: sequence, add: legal, delegate: deputy,
         done: [{guard: results.seal.passed, target: done}, {target: failed}]}
  done: {type: final}
  failed: {type: final}
)yaml";

void ExpectPasses(const std::string& scenario) {
  const auto chart = LoadChart(kCongress).chart;
  ASSERT_NE(chart, nullptr);
  const auto report = RunScenario(*chart, scenario, WorkCalendar());
  for (const auto& problem : report.problems) ADD_FAILURE() << Format(problem, "scenario", scenario);
  for (const auto& failure : report.failures) ADD_FAILURE() << Format(failure, "scenario");
}

TEST(ACongress, VotesOnTheSystemAndSignsInOrder) {
  ExpectPasses(R"yaml(
scenario: {zh: 表决并签署, en: Voted and signed}
workflow: congress
people:
  chen: {org: mill, roles: [chair]}
  d1:   {org: mill, roles: [delegate]}
  d2:   {org: mill, roles: [delegate]}
  d3:   {org: mill, roles: [delegate]}
  dep:  {org: mill, roles: [deputy]}
  law:  {org: mill, roles: [legal]}
start: {at: "2026-05-06T09:00:00+08:00", by: chen}
steps:
  - {send: vote.vote, by: d1, input: {choice: for}, expect: {refused: not_allowed}}
  - {send: vote.open, by: d1, expect: {refused: wrong_role}}
  - {send: vote.open, by: chen}
  - {send: vote.attend, by: chen, input: {people: [d1, d2, nobody]}, expect: {refused: input_invalid}}
  - {send: vote.attend, by: chen, input: {people: [d1, d2]}}
  - {send: vote.vote, by: d1, input: {choice: for}}
  - {send: vote.vote, by: d1, input: {choice: for}, expect: {refused: acted_already}}
  - {send: vote.vote, by: d3, input: {choice: for}, expect: {refused: not_allowed}}
  - {send: vote.vote, by: d2, expect: {refused: input_invalid}}
  - {send: vote.vote, by: d2, input: {choice: for}}
  - {send: vote.close, by: chen, expect: {states: [signing]}}
  - {send: seal.sign, by: d1, expect: {refused: not_allowed}}
  - {send: seal.add, by: chen, input: {person: law, reason: 合法性审核}}
  - {send: seal.sign, by: chen, input: {opinion: 同意}}
  - {send: seal.delegate, by: d1, input: {person: law, reason: 出差}, expect: {refused: input_invalid}}
  - {send: seal.delegate, by: d1, input: {person: dep, reason: 出差}}
  - {send: seal.sign, by: law}
  - {send: seal.sign, by: dep, expect: {states: [done], ended: true}}
)yaml");
}

}  // namespace
}  // namespace charter
