// Runs the table of SCXML rules in conformance/: each row is a rule, with a chart and what it does, or a
// gap with its reason. conformance/README.md is the table's index.
#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "engine/chart/yaml.h"
#include "engine/data/period.h"
#include "tests/engine/run/item_under_test.h"

namespace charter {
namespace {

const std::string kFolder = CHARTER_SOURCE_DIR "/tests/engine/run/conformance/";
constexpr std::array kFiles{"states", "transitions", "parallel", "history", "done", "events", "gaps"};
constexpr std::array kStepKeys{"event",  "advance", "states",  "log", "data",
                               "output", "ended",   "refused", "says"};

std::string ReadFile(const std::string& path) {
  const std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string TextOf(const YamlNode& node, std::string_view key) {
  const auto* value = node.Find(key);
  return value == nullptr ? "" : value->text;
}

struct Row {
  std::string file;
  YamlNode node;

  [[nodiscard]] std::vector<std::string> W3c() const {
    std::vector<std::string> numbers;
    const auto* given = node.Find("w3c");
    if (given == nullptr) return numbers;
    if (given->kind == YamlNode::Kind::kScalar) numbers.push_back(given->text);
    for (const auto& item : given->items) numbers.push_back(item.text);
    return numbers;
  }
};

std::vector<Row> Table() {
  std::vector<Row> rows;
  for (const char* file : kFiles) {
    std::vector<Diagnostic> diagnostics;
    YamlNode root = ParseYaml(ReadFile(kFolder + file + ".yaml"), diagnostics);
    for (const auto& diagnostic : diagnostics) {
      ADD_FAILURE() << Format(diagnostic, std::string(file) + ".yaml");
    }
    for (auto& item : root.items) rows.push_back({file, std::move(item)});
  }
  return rows;
}

std::vector<Row> Cases() {
  auto rows = Table();
  std::erase_if(rows, [](const Row& row) { return row.node.Find("gap") != nullptr; });
  return rows;
}

// "A final child makes ..." as AFinalChildMakes...
std::string NameOf(const testing::TestParamInfo<Row>& info) {
  std::string name;
  bool start = true;
  for (const char c : TextOf(info.param.node, "rule")) {
    const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (word) name += start && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    start = !word && c != '\'';
  }
  return name;
}

class Conformance : public testing::TestWithParam<Row> {};

void Expect(const ItemUnderTest& item, const YamlNode& step) {
  const auto expect = [&](std::string_view key, const std::string& got) {
    if (step.Find(key) != nullptr) {
      EXPECT_EQ(got, TextOf(step, key)) << key;
    }
  };
  expect("states", item.States());
  expect("log", item.log);
  expect("data", item.Data());
  expect("output", WriteJson(item.snapshot.output));
  expect("ended", item.snapshot.status == Status::kEnded ? "true" : "false");
}

TEST_P(Conformance, Holds) {
  const YamlNode& row = GetParam().node;
  const std::string chart = TextOf(row, "chart");
  ASSERT_NE(chart, "");
  if (row.Find("mistake") != nullptr) {
    const Loaded loaded = LoadChart("workflow: test\nversion: 1\n" + chart);
    EXPECT_EQ(loaded.chart, nullptr);
    ASSERT_FALSE(loaded.diagnostics.empty());
    EXPECT_EQ(InfoOf(loaded.diagnostics.front().code).name, TextOf(row, "mistake"));
    return;
  }
  ItemUnderTest item(chart);
  ASSERT_NE(item.chart, nullptr);
  const std::string create = TextOf(row, "create");
  const auto created = item.Create(create.empty() ? "{}" : create);
  ASSERT_TRUE(created.has_value()) << created.error().message.en;
  const auto* steps = row.Find("steps");
  ASSERT_NE(steps, nullptr);
  ASSERT_FALSE(steps->items.empty());
  for (const auto& step : steps->items) {
    SCOPED_TRACE("step at line " + std::to_string(step.position.line) + " of " + GetParam().file + ".yaml");
    for (const auto& [key, value] : step.members) {
      EXPECT_NE(std::find(kStepKeys.begin(), kStepKeys.end(), key.text), kStepKeys.end()) << key.text;
    }
    if (step.Find("event") != nullptr) {
      item.log.clear();
      const auto taken = item.Send(TextOf(step, "event"));
      const std::string refused = taken ? "" : std::string(InfoOf(taken.error().code).name);
      EXPECT_EQ(refused, TextOf(step, "refused"));
      if (!taken) {
        EXPECT_THAT(taken.error().message.en, testing::HasSubstr(TextOf(step, "says")));
      }
    } else if (step.Find("advance") != nullptr) {
      item.log.clear();
      const auto period = Period::Parse(TextOf(step, "advance"));
      ASSERT_TRUE(period.has_value());
      item.AdvanceTo(Add(item.now, period->exact).value());
    }
    Expect(item, step);
  }
  item.ExpectReplays();
}

INSTANTIATE_TEST_SUITE_P(Scxml, Conformance, testing::ValuesIn(Cases()), NameOf);

TEST(ConformanceTable, SaysOfNoW3cTestThatItIsBothCoveredAndLeftOut) {
  std::map<std::string, std::string> covered;
  for (const auto& row : Cases()) {
    for (const auto& number : row.W3c()) covered[number] = TextOf(row.node, "rule");
  }
  for (const auto& row : Table()) {
    if (row.node.Find("gap") == nullptr) continue;
    for (const auto& number : row.W3c()) {
      EXPECT_FALSE(covered.contains(number)) << number << " is covered by: " << covered[number];
    }
  }
}

TEST(ConformanceTable, HasAnIndexThatListsEveryRow) {
  std::string index =
      "# SCXML, rule by rule\n\n"
      "Written by `conformance_test.cpp` from the files beside it (`CHARTER_WRITE_INDEX=1` writes it anew). "
      "Sections "
      "are\nthose of the [recommendation](https://www.w3.org/TR/scxml/); D is the algorithm of its Appendix "
      "D. The "
      "numbers are the\nW3C's tests of the same rule; the cases are Charter's own.\n\n"
      "| section | rule | W3C tests | |\n| --- | --- | --- | --- |\n";
  for (const auto& row : Table()) {
    std::string numbers;
    for (const auto& number : row.W3c()) numbers += (numbers.empty() ? "" : ", ") + number;
    const std::string gap = TextOf(row.node, "gap");
    index += "| " + TextOf(row.node, "section") + " | " + TextOf(row.node, "rule") + " | " + numbers + " | " +
             (gap.empty() ? "[" + row.file + "](" + row.file + ".yaml)" : "left out: " + gap) + " |\n";
  }
  const std::string path = kFolder + "README.md";
  const char* write = std::getenv("CHARTER_WRITE_INDEX");  // NOLINT(concurrency-mt-unsafe): one thread
  if (write != nullptr) std::ofstream(path) << index;
  EXPECT_EQ(ReadFile(path), index);
}

}  // namespace
}  // namespace charter
