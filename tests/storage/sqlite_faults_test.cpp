// A disk without room, and a process that is killed: what was acknowledged is there.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <random>

#include "engine/data/failure.h"
#include "tests/storage/store_fixture.h"

namespace charter::storage {
namespace {

// No file of this process grows past `bytes` while this lives, as on a disk that is full.
class NoRoom {
 public:
  explicit NoRoom(rlim_t bytes) {
    getrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit full{bytes, before_.rlim_max};
    EXPECT_EQ(setrlimit(RLIMIT_FSIZE, &full), 0);
  }
  ~NoRoom() { setrlimit(RLIMIT_FSIZE, &before_); }
  NoRoom(const NoRoom&) = delete;
  NoRoom& operator=(const NoRoom&) = delete;

 private:
  rlimit before_{};
};

class SqliteFaults : public testing::Test {
 protected:
  SqliteFaults() : url_("sqlite:" + (folder_ / "charter.db").string()) {}

  // True where it was acknowledged; every other answer has to be one after which the caller may try again.
  static bool Write(OpenedStore& opened, const ItemWrite& write) {
    try {
      EXPECT_FALSE(opened.store().Commit(kCity, std::vector{write}));
      return true;
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.code(), Code::store_unavailable) << failure.what();
      EXPECT_TRUE(failure.retryable());
      EXPECT_THAT(failure.what(), testing::HasSubstr("has room"));
      return false;
    }
  }
  void ExpectSound() {
    EXPECT_EQ(test::QuerySql(url_, "PRAGMA integrity_check"), "ok");
    EXPECT_EQ(test::QuerySql(url_,
                             "SELECT count(*) FROM items i WHERE rev <> (SELECT count(*) FROM history h "
                             "WHERE h.tenant = i.tenant AND h.item = i.id)"),
              "0");
  }

  ScratchFolder folder_;
  std::string url_;
};

ItemWrite Large(int i) {
  ItemWrite write = Creation("i" + std::to_string(i));
  write.item.snapshot = "\"" + std::string(20'000, 'x') + "\"";
  return write;
}

// The database itself, and its log, each meet the limit: the log first, the database when the log goes into
// it.
TEST_F(SqliteFaults, WithoutRoomNothingAcknowledgedIsLostAndItGoesOnWhenThereIsSome) {
  for (const rlim_t room : {rlim_t{100'000}, rlim_t{400'000}, rlim_t{1'500'000}}) {
    std::filesystem::remove(folder_ / "charter.db");
    const auto opened = OpenStore(url_, {.migrate = true});
    int acknowledged = 0;
    {
      const NoRoom full(room);
      while (acknowledged < 1000 && Write(*opened, Large(acknowledged))) ++acknowledged;
      ASSERT_LT(acknowledged, 1000) << "it was never full";
      EXPECT_FALSE(Write(*opened, Large(acknowledged))) << "still full";
      for (int i = 0; i < acknowledged; ++i)
        EXPECT_TRUE(opened->store().FindItem(kCity, ItemId("i" + std::to_string(i)))) << "reading goes on";
    }
    EXPECT_FALSE(opened->store().FindItem(kCity, ItemId("i" + std::to_string(acknowledged))));
    EXPECT_TRUE(Write(*opened, Large(acknowledged))) << "the same store, with room again";
    for (int i = 0; i <= acknowledged; ++i)
      EXPECT_TRUE(opened->store().FindItem(kCity, ItemId("i" + std::to_string(i)))) << i;
    ExpectSound();
  }
}

// Writes item after item, and says so on `to` once each is acknowledged.
[[noreturn]] void WriteUntilKilled(const std::string& url, int from, int to) {
  const auto opened = OpenStore(url);
  for (int i = from;; ++i) {
    ItemWrite write = Creation("i" + std::to_string(i));
    if (opened->store().Commit(kCity, std::vector{write}) ||
        opened->store().Commit(kCity, std::vector{Next(write)}))
      _exit(1);
    if (write.item.rev != 1 || ::write(to, &i, sizeof i) != sizeof i) _exit(2);
  }
}

TEST_F(SqliteFaults, KilledAtAnyMomentItLosesNothingThatWasAcknowledged) {
  Migrate(url_);
  std::mt19937 random(2026);
  int next = 0;
  for (int round = 0; round < 12; ++round) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const pid_t writer = fork();
    if (writer == 0) WriteUntilKilled(url_, next, ends[1]);
    close(ends[1]);
    int last = -1;
    const int count = 1 + static_cast<int>(random() % 40);
    for (int i = 0; i < count; ++i)
      ASSERT_EQ(read(ends[0], &last, sizeof last), static_cast<ssize_t>(sizeof last));
    ASSERT_EQ(kill(writer, SIGKILL), 0);
    int status = 0;
    ASSERT_EQ(waitpid(writer, &status, 0), writer);
    EXPECT_TRUE(WIFSIGNALED(status));
    // What it had said before it died.
    for (int said = 0; read(ends[0], &said, sizeof said) == static_cast<ssize_t>(sizeof said);) last = said;
    close(ends[0]);
    const auto opened = OpenStore(url_);
    for (int i = next; i <= last; ++i) {
      const auto item = opened->store().FindItem(kCity, ItemId("i" + std::to_string(i)));
      ASSERT_TRUE(item) << i << " was acknowledged";
      EXPECT_EQ(item->rev, 2);
    }
    ExpectSound();
    next = last + 3;  // past what was under way
  }
}

}  // namespace
}  // namespace charter::storage
