#include "storage/ledger.h"

#include <deque>

#include "engine/data/failure.h"
#include "storage/answers.h"
#include "storage/database.h"
#include "storage/json_rows.h"
#include "storage/path_scope.h"
#include "storage/posting.h"

namespace charter::storage {
namespace {

constexpr std::string_view kBudgetColumns =
    "SELECT id, title_zh, title_en, year, org, org_path, created_by, created_at, entries, pool, reserved, "
    "paid, used, claimed, repaid, written_off FROM budgets ";
constexpr int kBudgetColumnCount = 16;
constexpr std::string_view kLedgerColumns =
    "SELECT seq, kind, budget, account, amount, note, item, rev, actor, at FROM ledger ";
constexpr int kLedgerColumnCount = 10;

BudgetRecord ReadBudget(const Row& row) {
  BudgetRecord budget;
  budget.id = BudgetId(row.Text(0));
  budget.title = {row.Text(1), row.Text(2)};
  budget.year = static_cast<int>(row.Number(3));
  budget.org = OrgId(row.Text(4));
  budget.org_path = row.Text(5);
  budget.created_by = PersonId(row.Text(6));
  budget.created_at = row.Time(7);
  budget.entries = row.Number(8);
  budget.sums.pool = row.Number(9);
  int column = 10;
  for (const auto& [name, sum] : kLedgerSums) budget.sums.all.*sum = row.Number(column++);
  return budget;
}

LedgerKind KindOf(const std::string& name) {
  const auto kind = ParseLedgerKind(name);
  if (!kind) throw Failure(Code::store_failed, "an entry of the ledger has the kind `" + name + "`");
  return *kind;
}

LedgerRecord ReadEntry(const Row& row) {
  LedgerRecord entry;
  entry.seq = row.Number(0);
  entry.posting = {KindOf(row.Text(1)), BudgetId(row.Text(2)), ItemId(row.Text(3)), row.Number(4),
                   row.Text(5)};
  entry.item = ItemId(row.Text(6));
  entry.rev = row.Number(7);
  entry.actor = PersonId(row.Text(8));
  entry.at = row.Time(9);
  return entry;
}

void AddEntries(Session& session, const TenantId& tenant, std::span<const LedgerRecord> entries) {
  JsonRows rows;
  for (const LedgerRecord& entry : entries) {
    rows.BeginRow();
    rows.Add("budget", entry.posting.budget.value);
    rows.Add("seq", entry.seq);
    rows.Add("kind", NameOf(entry.posting.kind));
    rows.Add("amount", entry.posting.fen);
    rows.Add("account", entry.posting.account.value);
    rows.Add("item", entry.item.value);
    rows.Add("rev", entry.rev);
    rows.Add("note", entry.posting.note);
    rows.Add("actor", entry.actor.value);
    rows.Add("at", ToMicros(entry.at));
  }
  session.Execute(
      "INSERT INTO ledger (tenant, budget, seq, kind, amount, account, item, rev, note, actor, at) "
      "SELECT :tenant, value->>'budget', CAST(value->>'seq' AS bigint), value->>'kind', "
      "CAST(value->>'amount' AS bigint), value->>'account', value->>'item', CAST(value->>'rev' AS bigint), "
      "value->>'note', value->>'actor', CAST(value->>'at' AS bigint) FROM {rows:entries}",
      {{"tenant", tenant}, {"entries", rows.Finish()}});
}

enum class Locked : std::uint8_t { kNo, kYes };

Books ReadBooks(Session& session, const TenantId& tenant, std::span<const LedgerRecord> entries,
                Locked locked) {
  static const std::string plain = std::string(kBudgetColumns) + "WHERE tenant = :tenant AND id = :id";
  static const std::string lock = plain + " {for_update}";
  Books books;
  for (const BudgetId& id : BudgetsOf(entries)) {
    session.Query(locked == Locked::kYes ? lock : plain, {{"tenant", tenant}, {"id", id}}, kBudgetColumnCount,
                  [&](const Row& row) { books.budgets.emplace(id, ReadBudget(row)); });
  }
  for (const AccountKey& key : AccountsOf(entries)) {
    LedgerSums& sums = books.accounts[key];
    session.Query(
        "SELECT kind, CAST(sum(amount) AS bigint) FROM ledger "
        "WHERE tenant = :tenant AND budget = :budget AND account = :account GROUP BY kind",
        {{"tenant", tenant}, {"budget", key.first}, {"account", key.second}}, 2, [&](const Row& row) {
          Add({KindOf(row.Text(0)), {}, {}, row.Number(1), {}}, sums);
        });
  }
  return books;
}

void WriteBooks(Session& session, const TenantId& tenant, const Books& books,
                std::span<const LedgerRecord> entries) {
  for (const auto& [id, budget] : books.budgets) {
    Params params = {{"tenant", tenant}, {"id", id}, {"entries", budget.entries}, {"pool", budget.sums.pool}};
    for (const auto& [name, sum] : kLedgerSums) params.emplace_back(std::string(name), budget.sums.all.*sum);
    session.Execute(
        "UPDATE budgets SET entries = :entries, pool = :pool, reserved = :reserved, paid = :paid, "
        "used = :used, claimed = :claimed, repaid = :repaid, written_off = :written_off "
        "WHERE tenant = :tenant AND id = :id",
        params);
  }
  AddEntries(session, tenant, entries);
}

}  // namespace

bool AddBudget(Session& session, const TenantId& tenant, const BudgetRecord& budget, const std::string& note,
               const AnswerRecord* answer) {
  const LedgerRecord first = FirstEntry(budget, note);
  Begin(session);
  const bool added =
      (answer == nullptr || KeepAnswer(session, tenant, *answer)) &&
      session.Execute(
          "INSERT INTO budgets (tenant, id, title_zh, title_en, year, org, org_path, created_by, created_at, "
          "entries, pool, reserved, paid, used, claimed, repaid, written_off) VALUES (:tenant, :id, :zh, "
          ":en, "
          ":year, :org, :org_path, :created_by, :created_at, 1, :pool, 0, 0, 0, 0, 0, 0) "
          "ON CONFLICT (tenant, id) DO NOTHING",
          {{"tenant", tenant},
           {"id", budget.id},
           {"zh", budget.title.zh},
           {"en", budget.title.en},
           {"year", std::int64_t{budget.year}},
           {"org", budget.org},
           {"org_path", budget.org_path},
           {"created_by", budget.created_by},
           {"created_at", budget.created_at},
           {"pool", budget.sums.pool}}) == 1;
  if (added) AddEntries(session, tenant, std::span(&first, 1));
  added ? Commit(session) : RollBack(session);
  return added;
}

Outcome<BudgetRecord> ChangeBudget(Session& session, const TenantId& tenant, const LedgerRecord& change,
                                   const AnswerTo<BudgetRecord>& answer) {
  LedgerRecord entry = change;
  Begin(session);
  Books books = ReadBooks(session, tenant, std::span(&entry, 1), Locked::kYes);
  auto refused = Post(books, entry);
  if (!refused && answer && !KeepAnswer(session, tenant, answer(books.budgets.at(entry.posting.budget))))
    refused = KeyTaken();
  if (refused) {
    RollBack(session);
    return tl::unexpected(*std::move(refused));
  }
  WriteBooks(session, tenant, books, std::span(&entry, 1));
  Commit(session);
  return std::move(books.budgets.at(entry.posting.budget));
}

std::optional<Store::Conflict> PostEntries(Session& session, const TenantId& tenant,
                                           std::span<const ItemWrite> writes,
                                           std::span<const LedgerRecord> entries) {
  if (entries.empty()) return std::nullopt;
  std::vector<LedgerRecord> numbered(entries.begin(), entries.end());
  Books books = ReadBooks(session, tenant, entries, Locked::kYes);
  if (auto conflict = Post(books, writes, numbered)) return conflict;
  WriteBooks(session, tenant, books, numbered);
  return std::nullopt;
}

std::optional<Store::Conflict> TryEntries(Session& session, const TenantId& tenant,
                                          std::span<const ItemWrite> writes,
                                          std::span<const LedgerRecord> entries) {
  std::vector<LedgerRecord> numbered(entries.begin(), entries.end());
  Books books = ReadBooks(session, tenant, entries, Locked::kNo);
  return Post(books, writes, numbered);
}

std::optional<BudgetRecord> FindBudget(Session& session, const TenantId& tenant, const BudgetId& id) {
  static const std::string sql = std::string(kBudgetColumns) + "WHERE tenant = :tenant AND id = :id";
  std::optional<BudgetRecord> budget;
  session.Query(sql, {{"tenant", tenant}, {"id", id}}, kBudgetColumnCount,
                [&](const Row& row) { budget = ReadBudget(row); });
  return budget;
}

std::vector<BudgetRecord> ListBudgets(Session& session, const TenantId& tenant, const BudgetQuery& query) {
  std::vector<BudgetRecord> budgets;
  const std::vector<std::string> scopes = Outermost(query.scopes);
  if (scopes.empty() || query.limit <= 0) return budgets;
  std::deque<std::string> texts;
  Params params = {{"tenant", tenant}, {"after", query.after}, {"limit", std::int64_t{query.limit}}};
  std::string sql = std::string(kBudgetColumns) + "WHERE tenant = :tenant AND id > :after";
  if (!scopes.front().empty()) {
    sql += " AND ";
    AppendPathCondition(sql, "org_path", scopes, params, texts);
  }
  sql += " ORDER BY id LIMIT :limit";
  session.Query(sql, params, kBudgetColumnCount, [&](const Row& row) { budgets.push_back(ReadBudget(row)); });
  return budgets;
}

std::vector<LedgerRecord> ListLedger(Session& session, const TenantId& tenant, const BudgetId& id,
                                     std::int64_t after_seq, int limit) {
  static const std::string sql =
      std::string(kLedgerColumns) +
      "WHERE tenant = :tenant AND budget = :budget AND seq > :after ORDER BY seq LIMIT :limit";
  std::vector<LedgerRecord> entries;
  if (limit <= 0) return entries;
  session.Query(sql,
                {{"tenant", tenant}, {"budget", id}, {"after", after_seq}, {"limit", std::int64_t{limit}}},
                kLedgerColumnCount, [&](const Row& row) { entries.push_back(ReadEntry(row)); });
  return entries;
}

std::vector<LedgerRecord> ListLedgerOf(Session& session, const TenantId& tenant, const ItemId& item) {
  static const std::string sql =
      std::string(kLedgerColumns) + "WHERE tenant = :tenant AND item = :item ORDER BY budget, seq";
  std::vector<LedgerRecord> entries;
  session.Query(sql, {{"tenant", tenant}, {"item", item}}, kLedgerColumnCount,
                [&](const Row& row) { entries.push_back(ReadEntry(row)); });
  return entries;
}

std::vector<LedgerRecord> ListLedgerOf(Session& session, const TenantId& tenant, const ItemRange& range) {
  std::string sql = std::string(kLedgerColumns) + "WHERE tenant = :tenant AND item > :after";
  Params params = {{"tenant", tenant}, {"after", range.after}};
  if (range.until) {
    sql += " AND item <= :until";
    params.emplace_back("until", *range.until);
  }
  std::vector<LedgerRecord> entries;
  session.Query(sql + " ORDER BY item, budget, seq", params, kLedgerColumnCount,
                [&](const Row& row) { entries.push_back(ReadEntry(row)); });
  return entries;
}

}  // namespace charter::storage
