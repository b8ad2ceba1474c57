// The bargaining round CB-2026-0318: every event on its day, every legal deadline as the sample file has it.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/test_server.h"
#include "tests/workflows/liangzhou.h"

namespace charter::test {
namespace {

using nlohmann::json;

class BargainingRound : public testing::Test {
 protected:
  BargainingRound()
      : city_("memory:"), sample_(json::parse(ReadSource("tests/samples/bargaining_round_2026.json"))) {
    const json data{{"enterprise", sample_["enterprise"]},
                    {"employees", sample_["employees"]},
                    {"kind", sample_["kind"]},
                    {"procedure", sample_["procedure"]},
                    {"representatives", sample_["congress"]["representatives"]},
                    {"topics", sample_["topics"]}};
    round_ = city_.Create(city_.As("UNION_ZHINENG"), "collective_bargaining", data.dump(), std::nullopt,
                          OrgId("zhineng"));
  }

  void Union(const std::string& event, const json& input = nullptr) { Send("UNION_ZHINENG", event, input); }
  void Employer(const std::string& event, const json& input = nullptr) {
    Send("EMPLOYER_ZHINENG", event, input);
  }
  std::string State() { return city_.State(round_); }

  // The last day on which one may still act in the present state.
  std::string LastDay() {
    const auto states = city_.View(round_).states;
    if (states.size() != 1 || !states[0].due) return "none";
    return ToString(Date{DayOf(*states[0].due).days - 1});
  }

  // Goes to the day of the next event of that name and returns it.
  json Next(const std::string& event) {
    for (; at_ < sample_["events"].size(); ++at_) {
      const json& found = sample_["events"][at_];
      if (found["event"] != event) continue;
      ++at_;
      city_.MoveTo(found["at"]);
      return found;
    }
    ADD_FAILURE() << "the sample has no further " << event;
    return {};
  }

  void AgreeOnADraftAndVote(const json& file) {
    Union("agree_draft", {{"draft", file}});
    Employer("confirm_draft");
    Next("send_draft_to_representatives");
    Union("send_to_representatives");
    const json vote = Next("congress_vote");
    Union("record_vote", {{"present", vote["attended"]},
                          {"in_favour", vote["in_favour"]},
                          {"against", vote["against"]},
                          {"abstain", vote["abstain"]}});
    EXPECT_EQ(State(), vote["passed"] ? "adopted" : "not_adopted");
  }

  Liangzhou city_;
  json sample_;
  std::size_t at_ = 0;
  ItemId round_;

 private:
  void Send(const std::string& who, const std::string& event, const json& input) {
    city_.Send(city_.As(who), round_, event, input.is_null() ? "" : input.dump());
  }
};

TEST_F(BargainingRound, KeepsTheDaysAndDeadlinesOfTheSampleFile) {
  const json offer = Next("deliver_offer");
  Union("deliver_offer", {{"offer", "offer"}});
  EXPECT_EQ(LastDay(), offer["deadline"]["reply_due"].get<std::string>());
  Next("accept_offer");
  Employer("accept_offer");
  Next("publish_delegates");
  const json& delegates = sample_["delegates"];
  Union("publish_delegates", {{"workers", delegates["workers"]},
                              {"employer", delegates["employer"]},
                              {"workers_outside", delegates["outside_experts_workers"]}});
  Next("exchange_information");
  Employer("exchange_information", {{"papers", "information"}});
  for (int session = 1; session <= 2; ++session) {
    EXPECT_EQ(Next("hold_session")["n"], session);
    Employer("hold_session", {{"record", "record"}});
  }
  Next("suspend");
  Union("pause_talks", {{"agreed_by_both", true}, {"reason", "测算"}});
  Next("resume");
  Union("resume_talks");
  Next("hold_session");
  Union("hold_session", {{"record", "record"}});
  EXPECT_EQ(city_.Field(round_, "sessions"), "3");

  // 33 of 61 present, but of 68 in all: the first vote fails.
  AgreeOnADraftAndVote("draft-1");
  Next("renegotiate");
  Union("renegotiate");
  AgreeOnADraftAndVote("draft-2");

  const json signing = Next("sign");
  Union("open_signing");
  Union("sign_for_workers");
  Employer("sign_for_employer");
  EXPECT_EQ(LastDay(), signing["deadline"]["file_due_wage_7d"].get<std::string>());
  const json filing = Next("file_with_hr");
  Employer("file_contract", {{"receipt", "receipt"}});
  city_.MoveTo(filing["deadline"]["objection_last_day"]);
  EXPECT_EQ(State(), "under_review");
  const json effective = Next("become_effective");
  EXPECT_EQ(State(), "effective");
  EXPECT_EQ(city_.Field(round_, "effective_on"), effective["at"].dump());
  const json publication = Next("publish_contract");
  EXPECT_EQ(LastDay(), publication["deadline"]["publish_due_5d"].get<std::string>());
  Union("publish_contract", {{"term_end", sample_["term"]["end"]}});
  EXPECT_EQ(LastDay(), sample_["term"]["end"].get<std::string>());

  const Date opens = ParseDate(sample_["renewal"]["window_opens_3_months"].get<std::string>()).value();
  city_.MoveTo(ToString(Date{opens.days - 1}));
  EXPECT_EQ(city_.Refused(city_.As("UNION_ZHINENG"), round_, "renew"), Code::guard_not_met);
  city_.MoveTo(ToString(opens));
  Union("renew");
  EXPECT_EQ(State(), "renewed");
  city_.VerifyAll();
}

TEST_F(BargainingRound, LeavesEachSideToSpeakForItself) {
  Next("deliver_offer");
  Union("deliver_offer", {{"offer", "offer"}});
  EXPECT_EQ(city_.Refused(city_.As("UNION_ZHINENG"), round_, "accept_offer"), Code::not_allowed);
  EXPECT_EQ(city_.Refused(city_.As("INSTRUCTOR"), round_, "accept_offer"), Code::wrong_role);
  city_.Send(city_.As("INSTRUCTOR"), round_, "advise", R"({"advice": "参照行业工资指导线"})");
  EXPECT_EQ(State(), "offered");
}

}  // namespace
}  // namespace charter::test
