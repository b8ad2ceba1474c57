#include "api/parameters.h"

#include <gtest/gtest.h>

#include "api/fields.h"

namespace charter::api {
namespace {

tl::expected<Value, Problem> Body(const std::string& text) {
  Request request;
  request.body = text;
  return ReadBody(request, {Required("event", FieldType::kString, {"事件", "The event"}),
                            Optional("input", FieldType::kObject, {"内容", "Its input"})});
}

tl::expected<std::optional<std::int64_t>, Problem> IfMatch(const std::string& text) {
  Headers headers;
  headers.Add("If-Match", text);
  return ReadIfMatch(headers);
}

TEST(Body, IsAnObjectOfTheMembersThatAreKnown) {
  const auto body = Body(R"({"event": "submit", "input": {"score": 92.14}})");
  ASSERT_TRUE(body);
  EXPECT_EQ(TextOf(*body, "event"), "submit");
  EXPECT_EQ(MemberOf(*body, "input").Find("score")->AsDecimal().ToString(), "92.14");
}

TEST(Body, TakesNullForNotGiven) {
  const auto body = Body(R"({"event": "submit", "input": null})");
  ASSERT_TRUE(body);
  EXPECT_TRUE(MemberOf(*body, "input").is(Kind::kAbsent));
  EXPECT_FALSE(Body(R"({"event": null})"));
}

TEST(Body, ThatIsNoJsonIsToldWithLineAndColumn) {
  const auto body = Body("{\n  \"event\": \"提交\", oops\n}");
  ASSERT_FALSE(body);
  EXPECT_EQ(body.error().code, Code::invalid_json);
  EXPECT_EQ(body.error().members, (std::vector<NamedText>{{"line", "2"}, {"column", "18"}}));
}

TEST(Body, ThatIsNotUtf8IsRefusedAsSuch) {
  const auto body = Body("{\"event\": \"\xff\xfe\"}");
  ASSERT_FALSE(body);
  EXPECT_EQ(body.error().code, Code::invalid_encoding);
}

TEST(Body, ReportsEveryMemberAtFaultAtOnce) {
  const auto body = Body(R"({"evnet": "submit", "input": "text"})");
  ASSERT_FALSE(body);
  EXPECT_EQ(body.error().code, Code::input_invalid);
  ASSERT_EQ(body.error().fields.size(), 3U);
  EXPECT_EQ(body.error().fields[0].keyword, "required");
  EXPECT_EQ(body.error().fields[1].pointer, "/input");
  EXPECT_EQ(body.error().fields[1].keyword, "type");
  EXPECT_EQ(body.error().fields[2].pointer, "/evnet");
  EXPECT_NE(body.error().fields[2].message.en.find("did you mean event?"), std::string::npos);
}

TEST(Body, ThatIsNoObjectIsRefused) {
  for (const char* text : {"[]", "7", "null", "\"submit\""}) {
    const auto body = Body(text);
    ASSERT_FALSE(body) << text;
    EXPECT_EQ(body.error().code, Code::input_invalid) << text;
  }
}

TEST(IfMatch, IsAQuotedRevisionOrAStar) {
  EXPECT_EQ(*IfMatch("\"7\""), std::optional<std::int64_t>(7));
  EXPECT_EQ(*IfMatch("*"), std::nullopt);
  EXPECT_EQ(*ReadIfMatch({}), std::nullopt);
  for (const char* bad : {"7", "\"\"", "\"x\"", "W/\"7\"", "\"7", "\"0\"", "\"-1\"", "\"7\", \"8\""}) {
    EXPECT_FALSE(IfMatch(bad)) << bad;
  }
}

tl::expected<Value, Problem> Query(const std::string& query) {
  return ReadQuery(*ParseTarget("/x?" + query),
                   Paged({StateFilter(), TextFilter(), OverdueFilter(),
                          OneOf("status", {"active", "ended"}, {"状况", "The status"}),
                          SomeOf("fields", {"id", "rev"}, {"成员", "Members"})}));
}

TEST(Query, ThatIsNotKnownIsToldWithTheNearestOne) {
  const auto query = Query("stat=x");
  ASSERT_FALSE(query);
  EXPECT_EQ(query.error().code, Code::invalid_parameter);
  EXPECT_EQ(query.error().hint.en, "Did you mean state?");
  EXPECT_FALSE(Query("state=a&state=b"));
  EXPECT_TRUE(Query("state=a"));
}

TEST(Query, IsWhatItsFieldsMakeOfIt) {
  const auto query = Query("state=a%20b&overdue=true&status=ended&fields=id,rev&limit=200&q=书");
  ASSERT_TRUE(query);
  EXPECT_EQ(TextOf(*query, "state"), "a b");
  EXPECT_TRUE(MemberOf(*query, "overdue").AsBool());
  EXPECT_EQ(MemberOf(*query, "fields").AsList().size(), 2U);
  EXPECT_EQ(MemberOf(*query, "limit").AsInt(), 200);
  EXPECT_EQ(MemberOf(*Query(""), "limit").AsInt(), kDefaultLimit);
  EXPECT_TRUE(MemberOf(*Query(""), "state").is(Kind::kAbsent));
}

TEST(Query, ThatDoesNotFitSaysWhy) {
  for (const char* bad :
       {"limit=0", "limit=-1", "limit=201", "limit=ten", "limit=", "limit=1e2", "limit=99999999999999999999",
        "overdue=false", "overdue=1", "q=", "status=open", "fields=", "fields=id,", "fields=id,title"}) {
    const auto query = Query(bad);
    ASSERT_FALSE(query) << bad;
    EXPECT_EQ(query.error().code, Code::invalid_parameter) << bad;
    EXPECT_EQ(query.error().fields.size(), 1U) << bad;
  }
  EXPECT_EQ(Query("limit=201").error().detail.en, "The parameter limit: Expected at most 200, found 201.");
  EXPECT_EQ(Query("status=open").error().fields[0].keyword, "enum");
  EXPECT_FALSE(ReadQuery(*ParseTarget("/x"), {Required("at", FieldType::kTimestamp, {"时间", "When"})}));
}

}  // namespace
}  // namespace charter::api
