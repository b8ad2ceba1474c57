#include "storage/transfer_format.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "engine/data/json.h"

namespace charter::storage {

std::string FirstLine(const TenantId& tenant, int schema) {
  std::string line = R"({"charter_export":)" + std::to_string(kTransferFormat) + R"(,"schema":)" +
                     std::to_string(schema) + R"(,"tenant":)";
  AppendJsonString(line, tenant.value);
  return line + "}";
}

std::string TableLine(const Table& table) {
  std::string line = R"({"table":")" + table.name + R"(","columns":[)";
  for (const Column& column : table.columns()) {
    if (line.back() != '[') line += ',';
    AppendJsonString(line, column.name);
  }
  return line + "]}";
}

std::string LastLine(const RowCounts& counts, const std::string& sum) {
  std::string line = R"({"rows":{)";
  for (const auto& [table, rows] : counts) {
    if (line.back() != '{') line += ',';
    line += "\"" + table + "\":" + std::to_string(rows);
  }
  return line + R"(},"sha256":")" + sum + "\"}";
}

std::string Told(const RowCounts& counts) {
  constexpr std::array<std::string_view, 7> kTold{"organizations", "people",  "definitions", "items",
                                                  "history",       "budgets", "files"};
  std::string text;
  for (const auto& [table, rows] : counts) {
    if (std::find(kTold.begin(), kTold.end(), table) == kTold.end()) continue;
    text += (text.empty() ? "" : ", ") + std::to_string(rows) + " " + table;
  }
  return text;
}

}  // namespace charter::storage
