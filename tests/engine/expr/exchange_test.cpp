#include "engine/expr/exchange.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/data/json.h"

namespace charter {
namespace {

// The value that JSON stands for as a type, written again; or "error: ...".
std::string Through(const std::string& json, const std::string& type) {
  const auto value = FromJson(ParseJson(json).value(), Type::Parse(type).value());
  if (!value) return "error: " + value.error();
  std::string out;
  AppendExactJson(out, *value);
  return out;
}

TEST(Exchange, NamesEveryTypeAsCELDoes) {
  for (const char* name :
       {"dyn", "null_type", "bool", "int", "uint", "double", "decimal", "string", "bytes", "type",
        "google.protobuf.Timestamp", "google.protobuf.Duration", "list(int)", "map(string, list(double))"}) {
    ASSERT_TRUE(Type::Parse(name)) << name;
    EXPECT_EQ(Type::Parse(name)->ToString(), name);
  }
  EXPECT_EQ(Type::Parse(" list( map(int,timestamp) ) ")->ToString(),
            "list(map(int, google.protobuf.Timestamp))");
  EXPECT_EQ(Type::Parse("list")->ToString(), "list(dyn)");
  for (const char* name :
       {"", "integer", "list(", "list()", "list(int", "map(int)", "map(double, int)", "int)"})
    EXPECT_FALSE(Type::Parse(name)) << name;
  EXPECT_FALSE(Type::Parse(std::string(100'000, 'l')));
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "list(";
  EXPECT_FALSE(Type::Parse(deep));
}

TEST(Exchange, LosesNothingOnTheWayInAndOut) {
  EXPECT_EQ(Through("1", "dyn"), "1");
  EXPECT_EQ(Through("1.0", "dyn"), "1.0");
  EXPECT_EQ(Through("1e3", "dyn"), "1000.0");
  EXPECT_EQ(Through("-0.0", "dyn"), "-0.0");
  EXPECT_EQ(Through("1", "double"), "1.0");
  EXPECT_EQ(Through("9007199254740992", "int"), "9007199254740992");
  EXPECT_EQ(Through("9007199254740993", "int"), "\"9007199254740993\"");
  EXPECT_EQ(Through("\"-9223372036854775808\"", "int"), "\"-9223372036854775808\"");
  EXPECT_EQ(Through("18446744073709551615", "uint"), "\"18446744073709551615\"");
  EXPECT_EQ(Through("[\"NaN\", \"Infinity\", \"-Infinity\"]", "list(double)"),
            R"(["NaN","Infinity","-Infinity"])");
  EXPECT_EQ(Through("16000.00", "decimal"), R"("16000.00")");
  EXPECT_EQ(Through(R"("0.10")", "decimal"), R"("0.10")");
  for (const char* bytes : {R"("")", R"("YQ==")", R"("YWI=")", R"("YWJj")", R"("/+8=")"})
    EXPECT_EQ(Through(bytes, "bytes"), bytes);
  EXPECT_EQ(Through(R"("2026-04-30T09:00:00.5+08:00")", "timestamp"), R"("2026-04-30T01:00:00.5Z")");
  EXPECT_EQ(Through(R"("1h0.5s")", "duration"), R"("3600.5s")");
  EXPECT_EQ(Through(R"([[2, "b"], ["1", "a"]])", "map(int, string)"), R"([[1,"a"],[2,"b"]])");
  EXPECT_EQ(Through(R"({"2": true})", "map(uint, bool)"), "[[2,true]]");
  EXPECT_EQ(Through(R"([["a", {"b": [1, null]}]])", "map(string, dyn)"), R"({"a":{"b":[1,null]}})");
}

TEST(Exchange, SaysWhatDoesNotFit) {
  using testing::HasSubstr;
  EXPECT_THAT(Through("1.5", "int"), HasSubstr("1.5 is no int"));
  EXPECT_THAT(Through("-1", "uint"), HasSubstr("-1 is no uint"));
  EXPECT_THAT(Through("18446744073709551615", "dyn"), HasSubstr("declare it as uint"));
  EXPECT_THAT(Through("\"x\"", "bytes"), HasSubstr("base64"));
  EXPECT_THAT(Through("\"yesterday\"", "timestamp"), HasSubstr("2026-04-30T"));
  EXPECT_THAT(Through("[1, \"a\"]", "list(int)"), HasSubstr("\"a\" is no int"));
  EXPECT_THAT(Through("[[1, 2], [1, 3]]", "map(int, int)"), HasSubstr("stands twice"));
  EXPECT_THAT(Through("[[1.5, 2]]", "map(dyn, int)"), HasSubstr("cannot be a key"));
  EXPECT_THAT(Through("null", "string"), HasSubstr("null is no string"));
}

TEST(Exchange, TakesTheTypeFromTheValueWhereItIsNotKnown) {
  const auto seen = [](const std::string& json) {
    return TypeOfValue(FromJson(ParseJson(json).value(), Type()).value()).ToString();
  };
  EXPECT_EQ(seen("[1, 2]"), "list(int)");
  EXPECT_EQ(seen("[1, 2.5]"), "list(dyn)");
  EXPECT_EQ(seen("[]"), "list(dyn)");
  EXPECT_EQ(seen("[[], [1]]"), "list(list(dyn))");
  EXPECT_EQ(seen(R"({"a": 1, "b": 2})"), "map(string, int)");
  EXPECT_EQ(TypeToDeclare(Value::Null()).ToString(), "dyn");
  EXPECT_EQ(TypeOfValue(Value::List({}), Type::List(Type(TypeKind::kInt))).ToString(), "list(int)");
}

}  // namespace
}  // namespace charter
