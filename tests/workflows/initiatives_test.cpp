// The ten initiatives of 2026, from draft to the ends that the sample file writes down.
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <filesystem>
#include <fstream>

#include <nlohmann/json.hpp>

#include "tests/support/postgres_database.h"
#include "tests/support/test_server.h"
#include "tests/workflows/liangzhou.h"

namespace charter::test {
namespace {

using nlohmann::json;

json Samples() { return json::parse(ReadSource("examples/liangzhou/initiatives_2026.json")); }

Decimal Exact(const json& number) { return Decimal::Parse(number.dump()).value(); }

std::string Money(std::int64_t yuan) { return "\"" + Decimal(yuan * 100, 2).ToString() + "\""; }

class Year2026 {
 public:
  explicit Year2026(const std::string& url) : city_(url) {
    for (const auto& sample : Samples()) {
      Initiative& one = initiatives_.emplace_back(sample);
      const auto id = city_.FindByNumber("grassroots_initiative", sample.at("code"));
      EXPECT_TRUE(id.has_value()) << sample.at("code");
      if (id) one.id = *id;
      one.org = city_.View(one.id).record.org;
    }
  }

  void Run() {
    city_.SetUp("support-2026", "500000");
    city_.SetUp("awards-2026", "430000");
    ApplyAndDecide();
    StartAndPlan();
    ReportMilestonesUntil("2026-07-15");
    CheckAtMidterm();
    ReportMilestonesUntil("2026-10-30");
    Close();
    Award();
  }

  void ExpectTheEndsOfTheFile() {
    std::int64_t awards = 0;
    for (const auto& one : initiatives_) {
      SCOPED_TRACE(one.sample.at("code").get<std::string>());
      const auto& expected = one.sample.at("expected");
      EXPECT_EQ(city_.State(one.id), EndOf(expected));
      ExpectScore(one, "initiation_score", expected.at("initiation"));
      ExpectScore(one, "closing_score", expected.at("closing"));
      const auto amount = expected.at("award_amount").get<std::int64_t>();
      EXPECT_EQ(city_.Field(one.id, "award_amount"), Money(amount));
      EXPECT_EQ(city_.Field(one.id, "award_tier"),
                expected.at("award").is_null() ? "null" : expected.at("award").dump());
      EXPECT_EQ(city_.Field(one.id, "promoted"), expected.at("promoted").dump());
      const std::string path = expected.at("path");
      if (path == "closed_excellent") {
        EXPECT_EQ(city_.Field(one.id, "grade"), "\"excellent\"");
      }
      if (path == "closed_good") {
        EXPECT_EQ(city_.Field(one.id, "grade"), "\"good\"");
      }
      if (city_.Field(one.id, "grade") != "null") ExpectAllTranchesPaid(one);
      awards += amount;
    }
    EXPECT_EQ(awards, 430'000);
    const auto& ended = ByCode("PJ-2026-008");
    EXPECT_EQ(city_.Field(ended.id, "tranche_1"), Money(16'000));
    EXPECT_EQ(city_.Field(ended.id, "clawback"), Money(10'000));
    EXPECT_EQ(ToShanghaiString(city_.View(ended.id).record.updated_at).substr(0, 10), "2026-09-07");
    EXPECT_EQ(city_.Field(ByCode("PJ-2026-007").id, "end_date"), "\"2027-03-31\"");
    ExpectEveryFen();
  }

  Liangzhou& city() { return city_; }

 private:
  struct Milestone {
    ItemId id;
    json plan;
    bool done = false;
  };
  struct Initiative {
    explicit Initiative(const json& given) : sample(given) {}
    json sample;
    ItemId id;
    OrgId org;
    std::vector<Milestone> milestones;
    [[nodiscard]] std::string path() const { return sample.at("expected").at("path"); }
  };

  // 470,000 of 500,000 were granted; 007 still has its last tranche to come, and 008 gave back what it had
  // not been paid, and owes 10,000 of the 16,000 that it had.
  void ExpectEveryFen() {
    const BudgetSums support = city_.Budget("support-2026").sums;
    EXPECT_EQ(support.pool, 500'000'00);
    EXPECT_EQ(support.all.reserved, (470'000 - 24'000) * 100);
    EXPECT_EQ(support.all.paid, (470'000 - 24'000 - 6'000) * 100);
    EXPECT_EQ(support.all.used, support.all.paid - (30'000 - 6'000) * 100 - 10'000'00);
    EXPECT_EQ(support.all.claimed, 10'000'00);
    EXPECT_EQ(support.all.repaid, 10'000'00);
    const BudgetSums awards = city_.Budget("awards-2026").sums;
    EXPECT_EQ(awards.pool, 430'000'00);
    EXPECT_EQ(awards.all.reserved, 430'000'00);
    EXPECT_EQ(awards.all.paid, 430'000'00);
  }

  // The clawback is an item of its own, and is paid back in two parts.
  void PayBack(const Initiative& one) {
    const auto clawbacks = city_.Under(one.id, "clawback");
    ASSERT_EQ(clawbacks.size(), 1U);
    const ItemId id = clawbacks[0].id;
    EXPECT_EQ(city_.Field(id, "amount"), Money(10'000));
    city_.Send(city_.As("OFFICE"), id, "notify_debtor", R"({"notice": "file-notice"})");
    city_.Send(city_.As("FINANCE"), id, "repay", R"({"amount": "6000.00", "receipt": "file-receipt"})");
    EXPECT_EQ(city_.Refused(city_.As("FINANCE"), id, "repay", R"({"amount": "4000.01", "receipt": "r"})"),
              Code::guard_not_met);
    city_.Send(city_.As("FINANCE"), id, "repay", R"({"amount": "4000.00", "receipt": "file-receipt"})");
    EXPECT_EQ(city_.State(id), "repaid");
  }

  static std::string EndOf(const json& expected) {
    const std::string path = expected.at("path");
    if (path == "not_approved") return "not_approved";
    if (path == "terminated") return "terminated";
    if (path == "extended") return "in_progress";
    return expected.at("promoted").get<bool>() ? "promoted" : "archived";
  }

  void ExpectScore(const Initiative& one, const char* field, const json& expected) {
    if (expected.is_null()) {
      EXPECT_EQ(city_.Field(one.id, field), "null");
      return;
    }
    const auto is = Decimal::Parse(json::parse(city_.Field(one.id, field)).get<std::string>());
    ASSERT_TRUE(is.has_value());
    EXPECT_EQ(*is, *Decimal::Parse(expected.dump())) << field << " is " << is->ToString();
  }

  void ExpectAllTranchesPaid(const Initiative& one) {
    Decimal paid;
    for (const char* name : {"tranche_1", "tranche_2", "tranche_3"}) {
      paid = *Decimal::Add(paid, *Decimal::Parse(json::parse(city_.Field(one.id, name)).get<std::string>()));
    }
    EXPECT_EQ(paid, Decimal(one.sample.at("support_requested").get<std::int64_t>(), 0));
  }

  Initiative& ByCode(const std::string& code) {
    return *std::find_if(initiatives_.begin(), initiatives_.end(),
                         [&](const auto& one) { return one.sample.at("code") == code; });
  }
  Caller Lead(const Initiative& one) { return city_.Nearest("lead", one.org); }

  // Applications in January; 470,000 of the pool of 500,000 is granted.
  void ApplyAndDecide() {
    for (auto& one : initiatives_) {
      SCOPED_TRACE(one.sample.at("code").get<std::string>());
      const auto support = one.sample.at("support_requested").get<std::int64_t>();
      city_.Send(Lead(one), one.id, "submit");
      EXPECT_EQ(city_.Refused(Lead(one), one.id, "recommend", R"({"opinion": "自荐"})"), Code::wrong_role);
      city_.Send(city_.Nearest("district", one.org), one.id, "recommend", R"({"opinion": "同意推荐"})");
      city_.Send(city_.As("OFFICE"), one.id, "pass_formal",
                 R"({"complete": true, "no_duplicate": true, "not_barred": true})");
      city_.Review(one.id, "initiation", Exact(one.sample.at("expected").at("initiation")));
      const json grant{{"support", support}, {"budget", "support-2026"}, {"minutes", "file-minutes"}};
      if (one.path() == "not_approved") {
        EXPECT_EQ(city_.Refused(city_.As("CHAIR"), one.id, "approve", grant.dump()), Code::guard_not_met);
        city_.Send(city_.As("CHAIR"), one.id, "reject",
                   R"({"reason": "得分不足 60，且与在建项目重复", "minutes": "file-minutes"})");
        continue;
      }
      city_.Send(city_.As("CHAIR"), one.id, "approve", grant.dump());
    }
    EXPECT_EQ(city_.Budget("support-2026").sums.all.reserved, 470'000'00);
  }

  void StartAndPlan() {
    city_.MoveTo("2026-01-20");  // the notice of five workdays ended with 19 January
    for (auto& one : initiatives_) {
      if (one.path() == "not_approved") continue;
      SCOPED_TRACE(one.sample.at("code").get<std::string>());
      city_.Send(Lead(one), one.id, "start", R"({"task_letter": "file-task-letter"})");
      const auto made = city_.Under(one.id, "milestone");
      const auto& plan = one.sample.at("milestones");
      ASSERT_EQ(made.size(), plan.size());
      for (std::size_t i = 0; i < made.size(); ++i) {
        EXPECT_EQ(city_.Field(made[i].id, "code"), plan[i].at("code").dump());
        one.milestones.push_back({made[i].id, plan[i]});
      }
    }
  }

  void ReportMilestonesUntil(const std::string& last) {
    std::vector<std::pair<Initiative*, Milestone*>> due;
    for (auto& one : initiatives_) {
      for (auto& milestone : one.milestones) {
        const bool theirs = !milestone.done && milestone.plan.at("due").get<std::string>() <= last &&
                            city_.View(milestone.id).record.status == "active";
        if (theirs && !IsMissed(one, milestone)) due.emplace_back(&one, &milestone);
      }
    }
    std::stable_sort(due.begin(), due.end(), [](const auto& a, const auto& b) {
      return a.second->plan.at("due").template get<std::string>() <
             b.second->plan.at("due").template get<std::string>();
    });
    for (auto& [one, milestone] : due) {
      city_.MoveTo(milestone->plan.at("due"));
      Report(*one, *milestone);
    }
  }

  // What the notes of the sample file say was not done in time.
  static bool IsMissed(const Initiative& one, const Milestone& milestone) {
    const std::string code = milestone.plan.at("code");
    if (one.path() == "terminated") return code != "M1";
    if (one.path() == "extended") return code == "M3" || code == "M4";
    if (one.path() == "midterm_rectified_then_closed") return code == "M2";
    return false;
  }

  void Report(const Initiative& one, Milestone& milestone) {
    SCOPED_TRACE(milestone.plan.at("name").get<std::string>());
    json papers = json::array();
    for (const auto& kind : milestone.plan.at("evidence"))
      papers.push_back({{"kind", kind}, {"file", "file-" + kind.get<std::string>()}});
    city_.Send(Lead(one), milestone.id, "report", json{{"report", "按计划完成"}, {"papers", papers}}.dump());
    city_.Send(city_.As("OFFICE"), milestone.id, "accept");
    milestone.done = true;
  }

  void CheckAtMidterm() {
    for (auto& one : initiatives_) {
      if (one.path() == "not_approved" || one.path() == "midterm_rectified_then_closed" ||
          one.path() == "terminated")
        continue;
      SCOPED_TRACE(one.sample.at("code").get<std::string>());
      city_.Send(Lead(one), one.id, "submit_midterm", R"({"report": "file-midterm"})");
      city_.Send(city_.As("OFFICE"), one.id, "pass_midterm", R"({"opinion": "进展符合计划"})");
    }
    city_.MoveTo("2026-07-31");
    auto& late = ByCode("PJ-2026-005");
    auto& silent = ByCode("PJ-2026-008");
    city_.Send(Lead(late), late.id, "submit_midterm", R"({"report": "file-midterm"})");
    city_.Send(city_.As("OFFICE"), silent.id, "call_midterm");
    EXPECT_EQ(city_.Refused(city_.As("OFFICE"), silent.id, "pass_midterm", R"({"opinion": "通过"})"),
              Code::guard_not_met);
    for (const auto* one : {&late, &silent}) {
      city_.Send(city_.As("OFFICE"), one->id, "rectify_midterm",
                 R"({"opinion": "未达到中期目标，限期整改"})");
    }
    // Fifteen workdays from 31 July end with 21 August: one is put right on the last day, the other never.
    city_.MoveTo("2026-08-21");
    for (auto& milestone : late.milestones) {
      if (milestone.plan.at("code") == "M2") Report(late, milestone);
    }
    city_.Send(Lead(late), late.id, "submit_rectification", R"({"report": "file-rectification"})");
    city_.Send(city_.As("OFFICE"), late.id, "pass_midterm", R"({"opinion": "复查通过"})");
    EXPECT_EQ(city_.State(silent.id), "midterm_rectification");
    city_.MoveTo("2026-08-22T00:00:00+08:00");
    EXPECT_EQ(city_.State(silent.id), "termination_review");
    ReportMilestonesUntil("2026-08-31");
    city_.MoveTo("2026-09-07");
    city_.Send(
        city_.As("CHAIR"), silent.id, "terminate",
        R"({"reason": "未提交中期报告且逾期未整改", "minutes": "file-minutes", "justified_spend": "6000.00"})");
    PayBack(silent);
    ReportMilestonesUntil("2026-09-30");
    Extend(ByCode("PJ-2026-007"));
  }

  void Extend(Initiative& one) {
    const std::string until = R"({"new_end": "2027-03-31", "reason": "平台对接延迟"})";
    city_.Send(Lead(one), one.id, "request_extension", until);
    city_.Send(city_.As("CHAIR"), one.id, "grant_extension", R"({"minutes": "file-minutes"})");
    EXPECT_EQ(city_.Refused(Lead(one), one.id, "request_extension",
                            R"({"new_end": "2027-06-30", "reason": "再次延期"})"),
              Code::guard_not_met);
    for (auto& milestone : one.milestones) {
      if (milestone.done) continue;
      city_.Send(city_.As("OFFICE"), milestone.id, "reschedule",
                 R"({"due": "2027-03-31", "reason": "随项目延期"})");
    }
  }

  void Close() {
    ReportMilestonesUntil("2026-11-10");
    for (auto& one : initiatives_) {
      if (!one.sample.at("expected").at("closing").is_number()) continue;
      SCOPED_TRACE(one.sample.at("code").get<std::string>());
      city_.Send(Lead(one), one.id, "submit_closing",
                 R"({"report": "file-closing", "accounts": "file-accounts"})");
      EXPECT_EQ(city_.Refused(city_.As("OFFICE"), one.id, "accept_closing"), Code::guard_not_met);
      Accept(one, one.path() != "closing_rectified_then_closed");
      if (one.path() == "closing_rectified_then_closed") continue;
      city_.Review(one.id, "closing", Exact(one.sample.at("expected").at("closing")));
      EXPECT_EQ(city_.State(one.id), "closed");
    }
    auto& poor = ByCode("PJ-2026-009");
    city_.MoveTo("2026-11-20");
    city_.Review(poor.id, "closing", Decimal(555, 1));
    EXPECT_EQ(city_.State(poor.id), "closing_rectification");
    city_.MoveTo("2026-12-11");  // the last of the fifteen workdays
    city_.Send(Lead(poor), poor.id, "submit_closing_rectification", R"({"report": "file-rectification"})");
    Accept(poor, true);
    city_.Review(poor.id, "closing", Exact(poor.sample.at("expected").at("closing")));
    EXPECT_EQ(city_.State(poor.id), "closed");
    EXPECT_EQ(city_.Refused(city_.As("OFFICE"), poor.id, "nominate"), Code::guard_not_met);
    city_.Send(city_.As("OFFICE"), poor.id, "archive");
  }

  void Accept(const Initiative& one, bool audited) {
    city_.Send(city_.As("FINANCE"), one.id, "audit",
               json{{"passed", audited}, {"report", "file-audit"}}.dump());
    city_.Send(city_.As("OFFICE"), one.id, "accept_closing");
  }

  void Award() {
    for (auto& one : initiatives_) {
      const auto& award = one.sample.at("expected").at("award");
      if (award.is_null()) continue;
      SCOPED_TRACE(one.sample.at("code").get<std::string>());
      city_.Send(city_.As("OFFICE"), one.id, "nominate");
      city_.Send(city_.As("EXPERT_1"), one.id, "rank",
                 json{{"tier", award}, {"budget", "awards-2026"}}.dump());
    }
    city_.MoveTo("2026-12-19");
    for (auto& one : initiatives_) {
      const auto& expected = one.sample.at("expected");
      if (expected.at("award").is_null()) continue;
      SCOPED_TRACE(one.sample.at("code").get<std::string>());
      if (expected.at("promoted").get<bool>()) {
        city_.Send(city_.As("CHAIR"), one.id, "promote", R"({"plan": "file-promotion"})");
      } else {
        city_.Send(city_.As("OFFICE"), one.id, "archive");
      }
    }
    city_.MoveTo("2026-12-31");
  }

  Liangzhou city_;
  std::deque<Initiative> initiatives_;
};

void RunTheYear(const std::string& url) {
  Year2026 year(url);
  if (testing::Test::HasFailure()) return;
  year.Run();
  year.ExpectTheEndsOfTheFile();
  year.city().VerifyAll();
}

TEST(TheTenInitiativesOf2026, ReachTheirEndsOnSqlite) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "charter_initiatives";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  RunTheYear("sqlite:" + (folder / "year.db").string());
  std::filesystem::remove_all(folder);
}

TEST(TheTenInitiativesOf2026, ReachTheirEndsOnPostgres) {
  const PostgresDatabase database;
  RunTheYear(database.url());
}

TEST(TheTenInitiativesOf2026, ReachTheirEndsInMemory) { RunTheYear("memory:"); }

}  // namespace
}  // namespace charter::test
