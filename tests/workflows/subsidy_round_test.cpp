// The subsidy round of 2026: 45 applications, 30 awards, 700,000 yuan, to the last fen of the sample file,
// from the judges' points to the payments.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/support/command_run.h"
#include "tests/support/postgres_database.h"
#include "tests/support/test_server.h"
#include "tests/workflows/liangzhou.h"

namespace charter::test {
namespace {

using nlohmann::json;

struct Application {
  std::map<std::string, std::string> row;
  ItemId id;
  Caller lead;
  [[nodiscard]] const std::string& operator[](const std::string& column) const { return row.at(column); }
  [[nodiscard]] bool Scored() const { return !row.at("total").empty(); }
};

std::vector<Application> Samples() {
  std::string text = ReadSource("examples/liangzhou/subsidy_round_2026.csv");
  std::erase(text, '\r');
  std::istringstream file(text);
  std::string line;
  std::getline(file, line);
  std::vector<std::string> columns;
  std::istringstream header(line);
  for (std::string name; std::getline(header, name, ',');) columns.push_back(name);
  std::vector<Application> samples;
  while (std::getline(file, line)) {
    Application sample;
    std::istringstream cells(line);
    for (const std::string& column : columns) {
      // The last column is a note, which may hold commas.
      std::getline(cells, sample.row[column], column == "note" ? '\n' : ',');
    }
    samples.push_back(std::move(sample));
  }
  return samples;
}

constexpr const char* kRound = R"({
  "name": "2026 年职工服务阵地以奖代补", "year": 2026, "budget": "700000.00", "fund": "subsidy-2026",
  "deadline": "2026-06-30",
  "tiers": [
    {"category": "service_centre", "tier": "first", "places": 2, "amount": 50000},
    {"category": "service_centre", "tier": "second", "places": 3, "amount": 30000},
    {"category": "service_centre", "tier": "third", "places": 5, "amount": 22000},
    {"category": "care_station", "tier": "first", "places": 2, "amount": 30000},
    {"category": "care_station", "tier": "second", "places": 3, "amount": 20000},
    {"category": "care_station", "tier": "third", "places": 5, "amount": 16000},
    {"category": "nursing_room", "tier": "first", "places": 2, "amount": 30000},
    {"category": "nursing_room", "tier": "second", "places": 3, "amount": 20000},
    {"category": "nursing_room", "tier": "third", "places": 5, "amount": 16000}]})";

constexpr const char* kJudges[] = {"j1", "j2", "j3", "j4", "j5", "j6", "j7"};

// The third judge of the service centres belongs to the federation of Taihu.
std::string TokenOf(const Application& one, int judge) {
  if (judge == 2 && one["category"] == "service_centre") return "EXPERT_TAIHU";
  return "EXPERT_" + std::to_string(judge + 1);
}

// Points for a total of the sample: criterion by criterion, each as full as it goes.
json PointsFor(const std::string& total) {
  Decimal rest = Decimal::Parse(total).value();
  json points = json::object();
  for (const auto& [criterion, max] : std::vector<std::pair<const char*, int>>{
           {"facilities", 20}, {"management", 20}, {"functions", 25}, {"results", 25}, {"features", 10}}) {
    const Decimal part = std::min(rest, Decimal(max, 0));
    points[criterion] = part.ToString();
    rest = Decimal::Subtract(rest, part).value();
  }
  return points;
}

class Round2026 {
 public:
  explicit Round2026(const std::string& url) : city_(url), all_(Samples()) {
    BudgetCommand budget;
    budget.id = BudgetId("subsidy-2026");
    budget.title = {"2026 年以奖代补资金", "Subsidies of 2026"};
    budget.year = 2026;
    budget.pool = Decimal(700'000, 0);
    EXPECT_TRUE(city_.service().CreateBudget(city_.As("FINANCE"), budget));
    round_ = city_.Create(city_.As("OFFICE"), "subsidy_round", kRound);
  }

  Liangzhou& city() { return city_; }
  std::vector<Application>& all() { return all_; }
  std::string State() { return city_.State(round_); }
  std::string Field(const char* name) { return city_.Field(round_, name); }

  void Apply() {
    city_.MoveTo("2026-05-06");
    Office("publish", R"({"call": "call-2026"})");
    Office("open_applications");
    city_.MoveTo("2026-06-01");
    for (Application& one : all_) {
      const OrgId org = OrgOf(one["county"]);
      one.lead = city_.Nearest("lead", org);
      const json data{{"category", one["category"]}, {"venue", one["venue"]}, {"county", one["county"]}};
      one.id = city_.Create(city_.As("OFFICE"), "subsidy_application", data.dump(), round_, org);
      json papers{{"form", "form"}, {"venue_file", "file"}, {"photos", {"photo"}}};
      if (!Returned(one)) papers["usage_log"] = "log";
      city_.Send(one.lead, one.id, "submit", papers.dump());
      city_.Send(city_.Nearest("district", org), one.id, "recommend", R"({"opinion": "推荐"})");
    }
    city_.MoveTo("2026-07-01");  // the deadline has passed
  }

  void Check() {
    const char* fit =
        R"({"papers_complete": true, "no_open_rectification": true, "first_award_this_year": true})";
    for (Application& one : all_) {
      if (one["status"] == "withdrawn") {
        city_.Send(one.lead, one.id, "withdraw");
      } else if (Returned(one)) {
        EXPECT_EQ(city_.Refused(city_.As("OFFICE"), one.id, "pass_check", fit), Code::guard_not_met);
        city_.Send(city_.As("OFFICE"), one.id, "send_back", R"({"reason": "缺使用记录"})");
      } else if (one["status"] == "ineligible") {
        city_.Send(city_.As("OFFICE"), one.id, "reject", R"({"reason": "运行不满 12 个月"})");
      } else {
        city_.Send(city_.As("OFFICE"), one.id, "pass_check", fit);
      }
    }
    EXPECT_EQ(city_.Refused(city_.As("OFFICE"), round_, "finish_check"), Code::guard_not_met);
    city_.MoveTo("2026-07-10");  // nothing came back within five workdays
    Office("finish_check");
  }

  void Score() {
    city_.MoveTo("2026-08-20");
    for (Application& one : all_) {
      if (!one.Scored()) continue;
      SCOPED_TRACE(one["id"]);
      Assign(one);
      for (int judge = 0; judge < 7; ++judge) {
        const std::string& total = one[kJudges[judge]];
        if (total.empty()) continue;
        EXPECT_EQ(city_.Field(one.id, "onsite"), "null");
        city_.Send(city_.As(TokenOf(one, judge)), one.id, "panel.score",
                   json{{"scores", PointsFor(total)}}.dump());
      }
      json votes{{"raw_votes", std::stoi(one["raw_votes"])}, {"valid_votes", std::stoi(one["valid_votes"])}};
      if (one["raw_votes"] != one["valid_votes"]) {
        EXPECT_EQ(city_.Refused(city_.As("OFFICE"), one.id, "record_votes", votes.dump()),
                  Code::guard_not_met);
        votes["voided"] = "机器刷票 15754 张";
      }
      city_.Send(city_.As("OFFICE"), one.id, "record_votes", votes.dump());
    }
    EXPECT_EQ(State(), "online_open onsite_done");
    Office("close_voting", R"({"vote_cleaning": "cleaning-2026"})");
  }

  void Rank() {
    city_.MoveTo("2026-09-10");
    Office("rank");
    Office("awards.run");
    Office("awards.confirm");
    Approve("2026-09-21");
  }

  // One objection is upheld: the place goes to the first who waits, with a notice of its own.
  void GiveNotice() {
    city_.MoveTo("2026-09-23");
    Application& falsified = ByCode("MY-04");
    const char* grounds = R"({"grounds": "使用记录造假"})";
    // Another district's federation does not even see it.
    EXPECT_EQ(
        city_.Refused(city_.Nearest("district", OrgOf("锡东区")), falsified.id, "notice.object", grounds),
        Code::item_not_found);
    city_.Send(city_.As("EXPERT_2"), falsified.id, "notice.object", grounds);
    EXPECT_EQ(city_.State(falsified.id), "objection_hold");
    city_.MoveTo("2026-09-28");
    city_.Send(city_.As("OFFICE"), falsified.id, "notice.decide",
               R"({"objection": 1, "upheld": true, "reason": "查实"})");
    city_.MoveTo("2026-09-29");
    EXPECT_EQ(State(), "public_notice");
    city_.MoveTo("2026-09-30");
    EXPECT_EQ(State(), "allocation");
    Office("awards.run");
    Office("awards.confirm");
    Approve("2026-09-30");
    EXPECT_EQ(city_.State(ByCode("MY-08").id), "proposed_award");
    city_.MoveTo("2026-10-20");
    EXPECT_EQ(State(), "finalised");
  }

  void ExpectTheEndsOfTheFile() {
    std::int64_t sum = 0;
    for (const Application& one : all_) {
      SCOPED_TRACE(one["id"]);
      EXPECT_EQ(city_.State(one.id), one["status"]);
      if (!one.Scored()) continue;
      for (const char* score : {"onsite", "online", "total"}) {
        EXPECT_EQ(Decimal::Parse(json::parse(city_.Field(one.id, score)).get<std::string>()),
                  Decimal::Parse(one[score]))
            << score;
      }
      EXPECT_EQ(city_.Field(one.id, "judges"), one["id"] == "FW-06" ? "6" : "7");
      EXPECT_EQ(city_.Field(one.id, "rank"), one["rank"]);
      if (!one["tier"].empty()) {
        EXPECT_EQ(city_.Field(one.id, "tier"), "\"" + one["tier"] + "\"");
      }
      EXPECT_EQ(city_.Field(one.id, "amount"), "\"" + one["amount_final"] + ".00\"");
      sum += std::stoi(one["amount_final"]);
    }
    EXPECT_EQ(sum, 700'000);
    EXPECT_EQ(Field("awarded_total"), R"("700000.00")");
    EXPECT_EQ(Field("left"), R"("0.00")");
  }

  void PayAndFollowUp() {
    city_.Send(city_.As("FINANCE"), round_, "start_payment", R"({"payment_notice": "notice-1"})");
    for (const Application& one : all_) {
      if (one["status"] != "awarded") continue;
      EXPECT_EQ(city_.Refused(city_.As("FINANCE"), round_, "finish_payment"), Code::guard_not_met);
      city_.Send(one.lead, one.id, "request_funds", R"({"account": "6222"})");
      city_.Send(city_.As("FINANCE"), one.id, "pay", R"({"receipt": "receipt"})");
    }
    city_.Send(city_.As("FINANCE"), round_, "finish_payment");
    const auto paid = city_.service().GetBudget(city_.As("FINANCE"), BudgetId("subsidy-2026"));
    ASSERT_TRUE(paid.has_value());
    EXPECT_EQ(YuanOf(paid->sums.all.paid), Decimal(700'000, 0));
    city_.MoveTo("2026-12-21");
    for (const Application& one : all_) {
      if (one["status"] != "awarded") continue;
      city_.Send(one.lead, one.id, "report_use",
                 json{{"used", one["amount_final"]}, {"report", "use"}}.dump());
      city_.Send(city_.As("OFFICE"), one.id, "review_ok", R"({"form": "check"})");
    }
    Office("archive");
    EXPECT_EQ(State(), "archived");
    EXPECT_EQ(city_.service().Verify(city_.city.tenant, BudgetId("subsidy-2026")), std::nullopt);
  }

 private:
  void Office(const std::string& event, const std::string& input = "") {
    city_.Send(city_.As("OFFICE"), round_, event, input);
  }

  void Approve(const std::string& day) {
    city_.MoveTo(day);
    city_.Send(city_.As("CHAIR"), round_, "approve", R"({"minutes": "minutes", "notice_text": "notice"})");
  }

  static bool Returned(const Application& one) {
    return one["note"].find("returned once") != std::string::npos;
  }

  // Of the own federation nobody can be assigned.
  void Assign(const Application& one) {
    json all = json::array();
    json free = json::array();
    for (int judge = 0; judge < 7; ++judge) {
      const std::string person = city_.As(TokenOf(one, judge)).person.id.value;
      all.push_back(person);
      if (!one[kJudges[judge]].empty()) free.push_back(person);
    }
    if (free.size() < all.size()) {
      EXPECT_EQ(city_.Refused(city_.As("OFFICE"), one.id, "panel.assign", json{{"people", all}}.dump()),
                Code::in_conflict);
    }
    city_.Send(city_.As("OFFICE"), one.id, "panel.assign", json{{"people", free}}.dump());
  }

  Application& ByCode(const std::string& code) {
    return *std::find_if(all_.begin(), all_.end(), [&](const Application& one) { return one["id"] == code; });
  }

  // The federation of the county; the development zone's applicants sit in its park.
  OrgId OrgOf(const std::string& county) {
    if (county == "经开区") return OrgId("jingkai_park");
    for (const Organization& organization : city_.city.organizations) {
      if (organization.name.zh.starts_with(county)) return organization.id;
    }
    ADD_FAILURE() << "no organisation for " << county;
    return {};
  }

  Liangzhou city_;
  std::vector<Application> all_;
  ItemId round_;
};

void RunTheRound(const std::string& url) {
  Round2026 round(url);
  ASSERT_EQ(round.all().size(), 45U);
  round.Apply();
  round.Check();
  round.Score();
  EXPECT_EQ(round.State(), "scores_locked");
  if (testing::Test::HasFailure()) return;
  round.Rank();
  EXPECT_EQ(round.Field("awarded_total"), R"("700000.00")");
  round.GiveNotice();
  round.ExpectTheEndsOfTheFile();
  round.PayAndFollowUp();
  round.city().VerifyAll();
}

TEST(TheSubsidyRoundOf2026, PaysThirtyOfFortyFiveAsTheSampleFileSaysInMemory) { RunTheRound("memory:"); }

TEST(TheSubsidyRoundOf2026, PaysThirtyOfFortyFiveAsTheSampleFileSaysOnSqlite) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "charter_subsidy_round";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  RunTheRound("sqlite:" + (folder / "round.db").string());
  std::filesystem::remove_all(folder);
}

TEST(TheSubsidyRoundOf2026, PaysThirtyOfFortyFiveAsTheSampleFileSaysOnPostgres) {
  const PostgresDatabase database;
  RunTheRound(database.url());
}

std::string FileText(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

// With awards under public notice, money reserved, timers set and tasks waiting.
TEST(TheSubsidyRoundOf2026, MovesFromSqliteToPostgresAndBackWithNothingLost) {
  const ScratchFolder scratch;
  const PostgresDatabase postgres;
  const std::string first = "sqlite:" + scratch.File("first.db");
  const std::string last = "sqlite:" + scratch.File("last.db");
  {
    Round2026 round(first);
    round.Apply();
    round.Check();
    round.Score();
    round.Rank();
    round.GiveNotice();
  }
  ASSERT_EQ(RunCharter({"export", "--db", first, "--to", scratch.File("0")}).exit_code, 0);
  int step = 0;
  for (const std::string& url : {postgres.url(), last}) {
    const std::string from = scratch.File(std::to_string(step));
    const std::string again = scratch.File(std::to_string(++step));
    RunCharter({"migrate", "--db", url});
    const CommandRun imported = RunCharter({"import", "--from", from, "--db", url});
    EXPECT_EQ(imported.exit_code, 0) << imported.err;
    const CommandRun verified = RunCharter({"verify", "--db", url, "--workflows", SourcePath("workflows")});
    EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
    EXPECT_EQ(RunCharter({"export", "--db", url, "--to", again}).exit_code, 0);
    EXPECT_TRUE(FileText(from) == FileText(again)) << url;
  }
}

}  // namespace
}  // namespace charter::test
