#include "storage/path_scope.h"

#include <algorithm>

#include "storage/json_rows.h"

namespace charter::storage {
namespace {

// U+10FFFF, which is no character: every path that starts with a prefix sorts before prefix and this.
constexpr std::string_view kAfterAll = "\xF4\x8F\xBF\xBF";

// Each number of prefixes makes another statement to prepare; many go into one parameter.
constexpr std::size_t kMostSpelledOut = 8;

}  // namespace

std::vector<std::string> Outermost(std::vector<std::string> prefixes) {
  std::sort(prefixes.begin(), prefixes.end());
  std::vector<std::string> outermost;
  for (std::string& prefix : prefixes) {
    if (outermost.empty() || !prefix.starts_with(outermost.back())) outermost.push_back(std::move(prefix));
  }
  return outermost;
}

std::string EndOfPrefix(const std::string& prefix) { return prefix + std::string(kAfterAll); }

void AppendPathCondition(std::string& sql, std::string_view column, const std::vector<std::string>& prefixes,
                         Params& params, std::deque<std::string>& texts) {
  const std::string name(column);
  if (prefixes.size() > kMostSpelledOut) {
    const std::string param = "paths" + std::to_string(texts.size());
    JsonRows rows;
    for (const std::string& prefix : prefixes) {
      rows.BeginRow();
      rows.Add("from", prefix);
      rows.Add("to", prefix + std::string(kAfterAll));
    }
    sql += "EXISTS (SELECT 1 FROM {rows:" + param + "} WHERE " + name + " >= value->>'from' AND " + name +
           " < value->>'to')";
    params.emplace_back(param, texts.emplace_back(rows.Finish()));
    return;
  }
  sql += "(";
  for (const std::string& prefix : prefixes) {
    const std::string from = "path" + std::to_string(texts.size());
    params.emplace_back(from, texts.emplace_back(prefix));
    const std::string to = "path" + std::to_string(texts.size());
    params.emplace_back(to, texts.emplace_back(prefix + std::string(kAfterAll)));
    if (sql.back() != '(') sql += " OR ";
    sql += name + " >= :" + from + " AND " + name + " < :" + to;
  }
  sql += ")";
}

bool IsWithin(const std::string& path, const std::string& place) {
  return place.empty() || (place.back() == '/' && path.starts_with(place));
}

bool Covers(const std::vector<std::string>& scopes, const std::string& path) {
  return std::any_of(scopes.begin(), scopes.end(),
                     [&path](const std::string& scope) { return IsWithin(path, scope); });
}

}  // namespace charter::storage
