// Runs the table of CEL, a test for each row; the rows with a gap say what is not there and why.
#include "tests/engine/expr/conformance.h"

#include <gtest/gtest.h>

#include <cctype>

#include "tests/engine/expr/fixture.h"

namespace charter {
namespace {

struct NamedRow {
  std::string name;
  Row row;
};

void PrintTo(const NamedRow& row, std::ostream* out) {
  *out << row.row.source;
  if (row.row.gap != nullptr) *out << " (a gap: " << row.row.gap << ")";
}

// "Literals_12", "Not_in_the_language_3_gap".
std::vector<NamedRow> Rows() {
  std::vector<NamedRow> rows;
  for (const auto& sections : {SyntaxSections(), OperatorsSections(), FunctionsSections()}) {
    for (const Section& section : sections) {
      std::string title = section.title;
      for (char& c : title) c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
      for (std::size_t i = 0; i < section.rows.size(); ++i) {
        const Row& row = section.rows[i];
        rows.push_back({title + "_" + std::to_string(i + 1) + (row.gap != nullptr ? "_gap" : ""), row});
      }
    }
  }
  return rows;
}

class Conformance : public testing::TestWithParam<NamedRow> {};

TEST_P(Conformance, Holds) {
  const Row& row = GetParam().row;
  EXPECT_EQ(Outcome(row.source), row.expected) << row.source;
}

INSTANTIATE_TEST_SUITE_P(Cel, Conformance, testing::ValuesIn(Rows()),
                         [](const auto& one) { return one.param.name; });

// What a check refuses runs as CEL's dynamic evaluation where nobody asks for a workflow's guarantees.
TEST(Unchecked, FailsOnlyWhereItComesToWhatTheCheckRefused) {
  const std::vector<Case> cases = {
      {"1 == 1.0", "true"},
      {"[1] == ['a']", "false"},
      {"true ? 1 : 'a'", "1"},
      {"'a' && false", "false"},
      {"'a' && true", "error: type"},
      {"nobody || true", "true"},
      {"nobody.field || true", "true"},
      {"nobody", "error: unknown"},
      {"unheard(1) || true", "true"},
      {"x.unheard() || true", "true"},
      {"unheard(1)", "error: unknown"},
      {"size(1) == 1 || true", "true"},
      {"null < null", "error: type"},
      {"-(1u)", "error: type"},
      {"'a'.matches('(') || true", "true"},
      {"bool('x') || true", "true"},
      {"1.all(e, true) || true", "true"},
      {"data.nothing", "error: no_such_key"},
      {"1 +", "no program"},
  };
  for (const Case& one : cases) {
    const Compilation compilation = CompileUnchecked(one.source, Names());
    EXPECT_FALSE(compilation.problems.empty()) << one.source;
    if (compilation.program.empty()) {
      EXPECT_STREQ(one.expected, "no program") << one.source;
      continue;
    }
    const EvalResult result = compilation.program.Run(Values());
    EXPECT_EQ(result ? Show(*result) : "error: " + result.error().code, one.expected) << one.source;
  }
}

}  // namespace
}  // namespace charter
