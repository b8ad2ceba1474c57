// What a row of history says of itself.
#include "engine/service/item_check.h"

#include <gtest/gtest.h>

namespace charter {
namespace {

HistoryRecord RowWith(const char* detail) {
  HistoryRecord row;
  row.detail = detail;
  return row;
}

TEST(Shows, ARowIsSealedByItsOwnMemberOnly) {
  EXPECT_TRUE(Shows(RowWith("{}")));
  EXPECT_FALSE(Shows(RowWith(R"({"sealed":true,"shown":3})")));
  // A vote in secret that moved the item shows, and was kept without its choice.
  EXPECT_TRUE(Shows(RowWith(R"({"facts":{"sealed":true},"masked":true})")));
  EXPECT_TRUE(Shows(RowWith(R"({"log":["\"sealed\":true"]})")));
  EXPECT_FALSE(Shows(RowWith(R"({"facts":{"sealed":true},"sealed":true})")));
}

}  // namespace
}  // namespace charter
