#include "storage/dialect.h"

namespace charter::storage {

std::string Expand(const Dialect& dialect, std::string_view sql) {
  constexpr std::string_view kRows = "{rows:";
  constexpr std::string_view kForUpdate = "{for_update}";
  constexpr std::string_view kSkipLocked = "{skip_locked}";
  constexpr std::string_view kRowId = "{row_id}";
  constexpr std::string_view kItemOf = "{item_of:";
  std::string text;
  while (!sql.empty()) {
    const auto brace = sql.find('{');
    text += sql.substr(0, brace);
    if (brace == std::string_view::npos) break;
    sql.remove_prefix(brace);
    if (sql.starts_with(kRows)) {
      const auto end = sql.find('}');
      text += dialect.Rows(std::string(sql.substr(kRows.size(), end - kRows.size())));
      sql.remove_prefix(end + 1);
    } else if (sql.starts_with(kForUpdate)) {
      text += dialect.ForUpdate();
      sql.remove_prefix(kForUpdate.size());
    } else if (sql.starts_with(kItemOf)) {
      const auto end = sql.find('}');
      text += dialect.ItemOf(std::string(sql.substr(kItemOf.size(), end - kItemOf.size())));
      sql.remove_prefix(end + 1);
    } else if (sql.starts_with(kRowId)) {
      text += dialect.RowId();
      sql.remove_prefix(kRowId.size());
    } else if (sql.starts_with(kSkipLocked)) {
      text += dialect.SkipLocked();
      sql.remove_prefix(kSkipLocked.size());
    } else {
      text += sql.front();
      sql.remove_prefix(1);
    }
  }
  return text;
}

}  // namespace charter::storage
