// The subsidy round of 2026: 45 applications, 30 awards, 700,000 yuan, to the last fen of the sample file.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

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
  std::string text = ReadSource("tests/samples/subsidy_round_2026.csv");
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
  "name": "2026 年职工服务阵地以奖代补", "year": 2026, "budget": "700000.00", "deadline": "2026-06-30",
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

class Round2026 {
 public:
  explicit Round2026(const std::string& url) : city_(url), all_(Samples()) {
    round_ = city_.Create(city_.As("OFFICE"), "subsidy_round", kRound);
  }

  Liangzhou& city() { return city_; }
  std::vector<Application>& all() { return all_; }
  std::string State() { return city_.State(round_); }
  std::string Sum() { return city_.Field(round_, "awarded_total"); }

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
      city_.Send(one.lead, one.id, "submit");
      city_.Send(city_.Nearest("district", org), one.id, "recommend", R"({"opinion": "推荐"})");
    }
    city_.MoveTo("2026-07-01");  // the deadline has passed
  }

  void Check() {
    for (Application& one : all_) {
      if (one["status"] == "withdrawn") {
        city_.Send(one.lead, one.id, "withdraw");
      } else if (one["note"].find("returned once") != std::string::npos) {
        city_.Send(city_.As("OFFICE"), one.id, "send_back", R"({"reason": "缺使用记录"})");
      } else if (one["status"] == "ineligible") {
        city_.Send(city_.As("OFFICE"), one.id, "reject", R"({"reason": "运行不满 12 个月"})");
      } else {
        city_.Send(
            city_.As("OFFICE"), one.id, "pass_check",
            R"({"papers_complete": true, "no_open_rectification": true, "first_award_this_year": true})");
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
      json scores = json::array();
      for (const char* judge : {"j1", "j2", "j3", "j4", "j5", "j6", "j7"}) {
        if (!one[judge].empty()) scores.push_back(one[judge]);
      }
      const json input{{"scores", scores},
                       {"online", one["online"]},
                       {"raw_votes", std::stoi(one["raw_votes"])},
                       {"valid_votes", std::stoi(one["valid_votes"])}};
      city_.Send(city_.As("EXPERT_1"), one.id, "record_scores", input.dump());
    }
    Office("close_voting", R"({"vote_cleaning": "cleaning-2026"})");
    city_.Send(city_.As("EXPERT_1"), round_, "finish_onsite");
  }

  void Propose() {
    city_.MoveTo("2026-09-10");
    json awards = json::array();
    for (const Application& one : all_) {
      if (one["amount_proposed"] == "0") continue;
      awards.push_back({{"application", one.id.value},
                        {"category", one["category"]},
                        {"tier", one["tier"]},
                        {"total", one["total"]},
                        {"amount", one["amount_proposed"]}});
    }
    EXPECT_EQ(awards.size(), 30U);
    Office("propose_allocation", json{{"awards", awards}}.dump());
    for (const Application& one : all_) {
      if (!one.Scored()) continue;
      if (one["amount_proposed"] != "0") {
        Award(one, one["amount_proposed"]);
      } else {
        city_.Send(city_.As("OFFICE"), one.id, one["status"] == "not_selected" ? "not_select" : "waitlist");
      }
    }
    city_.MoveTo("2026-09-21");
    city_.Send(city_.As("CHAIR"), round_, "approve", R"({"minutes": "m-0921"})");
  }

  // One objection is upheld, and the next in rank takes the place.
  void GiveNotice() {
    city_.MoveTo("2026-09-23");
    Application& falsified = ByCode("MY-04");
    // Another district's federation does not even see it.
    EXPECT_EQ(city_.Refused(city_.Nearest("district", OrgOf("锡东区")), falsified.id, "object",
                            R"({"text": "造假"})"),
              Code::item_not_found);
    city_.Send(city_.As("EXPERT_2"), falsified.id, "object", R"({"text": "使用记录造假"})");
    city_.MoveTo("2026-09-28");
    city_.Send(city_.As("OFFICE"), falsified.id, "uphold_objection", R"({"reason": "查实"})");
    Award(ByCode("MY-08"), "16000");
    city_.MoveTo("2026-09-29");
    EXPECT_EQ(State(), "public_notice");
    city_.MoveTo("2026-09-30");
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
      EXPECT_EQ(city_.Field(one.id, "amount"), "\"" + one["amount_final"] + ".00\"");
      sum += std::stoi(one["amount_final"]);
    }
    EXPECT_EQ(sum, 700'000);
  }

  void PayAndFollowUp() {
    city_.MoveTo("2026-10-09");
    city_.Send(city_.As("FINANCE"), round_, "start_payment");
    for (const Application& one : all_) {
      if (one["status"] != "awarded") continue;
      EXPECT_EQ(city_.Refused(city_.As("FINANCE"), round_, "finish_payment"), Code::guard_not_met);
      city_.Send(one.lead, one.id, "request_funds", R"({"account": "6222"})");
      city_.Send(city_.As("FINANCE"), one.id, "pay");
    }
    city_.Send(city_.As("FINANCE"), round_, "finish_payment");
    city_.MoveTo("2026-12-21");
    for (const Application& one : all_) {
      if (one["status"] != "awarded") continue;
      city_.Send(one.lead, one.id, "report_use", R"({"report": "use"})");
      city_.Send(city_.As("OFFICE"), one.id, "review_ok");
    }
    Office("archive");
    EXPECT_EQ(State(), "archived");
  }

 private:
  void Office(const std::string& event, const std::string& input = "") {
    city_.Send(city_.As("OFFICE"), round_, event, input);
  }

  void Award(const Application& one, const std::string& amount) {
    city_.Send(city_.As("OFFICE"), one.id, "propose_award",
               json{{"tier", one["tier"]}, {"amount", amount}}.dump());
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

TEST(TheSubsidyRoundOf2026, FundsThirtyOfFortyFiveWithinTheBudgetAsTheSampleFileSays) {
  Round2026 round("memory:");
  ASSERT_EQ(round.all().size(), 45U);
  round.Apply();
  round.Check();
  round.Score();
  EXPECT_EQ(round.State(), "scores_locked");
  round.Propose();
  EXPECT_EQ(round.Sum(), R"("700000.00")");
  round.GiveNotice();
  round.ExpectTheEndsOfTheFile();
  round.PayAndFollowUp();
  round.city().VerifyAll();
}

}  // namespace
}  // namespace charter::test
