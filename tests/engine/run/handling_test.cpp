// Handing work over, urging those awaited, copying an item to others.
#include "engine/run/handling.h"

#include <gtest/gtest.h>

#include "engine/run/scenario.h"
#include "tests/engine/run/people_under_test.h"

namespace charter {
namespace {

constexpr const char* kBody = R"yaml(
data:
  helpers: {type: array, items: {type: person}, default: []}
initial: check
states:
  check:
    on:
      pass: {target: decide, by: office}
      note: {by: [office, lead]}
  decide:
    entry: [{when: size(data.helpers) > 0, copy: {to: data.helpers}}]
    on: {pass: {target: closed, by: office}, again: {target: check, by: office}}
  closed: {type: final}
)yaml";

PeopleUnderTest Office(const std::string& data = "{}") {
  PeopleUnderTest item(kBody,
                       {{"lin", {"lead"}},
                        {"wang", {"office"}},
                        {"qian", {"office"}},
                        {"sun", {"lead", "office"}},
                        {"zhou", {}}},
                       "hand_over: {by: office}, urge: {by: lead}, copy: {by: [lead, office]}");
  EXPECT_TRUE(item.Create(data).has_value());
  return item;
}

std::string TasksIn(const PeopleUnderTest& item) {
  std::string out;
  for (const auto& task : TasksOf(*item.chart, item.snapshot))
    out += (out.empty() ? "" : " ") + task.role + (task.person.empty() ? "" : ":" + task.person.value);
  return out;
}

TEST(HandOver, LeavesTheWorkToOnePersonUntilTheStateIsLeft) {
  auto item = Office();
  EXPECT_EQ(item.By("wang", "item.hand_over", R"({"to": "qian", "reason": "出差"})"), "");
  EXPECT_EQ(item.Notified(), "qian");
  EXPECT_EQ(TasksIn(item), "lead office:qian");
  EXPECT_EQ(item.By("wang", "pass"), "handed_over");
  EXPECT_NE(item.refusal.en.find("qian"), std::string::npos);
  EXPECT_EQ(item.OfferOf("wang", "pass").reasons.front().code, Code::handed_over);
  EXPECT_EQ(item.By("lin", "note"), "") << "the other role's right is its own";
  EXPECT_EQ(item.By("qian", "pass"), "");
  EXPECT_EQ(item.By("wang", "pass"), "") << "the next state is everybody's again";
  item.ExpectReplays();
}

TEST(HandOver, NeedsARoleWorkAndAReceiverWhoHoldsTheRole) {
  auto item = Office();
  EXPECT_EQ(item.By("lin", "item.hand_over", R"({"to": "qian", "reason": "x"})"), "wrong_role");
  EXPECT_EQ(item.By("wang", "item.hand_over", R"({"to": "lin", "reason": "x"})"), "receiver_lacks_role");
  EXPECT_EQ(item.By("wang", "item.hand_over", R"({"to": "nobody", "reason": "x"})"), "input_invalid");
  EXPECT_EQ(item.By("wang", "item.hand_over", R"({"to": "qian"})"), "input_invalid");
  EXPECT_EQ(item.By("wang", "item.hand_over", R"({"to": "qian", "reason": "x", "state": "decide"})"),
            "nothing_to_hand_over");
  EXPECT_EQ(TasksIn(item), "lead office");
}

// Or work would be stuck with somebody who has left.
TEST(HandOver, CanBeDoneAgainByWhoeverHoldsTheRole) {
  auto item = Office();
  EXPECT_EQ(item.By("wang", "item.hand_over", R"({"to": "qian", "reason": "x"})"), "");
  EXPECT_EQ(item.By("qian", "item.hand_over", R"({"to": "wang", "reason": "not mine"})"), "");
  EXPECT_EQ(TasksIn(item), "lead office:wang");
  EXPECT_EQ(item.By("sun", "item.hand_over", R"({"to": "sun", "reason": "both are ill"})"), "");
  EXPECT_EQ(TasksIn(item), "lead:sun office:sun");
  item.ExpectReplays();
}

TEST(Urge, ReachesThoseAwaitedOnceAPersonStateAndDay) {
  auto item = Office();
  EXPECT_EQ(item.By("wang", "item.urge"), "wrong_role");
  EXPECT_EQ(item.By("lin", "item.urge", R"({"message": "急"})"), "");
  EXPECT_EQ(item.Notified(), "lead office");
  EXPECT_EQ(item.States(), "check");
  item.AdvanceTo("2026-03-02T23:59:59+08:00");
  EXPECT_EQ(item.By("lin", "item.urge"), "urged_already");
  EXPECT_NE(item.refusal.zh.find("2026-03-02T09:00:00+08:00"), std::string::npos) << item.refusal.zh;
  EXPECT_EQ(item.OfferOf("lin", "item.urge").reasons.front().code, Code::urged_already);
  EXPECT_EQ(item.By("sun", "item.urge"), "") << "another person may";
  EXPECT_EQ(item.By("wang", "pass"), "");
  EXPECT_EQ(item.By("lin", "item.urge"), "") << "another state may be urged";
  item.AdvanceTo("2026-03-03T00:00:00+08:00");
  EXPECT_EQ(item.By("lin", "item.urge"), "") << "another day";
  item.ExpectReplays();
}

TEST(Urge, ReachesThePersonWhomTheWorkWasHandedTo) {
  auto item = Office();
  EXPECT_EQ(item.By("wang", "item.hand_over", R"({"to": "qian", "reason": "x"})"), "");
  EXPECT_EQ(item.By("lin", "item.urge"), "");
  EXPECT_EQ(item.Notified(), "qian lead");
}

TEST(Copy, NamesThosePeopleAndTellsThem) {
  auto item = Office();
  EXPECT_EQ(item.By("zhou", "item.copy", R"({"to": ["qian"]})"), "wrong_role");
  EXPECT_EQ(item.By("lin", "item.copy", R"({"to": ["zhou", "nobody"]})"), "input_invalid");
  EXPECT_EQ(item.By("lin", "item.copy", R"({"to": ["zhou", "zhou"]})"), "input_invalid");
  EXPECT_EQ(item.By("lin", "item.copy", R"({"to": ["zhou"], "note": "请知悉"})"), "");
  EXPECT_EQ(item.Notified(), "zhou");
  EXPECT_TRUE(IsCopiedTo(item.snapshot, PersonId("zhou")));
  EXPECT_EQ(item.By("zhou", "pass"), "wrong_role") << "to see is not to act";
  item.ExpectReplays();
}

TEST(Copy, IsAnActionOfAWorkflowToo) {
  auto item = Office(R"({"helpers": ["zhou", "ma"]})");
  EXPECT_EQ(item.By("wang", "pass"), "");
  EXPECT_EQ(item.Notified(), "zhou ma");
  EXPECT_TRUE(IsCopiedTo(item.snapshot, PersonId("ma")));
  item.ExpectReplays();
}

TEST(Suspension, RefusesAllThatPeopleDoButResumingAndCancelling) {
  auto item = Office();
  EXPECT_EQ(item.By("wang", "item.suspend"), "");
  for (const char* event : {"pass", "note", "item.urge", "item.suspend"})
    EXPECT_NE(item.By("sun", event), "") << event;
  EXPECT_EQ(item.By("wang", "item.hand_over", R"({"to": "qian", "reason": "x"})"), "item_suspended");
  EXPECT_EQ(item.By("lin", "item.copy", R"({"to": ["zhou"]})"), "item_suspended");
  EXPECT_EQ(item.By("wang", "item.resume"), "");
  EXPECT_EQ(item.By("wang", "pass"), "");
}

TEST(AScenario, SendsThemAmongItsPeople) {
  const auto item = Office();
  const auto report = RunScenario(*item.chart, R"yaml(
scenario: Handed over
workflow: test
people:
  lin: {roles: [lead]}
  wang: {roles: [office]}
  qian: {roles: [office]}
  zhou: {}
start: {at: "2026-03-02T09:00:00+08:00", by: lin}
steps:
  - {send: item.hand_over, by: wang, input: {to: zhou, reason: x}, expect: {refused: receiver_lacks_role}}
  - {send: item.hand_over, by: wang, input: {to: qian, reason: x}}
  - {send: pass, by: wang, expect: {refused: handed_over}}
  - {send: item.urge, by: lin}
  - {send: item.urge, by: lin, expect: {refused: urged_already}}
  - {send: item.copy, by: lin, input: {to: [zhou]}}
  - {send: pass, by: qian, expect: {states: [decide]}}
)yaml",
                                  item.calendar);
  for (const auto& problem : report.problems) ADD_FAILURE() << Format(problem, "scenario");
  for (const auto& failure : report.failures) ADD_FAILURE() << Format(failure, "scenario");
}

}  // namespace
}  // namespace charter
