#include "engine/data/decimal.h"

#include <gtest/gtest.h>

namespace charter {
namespace {

Decimal D(std::string_view text) { return Decimal::Parse(text).value(); }
std::string Text(const std::optional<Decimal>& decimal) { return decimal ? decimal->ToString() : "nothing"; }

TEST(Decimal, KeepsTheScaleItWasWrittenWith) {
  for (const char* text : {"0", "7", "-12.340", "16000.00", "0.000000000000000001", "9223372036854775807",
                           "-9223372036854775808", "-0.05", "0.00"}) {
    EXPECT_EQ(Text(Decimal::Parse(text)), text);
  }
}

TEST(Decimal, ReadsAnExponentWhereTheValueStaysExact) {
  EXPECT_EQ(Text(Decimal::Parse("1e3")), "1000");
  EXPECT_EQ(Text(Decimal::Parse("1.5E+2")), "150");
  EXPECT_EQ(Text(Decimal::Parse("1.5e-2")), "0.015");
  EXPECT_EQ(Text(Decimal::Parse("10e-19")), "0.000000000000000001");
  EXPECT_EQ(Text(Decimal::Parse("0e99999999999")), "0");
  EXPECT_EQ(Text(Decimal::Parse("1e-19")), "nothing");
  EXPECT_EQ(Text(Decimal::Parse("1e19")), "nothing");
  EXPECT_EQ(Text(Decimal::Parse("1e999999999999999")), "nothing");
}

TEST(Decimal, RefusesOtherText) {
  for (const char* text : {"", "-", ".", "1.", ".5", "+1", "1,5", "1 ", " 1", "0x10", "NaN", "1e", "1e+",
                           "1.2.3", "9223372036854775808", "-9223372036854775809", "0.0000000000000000001",
                           "1000000000000000000000000000000000000000000000"}) {
    EXPECT_EQ(Text(Decimal::Parse(text)), "nothing") << text;
  }
}

TEST(Decimal, ComparesByValueAndNotByScale) {
  EXPECT_EQ(D("1.50"), D("1.5"));
  EXPECT_LT(D("-1.5"), D("-1.49"));
  EXPECT_GT(D("9223372036854775807"), D("9.223372036854775807"));
  EXPECT_LT(D("-9223372036854775808"), D("0.000000000000000001"));
}

TEST(Decimal, AddsSubtractsAndMultipliesExactly) {
  EXPECT_EQ(Text(Decimal::Add(D("0.1"), D("0.2"))), "0.3");
  EXPECT_EQ(Text(Decimal::Add(D("1.00"), D("2.5"))), "3.50");
  EXPECT_EQ(Text(Decimal::Subtract(D("1"), D("0.01"))), "0.99");
  EXPECT_EQ(Text(Decimal::Multiply(D("19.99"), D("-3"))), "-59.97");
}

TEST(Decimal, GivesUpTrailingZerosBeforeItOverflows) {
  EXPECT_EQ(Text(Decimal::Multiply(D("0.1000000000"), D("0.1000000000"))), "0.010000000000000000");
  EXPECT_EQ(Text(Decimal::Multiply(D("46116860184273879.00"), D("200.0"))), "9223372036854775800");
  EXPECT_EQ(Text(Decimal::Multiply(D("46116860184273879.00"), D("201.0"))), "nothing");
}

TEST(Decimal, ReportsOverflow) {
  EXPECT_EQ(Text(Decimal::Add(D("9223372036854775807"), D("1"))), "nothing");
  EXPECT_EQ(Text(Decimal::Subtract(D("-9223372036854775808"), D("1"))), "nothing");
  EXPECT_EQ(Text(Decimal::Multiply(D("0.0000000001"), D("0.0000000001"))), "nothing");
  EXPECT_EQ(Text(Decimal::Add(D("9000000000000000000"), D("0.1"))), "nothing");
}

TEST(Decimal, DividesHalfUpAwayFromZero) {
  EXPECT_EQ(Text(Decimal::Ratio(D("2"), D("3"), 2)), "0.67");
  EXPECT_EQ(Text(Decimal::Ratio(D("1"), D("8"), 2)), "0.13");
  EXPECT_EQ(Text(Decimal::Ratio(D("-1"), D("8"), 2)), "-0.13");
  EXPECT_EQ(Text(Decimal::Ratio(D("1"), D("3"), 18)), "0.333333333333333333");
  EXPECT_EQ(Text(Decimal::Ratio(D("0.000000000000000001"), D("9223372036854775807"), 0)), "0");
  EXPECT_EQ(Text(Decimal::Ratio(D("9223372036854775807"), D("1"), 0)), "9223372036854775807");
  EXPECT_EQ(Text(Decimal::Ratio(D("-9223372036854775808"), D("-1"), 0)), "nothing");
  EXPECT_EQ(Text(Decimal::Ratio(D("9223372036854775807"), D("0.000000000000000001"), 18)), "nothing");
  EXPECT_EQ(Text(Decimal::Ratio(D("1"), D("0.00"), 2)), "nothing");
  EXPECT_EQ(Text(Decimal::Ratio(D("1"), D("2"), 19)), "nothing");
}

TEST(Decimal, RoundsHalfUpAwayFromZero) {
  EXPECT_EQ(Text(D("2.345").Round(2)), "2.35");
  EXPECT_EQ(Text(D("-2.345").Round(2)), "-2.35");
  EXPECT_EQ(Text(D("2.344").Round(2)), "2.34");
  EXPECT_EQ(Text(D("0.5").Round(0)), "1");
  EXPECT_EQ(Text(D("7").Round(2)), "7.00");
  EXPECT_EQ(Text(D("9223372036854775807").Round(1)), "nothing");
  EXPECT_EQ(Text(D("1").Round(-1)), "nothing");
}

}  // namespace
}  // namespace charter
