#include "storage/sqlite_file.h"

#include <sqlite3.h>

#include "engine/data/failure.h"

namespace charter::storage {
namespace {

constexpr int kPatienceInMillis = 10'000;
constexpr int kAllPages = -1;

Failure FailureOf(int result, const std::string& path, const std::string& message) {
  const std::string text = path + ": " + message;
  switch (result & 0xff) {
    case SQLITE_NOTADB:
      return {Code::not_a_database, path + " is no SQLite database"};
    case SQLITE_CORRUPT:
      return {Code::database_damaged, text};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {Code::database_in_use, path + " is locked by another program; stop the server that uses it"};
    case SQLITE_FULL:
      return {Code::store_unavailable, text + "; make room on its disk", true};
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_IOERR:
    case SQLITE_NOMEM:
      return {Code::store_unavailable,
              text + "; see that its folder is there and may be written by this user", true};
    default:
      return {Code::store_failed, text};
  }
}

}  // namespace

void SqliteFile::Close::operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }

void SqliteFile::Check(int result) const {
  if (result == SQLITE_OK) return;
  throw FailureOf(result, path_, sqlite3_errmsg(connection_.get()));
}

SqliteFile::SqliteFile(const std::string& path, Open open) : path_(path) {
  sqlite3* connection = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | (open == Open::kNew ? SQLITE_OPEN_CREATE : 0);
  const int result = sqlite3_open_v2(path.c_str(), &connection, flags, nullptr);
  connection_.reset(connection);
  Check(result);
  sqlite3_busy_timeout(connection, kPatienceInMillis);
}

std::string SqliteFile::Run(const std::string& sql) {
  struct Answer {
    std::string text;
    bool seen = false;
  } answer;
  const auto keep = [](void* to, int columns, char** cells, char** /*names*/) {
    auto& first = *static_cast<Answer*>(to);
    if (!first.seen && columns > 0 && cells[0] != nullptr) first.text = cells[0];
    first.seen = true;
    return 0;
  };
  Check(sqlite3_exec(connection_.get(), sql.c_str(), keep, &answer, nullptr));
  return answer.text;
}

void SqliteFile::CopyTo(SqliteFile& target) {
  sqlite3_backup* copying = sqlite3_backup_init(target.connection_.get(), "main", connection_.get(), "main");
  if (copying == nullptr) target.Check(sqlite3_errcode(target.connection_.get()));
  const int result = sqlite3_backup_step(copying, kAllPages);
  const int finished = sqlite3_backup_finish(copying);
  if (result == SQLITE_DONE && finished == SQLITE_OK) return;
  // The target has the message of both.
  const int failed = result == SQLITE_DONE ? finished : result;
  throw FailureOf(failed, target.path_, sqlite3_errstr(failed));
}

}  // namespace charter::storage
