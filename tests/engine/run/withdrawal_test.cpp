// An event taken back by its sender while nobody has acted on it.
#include <gtest/gtest.h>

#include "tests/engine/run/people_under_test.h"

namespace charter {
namespace {

constexpr const char* kLeave = R"yaml(
data:
  days: {type: integer, default: 0}
  sent: {type: integer, default: 0}
initial: draft
states:
  draft:
    after: {20 days: lapsed}
    on:
      submit:
        target: check
        by: lead
        title: {zh: 提交, en: Submit}
        withdraw: true
        input: {days: {type: integer, required: true}}
        actions: [{assign: {days: input.days, sent: data.sent + 1}}, {notify: {to: office, message: 新申请}}]
  check:
    after: {5 days: check_late}
    entry: [{assign: {sent: data.sent + 10}}]
    on:
      look: {by: office, actions: [{log: "'looked'"}]}
      pass: {target: closed, by: office}
  check_late: {on: {pass: {target: closed, by: office}}}
  lapsed: {type: final}
  closed: {type: final}
)yaml";

PeopleUnderTest Leave(const std::string& body = kLeave) {
  PeopleUnderTest item(body, {{"lin", {"lead"}}, {"ma", {"lead"}}, {"wang", {"office"}}});
  EXPECT_TRUE(item.Create().has_value());
  return item;
}

TEST(Withdrawal, MakesTheItemWhatItWasBefore) {
  auto item = Leave();
  Snapshot before = item.snapshot;
  EXPECT_EQ(item.By("lin", "submit", R"({"days": 3})"), "");
  EXPECT_EQ(item.Data(), R"({"days":3,"sent":11})");
  EXPECT_EQ(item.By("lin", "submit.withdraw", R"({"reason": "填错"})"), "");
  EXPECT_EQ(item.effects.size(), 0U);
  before.rev = item.snapshot.rev;
  before.at = item.snapshot.at;
  before.next_timer = item.snapshot.next_timer;
  before.performed.insert(std::upper_bound(before.performed.begin(), before.performed.end(),
                                           std::pair(std::string("submit.withdraw"), PersonId("lin"))),
                          {"submit.withdraw", PersonId("lin")});
  EXPECT_EQ(WriteSnapshot(*item.chart, item.snapshot), WriteSnapshot(*item.chart, before));
  item.ExpectReplays();
}

TEST(Withdrawal, IsForItsSenderAloneAndOnce) {
  auto item = Leave();
  EXPECT_EQ(item.By("lin", "submit.withdraw"), "event_not_available");
  EXPECT_EQ(item.By("lin", "submit", R"({"days": 3})"), "");
  EXPECT_EQ(item.By("ma", "submit.withdraw"), "not_allowed");
  EXPECT_NE(item.refusal.en.find("only lin"), std::string::npos) << item.refusal.en;
  EXPECT_EQ(item.OfferOf("ma", "submit.withdraw").reasons.front().code, Code::not_allowed);
  const Offer offer = item.OfferOf("lin", "submit.withdraw");
  EXPECT_TRUE(offer.allowed);
  EXPECT_EQ(offer.title.zh, "撤回“提交”");
  EXPECT_EQ(item.By("lin", "submit.withdraw", R"({"what": 1})"), "input_invalid");
  EXPECT_EQ(item.By("lin", "submit.withdraw"), "");
  EXPECT_EQ(item.By("lin", "submit.withdraw"), "event_not_available");
  EXPECT_FALSE(item.IsOffered("lin", "submit.withdraw"));
}

TEST(Withdrawal, IsRefusedAfterwardsWithWhoActed) {
  auto item = Leave();
  EXPECT_EQ(item.By("lin", "submit", R"({"days": 3})"), "");
  EXPECT_EQ(item.By("wang", "look"), "");
  EXPECT_EQ(item.By("lin", "submit.withdraw"), "too_late_to_withdraw");
  EXPECT_NE(item.refusal.zh.find("wang 已办理"), std::string::npos) << item.refusal.zh;
  EXPECT_EQ(item.OfferOf("lin", "submit.withdraw").reasons.front().code, Code::too_late_to_withdraw);
  EXPECT_FALSE(item.IsOffered("ma", "submit.withdraw"));
  item.ExpectReplays();
}

TEST(Withdrawal, IsRefusedOnceADeadlineHasMovedTheItem) {
  auto item = Leave();
  EXPECT_EQ(item.By("lin", "submit", R"({"days": 3})"), "");
  item.AdvanceTo("2026-03-10T00:00:00+08:00");
  EXPECT_EQ(item.States(), "check_late");
  EXPECT_EQ(item.By("lin", "submit.withdraw"), "too_late_to_withdraw");
}

// To withdraw is no way to win time: the clock of the state it comes back to has gone on.
TEST(Withdrawal, GivesNoFreshDeadline) {
  auto item = Leave();
  const Timestamp due = item.snapshot.timers.front().due;
  item.AdvanceTo("2026-03-10T09:00:00+08:00");
  EXPECT_EQ(item.By("lin", "submit", R"({"days": 3})"), "");
  item.AdvanceTo("2026-03-12T09:00:00+08:00");
  EXPECT_EQ(item.By("lin", "submit.withdraw"), "");
  ASSERT_EQ(item.snapshot.timers.size(), 1U);
  EXPECT_EQ(item.snapshot.timers.front().due, due);
}

TEST(Withdrawal, WaitsWhileTheItemIsSuspendedAndItsClocksWithIt) {
  auto item = Leave();
  EXPECT_EQ(item.By("lin", "submit", R"({"days": 3})"), "");
  EXPECT_EQ(item.By("wang", "item.suspend"), "");
  EXPECT_EQ(item.By("lin", "submit.withdraw"), "item_suspended");
  item.AdvanceTo("2026-03-12T09:00:00+08:00");
  EXPECT_EQ(item.By("wang", "item.resume"), "");
  EXPECT_EQ(item.By("lin", "submit.withdraw"), "");
  ASSERT_EQ(item.snapshot.timers.size(), 1U);
  // 20 days from 2 March end on Sunday, 22 March, so on Monday; ten days of standing still come on top, and
  // 2 April is a working day.
  EXPECT_EQ(ToShanghaiString(item.snapshot.timers.front().due), "2026-04-03T00:00:00+08:00");
  item.ExpectReplays();
}

TEST(Withdrawal, OfOneRegionEndsWhenSomebodyActsInAnother) {
  auto item = Leave(R"yaml(
initial: both
states:
  both:
    type: parallel
    done: closed
    states:
      p: {states: {p1: {on: {go: {target: p2, by: lead, withdraw: true}}}, p2: {type: final}}}
      q: {states: {q1: {on: {work: {target: q2, by: office}}}, q2: {on: {end: {target: q3, by: office}}}, q3: {type: final}}}
  closed: {type: final}
)yaml");
  EXPECT_EQ(item.By("lin", "go"), "");
  EXPECT_EQ(item.States(), "p2 q1");
  EXPECT_EQ(item.By("lin", "go.withdraw"), "");
  EXPECT_EQ(item.States(), "p1 q1");
  EXPECT_EQ(item.By("lin", "go"), "");
  EXPECT_EQ(item.By("wang", "work"), "");
  EXPECT_EQ(item.By("lin", "go.withdraw"), "too_late_to_withdraw");
  item.ExpectReplays();
}

TEST(Withdrawal, EndsWhenAnItemIsBegunUnderIt) {
  auto item = Leave();
  EXPECT_EQ(item.By("lin", "submit", R"({"days": 3})"), "");
  ChildFact child;
  child.id = ItemId("item-2");
  child.number = "C-1";
  child.states = {"begun"};
  ASSERT_TRUE(item.Report(child).has_value());
  EXPECT_EQ(item.By("lin", "submit.withdraw"), "too_late_to_withdraw");
}

TEST(Withdrawal, OfWhatHasReachedOtherItemsOnItsWayIsRefused) {
  auto item = Leave(R"yaml(
initial: draft
states:
  draft: {on: {submit: {target: check, by: lead, withdraw: true}}}
  check:
    entry: [{send: {event: told, to: children}}]
    on: {pass: {target: closed, by: office}}
  closed: {type: final}
)yaml");
  EXPECT_EQ(item.By("lin", "submit"), "");
  EXPECT_EQ(item.By("lin", "submit.withdraw"), "too_late_to_withdraw");
  EXPECT_NE(item.refusal.en.find("reached other items"), std::string::npos) << item.refusal.en;
}

TEST(WithdrawalAtLoad, IsRefusedForWhatCannotBeTakenBack) {
  const auto mistakes = [](const std::string& transition) {
    std::vector<std::string> names;
    for (const auto& diagnostic :
         LoadChart("workflow: w\nversion: 1\nroles: {lead: {}}\nstates:\n  a: {on: {go: {" + transition +
                   "}}}\n  b: {on: {end: {target: c, by: lead}}}\n  c: {type: final}\n")
             .diagnostics) {
      if (diagnostic.code != Code::missing_title) names.emplace_back(InfoOf(diagnostic.code).name);
    }
    return names;
  };
  using Names = std::vector<std::string>;
  EXPECT_EQ(mistakes("target: b, by: lead, withdraw: {title: Undo}"), Names{});
  EXPECT_EQ(mistakes("target: b, by: lead, withdraw: true, actions: [{notify: {to: lead, message: m}}]"),
            Names{});
  EXPECT_EQ(mistakes("target: b, by: lead, withdraw: true, actions: [{send: {event: x, to: parent}}]"),
            Names{"bad_withdraw"});
  EXPECT_EQ(mistakes("target: c, by: lead, withdraw: true"), Names{"bad_withdraw"});
  EXPECT_EQ(mistakes("target: b, withdraw: true").front(), "bad_withdraw");
  EXPECT_EQ(mistakes("target: {back_to: [b], otherwise: c}, by: lead, withdraw: true"),
            Names{"bad_withdraw"});
}

}  // namespace
}  // namespace charter
