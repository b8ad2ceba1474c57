#include "engine/activity/signoff.h"

#include <gtest/gtest.h>

#include "engine/activity/need.h"
#include "tests/engine/activity/activity_under_test.h"

namespace charter {
namespace {

// Two sides with their chiefs, an expert and a few colleagues.
ActivityUnderTest Made(const std::string& settings) {
  ActivityUnderTest signoff("signoff", settings);
  signoff.Add("wu", {"worker_chief"});
  signoff.Add("qian", {"employer_chief"});
  signoff.Add("both", {"employer_chief", "worker_chief"});
  signoff.Add("deputy", {"worker_delegate"});
  signoff.Add("deputy2", {"worker_delegate"});
  signoff.Add("spy", {"employer_chief", "worker_delegate"});
  signoff.Add("lawyer", {"legal"});
  signoff.Add("office", {"office"});
  for (const char* id : {"e1", "e2", "e3", "e4"}) signoff.Add(id, {"expert"});
  signoff.Start();
  return signoff;
}

constexpr const char* kChiefs = R"({"by": ["worker_chief", "employer_chief"]})";
constexpr const char* kWithHelp =
    R"({"by": ["worker_chief", "employer_chief"], "add": ["legal"], "delegate": ["worker_delegate"]})";

TEST(ASignoff, OfAllIsCompleteWhenEachRoleHasSigned) {
  auto signoff = Made(kChiefs);
  EXPECT_EQ(signoff.AwaitedText(), "worker_chief employer_chief");
  ASSERT_EQ(signoff.Do("wu", "sign", R"({"opinion": "同意"})"), "");
  EXPECT_FALSE(signoff.outcome.has_value());
  EXPECT_EQ(signoff.AwaitedText(), "employer_chief");
  EXPECT_EQ(signoff.Do("wu", "sign"), "acted_already");
  EXPECT_EQ(signoff.Do("office", "sign"), "wrong_role");
  ASSERT_EQ(signoff.Do("qian", "sign"), "");
  EXPECT_EQ(
      signoff.OutcomeText(),
      R"({"passed":true,"refused":0,"signatures":[)"
      R"({"at":"2026-05-06T01:00:00Z","opinion":"同意","person":"wu","role":"worker_chief","signed":true},)"
      R"({"at":"2026-05-06T01:00:00Z","person":"qian","role":"employer_chief","signed":true}],"signed":2})");
}

TEST(ASignoff, NeedsTwoPeopleForTwoRoles) {
  auto signoff = Made(kChiefs);
  ASSERT_EQ(signoff.Do("both", "sign"), "");
  EXPECT_EQ(signoff.Do("both", "sign", R"({"as": "employer_chief"})"), "acted_already");
  EXPECT_EQ(signoff.Do("wu", "sign"), "not_allowed");
  EXPECT_EQ(signoff.Do("qian", "sign"), "");
  EXPECT_TRUE(signoff.outcome->Find("passed")->AsBool());
}

TEST(ASignoff, LetsWhoHoldsTwoRolesSayInWhich) {
  auto signoff = Made(kChiefs);
  ASSERT_EQ(signoff.Do("both", "sign", R"({"as": "employer_chief"})"), "");
  EXPECT_EQ(signoff.AwaitedText(), "worker_chief");
  EXPECT_EQ(signoff.Do("wu", "sign", R"({"as": "employer_chief"})"), "not_allowed");
  EXPECT_EQ(signoff.Do("wu", "sign"), "");
}

TEST(ASignoff, OfAllEndsWithOneRefusal) {
  auto signoff = Made(kChiefs);
  EXPECT_EQ(signoff.Do("wu", "refuse"), "input_invalid");
  ASSERT_EQ(signoff.Do("wu", "refuse", R"({"reason": "条款未谈妥"})"), "");
  EXPECT_EQ(
      signoff.OutcomeText(),
      R"({"passed":false,"refused":1,"signatures":[{"at":"2026-05-06T01:00:00Z","opinion":"条款未谈妥",)"
      R"("person":"wu","role":"worker_chief","signed":false}],"signed":0})");
}

TEST(ASignoff, OfAnyEndsWithOneSignatureOrWhenAllHaveRefused) {
  const std::string settings = R"({"by": ["worker_chief", "employer_chief"], "need": "any"})";
  auto signoff = Made(settings);
  ASSERT_EQ(signoff.Do("wu", "refuse", R"({"reason": "x"})"), "");
  EXPECT_FALSE(signoff.outcome.has_value());
  ASSERT_EQ(signoff.Do("qian", "sign"), "");
  EXPECT_TRUE(signoff.outcome->Find("passed")->AsBool());
  auto refused = Made(settings);
  ASSERT_EQ(refused.Do("wu", "refuse", R"({"reason": "x"})"), "");
  ASSERT_EQ(refused.Do("qian", "refuse", R"({"reason": "x"})"), "");
  EXPECT_FALSE(refused.outcome->Find("passed")->AsBool());
}

TEST(ASignoff, OfTwoOfThreeCountsPeopleOfOneRole) {
  const std::string settings = R"({"by": ["expert"], "need": "2 of 3"})";
  auto signoff = Made(settings);
  ASSERT_EQ(signoff.Do("e1", "refuse", R"({"reason": "x"})"), "");
  ASSERT_EQ(signoff.Do("e2", "sign"), "");
  EXPECT_EQ(signoff.Do("e2", "sign"), "acted_already");
  EXPECT_FALSE(signoff.outcome.has_value());
  ASSERT_EQ(signoff.Do("e4", "sign"), "");
  EXPECT_TRUE(signoff.outcome->Find("passed")->AsBool());
  auto refused = Made(settings);
  ASSERT_EQ(refused.Do("e1", "refuse", R"({"reason": "x"})"), "");
  EXPECT_FALSE(refused.outcome.has_value());
  ASSERT_EQ(refused.Do("e2", "refuse", R"({"reason": "x"})"), "");
  EXPECT_FALSE(refused.outcome->Find("passed")->AsBool());
}

TEST(ASignoff, InSequenceIsSignedByTheNextOnly) {
  auto signoff = Made(R"({"by": ["worker_chief", "employer_chief"], "need": "sequence"})");
  EXPECT_EQ(signoff.AwaitedText(), "worker_chief");
  EXPECT_EQ(signoff.Do("qian", "sign"), "not_allowed");
  ASSERT_EQ(signoff.Do("both", "sign"), "");
  EXPECT_EQ(signoff.AwaitedText(), "employer_chief");
  ASSERT_EQ(signoff.Do("qian", "sign"), "");
  EXPECT_TRUE(signoff.outcome->Find("passed")->AsBool());
}

TEST(ASignoff, IsSignedByThoseNamedInTheirOrder) {
  auto signoff = Made(R"({"by": ["expert"], "need": "sequence", "named_by": ["office"]})");
  EXPECT_EQ(signoff.AwaitedText(), "office");
  EXPECT_EQ(signoff.Do("e1", "sign"), "not_allowed");
  EXPECT_EQ(signoff.Do("office", "assign", R"({"people": ["e1", "nobody"]})"), "input_invalid");
  EXPECT_EQ(signoff.Do("office", "assign", R"({"people": ["e1", "wu"]})"), "input_invalid");
  ASSERT_EQ(signoff.Do("office", "assign", R"({"people": ["e3", "e1"]})"), "");
  ASSERT_EQ(signoff.Do("office", "assign", R"({"people": ["e2", "e1"]})"), "");
  EXPECT_EQ(signoff.last.notices.at(0).people, (std::vector<PersonId>{PersonId("e2"), PersonId("e1")}));
  EXPECT_EQ(signoff.AwaitedText(), "e2");
  EXPECT_EQ(signoff.Do("e3", "sign"), "not_allowed");
  ASSERT_EQ(signoff.Do("e2", "sign"), "");
  EXPECT_EQ(signoff.Do("office", "assign", R"({"people": ["e3"]})"), "not_allowed");
  ASSERT_EQ(signoff.Do("e1", "sign"), "");
  EXPECT_EQ(signoff.outcome->Find("signed")->AsInt(), 2);
}

TEST(ASignoff, AsksForAsManyNamesAsItsNeedSays) {
  auto signoff = Made(R"({"by": ["expert"], "need": "2 of 3", "named_by": ["office"]})");
  EXPECT_EQ(signoff.Do("office", "assign", R"({"people": ["e1", "e2"]})"), "input_invalid");
  EXPECT_EQ(signoff.Do("office", "assign", R"({"people": ["e1", "e2", "e3"]})"), "");
}

TEST(AnAddedSigner, IsNeededBesidesTheOthersAfterWhoAddedHim) {
  auto signoff = Made(kWithHelp);
  EXPECT_EQ(signoff.Do("office", "add", R"({"person": "lawyer", "reason": "x"})"), "not_allowed");
  EXPECT_EQ(signoff.Do("wu", "add", R"({"person": "nobody", "reason": "x"})"), "input_invalid");
  EXPECT_EQ(signoff.Do("wu", "add", R"({"person": "e1", "reason": "x"})"), "input_invalid");
  EXPECT_EQ(signoff.Do("wu", "add", R"({"person": "lawyer"})"), "input_invalid");
  ASSERT_EQ(signoff.Do("wu", "add", R"({"person": "lawyer", "reason": "涉及法律条款"})"), "");
  EXPECT_EQ(signoff.Do("qian", "add", R"({"person": "lawyer", "reason": "x"})"), "input_invalid");
  EXPECT_EQ(signoff.AwaitedText(), "worker_chief employer_chief");
  EXPECT_EQ(signoff.Do("lawyer", "sign"), "not_allowed");
  ASSERT_EQ(signoff.Do("wu", "sign"), "");
  ASSERT_EQ(signoff.Do("qian", "sign"), "");
  EXPECT_FALSE(signoff.outcome.has_value());
  EXPECT_EQ(signoff.AwaitedText(), "lawyer");
  ASSERT_EQ(signoff.Do("lawyer", "sign"), "");
  EXPECT_EQ(signoff.outcome->Find("signed")->AsInt(), 3);
}

TEST(AnAddedSigner, WhoRefusesEndsIt) {
  auto signoff = Made(R"({"by": ["worker_chief", "employer_chief"], "need": "any", "add": ["legal"]})");
  ASSERT_EQ(signoff.Do("wu", "add", R"({"person": "lawyer", "reason": "x", "place": "parallel"})"), "");
  EXPECT_EQ(signoff.AwaitedText(), "worker_chief lawyer employer_chief");
  ASSERT_EQ(signoff.Do("qian", "sign"), "");
  EXPECT_EQ(signoff.AwaitedText(), "lawyer");
  EXPECT_EQ(signoff.Do("wu", "sign"), "not_allowed");
  ASSERT_EQ(signoff.Do("lawyer", "refuse", R"({"reason": "违法"})"), "");
  EXPECT_FALSE(signoff.outcome->Find("passed")->AsBool());
}

TEST(AnAddedSigner, OfASequenceSignsBetweenTwoOthers) {
  auto signoff = Made(R"({"by": ["worker_chief", "employer_chief"], "need": "sequence", "add": ["legal"]})");
  ASSERT_EQ(signoff.Do("wu", "add", R"({"person": "lawyer", "reason": "x"})"), "");
  ASSERT_EQ(signoff.Do("wu", "sign"), "");
  EXPECT_EQ(signoff.AwaitedText(), "lawyer");
  EXPECT_EQ(signoff.Do("qian", "sign"), "not_allowed");
  ASSERT_EQ(signoff.Do("lawyer", "sign"), "");
  EXPECT_EQ(signoff.AwaitedText(), "employer_chief");
}

TEST(ASignature, IsHandedOverToSomebodyOfTheSameSide) {
  auto signoff = Made(kWithHelp);
  EXPECT_EQ(signoff.Do("wu", "delegate", R"({"person": "e1", "reason": "x"})"), "input_invalid");
  EXPECT_EQ(signoff.Do("wu", "delegate", R"({"person": "wu", "reason": "x"})"), "input_invalid");
  EXPECT_EQ(signoff.Do("wu", "delegate", R"({"person": "spy", "reason": "x"})"), "input_invalid");
  ASSERT_EQ(signoff.Do("wu", "delegate", R"({"person": "deputy", "reason": "出差"})"), "");
  EXPECT_EQ(signoff.Do("qian", "delegate", R"({"person": "deputy", "reason": "x"})"), "input_invalid");
  EXPECT_EQ(signoff.Do("wu", "sign"), "not_allowed");
  ASSERT_EQ(signoff.Do("deputy", "delegate", R"({"person": "deputy2", "reason": "回避"})"), "");
  EXPECT_EQ(signoff.AwaitedText(), "deputy2 employer_chief");
  ASSERT_EQ(signoff.Do("deputy2", "sign"), "");
  ASSERT_EQ(signoff.Do("qian", "sign"), "");
  const Value& first = signoff.outcome->Find("signatures")->AsList()[0];
  EXPECT_EQ(WriteJson(first),
            R"({"at":"2026-05-06T01:00:00Z","on_behalf_of":"wu","person":"deputy2","role":"worker_chief",)"
            R"("signed":true})");
  EXPECT_NE(signoff.StateText().find(R"("from":"deputy","to":"deputy2","reason":"回避")"), std::string::npos);
}

TEST(WhatASignerDid, IsWithdrawnBeforeTheNextActs) {
  auto signoff = Made(kWithHelp);
  EXPECT_EQ(signoff.Do("wu", "withdraw"), "not_allowed");
  ASSERT_EQ(signoff.Do("wu", "sign"), "");
  EXPECT_EQ(signoff.Do("qian", "withdraw"), "not_allowed");
  ASSERT_EQ(signoff.Do("wu", "withdraw"), "");
  EXPECT_EQ(signoff.AwaitedText(), "worker_chief employer_chief");
  EXPECT_EQ(signoff.Do("wu", "withdraw"), "not_allowed");
  ASSERT_EQ(signoff.Do("wu", "delegate", R"({"person": "deputy", "reason": "出差"})"), "");
  ASSERT_EQ(signoff.Do("wu", "withdraw"), "");
  ASSERT_EQ(signoff.Do("wu", "sign"), "");
  ASSERT_EQ(signoff.Do("qian", "add", R"({"person": "lawyer", "reason": "x"})"), "");
  EXPECT_EQ(signoff.Do("wu", "withdraw"), "not_allowed");
}

TEST(ANeed, IsReadFromItsWords) {
  EXPECT_EQ(Need::Parse("2 of 3")->count, 2);
  EXPECT_EQ(Need::Parse("2 of 3")->of, 3);
  for (const char* wrong :
       {"", "some", "0 of 3", "3 of 2", "2 of", " of 2", "-1 of 2", "2 of 3 ", "2 of 2000"})
    EXPECT_FALSE(Need::Parse(wrong).has_value()) << wrong;
}

}  // namespace
}  // namespace charter
