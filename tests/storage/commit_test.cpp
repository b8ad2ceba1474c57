// One event, one transaction: all that a commit writes is there, or nothing of it.
#include <string>

#include "engine/data/failure.h"
#include "tests/storage/store_fixture.h"

namespace charter::storage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class CommitTest : public StoreTest {
 protected:
  [[nodiscard]] TaskQuery EveryTask() const { return {{{"leader", ""}, {"expert", ""}}, "", 100}; }

  ItemRecord Item(const std::string& id) {
    const auto item = store().FindItem(kCity, ItemId(id));
    EXPECT_TRUE(item) << id;
    return item.value_or(ItemRecord());
  }

  std::vector<HistoryRecord> History(const std::string& id) {
    return store().History(kCity, ItemId(id), 0, 1000);
  }

  void ExpectNothingStored() {
    EXPECT_THAT(store().ListItems(kCity, {.scopes = {""}}).rows, IsEmpty());
    EXPECT_THAT(History("a"), IsEmpty());
    EXPECT_THAT(store().ListTasks(kCity, EveryTask()).rows, IsEmpty());
    EXPECT_EQ(store().NextTimer(), std::nullopt);
    EXPECT_THAT(store().PendingOutbox(10), IsEmpty());
  }

  // With something in every table.
  static ItemWrite FullCreation(const std::string& id) {
    ItemWrite write = Creation(id);
    write.tasks = {{"draft", "leader", At(1), At(50)}, {"draft", "expert", At(2), std::nullopt}};
    write.timers = {{1, At(50)}, {2, At(60)}};
    write.outbox = {{1, 0, "notify", R"({"to":"expert"})"}, {1, 1, "send", R"({"event":"x"})"}};
    return write;
  }
};

TEST_P(CommitTest, KeepsEveryFieldOfAnItem) {
  ItemWrite write = Creation("a");
  write.item.parent = ItemId("b");
  write.item.states = {"review.expert", "payment"};
  Commit(write);

  const ItemRecord item = Item("a");
  EXPECT_EQ(item.id, ItemId("a"));
  EXPECT_EQ(item.number, "PJ-a");
  EXPECT_EQ(item.workflow, "grassroots_initiative");
  EXPECT_EQ(item.version, 3);
  EXPECT_EQ(item.org, OrgId("u12"));
  EXPECT_EQ(item.org_path, "liangzhou/taihu/u12/");
  EXPECT_EQ(item.parent, ItemId("b"));
  EXPECT_EQ(item.title, write.item.title);
  EXPECT_EQ(item.created_by, PersonId("p7"));
  EXPECT_EQ(item.created_at, At(0, 123'456'000));
  EXPECT_EQ(item.updated_at, At(0, 123'456'000));
  EXPECT_EQ(item.rev, 1);
  EXPECT_EQ(item.status, "active");
  EXPECT_THAT(item.states, ElementsAre("review.expert", "payment"));
  EXPECT_EQ(item.snapshot, write.item.snapshot);
  EXPECT_EQ(item.head, write.history[0].hash);
  EXPECT_NE(item.head, "");
}

TEST_P(CommitTest, KeepsEveryFieldOfAnEvent) {
  ItemWrite write = Creation("a");
  write.history[0].from = {"x", "y"};
  Commit(write);

  const auto history = History("a");
  ASSERT_THAT(history, SizeIs(1));
  EXPECT_EQ(history[0].rev, 1);
  EXPECT_EQ(history[0].at, At(0));
  EXPECT_EQ(history[0].recorded_at, At(0, 5'000));
  EXPECT_EQ(history[0].event, "create");
  EXPECT_EQ(history[0].hash, write.history[0].hash);
  EXPECT_EQ(history[0].source, "person");
  EXPECT_EQ(history[0].actor, R"({"id":"p7"})");
  EXPECT_EQ(history[0].input, R"({"title":"x"})");
  EXPECT_THAT(history[0].from, ElementsAre("x", "y"));
  EXPECT_THAT(history[0].to, ElementsAre("draft"));
  EXPECT_EQ(history[0].detail, R"({"seed":1})");
}

TEST_P(CommitTest, KeepsTimesToTheMicrosecondOverTheWholeRange) {
  ItemWrite write = Creation("a");
  write.item.created_at = {kMinSeconds, 0};
  write.item.updated_at = {kMaxSeconds, 999'999'999};
  write.history[0].at = {-1, 1'999};
  Commit(write);
  EXPECT_EQ(Item("a").created_at, (Timestamp{kMinSeconds, 0}));
  EXPECT_EQ(Item("a").updated_at, (Timestamp{kMaxSeconds, 999'999'000}));
  EXPECT_EQ(History("a").at(0).at, (Timestamp{-1, 1'000}));
}

TEST_P(CommitTest, KeepsLongTextAndControlCharactersByteForByte) {
  ItemWrite write = Creation("a");
  write.item.snapshot = std::string(300'000, 'x') + "\x01\x1f\"\\\t:name {rows:x} $1 ? 'q' é 梁";
  write.history[0].detail = write.item.snapshot;
  write.outbox = {{1, 0, "notify", write.item.snapshot}};
  Commit(write);
  EXPECT_EQ(Item("a").snapshot, write.item.snapshot);
  EXPECT_EQ(History("a").at(0).detail, write.item.snapshot);
  EXPECT_EQ(store().PendingOutbox(1).at(0).record.payload, write.item.snapshot);
}

TEST_P(CommitTest, ReplacesTheItemWithEveryEvent) {
  const ItemWrite first = Creation("a");
  Commit(first);
  ItemWrite second = Next(first);
  second.item.number = "PJ-new";
  second.item.title = "new";
  second.item.org = OrgId("u13");
  second.item.org_path = "liangzhou/taihu/u13/";
  second.item.version = 4;
  second.item.status = "ended";
  second.item.states = {"closed"};
  Commit(second);

  const ItemRecord item = Item("a");
  EXPECT_EQ(item.rev, 2);
  EXPECT_EQ(item.number, "PJ-new");
  EXPECT_EQ(item.title, "new");
  EXPECT_EQ(item.org_path, "liangzhou/taihu/u13/");
  EXPECT_EQ(item.version, 4);
  EXPECT_EQ(item.status, "ended");
  EXPECT_THAT(item.states, ElementsAre("closed"));
  EXPECT_EQ(item.updated_at, At(2));
  EXPECT_EQ(item.created_at, At(0, 123'456'000));
}

TEST_P(CommitTest, AddsSeveralEventsAtOnce) {
  ItemWrite write = Creation("a");
  write.history.push_back(write.history[0]);
  write.history[1].rev = 2;
  write.history[1].event = "second";
  write.item.rev = 2;
  Commit(write);
  const auto history = History("a");
  ASSERT_THAT(history, SizeIs(2));
  EXPECT_EQ(history[1].event, "second");
  EXPECT_EQ(Item("a").rev, 2);
}

TEST_P(CommitTest, ReplacesTasksAndTimersAndAddsToTheOutbox) {
  const ItemWrite first = FullCreation("a");
  Commit(first);
  ItemWrite second = Next(first);
  second.tasks = {{"draft", "leader", At(1), At(55)}, {"review", "expert", At(3), At(9)}};
  second.timers = {{2, At(61)}, {3, At(70)}};
  second.outbox = {{2, 0, "notify", "{}"}};
  Commit(second);

  const auto tasks = store().ListTasks(kCity, EveryTask()).rows;
  ASSERT_THAT(tasks, SizeIs(2));
  EXPECT_EQ(tasks[0].task.state, "review");
  EXPECT_EQ(tasks[0].task.due, At(9));
  EXPECT_EQ(tasks[1].task.state, "draft");
  EXPECT_EQ(tasks[1].task.due, At(55));

  const auto timers = store().DueTimers(At(1000), 10);
  ASSERT_THAT(timers, SizeIs(2));
  EXPECT_EQ(timers[0].id, 2);
  EXPECT_EQ(timers[0].due, At(61));
  EXPECT_EQ(timers[1].id, 3);
  EXPECT_THAT(store().PendingOutbox(10), SizeIs(3));

  Commit(Next(second));
  EXPECT_THAT(store().ListTasks(kCity, EveryTask()).rows, IsEmpty());
  EXPECT_EQ(store().NextTimer(), std::nullopt);
  EXPECT_THAT(store().PendingOutbox(10), SizeIs(3));
}

TEST_P(CommitTest, WritesSeveralItemsTogether) {
  EXPECT_FALSE(Commit(std::vector{FullCreation("b"), FullCreation("a"), FullCreation("c")}));
  EXPECT_THAT(IdsOf(store().ListItems(kCity, {.scopes = {""}})), ElementsAre("c", "b", "a"));
}

TEST_P(CommitTest, WithNothingToWriteDoesNothing) { EXPECT_FALSE(Commit(std::vector<ItemWrite>{})); }

TEST_P(CommitTest, ToldAnOldRevisionReportsThePresentOneAndChangesNothing) {
  const ItemWrite first = Creation("a");
  Commit(first);
  ItemWrite second = Next(first);
  Commit(second);

  ItemWrite stale = Next(first);
  stale.item.title = "stale";
  stale.tasks = {{"draft", "leader", At(1), std::nullopt}};
  stale.timers = {{1, At(1)}};
  stale.outbox = {{2, 0, "notify", "{}"}};
  const auto conflict = Commit(std::vector{stale});
  ASSERT_TRUE(conflict);
  EXPECT_EQ(conflict->item, ItemId("a"));
  EXPECT_EQ(conflict->rev, 2);
  EXPECT_EQ(Item("a").title, second.item.title);
  EXPECT_THAT(History("a"), SizeIs(2));
  EXPECT_THAT(store().ListTasks(kCity, EveryTask()).rows, IsEmpty());
  EXPECT_EQ(store().NextTimer(), std::nullopt);
  EXPECT_THAT(store().PendingOutbox(10), IsEmpty());
}

TEST_P(CommitTest, ConflictsWhereANewItemIsThereAlready) {
  const ItemWrite first = Creation("a");
  Commit(first);
  Commit(Next(first));
  const auto conflict = Commit(std::vector{Creation("a")});
  ASSERT_TRUE(conflict);
  EXPECT_EQ(conflict->rev, 2);
}

TEST_P(CommitTest, ConflictsWithRevisionZeroWhereTheItemDoesNotExist) {
  const auto conflict = Commit(std::vector{Next(Creation("a"))});
  ASSERT_TRUE(conflict);
  EXPECT_EQ(conflict->item, ItemId("a"));
  EXPECT_EQ(conflict->rev, 0);
  ExpectNothingStored();
}

TEST_P(CommitTest, WithOneConflictAmongManyWritesNone) {
  const auto conflict = Commit(std::vector{FullCreation("a"), Next(Creation("b")), FullCreation("c")});
  ASSERT_TRUE(conflict);
  EXPECT_EQ(conflict->item, ItemId("b"));
  ExpectNothingStored();
}

TEST_P(CommitTest, ReportsTheFirstConflictInTheCallersOrder) {
  const auto conflict = Commit(std::vector{Creation("d"), Next(Creation("c")), Next(Creation("a"))});
  ASSERT_TRUE(conflict);
  EXPECT_EQ(conflict->item, ItemId("c"));
  EXPECT_EQ(conflict->rev, 0);
}

TEST_P(CommitTest, FailingInTheMiddleChangesNothing) {
  ItemWrite same_number = FullCreation("b");
  same_number.item.number = "PJ-a";
  try {
    static_cast<void>(Commit(std::vector{FullCreation("a"), same_number, FullCreation("c")}));
    FAIL() << "two items got one number";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), Code::store_failed);
    EXPECT_FALSE(failure.retryable());
  }
  ExpectNothingStored();
  Commit(FullCreation("a"));
  EXPECT_EQ(Item("a").rev, 1);
}

TEST_P(CommitTest, KeepsNumbersUniqueWithinOneWorkflowOfOneTenant) {
  Commit(Creation("a"));
  ItemWrite same = Creation("b");
  same.item.number = "PJ-a";
  EXPECT_THROW(static_cast<void>(Commit(std::vector{same})), Failure);

  same.item.workflow = "milestone";
  Commit(same);
  EXPECT_FALSE(store().Commit(kOtherCity, std::vector{Creation("a")}));
  ItemWrite none = Creation("c");
  none.item.number = "";
  Commit(none);
  none.item.id = ItemId("d");
  Commit(none);
  EXPECT_THAT(store().ListItems(kCity, {.scopes = {""}}).rows, SizeIs(4));
}

TEST_P(CommitTest, RefusesAWriteThatContradictsItself) {
  std::vector<ItemWrite> wrong(9, FullCreation("a"));
  wrong[0].history.clear();
  wrong[1].item.rev = 2;
  wrong[2].history[0].rev = 2;
  wrong[3].tasks.push_back(wrong[3].tasks[0]);
  wrong[4].timers.push_back(wrong[4].timers[0]);
  wrong[5].outbox.push_back(wrong[5].outbox[0]);
  wrong[6].outbox[0].rev = 2;
  wrong[7].item.title = std::string("a\0b", 3);
  wrong[8].history[0].input = "\xff";
  for (const ItemWrite& write : wrong) {
    try {
      static_cast<void>(Commit(std::vector{FullCreation("z"), write}));
      ADD_FAILURE() << "accepted";
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.code(), Code::store_failed);
    }
  }
  ExpectNothingStored();
}

TEST_P(CommitTest, KeepsTenantsApart) {
  Commit(FullCreation("a"));
  ItemWrite other = FullCreation("a");
  other.item.title = "of another city";
  EXPECT_FALSE(store().Commit(kOtherCity, std::vector{other}));
  EXPECT_NE(Item("a").title, "of another city");
  EXPECT_EQ(store().FindItem(kOtherCity, ItemId("a"))->title, "of another city");
  EXPECT_FALSE(store().FindItem(TenantId("third"), ItemId("a")));
  EXPECT_THAT(store().History(kOtherCity, ItemId("a"), 0, 10), SizeIs(1));
  EXPECT_THAT(store().ListTasks(kOtherCity, EveryTask()).rows, SizeIs(2));
}

TEST_P(CommitTest, LeavesAnUnknownItemUnfound) {
  EXPECT_FALSE(store().FindItem(kCity, ItemId("nobody")));
  EXPECT_THAT(History("nobody"), IsEmpty());
}

TEST_P(CommitTest, PagesHistoryByRevision) {
  ItemWrite write = Creation("a");
  Commit(write);
  for (int i = 0; i < 4; ++i) {
    write = Next(write);
    Commit(write);
  }
  const auto page = store().History(kCity, ItemId("a"), 2, 2);
  ASSERT_THAT(page, SizeIs(2));
  EXPECT_EQ(page[0].rev, 3);
  EXPECT_EQ(page[1].rev, 4);
  EXPECT_THAT(store().History(kCity, ItemId("a"), 5, 2), IsEmpty());
  EXPECT_THAT(store().History(kCity, ItemId("a"), 0, 0), IsEmpty());
}

CHARTER_EVERY_STORE(CommitTest);

}  // namespace
}  // namespace charter::storage
