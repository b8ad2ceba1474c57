// Charter's one type beyond CEL: exact decimals.
#include <gtest/gtest.h>

#include "tests/engine/expr/fixture.h"

namespace charter {
namespace {

TEST(ExactDecimals, ReadALiteralBesideThemFromItsText) {
  ExpectAll({
      {"data.score >= 92.14", "true"},
      {"data.score > 92.14", "false"},
      {"data.score == 92.14", "true"},
      {"92.14 == data.score", "true"},
      {"data.score != 92.140", "false"},
      {"data.score >= 75", "true"},
      {"-data.score == -92.14", "true"},
      {"data.score > -0.5", "true"},
      {"data.score + 0.1 + 0.2 == 92.44", "true"},
      {"data.score in [75, 92.14]", "true"},
      {"92.14 in data.plan.map(p, p.weight)", "false"},
      {"0.3 in data.plan.map(p, p.weight)", "true"},
      {"data.done ? data.score : 0", "92.14m"},
      {"data.done ? 0.10 : data.score", "0.10m"},
      {"[data.score, 0.10]", "[92.14m, 0.10m]"},
      {"data.score == 0.1 * 921.4", "true"},
      {"data.score < (data.done ? 92.15 : 0.5)", "true"},
      {"data.score > 0.1234567890123456789", "type at 13+21"},
      {"data.score == 0x10", "false"},
      {"data.score < 1e3", "true"},
  });
}

TEST(ExactDecimals, GoWithInts) {
  ExpectAll({
      {"data.score > data.count", "true"},
      {"data.score * data.count", "276.42m"},
      {"data.count + data.budget", "300003.00m"},
      {"data.budget == 300000", "true"},
      {"data.score * 2 - 1", "183.28m"},
      {"int(data.score)", "92"},
      {"double(data.score)", "92.14"},
      {"string(data.budget)", "\"300000.00\""},
  });
}

TEST(ExactDecimals, NeverMixWithDoubles) {
  ExpectAll({
      {"data.score > data.share", "type at 0+23"},
      {"data.score == data.share", "type at 0+24"},
      {"data.score + data.share", "type at 0+23"},
      {"data.score + x", "error: no_such_key"},
      {"data.score > 1.5 * data.share", "type at 0+29"},
  });
  const Values values = Values().Set("x", Value::Double(0.5));
  EXPECT_EQ(Outcome("data.score + x", values), "error: type");
}

TEST(ExactDecimals, AreExactBesideADynamicValueToo) {
  const Values values = Values().Set("x", Dec("0.10"));
  EXPECT_EQ(Outcome("x == 0.1", values), "true");
  EXPECT_EQ(Outcome("0.1 == x", values), "true");
  EXPECT_EQ(Outcome("x + 0.2", values), "0.30m");
  EXPECT_EQ(Outcome("x < 0.11", values), "true");
  EXPECT_EQ(Outcome("x == 0.1", Values().Set("x", Value::Double(0.1))), "true");
}

TEST(ExactDecimals, AreDividedByRatioOnly) {
  ExpectAll({
      {"data.score / 2", "type at 0+14"},
      {"data.score % 2", "type at 0+14"},
      {"ratio(data.score, 3, 2)", "30.71m"},
      {"ratio(1, 8, 2)", "0.13m"},
      {"ratio(-0.125, 1, 2)", "-0.13m"},
      {"ratio(data.count, data.budget, 6)", "0.000010m"},
      {"ratio(1, 0, 2)", "error: division_by_zero"},
      {"ratio(1, 3, 19)", "error: overflow"},
      {"ratio(data.share, 1, 2)", "type at 0+23"},
      {"round(data.score, 1)", "92.1m"},
      {"round(2.345, 2)", "2.35m"},
  });
  EXPECT_NE(Compile("data.score / 2", Names()).problems.at(0).hint.en.find("ratio"), std::string::npos);
}

TEST(ExactDecimals, AreMadeFromTextAndWholeNumbers) {
  ExpectAll({
      {"decimal('0.10')", "0.10m"},
      {"decimal(5)", "5m"},
      {"decimal(0.1)", "0.1m"},
      {"decimal('x')", "type at 0+12"},
      {"decimal(data.share)", "type at 0+19"},
      {"decimal('1.5') + 1", "2.5m"},
  });
}

TEST(ExactDecimals, AreSummedExactly) {
  ExpectAll({
      {"sum(data.plan.map(p, p.weight))", "1.00m"},
      {"sum(data.plan.map(p, p.weight)) == 1", "true"},
      {"sum([1, 2, 3])", "6"},
      {"sum([data.score, 0.1])", "92.24m"},
      {"sum(data.plan.filter(p, false).map(p, p.weight))", "0m"},
      {"sum([])", "0"},
      {"sum(['a'])", "type at 0+10"},
      {"sum([1.5])", "type at 0+10"},
      {"sum([dyn(1.5)])", "error: type"},
      {"sum([9223372036854775807, 1])", "error: overflow"},
  });
}

TEST(ExactDecimals, ReportOverflow) {
  const Values values = Values().Set("data.score", Dec("9223372036854775807"));
  EXPECT_EQ(Outcome("data.score + 1", values), "error: overflow");
  EXPECT_EQ(Outcome("data.score * data.score", values), "error: overflow");
}

TEST(ExactDecimals, AreWhatAPlaceForMoneyTakes) {
  const Values values;
  EXPECT_EQ(Outcome("0.10", values, Type(TypeKind::kDecimal)), "0.10m");
  EXPECT_EQ(Outcome("5", values, Type(TypeKind::kDecimal)), "5m");
  EXPECT_EQ(Outcome("data.count * 100", values, Type(TypeKind::kDecimal)), "300m");
  EXPECT_EQ(Outcome("data.share", values, Type(TypeKind::kDecimal)), "type at 0+10");
}

}  // namespace
}  // namespace charter
