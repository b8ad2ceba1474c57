#include "storage/backup.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "engine/data/failure.h"
#include "storage/dialect.h"
#include "storage/sqlite_file.h"

namespace charter::storage {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void ThrowErrno(const std::string& what) {
  throw Failure(Code::store_unavailable, what + ": " + std::generic_category().message(errno), true);
}

// A file of another name beside `path`, until it is renamed.
class Unfinished {
 public:
  explicit Unfinished(const std::string& path) : path_(path + ".XXXXXX") {
    const int file = mkstemp(path_.data());
    if (file < 0) ThrowErrno("cannot write beside " + path);
    close(file);
  }
  ~Unfinished() {
    if (!path_.empty()) unlink(path_.c_str());
  }
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;

  // Replaces what is there in one step. The file, and then its name, are on the disk when this returns.
  void Rename(const std::string& to) {
    Sync(path_, O_RDONLY);
    if (std::rename(path_.c_str(), to.c_str()) != 0) ThrowErrno("cannot write " + to);
    path_.clear();
    const std::string folder = fs::path(to).parent_path().string();
    Sync(folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY);
  }

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  static void Sync(const std::string& path, int flags) {
    const int file = open(path.c_str(), flags | O_CLOEXEC);
    const bool synced = file >= 0 && fsync(file) == 0;
    if (!synced) ThrowErrno("cannot sync " + path);
    close(file);
  }

  std::string path_;
};

bool IsThere(const std::string& path) {
  std::error_code ignored;
  return fs::exists(fs::symlink_status(path, ignored));
}

void RefuseOther(SqliteFile& file) {
  if (file.Run("SELECT count(*) FROM sqlite_master WHERE name = 'schema_migrations'") != "1" ||
      file.Run("SELECT name FROM schema_migrations WHERE version = 1") != SqliteMigrations().front().name) {
    throw Failure(Code::not_a_database, file.path() + " is a SQLite file, but not of Charter");
  }
}

// Returns the schema version of the copy, which is one file, without a log of its own beside it.
int CopyChecked(const std::string& from, const std::string& to) {
  SqliteFile source(from, SqliteFile::Open::kThere);
  RefuseOther(source);
  SqliteFile copy(to, SqliteFile::Open::kNew);
  source.CopyTo(copy);
  copy.Run("PRAGMA journal_mode = DELETE");
  const std::string sound = copy.Run("PRAGMA integrity_check(1)");
  if (sound != "ok") throw Failure(Code::database_damaged, from + ": " + sound);
  const std::string version = copy.Run("SELECT max(version) FROM schema_migrations");
  int number = 0;
  std::from_chars(version.data(), version.data() + version.size(), number);
  return number;
}

void RefuseMissing(const std::string& path) {
  if (!IsThere(path)) throw Failure(Code::invalid_parameter, "there is no file " + path);
}

std::string Megabytes(const std::string& path) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f MB", static_cast<double>(fs::file_size(path)) / 1e6);
  return text;
}

std::string FreeName(const std::string& path) {
  for (int i = 1;; ++i) {
    std::string name = path + ".replaced-" + std::to_string(i);
    if (!IsThere(name)) return name;
  }
}

// Holds the old database against everybody, with all of it in the one file, where it can be read at all: a
// server that runs has it open, and then SQLite does not leave WAL.
std::unique_ptr<SqliteFile> LockOld(const std::string& path) {
  try {
    auto old = std::make_unique<SqliteFile>(path, SqliteFile::Open::kThere);
    old->Run("PRAGMA busy_timeout = 1000; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE");
    return old;
  } catch (const Failure& failure) {
    if (failure.code() == Code::not_a_database || failure.code() == Code::database_damaged) return nullptr;
    throw;
  }
}

// A log left beside a database would be taken for the new one's.
void SetAside(const std::string& path, const std::string& kept) {
  for (const char* log : {"-wal", "-shm", "-journal"}) {
    if (IsThere(path + log)) fs::rename(path + log, kept + log);
  }
  if (!IsThere(path)) return;
  std::error_code no_links;
  fs::create_hard_link(path, kept, no_links);  // so that there is a database at every moment
  if (no_links) fs::rename(path, kept);
}

// As the old file, so that a server under another user can still open it; or as SQLite makes one.
void CopyOwner(const std::string& from, const std::string& to) {
  struct stat owner {};
  if (stat(from.c_str(), &owner) == 0) {
    [[maybe_unused]] const int ignored = chown(to.c_str(), owner.st_uid, owner.st_gid);
    chmod(to.c_str(), owner.st_mode & 07777);
    return;
  }
  const mode_t mask = umask(0);
  umask(mask);
  chmod(to.c_str(), 0644 & ~mask);
}

// The file of the address; `program` and the options of a PostgreSQL address are the command to run there.
std::string PathOf(const std::string& url, const std::string& program, const std::string& file) {
  const auto path = SqlitePath(url);
  const auto dialect = MakeDialect(url);  // an address that makes no sense is refused here
  if (path) return *path;
  throw Failure(Code::invalid_parameter,
                "this is a PostgreSQL address, and PostgreSQL's own programs do it:\n  " + program + " " +
                    PostgresqlOptions(url) + " " + file +
                    "\nstorage/BACKUP.md has all the steps, also those to go back to a moment.");
}

}  // namespace

std::string Backup(const std::string& url, const std::string& to) {
  const std::string from = PathOf(url, "pg_dump --format=custom", "--file=" + to);
  RefuseMissing(from);
  if (IsThere(to)) throw Failure(Code::already_there, to + " is there already; name another file");
  Unfinished copy(to);
  const int version = CopyChecked(from, copy.path());
  copy.Rename(to);
  return from + " is copied to " + to + " (" + Megabytes(to) + ", schema version " + std::to_string(version) +
         "), and the copy is checked and complete.\n";
}

std::string Restore(const std::string& from, const std::string& url, bool replace) {
  const std::string to = PathOf(url, "pg_restore --exit-on-error --single-transaction --no-owner", from);
  RefuseMissing(from);
  if (IsThere(to) && !replace) {
    throw Failure(Code::already_there,
                  to + " is there already; with --replace it is kept beside the restored one");
  }
  Unfinished copy(to);
  const int version = CopyChecked(from, copy.path());
  const int known = SqliteMigrations().back().version;
  if (version > known) {
    throw Failure(Code::store_schema, from + " has schema version " + std::to_string(version) +
                                          ", made by a newer program; this one knows " +
                                          std::to_string(known));
  }
  const std::string kept = FreeName(to);
  std::string answer;
  {
    std::unique_ptr<SqliteFile> old;
    if (IsThere(to)) {
      old = LockOld(to);
      answer = "The database that was there is kept as " + kept + ".\n";
    }
    CopyOwner(to, copy.path());
    SetAside(to, kept);
    copy.Rename(to);
  }
  answer += to + " is restored from " + from + " (" + Megabytes(to) + ", schema version " +
            std::to_string(version) + "), checked.\n";
  if (version < known)
    answer += "Its tables are of an earlier version; next: charter migrate --db " + url + "\n";
  return answer;
}

}  // namespace charter::storage
