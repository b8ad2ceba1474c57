#include "engine/run/simulation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/chart/load.h"
#include "engine/run/scenario.h"

namespace charter {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Two clocks due together, one that sets itself again, one that fails.
constexpr const char* kClocks = R"yaml(
workflow: clocks
version: 1
roles: {lead: {}}
data:
  log: {type: string, default: ""}
  need: {type: integer, required: true}
initial: waiting
states:
  waiting:
    after:
      PT1H: {actions: [{assign: {log: "data.log + 'a'"}}]}
    entry:
      - {send: {event: b, after: PT1H}}
    on:
      b: {actions: [{assign: {log: "data.log + 'b'"}}]}
      spin: {target: spinning, by: lead}
      break: {target: broken, by: lead}
      end: {target: done, by: lead}
  spinning:
    after: {PT1S: spinning}
    on: {end: done}
  broken:
    after: {PT1H: {target: done, actions: [{assign: {need: "1 / (data.need - data.need)"}}]}}
  done: {type: final}
)yaml";

Event Create(const std::string& at) {
  Event create;
  create.at = ParseTimestamp(at).value();
  create.data = Value::Map({{"need", Value::Int(1)}});
  return create;
}

class ASimulation : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(loaded_.chart);
    ASSERT_FALSE(item_.Start({}, Create("2026-01-05T09:00:00+08:00")));
  }

  std::optional<Refusal> Send(const std::string& name) {
    Event event;
    event.name = name;
    return item_.Send(event);
  }

  std::string Text(const std::string& field) const {
    std::string out;
    AppendJson(out, item_.chart().data, item_.snapshot().data);
    return out.substr(out.find(field));
  }

  Loaded loaded_ = LoadChart(kClocks);
  WorkCalendar calendar_;
  Simulation item_{*loaded_.chart, calendar_};
};

TEST_F(ASimulation, FiresClocksDueTogetherInTheOrderTheyWereSet) {
  ASSERT_FALSE(item_.Advance(*Period::Parse("PT1H")));
  EXPECT_THAT(Text("log"), HasSubstr("\"ba\""));
}

TEST_F(ASimulation, LeavesWhatIsNotDueYetAlone) {
  ASSERT_FALSE(item_.Advance(*Period::Parse("PT59M")));
  EXPECT_EQ(item_.snapshot().timers.size(), 2U);
  EXPECT_EQ(item_.AdvanceTo({0, 0})->code, Code::invalid_parameter);
}

TEST_F(ASimulation, AClockThatSetsItselfAgainForeverIsRefusedAndNothingHasHappened) {
  ASSERT_FALSE(Send("spin"));
  const Timestamp before = item_.now();
  EXPECT_EQ(item_.Advance(*Period::Parse("P1D"))->code, Code::microstep_limit);
  EXPECT_EQ(item_.now(), before);
  ASSERT_FALSE(item_.Advance(*Period::Parse("PT1H")));
  EXPECT_FALSE(Send("end"));
}

TEST_F(ASimulation, AClockThatCannotBeCarriedOutLeavesTheItemAtFault) {
  ASSERT_FALSE(Send("break"));
  EXPECT_EQ(item_.Advance(*Period::Parse("PT2H"))->code, Code::action_failed);
  EXPECT_EQ(item_.snapshot().status, Status::kFaulted);
}

TEST_F(ASimulation, ACopyIsTheItemAsItWas) {
  const Simulation before = item_;
  ASSERT_FALSE(Send("end"));
  EXPECT_EQ(item_.snapshot().status, Status::kEnded);
  EXPECT_THAT(ActiveIds(before.chart(), before.snapshot()), ElementsAre("waiting"));
}

TEST_F(ASimulation, StartsWithoutRequiredFieldsOnlyWhenTold) {
  Event create;
  Simulation bare(*loaded_.chart, calendar_);
  EXPECT_EQ(bare.Start({}, create)->code, Code::data_invalid);
  EXPECT_FALSE(bare.Start({}, create, Missing::kLeftUnset));
  create.data = Value::Map({{"need", Value::String("no number")}});
  EXPECT_EQ(Simulation(bare).Start({}, create, Missing::kLeftUnset)->code, Code::data_invalid);
}

TEST_F(ASimulation, AScenarioTellsWhatItGotInsteadOfWhatItExpected) {
  const std::string source = R"yaml(workflow: clocks
people: {lin: {roles: [lead]}}
start: {at: "2026-01-05T09:00:00+08:00", data: {need: 1}}
steps:
  - {advance: PT1H, expect: {states: [done], data: {log: ab, need: 1}, timers: 0}}
  - {send: end, by: lin, expect: {refused: wrong_role, data: {nede: 1}}}
  - {send: end, by: lin}
  - {send: never, by: lin}
)yaml";
  const ScenarioReport report = RunScenario(*loaded_.chart, source, calendar_);
  EXPECT_FALSE(report.Passed());
  ASSERT_EQ(report.failures.size(), 3U);
  EXPECT_EQ(Format(report.failures[0], "s.yaml"),
            "s.yaml:5:5: step 1: advance PT1H\n"
            "    states    expected [done]\n"
            "              actual   [waiting]\n"
            "    data.log  expected \"ab\"\n"
            "              actual   \"ba\"");
  EXPECT_EQ(report.failures[1].differences[0].actual, "no");
  EXPECT_THAT(report.failures[2].differences[0].actual, HasSubstr("CH2010 item_ended"));
  ASSERT_EQ(report.problems.size(), 1U);
  EXPECT_THAT(report.problems[0].hint.In(Language::kEn), HasSubstr("need"));
}

}  // namespace
}  // namespace charter
