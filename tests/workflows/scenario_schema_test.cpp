// The schema of scenario files knows what their reader knows.
#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "api/calendar_file.h"
#include "engine/chart/language_schema.h"
#include "engine/chart/load.h"
#include "engine/data/json.h"
#include "engine/run/scenario.h"
#include "tests/support/command_run.h"
#include "tests/support/test_server.h"

namespace charter::test {
namespace {

std::set<std::string> KnownBeside(const Chart& chart, const WorkCalendar& calendar,
                                  const std::string& scenario) {
  std::set<std::string> keys;
  for (const auto& problem : RunScenario(chart, scenario, calendar).problems) {
    if (problem.code != Code::unknown_key) continue;
    std::istringstream words(problem.hint.en.substr(problem.hint.en.find(':') + 1));
    for (std::string word; words >> word;) keys.insert(word);
  }
  return keys;
}

TEST(TheScenarioSchema, HasTheKeysThatTheReaderKnowsInEveryPlace) {
  const WorkCalendar calendar = api::ReadCalendar(SourcePath("workflows"));
  const auto chart =
      LoadChart("workflow: w\nversion: 1\nstates: {a: {on: {go: b}}, b: {type: final}}\n").chart;
  ASSERT_NE(chart, nullptr);
  const auto schema = ParseJson(ScenarioSchema());
  ASSERT_TRUE(schema);
  const std::string start = "workflow: w\nstart: {at: \"2026-03-09T09:00:00+08:00\"";
  for (const auto& [definition, yaml] : {
           std::pair<std::string, std::string>{"", start + "}\nzzzqqqzzz: 1\n"},
           {"person", start + "}\npeople: {p: {zzzqqqzzz: 1}}\n"},
           {"start", start + ", zzzqqqzzz: 1}\n"},
           {"expect", start + ", expect: {zzzqqqzzz: 1}}\n"},
           {"step", start + "}\nsteps: [{zzzqqqzzz: 1}]\n"},
           {"child", start + "}\nsteps: [{child: {zzzqqqzzz: 1}}]\n"},
       }) {
    const Value* object = definition.empty() ? &*schema : schema->Find("$defs")->Find(definition);
    std::set<std::string> keys;
    for (const auto& [key, value] : object->Find("properties")->AsMap()) keys.emplace(key.AsString());
    EXPECT_EQ(keys, KnownBeside(*chart, calendar, yaml)) << definition;
  }
}

}  // namespace
}  // namespace charter::test
