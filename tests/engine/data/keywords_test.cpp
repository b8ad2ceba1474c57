// The keywords of JSON Schema 2020-12 as its specification has them, on values of any type: what fits, what
// not.
#include <gtest/gtest.h>

#include "engine/data/json.h"
#include "engine/data/schema.h"

namespace charter {
namespace {

Value Json(std::string_view text) {
  auto value = ParseJson(text);
  EXPECT_TRUE(value.has_value()) << text;
  return value.value_or(Value());
}

Decimal Number(std::string_view text) { return Decimal::Parse(text).value(); }

struct Row {
  std::string_view value;
  bool fits;
};

void ExpectRows(const char* what, const Schema& schema, std::initializer_list<Row> rows) {
  for (const Row& row : rows) {
    std::vector<FieldError> errors;
    (void)Conform(schema, Json(row.value), "", errors);
    EXPECT_EQ(errors.empty(), row.fits) << what << ": " << row.value;
  }
}

Schema Const(std::string_view json) {
  Schema schema;
  schema.constant = Json(json);
  return schema;
}

Schema Enum(std::initializer_list<std::string_view> choices) {
  Schema schema;
  for (const auto choice : choices) schema.enumeration.push_back(Json(choice));
  return schema;
}

Schema MultipleOf(std::string_view number) {
  Schema schema;
  schema.multiple_of = Number(number);
  return schema;
}

TEST(Keywords, ConstIsEqualDeeply) {
  ExpectRows("2", Const("2"), {{"2", true}, {"2.0", true}, {"2e0", true}, {"5", false}, {"\"2\"", false}});
  ExpectRows("false", Const("false"), {{"false", true}, {"0", false}, {"0.0", false}});
  ExpectRows("[false]", Const("[false]"), {{"[false]", true}, {"[0]", false}});
  ExpectRows("object", Const(R"({"foo": "bar", "baz": [1]})"),
             {{R"({"baz": [1.0], "foo": "bar"})", true}, {R"({"foo": "bar"})", false}, {"[1, 2]", false}});
  ExpectRows("0", Const("0"),
             {{"0.0", true}, {"false", false}, {"{}", false}, {"[]", false}, {"\"\"", false}});
  ExpectRows("null", Const("null"), {{"null", true}, {"0", false}});
  ExpectRows("2^53", Const("9007199254740992"), {{"9007199254740992.0", true}, {"9007199254740991", false}});
  ExpectRows("a zero inside", Const("\"hello\\u0000there\""),
             {{"\"hello\\u0000there\"", true}, {"\"hellothere\"", false}});
}

TEST(Keywords, EnumHoldsOneOfItsValues) {
  ExpectRows("mixed", Enum({"6", "\"foo\"", "[]", "true", R"({"foo": 12})"}),
             {{"[]", true},
              {"6.0", true},
              {"null", false},
              {R"({"foo": false})", false},
              {R"({"foo": 12.0})", true},
              {R"({"foo": 12, "boo": 42})", false},
              {"1", false}});
  ExpectRows("[true]", Enum({"[true]"}), {{"[true]", true}, {"[1]", false}, {"[1.0]", false}});
}

TEST(Keywords, BoundsAreOfTheNumber) {
  Schema schema;
  schema.minimum = Bound{Number("1.1"), false};
  ExpectRows("minimum", schema,
             {{"2.6", true}, {"1.1", true}, {"0.6", false}, {"\"x\"", true}, {"1.09999999999999999", false}});
  schema.minimum = Bound{Number("-2"), true};
  ExpectRows("exclusiveMinimum", schema,
             {{"-1.9999", true}, {"-2", false}, {"-2.0", false}, {"-2.0001", false}});
  schema.minimum.reset();
  schema.maximum = Bound{Number("300"), false};
  ExpectRows("maximum", schema,
             {{"299.97", true}, {"300.00", true}, {"300.5", false}, {"18446744073709551615", false}});
  schema.maximum = Bound{Number("91278379818798712.5"), false};
  ExpectRows("a large maximum", schema,
             {{"91278379818798712", true}, {"91278379818798713", false}, {"1e300", false}});
}

TEST(Keywords, MultipleOfIsExact) {
  ExpectRows("2", MultipleOf("2"), {{"10", true}, {"7", false}, {"\"foo\"", true}});
  ExpectRows("1.5", MultipleOf("1.5"), {{"0", true}, {"4.5", true}, {"35", false}});
  ExpectRows("0.0001", MultipleOf("0.0001"),
             {{"0.0075", true}, {"0.00751", false}, {"9223372036854775807", true}});
  ExpectRows("0.01", MultipleOf("0.01"), {{"19.99", true}, {"4.35", true}, {"1.005", false}});
  ExpectRows("0.1 and a double", MultipleOf("0.1"), {{"0.3", true}, {"1e25", false}});
  ExpectRows("1e-8", MultipleOf("0.00000001"), {{"12391239123", true}});
  ExpectRows("0.5 and a large double", MultipleOf("0.5"), {{"1e300", true}});
  ExpectRows("0.123456789 and a large double", MultipleOf("0.123456789"), {{"1e300", false}});
}

TEST(Keywords, LengthsAreInCodePoints) {
  Schema schema;
  schema.min_length = 2;
  schema.max_length = 3;
  ExpectRows("2 to 3", schema,
             {{"\"fo\"", true},
              {"\"f\"", false},
              {"\"\\ud83d\\udca9\"", false},
              {"\"\\ud83d\\udca9\\ud83d\\udca9\"", true},
              {"\"总工会\"", true},
              {"\"梁州市总\"", false},
              {"1", true}});
}

TEST(Keywords, PatternsAreNotAnchoredAndHoldForTextAlone) {
  Schema schema;
  schema.pattern = "a+";
  ExpectRows("a+", schema,
             {{"\"xxaayy\"", true}, {"\"xyz\"", false}, {"true", true}, {"{}", true}, {"null", true}});
  schema.pattern = "^a*$";
  ExpectRows("^a*$", schema, {{"\"aaa\"", true}, {"\"\"", true}, {"\"abc\"", false}, {"\"aaa\\n\"", false}});
}

TEST(Keywords, UniqueItemsAreEqualDeeply) {
  Schema schema;
  schema.unique_items = true;
  ExpectRows("uniqueItems", schema,
             {{"[1, 2]", true},
              {"[1, 1]", false},
              {"[1.0, 1.00, 1]", false},
              {"[0, false]", true},
              {"[1, true]", true},
              {"[[1], [true]]", true},
              {R"([{"a": 0}, {"a": false}])", true},
              {R"([{"a": 1, "b": 2}, {"b": 2, "a": 1}])", false},
              {R"([[["foo"]], [["bar"]]])", true},
              {R"([["foo"], ["bar"], ["foo"]])", false},
              {R"([[[1], "foo"], [[true], "foo"], [[0], "foo"], [[false], "foo"]])", true},
              {R"([{}, [1], true, null, 1, "{}"])", true},
              {R"([{}, [1], true, null, {}, 1])", false},
              {"\"aa\"", true}});
}

TEST(Keywords, ItemsAndPropertiesAreCheckedAllTheWayDown) {
  Schema number;
  number.type = FieldType::kDecimal;
  number.maximum = Bound{Number("10"), false};
  Field inner;
  inner.name = "inner";
  inner.schema = number;
  inner.required = true;
  Field given;
  given.name = "given";
  given.schema.type = FieldType::kString;
  given.schema.default_value = Value::String("x");
  Schema object;
  object.type = FieldType::kObject;
  object.properties = {inner, given};
  Schema list;
  list.type = FieldType::kArray;
  list.items = std::make_shared<const Schema>(object);
  list.min_items = 1;
  ExpectRows("a list of objects", list,
             {{R"([{"inner": 1}])", true},
              {"[]", false},
              {"[{}]", false},
              {R"([{"inner": 11}])", false},
              {R"([{"inner": 1, "other": 1}])", false},
              {R"([{"inner": 1}, 2])", false},
              {R"({"0": 1})", false}});
  std::vector<FieldError> errors;
  const Value filled = Conform(list, Json(R"([{"inner": 1}])"), "", errors);
  EXPECT_EQ(WriteJson(filled), R"([{"given":"x","inner":1}])");
  (void)Conform(list, Json(R"([{"inner": 1}, {"inner": 1, "a/b~c": 1}])"), "/data/plan", errors);
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].pointer, "/data/plan/1/a~1b~0c");
}

TEST(Keywords, ARequiredFieldIsAskedForByItsTitle) {
  Field field;
  field.name = "name_cn";
  field.schema.type = FieldType::kString;
  field.required = true;
  field.title = {"项目名称", "Name in Chinese"};
  std::vector<FieldError> errors;
  (void)ConformFields({field}, Json("{}"), "", errors);
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].message.zh, "请填写“项目名称”：文本。");
  EXPECT_EQ(errors[0].message.en, "Fill in \"Name in Chinese\": text.");
}

}  // namespace
}  // namespace charter
