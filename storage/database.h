// Runs work on a connection: retries, and the one place where errors are translated.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "storage/group_commit.h"
#include "storage/pool.h"

namespace charter::storage {

// Thread-safe. Both calls throw Failure: store_unavailable (retryable) where the database does not
// answer or keeps losing our transaction to others, store_failed where it says no.
class Database {
 public:
  // `connections`: to PostgreSQL, beside those that commit; SQLite has one for writing and four for reading.
  Database(std::unique_ptr<Dialect> dialect, std::size_t connections);

  // `work` takes a Session& and may run more than once; what it returns is returned. A statement
  // outside Begin and Commit is a transaction of its own.
  // Reading: runs once more where the connection broke.
  template <typename Work>
  auto Read(Work work) {
    return Returning(work, others_, true);
  }
  // Changing: what was under way when the connection broke may or may not have happened.
  template <typename Work>
  auto Write(Work work) {
    return Returning(work, dialect_->SharesOneFile() ? committers_ : others_, false);
  }
  // See Dialect::WriteUnits and Store::Commit. Many callers may share one commit.
  void Commit(Unit& unit);

  [[nodiscard]] const Dialect& dialect() const { return *dialect_; }
  [[nodiscard]] std::vector<PoolLoad> load() { return {committers_.load("commit"), others_.load("other")}; }

 private:
  using Task = std::function<void(Session&)>;

  template <typename Work>
  auto Returning(Work& work, Pool& pool, bool repeatable) {
    using Result = std::invoke_result_t<Work&, Session&>;
    if constexpr (std::is_void_v<Result>) {
      Run(pool, repeatable, work);
    } else {
      std::optional<Result> result;
      Run(pool, repeatable, [&](Session& session) { result.emplace(work(session)); });
      return std::move(*result);
    }
  }

  void Run(Pool& pool, bool repeatable, const Task& task);
  void WriteUnits(std::span<Unit* const> units);

  std::unique_ptr<Dialect> dialect_;
  Pool committers_;  // SQLite: all that writes
  Pool others_;
  GroupCommit group_;
};

// A transaction within `work`. One that is left by an exception ends with its session.
void Begin(Session& session);
void Commit(Session& session);
void RollBack(Session& session);

}  // namespace charter::storage
