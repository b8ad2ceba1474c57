#include "storage/database.h"

#include <soci/soci.h>

#include <string>

#include "engine/data/failure.h"

namespace charter::storage {
namespace {

// Writers lock items in one order, so that a transaction that loses once seldom loses again.
constexpr int kMostAttempts = 8;
constexpr std::size_t kSqliteReaders = 4;

}  // namespace

Database::Database(std::unique_ptr<Dialect> dialect, std::size_t connections)
    : dialect_(std::move(dialect)), writers_(*dialect_, true, dialect_->SharesOneFile() ? 1 : connections) {
  if (dialect_->SharesOneFile()) readers_.emplace(*dialect_, false, kSqliteReaders);
}

void Database::Run(Pool& pool, bool repeatable, const Task& task) {
  for (int attempt = 1;; ++attempt) {
    try {
      Pool::Lease lease = pool.Borrow();
      task(lease.session());
      return;
    } catch (const soci::soci_error& error) {
      const std::string text = dialect_->Address() + ": " + dialect_->Describe(error);
      switch (dialect_->Classify(error)) {
        case Trouble::kTransient:
          if (attempt < kMostAttempts) continue;
          throw Failure(Code::store_unavailable,
                        text + " (given up after " + std::to_string(attempt) + " attempts)", true);
        case Trouble::kUnavailable:
          pool.CloseIdle();
          if (repeatable && attempt == 1) continue;
          throw Failure(Code::store_unavailable, text + "; " + std::string(dialect_->Remedy()), true);
        case Trouble::kFailed:
          throw Failure(Code::store_failed, text);
      }
    }
  }
}

void Begin(Session& session) { session.Execute(session.dialect().BeginWrite(), {}); }
void Commit(Session& session) { session.Execute("COMMIT", {}); }
void RollBack(Session& session) { session.Execute("ROLLBACK", {}); }

}  // namespace charter::storage
