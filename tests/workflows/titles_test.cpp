// Whatever a person meets of a shipped workflow has a name in Chinese and in English.
#include <gtest/gtest.h>

#include "engine/chart/load.h"
#include "tests/support/test_server.h"

namespace charter::test {
namespace {

class ShippedWorkflow : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    loaded_ = LoadChart(ReadSource("workflows/" + std::string(GetParam()) + ".yaml"));
    ASSERT_TRUE(loaded_.chart);
  }
  [[nodiscard]] const Chart& chart() const { return *loaded_.chart; }

  static void ExpectBoth(const Text& text, const std::string& what) {
    EXPECT_FALSE(text.zh.empty()) << what;
    EXPECT_FALSE(text.en.empty()) << what;
  }

  static void ExpectTitles(const std::vector<Field>& fields, const std::string& place) {
    for (const Field& field : fields) {
      ExpectBoth(field.title, place + " " + field.name);
      ExpectTitles(field.schema.properties, place + " " + field.name);
      if (field.schema.items) ExpectTitles(field.schema.items->properties, place + " " + field.name);
    }
  }

 private:
  Loaded loaded_;
};

TEST_P(ShippedWorkflow, NamesItsRolesStatesEventsAndFieldsInBothLanguages) {
  ExpectBoth(chart().title, "the workflow");
  for (const Role& role : chart().roles) ExpectBoth(role.title, "role " + role.id);
  for (const auto& [event, title] : chart().events) ExpectBoth(title, "event " + event);
  for (std::size_t i = 1; i < chart().states.size(); ++i)
    ExpectBoth(chart().states[i].title, "state " + chart().states[i].id);
  ExpectTitles(chart().data, "data");
  for (const Transition& transition : chart().transitions) ExpectTitles(transition.input, transition.event);
}

TEST_P(ShippedWorkflow, ExplainsEveryConditionThatPeopleMeet) {
  for (const Transition& transition : chart().transitions) {
    if (!transition.IsForPeople() || transition.guard.empty()) continue;
    ExpectBoth(transition.refusal, "the refusal of " + transition.event);
  }
}

TEST_P(ShippedWorkflow, LetsNobodyButItselfFillInWhatItsEventsDecide) {
  std::vector<bool> asked(chart().data.size());
  for (const Transition& transition : chart().transitions) {
    for (const Action& action : transition.actions) {
      for (const auto& [field, program] : action.assignments) {
        // A plan that its own author revises is the author's to fill in.
        if (transition.event != "revise" && transition.event != "reschedule")
          asked[static_cast<std::size_t>(field)] = true;
      }
    }
  }
  for (std::size_t i = 0; i < asked.size(); ++i) {
    EXPECT_FALSE(asked[i] && !chart().data[i].read_only) << chart().data[i].name;
  }
}

INSTANTIATE_TEST_SUITE_P(All, ShippedWorkflow,
                         testing::Values("grassroots_initiative", "milestone", "clawback", "subsidy_round",
                                         "subsidy_application", "collective_bargaining"),
                         [](const auto& workflow) { return std::string(workflow.param); });

}  // namespace
}  // namespace charter::test
