// Lists and counters of random items against a naive reading of all of them, with pages of many sizes.
#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <tuple>

#include "storage/task_cursor.h"
#include "storage/text_keys.h"
#include "tests/storage/store_fixture.h"

namespace charter::storage {
namespace {

const std::vector<std::string> kPlaces{"r/",      "r/a/",    "r/a/u1/", "r/a/u12/", "r/b/",
                                       "r/b/u1/", "r/b/u2/", "r/c/",    "x/",       "x/y/"};
const std::vector<std::string> kWorkflows{"initiative", "activity", "aid"};
const std::vector<std::string> kStates{"draft", "review", "approval", "closed"};
const std::vector<std::string> kStatuses{"active", "suspended", "ended"};
const std::vector<std::string> kRoles{"lead", "officer", "finance"};
const std::vector<std::string> kPeople{"p1", "p2"};
const std::vector<std::string> kTitles{"职工书屋", "书屋建设 A-12",   "ＡＢＣ技能竞赛",
                                       "abcd 书",  "送温暖（第3批）", "2026 年度"};
const std::vector<std::string> kTexts{"书", "书屋",     "屋建",   "abc",  "ABC 技能", "a",
                                      "pj", "PJ-i0001", "i00012", "2026", "第3批",    "无此"};

class ListPropertyTest : public StoreTest {
 protected:
  std::size_t Below(std::size_t end) {
    return std::uniform_int_distribution<std::size_t>(0, end - 1)(random_);
  }
  bool OneIn(std::size_t n) { return Below(n) == 0; }
  const std::string& Any(const std::vector<std::string>& of) { return of[Below(of.size())]; }
  template <typename T>
  std::optional<T> Sometimes(const T& value) {
    return OneIn(3) ? std::optional(value) : std::nullopt;
  }

  void Shuffle(ItemWrite& write) {
    ItemRecord& item = write.item;
    item.org_path = Any(kPlaces);
    item.title = Any(kTitles);
    item.status = OneIn(4) ? Any(kStatuses) : "active";
    item.states = {Any(kStates)};
    if (OneIn(5)) item.states.push_back(Any(kStates));
    AddTasks(write);
  }

  void AddTasks(ItemWrite& write) {
    write.tasks.clear();
    for (const std::string& role : kRoles) {
      if (!OneIn(2)) continue;
      TaskRecord task{write.item.states[0], role, At(static_cast<std::int64_t>(Below(20))), std::nullopt};
      if (!OneIn(3)) task.due = At(static_cast<std::int64_t>(Below(30)));
      if (OneIn(4)) task.person = PersonId(Any(kPeople));
      write.tasks.push_back(task);
    }
  }

  void MakeItems(int count) {
    std::vector<ItemWrite> writes;
    for (int i = 0; i < count; ++i) {
      const std::string id = "i" + std::to_string(10'000 + i);
      ItemWrite write = Creation(id);
      write.item.workflow = Any(kWorkflows);
      if (OneIn(6) && i > 0) write.item.parent = ItemId("i" + std::to_string(10'000 + Below(5)));
      Shuffle(write);
      writes.push_back(std::move(write));
    }
    ASSERT_FALSE(Commit(writes));
    for (ItemWrite& write : writes) writes_[write.item.id] = std::move(write);
  }

  void ChangeSome() {
    std::vector<ItemWrite> writes;
    for (auto& [id, write] : writes_) {
      if (!OneIn(3)) continue;
      ItemWrite next = Next(write);
      if (OneIn(2)) {
        Shuffle(next);
      } else {
        next.item.states = {Any(kStates)};
        AddTasks(next);
      }
      writes.push_back(std::move(next));
    }
    ASSERT_FALSE(Commit(writes));
    for (ItemWrite& write : writes) writes_[write.item.id] = std::move(write);
  }

  static bool IsWithin(const std::string& path, const std::vector<std::string>& places) {
    return std::any_of(places.begin(), places.end(),
                       [&](const auto& place) { return path.starts_with(place); });
  }
  template <typename T>
  static bool Is(const std::optional<T>& wanted, const T& value) {
    return !wanted || *wanted == value;
  }

  [[nodiscard]] std::vector<std::string> Expected(const ItemQuery& query) const {
    std::map<std::tuple<std::int64_t, std::int64_t, std::string>, std::string> dated;
    std::vector<std::string> ids;
    for (auto entry = writes_.rbegin(); entry != writes_.rend(); ++entry) {
      const ItemRecord& item = entry->second.item;
      const bool fits =
          IsWithin(item.org_path, query.scopes) &&
          (!query.org_path || item.org_path.starts_with(*query.org_path)) &&
          Is(query.workflow, item.workflow) && Is(query.status, item.status) &&
          (!query.parent || item.parent == query.parent) &&
          (!query.state || std::count(item.states.begin(), item.states.end(), *query.state) > 0) &&
          (!query.text || TextSearch(*query.text).Finds(item.title, item.number));
      if (!fits) continue;
      ids.push_back(item.id.value);
      for (const TaskRecord& task : entry->second.tasks) {
        if (task.due && query.overdue_at && *task.due <= *query.overdue_at)
          dated.insert({{task.due->seconds, task.since.seconds, item.id.value}, item.id.value});
      }
    }
    if (!query.overdue_at) return ids;
    ids.clear();
    for (const auto& [key, id] : dated) {
      if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
    }
    return ids;
  }

  [[nodiscard]] std::vector<std::string> Expected(const TaskQuery& query) const {
    std::map<TaskCursor, std::string> sorted;
    for (const auto& [id, write] : writes_) {
      const ItemRecord& item = write.item;
      for (const TaskRecord& task : write.tasks) {
        const bool mine = task.person.empty() ? std::any_of(query.roles.begin(), query.roles.end(),
                                                            [&](const auto& role) {
                                                              return role.first == task.role &&
                                                                     item.org_path.starts_with(role.second);
                                                            })
                                              : task.person == query.person;
        if (!mine || !Is(query.workflow, item.workflow) || !Is(query.state, task.state)) continue;
        if (query.org_path && !item.org_path.starts_with(*query.org_path)) continue;
        if (query.overdue_at && (!task.due || *query.overdue_at < *task.due)) continue;
        if (query.text && !TextSearch(*query.text).Finds(item.title, item.number)) continue;
        sorted[TaskCursor::Of(task, id)] = id.value + task.state + task.role + task.person.value;
      }
    }
    std::vector<std::string> names;
    for (const auto& [key, name] : sorted) names.push_back(name);
    return names;
  }

  std::vector<std::string> Listed(ItemQuery query) {
    std::vector<std::string> ids;
    do {
      const auto page = store().ListItems(kCity, query);
      EXPECT_LE(page.rows.size(), static_cast<std::size_t>(query.limit));
      for (const ItemRecord& item : page.rows) ids.push_back(item.id.value);
      EXPECT_NE(page.next, query.after.empty() ? "x" : query.after);
      query.after = page.next;
    } while (!query.after.empty());
    return ids;
  }
  std::vector<std::string> Listed(TaskQuery query) {
    std::vector<std::string> names;
    do {
      const auto page = store().ListTasks(kCity, query);
      EXPECT_LE(page.rows.size(), static_cast<std::size_t>(query.limit));
      for (const TaskRow& row : page.rows)
        names.push_back(row.item.value + row.task.state + row.task.role + row.task.person.value);
      query.after = page.next;
    } while (!query.after.empty());
    return names;
  }

  ItemQuery AnyItemQuery() {
    ItemQuery query;
    query.scopes = {OneIn(4) ? std::string() : Any(kPlaces)};
    while (OneIn(2)) query.scopes.push_back(Any(kPlaces));
    query.workflow = Sometimes(Any(kWorkflows));
    query.state = Sometimes(Any(kStates));
    query.status = Sometimes(Any(kStatuses));
    query.org_path = Sometimes(Any(kPlaces));
    if (OneIn(5)) query.parent = ItemId("i" + std::to_string(10'000 + Below(5)));
    if (OneIn(4)) query.text = Any(kTexts);
    if (OneIn(4)) query.overdue_at = At(static_cast<std::int64_t>(Below(30)));
    query.limit = static_cast<int>(OneIn(2) ? 1 + Below(3) : 1 + Below(60));
    return query;
  }
  TaskQuery AnyTaskQuery() {
    TaskQuery query;
    do query.roles.emplace_back(Any(kRoles), OneIn(4) ? std::string() : Any(kPlaces));
    while (OneIn(2));
    if (OneIn(2)) query.person = PersonId(Any(kPeople));
    query.workflow = Sometimes(Any(kWorkflows));
    query.state = Sometimes(Any(kStates));
    query.org_path = Sometimes(Any(kPlaces));
    if (OneIn(4)) query.text = Any(kTexts);
    if (OneIn(3)) query.overdue_at = At(static_cast<std::int64_t>(Below(30)));
    query.limit = static_cast<int>(OneIn(2) ? 1 + Below(3) : 1 + Below(60));
    return query;
  }

  void ExpectCounts() {
    for (const std::string& place : kPlaces) {
      std::map<std::pair<std::string, std::string>, std::int64_t> sums;
      for (const auto& [id, write] : writes_) {
        if (!write.item.org_path.starts_with(place)) continue;
        const std::set<std::string> states(write.item.states.begin(), write.item.states.end());
        for (const std::string& state : states) ++sums[{write.item.workflow, state}];
      }
      std::vector<StateCount> expected;
      for (const auto& [key, items] : sums) expected.push_back({key.first, key.second, items});
      EXPECT_EQ(store().CountItems(kCity, {{place}, {}}), expected) << place;
    }
  }

  std::mt19937 random_{2026};  // NOLINT(cert-msc51-cpp): the same cases in every run
  std::map<ItemId, ItemWrite> writes_;
};

// With pages of one to three rows a list stops on its way, sorts and walks at a few hundred items, as with
// pages of fifty at ten thousand.
TEST_P(ListPropertyTest, ListsWhatANaiveReadingOfAllItemsFinds) {
  MakeItems(450);
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 40; ++i) {
      const ItemQuery query = AnyItemQuery();
      ASSERT_EQ(Listed(query), Expected(query)) << round << " " << i;
      const TaskQuery tasks = AnyTaskQuery();
      ASSERT_EQ(Listed(tasks), Expected(tasks)) << round << " " << i;
    }
    ChangeSome();
  }
}

TEST_P(ListPropertyTest, CountsWhatANaiveReadingOfAllItemsFinds) {
  MakeItems(60);
  ExpectCounts();
  for (int round = 0; round < 4; ++round) {
    ChangeSome();
    ExpectCounts();
    store().FoldNotes(At(0), 17);
    ExpectCounts();
  }
  while (store().FoldNotes(At(0), 1000) > 0) continue;
  ExpectCounts();
}

CHARTER_EVERY_STORE(ListPropertyTest);

}  // namespace
}  // namespace charter::storage
