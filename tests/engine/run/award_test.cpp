// The activity `allocation`, from the children's reports to its outcome.
#include <gtest/gtest.h>

#include "tests/engine/run/item_under_test.h"

namespace charter {
namespace {

constexpr const char* kRound = R"yaml(
data:
  budget: {type: money, default: 100}
  tiers: {type: array, default: [], items: {type: object, properties: {kind: {type: string}, prize: {type: string}, places: {type: integer}, each: {type: money}}}}
  granted: {type: money, readOnly: true}
initial: taking
states:
  taking:
    invoke: {id: applications, type: children, workflow: application, by: lead}
    on: {rank: {target: ranking, by: office}}
  ranking:
    invoke:
      id: awards
      type: allocation
      of: applications
      where: "'scored' in candidate.states || 'revoked' in candidate.states"
      struck: "'revoked' in candidate.states ? 'objection upheld' : ''"
      category: candidate.data.kind
      order: [{by: candidate.data.total}, {by: candidate.data.costs, order: ascending}]
      pool: data.budget
      tiers: "data.tiers.map(t, {'category': t.kind, 'id': t.prize, 'count': t.places, 'amount': t.each})"
      on_vacancy: fill_bottom
      waiting: 1
      by: office
      done:
        target: settled
        actions:
          - assign: {granted: results.awards.total}
          - send: {event: award, each: "results.awards.ranked.filter(r, r.status == 'awarded')", to: each.id, data: {tier: each.tier, amount: each.amount}}
          - send: {event: decline, each: "results.awards.ranked.filter(r, r.status != 'awarded')", to: each.id, data: {reason: each.reason.zh}}
  settled: {on: {again: {target: ranking, by: office}, close: {target: closed, by: office}}}
  closed: {type: final}
)yaml";

class TheAwards : public testing::Test {
 protected:
  TheAwards() : item_(kRound) {
    item_.Create(R"({"tiers": [{"kind": "home", "prize": "first", "places": 1, "each": 50},
                               {"kind": "home", "prize": "second", "places": 1, "each": 30}]})");
  }

  void Report(const std::string& id, const std::string& total, const std::string& costs = "1",
              const std::string& state = "scored") {
    const auto told = item_.Report(
        {ItemId(id),
         "application",
         "A-" + id,
         {state},
         false,
         {},
         ParseJson(R"({"kind": "home", "total": )" + total + R"(, "costs": )" + costs + "}").value()});
    ASSERT_TRUE(told.has_value()) << told.error().message.en;
  }
  std::string Send(const std::string& event, const std::string& input = "{}") {
    const auto sent = item_.Send(event, "office", input);
    return sent ? "" : std::string(InfoOf(sent.error().code).name);
  }
  // What is sent to whom.
  std::string Sent() const {
    std::string out;
    for (const auto& effect : item_.effects) {
      if (effect.kind == Effect::Kind::kSend)
        out += effect.receiver + " " + effect.event + " " + WriteJson(effect.data) + "; ";
    }
    return out;
  }

  ItemUnderTest item_;
};

TEST_F(TheAwards, GoToTheBestAndTellEverybodyWhy) {
  Report("a", "81.75", "3");
  Report("b", "81.75", "2");
  Report("c", "92.14");
  Report("d", "99", "1", "withdrawn");
  ASSERT_EQ(Send("rank"), "");
  EXPECT_EQ(Send("awards.confirm"), "not_run_yet");
  ASSERT_EQ(Send("awards.run"), "");
  ASSERT_EQ(Send("awards.confirm"), "");
  EXPECT_EQ(item_.States(), "settled");
  EXPECT_EQ(Sent(), R"(c award {"amount":50.00,"tier":"first"}; b award {"amount":30.00,"tier":"second"}; )"
                    R"(a decline {"reason":"第 3 名，候补"}; )");
  EXPECT_NE(item_.Data().find(R"("granted":"80.00")"), std::string::npos) << item_.Data();
  item_.ExpectReplays();
}

TEST_F(TheAwards, WaitForPeopleWhereEverythingIsEqual) {
  Report("a", "81.75", "2");
  Report("b", "81.75", "2");
  Report("c", "92.14");
  ASSERT_EQ(Send("rank"), "");
  EXPECT_EQ(Send("awards.run"), "guard_not_met");
  EXPECT_EQ(Send("awards.rank", R"({"candidates": ["A-b", "A-x"], "reason": "会议决定"})"),
            "unknown_candidate");
  EXPECT_EQ(Send("awards.rank", R"({"candidates": ["A-b", "a"]})"), "input_invalid");
  ASSERT_EQ(Send("awards.rank", R"({"candidates": ["A-b", "a"], "reason": "会议决定"})"), "");
  ASSERT_EQ(Send("awards.run"), "");
  ASSERT_EQ(Send("awards.confirm"), "");
  EXPECT_NE(Sent().find("b award"), std::string::npos) << Sent();
  item_.ExpectReplays();
}

TEST_F(TheAwards, ChangeOnlyWithAReasonAndWithinThePool) {
  Report("a", "70");
  Report("b", "80");
  Report("c", "90");
  ASSERT_EQ(Send("rank"), "");
  ASSERT_EQ(Send("awards.run"), "");
  EXPECT_EQ(Send("awards.strike", R"({"candidate": "A-b"})"), "input_invalid");
  EXPECT_EQ(Send("awards.adjust", R"({"candidate": "A-a", "tier": "second", "reason": "r"})"),
            "pool_exceeded");
  EXPECT_EQ(Send("awards.adjust", R"({"candidate": "A-a", "tier": "third", "reason": "r"})"),
            "input_invalid");
  EXPECT_EQ(Send("awards.adjust", R"({"candidate": "A-a", "reason": "r"})"), "input_invalid");
  ASSERT_EQ(Send("awards.adjust", R"({"candidate": "A-a", "amount": 20, "reason": "特别贡献"})"), "");
  EXPECT_EQ(Send("awards.adjust", R"({"candidate": "A-c", "amount": "50.01", "reason": "r"})"),
            "pool_exceeded");
  ASSERT_EQ(Send("awards.strike", R"({"candidate": "A-b", "reason": "台账造假"})"), "");
  ASSERT_EQ(Send("awards.restore", R"({"candidate": "A-a", "reason": "不再需要"})"), "");
  ASSERT_EQ(Send("awards.confirm"), "");
  EXPECT_EQ(Sent(), R"(c award {"amount":50.00,"tier":"first"}; a award {"amount":30.00,"tier":"second"}; )"
                    R"(b decline {"reason":"取消：台账造假"}; )");
  item_.ExpectReplays();
}

TEST_F(TheAwards, PassAPlaceOnThatFallsVacantLater) {
  Report("a", "70");
  Report("b", "80");
  Report("c", "90");
  ASSERT_EQ(Send("rank"), "");
  ASSERT_EQ(Send("awards.run"), "");
  ASSERT_EQ(Send("awards.confirm"), "");
  Report("b", "80", "1", "revoked");
  ASSERT_EQ(Send("again"), "");
  ASSERT_EQ(Send("awards.run"), "");
  ASSERT_EQ(Send("awards.confirm"), "");
  EXPECT_EQ(Sent(), R"(c award {"amount":50.00,"tier":"first"}; a award {"amount":30.00,"tier":"second"}; )"
                    R"(b decline {"reason":"取消：objection upheld"}; )");
  item_.ExpectReplays();
}

TEST_F(TheAwards, AreForTheOfficeAndCountedFromWhatTheChildrenSay) {
  Report("a", "70");
  ASSERT_EQ(Send("rank"), "");
  const auto refused = item_.Send("awards.run", "lead");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::wrong_role);
  Report("b", "\"none\"");
  EXPECT_EQ(Send("awards.run"), "guard_failed");
}

std::string MistakeOf(const std::string& settings) {
  std::string told;
  const std::string file =
      "workflow: w\nversion: 1\nroles: {office: {}}\ninitial: s\nstates:\n  s:\n    invoke:\n"
      "      - {id: kids, type: children, workflow: kid, by: office}\n"
      "      - {id: x, type: allocation, by: office, pool: 10, done: z, " +
      settings + "}\n  z: {type: final}\n";
  for (const auto& diagnostic : LoadChart(file).diagnostics) {
    if (diagnostic.severity == Severity::kError)
      told += std::string(InfoOf(diagnostic.code).name) + ": " + diagnostic.message.en + "; ";
  }
  return told;
}

TEST(AnAllocationInAFile, SaysWhatItLacksAndWhatItDoesNotKnow) {
  EXPECT_EQ(MistakeOf("order: [{by: candidate.data.total}], tiers: [{id: first, count: 1, amount: 10}]"), "");
  EXPECT_EQ(MistakeOf("proportional: {weight: candidate.data.total}, of: kids"), "");
  EXPECT_EQ(MistakeOf("order: [{by: candidate.data.total}]"),
            "missing_key: activity `x`: needs either `tiers` or `proportional`; ");
  EXPECT_EQ(MistakeOf("tiers: [{id: first, count: 1, amount: 10}]"),
            "missing_key: activity `x`: needs an `order`: what ranks the candidates; ");
  EXPECT_EQ(MistakeOf("proportional: {minimum: 1}"),
            "missing_key: activity `x`: `proportional` needs a `weight`; ");
  EXPECT_EQ(MistakeOf("proportional: {weight: candidate.data.total}, of: kid"),
            "unknown_children: unknown `children` activity `kid`; ");
  EXPECT_TRUE(MistakeOf("proportional: {weight: candidate.date.total}").starts_with("unknown_"))
      << MistakeOf("proportional: {weight: candidate.date.total}");
}

}  // namespace
}  // namespace charter
