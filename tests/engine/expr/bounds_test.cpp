// What a few lines of an expression can ask for without end must end, soon and in little memory.
#include <gtest/gtest.h>

#include "tests/engine/expr/fixture.h"

namespace charter {
namespace {

std::string Repeat(std::string_view text, int times) {
  std::string all;
  for (; times > 0; --times) all += text;
  return all;
}

std::string Ones(int count) { return "[" + Repeat("1, ", count) + "]"; }

constexpr const char* kTooMuch = "error: cost";

TEST(Bounds, StopTextsAndListsThatDouble) {
  EXPECT_EQ(Outcome("['a']" + Repeat(".map(s, s + s)", 40)), kTooMuch);
  EXPECT_EQ(Outcome("[b'a']" + Repeat(".map(s, s + s)", 40)), kTooMuch);
  EXPECT_EQ(Outcome("[[1]]" + Repeat(".map(s, s + s)", 40)), kTooMuch);
}

// Small while its parts are shared, endless once it is written down.
TEST(Bounds, StopAResultThatHoldsTheSamePartOverAndOver) {
  EXPECT_EQ(Outcome("[1]" + Repeat(".map(a, [a, a])", 60)), kTooMuch);
  EXPECT_EQ(Outcome("[1]" + Repeat(".map(a, {'x': a, 'y': a})", 60)), kTooMuch);
  const std::string twice = "[1]" + Repeat(".map(a, [a, a])", 60);
  EXPECT_EQ(Outcome(twice + " == " + twice), kTooMuch);
}

TEST(Bounds, StopMacrosWithinMacros) {
  const std::string list = Ones(100);
  EXPECT_EQ(Outcome(list + ".all(a, " + list + ".all(b, " + list + ".all(c, " + list + ".all(d, true))))"),
            kTooMuch);
  EXPECT_EQ(Outcome(list + ".all(a, " + list + ".all(b, " + list + ".all(c, true))) || true"), kTooMuch)
      << "no `||` absorbs it";
}

TEST(Bounds, StopComparingLongTexts) {
  const std::string text = "['aaaaaaaaaaaaaaaa']" + Repeat(".map(s, s + s)", 14);
  const std::string often = Ones(100);
  for (const char* work : {"s < s", "s == s", "s in [s]", "{s: 1}[s]", "s.contains(s + 'b')", "size(s)"}) {
    EXPECT_EQ(Outcome(text + ".map(s, " + often + ".map(i, " + often + ".map(j, " + work + ")))"), kTooMuch)
        << work;
  }
}

// RE2 takes a time in proportion to the text times the pattern: repetitions make a long pattern of a short
// one.
TEST(Bounds, StopPatternsThatAreLongInsideOverLongTexts) {
  const std::string text = "['aaaaaaaaaaaaaaaa']" + Repeat(".map(s, s + s)", 12);
  EXPECT_EQ(Outcome(text + ".map(s, " + Ones(100) + ".map(i, s.matches('((a{0,30}){0,30}b)$')))"), kTooMuch);
  EXPECT_EQ(Outcome(Ones(100) + ".map(i, 'a'.matches('((a{0,30}){0,30}b|(a{0,30}){0,15}c)$' + string(i)))"),
            kTooMuch);
}

TEST(Bounds, LetAnIndexOfAnotherKindCostNoMore) {
  EXPECT_EQ(Outcome("[" + Ones(400) + "].all(l, l.all(x, l.all(y, l[dyn(399.0)] == 1)))"), "true");
}

TEST(Bounds, StopValuesDeeperThanAnyoneReads) {
  const std::string deep =
      "[1]" + Repeat(".map(a, " + std::string(90, '[') + "a" + std::string(90, ']') + ")", 100);
  EXPECT_EQ(Outcome(deep), kTooMuch);
  EXPECT_EQ(Outcome(deep + ".map(x, x == x)"), kTooMuch);
  EXPECT_EQ(Outcome(deep + ".size()"), "1");
}

TEST(Bounds, RefuseWhatIsNestedOrLongWithoutEnd) {
  EXPECT_EQ(Outcome(Repeat("(", 30000) + "1" + Repeat(")", 30000)).substr(0, 4), "cost");
  EXPECT_EQ(Outcome("1" + Repeat(" + 1", 16000)).substr(0, 4), "cost");
  EXPECT_EQ(Outcome("x" + Repeat(".a", 30000)).substr(0, 4), "cost");
  EXPECT_EQ(Outcome(Repeat("true ? 1 : ", 1000) + "1").substr(0, 4), "cost");
  EXPECT_EQ(Outcome(std::string(70000, ' ') + "1").substr(0, 4), "cost");
  EXPECT_EQ(Outcome(Repeat("!", 60000) + "true"), "true");
  EXPECT_EQ(Outcome("true" + Repeat(" && true", 8000)), "true");
}

}  // namespace
}  // namespace charter
