// Text that no author would write must end in a problem or an error, never in a crash or a hang.
#include <gtest/gtest.h>

#include <random>

#include "tests/engine/expr/fixture.h"

namespace charter {
namespace {

constexpr const char* kPieces[] = {"data",
                                   ".score",
                                   ".plan",
                                   ".tags",
                                   "[0]",
                                   "[",
                                   "]",
                                   "(",
                                   ")",
                                   "{",
                                   "}",
                                   ":",
                                   ",",
                                   "?",
                                   "&&",
                                   "||",
                                   "!",
                                   "-",
                                   "+",
                                   "*",
                                   "/",
                                   "%",
                                   "==",
                                   "!=",
                                   "<",
                                   ">=",
                                   " in ",
                                   "1",
                                   "0.5",
                                   "92.14",
                                   "7u",
                                   "0xF",
                                   "'a'",
                                   "b'\\xff'",
                                   "r'\\'",
                                   "null",
                                   "true",
                                   "false",
                                   "x",
                                   "now",
                                   ".all(e, ",
                                   ".map(e, ",
                                   ".exists(e, ",
                                   ".filter(e, ",
                                   "e",
                                   "size(",
                                   "has(",
                                   "sum(",
                                   "ratio(",
                                   "string(",
                                   "type(",
                                   "dyn(",
                                   "timestamp('2026-01-01T00:00:00Z')",
                                   "duration('1h')",
                                   ".getHours()",
                                   "in_state(",
                                   "//\n",
                                   "`",
                                   "\"",
                                   "\\",
                                   "\n",
                                   "1e999",
                                   "'\\u4e2d'",
                                   "中",
                                   "int("};

std::string Assemble(std::mt19937& random, std::size_t length) {
  std::string text;
  for (std::size_t i = 0; i < length; ++i) text += kPieces[random() % std::size(kPieces)];
  return text;
}

void Try(const std::string& text, const Activation& values, int& compiled) {
  const Compilation compilation = Compile(text, Names());
  ASSERT_EQ(compilation.program.empty(), !compilation.problems.empty()) << text;
  for (const ExprProblem& problem : compilation.problems) {
    ASSERT_LE(problem.offset + problem.length, text.size()) << text;
    ASSERT_FALSE(problem.message.empty());
  }
  const Compilation unchecked = CompileUnchecked(text, Names());
  ASSERT_EQ(unchecked.problems.empty(), compilation.problems.empty()) << text;
  if (unchecked.program.empty()) return;
  const EvalResult freely = unchecked.program.Run(values);
  if (!freely) {
    ASSERT_FALSE(freely.error().code.empty()) << text;
    ASSERT_LE(freely.error().offset, text.size()) << text;
  }
  if (compilation.program.empty()) return;
  ++compiled;
  const EvalResult result = compilation.program.Run(values);
  ASSERT_EQ(result.has_value(), freely.has_value()) << text;
  if (result.has_value()) {
    ASSERT_TRUE(Identical(*result, *freely)) << text;
  }
}

TEST(Garbage, EndsInProblemsOrErrors) {
  std::mt19937 random(20260430);  // fixed: a failure must come again
  const Values values;
  int compiled = 0;
  for (int round = 0; round < 20000; ++round) Try(Assemble(random, 1 + random() % 12), values, compiled);
  EXPECT_GT(compiled, 100);
}

TEST(Garbage, MadeFromRightExpressionsEndsSoToo) {
  const std::string right[] = {
      "data.score >= 92.14 && data.kind == 'skills'",
      "data.plan.exists(p, p.weight > 0.5) ? sum(data.plan.map(p, p.weight)) : 0",
      "has(data.note) || data.limits['low'] in [1, 2, 3]",
      "now - duration('1h') < data.due && in_state('draft')",
      "'\\u4e2d' + string(data.count) + r'\\n' + '''a\nb'''",
      "{'a': [1, 2.5, {1: b'\\x00'}], 'b': null}.a[dyn(1u)]",
  };
  std::mt19937 random(7);
  const Values values;
  int compiled = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string text = right[random() % std::size(right)];
    for (std::size_t edits = 1 + random() % 3; edits > 0 && !text.empty(); --edits) {
      const std::size_t at = random() % text.size();
      switch (random() % 4) {
        case 0:
          text.erase(at, 1 + random() % 3);
          break;
        case 1:
          text.insert(at, kPieces[random() % std::size(kPieces)]);
          break;
        case 2:
          text[at] = static_cast<char>(random() % 256);
          break;
        default:
          text.resize(at);
          break;
      }
    }
    Try(text, values, compiled);
  }
  EXPECT_GT(compiled, 100);
}

}  // namespace
}  // namespace charter
