// Migrations, addresses, and what the databases themselves refuse.
#include <atomic>
#include <functional>
#include <string>
#include <thread>

#include "engine/data/failure.h"
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

TEST_P(SchemaTest, StartsEveryKeyWithTheTenant) {
  Migrate(url());
  const auto store = OpenStore(url());
  for (const char* table : {"organizations", "people", "grants", "tokens", "definitions", "items",
                            "item_states", "history", "tasks", "timers", "outbox", "counters", "answers"}) {
    const std::string first =
        GetParam() == "sqlite"
            ? "SELECT name FROM pragma_table_info('" + std::string(table) + "') WHERE pk = 1"
            : "SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND "
              "a.attnum = i.indkey[0] WHERE i.indisprimary AND i.indrelid = CAST('" +
                  std::string(table) + "' AS regclass)";
    EXPECT_EQ(test::QuerySql(url(), first), "tenant") << table;
  }
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
