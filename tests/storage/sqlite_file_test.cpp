// What only a SQLite file can do.
#include <fstream>
#include <string>

#include "engine/data/failure.h"
#include "tests/storage/store_fixture.h"

namespace charter::storage {
namespace {

class SqliteFileTest : public testing::Test {
 protected:
  [[nodiscard]] std::string Url(const std::string& name) const {
    return "sqlite:" + (folder_ / name).string();
  }
  ScratchFolder folder_;
};

TEST_F(SqliteFileTest, KeepsItsDataWhenClosedAndOpenedAgain) {
  const std::string url = Url("charter.db");
  EXPECT_FALSE(OpenStore(url, {.migrate = true})->store().Commit(kCity, std::vector{Creation("a")}));
  const auto again = OpenStore(url);
  EXPECT_EQ(again->store().FindItem(kCity, ItemId("a"))->snapshot, Creation("a").item.snapshot);
  EXPECT_TRUE(again->store().Commit(kCity, std::vector{Creation("a")}));
}

TEST_F(SqliteFileTest, MayHaveSpacesAndSignsInItsName) {
  for (const char* name : {"a b c.db", "a=b.db", "梁州's 100%.db", "x synchronous=off.db"}) {
    EXPECT_EQ(OpenStore(Url(name), {.migrate = true})->store().NextNumber(kCity, "n"), 1) << name;
    EXPECT_TRUE(std::filesystem::exists(folder_ / name)) << name;
    EXPECT_EQ(OpenStore(Url(name))->store().NextNumber(kCity, "n"), 2) << name;
  }
}

TEST_F(SqliteFileTest, IsNotCreatedByOpening) {
  EXPECT_THROW(OpenStore(Url("typo.db")), Failure);
  EXPECT_EQ(SchemaVersion(Url("typo.db")).present, 0);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "typo.db"));
}

TEST_F(SqliteFileTest, ThatIsNoDatabaseIsRefusedAndLeftAlone) {
  std::ofstream(folder_ / "notes.txt") << std::string(8192, 'n');
  try {
    OpenStore(Url("notes.txt"), {.migrate = true});
    FAIL() << "opened";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), Code::store_failed);
    EXPECT_THAT(failure.what(), testing::HasSubstr("not a database"));
  }
  EXPECT_EQ(std::filesystem::file_size(folder_ / "notes.txt"), 8192U);
}

TEST_F(SqliteFileTest, IsWrittenAheadAndSyncedInFull) {
  const std::string url = Url("charter.db");
  const auto opened = OpenStore(url, {.migrate = true});
  EXPECT_EQ(test::QuerySql(url, "PRAGMA journal_mode"), "wal");
  EXPECT_EQ(test::QuerySql(url, "PRAGMA synchronous"), "2");
  EXPECT_EQ(test::QuerySql(url, "PRAGMA foreign_keys"), "1");
}

// Another process that reads must not hold up a writer, nor see half of a commit.
TEST_F(SqliteFileTest, LetsOthersReadWhileItWrites) {
  const std::string url = Url("charter.db");
  const auto one = OpenStore(url, {.migrate = true});
  const auto two = OpenStore(url);
  ItemWrite write = Creation("a");
  EXPECT_FALSE(one->store().Commit(kCity, std::vector{write}));
  for (int i = 0; i < 5; ++i) {
    write = Next(write);
    EXPECT_FALSE((i % 2 == 0 ? one : two)->store().Commit(kCity, std::vector{write}));
    EXPECT_EQ(two->store().FindItem(kCity, ItemId("a"))->rev, write.item.rev);
    EXPECT_EQ(one->store().History(kCity, ItemId("a"), 0, 100).size(),
              static_cast<std::size_t>(write.item.rev));
  }
}

}  // namespace
}  // namespace charter::storage
