#include "storage/database.h"

#include <soci/soci.h>

#include <string>

#include "engine/data/failure.h"
#include "storage/unit.h"

namespace charter::storage {
namespace {

// Writers lock items in one order, so that a transaction that loses once seldom loses again.
constexpr int kMostAttempts = 8;
constexpr std::size_t kSqliteReaders = 4;
// While one commit waits for the disk the next one is made; a third found nothing left to do.
constexpr std::size_t kLanes = 2;

}  // namespace

Database::Database(std::unique_ptr<Dialect> dialect, std::size_t connections)
    : dialect_(std::move(dialect)),
      committers_(*dialect_, true, dialect_->SharesOneFile() ? 1 : kLanes + connections),
      others_(*dialect_, false, dialect_->SharesOneFile() ? kSqliteReaders : connections),
      group_(dialect_->SharesOneFile() ? 1 : kLanes,
             [this](std::span<Unit* const> units) { WriteUnits(units); }) {}

void Database::WriteUnits(std::span<Unit* const> units) {
  Run(committers_, false, [&](Session& session) { dialect_->WriteUnits(session, units); });
}

// Units of several items, and those that draw on budgets, lock what they need one after the other: a set of
// single writes must not wait for that. SQLite has one writer in any case.
void Database::Commit(Unit& unit) {
  if (dialect_->SharesOneFile() || unit.FitsInASet()) return group_.Commit(unit);
  Unit* const alone = &unit;
  WriteUnits({&alone, 1});
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
