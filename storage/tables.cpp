#include "storage/tables.h"

#include <sstream>

namespace charter::storage {
namespace {

// "rev# bytes*": '#' marks a number, '*' bytes.
std::vector<Column> Columns(const char* text) {
  std::vector<Column> columns;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    Column column{word, Column::Kind::kText};
    if (word.back() == '#') column.kind = Column::Kind::kNumber;
    if (word.back() == '*') column.kind = Column::Kind::kBytes;
    if (column.kind != Column::Kind::kText) column.name.pop_back();
    columns.push_back(column);
  }
  return columns;
}

Table Of(const char* name, const char* key, const char* rest, const char* left = "") {
  return {name, Columns(key), Columns(rest), Columns(left)};
}

}  // namespace

std::vector<Column> Table::columns() const {
  std::vector<Column> all = key;
  all.insert(all.end(), rest.begin(), rest.end());
  return all;
}

std::span<const Table> TenantTables() {
  // clang-format off
  static const std::vector<Table> tables{
      Of("organizations", "id", "parent kind name_zh name_en path"),
      Of("people", "id", "name org"),
      Of("grants", "person role org", "starts_at# ends_at#"),
      Of("delegations", "id", "lender receiver role org starts_at# ends_at# reason made_at#"),
      Of("tokens", "sha256", "person expires_at# kind scope title created_at# used_at# workflows"),
      Of("subjects", "issuer subject", "person"),
      Of("accounts", "name", "person hash must_change# failures# locked_until# changed_at# rev#"),
      Of("access_log", "id", "at# kind person name_hash address route code# whom what place subject"),
      Of("definitions", "workflow version#", "source published_by published_at# retired# changed_by changed_at# reason"),
      Of("items", "id", "number workflow version# org org_path parent title created_by created_at# updated_at# rev# status "
                        "states snapshot sealed# head"),
      Of("item_keys", "key item", ""),
      Of("history", "item rev#", "at# recorded_at# event source actor input from_states to_states detail hash names"),
      Of("erasures", "number#", "person erased_by reason at# hash swept done# kept#"),
      Of("comments", "item id", "at# person name roles readers text"),
      Of("seals", "number#", "sealed_at# items# revisions# changed# root previous hash signing_key signature"),
      Of("seal_leaves", "item rev#", "seal# before_rev# head"),
      Of("tasks", "item state role person", "org_path since# due#"),
      Of("timers", "item id#", "due#", "claimed_until#"),
      Of("outbox", "item rev# position#", "kind payload ready_at# failures# error dead_since#"),
      Of("outbox_dropped", "item rev# position#", "kind payload error reason dropped_by dropped_at#"),
      Of("answers", "person key", "fingerprint status# headers body created_at# expires_at#"),
      Of("commit_notes", "item rev# org_path workflow left_state entered_state", ""),
      Of("changes", "position#", "item rev#"),
      Of("change_marks", "", "position# dropped# key"),
      Of("webhooks", "id", "title url events workflow org org_path secret former_secret former_until# created_by created_at# "
                           "position# failures# ready_at# paused error"),
      Of("webhook_deliveries", "webhook position#", "message event at# tries# outcome# error"),
      Of("count_sums", "place workflow state", "items#"),
      Of("counters", "name", "value#"),
      Of("budgets", "id", "title_zh title_en year# org org_path created_by created_at# entries# pool# reserved# paid# used# "
                          "claimed# repaid# written_off#"),
      Of("files", "sha256", "size# type upload added_at#"),
      Of("file_owners", "sha256 person", "name type at#"),
      Of("uploads", "id", "person name size# type sha256 begun_at#"),
      Of("file_parts", "upload part#", "sha256 bytes*"),
      Of("ledger", "budget seq#", "kind amount# account item rev# note actor at#"),
  };
  // clang-format on
  return tables;
}

const Table& CalendarTable() {
  static const Table table = Of("calendars", "edition#", "text loaded_at#", "recounted#");
  return table;
}

}  // namespace charter::storage
