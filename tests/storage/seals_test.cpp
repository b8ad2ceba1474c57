// Seals, and reading all that bears an item's id, on every store.
#include "engine/ports/seals.h"

#include "engine/service/sealing.h"
#include "tests/storage/store_fixture.h"

namespace charter::storage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class SealsTest : public StoreTest {
 protected:
  std::vector<std::string> Unsealed(const std::string& after = "", int limit = 100) {
    std::vector<std::string> texts;
    for (const SealLeaf& leaf : store().Unsealed(kCity, ItemId(after), limit)) {
      texts.push_back(leaf.item.value + " " + std::to_string(leaf.before) + "-" + std::to_string(leaf.rev));
    }
    return texts;
  }
  SealRun Seal() { return SealTenant(store(), kCity, At(9), key_); }
  std::vector<std::string> Check(std::vector<KeptSeal> kept = {}) {
    return CheckSeals(store(), kCity, kept, check_).differences;
  }

  SealKey key_{"key", [](std::string_view text) { return "signed " + std::string(text); }};
  SignatureCheck check_ = [](std::string_view key, std::string_view text, std::string_view signature) {
    return key == "key" && signature == "signed " + std::string(text);
  };
};

TEST_P(SealsTest, CoverWhatHasChangedSinceTheLastOne) {
  const ItemWrite a = Creation("a");
  Commit(a);
  Commit(Creation("b"));
  EXPECT_THAT(Unsealed(), ElementsAre("a 0-1", "b 0-1"));
  EXPECT_THAT(Unsealed("a"), ElementsAre("b 0-1"));
  EXPECT_THAT(Unsealed("", 1), ElementsAre("a 0-1"));

  ASSERT_THAT(Seal().made, SizeIs(1));
  EXPECT_THAT(Unsealed(), IsEmpty());
  EXPECT_THAT(Seal().made, IsEmpty());

  Commit(Next(a));
  Commit(Creation("c"));
  EXPECT_THAT(Unsealed(), ElementsAre("a 1-2", "c 0-1"));
  const SealRun second = Seal();
  ASSERT_THAT(second.made, SizeIs(1));
  EXPECT_EQ(second.made[0].number, 2);
  EXPECT_EQ(second.made[0].items, 3);
  EXPECT_EQ(second.made[0].revisions, 4);
  EXPECT_EQ(second.made[0].changed, 2);
  EXPECT_EQ(second.made[0].previous, store().FindSeal(kCity, 1)->hash);
  EXPECT_THAT(Check(), IsEmpty());
  EXPECT_THAT(Check({{kCity, second.made[0]}, {kCity, *store().FindSeal(kCity, 1)}}), IsEmpty());
}

TEST_P(SealsTest, AreKeptWithEveryField) {
  Commit(Creation("a"));
  const SealRecord made = Seal().made.at(0);
  const SealRecord kept = *store().FindSeal(kCity, 0);
  EXPECT_EQ(kept.number, 1);
  EXPECT_EQ(kept.at, At(9));
  EXPECT_EQ(kept.root, made.root);
  EXPECT_EQ(kept.previous, "");
  EXPECT_EQ(kept.hash, made.hash);
  EXPECT_EQ(kept.key, "key");
  EXPECT_EQ(kept.signature, made.signature);
  const auto leaves = store().SealLeaves(kCity, 1, ItemId(), 10);
  ASSERT_THAT(leaves, SizeIs(1));
  EXPECT_EQ(leaves[0].head, Creation("a").item.head);
  EXPECT_THAT(store().SealLeaves(kCity, 1, ItemId("a"), 10), IsEmpty());
  EXPECT_FALSE(store().FindSeal(kCity, 2));
  EXPECT_FALSE(store().FindSeal(kOtherCity, 0));
}

TEST_P(SealsTest, OfOneNumberAreMadeOnce) {
  Commit(Creation("a"));
  const auto leaves = store().Unsealed(kCity, ItemId(), 10);
  SealRecord seal;
  seal.number = 1;
  EXPECT_TRUE(store().AddSeal(kCity, seal, leaves));
  EXPECT_FALSE(store().AddSeal(kCity, seal, leaves));
  EXPECT_THAT(store().SealLeaves(kCity, 1, ItemId(), 10), SizeIs(1));
  EXPECT_TRUE(store().AddSeal(kOtherCity, seal, {}));
}

TEST_P(SealsTest, LeaveOutAnItemThatStandsEarlierThanASealSays) {
  Commit(Creation("a"));
  SealLeaf leaf{ItemId("a"), 0, 5, "x", 1};
  SealRecord seal;
  seal.number = 1;
  ASSERT_TRUE(store().AddSeal(kCity, seal, std::span(&leaf, 1)));
  Commit(Creation("b"));
  const SealRun run = Seal();
  ASSERT_THAT(run.cut_back, SizeIs(1));
  EXPECT_EQ(run.cut_back[0].item, ItemId("a"));
  EXPECT_EQ(run.made.at(0).changed, 1);
}

TEST_P(SealsTest, TrailsAreReadByRangesThatMissNothing) {
  for (const char* id : {"a", "b", "c", "d", "e"}) Commit(Creation(id));
  Seal();
  Commit(Next(Creation("c")));
  std::vector<std::string> ids;
  ItemRange range = store().RangeAfter(kCity, ItemId(), 2);
  for (;; range = store().RangeAfter(kCity, *range.until, 2)) {
    for (const Trail& trail : store().ReadTrails(kCity, range)) {
      ids.push_back(trail.id.value);
      ASSERT_TRUE(trail.item);
      EXPECT_EQ(trail.item->id, trail.id);
      EXPECT_EQ(trail.item->head, trail.history.back().hash);
      EXPECT_THAT(trail.history, SizeIs(trail.id.value == "c" ? 2 : 1));
      EXPECT_THAT(trail.leaves, SizeIs(1));
    }
    if (!range.until) break;
  }
  EXPECT_THAT(ids, ElementsAre("a", "b", "c", "d", "e"));
}

TEST_P(SealsTest, TenantsAreThoseWhoHaveItemsOrBudgets) {
  EXPECT_THAT(store().ListTenants(), IsEmpty());
  Commit(Creation("a"));
  BudgetRecord budget;
  budget.id = BudgetId("b");
  budget.org = OrgId("o");
  budget.sums.pool = 1;
  ASSERT_TRUE(store().AddBudget(kOtherCity, budget, ""));
  EXPECT_THAT(store().ListTenants(), ElementsAre(kCity, kOtherCity));
}

CHARTER_EVERY_STORE(SealsTest);

}  // namespace
}  // namespace charter::storage
