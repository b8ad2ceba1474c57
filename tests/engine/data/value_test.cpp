#include "engine/data/value.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <thread>

namespace charter {
namespace {

constexpr std::int64_t kMaxInt = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMinInt = std::numeric_limits<std::int64_t>::min();

Value Dec(std::string_view text) { return Value::Of(Decimal::Parse(text).value()); }

TEST(Value, IsAbsentUntilSet) {
  const Value value;
  EXPECT_TRUE(value.is(Kind::kAbsent));
}

TEST(Value, KeepsEachKind) {
  EXPECT_TRUE(Value::Null().is(Kind::kNull));
  EXPECT_TRUE(Value::Bool(true).AsBool());
  EXPECT_FALSE(Value::Bool(false).AsBool());
  EXPECT_EQ(Value::Int(kMinInt).AsInt(), kMinInt);
  EXPECT_EQ(Value::Uint(18446744073709551615U).AsUint(), 18446744073709551615U);
  EXPECT_EQ(Value::Double(-0.5).AsDouble(), -0.5);
  EXPECT_EQ(Dec("16000.00").AsDecimal().ToString(), "16000.00");
  EXPECT_EQ(Value::String("评审").AsString(), "评审");
  EXPECT_EQ(Value::String("").AsString(), "");
  EXPECT_EQ(Value::Bytes(std::string_view("\0\xFF", 2)).AsString().size(), 2U);
  EXPECT_EQ(Value::TypeName("int").AsString(), "int");
  EXPECT_EQ(Value::Of(Timestamp{-5, 7}).AsTimestamp(), (Timestamp{-5, 7}));
  EXPECT_EQ(Value::Of(Duration{-5, 7}).AsDuration(), (Duration{-5, 7}));
  EXPECT_EQ(Value::List({Value::Int(1), Value::Null()}).AsList().size(), 2U);
  EXPECT_TRUE(Value::List({}).AsList().empty());
}

TEST(Value, CopiesShareWhatTheyHold) {
  const Value text = Value::String("shared");
  const Value copy = text;  // NOLINT: the copy is the point
  EXPECT_EQ(copy.AsString().data(), text.AsString().data());
}

TEST(Value, IsAbsentAfterBeingMovedFrom) {
  Value text = Value::String("x");
  const Value taken = std::move(text);
  EXPECT_TRUE(text.is(Kind::kAbsent));  // NOLINT: promised by the class
  EXPECT_EQ(taken.AsString(), "x");
}

TEST(Value, SurvivesAssignmentToItselfAndToItsOwnPart) {
  Value list = Value::List({Value::List({Value::String("inner")})});
  const Value& alias = list;
  list = alias;
  EXPECT_EQ(list.AsList().size(), 1U);
  list = list.AsList()[0];
  EXPECT_EQ(list.AsList()[0].AsString(), "inner");
}

TEST(Value, SortsTheEntriesOfAMapWhateverTheOrderTheyCameIn) {
  const Value a = Value::Map({{"b", Value::Int(2)}, {"a", Value::Int(1)}});
  const Value b = Value::Map({{"a", Value::Int(1)}, {"b", Value::Int(2)}});
  EXPECT_EQ(a.AsMap()[0].first.AsString(), "a");
  EXPECT_TRUE(Identical(a, b));
}

TEST(Value, SortsKeysOfSeveralKinds) {
  const Value map = Value::Map(std::vector<Value::Entry>{{Value::String("a"), Value::Int(1)},
                                                         {Value::Uint(7), Value::Int(2)},
                                                         {Value::Int(-3), Value::Int(3)},
                                                         {Value::Bool(true), Value::Int(4)}});
  ASSERT_EQ(map.AsMap().size(), 4U);
  EXPECT_TRUE(map.AsMap()[0].first.is(Kind::kBool));
  EXPECT_EQ(map.AsMap()[1].first.AsInt(), -3);
  EXPECT_EQ(map.AsMap()[2].first.AsUint(), 7U);
  EXPECT_EQ(map.AsMap()[3].first.AsString(), "a");
}

TEST(Value, LetsTheLaterOfTwoEqualKeysWin) {
  const Value map = Value::Map(std::vector<Value::Entry>{{Value::Int(1), Value::String("first")},
                                                         {Value::Int(0), Value::String("zero")},
                                                         {Value::Uint(1), Value::String("second")}});
  ASSERT_EQ(map.AsMap().size(), 2U);
  EXPECT_EQ(map.Find(Value::Int(1))->AsString(), "second");
}

TEST(Value, FindsEntriesByKey) {
  const Value map = Value::Map({{"a", Value::Int(1)}, {"bb", Value::Int(2)}, {"c", Value::Int(3)}});
  EXPECT_EQ(map.Find("bb")->AsInt(), 2);
  EXPECT_EQ(map.Find("b"), nullptr);
  EXPECT_EQ(map.Find("zz"), nullptr);
  EXPECT_EQ(map.Find(Value::Int(1)), nullptr);
  const Value numbers = Value::Map(std::vector<Value::Entry>{{Value::Int(5), Value::Int(1)}});
  EXPECT_NE(numbers.Find(Value::Uint(5)), nullptr);
  EXPECT_NE(numbers.Find(Value::Double(5)), nullptr);
  EXPECT_EQ(numbers.Find(Value::Double(std::nan(""))), nullptr);
  EXPECT_EQ(numbers.Find(Value::Double(5.5)), nullptr);
  EXPECT_EQ(numbers.Find("5"), nullptr);
}

TEST(Value, FindsAKeyPastWhatADoubleCanTellApartByItsExactValue) {
  const Value big = Value::Map(std::vector<Value::Entry>{{Value::Int(9007199254740993), Value::Int(1)}});
  EXPECT_EQ(big.Find(Value::Double(9007199254740992.0)), nullptr);
  EXPECT_EQ(big.Find(Value::Double(1e300)), nullptr);
  EXPECT_NE(Value::Map(std::vector<Value::Entry>{{Value::Uint(1ULL << 63U), Value::Int(1)}})
                .Find(Value::Double(0x1p63)),
            nullptr);
}

TEST(Value, ComparesNumbersByValueAcrossKinds) {
  EXPECT_TRUE(Equal(Value::Int(1), Value::Uint(1)));
  EXPECT_TRUE(Equal(Value::Int(1), Value::Double(1.0)));
  EXPECT_TRUE(Equal(Dec("1.50"), Value::Double(1.5)));
  EXPECT_TRUE(Equal(Dec("2.00"), Value::Int(2)));
  EXPECT_TRUE(Equal(Dec("2.00"), Value::Uint(2)));
  EXPECT_FALSE(Equal(Dec("0.1"), Value::Double(0.1)));  // the double is a little more
  EXPECT_FALSE(Equal(Value::Int(-1), Value::Uint(18446744073709551615U)));
  EXPECT_TRUE(Equal(Value::Int(kMaxInt), Value::Double(9223372036854775808.0)));  // as doubles
  EXPECT_FALSE(Equal(Value::Int(kMaxInt), Value::Double(9223372036854777856.0)));
  EXPECT_FALSE(Equal(Value::Double(std::nan("")), Value::Double(std::nan(""))));
  EXPECT_FALSE(Equal(Value::Int(1), Value::String("1")));
  EXPECT_FALSE(Equal(Value::Int(1), Value::Bool(true)));
}

TEST(Value, OrdersDecimalsAndDoublesExactly) {
  using std::partial_ordering;
  EXPECT_EQ(CompareNumbers(Dec("0.1"), Value::Double(0.1)), partial_ordering::less);
  EXPECT_EQ(CompareNumbers(Dec("0.3"), Value::Double(0.3)), partial_ordering::greater);
  EXPECT_EQ(CompareNumbers(Dec("-0.1"), Value::Double(-0.1)), partial_ordering::greater);
  EXPECT_EQ(CompareNumbers(Dec("0.000000000000000001"), Value::Double(5e-324)), partial_ordering::greater);
  EXPECT_EQ(CompareNumbers(Dec("0"), Value::Double(5e-324)), partial_ordering::less);
  EXPECT_EQ(CompareNumbers(Dec("0.000000000000000001"), Value::Double(1e-18)), partial_ordering::less);
  EXPECT_EQ(CompareNumbers(Value::Double(1e300), Dec("1")), partial_ordering::greater);
  EXPECT_EQ(CompareNumbers(Value::Double(-1e300), Dec("1")), partial_ordering::less);
  EXPECT_EQ(CompareNumbers(Value::Int(kMinInt), Value::Double(-0x1p63)), partial_ordering::equivalent);
  EXPECT_EQ(CompareNumbers(Value::Uint(18446744073709551615U), Value::Double(0x1p64)),
            partial_ordering::equivalent);
  EXPECT_EQ(CompareNumbers(Value::Uint(1), Value::Double(1.5)), partial_ordering::less);
  EXPECT_EQ(CompareNumbers(Value::Int(1), Value::Double(std::nan(""))), partial_ordering::unordered);
  EXPECT_EQ(CompareNumbers(Dec("9.223372036854775807"), Value::Uint(10)), partial_ordering::less);
}

TEST(Value, ComparesListsAndMapsByContent) {
  const Value a = Value::List({Value::Int(1), Value::Map({{"k", Value::Double(2)}})});
  const Value b = Value::List({Value::Double(1), Value::Map({{"k", Value::Uint(2)}})});
  EXPECT_TRUE(Equal(a, b));
  EXPECT_FALSE(Identical(a, b));
  EXPECT_FALSE(Equal(a, Value::List({Value::Int(1)})));
}

TEST(Value, IsIdenticalOnlyToTheSameKindAndScale) {
  EXPECT_FALSE(Identical(Value::Int(1), Value::Uint(1)));
  EXPECT_FALSE(Identical(Dec("1.5"), Dec("1.50")));
  EXPECT_TRUE(Identical(Dec("1.50"), Dec("1.50")));
  EXPECT_TRUE(Identical(Value::Double(std::nan("")), Value::Double(std::nan(""))));
  EXPECT_FALSE(Identical(Value::Double(0.0), Value::Double(-0.0)));
}

TEST(Value, MayBeCopiedByManyThreads) {
  const Value shared = Value::List({Value::String("one"), Value::String("two")});
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&shared] {
      for (int i = 0; i < 10000; ++i) {
        const Value mine = shared;  // NOLINT(performance-unnecessary-copy-initialization): the copy is tested
        ASSERT_EQ(mine.AsList().size(), 2U);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(ValueDeathTest, StopsTheProgramWhenReadAsAnotherKind) {
  EXPECT_DEATH((void)Value::Int(1).AsString(), "read as another kind");
}

}  // namespace
}  // namespace charter
