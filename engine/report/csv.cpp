#include <algorithm>
#include <array>
#include <string_view>

#include "engine/report/report.h"

namespace charter {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kLineEnd = "\r\n";
// The last four are those of full width, which spreadsheets take alike.
constexpr std::array<std::string_view, 8> kFormulaStarts{"=", "+", "-", "@", "＝", "＋", "－", "＠"};

bool LooksLikeFormula(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return false;
  // A spreadsheet drops tabs and line ends in front and then reads on.
  const std::string_view rest = text.substr(first);
  return std::any_of(kFormulaStarts.begin(), kFormulaStarts.end(),
                     [&](std::string_view start) { return rest.starts_with(start); });
}

bool IsNumber(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const auto whole = text.find_first_not_of("0123456789");
  if (whole == 0 || text.empty()) return false;
  if (whole == std::string_view::npos) return true;
  const std::string_view places = text.substr(whole + 1);
  return text[whole] == '.' && !places.empty() &&
         places.find_first_not_of("0123456789") == std::string_view::npos;
}

void AppendField(std::string& out, const ReportCell& cell, Language language) {
  const std::string& text = cell.text.In(language);
  const bool harmless = IsNumber(text) || !LooksLikeFormula(text);
  if (harmless && text.find_first_of(",\"\r\n") == std::string::npos) {
    out += text;
    return;
  }
  out += '"';
  if (!harmless) out += '\'';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

void AppendLine(std::string& out, const std::vector<ReportCell>& cells, Language language) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out += ',';
    AppendField(out, cells[i], language);
  }
  out += kLineEnd;
}

}  // namespace

std::string WriteCsv(const Report& report, Language language) {
  std::string out(kByteOrderMark);
  for (const auto& table : report.tables) {
    if (report.tables.size() > 1) {
      if (&table != &report.tables.front()) out += kLineEnd;
      AppendLine(out, {{table.title, false}}, language);
    }
    std::vector<ReportCell> titles;
    titles.reserve(table.columns.size());
    for (const auto& column : table.columns) titles.push_back({column, false});
    AppendLine(out, titles, language);
    for (const auto& row : table.rows) AppendLine(out, row, language);
    if (!table.sums.empty()) AppendLine(out, table.sums, language);
  }
  if (report.tables.empty()) {
    for (const auto& [name, value] : report.facts) AppendLine(out, {{name}, {value}}, language);
    for (const auto& paragraph : report.paragraphs) AppendLine(out, {{paragraph}}, language);
  }
  return out;
}

}  // namespace charter
