// Counters while the work is done.
#include <atomic>
#include <thread>
#include <vector>

#include "tests/storage/store_fixture.h"

namespace charter::storage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class CountsTest : public StoreTest {
 protected:
  std::vector<StateCount> Count(const std::string& place) { return store().CountItems(kCity, {{place}, {}}); }
};

TEST_P(CountsTest, AreOfAPlaceAndAllBelowItOnce) {
  Commit(Creation("a"));
  ItemWrite b = Creation("b");
  b.item.org_path = "liangzhou/other/";
  b.item.states = {"review", "payment", "review"};
  Commit(b);
  EXPECT_THAT(Count("liangzhou/taihu/"), ElementsAre(StateCount{"grassroots_initiative", "draft", 1}));
  EXPECT_THAT(Count("liangzhou/"), ElementsAre(StateCount{"grassroots_initiative", "draft", 1},
                                               StateCount{"grassroots_initiative", "payment", 1},
                                               StateCount{"grassroots_initiative", "review", 1}));
  EXPECT_EQ(store().CountItems(kCity, {{"liangzhou/", "liangzhou/taihu/"}, {}}), Count("liangzhou/"));
  EXPECT_THAT(store().CountItems(kCity, {{"liangzhou/"}, "other"}), IsEmpty());
  EXPECT_THAT(store().CountItems(kOtherCity, {{"liangzhou/"}, {}}), IsEmpty());
}

TEST_P(CountsTest, FollowAnItemThroughItsStates) {
  const ItemWrite first = Creation("a");
  Commit(first);
  store().FoldNotes(At(0), 100);
  ItemWrite second = Next(first);
  second.item.states = {"review"};
  Commit(second);
  EXPECT_THAT(Count("liangzhou/"), ElementsAre(StateCount{"grassroots_initiative", "review", 1}));
  store().FoldNotes(At(0), 100);
  EXPECT_EQ(store().FoldNotes(At(0), 100), 0);
  EXPECT_THAT(Count("liangzhou/taihu/u12/"), ElementsAre(StateCount{"grassroots_initiative", "review", 1}));
}

TEST_P(CountsTest, OfARefusedCommitAreNone) {
  Commit(Creation("a"));
  ItemWrite late = Next(Creation("a"));
  late.expected_rev = 5;
  late.item.rev = 6;
  late.history[0].rev = 6;
  late.item.states = {"review"};
  EXPECT_TRUE(Commit(std::vector{Creation("b"), late}));
  EXPECT_THAT(Count("liangzhou/"), ElementsAre(StateCount{"grassroots_initiative", "draft", 1}));
}

// At any moment each item is in one state: whoever reads meanwhile sees all of them.
TEST_P(CountsTest, AreExactWhileSeveralWriteAndSeveralAddUp) {
  constexpr int kWriters = 3;
  constexpr int kEvents = 40;
  for (int i = 0; i < kWriters; ++i) Commit(Creation("i" + std::to_string(i)));
  std::atomic<int> writing = kWriters;
  std::vector<std::thread> threads;
  for (int i = 0; i < kWriters; ++i) {
    threads.emplace_back([&, i] {
      ItemWrite write = Creation("i" + std::to_string(i));
      for (int event = 0; event < kEvents; ++event) {
        write = Next(write);
        write.item.states = {"s" + std::to_string(event % 4)};
        EXPECT_FALSE(store().Commit(kCity, std::vector{write}));
      }
      --writing;
    });
  }
  for (int i = 0; i < 2; ++i) {
    threads.emplace_back([&] {
      while (writing > 0) static_cast<void>(store().FoldNotes(At(0), 7));
    });
  }
  while (writing > 0) {
    std::int64_t items = 0;
    for (const StateCount& count : Count("liangzhou/")) items += count.items;
    EXPECT_EQ(items, kWriters);
  }
  for (std::thread& thread : threads) thread.join();
  while (store().FoldNotes(At(0), 1000) > 0) continue;
  EXPECT_THAT(Count("liangzhou/"), ElementsAre(StateCount{"grassroots_initiative", "s3", kWriters}));
}

CHARTER_EVERY_STORE(CountsTest);

}  // namespace
}  // namespace charter::storage
