#include "engine/activity/share.h"

#include <gtest/gtest.h>

namespace charter {
namespace {

Share Parsed(const std::string& text) {
  const auto share = Share::Parse(text);
  EXPECT_TRUE(share.has_value()) << text;
  return share.value_or(Share{});
}

TEST(AShare, IsReadInTheWordsOfTheRules) {
  EXPECT_EQ(Parsed("at least 2/3"), (Share{false, 2, 3, Share::Of::kUnsaid}));
  EXPECT_EQ(Parsed("more than 1/2 of all"), (Share{true, 1, 2, Share::Of::kAll}));
  EXPECT_EQ(Parsed("more than half of present"), (Share{true, 1, 2, Share::Of::kPresent}));
  EXPECT_EQ(Parsed("at least 60% of cast"), (Share{false, 60, 100, Share::Of::kCast}));
  EXPECT_EQ(Parsed("at least all"), (Share{false, 1, 1, Share::Of::kUnsaid}));
}

TEST(AShare, IsNothingElse) {
  for (const char* text :
       {"", "2/3", "at least", "at least 2/0", "at least 2/-3", "at least 2/3 of them", "more than 0.5",
        "at least 2/3%", "at least 9999999/3", "AT LEAST 2/3", "at least  2/3"}) {
    EXPECT_FALSE(Share::Parse(text).has_value()) << text;
  }
}

TEST(AShare, TellsHalfInclusiveFromStrictlyMore) {
  EXPECT_TRUE(Parsed("at least 1/2").Met(30, 60));
  EXPECT_FALSE(Parsed("more than 1/2").Met(30, 60));
  EXPECT_TRUE(Parsed("more than 1/2").Met(31, 60));
  EXPECT_FALSE(Parsed("at least 2/3").Met(40, 61));
  EXPECT_TRUE(Parsed("at least 2/3").Met(41, 61));
}

TEST(AShare, OfMoreThanTheWholeIsImpossible) {
  EXPECT_TRUE(Parsed("at least 4/3").Impossible());
  EXPECT_TRUE(Parsed("more than 1/1").Impossible());
  EXPECT_FALSE(Parsed("at least 1/1").Impossible());
}

TEST(AShare, IsWrittenAsItIsRead) {
  for (const char* text :
       {"at least 2/3", "more than 1/2 of all", "at least 1/1 of present", "more than 0/1 of cast"})
    EXPECT_EQ(Parsed(text).ToString(), text);
}

}  // namespace
}  // namespace charter
