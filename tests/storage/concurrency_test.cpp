// Many threads at once: one writer of an item wins, writers of different items do not disturb each
// other, and none waits for another in a circle.
#include <algorithm>
#include <atomic>
#include <functional>
#include <string>
#include <thread>

#include "tests/storage/store_fixture.h"

namespace charter::storage {
namespace {

using testing::SizeIs;

constexpr int kThreads = 8;

class ConcurrencyTest : public StoreTest {
 protected:
  static void InThreads(const std::function<void(int)>& work) {
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) threads.emplace_back(work, i);
    for (std::thread& thread : threads) thread.join();
  }
};

TEST_P(ConcurrencyTest, LetsExactlyOneOfManyWritersOfARevisionWin) {
  ItemWrite present = Creation("a");
  Commit(present);
  for (int round = 0; round < 5; ++round) {
    const ItemWrite next = Next(present);
    std::atomic<int> won = 0;
    InThreads([&](int) {
      const auto conflict = store().Commit(kCity, std::vector{next});
      if (!conflict) {
        ++won;
      } else {
        EXPECT_EQ(conflict->rev, next.item.rev);
      }
    });
    EXPECT_EQ(won, 1);
    present = next;
  }
  EXPECT_THAT(store().History(kCity, ItemId("a"), 0, 100), SizeIs(6));
}

TEST_P(ConcurrencyTest, LetsExactlyOneCreateAnItem) {
  std::atomic<int> won = 0;
  InThreads([&](int) {
    if (!store().Commit(kCity, std::vector{Creation("a")})) ++won;
  });
  EXPECT_EQ(won, 1);
  EXPECT_THAT(store().History(kCity, ItemId("a"), 0, 100), SizeIs(1));
}

TEST_P(ConcurrencyTest, WritersOfDifferentItemsAllSucceed) {
  InThreads([&](int thread) {
    ItemWrite write = Creation("i" + std::to_string(thread));
    EXPECT_FALSE(store().Commit(kCity, std::vector{write}));
    for (int i = 0; i < 10; ++i) {
      write = Next(write);
      EXPECT_FALSE(store().Commit(kCity, std::vector{write}));
      EXPECT_EQ(store().FindItem(kCity, write.item.id)->rev, write.item.rev);
    }
  });
  EXPECT_THAT(store().ListItems(kCity, {.scopes = {""}}).rows, SizeIs(kThreads));
}

// Every thread writes the same two items in one transaction, half of them in the opposite order.
TEST_P(ConcurrencyTest, NoTwoTransactionsWaitForEachOther) {
  Commit(Creation("a"));
  Commit(Creation("b"));
  std::atomic<int> won = 0;
  InThreads([&](int thread) {
    for (int done = 0; done < 10;) {
      std::vector<ItemWrite> writes;
      for (const char* id : {"a", "b"}) {
        writes.push_back(Creation(id));
        writes.back().item = *store().FindItem(kCity, ItemId(id));
        writes.back() = Next(writes.back());
      }
      if (thread % 2 == 0) std::reverse(writes.begin(), writes.end());
      if (!store().Commit(kCity, writes)) {
        ++done;
        ++won;
      }
    }
  });
  EXPECT_EQ(won, kThreads * 10);
  EXPECT_EQ(store().FindItem(kCity, ItemId("a"))->rev, 1 + kThreads * 10);
  EXPECT_EQ(store().FindItem(kCity, ItemId("b"))->rev, 1 + kThreads * 10);
}

CHARTER_EVERY_STORE(ConcurrencyTest);

}  // namespace
}  // namespace charter::storage
