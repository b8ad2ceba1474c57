// A SQLite file as a whole, through SQLite's own interface: SOCI knows no copying.
#pragma once

#include <memory>
#include <string>

struct sqlite3;

namespace charter::storage {

// Not thread-safe. What SQLite says no to is thrown as Failure: database_in_use where somebody else holds the
// lock, not_a_database, database_damaged, store_unavailable (retryable; no room, no permission),
// store_failed.
class SqliteFile {
 public:
  enum class Open { kThere, kNew };

  // kThere: the file must exist; it is read only, unless a statement below writes.
  SqliteFile(const std::string& path, Open open);

  // Runs the statements and returns the first column of the first row of the last, "" where there is none.
  std::string Run(const std::string& sql);

  // Makes the pages of `target` those of this file as it is now, what is committed and no more. Others may go
  // on writing here: the copy is made in one read transaction, which holds up no writer in WAL.
  void CopyTo(SqliteFile& target);

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  void Check(int result) const;

  struct Close {
    void operator()(sqlite3* connection) const;
  };
  std::string path_;
  std::unique_ptr<sqlite3, Close> connection_;
};

}  // namespace charter::storage
