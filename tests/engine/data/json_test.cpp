#include "engine/data/json.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>

namespace charter {
namespace {

Value Read(std::string_view text) {
  const auto parsed = ParseJson(text);
  EXPECT_TRUE(parsed) << text << ": " << (parsed ? "" : parsed.error().message.en);
  return parsed.value_or(Value());
}

JsonError ErrorOf(std::string_view text, const JsonLimits& limits = {}) {
  const auto parsed = ParseJson(text, limits);
  EXPECT_FALSE(parsed) << text;
  return parsed ? JsonError{} : parsed.error();
}

TEST(Json, ReadsWholeNumbersAsInts) {
  EXPECT_EQ(Read("42").AsInt(), 42);
  EXPECT_EQ(Read("-9223372036854775808").AsInt(), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(Read("9223372036854775807").AsInt(), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(Read("9223372036854775808").AsUint(), 9223372036854775808U);
  EXPECT_EQ(Read("18446744073709551615").AsUint(), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(Read("-0").AsInt(), 0);
}

TEST(Json, RefusesWholeNumbersPast64Bits) {
  EXPECT_EQ(ErrorOf("18446744073709551616").offset, 0U);
  EXPECT_EQ(ErrorOf("[1, -9223372036854775809]").message.en, "a whole number is past 64 bits");
}

TEST(Json, ReadsFractionsAsExactDecimals) {
  EXPECT_EQ(Read("0.10").AsDecimal().ToString(), "0.10");
  EXPECT_EQ(Read("-12.5").AsDecimal().ToString(), "-12.5");
  EXPECT_EQ(Read("1.5e2").AsDecimal().ToString(), "150.0");
  EXPECT_EQ(Read("1e30").AsDouble(), 1e30);
  EXPECT_EQ(Read("0.12345678901234567890123").AsDecimal().ToString(), "0.12345678901234568");
  EXPECT_FALSE(ParseJson("1e999"));
}

TEST(Json, ReadsTheRest) {
  const Value value = Read(R"({"b": [true, false, null], "a": "中\u4e2d\ud83d\ude00\n", "e": {}, "l": []})");
  EXPECT_EQ(value.Find("a")->AsString(), "中中😀\n");
  EXPECT_EQ(value.Find("b")->AsList().size(), 3U);
  EXPECT_TRUE(value.Find("b")->AsList()[2].is(Kind::kNull));
  EXPECT_TRUE(value.Find("e")->AsMap().empty());
  EXPECT_TRUE(value.Find("l")->AsList().empty());
}

TEST(Json, RefusesTheSameKeyTwiceAndSaysWhere) {
  const std::string text = R"({"outer": {"a": 1, "b": 2, "a": 3}})";
  const JsonError error = ErrorOf(text);
  EXPECT_EQ(error.offset, text.rfind("\"a\""));
  EXPECT_NE(error.message.en.find("\"a\""), std::string::npos);
}

TEST(Json, AllowsTheSameKeyInDifferentObjects) { Read(R"([{"a": {"a": 1}}, {"a": 2}])"); }

TEST(Json, RefusesMoreDepthThanTheLimit) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_TRUE(ParseJson(nested(64)));
  EXPECT_EQ(ErrorOf(nested(65)).offset, 64U);
  EXPECT_EQ(ErrorOf(nested(1000000)).offset, 64U);
  EXPECT_EQ(ErrorOf("{\"a\":{}}", {.depth = 1}).offset, 5U);
}

TEST(Json, RefusesTextThatIsNotJson) {
  for (const char* text : {"",
                           " ",
                           "{",
                           "[1,]",
                           "{\"a\":1,}",
                           "{a:1}",
                           "'a'",
                           "01",
                           "1.",
                           ".5",
                           "+1",
                           "1 2",
                           "nul",
                           "[1] x",
                           "\"\\ud800\"",
                           "\"\\x\"",
                           "\"a",
                           "\"\n\"",
                           "NaN",
                           "// c\n1",
                           "\"\xff\"",
                           "\"\xc0\xaf\"",
                           "\"\xed\xa0\x80\"",
                           "\"\xf4\x90\x80\x80\""}) {
    EXPECT_FALSE(ParseJson(text)) << text;
  }
}

TEST(Json, SaysWhereTheTextStopsMakingSense) {
  EXPECT_EQ(ErrorOf("[1, 2, x]").offset, 7U);
  EXPECT_EQ(ErrorOf("[1 2]").offset, 3U);
}

TEST(Json, WritesWhatItReadByteForByte) {
  for (const char* text : {R"({"a":1,"b":[true,false,null,-5,"x"],"c":{}})", "[]", "18446744073709551615",
                           R"("\"\\\n\t\r\u0001/é中")", "1e+30", "-0.5e-10"}) {
    const Value value = Read(text);
    const std::string written = WriteJson(value);
    if (!value.is(Kind::kDecimal)) {
      EXPECT_EQ(written, text);
    }
    EXPECT_EQ(WriteJson(Read(written)), written);
  }
}

TEST(Json, ReadsANumberAsTheKindThatItsOwnTextReadsBackAs) {
  for (const char* text : {"9e18", "100000000000000000.01", "1e2", "1.0e2", "1E+2", "0.1234567890123456789",
                           "123456789012345678901.5", "1239000000000000101.5", "-0.0", "1e-30"}) {
    const Value value = Read(text);
    EXPECT_TRUE(Identical(Read(WriteJson(value)), value)) << text << " as " << WriteJson(value);
  }
}

TEST(Json, WritesEachKindInItsCanonicalForm) {
  EXPECT_EQ(WriteJson(Value()), "null");
  EXPECT_EQ(WriteJson(Value::Double(1)), "1.0");
  EXPECT_EQ(WriteJson(Value::Double(0.1)), "0.1");
  EXPECT_EQ(WriteJson(Value::Double(1e22)), "1e+22");
  EXPECT_EQ(WriteJson(Value::Double(-0.0)), "-0.0");
  EXPECT_EQ(WriteJson(Value::Double(std::numeric_limits<double>::quiet_NaN())), "\"NaN\"");
  EXPECT_EQ(WriteJson(Value::Double(-std::numeric_limits<double>::infinity())), "\"-Infinity\"");
  EXPECT_EQ(WriteJson(Value::Of(Decimal(1600000, 2))), "16000.00");
  EXPECT_EQ(WriteJson(Value::Of(Timestamp{0, 500000000})), "\"1970-01-01T00:00:00.5Z\"");
  EXPECT_EQ(WriteJson(Value::Of(Duration{3, 500000000})), "\"3.5s\"");
  EXPECT_EQ(WriteJson(Value::Bytes("")), "\"\"");
  EXPECT_EQ(WriteJson(Value::Bytes("f")), "\"Zg==\"");
  EXPECT_EQ(WriteJson(Value::Bytes("fo")), "\"Zm8=\"");
  EXPECT_EQ(WriteJson(Value::Bytes("foo")), "\"Zm9v\"");
  EXPECT_EQ(WriteJson(Value::Bytes("foob\xff")), "\"Zm9vYv8=\"");
  EXPECT_EQ(WriteJson(Value::TypeName("int")), "\"int\"");
  EXPECT_EQ(WriteJson(Value::Map(std::vector<Value::Entry>{{Value::Int(1), Value::Null()},
                                                           {Value::Bool(true), Value::Null()}})),
            R"({"true":null,"1":null})");
}

TEST(Json, EndsInAValueOrAnErrorWhateverTheText) {
  const std::string right =
      R"({"a": [1, -2.50, 1e3, true, null], "b": {"c": "\u4e2d\n", "d": 18446744073709551615}})";
  std::mt19937 random(20260430);  // fixed: a failure must come again
  int read = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string text = right;
    for (std::size_t edits = random() % 4; edits > 0 && !text.empty(); --edits) {
      const std::size_t at = random() % text.size();
      if (random() % 3 == 0) {
        text.erase(at, 1 + random() % 5);
      } else if (random() % 2 == 0) {
        text[at] = static_cast<char>(random() % 256);
      } else {
        text.insert(at, 1, "{}[],:\"\\0e.-tn"[random() % 14]);
      }
    }
    const auto parsed = ParseJson(text);
    if (!parsed) {
      ASSERT_LE(parsed.error().offset, text.size()) << text;
      ASSERT_FALSE(parsed.error().message.en.empty()) << text;
      continue;
    }
    ++read;
    const std::string written = WriteJson(*parsed);
    ASSERT_TRUE(IsUtf8(written)) << text;
    ASSERT_EQ(WriteJson(ParseJson(written).value()), written) << text;
  }
  EXPECT_GT(read, 1000);
}

TEST(Utf8, IsWellFormedOrNot) {
  EXPECT_TRUE(IsUtf8(""));
  EXPECT_TRUE(IsUtf8("a中😀\xf4\x8f\xbf\xbf"));
  for (const char* bytes :
       {"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe4\xb8", "a\xff"}) {
    EXPECT_FALSE(IsUtf8(bytes)) << bytes;
  }
}

}  // namespace
}  // namespace charter
