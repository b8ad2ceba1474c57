// What text is found by.
#include "storage/text_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace charter::storage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

TEST(TextKeys, AreTheBeginningsOfWordsAndTheCharactersAndPairsOfChinese) {
  EXPECT_THAT(TextKeys("职工书屋", ""), UnorderedElementsAre("职", "职工", "工", "工书", "书", "书屋", "屋"));
  EXPECT_THAT(TextKeys("", "PJ-2026-001234"),
              UnorderedElementsAre("p", "pj", "2", "20", "2026", "0", "00", "0012", "001234"));
  EXPECT_THAT(TextKeys("第3批", ""), UnorderedElementsAre("第", "3", "批"));
  EXPECT_THAT(TextKeys("——（）!", " "), IsEmpty());
}

TEST(TextKeys, OfALongTitleAreThoseOfItsBeginning) {
  std::string title;
  for (int i = 0; i < 64; ++i) title += "书";
  EXPECT_THAT(TextKeys(title + "屋", ""), UnorderedElementsAre("书", "书书"));
  EXPECT_FALSE(TextSearch("屋").Finds(title + "屋", ""));
}

TEST(TextSearch, MakesNothingOfCaseAndWidth) {
  for (const char* query : {"abc", "ABC", "ａｂｃ", "ＡＢＣ", "Ab"}) {
    EXPECT_TRUE(TextSearch(query).Finds("ＡＢＣ 技能", "")) << query;
    EXPECT_TRUE(TextSearch(query).Finds("abcd", "")) << query;
  }
  EXPECT_TRUE(TextSearch("ÄÖ").Finds("äöü", ""));
  EXPECT_TRUE(TextSearch("ПРО").Finds("профсоюз", ""));
}

TEST(TextSearch, FindsBeginningsOfWordsAndAnyPartOfChinese) {
  EXPECT_TRUE(TextSearch("书屋").Finds("职工书屋建设", ""));
  EXPECT_TRUE(TextSearch("书").Finds("职工书屋建设", ""));
  EXPECT_FALSE(TextSearch("屋书").Finds("职工书屋建设", ""));
  EXPECT_TRUE(TextSearch("0012").Finds("", "PJ-2026-001234"));
  EXPECT_FALSE(TextSearch("1234").Finds("", "PJ-2026-001234"));
  EXPECT_FALSE(TextSearch("00123456789").Finds("", "PJ-2026-001234567"));
}

TEST(TextSearch, WantsEveryPartOfTheQueryInTitleOrNumber) {
  EXPECT_TRUE(TextSearch("书屋 PJ-2026").Finds("职工书屋", "PJ-2026-1"));
  EXPECT_FALSE(TextSearch("书屋 PJ-2027").Finds("职工书屋", "PJ-2026-1"));
  EXPECT_FALSE(TextSearch("—").Finds("—", ""));
  EXPECT_TRUE(TextSearch("—").empty());
}

TEST(TextSearch, LooksUnderKeysThatEveryFindHas) {
  EXPECT_THAT(TextSearch("书").Keys(), ElementsAre("书"));
  EXPECT_THAT(TextSearch("2026001").Keys(), ElementsAre("202600"));
  for (const char* query : {"职工书屋建设项目第三批", "ABC 2026001 职工", "a", "𠮷野家"}) {
    const TextSearch search(query);
    const auto keys = TextKeys(query, "");
    EXPECT_LE(search.Keys().size(), TextSearch::kMostKeys);
    for (const std::string& key : search.Keys()) EXPECT_TRUE(keys.contains(key)) << query << ": " << key;
    EXPECT_TRUE(search.Finds(query, "")) << query;
  }
}

}  // namespace
}  // namespace charter::storage
