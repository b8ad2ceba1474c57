// Milestones live and end with the initiative they belong to.
#include <gtest/gtest.h>

#include <optional>

#include "tests/workflows/liangzhou.h"

namespace charter::test {
namespace {

constexpr const char* kAnother = R"({"code": "M5", "name": "回访", "due": "2026-11-10", "weight": 1})";

class Milestones : public testing::Test {
 protected:
  Milestones()
      : city_("memory:"), item_(city_.FindByNumber("grassroots_initiative", "PJ-2026-008").value()) {}

  void Start() {
    city_.Send(Lead(), item_, "submit");
    city_.Send(city_.As("DISTRICT_JINGKAI"), item_, "recommend", R"({"opinion": "推荐"})");
    city_.Send(city_.As("OFFICE"), item_, "pass_formal",
               R"({"complete": true, "no_duplicate": true, "not_barred": true})");
    city_.Review(item_, "initiation", Decimal(75, 0));
    city_.SetUp("support-2026", "500000");
    city_.Send(city_.As("CHAIR"), item_, "approve",
               R"({"support": 40000, "budget": "support-2026", "minutes": "m"})");
    city_.MoveTo("2026-01-20");
    city_.Send(Lead(), item_, "start", R"({"task_letter": "letter"})");
    milestone_ = city_.Under(item_, "milestone").front().id;
  }

  Caller Lead() { return city_.As("LEAD_JINGKAI_PARK"); }

  // Nothing where it was made.
  std::optional<Code> Open(const Caller& caller) {
    CreateCommand command;
    command.workflow = "milestone";
    command.parent = item_;
    command.data = ParseJson(kAnother).value();
    const auto created = city_.service().Create(caller, command);
    if (created) milestone_ = created->record.id;
    return created ? std::nullopt : std::optional(created.error().code);
  }

  Liangzhou city_;
  ItemId item_;
  ItemId milestone_;
};

TEST_F(Milestones, AreMadeFromThePlanWhenTheWorkBegins) {
  EXPECT_EQ(Open(city_.As("OFFICE")), Code::parent_not_open);
  Start();
  const auto milestones = city_.Under(item_, "milestone");
  ASSERT_EQ(milestones.size(), 4U);
  EXPECT_EQ(city_.Field(milestones[0].id, "code"), R"("M1")");
  EXPECT_EQ(city_.Field(milestones[3].id, "code"), R"("M4")");
  EXPECT_EQ(city_.State(milestone_), "open");
  EXPECT_EQ(Open(Lead()), Code::not_permitted);
  EXPECT_EQ(Open(city_.As("LEAD_TAIHU")), Code::item_not_found);
  EXPECT_EQ(Open(city_.As("OFFICE")), std::nullopt);
}

TEST_F(Milestones, AreCancelledWhenTheInitiativeIsRevoked) {
  Start();
  city_.Send(Lead(), item_, "request_termination", R"({"reason": "场地落空"})");
  EXPECT_EQ(city_.View(milestone_).record.status, "active");
  city_.Send(city_.As("CHAIR"), item_, "revoke", R"({"reason": "弄虚作假", "minutes": "m"})");
  EXPECT_EQ(city_.State(item_), "revoked");
  EXPECT_EQ(city_.View(milestone_).record.status, "ended");
  EXPECT_EQ(city_.Refused(Lead(), milestone_, "report", R"({"report": "完成"})"), Code::item_ended);
  city_.VerifyAll();
}

TEST_F(Milestones, ThatAreAcceptedOutliveTheInitiative) {
  Start();
  city_.Send(
      Lead(), milestone_, "report",
      R"({"report": "完成", "papers": [{"kind": "lease", "file": "f-1"}, {"kind": "contract", "file": "f-2"}]})");
  city_.Send(city_.As("OFFICE"), milestone_, "accept");
  city_.Send(city_.As("OFFICE"), item_, "request_termination", R"({"reason": "场地落空"})");
  city_.Send(city_.As("CHAIR"), item_, "terminate",
             R"({"reason": "终止", "minutes": "m", "justified_spend": "6000.00"})");
  EXPECT_EQ(city_.State(milestone_), "accepted");
  EXPECT_EQ(city_.Field(item_, "clawback"), R"("10000.00")");
  city_.VerifyAll();
}

}  // namespace
}  // namespace charter::test
