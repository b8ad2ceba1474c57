// Activities and scoring sheets: what a file may say of them, and what is told of one that is wrong.
#include <gtest/gtest.h>

#include <algorithm>

#include "engine/chart/load.h"

namespace charter {
namespace {

std::string File(const std::string& activity, const std::string& sheets = "") {
  return R"yaml(workflow: w
version: 1
roles: {office: {}, expert: {}}
data: {limit: {type: money, default: 0}}
sheets:
  initiation:
    title: {zh: 立项评分表, en: Initiation}
    criteria:
      - {id: need, max: 60, title: {zh: 必要性, en: Need}}
      - {id: benefit, max: 40, title: {zh: 效益, en: Benefit}}
)yaml" + sheets +
         "initial: a\nstates:\n  a:\n    on: {stop: {target: z, by: office}}\n    invoke:\n      " +
         activity + "\n  z: {type: final}\n";
}

std::vector<Code> ErrorsOf(const std::string& source) {
  std::vector<Code> codes;
  for (const auto& diagnostic : LoadChart(source).diagnostics) {
    if (diagnostic.severity == Severity::kError && diagnostic.code != Code::not_supported)
      codes.push_back(diagnostic.code);
  }
  return codes;
}

// All that the language page says of each kind.
const std::vector<std::string>& RightOnes() {
  static const std::vector<std::string> activities{
      "- {id: x, type: review, sheet: initiation, reviewers: {role: expert, min: 5, max: 9, assign: random}, "
      "blind: true, conflict: reviewer.org == item.org, aggregate: {trimmed_mean: {drop_high: 1, drop_low: "
      "1}}, "
      "places: 2, done: [{guard: results.x.score >= 75 && results.x.count >= 5, target: z}, {target: a}]}",
      "- {id: x, type: review, aggregate: mean, panels: [{id: e, sheet: initiation, reviewers: {role: "
      "expert}, "
      "weight: 0.7}, {id: m, sheet: initiation, reviewers: {role: office}, weight: 0.3}], done: z}",
      "- {id: x, type: ballot, roster: '61', quorum: at least 2/3, pass: more than 1/2 of all, by: office, "
      "secret: "
      "true, done: [{guard: results.x.quorate && results.x.passed && results.x.for > 30, target: z}, a]}",
      "- {id: x, type: notice, for: 5 workdays, decide: office, done: [{guard: results.x.upheld == 0, "
      "target: z}, a]}",
      "- {id: x, type: signoff, by: [office, expert], need: 1 of 2, done: {target: z, guard: "
      "results.x.refused == 0}}",
      "- {id: x, type: children, workflow: milestone, by: office}",
      "- {id: x, type: allocation, pool: 700000, tiers: [{id: first, count: 5, amount: 40000}, {id: second, "
      "count: 10, "
      "amount: 20000}], order: {by: candidate.data.score, order: descending}, on_vacancy: leave_vacant, by: "
      "office, done: z}",
      "- {id: x, type: call, service: archive, timeout: 30 seconds, retry: {times: 3, backoff: 1 minutes}, "
      "done: "
      "[{guard: results.x.failed, target: a}, z]}",
  };
  return activities;
}

TEST(Activities, OfEveryKindAreRead) {
  for (const auto& activity : RightOnes())
    EXPECT_EQ(ErrorsOf(File(activity)), std::vector<Code>{}) << activity;
}

TEST(Activities, ThatAreNotRunYetLeaveAChartThatCannotBePublished) {
  for (const auto& activity : RightOnes()) {
    const Loaded loaded = LoadChart(File(activity));
    ASSERT_NE(loaded.chart, nullptr) << activity;
    ASSERT_EQ(loaded.chart->activities.size(), 1U);
    EXPECT_EQ(loaded.Publishable(), loaded.chart->activities.front().kind->runs) << activity;
  }
}

TEST(Activities, KeepWhatTheFileSaysOfThem) {
  const auto chart = LoadChart(File(RightOnes().front())).chart;
  ASSERT_NE(chart, nullptr);
  const Activity& review = chart->activities.front();
  EXPECT_EQ(review.kind->name, "review");
  EXPECT_EQ(chart->states[static_cast<std::size_t>(review.state)].id, "a");
  EXPECT_EQ(review.settings.Find("reviewers")->Find("max")->AsInt(), 9);
  ASSERT_EQ(review.expressions.size(), 1U);
  EXPECT_EQ(review.expressions.front().key, "conflict");
  ASSERT_EQ(chart->sheets.size(), 1U);
  EXPECT_EQ(chart->sheets.front().criteria.back().max, Decimal(40, 0));
}

struct WrongActivity {
  std::string activity;
  Code code;
};

class AnActivity : public testing::TestWithParam<WrongActivity> {};

TEST_P(AnActivity, ThatIsWrongIsToldByItsCode) {
  const auto errors = ErrorsOf(File(GetParam().activity));
  ASSERT_FALSE(errors.empty()) << GetParam().activity;
  EXPECT_TRUE(std::all_of(errors.begin(), errors.end(), [](Code code) { return code == GetParam().code; }))
      << GetParam().activity << " " << Label(errors.front());
}

INSTANTIATE_TEST_SUITE_P(
    Mistakes, AnActivity,
    testing::Values(
        WrongActivity{"- {id: x}", Code::missing_key}, WrongActivity{"- {type: review}", Code::missing_key},
        WrongActivity{"- {id: x, type: revew}", Code::unknown_activity},
        WrongActivity{"- {id: x, type: review, sheet: initation}", Code::unknown_sheet},
        WrongActivity{"- {id: x, type: review, sheet: initiation}", Code::sheet_or_panels},
        WrongActivity{"- {id: x, type: review, shet: initiation}", Code::unknown_key},
        WrongActivity{"- {id: x, type: review, aggregate: average}", Code::wrong_shape},
        WrongActivity{"- {id: x, type: review, reviewers: {role: expertt}}", Code::unknown_role},
        WrongActivity{"- {id: x, type: review, conflict: reviewer.organisation == item.org}",
                      Code::unknown_field},
        WrongActivity{"- {id: x, type: review, conflict: reviewer.org}", Code::expression_type},
        WrongActivity{"- {id: x, type: review, sheet: initiation, reviewers: {role: expert, min: 9, max: 5}}",
                      Code::impossible_numbers},
        WrongActivity{"- {id: x, type: review, sheet: initiation, reviewers: {role: expert, min: 2}, "
                      "aggregate: {trimmed_mean: "
                      "{drop_high: "
                      "1, drop_low: 1}}}",
                      Code::impossible_numbers},
        WrongActivity{"- {id: x, type: ballot, by: office, roster: '61', quorum: 2/3, pass: more than 1/2}",
                      Code::wrong_shape},
        WrongActivity{
            "- {id: x, type: ballot, by: office, roster: '61', quorum: at least 3/2, pass: more than 1/2}",
            Code::impossible_numbers},
        WrongActivity{"- {id: x, type: ballot, by: office, roster: '61', quorum: at least 2/3}",
                      Code::missing_key},
        WrongActivity{"- {id: x, type: ballot, by: office, quorum: at least 2/3, pass: more than 1/2}",
                      Code::missing_key},
        WrongActivity{"- {id: x, type: notice, for: 5 wrokdays, decide: office}", Code::bad_period},
        WrongActivity{"- {id: x, type: signoff, by: office, need: 3 of 2}", Code::wrong_shape},
        WrongActivity{"- {id: x, type: signoff, by: [office, expert], need: 2 of 3}",
                      Code::impossible_numbers},
        WrongActivity{
            "- {id: x, type: allocation, by: office, order: {by: candidate.data.score}, pool: 50000, tiers: "
            "[{id: first, count: 2, amount: 30000}]}",
            Code::impossible_numbers},
        WrongActivity{"- {id: x, type: notice, for: 5 workdays, decide: office, done: {target: z, guard: "
                      "results.x.uphold == 0}}",
                      Code::unknown_field},
        WrongActivity{"- {id: x, type: notice, for: 5 workdays, decide: office, done: {target: z, guard: "
                      "results.y.upheld == 0}}",
                      Code::unknown_field},
        WrongActivity{"[{id: x, type: call, service: a}, {id: x, type: call, service: b}]",
                      Code::duplicate_id}));

TEST(AScoringSheet, ThatIsWrongIsToldByItsCode) {
  const auto with = [](const std::string& criteria) {
    return ErrorsOf(File("- {id: x, type: children, workflow: milestone, by: office}",
                         "  closing: {criteria: " + criteria + "}\n"));
  };
  EXPECT_EQ(with("[{id: a, max: 10}]"), std::vector<Code>{});
  EXPECT_EQ(with("[]"), std::vector<Code>{Code::wrong_shape});
  EXPECT_EQ(with("[{id: a}]"), std::vector<Code>{Code::missing_key});
  EXPECT_EQ(with("[{id: a, max: ten}]"), std::vector<Code>{Code::wrong_shape});
  EXPECT_EQ(with("[{id: a, max: 10}, {id: a, max: 10}]"), std::vector<Code>{Code::duplicate_id});
  EXPECT_EQ(with("[{id: a, min: 10, max: 10}]"), std::vector<Code>{Code::impossible_numbers});
  EXPECT_EQ(with("[{id: a, max: 10, weigth: 3}]"), std::vector<Code>{Code::unknown_key});
}

}  // namespace
}  // namespace charter
