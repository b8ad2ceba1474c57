// What lists show, in which order, and where a page ends.
#include <functional>
#include <string>

#include "tests/storage/store_fixture.h"

namespace charter::storage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ItemListTest : public StoreTest {
 protected:
  void Add(const std::string& id, const std::string& path) {
    ItemWrite write = Creation(id);
    write.item.org_path = path;
    Commit(write);
  }
  std::vector<std::string> List(const ItemQuery& query) { return IdsOf(store().ListItems(kCity, query)); }
};

TEST_P(ItemListTest, ShowsTheNewestFirst) {
  Add("b", "r/");
  Add("a", "r/");
  Add("c", "r/");
  EXPECT_THAT(List({.scopes = {"r/"}}), ElementsAre("c", "b", "a"));
}

TEST_P(ItemListTest, ShowsNothingWithoutAScope) {
  Add("a", "r/");
  EXPECT_THAT(List({}), IsEmpty());
}

TEST_P(ItemListTest, ShowsOnlyWhatTheScopesCover) {
  Add("a", "r/t/");
  Add("b", "r/t/u1/");
  Add("c", "r/t/u12/");
  Add("d", "r/s/u1/");
  Add("e", "x/");
  EXPECT_THAT(List({.scopes = {"r/t/"}}), ElementsAre("c", "b", "a"));
  EXPECT_THAT(List({.scopes = {"r/t/u1/"}}), ElementsAre("b"));
  EXPECT_THAT(List({.scopes = {"x/", "r/t/u1/"}}), ElementsAre("e", "b"));
  EXPECT_THAT(List({.scopes = {"r/t/u1/", "r/t/", "r/t/"}}), ElementsAre("c", "b", "a"));
  EXPECT_THAT(List({.scopes = {""}}), ElementsAre("e", "d", "c", "b", "a"));
  EXPECT_THAT(List({.scopes = {"R/"}}), IsEmpty());
}

TEST_P(ItemListTest, TakesScopesAsTextAndNotAsPatterns) {
  Add("a", "r%/");
  Add("b", "rx/");
  Add("c", "r_梁/");
  EXPECT_THAT(List({.scopes = {"r%/"}}), ElementsAre("a"));
  EXPECT_THAT(List({.scopes = {"r_/"}}), IsEmpty());
  EXPECT_THAT(List({.scopes = {"r_梁/"}}), ElementsAre("c"));
}

TEST_P(ItemListTest, TakesManyScopes) {
  std::vector<std::string> scopes;
  for (int i = 0; i < 300; ++i) {
    Add("i" + std::to_string(1000 + i), "r/" + std::to_string(1000 + i) + "/");
    if (i % 100 == 0) scopes.push_back("r/" + std::to_string(1000 + i) + "/");
    scopes.push_back("none/" + std::to_string(i) + "/");
  }
  EXPECT_THAT(List({.scopes = scopes}), ElementsAre("i1200", "i1100", "i1000"));
}

TEST_P(ItemListTest, FiltersByWhatTheCallerAsksFor) {
  ItemWrite a = Creation("a");
  a.item.states = {"review.expert", "payment"};
  Commit(a);
  ItemWrite b = Creation("b");
  b.item.workflow = "milestone";
  b.item.parent = ItemId("a");
  Commit(b);
  ItemWrite c = Creation("c");
  c.item.status = "ended";
  c.item.states = {"closed"};
  c.item.org_path = "liangzhou/other/";
  Commit(c);

  EXPECT_THAT(List({.scopes = {""}, .workflow = "milestone"}), ElementsAre("b"));
  EXPECT_THAT(List({.scopes = {""}, .state = "payment"}), ElementsAre("a"));
  EXPECT_THAT(List({.scopes = {""}, .state = "review.expert"}), ElementsAre("a"));
  EXPECT_THAT(List({.scopes = {""}, .state = "review"}), IsEmpty());
  EXPECT_THAT(List({.scopes = {""}, .status = "ended"}), ElementsAre("c"));
  EXPECT_THAT(List({.scopes = {""}, .org_path = "liangzhou/taihu/"}), ElementsAre("b", "a"));
  EXPECT_THAT(List({.scopes = {""}, .parent = ItemId("a")}), ElementsAre("b"));
  EXPECT_THAT(List({.scopes = {"liangzhou/other/"}, .org_path = "liangzhou/taihu/"}), IsEmpty());
  EXPECT_THAT(
      List({.scopes = {""}, .workflow = "grassroots_initiative", .state = "closed", .status = "ended"}),
      ElementsAre("c"));
}

TEST_P(ItemListTest, FollowsTheStatesOfAnItem) {
  const ItemWrite first = Creation("a");
  Commit(first);
  ItemWrite second = Next(first);
  second.item.states = {"review"};
  Commit(second);
  EXPECT_THAT(List({.scopes = {""}, .state = "draft"}), IsEmpty());
  EXPECT_THAT(List({.scopes = {""}, .state = "review"}), ElementsAre("a"));
}

TEST_P(ItemListTest, ContinuesAfterTheLastItemOfThePageBefore) {
  for (const char* id : {"a", "b", "c", "d", "e"}) Add(id, "r/");
  EXPECT_THAT(List({.scopes = {""}, .limit = 2}), ElementsAre("e", "d"));
  EXPECT_THAT(List({.scopes = {""}, .after = "d", .limit = 2}), ElementsAre("c", "b"));
  EXPECT_THAT(List({.scopes = {""}, .after = "b", .limit = 2}), ElementsAre("a"));
  EXPECT_THAT(List({.scopes = {""}, .after = "a", .limit = 2}), IsEmpty());
  EXPECT_THAT(List({.scopes = {""}, .limit = 0}), IsEmpty());
}

TEST_P(ItemListTest, IsUnimpressedByTextThatLooksLikeSql) {
  Add("a", "r/");
  const std::string trick = "' OR 1 = 1; DROP TABLE items; -- :limit";
  EXPECT_THAT(List({.scopes = {trick}}), IsEmpty());
  EXPECT_THAT(List({.scopes = {""}, .workflow = trick, .state = trick, .status = trick}), IsEmpty());
  EXPECT_THAT(List({.scopes = {""}}), ElementsAre("a"));
}

TEST_P(ItemListTest, FindsNothingUnderTextThatNoStoreCanKeep) {
  Add("a", "r/");
  for (const std::string& text :
       {std::string("a\0b", 3), std::string("\xff\xfe"), std::string("\xed\xa0\x80")}) {
    EXPECT_FALSE(store().FindItem(kCity, ItemId(text)));
    EXPECT_THAT(List({.scopes = {""}, .workflow = text}), IsEmpty());
    EXPECT_THAT(List({.scopes = {""}, .state = text}), IsEmpty());
    EXPECT_FALSE(store().FindDefinition(kCity, text, 0));
    EXPECT_FALSE(directory().FindToken(text, At(0)));
    EXPECT_FALSE(directory().FindOrganization(kCity, OrgId(text)));
  }
}

TEST_P(ItemListTest, FindsTextInTitlesAndNumbersAndFollowsTheirChange) {
  ItemWrite a = Creation("a");
  a.item.title = "梁州职工书屋";
  a.item.number = "PJ-2026-001234";
  Commit(a);
  const auto find = [&](const std::string& text) { return List({.scopes = {""}, .text = text}); };
  for (const char* text : {"书", "书屋", "职工 2026", "ｐｊ-2026-0012", "001234"})
    EXPECT_THAT(find(text), ElementsAre("a")) << text;
  for (const char* text : {"屋书", "职工 2027", "234", "—", ""}) EXPECT_THAT(find(text), IsEmpty()) << text;

  ItemWrite renamed = Next(a);
  renamed.item.title = "技能竞赛";
  Commit(renamed);
  EXPECT_THAT(find("书屋"), IsEmpty());
  EXPECT_THAT(find("竞赛 001234"), ElementsAre("a"));
}

TEST_P(ItemListTest, ShowsWhatIsOverdueByWhatWasDueFirst) {
  const auto add = [&](const std::string& id, const std::string& path, std::vector<TaskRecord> tasks) {
    ItemWrite write = Creation(id);
    write.item.org_path = path;
    write.tasks = std::move(tasks);
    Commit(write);
  };
  add("a", "r/", {{"s", "x", At(1), At(20)}});
  add("b", "r/t/", {{"s", "x", At(1), At(30)}, {"s", "y", At(1), At(10)}});
  add("c", "r/t/", {{"s", "x", At(1), At(15), PersonId("p")}});
  add("d", "r/t/", {{"s", "x", At(1), std::nullopt}});
  EXPECT_THAT(List({.scopes = {"r/"}, .overdue_at = At(40)}), ElementsAre("b", "c", "a"));
  EXPECT_THAT(List({.scopes = {"r/"}, .overdue_at = At(15)}), ElementsAre("b", "c"));
  EXPECT_THAT(List({.scopes = {"r/t/"}, .overdue_at = At(40), .limit = 1}), ElementsAre("b"));
  EXPECT_THAT(List({.scopes = {"x/"}, .overdue_at = At(40)}), IsEmpty());
  EXPECT_THAT(List({.scopes = {"r/"}, .overdue_at = At(40), .after = "no cursor"}), IsEmpty());
}

TEST_P(ItemListTest, LeavesTheSnapshotToThoseWhoReadOneItem) {
  Add("a", "r/");
  EXPECT_EQ(store().ListItems(kCity, {.scopes = {"r/"}}).rows.at(0).snapshot, "");
  EXPECT_EQ(store().FindItem(kCity, ItemId("a"))->snapshot, Creation("a").item.snapshot);
}

CHARTER_EVERY_STORE(ItemListTest);

class TaskListTest : public StoreTest {
 protected:
  void Add(const std::string& id, const std::string& path, const std::vector<TaskRecord>& tasks) {
    ItemWrite write = Creation(id);
    write.item.org_path = path;
    write.tasks = tasks;
    Commit(write);
  }
  std::vector<std::string> List(const TaskQuery& query) { return IdsOf(store().ListTasks(kCity, query)); }
};

TEST_P(TaskListTest, ShowsTheEarliestDueFirstThenTheOldestWithoutDate) {
  Add("a", "r/", {{"s", "x", At(5), std::nullopt}});
  Add("b", "r/", {{"s", "x", At(4), std::nullopt}});
  Add("c", "r/", {{"s", "x", At(3), At(20)}});
  Add("d", "r/", {{"s", "x", At(2), At(10)}});
  Add("e", "r/", {{"s", "x", At(1), At(20)}});
  EXPECT_THAT(List({.roles = {{"x", "r/"}}}), ElementsAre("d", "e", "c", "b", "a"));
}

TEST_P(TaskListTest, ShowsOnlyTheCallersRolesInTheirPlaces) {
  Add("a", "r/t/u1/", {{"s", "expert", At(1), std::nullopt}});
  Add("b", "r/t/u2/", {{"s", "leader", At(2), std::nullopt}});
  Add("c", "r/s/", {{"s", "expert", At(3), std::nullopt}});
  EXPECT_THAT(List({.roles = {{"expert", "r/t/"}}}), ElementsAre("a"));
  EXPECT_THAT(List({.roles = {{"expert", "r/t/u2/"}, {"leader", "r/t/u1/"}}}), IsEmpty());
  EXPECT_THAT(List({.roles = {{"expert", "r/s/"}, {"leader", "r/t/"}}}), ElementsAre("b", "c"));
  EXPECT_THAT(List({.roles = {{"expert", ""}}}), ElementsAre("a", "c"));
  EXPECT_THAT(List({}), IsEmpty());
}

TEST_P(TaskListTest, ListsATaskOncePerRoleAndNotOncePerPlace) {
  Add("a", "r/t/", {{"s", "expert", At(1), std::nullopt}, {"s", "leader", At(1), std::nullopt}});
  const auto tasks =
      store()
          .ListTasks(kCity,
                     {.roles = {{"expert", "r/"}, {"expert", "r/t/"}, {"leader", "r/t/"}, {"expert", "r/"}}})
          .rows;
  ASSERT_EQ(tasks.size(), 2U);
  EXPECT_EQ(tasks[0].task.role, "expert");
  EXPECT_EQ(tasks[1].task.role, "leader");
}

TEST_P(TaskListTest, TellsWhatTheItemIs) {
  Add("a", "r/", {{"s", "x", At(1), At(2)}});
  const auto tasks = store().ListTasks(kCity, {.roles = {{"x", ""}}}).rows;
  ASSERT_EQ(tasks.size(), 1U);
  EXPECT_EQ(tasks[0].item, ItemId("a"));
  EXPECT_EQ(tasks[0].number, "PJ-a");
  EXPECT_EQ(tasks[0].workflow, "grassroots_initiative");
  EXPECT_EQ(tasks[0].version, 3);
  EXPECT_EQ(tasks[0].title, Creation("a").item.title);
  EXPECT_EQ(tasks[0].org, OrgId("u12"));
  EXPECT_EQ(tasks[0].task.since, At(1));
  EXPECT_EQ(tasks[0].task.due, At(2));
}

TEST_P(TaskListTest, FollowsAnItemThatMoves) {
  ItemWrite first = Creation("a");
  first.tasks = {{"s", "x", At(1), std::nullopt}};
  Commit(first);
  ItemWrite second = Next(first);
  second.item.org_path = "moved/";
  second.tasks = first.tasks;
  Commit(second);
  EXPECT_THAT(List({.roles = {{"x", "liangzhou/"}}}), IsEmpty());
  EXPECT_THAT(List({.roles = {{"x", "moved/"}}}), ElementsAre("a"));
}

TEST_P(TaskListTest, ContinuesAfterEachPossibleRow) {
  Add("a", "r/",
      {{"s", "x", At(5), std::nullopt}, {"s", "y", At(5), std::nullopt}, {"t", "x", At(5), std::nullopt}});
  Add("b", "r/", {{"s", "x", At(5), std::nullopt}});
  Add("c", "r/", {{"s", "x", At(3), At(20)}, {"t", "x", At(3), At(20)}});
  for (int size = 1; size <= 7; ++size) {
    TaskQuery query{.roles = {{"x", ""}, {"y", ""}}, .limit = size};
    std::vector<std::string> listed;
    do {
      const auto page = store().ListTasks(kCity, query);
      for (const TaskRow& row : page.rows) listed.push_back(row.item.value + row.task.state + row.task.role);
      query.after = page.next;
    } while (!query.after.empty());
    EXPECT_THAT(listed, ElementsAre("csx", "ctx", "asx", "asy", "atx", "bsx")) << size;
  }
}

TEST_P(TaskListTest, ListsNothingAfterACursorThatIsNone) {
  Add("a", "r/", {{"s", "x", At(1), std::nullopt}});
  for (const char* cursor : {"x", "[]", "[1,2,3,4,5]", R"([1,2,"a","b"])"}) {
    EXPECT_THAT(List({.roles = {{"x", ""}}, .after = cursor}), IsEmpty()) << cursor;
  }
}

TEST_P(TaskListTest, IsNarrowedByWhatTheCallerAsksFor) {
  Add("a", "r/t/", {{"s", "x", At(1), At(10)}});
  Add("b", "r/u/", {{"s", "x", At(2), At(20)}, {"t", "x", At(2), std::nullopt, PersonId("p")}});
  const TaskQuery all{.roles = {{"x", "r/"}}, .person = PersonId("p")};
  const auto narrowed = [&](const std::function<void(TaskQuery&)>& by) {
    TaskQuery query = all;
    by(query);
    return List(query);
  };
  EXPECT_THAT(List(all), ElementsAre("a", "b", "b"));
  EXPECT_THAT(narrowed([](TaskQuery& query) { query.org_path = "r/u/"; }), ElementsAre("b", "b"));
  EXPECT_THAT(narrowed([](TaskQuery& query) { query.state = "t"; }), ElementsAre("b"));
  EXPECT_THAT(narrowed([](TaskQuery& query) { query.workflow = "other"; }), IsEmpty());
  EXPECT_THAT(narrowed([](TaskQuery& query) { query.overdue_at = At(15); }), ElementsAre("a"));
  EXPECT_THAT(narrowed([](TaskQuery& query) { query.text = "PJ-b"; }), ElementsAre("b", "b"));
}

CHARTER_EVERY_STORE(TaskListTest);

}  // namespace
}  // namespace charter::storage
