#include "storage/erasures.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "engine/data/json.h"
#include "engine/data/person_names.h"
#include "storage/answers.h"
#include "storage/database.h"

namespace charter::storage {

std::string InJson(const PersonId& person) { return WriteJson(Value::String(person.value)); }

namespace {

bool IsOfWord(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Whether a name of letters goes on at either end: "Li" in "List".
bool IsPartOfWord(std::string_view text, std::size_t at, std::string_view name) {
  const std::size_t end = at + name.size();
  return (at > 0 && IsOfWord(text[at - 1]) && IsOfWord(name.front())) ||
         (end < text.size() && IsOfWord(text[end]) && IsOfWord(name.back()));
}

std::string Replaced(std::string_view text, std::string_view name, std::string_view with) {
  std::string out;
  std::size_t from = 0;
  for (auto at = text.find(name); at != std::string_view::npos; at = text.find(name, at)) {
    if (IsPartOfWord(text, at, name)) {
      ++at;
      continue;
    }
    out.append(text.substr(from, at - from)).append(with);
    from = at += name.size();
  }
  return out.append(text.substr(from));
}

// All texts within, whatever language they are in.
Value Replaced(const Value& value, std::string_view name, std::string_view with) {
  if (value.is(Kind::kString)) return Value::String(Replaced(value.AsString(), name, with));
  if (!value.is(Kind::kMap)) return value;
  std::vector<Value::Entry> entries;
  for (const auto& [key, member] : value.AsMap()) entries.emplace_back(key, Replaced(member, name, with));
  return Value::Map(std::move(entries));
}

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

// What else there is of an erased person beside items and the directory. Part of a transaction.
void RemoveTraces(Session& session, const TenantId& tenant, const PersonId& person) {
  for (const char* table : {"accounts", "answers"}) {
    session.Execute("DELETE FROM " + std::string(table) + " WHERE tenant = :tenant AND person = :person",
                    {{"tenant", tenant}, {"person", person}});
  }
  session.Execute("UPDATE comments SET name = :name WHERE tenant = :tenant AND person = :person",
                  {{"name", kErasedName}, {"tenant", tenant}, {"person", person}});
}

std::string Within(const std::string& column, const ItemRange& range) {
  return " WHERE tenant = :tenant AND " + column + " > :after" +
         (range.until ? " AND " + column + " <= :until" : std::string());
}

std::vector<ItemId> ItemsOfRange(Session& session, const std::string& sql, const TenantId& tenant,
                                 const ItemRange& range, const PersonId& person) {
  const std::string named = Anywhere(InJson(person));
  Params params{{"tenant", tenant}, {"after", range.after}, {"person", person}, {"named", named}};
  if (range.until) params.emplace_back("until", *range.until);
  std::vector<ItemId> items;
  session.Query(sql, params, 1, [&](const Row& row) { items.emplace_back(row.Text(0)); });
  return items;
}

}  // namespace

std::string RenamedMessage(const std::string& payload, const std::string& name, const std::string& with) {
  const auto effect = ParseJson(payload);
  if (name.empty() || !effect || !effect->is(Kind::kMap)) return payload;
  std::vector<Value::Entry> entries;
  for (const auto& [key, member] : effect->AsMap())
    entries.emplace_back(key, key.AsString() == "message" ? Replaced(member, name, with) : member);
  return WriteJson(Value::Map(std::move(entries)));
}

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
  RemoveTraces(session, tenant, record.person);
  Commit(session);
  return true;
}

void RepeatErasure(Session& session, const TenantId& tenant, const PersonId& person) {
  Begin(session);
  RemoveTraces(session, tenant, person);
  Commit(session);
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
  std::vector<OutboxRecord> waiting;
  session.Query("SELECT rev, position, payload FROM outbox WHERE tenant = :tenant AND item = :item",
                {{"tenant", tenant}, {"item", item}}, 3, [&](const Row& row) {
                  waiting.push_back({row.Number(0), static_cast<int>(row.Number(1)), {}, row.Text(2)});
                });
  for (const OutboxRecord& record : waiting) {
    const std::string renamed = RenamedMessage(record.payload, name, with);
    if (renamed == record.payload) continue;
    session.Execute(
        "UPDATE outbox SET payload = :payload WHERE tenant = :tenant AND item = :item AND rev = :rev "
        "AND position = :position",
        {{"payload", renamed},
         {"tenant", tenant},
         {"item", item},
         {"rev", record.rev},
         {"position", std::int64_t{record.position}}});
  }
}

std::vector<ItemId> ItemsAbout(Session& session, const TenantId& tenant, const ItemRange& range,
                               const PersonId& person) {
  // Rows from before names stood apart have them with the actor.
  return ItemsOfRange(
      session,
      "SELECT id FROM items" + Within("id", range) +
          " AND (created_by = :person OR snapshot LIKE :named ESCAPE '!') UNION SELECT item FROM history" +
          Within("item", range) +
          " AND (names LIKE :named ESCAPE '!' OR (names = '' AND actor LIKE :named ESCAPE '!')) "
          "UNION SELECT item FROM comments" +
          Within("item", range) + " AND person = :person ORDER BY 1",
      tenant, range, person);
}

std::vector<ItemId> OpenItemsOf(Session& session, const TenantId& tenant, const ItemRange& range,
                                const PersonId& person) {
  return ItemsOfRange(session,
                      "SELECT id FROM items" + Within("id", range) +
                          " AND status <> 'ended' AND (created_by = :person OR snapshot LIKE :named ESCAPE "
                          "'!') ORDER BY id",
                      tenant, range, person);
}

}  // namespace charter::storage
