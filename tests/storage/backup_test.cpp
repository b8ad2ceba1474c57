// A copy made while others write, and the way back.
#include "storage/backup.h"

#include <sys/stat.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "engine/data/failure.h"
#include "tests/storage/store_fixture.h"

namespace charter::storage {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class BackupTest : public testing::Test {
 protected:
  [[nodiscard]] std::string Path(const std::string& name) const { return (folder_ / name).string(); }
  [[nodiscard]] std::string Url(const std::string& name) const { return "sqlite:" + Path(name); }
  // A database with one item of this id.
  void Make(const std::string& name, const std::string& item) {
    EXPECT_FALSE(OpenStore(Url(name), {.migrate = true})->store().Commit(kCity, std::vector{Creation(item)}));
  }
  [[nodiscard]] bool Has(const std::string& name, const std::string& item) const {
    return OpenStore(Url(name))->store().FindItem(kCity, ItemId(item)).has_value();
  }
  [[nodiscard]] std::vector<std::string> Files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_ / ""))
      names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
  }
  void ExpectFailure(Code code, const std::string& text, const std::function<void()>& call) {
    const auto before = Files();
    try {
      call();
      ADD_FAILURE() << "no failure";
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.code(), code) << failure.what();
      EXPECT_THAT(failure.what(), HasSubstr(text));
    }
    EXPECT_EQ(Files(), before) << "nothing half-done stays";
  }

  ScratchFolder folder_;
};

TEST_F(BackupTest, IsOneFileThatAnotherServerCanOpen) {
  Make("charter.db", "a");
  const auto server = OpenStore(Url("charter.db"));
  EXPECT_THAT(Backup(Url("charter.db"), Path("copy.db")),
              AllOf(HasSubstr("checked and complete"), HasSubstr("MB")));
  EXPECT_THAT(Files(), testing::Contains(testing::StartsWith("copy.db")).Times(1));
  EXPECT_TRUE(Has("copy.db", "a"));
  struct stat mode {};
  ASSERT_EQ(stat(Path("copy.db").c_str(), &mode), 0);
  EXPECT_EQ(mode.st_mode & 077, 0U) << "a copy of people's data is for its owner";
}

// What a copy holds of items that are written meanwhile is what was committed: never half of a commit.
TEST_F(BackupTest, WhileServersWriteIsOfOneMoment) {
  const auto store = OpenStore(Url("charter.db"), {.migrate = true});
  std::atomic<bool> stop = false;
  std::atomic<int> written = 0;
  std::thread writer([&] {
    for (int i = 0; !stop; ++i) {
      const std::string n = std::to_string(i);
      EXPECT_FALSE(store->store().Commit(kCity, std::vector{Creation("a" + n), Creation("b" + n)}));
      ++written;
    }
  });
  for (int i = 0; i < 5; ++i) {
    const int before = written;
    while (written < before + 20) std::this_thread::yield();
    const int surely = written;
    const std::string name = "copy" + std::to_string(i);
    Backup(Url("charter.db"), Path(name));
    const auto count = [&](const std::string& letter) {
      return std::stoi(
          test::QuerySql(Url(name), "SELECT count(*) FROM items WHERE id LIKE '" + letter + "%'"));
    };
    EXPECT_EQ(count("a"), count("b"));
    EXPECT_GE(count("a"), surely) << "all that was acknowledged before the copy began";
    EXPECT_EQ(std::stoi(test::QuerySql(Url(name), "SELECT count(*) FROM history")), 2 * count("a"));
  }
  stop = true;
  writer.join();
}

TEST_F(BackupTest, NeverOverwrites) {
  Make("charter.db", "a");
  Make("copy.db", "b");
  ExpectFailure(Code::already_there, "name another file",
                [&] { Backup(Url("charter.db"), Path("copy.db")); });
  EXPECT_TRUE(Has("copy.db", "b"));
}

TEST_F(BackupTest, SaysWhatIsWrongWithWhatItIsGiven) {
  Make("charter.db", "a");
  std::ofstream(folder_ / "notes.txt") << std::string(8192, 'n');
  test::RunSql(Url("other.db"), "CREATE TABLE birds (name text)");
  ExpectFailure(Code::invalid_parameter, "there is no file",
                [&] { Backup(Url("typo.db"), Path("copy.db")); });
  ExpectFailure(Code::not_a_database, "notes.txt is no SQLite database",
                [&] { Backup(Url("notes.txt"), Path("copy.db")); });
  ExpectFailure(Code::not_a_database, "not of Charter", [&] { Backup(Url("other.db"), Path("copy.db")); });
  ExpectFailure(Code::store_unavailable, "cannot write beside",
                [&] { Backup(Url("charter.db"), "/nonexistent/folder/copy.db"); });
  ExpectFailure(Code::not_a_database, "notes.txt", [&] { Restore(Path("notes.txt"), Url("new.db"), false); });
}

TEST_F(BackupTest, OfADamagedFileIsRefused) {
  Make("charter.db", "a");
  {
    std::fstream file(folder_ / "charter.db", std::ios::in | std::ios::out | std::ios::binary);
    const auto size = static_cast<std::streamoff>(std::filesystem::file_size(folder_ / "charter.db"));
    const std::string noise(4096, '\x5a');
    // All pages of trees that the schema is not in.
    for (std::streamoff at = 2 * 4096; at < size; at += 4096) {
      if (at / 4096 % 3 == 0) file.seekp(at).write(noise.data(), 4096);
    }
  }
  ExpectFailure(Code::database_damaged, "charter.db", [&] { Backup(Url("charter.db"), Path("copy.db")); });
}

TEST_F(BackupTest, OfPostgresqlNamesTheCommandToRunWithoutThePassword) {
  const std::string url = "postgresql://union:secret@db.example:5433/charter";
  for (const auto& call :
       std::vector<std::function<void()>>{[&] { Backup(url, "/backups/charter.dump"); },
                                          [&] { Restore("/backups/charter.dump", url, false); }}) {
    try {
      call();
      ADD_FAILURE() << "no failure";
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.code(), Code::invalid_parameter);
      EXPECT_THAT(failure.what(),
                  HasSubstr("--host=db.example --port=5433 --username=union --dbname=charter"));
      EXPECT_THAT(failure.what(), AllOf(HasSubstr("/backups/charter.dump"), HasSubstr("storage/BACKUP.md")));
      EXPECT_THAT(failure.what(), Not(HasSubstr("secret")));
    }
  }
}

TEST_F(BackupTest, ComesBackAsItWas) {
  Make("charter.db", "a");
  Backup(Url("charter.db"), Path("copy.db"));
  EXPECT_THAT(Restore(Path("copy.db"), Url("new.db"), false), HasSubstr("new.db is restored"));
  EXPECT_TRUE(Has("new.db", "a"));
  EXPECT_EQ(Migrate(Url("new.db")), 0);
}

TEST_F(BackupTest, ComesBackOverADatabaseOnlyWhereToldAndKeepsIt) {
  Make("copy.db", "a");
  Make("charter.db", "b");
  ExpectFailure(Code::already_there, "--replace",
                [&] { Restore(Path("copy.db"), Url("charter.db"), false); });
  EXPECT_THAT(Restore(Path("copy.db"), Url("charter.db"), true),
              HasSubstr("kept as " + Path("charter.db.replaced-1")));
  EXPECT_TRUE(Has("charter.db", "a"));
  EXPECT_TRUE(Has("charter.db.replaced-1", "b"));
  EXPECT_THAT(Restore(Path("copy.db"), Url("charter.db"), true), HasSubstr("charter.db.replaced-2"));
}

TEST_F(BackupTest, DoesNotComeBackUnderARunningServer) {
  Make("copy.db", "a");
  Make("charter.db", "b");
  const auto server = OpenStore(Url("charter.db"));
  EXPECT_TRUE(server->store().FindItem(kCity, ItemId("b")));
  ExpectFailure(Code::database_in_use, "stop the server",
                [&] { Restore(Path("copy.db"), Url("charter.db"), true); });
  EXPECT_FALSE(server->store().Commit(kCity, std::vector{Creation("c")}));
  EXPECT_TRUE(Has("charter.db", "c"));
}

TEST_F(BackupTest, ComesBackOverADatabaseThatCannotBeReadAnyMore) {
  Make("copy.db", "a");
  std::ofstream(folder_ / "charter.db") << std::string(8192, 'n');
  Restore(Path("copy.db"), Url("charter.db"), true);
  EXPECT_TRUE(Has("charter.db", "a"));
  EXPECT_EQ(std::filesystem::file_size(folder_ / "charter.db.replaced-1"), 8192U);
}

// SQLite would take the log for the restored database's own.
TEST_F(BackupTest, ComesBackBesideTheLogOfADatabaseThatIsGone) {
  Make("copy.db", "a");
  std::ofstream(folder_ / "charter.db-wal") << "left by a crash";
  Restore(Path("copy.db"), Url("charter.db"), false);
  EXPECT_TRUE(Has("charter.db", "a"));
  EXPECT_TRUE(std::filesystem::exists(folder_ / "charter.db.replaced-1-wal"));
}

TEST_F(BackupTest, OfANewerProgramIsNotRestoredAndOfAnOlderOneSaysWhatComesNext) {
  Make("copy.db", "a");
  test::RunSql(Url("copy.db"),
               "INSERT INTO schema_migrations (version, name, applied_at) VALUES (9999, 'future', 0)");
  ExpectFailure(Code::store_schema, "newer program", [&] { Restore(Path("copy.db"), Url("new.db"), false); });
  test::RunSql(Url("copy.db"), "DELETE FROM schema_migrations WHERE version > 1");
  EXPECT_THAT(Restore(Path("copy.db"), Url("new.db"), false),
              HasSubstr("charter migrate --db " + Url("new.db")));
}

}  // namespace
}  // namespace charter::storage
