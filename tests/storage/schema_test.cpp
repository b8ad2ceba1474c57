// Migrations, addresses, and what the databases themselves refuse.
#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "engine/data/failure.h"
#include "engine/ports/chain.h"
#include "storage/migrations.h"
#include "tests/storage/store_fixture.h"

namespace charter::storage {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

void ExpectFailure(Code code, const std::string& text, const std::function<void()>& call) {
  try {
    call();
    ADD_FAILURE() << "no failure";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), code);
    EXPECT_THAT(failure.what(), HasSubstr(text));
  }
}

// A database of each kind that nobody has migrated.
class SchemaTest : public testing::TestWithParam<std::string> {
 protected:
  SchemaTest() {
    if (GetParam() == "postgresql") {
      postgres_ = std::make_unique<test::PostgresDatabase>();
      url_ = postgres_->url();
    } else {
      url_ = "sqlite:" + (folder_ / "charter.db").string();
    }
  }
  [[nodiscard]] const std::string& url() const { return url_; }

 private:
  ScratchFolder folder_;
  std::unique_ptr<test::PostgresDatabase> postgres_;
  std::string url_;
};

TEST_P(SchemaTest, IsRefusedUntilItIsMigrated) {
  EXPECT_EQ(SchemaVersion(url()).present, 0);
  ExpectFailure(Code::store_schema, "charter migrate", [&] { OpenStore(url()); });
  EXPECT_EQ(Migrate(url()), SchemaVersion(url()).wanted);
  EXPECT_EQ(SchemaVersion(url()).present, SchemaVersion(url()).wanted);
  EXPECT_EQ(OpenStore(url())->store().NextNumber(kCity, "n"), 1);
}

TEST_P(SchemaTest, MigratedTwiceStaysAsItIs) {
  Migrate(url());
  EXPECT_FALSE(OpenStore(url())->store().Commit(kCity, std::vector{Creation("a")}));
  EXPECT_EQ(Migrate(url()), 0);
  EXPECT_TRUE(OpenStore(url(), {.migrate = true})->store().FindItem(kCity, ItemId("a")));
}

TEST_P(SchemaTest, IsMigratedOnceBySeveralAtOnce) {
  std::vector<std::thread> threads;
  std::atomic<int> applied = 0;
  for (int i = 0; i < 4; ++i) threads.emplace_back([&] { applied += Migrate(url()); });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(applied, SchemaVersion(url()).wanted);
}

TEST_P(SchemaTest, OfANewerProgramIsRefused) {
  Migrate(url());
  test::RunSql(url(), "INSERT INTO schema_migrations (version, name, applied_at) VALUES (9999, 'future', 0)");
  ExpectFailure(Code::store_schema, "newer program", [&] { OpenStore(url()); });
  ExpectFailure(Code::store_schema, "newer program", [&] { Migrate(url()); });
  EXPECT_EQ(SchemaVersion(url()).present, 9999);
}

TEST_P(SchemaTest, RecordsWhatWasAppliedAndWhen) {
  Migrate(url());
  EXPECT_EQ(test::QuerySql(url(), "SELECT name FROM schema_migrations WHERE version = 1"),
            "0001_first_tables");
  const std::string at = test::QuerySql(url(), "SELECT applied_at FROM schema_migrations WHERE version = 1");
  EXPECT_THAT(at, SizeIs(16)) << "microseconds";
}

TEST_P(SchemaTest, RefusesToChangeHistory) {
  Migrate(url());
  EXPECT_FALSE(OpenStore(url())->store().Commit(kCity, std::vector{Creation("a")}));
  EXPECT_ANY_THROW(test::RunSql(url(), "UPDATE history SET event = 'x'"));
  EXPECT_ANY_THROW(test::RunSql(url(), "DELETE FROM history"));
  EXPECT_EQ(test::QuerySql(url(), "SELECT event FROM history"), "create");
}

// The first migrations as they came, up to the one before history was chained.
void MigrateToVersion(const std::string& url, int version) {
  const auto all = url.starts_with("sqlite:") ? SqliteMigrations() : PostgresqlMigrations();
  test::RunSql(url,
               "CREATE TABLE schema_migrations (version bigint PRIMARY KEY, name text NOT NULL, "
               "applied_at bigint NOT NULL)");
  for (const Migration& migration : all) {
    if (migration.version > version) break;
    test::RunSql(url, std::string(migration.sql));
    test::RunSql(url, "INSERT INTO schema_migrations (version, name, applied_at) VALUES (" +
                          std::to_string(migration.version) + ", 'x', 0)");
  }
}

TEST_P(SchemaTest, ChainsTheHistoryThatWasThereBefore) {
  MigrateToVersion(url(), 5);
  for (const std::string id : {"a", "b"}) {
    test::RunSql(url(),
                 "INSERT INTO items (tenant, id, number, workflow, version, org, org_path, parent, title, "
                 "created_by, created_at, updated_at, rev, status, states, snapshot) VALUES ('liangzhou', '" +
                     id + "', 'n" + id +
                     "', 'w', 1, 'o', 'o/', NULL, 't', 'p', 5, 6, 2, 'active', '[]', '{}')");
    for (const std::string rev : {"1", "2"}) {
      test::RunSql(url(),
                   "INSERT INTO history (tenant, item, rev, at, recorded_at, event, source, actor, input, "
                   "from_states, to_states, detail) VALUES ('liangzhou', '" +
                       id + "', " + rev + ", 7, 8, 'e', 'person', '', '{}', '[]', '[\"s\"]', '{}')");
    }
  }
  Migrate(url());
  const auto opened = OpenStore(url());
  for (const std::string id : {"a", "b"}) {
    auto item = *opened->store().FindItem(kCity, ItemId(id));
    const std::string head = std::exchange(item.head, "");
    auto rows = opened->store().History(kCity, ItemId(id), 0, 10);
    std::vector<std::string> hashes;
    for (auto& row : rows) hashes.push_back(std::exchange(row.hash, ""));
    Chain(kCity, item, rows);
    ASSERT_THAT(rows, SizeIs(2));
    EXPECT_EQ(hashes[0], rows[0].hash);
    EXPECT_EQ(hashes[1], rows[1].hash);
    EXPECT_EQ(head, item.head);
  }
  EXPECT_ANY_THROW(test::RunSql(url(), "UPDATE history SET event = 'x'"));
}

TEST_P(SchemaTest, StartsEveryKeyWithTheTenant) {
  Migrate(url());
  const auto store = OpenStore(url());
  for (const char* table : {"organizations", "people", "grants", "tokens", "definitions", "items",
                            "item_keys", "count_sums", "history", "tasks", "timers", "outbox",
                            "outbox_dropped", "counters", "answers", "seals", "seal_leaves"}) {
    const std::string first =
        GetParam() == "sqlite"
            ? "SELECT name FROM pragma_table_info('" + std::string(table) + "') WHERE pk = 1"
            : "SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND "
              "a.attnum = i.indkey[0] WHERE i.indisprimary AND i.indrelid = CAST('" +
                  std::string(table) + "' AS regclass)";
    EXPECT_EQ(test::QuerySql(url(), first), "tenant") << table;
  }
}

TEST_P(SchemaTest, EntersTheItemsThatWereThereBeforeIntoListsAndCounters) {
  MigrateToVersion(url(), 5);
  test::RunSql(
      url(),
      "INSERT INTO items (tenant, id, number, workflow, version, org, org_path, parent, title, created_by, "
      "created_at, updated_at, rev, status, states, snapshot) VALUES ('liangzhou', 'a', 'PJ-7', 'w', 1, 'u', "
      "'o/u/', 'z', '职工书屋', 'p', 5, 6, 2, 'active', '[\"review\"]', '{}');"
      "INSERT INTO item_states (tenant, item, state) VALUES ('liangzhou', 'a', 'review');"
      "INSERT INTO tasks (tenant, item, state, role, person, org_path, since, due) VALUES "
      "('liangzhou', 'a', 'review', 'x', '', 'o/u/', 7, NULL), ('liangzhou', 'a', 'review', 'y', '', "
      "'o/u/', 7, 9)");
  Migrate(url());
  const auto opened = OpenStore(url());
  Store& store = opened->store();
  const std::vector<ItemQuery> all = {{.scopes = {"o/"}, .state = "review"},
                                      {.scopes = {"o/u/"}, .workflow = "w", .status = "active"},
                                      {.scopes = {""}, .parent = ItemId("z")},
                                      {.scopes = {"o/"}, .text = "书屋 pj-7"},
                                      {.scopes = {"o/"}, .overdue_at = At(0)}};
  for (const ItemQuery& query : all)
    EXPECT_EQ(IdsOf(store.ListItems(kCity, query)), std::vector<std::string>{"a"});
  const auto tasks = store.ListTasks(kCity, {.roles = {{"x", "o/"}, {"y", ""}}}).rows;
  ASSERT_THAT(tasks, SizeIs(2));
  EXPECT_EQ(tasks[0].task.role, "y");
  EXPECT_FALSE(tasks[1].task.due);
  for (const char* place : {"o/", "o/u/"})
    EXPECT_EQ(store.CountItems(kCity, {{place}, {}}), (std::vector<StateCount>{{"w", "review", 1}})) << place;
}

INSTANTIATE_TEST_SUITE_P(Every, SchemaTest, testing::Values("sqlite", "postgresql"),
                         [](const testing::TestParamInfo<std::string>& each) { return each.param; });

TEST(Migrations, AreNumberedWithoutGapsAndTheSameOnBothDatabases) {
  const auto postgresql = PostgresqlMigrations();
  const auto sqlite = SqliteMigrations();
  ASSERT_EQ(postgresql.size(), sqlite.size());
  ASSERT_FALSE(postgresql.empty());
  for (std::size_t i = 0; i < postgresql.size(); ++i) {
    EXPECT_EQ(postgresql[i].version, static_cast<int>(i) + 1);
    EXPECT_EQ(sqlite[i].version, static_cast<int>(i) + 1);
    EXPECT_EQ(postgresql[i].name, sqlite[i].name);
  }
}

void ExpectUnavailable(const std::string& url, const std::string& text) {
  for (const auto& call : std::vector<std::function<void()>>{[&] { OpenStore(url); }, [&] { Migrate(url); },
                                                             [&] { SchemaVersion(url); }}) {
    try {
      call();
      ADD_FAILURE() << url << ": no failure";
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.code(), Code::store_unavailable) << url;
      EXPECT_THAT(failure.what(), HasSubstr(text)) << url;
      EXPECT_THAT(failure.what(), Not(HasSubstr("secret")));
    }
  }
}

TEST(StoreAddress, ThatMakesNoSenseIsRefusedWithTheFormsThatDo) {
  for (const char* url : {"", "charter.db", "mysql://u:secret@h/d", "memory", "http://x?a=b"}) {
    ExpectUnavailable(url, "sqlite:PATH");
  }
  ExpectUnavailable("sqlite:", "path");
  ExpectUnavailable("sqlite:/tmp/a\"b.db", "quote");
  ExpectUnavailable("postgresql://u:secret@h:notaport:3/d?nonsense", "postgresql://user@host:port/database");
}

TEST(StoreAddress, WhereNobodyListensIsNamedWithoutItsPassword) {
  ExpectUnavailable("postgresql://u:secret@127.0.0.1:1/charter", "127.0.0.1:1, database charter");
  ExpectUnavailable("host=127.0.0.1 port=1 user=u password=secret dbname=charter", "see that it runs");
}

TEST(StoreAddress, OfAFileInNoFolderIsRefused) {
  const std::string url = "sqlite:/nonexistent/folder/charter.db";
  ExpectFailure(Code::store_schema, "charter migrate", [&] { OpenStore(url); });
  ExpectFailure(Code::store_unavailable, "its folder", [&] { Migrate(url); });
}

TEST(MemoryStore, IsNewEachTimeAndNeedsNoMigration) {
  EXPECT_EQ(Migrate("memory:"), 0);
  EXPECT_EQ(OpenStore("memory:")->store().NextNumber(kCity, "n"), 1);
  EXPECT_EQ(OpenStore("memory:")->store().NextNumber(kCity, "n"), 1);
}

}  // namespace
}  // namespace charter::storage
