// Answers kept under keys: together with what they answer, or not at all.
#include <thread>

#include "tests/storage/store_fixture.h"

namespace charter::storage {
namespace {

const PersonId kWang("wang");
const PersonId kLi("li");

// Kept at second 0, for a minute.
AnswerRecord Answer(const std::string& key, const std::string& body = R"({"id":"工1"})") {
  return {kWang, key, "f" + key, 201, "ETag: \"1\"\nLocation: /v1/items/a", body, At(0), At(60)};
}

class AnswersTest : public StoreTest {
 protected:
  std::optional<AnswerRecord> Find(const std::string& key, std::int64_t second = 1) {
    return store().FindAnswer(kCity, kWang, key, At(second));
  }
  std::optional<Store::Conflict> CommitWith(const ItemWrite& write, const AnswerRecord& answer) {
    return store().Commit(kCity, std::vector{write}, {}, &answer);
  }
};

TEST_P(AnswersTest, IsFoundAgainAsItWasKept) {
  ASSERT_TRUE(store().KeepAnswer(kCity, Answer("k")));
  const auto found = Find("k");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->person, kWang);
  EXPECT_EQ(found->key, "k");
  EXPECT_EQ(found->fingerprint, "fk");
  EXPECT_EQ(found->status, 201);
  EXPECT_EQ(found->headers, "ETag: \"1\"\nLocation: /v1/items/a");
  EXPECT_EQ(found->body, R"({"id":"工1"})");
  EXPECT_EQ(found->created_at, At(0));
  EXPECT_EQ(found->expires_at, At(60));
}

TEST_P(AnswersTest, BelongsToOnePersonOfOneTenant) {
  ASSERT_TRUE(store().KeepAnswer(kCity, Answer("k")));
  EXPECT_FALSE(store().FindAnswer(kCity, kLi, "k", At(1)));
  EXPECT_FALSE(store().FindAnswer(kOtherCity, kWang, "k", At(1)));
  AnswerRecord of_li = Answer("k", "hers");
  of_li.person = kLi;
  EXPECT_TRUE(store().KeepAnswer(kCity, of_li));
  EXPECT_TRUE(store().KeepAnswer(kOtherCity, Answer("k", "elsewhere")));
  EXPECT_EQ(Find("k")->body, R"({"id":"工1"})");
}

TEST_P(AnswersTest, IsNotReplacedWhileItHolds) {
  ASSERT_TRUE(store().KeepAnswer(kCity, Answer("k", "first")));
  AnswerRecord second = Answer("k", "second");
  second.created_at = At(59);
  EXPECT_FALSE(store().KeepAnswer(kCity, second));
  EXPECT_EQ(Find("k")->body, "first");
}

TEST_P(AnswersTest, ExpiresAndMakesRoomForAnother) {
  ASSERT_TRUE(store().KeepAnswer(kCity, Answer("k", "first")));
  EXPECT_TRUE(Find("k", 59));
  EXPECT_FALSE(Find("k", 60));
  AnswerRecord second = Answer("k", "second");
  second.created_at = At(60);
  second.expires_at = At(120);
  EXPECT_TRUE(store().KeepAnswer(kCity, second));
  EXPECT_EQ(Find("k", 60)->body, "second");
}

TEST_P(AnswersTest, OnlyExpiredOnesAreRemovedAndNoMoreThanAsked) {
  for (const std::string key : {"a", "b", "c"}) ASSERT_TRUE(store().KeepAnswer(kCity, Answer(key)));
  ASSERT_TRUE(store().KeepAnswer(kOtherCity, Answer("a")));
  AnswerRecord longer = Answer("d");
  longer.expires_at = At(61);
  ASSERT_TRUE(store().KeepAnswer(kCity, longer));
  EXPECT_EQ(store().RemoveExpiredAnswers(At(59), 10), 0);
  EXPECT_EQ(store().RemoveExpiredAnswers(At(60), 3), 3);
  EXPECT_EQ(store().RemoveExpiredAnswers(At(60), 3), 1);
  EXPECT_EQ(store().RemoveExpiredAnswers(At(60), 3), 0);
  EXPECT_TRUE(Find("d"));
}

TEST_P(AnswersTest, IsKeptWithTheItemsItAnswers) {
  EXPECT_FALSE(CommitWith(Creation("a"), Answer("k")));
  EXPECT_TRUE(store().FindItem(kCity, ItemId("a")));
  EXPECT_TRUE(Find("k"));
}

TEST_P(AnswersTest, WhoseKeyIsTakenKeepsTheItemsFromBeingWritten) {
  ASSERT_TRUE(store().KeepAnswer(kCity, Answer("k", "first")));
  const auto conflict = CommitWith(Creation("a"), Answer("k", "second"));
  ASSERT_TRUE(conflict);
  ASSERT_TRUE(conflict->refused);
  EXPECT_EQ(conflict->refused->code, Code::idempotency_key_taken);
  EXPECT_FALSE(store().FindItem(kCity, ItemId("a")));
  EXPECT_EQ(Find("k")->body, "first");
}

TEST_P(AnswersTest, IsNotKeptWhereTheItemsAreRefused) {
  Commit(Creation("a"));
  const auto conflict = CommitWith(Creation("a"), Answer("k"));
  ASSERT_TRUE(conflict);
  EXPECT_EQ(conflict->rev, 1);
  EXPECT_FALSE(conflict->refused);
  EXPECT_FALSE(Find("k"));
}

TEST_P(AnswersTest, OfSeveralAtOnceUnderOneKeyOneWritesItsItem) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      const std::string id = std::string(1, static_cast<char>('a' + i));
      static_cast<void>(CommitWith(Creation(id), Answer("k", id)));
    });
  }
  for (std::thread& thread : threads) thread.join();
  ItemQuery all;
  all.scopes = {"liangzhou/"};
  const auto items = store().ListItems(kCity, all).rows;
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(Find("k")->body, items.front().id.value);
}

TEST_P(AnswersTest, IsKeptWithAPublishedWorkflowOrNot) {
  const DefinitionRecord first{"w", 1, "source", kWang, At(0)};
  const DefinitionRecord second{"w", 2, "source", kWang, At(0)};
  const AnswerRecord answer = Answer("k");
  EXPECT_TRUE(store().AddDefinition(kCity, first, &answer));
  EXPECT_FALSE(store().AddDefinition(kCity, second, &answer)) << "the key is taken";
  EXPECT_FALSE(store().FindDefinition(kCity, "w", 2));
  const AnswerRecord other = Answer("other");
  EXPECT_FALSE(store().AddDefinition(kCity, first, &other)) << "the version is there";
  EXPECT_FALSE(Find("other"));
}

TEST_P(AnswersTest, IsKeptWithABudgetOrNot) {
  BudgetRecord budget;
  budget.id = BudgetId("b");
  budget.title = {"预算", "budget"};
  budget.org = OrgId("city");
  budget.org_path = "city/";
  budget.created_by = kWang;
  budget.sums.pool = 100;
  const AnswerRecord answer = Answer("k");
  EXPECT_TRUE(store().AddBudget(kCity, budget, "", &answer));
  const AnswerRecord other = Answer("other");
  EXPECT_FALSE(store().AddBudget(kCity, budget, "", &other)) << "the budget is there";
  EXPECT_FALSE(Find("other"));
  budget.id = BudgetId("c");
  EXPECT_FALSE(store().AddBudget(kCity, budget, "", &answer)) << "the key is taken";
  EXPECT_FALSE(store().FindBudget(kCity, BudgetId("c")));
}

TEST_P(AnswersTest, OfAChangedBudgetTellsWhatTheChangeLedTo) {
  BudgetRecord budget;
  budget.id = BudgetId("b");
  budget.title = {"预算", "budget"};
  budget.org = OrgId("city");
  budget.org_path = "city/";
  budget.created_by = kWang;
  budget.sums.pool = 100;
  ASSERT_TRUE(store().AddBudget(kCity, budget, ""));
  LedgerRecord change;
  change.posting = {LedgerKind::kAllot, budget.id, {}, 5, "more"};
  change.actor = kWang;
  const auto tell = [](const BudgetRecord& after) { return Answer("k", std::to_string(after.sums.pool)); };
  const auto changed = store().ChangeBudget(kCity, change, tell);
  ASSERT_TRUE(changed);
  EXPECT_EQ(changed->sums.pool, 105);
  EXPECT_EQ(changed->entries, 2);
  EXPECT_EQ(Find("k")->body, "105");

  const auto again = store().ChangeBudget(kCity, change, tell);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Code::idempotency_key_taken);
  EXPECT_EQ(store().FindBudget(kCity, budget.id)->sums.pool, 105);

  change.posting.kind = LedgerKind::kCut;
  change.posting.fen = 1'000;
  EXPECT_FALSE(store().ChangeBudget(kCity, change, [](const BudgetRecord&) { return Answer("refused"); }));
  EXPECT_FALSE(Find("refused"));
}

CHARTER_EVERY_STORE(AnswersTest);

}  // namespace
}  // namespace charter::storage
