#include "api/http/message.h"

#include <gtest/gtest.h>

namespace charter::api {
namespace {

TEST(Target, IsTakenApartIntoDecodedSegmentsAndParameters) {
  const auto target = ParseTarget("/v1/items/a%2Fb?state=%E8%8D%89%E7%A8%BF&title=two+words&flag");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->segments, (std::vector<std::string>{"v1", "items", "a/b"}));
  EXPECT_EQ(*target->FindQuery("state"), "草稿");
  EXPECT_EQ(*target->FindQuery("title"), "two words");
  EXPECT_EQ(*target->FindQuery("flag"), "");
  EXPECT_EQ(target->FindQuery("missing"), nullptr);
}

TEST(Target, WithATrailingSlashIsTheSameAddress) {
  EXPECT_EQ(ParseTarget("/v1/items/")->segments, ParseTarget("/v1/items")->segments);
}

TEST(Target, WithABrokenEscapeOrBytesThatAreNoTextIsRefused) {
  for (const char* bad : {"", "v1", "/v1/%", "/v1/%4", "/v1/%zz", "/v1/%ff", "/v1/%00", "/v1?a=%0a"}) {
    EXPECT_FALSE(ParseTarget(bad)) << bad;
  }
}

TEST(Target, EncodedAndDecodedIsTheSameText) {
  const std::string text = "7 / 草稿 + ?&=%";
  const auto target = ParseTarget("/x?cursor=" + PercentEncode(text));
  ASSERT_TRUE(target);
  EXPECT_EQ(*target->FindQuery("cursor"), text);
}

TEST(Headers, AreFoundWithoutRegardToCase) {
  Headers headers;
  headers.Add("If-Match", "\"7\"");
  ASSERT_NE(headers.Find("if-match"), nullptr);
  EXPECT_EQ(*headers.Find("IF-MATCH"), "\"7\"");
  EXPECT_EQ(headers.Find("If-None-Match"), nullptr);
}

}  // namespace
}  // namespace charter::api
