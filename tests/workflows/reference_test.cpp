// The language reference tells the truth: its examples load and play, its table of codes is complete.
#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "api/calendar_file.h"
#include "engine/chart/load.h"
#include "engine/chart/preset.h"
#include "engine/run/scenario.h"
#include "tests/support/test_server.h"

namespace charter::test {
namespace {

// ```yaml is a whole workflow, ```yaml data its fields, ```yaml states its states, ```yaml scenario a
// scenario, ```yaml activities what follows the fields; parts stand in the file of the first whole workflow.
struct Block {
  std::string kind;
  std::string text;
  std::string place;
};

std::string Reference() { return ReadSource("workflows/README.md"); }

std::vector<Block> AllBlocks() {
  std::vector<Block> blocks;
  std::istringstream lines(Reference());
  bool open = false;
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.starts_with("```")) {
      open = !open;
      if (open) blocks.push_back({line.substr(3), "", "workflows/README.md:" + std::to_string(number)});
    } else if (open) {
      blocks.back().text += line + "\n";
    }
  }
  EXPECT_FALSE(open) << "an example that does not end";
  return blocks;
}

std::vector<Block> BlocksOf(const std::string& kind) {
  auto blocks = AllBlocks();
  std::erase_if(blocks, [&](const Block& block) { return block.kind != kind; });
  return blocks;
}

std::string Indented(const std::string& text) {
  std::istringstream lines(text);
  std::string out;
  for (std::string line; std::getline(lines, line);) out += line.empty() ? "\n" : "  " + line + "\n";
  return out;
}

// The lines of the first example from one top-level key up to another.
std::string FrameBetween(const std::string& from, const std::string& to) {
  const std::string text = BlocksOf("yaml").front().text;
  const auto start = text.find("\n" + from + ":") + 1;
  return text.substr(start, text.find("\n" + to + ":") + 1 - start);
}

// Parts leave out the titles, to be short; whole examples have them.
std::shared_ptr<const Chart> ExpectLoads(const std::string& source, const std::string& place,
                                         bool with_titles = true) {
  Loaded loaded = LoadChart(source);
  if (!with_titles)
    std::erase_if(loaded.diagnostics, [](const Diagnostic& d) { return d.code == Code::missing_title; });
  for (const auto& diagnostic : loaded.diagnostics) ADD_FAILURE() << Format(diagnostic, place, source);
  EXPECT_NE(loaded.chart, nullptr) << place;
  return loaded.chart;
}

TEST(TheLanguageReference, MarksEveryYamlExampleWithWhatItIs) {
  const std::set<std::string> known{
      "yaml",        "yaml data",    "yaml states", "yaml activities", "yaml parameters",
      "yaml preset", "yaml scenario"};
  int found = 0;
  for (const Block& block : AllBlocks()) {
    if (!block.kind.starts_with("yaml")) continue;
    ++found;
    EXPECT_TRUE(known.contains(block.kind)) << block.place << " " << block.kind;
  }
  EXPECT_GE(found, 8);
}

TEST(TheLanguageReference, ShowsWorkflowsThatLoad) {
  const auto blocks = BlocksOf("yaml");
  ASSERT_FALSE(blocks.empty());
  for (const Block& block : blocks) ExpectLoads(block.text, block.place);
}

TEST(TheLanguageReference, ShowsFieldsThatLoadInItsFirstExample) {
  const auto blocks = BlocksOf("yaml data");
  ASSERT_FALSE(blocks.empty());
  for (const Block& block : blocks) {
    ExpectLoads("workflow: frame\nversion: 1\n" + FrameBetween("roles", "data") + "data:\n" +
                    Indented(block.text) + "initial: end\nstates: {end: {type: final}}\n",
                block.place, false);
  }
}

TEST(TheLanguageReference, ShowsStatesThatLoadInItsFirstExample) {
  const auto blocks = BlocksOf("yaml states");
  ASSERT_FALSE(blocks.empty());
  for (const Block& block : blocks) {
    ExpectLoads(FrameBetween("workflow", "initial") + "initial: " +
                    block.text.substr(0, block.text.find(':')) + "\nstates:\n" + Indented(block.text),
                block.place, false);
  }
}

TEST(TheLanguageReference, ShowsActivitiesThatAreReadWhereTheyAreNotRunYet) {
  const auto blocks = BlocksOf("yaml activities");
  ASSERT_FALSE(blocks.empty());
  for (const Block& block : blocks) {
    const std::string source = FrameBetween("workflow", "initial") + block.text;
    const Loaded loaded = LoadChart(source);
    EXPECT_NE(loaded.chart, nullptr) << block.place;
    for (const auto& diagnostic : loaded.diagnostics)
      EXPECT_EQ(diagnostic.code, Code::not_supported) << Format(diagnostic, block.place, source);
  }
}

TEST(TheLanguageReference, ShowsParametersThatLoadAndAPresetThatIsRight) {
  const auto blocks = BlocksOf("yaml parameters");
  ASSERT_FALSE(blocks.empty());
  for (const Block& block : blocks)
    ExpectLoads("workflow: frame\nversion: 1\ntitle: {zh: 示例, en: Example}\n" +
                    FrameBetween("roles", "data") + block.text,
                block.place);
  const auto presets = BlocksOf("yaml preset");
  ASSERT_FALSE(presets.empty());
  for (const Block& block : presets) {
    for (const auto& diagnostic : LoadPreset(block.text).diagnostics)
      ADD_FAILURE() << Format(diagnostic, block.place, block.text);
  }
}

TEST(TheLanguageReference, ShowsScenariosThatPass) {
  const WorkCalendar calendar = api::ReadCalendar(SourcePath("workflows"));
  const Block example = BlocksOf("yaml").front();
  const auto chart = ExpectLoads(example.text, example.place);
  ASSERT_NE(chart, nullptr);
  const auto blocks = BlocksOf("yaml scenario");
  ASSERT_FALSE(blocks.empty());
  for (const Block& block : blocks) {
    EXPECT_EQ(WorkflowOf(block.text), chart->workflow) << block.place;
    const auto report = RunScenario(*chart, block.text, calendar);
    for (const auto& problem : report.problems) ADD_FAILURE() << Format(problem, block.place, block.text);
    for (const auto& failure : report.failures) ADD_FAILURE() << Format(failure, block.place);
    EXPECT_FALSE(report.taken.empty()) << block.place;
  }
}

TEST(TheLanguageReference, ListsEveryErrorCodeWithItsNameAndNoOther) {
  std::set<std::string> existing;
#define CHARTER_CODE(number, name, english, chinese) existing.insert("CH" #number " " #name);
  CHARTER_CODES(CHARTER_CODE)
#undef CHARTER_CODE
  std::set<std::string> labels;
  for (const auto& row : existing) labels.insert(row.substr(0, 6));

  const std::string text = Reference();
  std::set<std::string> listed;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("| CH")) continue;
    const auto name = line.find('`') + 1;
    const std::string code = line.substr(2, 6) + " " + line.substr(name, line.find('`', name) - name);
    EXPECT_TRUE(listed.insert(code).second) << code << " stands twice";
  }
  EXPECT_EQ(listed, existing);

  for (auto at = text.find("CH"); at != std::string::npos; at = text.find("CH", at + 2)) {
    const std::string label = text.substr(at, 6);
    if (label.find_first_not_of("0123456789", 2) != std::string::npos) continue;
    EXPECT_TRUE(labels.contains(label)) << label;
  }
}

}  // namespace
}  // namespace charter::test
