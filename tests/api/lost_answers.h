// A store that commits, and fails before it can say so: what a client sees of a server that dies then.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "api/database.h"
#include "engine/data/failure.h"
#include "storage/dialect.h"
#include "storage/memory_directory.h"
#include "storage/memory_files.h"
#include "storage/memory_store.h"
#include "storage/open_store.h"
#include "storage/sql_directory.h"
#include "storage/sql_files.h"
#include "storage/sql_store.h"

namespace charter::test {

// Loses what the next command that has an answer to keep is told, then is whole again.
template <typename Whole>
class LosesAnswers : public Whole {
 public:
  using Whole::Whole;

  bool AddDefinition(const TenantId& tenant, const DefinitionRecord& definition,
                     const AnswerRecord* answer) override {
    const bool added = Whole::AddDefinition(tenant, definition, answer);
    Lose(answer != nullptr);
    return added;
  }
  bool Retire(const TenantId& tenant, const std::string& workflow, int version, const Retirement& retirement,
              const AnswerRecord* answer) override {
    const bool done = Whole::Retire(tenant, workflow, version, retirement, answer);
    Lose(answer != nullptr);
    return done;
  }
  std::optional<Store::Conflict> Commit(const TenantId& tenant, std::span<const ItemWrite> writes,
                                        std::span<const LedgerRecord> entries,
                                        const AnswerRecord* answer) override {
    auto conflict = Whole::Commit(tenant, writes, entries, answer);
    Lose(answer != nullptr);
    return conflict;
  }
  bool AddBudget(const TenantId& tenant, const BudgetRecord& budget, const std::string& note,
                 const AnswerRecord* answer) override {
    const bool added = Whole::AddBudget(tenant, budget, note, answer);
    Lose(answer != nullptr);
    return added;
  }
  Outcome<BudgetRecord> ChangeBudget(const TenantId& tenant, const LedgerRecord& change,
                                     const AnswerTo<BudgetRecord>& answer) override {
    auto changed = Whole::ChangeBudget(tenant, change, answer);
    Lose(static_cast<bool>(answer));
    return changed;
  }
  bool KeepAnswer(const TenantId& tenant, const AnswerRecord& answer) override {
    const bool kept = Whole::KeepAnswer(tenant, answer);
    Lose(true);
    return kept;
  }

 private:
  void Lose(bool has_answer) {
    if (!has_answer || lost_) return;
    lost_ = true;
    throw Failure(Code::store_unavailable, "the server has gone", true);
  }

  bool lost_ = false;
};

// `url` as storage::OpenStore takes it.
inline api::OpenDatabase OpenLosingAnswers(const std::string& url) {
  if (url == "memory:") {
    auto store = std::make_shared<LosesAnswers<storage::MemoryStore>>();
    auto directory = std::make_shared<storage::MemoryDirectory>(*store);
    return {std::move(store), std::move(directory), std::make_shared<storage::MemoryFiles>()};
  }
  storage::Migrate(url);
  constexpr std::string_view kSqlite = "sqlite:";
  auto dialect = url.starts_with(kSqlite) ? storage::MakeSqliteDialect(url.substr(kSqlite.size()))
                                          : storage::MakePostgresqlDialect(url);
  auto database = std::make_shared<storage::Database>(std::move(dialect), 4);
  return {std::make_shared<LosesAnswers<storage::SqlStore>>(database),
          std::make_shared<storage::SqlDirectory>(database), std::make_shared<storage::SqlFiles>(database)};
}

}  // namespace charter::test
