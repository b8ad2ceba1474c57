// Budgets and their ledgers: what one commit enters, and what many at once never do.
#include <gmock/gmock.h>
#include <rapidcheck.h>

#include <mutex>
#include <numeric>
#include <thread>

#include "engine/data/failure.h"
#include "engine/service/ledger_check.h"
#include "tests/storage/store_fixture.h"
#include "tests/support/postgres_database.h"

namespace charter::storage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const TenantId kTenant = kCity;

BudgetRecord Budget(const std::string& id, std::int64_t fen) {
  BudgetRecord budget;
  budget.id = BudgetId(id);
  budget.title = {"项目补助", "Support"};
  budget.year = 2026;
  budget.org = OrgId("liangzhou");
  budget.org_path = "liangzhou/";
  budget.created_by = PersonId("fang");
  budget.created_at = At(0);
  budget.sums.pool = fen;
  budget.entries = 1;
  return budget;
}

LedgerRecord Entry(const ItemWrite& write, LedgerKind kind, std::int64_t fen,
                   const std::string& budget = "support") {
  LedgerRecord entry;
  entry.posting = {kind, BudgetId(budget), write.item.id, fen, "第一笔"};
  entry.item = write.item.id;
  entry.rev = write.item.rev;
  entry.actor = PersonId("lin");
  entry.at = At(write.item.rev);
  return entry;
}

LedgerRecord Change(LedgerKind kind, std::int64_t fen, const std::string& budget = "support") {
  LedgerRecord entry;
  entry.posting = {kind, BudgetId(budget), {}, fen, "调整"};
  entry.actor = PersonId("fang");
  entry.at = At(5);
  return entry;
}

class LedgerTest : public StoreTest {
 protected:
  std::optional<Store::Conflict> Enter(const ItemWrite& write, std::vector<LedgerRecord> entries,
                                       const TenantId& tenant = kTenant) {
    return store().Commit(tenant, std::vector{write}, entries);
  }
  BudgetRecord Find(const std::string& id = "support", const TenantId& tenant = kTenant) {
    return store().FindBudget(tenant, BudgetId(id)).value();
  }
  // The budget's own sums and its ledger, followed from the first entry, say the same.
  std::string Faults(const BudgetId& id, const TenantId& tenant) {
    LedgerCheck check;
    for (const LedgerRecord& entry : store().Ledger(tenant, id, 0, 100'000)) {
      if (auto wrong = check.Add(entry)) return *wrong;
    }
    return check.Compare(*store().FindBudget(tenant, id)).value_or("");
  }
};

CHARTER_EVERY_STORE(LedgerTest);

TEST_P(LedgerTest, ABudgetBeginsWithItsPoolAsFirstEntry) {
  ASSERT_TRUE(store().AddBudget(kTenant, Budget("support", 50'000'000), "年度预算"));
  EXPECT_FALSE(store().AddBudget(kTenant, Budget("support", 1), ""));
  const BudgetRecord found = Find();
  EXPECT_EQ(found.title, (Text{"项目补助", "Support"}));
  EXPECT_EQ(found.year, 2026);
  EXPECT_EQ(found.org_path, "liangzhou/");
  EXPECT_EQ(found.sums.pool, 50'000'000);
  const auto ledger = store().Ledger(kTenant, found.id, 0, 10);
  ASSERT_THAT(ledger, SizeIs(1));
  EXPECT_EQ(ledger[0].seq, 1);
  EXPECT_EQ(ledger[0].posting.kind, LedgerKind::kAllot);
  EXPECT_EQ(ledger[0].posting.note, "年度预算");
  EXPECT_EQ(ledger[0].actor.value, "fang");
  EXPECT_EQ(Faults(found.id, kTenant), "");
}

TEST_P(LedgerTest, EntriesThatAreTriedAreJudgedAsInACommitAndNotMade) {
  ASSERT_TRUE(store().AddBudget(kTenant, Budget("support", 10'000), ""));
  const ItemWrite write = Creation("a");
  ASSERT_FALSE(Enter(write, {Entry(write, LedgerKind::kReserve, 4'000)}));
  const ItemWrite next = Creation("b");
  const auto tried = [&](std::vector<LedgerRecord> entries) {
    const auto refused = store().TryEntries(kTenant, std::vector{next}, entries);
    return refused ? std::optional(refused->refused->code) : std::nullopt;
  };
  EXPECT_EQ(tried({}), std::nullopt);
  EXPECT_EQ(tried({Entry(next, LedgerKind::kReserve, 6'000)}), std::nullopt);
  EXPECT_EQ(tried({Entry(next, LedgerKind::kReserve, 6'001)}), Code::budget_exceeded);
  EXPECT_EQ(tried({Entry(next, LedgerKind::kReserve, 6'000), Entry(next, LedgerKind::kPay, 6'001)}),
            Code::ledger_exceeded);
  EXPECT_EQ(tried({Entry(next, LedgerKind::kReserve, 1, "none")}), Code::no_budget);
  EXPECT_EQ(Find().entries, 2);
  EXPECT_EQ(Find().sums.all.reserved, 4'000);
}

TEST_P(LedgerTest, EntriesAreMadeWithTheItemAndNumberedInTheirOrder) {
  ASSERT_TRUE(store().AddBudget(kTenant, Budget("support", 10'000), ""));
  const ItemWrite write = Creation("a");
  ASSERT_FALSE(
      Enter(write, {Entry(write, LedgerKind::kReserve, 4'000), Entry(write, LedgerKind::kPay, 1'600)}));
  const auto ledger = store().Ledger(kTenant, BudgetId("support"), 1, 10);
  ASSERT_THAT(ledger, SizeIs(2));
  EXPECT_EQ(ledger[0].seq, 2);
  EXPECT_EQ(ledger[0].posting.kind, LedgerKind::kReserve);
  EXPECT_EQ(ledger[1].seq, 3);
  EXPECT_EQ(ledger[1].posting.fen, 1'600);
  EXPECT_EQ(ledger[1].posting.account.value, "a");
  EXPECT_EQ(ledger[1].item.value, "a");
  EXPECT_EQ(ledger[1].rev, 1);
  EXPECT_EQ(ledger[1].posting.note, "第一笔");
  EXPECT_EQ(ledger[1].at, At(1));
  EXPECT_EQ(Find().sums.all.reserved, 4'000);
  EXPECT_EQ(Find().sums.all.paid, 1'600);
  EXPECT_THAT(store().LedgerOf(kTenant, ItemId("a")), SizeIs(2));
  EXPECT_THAT(store().Ledger(kTenant, BudgetId("support"), 0, 2), SizeIs(2));
}

TEST_P(LedgerTest, WhatThePoolDoesNotBearLeavesNothingBehind) {
  ASSERT_TRUE(store().AddBudget(kTenant, Budget("support", 10'000), ""));
  const ItemWrite first = Creation("a");
  ASSERT_FALSE(Enter(first, {Entry(first, LedgerKind::kReserve, 7'000)}));
  const ItemWrite second = Creation("b");
  const auto refused =
      Enter(second, {Entry(second, LedgerKind::kReserve, 1'000), Entry(second, LedgerKind::kReserve, 2'001)});
  ASSERT_TRUE(refused && refused->refused);
  EXPECT_EQ(refused->item.value, "b");
  EXPECT_EQ(refused->refused->code, Code::budget_exceeded);
  EXPECT_THAT(refused->refused->details, ElementsAre("20.00", "20.01"));
  EXPECT_FALSE(store().FindItem(kTenant, ItemId("b")));
  EXPECT_EQ(Find().entries, 2);
  EXPECT_FALSE(Enter(second, {Entry(second, LedgerKind::kReserve, 3'000)}));
}

TEST_P(LedgerTest, NoSumOfAnAccountExceedsTheOneItComesFrom) {
  ASSERT_TRUE(store().AddBudget(kTenant, Budget("support", 10'000), ""));
  ItemWrite write = Creation("a");
  ASSERT_FALSE(
      Enter(write, {Entry(write, LedgerKind::kReserve, 1'000), Entry(write, LedgerKind::kPay, 600),
                    Entry(write, LedgerKind::kUse, 100), Entry(write, LedgerKind::kClaim, 300),
                    Entry(write, LedgerKind::kRepay, 100), Entry(write, LedgerKind::kWriteOff, 50)}));
  const std::vector<std::pair<LedgerKind, std::int64_t>> rooms{
      {LedgerKind::kPay, 400},   {LedgerKind::kRelease, 400}, {LedgerKind::kUse, 200},
      {LedgerKind::kClaim, 200}, {LedgerKind::kRepay, 150},   {LedgerKind::kWriteOff, 150}};
  const ItemWrite next = Next(write);
  for (const auto& [kind, room] : rooms) {
    const auto refused = Enter(next, {Entry(next, kind, room + 1)});
    ASSERT_TRUE(refused && refused->refused) << NameOf(kind);
    EXPECT_EQ(refused->refused->code, Code::ledger_exceeded);
    EXPECT_EQ(refused->refused->details[0], YuanOf(room).ToString());
  }
  // Money that others may still be paid is none of this item's.
  const ItemWrite other = Creation("b");
  ASSERT_FALSE(Enter(other, {Entry(other, LedgerKind::kReserve, 5'000)}));
  EXPECT_TRUE(Enter(next, {Entry(next, LedgerKind::kPay, 401)}));
  EXPECT_FALSE(Enter(next, {Entry(next, LedgerKind::kPay, 400)}));
}

TEST_P(LedgerTest, AnItemMayEnterForTheMoneyOfAnother) {
  ASSERT_TRUE(store().AddBudget(kTenant, Budget("support", 10'000), ""));
  const ItemWrite initiative = Creation("a");
  ASSERT_FALSE(Enter(
      initiative, {Entry(initiative, LedgerKind::kReserve, 1'600), Entry(initiative, LedgerKind::kPay, 1'600),
                   Entry(initiative, LedgerKind::kClaim, 1'000)}));
  const ItemWrite clawback = Creation("b");
  LedgerRecord repaid = Entry(clawback, LedgerKind::kRepay, 1'000);
  EXPECT_TRUE(Enter(clawback, {repaid}).value().refused) << "it has claimed nothing itself";
  repaid.posting.account = ItemId("a");
  ASSERT_FALSE(Enter(clawback, {repaid}));
  EXPECT_EQ(Find().sums.all.repaid, 1'000);
  EXPECT_EQ(Faults(BudgetId("support"), kTenant), "");
}

TEST_P(LedgerTest, ABudgetIsForItsOrganisationAndThoseBelow) {
  BudgetRecord budget = Budget("support", 10'000);
  budget.org_path = "liangzhou/binhai/";
  ASSERT_TRUE(store().AddBudget(kTenant, budget, ""));
  const ItemWrite write = Creation("a");
  EXPECT_EQ(Enter(write, {Entry(write, LedgerKind::kReserve, 1)}).value().refused->code, Code::no_budget);
  EXPECT_EQ(Enter(write, {Entry(write, LedgerKind::kReserve, 1, "none")}).value().refused->code,
            Code::no_budget);
  ASSERT_TRUE(store().AddBudget(kOtherCity, Budget("other", 10'000), ""));
  EXPECT_EQ(Enter(write, {Entry(write, LedgerKind::kReserve, 1, "other")}).value().refused->code,
            Code::no_budget);
  EXPECT_FALSE(store().FindItem(kTenant, ItemId("a")));
}

TEST_P(LedgerTest, ThePoolIsNeverLoweredBelowWhatIsReserved) {
  ASSERT_TRUE(store().AddBudget(kTenant, Budget("support", 10'000), ""));
  const ItemWrite write = Creation("a");
  ASSERT_FALSE(Enter(write, {Entry(write, LedgerKind::kReserve, 4'000)}));
  const auto refused = store().ChangeBudget(kTenant, Change(LedgerKind::kCut, 6'001));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::budget_exceeded);
  EXPECT_TRUE(store().ChangeBudget(kTenant, Change(LedgerKind::kCut, 6'000)));
  EXPECT_TRUE(Enter(Next(write), {Entry(Next(write), LedgerKind::kReserve, 1)}));
  EXPECT_TRUE(store().ChangeBudget(kTenant, Change(LedgerKind::kAllot, 1)));
  EXPECT_FALSE(Enter(Next(write), {Entry(Next(write), LedgerKind::kReserve, 1)}));
  EXPECT_EQ(Find().sums.pool, 4'001);
  EXPECT_EQ(Faults(BudgetId("support"), kTenant), "");
}

TEST_P(LedgerTest, AStaleItemEntersNothing) {
  ASSERT_TRUE(store().AddBudget(kTenant, Budget("support", 10'000), ""));
  const ItemWrite write = Creation("a");
  ASSERT_FALSE(Enter(write, {}));
  const auto conflict = Enter(write, {Entry(write, LedgerKind::kReserve, 1)});
  ASSERT_TRUE(conflict);
  EXPECT_EQ(conflict->rev, 1);
  EXPECT_FALSE(conflict->refused);
  EXPECT_EQ(Find().entries, 1);
}

TEST_P(LedgerTest, EntriesOfNoEventAreAMistakeOfTheCaller) {
  ASSERT_TRUE(store().AddBudget(kTenant, Budget("support", 10'000), ""));
  const ItemWrite write = Creation("a");
  EXPECT_THROW(static_cast<void>(Enter(write, {Entry(Creation("b"), LedgerKind::kReserve, 1)})), Failure);
  EXPECT_THROW(static_cast<void>(Enter(write, {Entry(Next(write), LedgerKind::kReserve, 1)})), Failure);
  EXPECT_THROW(static_cast<void>(Enter(write, {Entry(write, LedgerKind::kReserve, 0)})), Failure);
  EXPECT_THROW(static_cast<void>(Enter(write, {Entry(write, LedgerKind::kAllot, 1)})), Failure);
}

TEST_P(LedgerTest, BudgetsAreListedWithinTheCallersPlacesPageByPage) {
  for (const std::string id : {"b", "a", "c"}) ASSERT_TRUE(store().AddBudget(kTenant, Budget(id, 100), ""));
  BudgetRecord county = Budget("county", 100);
  county.org_path = "liangzhou/taihu/";
  ASSERT_TRUE(store().AddBudget(kTenant, county, ""));
  const auto ids = [&](const BudgetQuery& query) {
    std::vector<std::string> out;
    for (const auto& budget : store().ListBudgets(kTenant, query)) out.push_back(budget.id.value);
    return out;
  };
  EXPECT_THAT(ids({{"liangzhou/"}, "", 3}), ElementsAre("a", "b", "c"));
  EXPECT_THAT(ids({{"liangzhou/"}, "c", 3}), ElementsAre("county"));
  EXPECT_THAT(ids({{"liangzhou/taihu/"}, "", 3}), ElementsAre("county"));
  EXPECT_THAT(ids({{""}, "", 10}), SizeIs(4));
  EXPECT_THAT(ids({{}, "", 3}), IsEmpty());
}

TEST_P(LedgerTest, TheLedgerIsNeverChanged) {
  if (is_memory()) return;
  ASSERT_TRUE(store().AddBudget(kTenant, Budget("support", 10'000), ""));
  EXPECT_ANY_THROW(charter::test::RunSql(url(), "UPDATE ledger SET amount = 1"));
  EXPECT_ANY_THROW(charter::test::RunSql(url(), "DELETE FROM ledger"));
  EXPECT_ANY_THROW(charter::test::RunSql(url(), "UPDATE budgets SET reserved = pool + 1"));
  EXPECT_EQ(Find().sums.all.reserved, 0);
}

// What one thread asks for, one after the other; each with one or two entries in one of two budgets, for
// the money of one of its own or the others' items.
struct Wish {
  LedgerKind kind = LedgerKind::kReserve;
  std::string budget;
  int account = 0;
  std::int64_t fen = 0;
  bool twice = false;
};

constexpr int kThreads = 4;
constexpr std::size_t kWishes = 12;
constexpr std::int64_t kPool = 5'000;

rc::Gen<Wish> AnyWish() {
  return rc::gen::map(
      rc::gen::tuple(rc::gen::inRange(0, 12), rc::gen::arbitrary<bool>(), rc::gen::inRange(0, kThreads),
                     rc::gen::inRange<std::int64_t>(1, 1'500), rc::gen::arbitrary<bool>()),
      [](const std::tuple<int, bool, int, std::int64_t, bool>& drawn) {
        const auto& [kind, second, account, fen, twice] = drawn;
        // Reserving and paying more often than the rest, or there would be nothing to claim.
        static constexpr std::array kKinds{LedgerKind::kReserve,  LedgerKind::kReserve, LedgerKind::kReserve,
                                           LedgerKind::kPay,      LedgerKind::kPay,     LedgerKind::kRelease,
                                           LedgerKind::kUse,      LedgerKind::kClaim,   LedgerKind::kRepay,
                                           LedgerKind::kWriteOff, LedgerKind::kAllot,   LedgerKind::kCut};
        return Wish{kKinds[static_cast<std::size_t>(kind)], second ? "second" : "first", account, fen, twice};
      });
}

std::string ItemOf(int thread) { return "item" + std::to_string(thread); }

// Plays all wishes, each thread its own, and keeps what was granted.
class Rush {
 public:
  Rush(Store& store, TenantId tenant) : store_(store), tenant_(std::move(tenant)) {}

  void Play(const std::vector<std::vector<Wish>>& wishes) {
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < wishes.size(); ++i)
      threads.emplace_back([&, i] { PlayOne(static_cast<int>(i), wishes[i]); });
    for (std::thread& thread : threads) thread.join();
  }

  std::map<std::string, std::vector<Posting>> granted;  // by budget
  std::vector<std::string> faults;

 private:
  void PlayOne(int thread, const std::vector<Wish>& wishes) {
    ItemWrite present = Creation(ItemOf(thread));
    if (store_.Commit(tenant_, std::vector{present})) Fault("its item is there already");
    for (const Wish& wish : wishes) {
      const ItemWrite next = Next(present);
      std::vector<LedgerRecord> entries(wish.twice ? 2 : 1, Entry(next, wish.kind, wish.fen, wish.budget));
      for (LedgerRecord& entry : entries) entry.posting.account = ItemId(ItemOf(wish.account));
      if (wish.kind == LedgerKind::kAllot || wish.kind == LedgerKind::kCut) {
        const LedgerRecord change = Change(wish.kind, wish.fen, wish.budget);
        if (store_.ChangeBudget(tenant_, change)) Grant({change});
      } else if (const auto refused = store_.Commit(tenant_, std::vector{next}, entries)) {
        if (!refused->refused) Fault("the item was changed by somebody else");
        if (store_.FindItem(tenant_, next.item.id)->rev != present.item.rev)
          Fault("a refused event was kept");
      } else {
        present = next;
        Grant(entries);
      }
      const BudgetSums sums = store_.FindBudget(tenant_, BudgetId(wish.budget))->sums;
      if (sums.all.reserved > sums.pool || sums.all.paid > sums.all.reserved) Fault("seen above its pool");
    }
  }

  void Grant(const std::vector<LedgerRecord>& entries) {
    const std::lock_guard lock(mutex_);
    for (const auto& entry : entries) granted[entry.posting.budget.value].push_back(entry.posting);
  }
  void Fault(const std::string& what) {
    const std::lock_guard lock(mutex_);
    faults.push_back(what);
  }

  Store& store_;
  TenantId tenant_;
  std::mutex mutex_;
};

TEST_P(LedgerTest, ManyAtOnceNeverOverdrawABudgetAndEveryFenIsAccountedFor) {
  int round = 0;
  const bool held = rc::check("however the wishes of four threads meet", [&] {
    const auto wishes = *rc::gen::container<std::vector<std::vector<Wish>>>(
        kThreads, rc::gen::container<std::vector<Wish>>(kWishes, AnyWish()));
    const TenantId tenant("t" + std::to_string(++round));
    for (const std::string id : {"first", "second"})
      RC_ASSERT(store().AddBudget(tenant, Budget(id, kPool), ""));
    Rush rush(store(), tenant);
    rush.Play(wishes);
    RC_ASSERT(rush.faults.empty());
    for (const std::string id : {"first", "second"}) {
      // In the order of the ledger no entry takes more than there was: at no time was there less.
      RC_ASSERT(Faults(BudgetId(id), tenant) == "");
      // What was granted, and nothing else, stands in the ledger.
      BudgetSums sums;
      std::int64_t pool = kPool;
      for (const Posting& posting : rush.granted[id]) {
        Add(posting, sums.all);
        if (posting.kind == LedgerKind::kAllot) pool += posting.fen;
        if (posting.kind == LedgerKind::kCut) pool -= posting.fen;
      }
      const BudgetRecord stored = Find(id, tenant);
      RC_ASSERT(stored.sums.all == sums.all);
      RC_ASSERT(stored.sums.pool == pool);
      RC_ASSERT(static_cast<std::size_t>(stored.entries) == rush.granted[id].size() + 1);
    }
  });
  EXPECT_TRUE(held);
}

}  // namespace
}  // namespace charter::storage
