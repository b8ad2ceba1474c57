#include "engine/data/utf8.h"

#include <gtest/gtest.h>

namespace charter {
namespace {

TEST(CountCharacters, CountsAChineseOneAsOne) {
  EXPECT_EQ(CountCharacters(""), 0U);
  EXPECT_EQ(CountCharacters("a工会é😀"), 5U);
}

TEST(FirstCharacters, NeverCutsOneInTwo) {
  EXPECT_EQ(FirstCharacters("工会", 0), "");
  EXPECT_EQ(FirstCharacters("工会", 1), "工");
  EXPECT_EQ(FirstCharacters("a😀b", 2), "a😀");
  EXPECT_EQ(FirstCharacters("ab", 9), "ab");
}

TEST(FirstCharacters, TakesABrokenOneForOne) {
  EXPECT_EQ(FirstCharacters("\x80\x80"
                            "a",
                            1),
            "\x80\x80");
}

}  // namespace
}  // namespace charter
