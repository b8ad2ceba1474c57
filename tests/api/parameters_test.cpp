#include "api/parameters.h"

#include <gtest/gtest.h>

namespace charter::api {
namespace {

const std::vector<Member> kEventBody{{"event", Kind::kString, true}, {"input", Kind::kMap}};

tl::expected<Value, Problem> Body(const std::string& text) {
  Request request;
  request.body = text;
  return ReadBody(request, kEventBody);
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
  EXPECT_EQ(body.error().fields[0].pointer, "/evnet");
  EXPECT_NE(body.error().fields[0].message.en.find("Did you mean event?"), std::string::npos);
  EXPECT_EQ(body.error().fields[1].keyword, "required");
  EXPECT_EQ(body.error().fields[2].pointer, "/input");
  EXPECT_EQ(body.error().fields[2].keyword, "type");
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

TEST(Query, ThatIsNotKnownIsToldWithTheNearestOne) {
  const auto problem = CheckQuery(*ParseTarget("/v1/items?workfow=x"), {"workflow", "state"});
  ASSERT_TRUE(problem);
  EXPECT_EQ(problem->code, Code::invalid_parameter);
  EXPECT_NE(problem->hint.en.find("workflow"), std::string::npos);
  EXPECT_TRUE(CheckQuery(*ParseTarget("/v1/items?state=a&state=b"), {"state"}));
  EXPECT_FALSE(CheckQuery(*ParseTarget("/v1/items?state=a"), {"state"}));
}

TEST(Limit, HasADefaultAndBounds) {
  EXPECT_EQ(ReadLimit(*ParseTarget("/x")).value(), kDefaultLimit);
  EXPECT_EQ(ReadLimit(*ParseTarget("/x?limit=200")).value(), 200);
  for (const char* bad : {"0", "-1", "201", "ten", "", "1e2", "99999999999999999999"}) {
    EXPECT_FALSE(ReadLimit(*ParseTarget(std::string("/x?limit=") + bad))) << bad;
  }
}

}  // namespace
}  // namespace charter::api
