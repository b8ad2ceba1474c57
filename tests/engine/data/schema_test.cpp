#include "engine/data/schema.h"

#include <atomic>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/data/json.h"

namespace charter {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Value Json(std::string_view text) { return ParseJson(text).value(); }

Schema Of(FieldType type) {
  Schema schema;
  schema.type = type;
  return schema;
}

Field Named(std::string name, Schema schema, bool required = false) {
  Field field;
  field.name = std::move(name);
  field.schema = std::move(schema);
  field.required = required;
  return field;
}

// What the field holds, as JSON; or the errors as "pointer keyword: message".
std::string Held(const Schema& schema, const Value& value) {
  std::vector<FieldError> errors;
  const Value held = Conform(schema, value, "", errors);
  std::string out;
  for (const FieldError& error : errors)
    out += error.pointer + " " + error.keyword + ": " + error.message.en + "\n";
  if (errors.empty()) AppendJson(out, schema, held);
  return out;
}

std::string Held(FieldType type, std::string_view json) { return Held(Of(type), Json(json)); }

std::vector<std::string> Keywords(const Schema& schema, std::string_view json) {
  std::vector<FieldError> errors;
  Conform(schema, Json(json), "", errors);
  std::vector<std::string> keywords;
  for (const FieldError& error : errors) {
    EXPECT_FALSE(error.message.zh.empty());
    EXPECT_FALSE(error.message.en.empty());
    keywords.push_back(error.keyword);
  }
  return keywords;
}

TEST(Conform, MoneyIsExactWithTwoPlaces) {
  EXPECT_EQ(Held(FieldType::kMoney, R"("16000.00")"), R"("16000.00")");
  EXPECT_EQ(Held(FieldType::kMoney, "16000"), R"("16000.00")");
  EXPECT_EQ(Held(FieldType::kMoney, "16000.5"), R"("16000.50")");
  EXPECT_EQ(Held(FieldType::kMoney, "0.10"), R"("0.10")");
  EXPECT_EQ(Held(Of(FieldType::kMoney), Value::Of(Decimal(6400000, 3))), R"("6400.00")");
  EXPECT_EQ(Held(Of(FieldType::kMoney), Value::Int(7)), R"("7.00")");
}

TEST(Conform, MoneyRefusesFractionsOfAFen) {
  EXPECT_EQ(Held(FieldType::kMoney, "0.001"),
            " type: Expected an amount in yuan with at most two places, such as 16000.00, found 0.001.\n");
  EXPECT_THAT(Held(FieldType::kMoney, R"("12.345")"), HasSubstr("found the text \"12.345\""));
  EXPECT_THAT(Held(FieldType::kMoney, R"("a lot")"), HasSubstr("type"));
  EXPECT_THAT(Held(FieldType::kMoney, "9223372036854775807"), HasSubstr("type"));
  EXPECT_THAT(Held(Of(FieldType::kMoney), Value::Double(0.5)), HasSubstr("type"));
}

TEST(Conform, ADecimalKeepsItsPlaces) {
  EXPECT_EQ(Held(FieldType::kDecimal, "92.140"), R"("92.140")");
  EXPECT_EQ(Held(FieldType::kDecimal, R"("81.748")"), R"("81.748")");
  EXPECT_EQ(Held(FieldType::kDecimal, "58"), R"("58")");
  EXPECT_THAT(Held(FieldType::kDecimal, "true"), HasSubstr("type"));
}

TEST(Conform, AnIntegerMayBeWrittenWithAPointZero) {
  EXPECT_EQ(Held(FieldType::kInteger, "5"), "5");
  EXPECT_EQ(Held(FieldType::kInteger, "5.0"), "5");
  EXPECT_EQ(Held(Of(FieldType::kInteger), Value::Double(1e15)), "1000000000000000");
  EXPECT_THAT(Held(FieldType::kInteger, "5.5"), HasSubstr("Expected a whole number, found 5.5."));
  EXPECT_THAT(Held(FieldType::kInteger, "9223372036854775808"), HasSubstr("type"));
  EXPECT_THAT(Held(FieldType::kInteger, R"("5")"), HasSubstr("type"));
}

TEST(Conform, ANumberIsADouble) {
  std::vector<FieldError> errors;
  EXPECT_TRUE(Conform(Of(FieldType::kNumber), Json("0.1"), "", errors).is(Kind::kDouble));
  EXPECT_EQ(Conform(Of(FieldType::kNumber), Json("0.1"), "", errors).AsDouble(), 0.1);
  EXPECT_EQ(Conform(Of(FieldType::kNumber), Json("3"), "", errors).AsDouble(), 3.0);
  EXPECT_THAT(errors, IsEmpty());
}

TEST(Conform, ADateIsItsDayInShanghai) {
  std::vector<FieldError> errors;
  const Value day = Conform(Of(FieldType::kDate), Json(R"("2026-04-30")"), "", errors);
  EXPECT_EQ(ToString(day.AsTimestamp()), "2026-04-29T16:00:00Z");
  const Value computed = Value::Of(ParseTimestamp("2026-04-30T17:30:00Z").value());
  EXPECT_EQ(Held(Of(FieldType::kDate), computed), R"("2026-05-01")");
  EXPECT_THAT(Held(FieldType::kDate, R"("2026-02-30")"), HasSubstr("found the text \"2026-02-30\""));
  EXPECT_THAT(Held(FieldType::kDate, R"("2026-04-30T00:00:00Z")"), HasSubstr("type"));
  EXPECT_THAT(Held(FieldType::kDate, "20260430"), HasSubstr("type"));
}

TEST(Conform, InstantsAndDurationsAreReadFromTheirText) {
  EXPECT_EQ(Held(FieldType::kTimestamp, R"("2026-04-30T09:00:00+08:00")"), R"("2026-04-30T01:00:00Z")");
  EXPECT_THAT(Held(FieldType::kTimestamp, R"("yesterday")"), HasSubstr("RFC 3339"));
  EXPECT_EQ(Held(FieldType::kDuration, R"("1h30m")"), R"("5400s")");
  EXPECT_THAT(Held(FieldType::kDuration, R"("an hour")"), HasSubstr("duration"));
}

TEST(Conform, IdsAreShortTextWithoutControlCharacters) {
  for (const FieldType type : {FieldType::kPerson, FieldType::kOrganization, FieldType::kFile}) {
    EXPECT_EQ(Held(type, R"("梁州市总")"), R"("梁州市总")");
    EXPECT_THAT(Held(type, R"("")"), HasSubstr("type"));
    EXPECT_THAT(Held(type, R"("a\nb")"), HasSubstr("type"));
    const std::size_t most = type == FieldType::kFile ? 265 : 128;  // with a name
    EXPECT_EQ(Held(Of(type), Value::String(std::string(most, 'x'))).size(), most + 2);
    EXPECT_THAT(Held(Of(type), Value::String(std::string(most + 1, 'x'))), HasSubstr("type"));
    EXPECT_THAT(Held(type, "7"), HasSubstr("type"));
  }
}

TEST(Conform, NullIsNoValueOfAnyTypeButAny) {
  EXPECT_EQ(Held(FieldType::kAny, "null"), "null");
  EXPECT_EQ(Held(FieldType::kString, "null"), " type: Expected text, found null.\n");
}

TEST(Conform, NumbersKeepTheirBounds) {
  Schema money = Of(FieldType::kMoney);
  money.minimum = Bound{Decimal(1, 2), false};
  money.maximum = Bound{Decimal(300000, 0), true};
  EXPECT_THAT(Keywords(money, "0.01"), IsEmpty());
  EXPECT_THAT(Keywords(money, "0"), ElementsAre("minimum"));
  EXPECT_THAT(Keywords(money, "299999.99"), IsEmpty());
  EXPECT_THAT(Keywords(money, "300000"), ElementsAre("exclusiveMaximum"));

  Schema number = Of(FieldType::kNumber);
  number.minimum = Bound{Decimal(1, 1), false};
  number.maximum = Bound{Decimal(3, 1), false};
  EXPECT_THAT(Keywords(number, "0.1"), IsEmpty());
  EXPECT_THAT(Keywords(number, "0.30000000000000004"), ElementsAre("maximum"));

  Schema step = Of(FieldType::kDecimal);
  step.multiple_of = Decimal(5, 1);
  EXPECT_THAT(Keywords(step, "92.5"), IsEmpty());
  EXPECT_THAT(Keywords(step, "92.4"), ElementsAre("multipleOf"));
  EXPECT_THAT(Keywords(step, "-1.50"), IsEmpty());

  Schema integer = Of(FieldType::kInteger);
  integer.minimum = Bound{Decimal(1, 0), true};
  EXPECT_THAT(Keywords(integer, "1"), ElementsAre("exclusiveMinimum"));
}

TEST(Conform, TextIsMeasuredInCodePoints) {
  Schema text = Of(FieldType::kString);
  text.min_length = 2;
  text.max_length = 4;
  EXPECT_THAT(Keywords(text, R"("总工会")"), IsEmpty());
  EXPECT_THAT(Keywords(text, R"("会")"), ElementsAre("minLength"));
  EXPECT_THAT(Keywords(text, R"("梁州市总工会")"), ElementsAre("maxLength"));
}

TEST(Conform, APatternIsFoundAnywhereUnlessAnchored) {
  Schema text = Of(FieldType::kString);
  text.pattern = "[0-9]{4}";
  EXPECT_THAT(Keywords(text, R"("PJ-2026-001")"), IsEmpty());
  text.pattern = "^[0-9]{4}$";
  EXPECT_THAT(Keywords(text, R"("PJ-2026-001")"), ElementsAre("pattern"));
  text.pattern = "^.{3}$";
  EXPECT_THAT(Keywords(text, R"("总工会")"), IsEmpty());
}

TEST(Conform, APatternIsMatchedByManyThreadsAtOnce) {
  Schema text = Of(FieldType::kString);
  std::vector<std::thread> threads;
  std::atomic<int> wrong = 0;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&wrong] {
      for (int n = 0; n < 200; ++n) {
        Schema own = Of(FieldType::kString);
        own.pattern = "^" + std::to_string(n % 20) + "$";
        std::vector<FieldError> errors;
        Conform(own, Value::String(std::to_string(n % 20)), "", errors);
        wrong += static_cast<int>(errors.size());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(Conform, AFormatThatIsKnownIsHeldTo) {
  Schema text = Of(FieldType::kString);
  text.format = "email";
  EXPECT_THAT(Keywords(text, R"("office@zgh.example")"), IsEmpty());
  EXPECT_THAT(Keywords(text, R"("office")"), ElementsAre("format"));
  text.format = "date-time";
  EXPECT_THAT(Keywords(text, R"("2026-04-30")"), ElementsAre("format"));
  text.format = "colour";
  EXPECT_THAT(Keywords(text, R"("anything")"), IsEmpty());
}

TEST(Conform, AChoiceIsComparedByValue) {
  Schema money = Of(FieldType::kMoney);
  money.enumeration = {Value::Int(100000), Value::Int(70000)};
  EXPECT_THAT(Keywords(money, R"("70000.00")"), IsEmpty());
  EXPECT_THAT(Keywords(money, "45000"), ElementsAre("enum"));
  Schema date = Of(FieldType::kDate);
  date.constant = Value::String("2026-04-30");
  EXPECT_THAT(Keywords(date, R"("2026-04-30")"), IsEmpty());
  EXPECT_THAT(Keywords(date, R"("2026-05-01")"), ElementsAre("const"));
  Schema text = Of(FieldType::kString);
  text.enumeration = {Value::String("skills"), Value::String("rights")};
  EXPECT_EQ(Held(text, Json(R"("right")")),
            " enum: Expected one of \"skills\", \"rights\", found the text \"right\".\n");
}

TEST(Conform, AListIsCheckedItemByItem) {
  Schema list = Of(FieldType::kArray);
  list.items = std::make_shared<const Schema>(Of(FieldType::kMoney));
  list.min_items = 1;
  list.max_items = 3;
  list.unique_items = true;
  EXPECT_EQ(Held(list, Json("[1, 2.5]")), R"(["1.00","2.50"])");
  EXPECT_THAT(Keywords(list, "[]"), ElementsAre("minItems"));
  EXPECT_THAT(Keywords(list, "[1, 2, 3, 4]"), ElementsAre("maxItems"));
  EXPECT_THAT(Keywords(list, R"([1, "1.00"])"), ElementsAre("uniqueItems"));
  EXPECT_THAT(Held(list, Json(R"([1, "x", true])")),
              testing::AllOf(HasSubstr("/1 type"), HasSubstr("/2 type")));
}

TEST(Conform, ItemsOfNoTypeAreEqualByValue) {
  Schema list = Of(FieldType::kArray);
  list.unique_items = true;
  EXPECT_THAT(Keywords(list, "[1, 1.0]"), ElementsAre("uniqueItems"));
  EXPECT_THAT(Keywords(list, R"([{"a": [1.50]}, {"a": [1.5]}])"), ElementsAre("uniqueItems"));
  EXPECT_THAT(Keywords(list, R"([1, "1", true, null, [], {}, 1.5])"), IsEmpty());
}

TEST(Conform, ErrorsPointIntoTheValueByRfc6901) {
  Schema inner = Of(FieldType::kObject);
  inner.properties = {Named("a/b~c", Of(FieldType::kDate), true)};
  Schema list = Of(FieldType::kArray);
  list.items = std::make_shared<const Schema>(inner);
  std::vector<FieldError> errors;
  Conform(list, Json(R"([{"a/b~c": "2026-01-01"}, {"a/b~c": 1}])"), "/data/plan", errors);
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].pointer, "/data/plan/1/a~1b~0c");
}

TEST(Conform, ErrorsAreToldInChineseToo) {
  std::vector<FieldError> errors;
  Conform(Of(FieldType::kInteger), Json(R"("三")"), "", errors);
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].message.zh, "应为整数，实际为文本“三”。");
}

TEST(Conform, LongTextIsCutShortAtACodePoint) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "会";
  std::vector<FieldError> errors;
  Conform(Of(FieldType::kInteger), Value::String(text), "", errors);
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_TRUE(IsUtf8(errors[0].message.zh));
  EXPECT_LT(errors[0].message.zh.size(), 200U);
}

TEST(Conform, AMillionMistakesAreToldAsTwoHundred) {
  Schema list = Of(FieldType::kArray);
  list.items = std::make_shared<const Schema>(Of(FieldType::kDate));
  std::vector<FieldError> errors;
  Conform(list, Value::List(std::vector<Value>(100000, Value::Int(1))), "", errors);
  EXPECT_EQ(errors.size(), 200U);
}

std::vector<Field> Form() {
  Schema kind = Of(FieldType::kString);
  kind.default_value = Value::String("skills");
  Schema step = Of(FieldType::kObject);
  step.properties = {Named("title", Of(FieldType::kString), true), Named("due", Of(FieldType::kDate)),
                     Named("share", Of(FieldType::kMoney))};
  Schema plan = Of(FieldType::kArray);
  plan.items = std::make_shared<const Schema>(step);
  return {Named("name", Of(FieldType::kString), true), Named("budget", Of(FieldType::kMoney), true),
          Named("kind", kind), Named("plan", plan)};
}

std::string Filled(std::string_view json) {
  const std::vector<Field> form = Form();
  std::vector<FieldError> errors;
  const std::vector<Value> values = ConformFields(form, Json(json), "", errors);
  EXPECT_EQ(values.size(), form.size());
  std::string out;
  for (const FieldError& error : errors)
    out += error.pointer + " " + error.keyword + ": " + error.message.en + "\n";
  if (errors.empty()) AppendJson(out, form, values);
  return out;
}

TEST(ConformFields, FillsDefaultsAndLeavesWhatIsNotGivenAbsent) {
  EXPECT_EQ(Filled(R"({"budget": 1, "name": "a"})"), R"({"name":"a","budget":"1.00","kind":"skills"})");
}

TEST(ConformFields, WritesNestedFieldsInTheirOrderAndReadsThemBack) {
  const std::string written = Filled(
      R"({"plan": [{"share": 0.5, "due": "2026-04-30", "title": "t"}], "name": "a", "budget": "80000", "kind": "rights"})");
  EXPECT_EQ(written, R"({"name":"a","budget":"80000.00","kind":"rights",)"
                     R"("plan":[{"title":"t","due":"2026-04-30","share":"0.50"}]})");
  EXPECT_EQ(Filled(written), written);
}

TEST(ConformFields, NamesTheNearestFieldForAnUnknownMember) {
  EXPECT_EQ(Filled(R"({"name": "a", "budget": 1, "bugdet": 2, "zzz": 3})"),
            "/bugdet additionalProperties: No field here has the name \"bugdet\"; did you mean budget?\n"
            "/zzz additionalProperties: No field here has the name \"zzz\".\n");
}

TEST(ConformFields, NamesEveryRequiredFieldThatIsMissing) {
  EXPECT_EQ(
      Filled(R"({"plan": [{}]})"),
      "/name required: Fill in \"name\": text.\n"
      "/budget required: Fill in \"budget\": an amount in yuan with at most two places, such as 16000.00.\n"
      "/plan/0/title required: Fill in \"title\": text.\n");
}

TEST(ConformFields, RefusesAnythingButAnObject) {
  EXPECT_EQ(Filled("[1]"), " type: Expected an object, found a list of 1.\n");
}

TEST(AppendJson, WhatHasNoTypeReadsBackAsTheSame) {
  const Schema any = Of(FieldType::kAny);
  for (const char* json :
       {R"({"a":[0.10,5,1.0,"x",null,true],"b":{}})", "1e+300", "[]", "18446744073709551615"}) {
    std::vector<FieldError> errors;
    const Value first = Conform(any, Json(json), "", errors);
    std::string written;
    AppendJson(written, any, first);
    EXPECT_TRUE(Identical(Conform(any, Json(written), "", errors), first)) << json << " became " << written;
  }
  EXPECT_EQ(Held(any, Value::List({Value::Double(0.5), Value::Uint(7), Value::Of(Duration{2, 0})})),
            R"([0.5,7,"2s"])");
}

TEST(AppendJsonSchema, DescribesTheFormToAClient) {
  std::vector<Field> form = Form();
  form[0].title = {"项目名称", "Name"};
  form[0].schema.max_length = 80;
  form[1].schema.minimum = Bound{Decimal(1, 2), false};
  form[2].schema.enumeration = {Value::String("skills"), Value::String("rights")};
  form[2].read_only = true;
  std::string out;
  AppendJsonSchema(out, form);
  EXPECT_EQ(
      out,
      R"({"type":"object","properties":{)"
      R"("name":{"title":"项目名称","x-title":{"zh":"项目名称","en":"Name"},"type":"string","maxLength":80},)"
      R"("budget":{"type":["string","number"],"x-type":"money","minimum":0.01},)"
      R"("kind":{"type":"string","enum":["skills","rights"],"default":"skills","readOnly":true},)"
      R"("plan":{"type":"array","items":{"type":"object","properties":{"title":{"type":"string"},)"
      R"("due":{"type":"string","x-type":"date","format":"date"},)"
      R"("share":{"type":["string","number"],"x-type":"money"}},)"
      R"("required":["title"],"additionalProperties":false}}},)"
      R"("required":["name","budget"],"additionalProperties":false})");
  EXPECT_TRUE(ParseJson(out));
}

TEST(CheckPattern, TellsWhatIsWrongWithAPattern) {
  EXPECT_GT(CheckPattern("^[a-z]+$").value_or(0), 0);
  ASSERT_FALSE(CheckPattern("("));
  EXPECT_THAT(CheckPattern("(").error(), HasSubstr("missing )"));
  EXPECT_FALSE(CheckPattern("(?=look)ahead"));
  EXPECT_FALSE(CheckPattern(std::string(1001, 'a')));
}

TEST(FieldTypes, HaveNamesThatReadBack) {
  for (int i = 0; i <= static_cast<int>(FieldType::kFile); ++i) {
    const auto type = static_cast<FieldType>(i);
    EXPECT_EQ(ParseFieldType(NameOf(type)), type);
  }
  EXPECT_FALSE(ParseFieldType("float"));
}

TEST(Nearest, FindsAWordThatWasMistyped) {
  const std::vector<std::string> names = {"budget", "district_review", "draft"};
  EXPECT_EQ(Nearest("bugdet", names), "budget");
  EXPECT_EQ(Nearest("distrct_reviw", names), "district_review");
  EXPECT_EQ(Nearest("draft", names), "draft");
  EXPECT_FALSE(Nearest("closing", names));
  EXPECT_FALSE(Nearest("x", names));
  EXPECT_FALSE(Nearest("", names));
  EXPECT_FALSE(Nearest(std::string(100000, 'b'), names));
}

}  // namespace
}  // namespace charter
