#include "storage/answers.h"

#include "storage/json_rows.h"

namespace charter::storage {

bool KeepAnswer(Session& session, const TenantId& tenant, const AnswerRecord& answer) {
  // An expired one makes room at once, whether or not it has been removed yet.
  return session.Execute(
             "INSERT INTO answers (tenant, person, key, fingerprint, status, headers, body, created_at, "
             "expires_at) VALUES (:tenant, :person, :key, :fingerprint, :status, :headers, :body, "
             ":created_at, :expires_at) ON CONFLICT (tenant, person, key) DO UPDATE SET "
             "fingerprint = excluded.fingerprint, status = excluded.status, headers = excluded.headers, "
             "body = excluded.body, created_at = excluded.created_at, expires_at = excluded.expires_at "
             "WHERE answers.expires_at <= excluded.created_at",
             {{"tenant", tenant},
              {"person", answer.person},
              {"key", answer.key},
              {"fingerprint", answer.fingerprint},
              {"status", std::int64_t{answer.status}},
              {"headers", answer.headers},
              {"body", answer.body},
              {"created_at", answer.created_at},
              {"expires_at", answer.expires_at}}) == 1;
}

std::optional<AnswerRecord> FindAnswer(Session& session, const TenantId& tenant, const PersonId& person,
                                       const std::string& key, Timestamp now) {
  std::optional<AnswerRecord> answer;
  session.Query(
      "SELECT fingerprint, status, headers, body, created_at, expires_at FROM answers "
      "WHERE tenant = :tenant AND person = :person AND key = :key AND expires_at > :now",
      {{"tenant", tenant}, {"person", person}, {"key", key}, {"now", now}}, 6, [&](const Row& row) {
        answer = {person,      key,         row.Text(0), static_cast<int>(row.Number(1)),
                  row.Text(2), row.Text(3), row.Time(4), row.Time(5)};
      });
  return answer;
}

int RemoveExpiredAnswers(Session& session, Timestamp now, int limit) {
  if (limit <= 0) return 0;
  JsonRows keys;
  session.Query(
      "SELECT tenant, person, key FROM answers WHERE expires_at <= :now ORDER BY expires_at LIMIT "
      ":limit",
      {{"now", now}, {"limit", std::int64_t{limit}}}, 3, [&](const Row& row) {
        keys.BeginRow();
        keys.Add("tenant", row.Text(0));
        keys.Add("person", row.Text(1));
        keys.Add("key", row.Text(2));
      });
  if (keys.empty()) return 0;
  return static_cast<int>(
      session.Execute("DELETE FROM answers WHERE expires_at <= :now AND (tenant, person, key) IN ("
                      "SELECT value->>'tenant', value->>'person', value->>'key' FROM {rows:keys})",
                      {{"now", now}, {"keys", keys.Finish()}}));
}

}  // namespace charter::storage
