#include "tests/bench/lists/filled_city.h"

#include <array>

#include "storage/text_keys.h"
#include "tests/support/postgres_database.h"

namespace charter::bench {
namespace {

using charter::test::RunSql;

constexpr std::array kTitles{"职工书屋", "技能竞赛", "送温暖金", "法律援助",
                             "心理驿站", "劳模工作", "户外劳动", "集体协商"};

bool IsSqlite(const std::string& url) { return url.starts_with("sqlite:"); }

// Rows (n) from 1 to `last`.
std::string Series(const std::string& url, std::int64_t last) {
  const std::string end = std::to_string(last);
  return IsSqlite(url) ? "(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < " + end +
                             ") SELECT n FROM s) AS s"
                       : "generate_series(CAST(1 AS bigint), " + end + ") AS s(n)";
}

// Below `end`: a number that has nothing to do with n, nor with that of another multiplier.
std::string Any(std::int64_t multiplier, int end) {
  return "((n + 1000003) * " + std::to_string(multiplier) + " % 2147483647 % " + std::to_string(end) + ")";
}
std::string AnyTitle() { return Any(1'103'515'245, 8); }
std::string AnyUnion() { return Any(22'695'477, kUnions); }
std::string AnyState() { return Any(1'664'525, 4); }
std::string AnyWorkflow() { return Any(214'013'003, 20); }

std::string Text(const std::string& number) { return "CAST(" + number + " AS text)"; }

// Numbers of places as SQL: union u lies in street u % 290, street s in district s % 10.
std::string PathOf(const std::string& u) {
  const std::string street = "(" + u + " % 290)";
  return "'liangzhou/d' || " + Text("(" + street + " % 10)") + " || '/s' || " + Text(street) +
         " || '/u' || " + Text(u) + " || '/'";
}

std::string Organizations(const std::string& columns, const std::string& url, int count) {
  return "INSERT INTO organizations (tenant, kind, name_zh, name_en, id, parent, path) SELECT 'city', "
         "'union', "
         "'工会', 'union', " +
         columns + " FROM " + Series(url, count) + ";";
}

// Of the items in the table `made`, with their number n.
std::string KeysFrom(const std::string& key, const std::string& where = "1 = 1",
                     const std::string& from = "made") {
  return "INSERT INTO item_keys (tenant, key, item) SELECT 'city', " + key + ", id FROM " + from + " WHERE " +
         where + " ORDER BY 2, 3;";
}

std::string ItemsSql(const std::string& url, std::int64_t items) {
  const std::string all = std::to_string(items);
  std::string titles = "CASE " + AnyTitle();
  for (std::size_t i = 0; i < kTitles.size(); ++i)
    titles += " WHEN " + std::to_string(i) + " THEN '" + kTitles[i] + "'";
  titles += " END";
  // Open ones are the newest and some that were left behind.
  const std::string open = "(n > " + all + " * 0.92 OR n % 50 = 7)";
  return "CREATE TABLE made AS SELECT n, '01990000-0000-7000-8000-' || " + Text("(100000000000 + n)") +
         " AS id, " + PathOf(AnyUnion()) + " AS path, " + AnyUnion() + " AS u, " + titles +
         " AS title, CASE WHEN NOT " + open + " THEN 'closed' ELSE CASE " + AnyState() +
         " WHEN 0 THEN 'draft' WHEN 1 THEN 'review' WHEN 2 THEN 'approval' ELSE 'payment' END END AS state, "
         "CASE WHEN " +
         open + " THEN 'active' ELSE 'ended' END AS status, CASE " + AnyWorkflow() +
         " WHEN 3 THEN 'aid' WHEN 4 THEN 'initiative' WHEN 5 THEN 'initiative' WHEN 6 THEN 'initiative' ELSE "
         "'activity' "
         "END AS workflow, CASE WHEN n % 10 = 9 THEN '01990000-0000-7000-8000-' || " +
         Text("(100000000000 + n - n % 1000)") + " END AS parent FROM " + Series(url, items) +
         ";"
         "INSERT INTO items (tenant, id, number, workflow, version, org, org_path, parent, title, "
         "created_by, "
         "created_at, updated_at, rev, status, states, snapshot) SELECT 'city', id, 'PJ-2026-' || " +
         Text("n") + ", workflow, 1, 'u' || " + Text("u") +
         ", path, parent, title, 'p1', n, n, 1, status, '[\"' || state || '\"]', '{}' FROM made ORDER BY n;";
}

std::string KeysSql() {
  const std::string street = "(u % 290)";
  std::string sql = KeysFrom("'a' || state") + KeysFrom("'c' || parent", "parent IS NOT NULL") +
                    KeysFrom("'pliangzhou/'") +
                    KeysFrom("'pliangzhou/d' || " + Text("(" + street + " % 10)") + " || '/'") +
                    KeysFrom("'pliangzhou/d' || " + Text("(" + street + " % 10)") + " || '/s' || " +
                             Text(street) + " || '/'") +
                    KeysFrom("'p' || path") + KeysFrom("'s' || status") + KeysFrom("'w' || workflow");
  // Of the numbers, PJ-2026-n; one that begins with 2026 itself has such a key once.
  const std::string n = Text("n");
  for (const char* key : {"p", "pj", "2", "20", "2026"}) sql += KeysFrom(std::string("'t") + key + "'");
  for (const int length : {1, 2, 4, 6}) {
    const std::string begin = "substr(" + n + ", 1, " + std::to_string(length) + ")";
    sql += KeysFrom("'t' || " + begin, "length(" + n + ") >= " + std::to_string(length) + " AND " + begin +
                                           " NOT IN ('2', '20', '2026')");
  }
  for (std::size_t i = 0; i < kTitles.size(); ++i) {
    for (const std::string& key : storage::TextKeys(kTitles[i], ""))
      sql += KeysFrom("'t" + key + "'", AnyTitle() + " = " + std::to_string(i));
  }
  return sql;
}

std::string TasksSql(std::int64_t items) {
  // Due dates of open items are spread over ten days around "now" (1,000,000,000,000 microseconds); a tenth
  // has none.
  return "INSERT INTO tasks (tenant, item, state, role, person, org_path, since, due) SELECT 'city', id, "
         "state, CASE "
         "state WHEN 'draft' THEN 'lead' WHEN 'review' THEN 'district_officer' WHEN 'approval' THEN "
         "'city_officer' "
         "ELSE 'finance' END, '', path, n, CASE WHEN n % 10 = 1 THEN 9223372036854775807 ELSE 900000000000 + "
         "(n * 7907) % " +
         std::to_string(items) + " * (1000000000000 / " + std::to_string(items) +
         ") END FROM made WHERE status = 'active';"
         "INSERT INTO count_sums (tenant, place, workflow, state, items) SELECT 'city', place, workflow, "
         "state, "
         "count(*) FROM (SELECT 'liangzhou/' AS place, workflow, state FROM made UNION ALL SELECT "
         "'liangzhou/d' || "
         "CAST(((u % 290) % 10) AS text) || '/', workflow, state FROM made UNION ALL SELECT 'liangzhou/d' || "
         "CAST(((u % 290) % 10) AS text) || '/s' || CAST((u % 290) AS text) || '/', workflow, state FROM "
         "made UNION "
         "ALL SELECT path, workflow, state FROM made) AS counted GROUP BY place, workflow, state;"
         "DROP TABLE made;";
}

}  // namespace

void FillCity(const std::string& url, std::int64_t items) {
  std::string sql = IsSqlite(url)
                        ? "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = "
                          "-2000000; PRAGMA temp_store = MEMORY;"
                        : "SET synchronous_commit = off; SET work_mem = '256MB'; SET "
                          "maintenance_work_mem = '1GB';";
  sql +=
      "INSERT INTO organizations (tenant, id, kind, name_zh, name_en, path) VALUES ('city', 'liangzhou', "
      "'city', "
      "'梁州', 'Liangzhou', 'liangzhou/');";
  sql += Organizations(
      "'d' || " + Text("(n - 1)") + ", 'liangzhou', 'liangzhou/d' || " + Text("(n - 1)") + " || '/'", url,
      kDistricts);
  sql += Organizations("'s' || " + Text("(n - 1)") + ", 'd' || " + Text("((n - 1) % 10)") +
                           ", 'liangzhou/d' || " + Text("((n - 1) % 10)") + " || '/s' || " + Text("(n - 1)") +
                           " || '/'",
                       url, kStreets);
  sql += Organizations(
      "'u' || " + Text("(n - 1)") + ", 's' || " + Text("((n - 1) % 290)") + ", " + PathOf("(n - 1)"), url,
      kUnions);
  // A lead of every union, and somebody with a role in each district.
  sql +=
      "INSERT INTO people (tenant, id, name, org) SELECT 'city', 'p' || id, id, id FROM organizations;"
      "INSERT INTO grants (tenant, person, role, org) SELECT 'city', 'p' || id, 'lead', id FROM "
      "organizations "
      "WHERE id LIKE 'u%';"
      "INSERT INTO grants (tenant, person, role, org) SELECT 'city', 'p' || id, 'district_officer', id FROM "
      "organizations WHERE id LIKE 'd%';";
  sql += ItemsSql(url, items);
  if (!IsSqlite(url)) sql += "ALTER TABLE item_keys DROP CONSTRAINT item_keys_pkey;";
  sql += KeysSql();
  if (!IsSqlite(url)) sql += "ALTER TABLE item_keys ADD PRIMARY KEY (tenant, key, item);";
  sql += TasksSql(items);
  RunSql(url, sql);
  if (IsSqlite(url)) return;
  for (const char* table :
       {"items", "item_keys", "tasks", "count_sums", "commit_notes", "organizations", "grants"})
    RunSql(url, std::string("VACUUM (ANALYZE, FREEZE) ") + table);
}

std::string DistrictPath(int district) { return "liangzhou/d" + std::to_string(district) + "/"; }
std::string StreetPath(int street) {
  return DistrictPath(street % kDistricts) + "s" + std::to_string(street) + "/";
}
std::string UnionPath(int number) {
  return StreetPath(number % kStreets) + "u" + std::to_string(number) + "/";
}
std::string ItemIdOf(std::int64_t number) {
  return "01990000-0000-7000-8000-" + std::to_string(100'000'000'000 + number);
}

}  // namespace charter::bench
