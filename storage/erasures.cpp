#include "storage/erasures.h"

#include "engine/data/json.h"
#include "engine/data/person_names.h"
#include "storage/answers.h"
#include "storage/database.h"

namespace charter::storage {

std::string InJson(const PersonId& person) { return WriteJson(Value::String(person.value)); }

std::string WithinJson(const std::string& name) {
  const std::string text = WriteJson(Value::String(name));
  return text.substr(1, text.size() - 2);
}

namespace {

// Anywhere in a text. A database that takes capital and small letters for the same finds too much, never too
// little.
std::string Anywhere(const std::string& text) {
  std::string pattern = "%";
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '!') pattern += '!';
    pattern += c;
  }
  return pattern + "%";
}

}  // namespace

bool AddErasure(Session& session, const TenantId& tenant, const ErasureRecord& record,
                const AnswerRecord* answer) {
  Begin(session);
  // Without a target, so that either of the two unique keys counts.
  const auto added = session.Execute(
      "INSERT INTO erasures (tenant, number, person, erased_by, reason, at, hash, swept, done, kept) VALUES "
      "(:tenant, :number, :person, :by, :reason, :at, :hash, '', 0, 0) ON CONFLICT DO NOTHING",
      {{"tenant", tenant},
       {"number", record.number},
       {"person", record.person},
       {"by", record.by},
       {"reason", record.reason},
       {"at", record.at},
       {"hash", record.hash}});
  if (added == 0 || (answer != nullptr && !KeepAnswer(session, tenant, *answer))) {
    RollBack(session);
    return false;
  }
  for (const char* table : {"accounts", "answers"}) {
    session.Execute("DELETE FROM " + std::string(table) + " WHERE tenant = :tenant AND person = :person",
                    {{"tenant", tenant}, {"person", record.person}});
  }
  session.Execute("UPDATE comments SET name = :name WHERE tenant = :tenant AND person = :person",
                  {{"name", std::string(kErasedName)}, {"tenant", tenant}, {"person", record.person}});
  Commit(session);
  return true;
}

std::vector<ErasureRecord> ListErasures(Session& session, const TenantId& tenant) {
  std::vector<ErasureRecord> records;
  session.Query(
      "SELECT number, person, erased_by, reason, at, hash, swept, done, kept FROM erasures "
      "WHERE tenant = :tenant ORDER BY number",
      {{"tenant", tenant}}, 9, [&](const Row& row) {
        records.push_back({row.Number(0), PersonId(row.Text(1)), PersonId(row.Text(2)), row.Text(3),
                           row.Time(4), row.Text(5), ItemId(row.Text(6)), row.Number(7) != 0, row.Number(8)});
      });
  return records;
}

void NoteSweep(Session& session, const TenantId& tenant, const ErasureRecord& record) {
  session.Execute(
      "UPDATE erasures SET swept = :swept, done = :done, kept = :kept WHERE tenant = :tenant AND number = "
      ":number",
      {{"swept", record.swept},
       {"done", std::int64_t{record.done ? 1 : 0}},
       {"kept", record.kept},
       {"tenant", tenant},
       {"number", record.number}});
}

void RenameInOutbox(Session& session, const TenantId& tenant, const ItemId& item, const std::string& name,
                    const std::string& with) {
  session.Execute(
      "UPDATE outbox SET payload = replace(payload, :name, :with) WHERE tenant = :tenant AND item = :item",
      {{"name", WithinJson(name)}, {"with", WithinJson(with)}, {"tenant", tenant}, {"item", item}});
}

std::vector<ItemId> ItemsAbout(Session& session, const TenantId& tenant, const ItemRange& range,
                               const PersonId& person) {
  const auto within = [&](const std::string& column) {
    return " WHERE tenant = :tenant AND " + column + " > :after" +
           (range.until ? " AND " + column + " <= :until" : std::string());
  };
  const std::string named = Anywhere(InJson(person));
  Params params{{"tenant", tenant}, {"after", range.after}, {"person", person}, {"named", named}};
  if (range.until) params.emplace_back("until", *range.until);
  std::vector<ItemId> items;
  session.Query(
      "SELECT id FROM items" + within("id") +
          " AND (created_by = :person OR snapshot LIKE :named ESCAPE '!') UNION SELECT item FROM history" +
          within("item") + " AND names LIKE :named ESCAPE '!' ORDER BY 1",
      params, 1, [&](const Row& row) { items.emplace_back(row.Text(0)); });
  return items;
}

}  // namespace charter::storage
