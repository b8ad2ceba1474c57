#include "storage/dialect.h"

#include <algorithm>
#include <array>
#include <utility>

#include "engine/data/failure.h"

namespace charter::storage {

std::optional<std::string> SqlitePath(const std::string& url) {
  constexpr std::string_view kSqlite = "sqlite:";
  if (!url.starts_with(kSqlite)) return std::nullopt;
  return url.substr(kSqlite.size());
}

std::unique_ptr<Dialect> MakeDialect(const std::string& url) {
  if (const auto path = SqlitePath(url)) return MakeSqliteDialect(*path);
  if (url.starts_with("postgresql://") || url.starts_with("postgres://") ||
      (url.find('=') != std::string::npos && url.find("://") == std::string::npos)) {
    return MakePostgresqlDialect(url);
  }
  throw Failure(Code::store_unavailable,
                "the store's address must be sqlite:PATH, postgresql://user@host:port/database or memory:");
}

std::string Expand(const Dialect& dialect, std::string_view sql) {
  using Plain = std::string_view (Dialect::*)() const;
  using Named = std::string (Dialect::*)(const std::string& name) const;
  constexpr std::array<std::pair<std::string_view, Plain>, 3> kPlain{{{"{for_update}", &Dialect::ForUpdate},
                                                                      {"{skip_locked}", &Dialect::SkipLocked},
                                                                      {"{row_id}", &Dialect::RowId}}};
  constexpr std::array<std::pair<std::string_view, Named>, 5> kNamed{{{"{rows:", &Dialect::Rows},
                                                                      {"{item_of:", &Dialect::ItemOf},
                                                                      {"{history_of:", &Dialect::HistoryOf},
                                                                      {"{bytes:", &Dialect::Bytes},
                                                                      {"{hex:", &Dialect::Hex}}};
  const auto begins = [&sql](const auto& each) { return sql.starts_with(each.first); };
  std::string text;
  while (!sql.empty()) {
    const auto brace = sql.find('{');
    text += sql.substr(0, brace);
    if (brace == std::string_view::npos) break;
    sql.remove_prefix(brace);
    const auto* plain = std::find_if(kPlain.begin(), kPlain.end(), begins);
    const auto* named = std::find_if(kNamed.begin(), kNamed.end(), begins);
    if (plain != kPlain.end()) {
      text += (dialect.*plain->second)();
      sql.remove_prefix(plain->first.size());
    } else if (named != kNamed.end()) {
      const auto end = sql.find('}');
      text +=
          (dialect.*named->second)(std::string(sql.substr(named->first.size(), end - named->first.size())));
      sql.remove_prefix(end + 1);
    } else {
      text += sql.front();
      sql.remove_prefix(1);
    }
  }
  return text;
}

}  // namespace charter::storage
