#include <algorithm>
#include <array>
#include <utility>

#include "storage/accounts.h"
#include "storage/json_rows.h"

namespace charter::storage {
namespace {

constexpr std::array<std::string_view, 3> kKinds{"service", "personal", "session"};
constexpr std::array<std::string_view, 3> kScopes{"all", "read", "password"};

constexpr std::string_view kColumns =
    "SELECT tenant, person, sha256, expires_at, kind, scope, title, created_at, used_at, workflows "
    "FROM tokens ";
constexpr int kColumnCount = 10;

// What a newer program kept is taken for the least: nothing may be done with it but what all may.
template <typename Enum>
Enum Read(const std::array<std::string_view, 3>& names, const std::string& text) {
  const auto found = std::find(names.begin(), names.end(), text);
  return static_cast<Enum>(found == names.end() ? names.size() - 1 : found - names.begin());
}

Token ReadToken(const Row& row) {
  Token token;
  token.tenant = TenantId(row.Text(0));
  token.person = PersonId(row.Text(1));
  token.sha256 = row.Text(2);
  token.expires_at = row.Time(3);
  token.kind = Read<TokenKind>(kKinds, row.Text(4));
  token.scope = Read<TokenScope>(kScopes, row.Text(5));
  token.title = row.Text(6);
  token.created_at = row.Time(7);
  if (!row.IsNull(8)) token.used_at = row.Time(8);
  if (const std::string& workflows = row.Text(9); !workflows.empty()) token.workflows = ReadNames(workflows);
  return token;
}

}  // namespace

std::string_view NameOf(TokenKind kind) { return kKinds.at(static_cast<std::size_t>(kind)); }
std::string_view NameOf(TokenScope scope) { return kScopes.at(static_cast<std::size_t>(scope)); }

void PutToken(Session& session, const Token& token) {
  const std::string workflows = token.workflows.empty() ? std::string() : WriteNames(token.workflows);
  session.Execute(
      "INSERT INTO tokens (tenant, sha256, person, expires_at, kind, scope, title, created_at, used_at, "
      "workflows) VALUES (:tenant, :sha256, :person, :expires_at, :kind, :scope, :title, :created_at, "
      ":used_at, "
      ":workflows) "
      "ON CONFLICT (tenant, sha256) DO UPDATE SET person = excluded.person, "
      "expires_at = excluded.expires_at, kind = excluded.kind, scope = excluded.scope, "
      "title = excluded.title, created_at = excluded.created_at, used_at = excluded.used_at, "
      "workflows = excluded.workflows",
      {{"tenant", token.tenant},
       {"sha256", token.sha256},
       {"person", token.person},
       {"expires_at", token.expires_at},
       {"kind", NameOf(token.kind)},
       {"scope", NameOf(token.scope)},
       {"title", token.title},
       {"workflows", workflows},
       {"created_at", token.created_at},
       {"used_at", token.used_at}});
}

std::optional<Token> FindToken(Session& session, const std::string& sha256, Timestamp now) {
  static const std::string sql =
      std::string(kColumns) + "WHERE sha256 = :sha256 AND expires_at > :now ORDER BY tenant LIMIT 1";
  std::optional<Token> token;
  session.Query(sql, {{"sha256", sha256}, {"now", now}}, kColumnCount,
                [&](const Row& row) { token = ReadToken(row); });
  return token;
}

std::vector<Token> ListTokens(Session& session, const TenantId& tenant, const PersonId& person,
                              TokenKind kind, Timestamp now) {
  static const std::string sql =
      std::string(kColumns) +
      "WHERE tenant = :tenant AND person = :person AND kind = :kind AND expires_at > :now ORDER BY sha256";
  std::vector<Token> tokens;
  session.Query(sql, {{"tenant", tenant}, {"person", person}, {"kind", NameOf(kind)}, {"now", now}},
                kColumnCount, [&](const Row& row) { tokens.push_back(ReadToken(row)); });
  return tokens;
}

void UseToken(Session& session, const Token& token) {
  session.Execute(
      "UPDATE tokens SET used_at = :used_at, expires_at = :expires_at WHERE tenant = :tenant AND sha256 = "
      ":sha256",
      {{"used_at", token.used_at},
       {"expires_at", token.expires_at},
       {"tenant", token.tenant},
       {"sha256", token.sha256}});
}

int DropTokens(Session& session, const TenantId& tenant, const PersonId& person, TokenKind kind,
               const std::string& prefix) {
  // Past every digit of hex.
  const std::string end = prefix + "g";
  return static_cast<int>(session.Execute(
      "DELETE FROM tokens WHERE tenant = :tenant AND person = :person AND kind = :kind "
      "AND sha256 >= :prefix AND sha256 < :end",
      {{"tenant", tenant}, {"person", person}, {"kind", NameOf(kind)}, {"prefix", prefix}, {"end", end}}));
}

int RemoveExpiredTokens(Session& session, Timestamp now, int limit) {
  if (limit <= 0) return 0;
  JsonRows keys;
  session.Query("SELECT tenant, sha256 FROM tokens WHERE expires_at <= :now ORDER BY expires_at LIMIT :limit",
                {{"now", now}, {"limit", std::int64_t{limit}}}, 2, [&](const Row& row) {
                  keys.BeginRow();
                  keys.Add("tenant", row.Text(0));
                  keys.Add("sha256", row.Text(1));
                });
  if (keys.empty()) return 0;
  return static_cast<int>(
      session.Execute("DELETE FROM tokens WHERE expires_at <= :now AND (tenant, sha256) IN ("
                      "SELECT value->>'tenant', value->>'sha256' FROM {rows:keys})",
                      {{"now", now}, {"keys", keys.Finish()}}));
}

void PutSubject(Session& session, const TenantId& tenant, const Subject& subject) {
  if (subject.person.empty()) {
    session.Execute("DELETE FROM subjects WHERE tenant = :tenant AND issuer = :issuer AND subject = :subject",
                    {{"tenant", tenant}, {"issuer", subject.issuer}, {"subject", subject.subject}});
    return;
  }
  session.Execute(
      "INSERT INTO subjects (tenant, issuer, subject, person) VALUES (:tenant, :issuer, :subject, :person) "
      "ON CONFLICT (tenant, issuer, subject) DO UPDATE SET person = excluded.person",
      {{"tenant", tenant},
       {"issuer", subject.issuer},
       {"subject", subject.subject},
       {"person", subject.person}});
}

std::optional<PersonId> FindSubject(Session& session, const TenantId& tenant, const std::string& issuer,
                                    const std::string& subject) {
  std::optional<PersonId> person;
  session.Query(
      "SELECT person FROM subjects WHERE tenant = :tenant AND issuer = :issuer AND subject = :subject",
      {{"tenant", tenant}, {"issuer", issuer}, {"subject", subject}}, 1,
      [&](const Row& row) { person = PersonId(row.Text(0)); });
  return person;
}

}  // namespace charter::storage
