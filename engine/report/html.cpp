#include <algorithm>
#include <string_view>

#include "engine/data/markup.h"
#include "engine/report/report.h"

namespace charter {
namespace {

constexpr std::string_view kStyle = R"css(
@page { size: A4; margin: 20mm 15mm; }
body { margin: 0 auto; max-width: 180mm; color: #000; background: #fff; font-size: 10.5pt; line-height: 1.5;
  font-family: "Songti SC", SimSun, "Noto Serif CJK SC", "Source Han Serif SC", "AR PL UMing CN", serif; }
h1 { font-size: 18pt; font-weight: bold; text-align: center; margin: 0 0 8mm;
  font-family: SimHei, "Heiti SC", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Zen Hei", sans-serif; }
h2 { font-size: 12pt; margin: 6mm 0 2mm; break-after: avoid; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 4mm; margin: 0 0 4mm; }
dt { font-weight: bold; }
dd { margin: 0; overflow-wrap: anywhere; }
p { margin: 0 0 2mm; text-indent: 2em; white-space: pre-line; }
p.note { text-indent: 0; }
table { width: 100%; border-collapse: collapse; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { border: 0.5pt solid #000; padding: 1mm 1.5mm; text-align: left; overflow-wrap: anywhere; white-space: pre-line; }
th { text-align: center; background: #eee; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
td.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
tr.sums td { font-weight: bold; }
footer { margin-top: 10mm; break-inside: avoid; }
footer ul { display: flex; flex-wrap: wrap; gap: 8mm 12mm; list-style: none; margin: 0; padding: 0; }
footer li { flex: 1 1 50mm; border-bottom: 0.5pt solid #000; padding-bottom: 1mm; min-height: 8mm; }
footer .date { text-align: right; text-indent: 0; margin-top: 8mm; }
)css";

void AppendElement(std::string& out, std::string_view open, std::string_view text, std::string_view close) {
  out += open;
  AppendEscaped(out, text);
  out += close;
}

// "1234567.50" as "1,234,567.50", for the eye alone.
std::string Grouped(const std::string& number) {
  const std::size_t begin = number.starts_with('-') ? 1 : 0;
  const std::size_t end = std::min(number.find('.'), number.size());
  std::string out = number;
  for (std::size_t at = end; at > begin + 3;) {
    at -= 3;
    out.insert(at, ",");
  }
  return out;
}

void AppendRow(std::string& out, const std::vector<ReportCell>& cells, Language language, bool sums) {
  out += sums ? "<tr class=\"sums\">" : "<tr>";
  for (const auto& cell : cells) {
    const std::string& text = cell.text.In(language);
    if (cell.number) {
      AppendElement(out, "<td class=\"number\">", Grouped(text), "</td>");
    } else {
      AppendElement(out, "<td>", text, "</td>");
    }
  }
  out += "</tr>\n";
}

void AppendTable(std::string& out, const ReportTable& table, Language language) {
  if (!table.title.empty()) AppendElement(out, "<h2>", table.title.In(language), "</h2>\n");
  out += "<table>\n<thead><tr>";
  for (const auto& column : table.columns)
    AppendElement(out, "<th scope=\"col\">", column.In(language), "</th>");
  out += "</tr></thead>\n<tbody>\n";
  for (const auto& row : table.rows) AppendRow(out, row, language, false);
  if (!table.sums.empty()) AppendRow(out, table.sums, language, true);
  out += "</tbody>\n</table>\n";
}

}  // namespace

std::string WriteHtml(const Report& report, Language language) {
  const std::string& title = report.title.In(language);
  std::string out = "<!DOCTYPE html>\n<html lang=\"";
  out += language == Language::kZh ? "zh-CN" : "en";
  out +=
      "\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'unsafe-inline'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width\">\n";
  AppendElement(out, "<title>", title, "</title>\n");
  out += "<style>";
  out += kStyle;
  out += "</style>\n</head>\n<body>\n";
  AppendElement(out, "<h1>", title, "</h1>\n");
  if (!report.facts.empty()) {
    out += "<dl>\n";
    for (const auto& [name, value] : report.facts) {
      AppendElement(out, "<dt>", name.In(language), "</dt>");
      AppendElement(out, "<dd>", value.In(language), "</dd>\n");
    }
    out += "</dl>\n";
  }
  for (const auto& paragraph : report.paragraphs) AppendElement(out, "<p>", paragraph.In(language), "</p>\n");
  for (const auto& table : report.tables) AppendTable(out, table, language);
  for (const auto& note : report.notes) AppendElement(out, "<p class=\"note\">", note.In(language), "</p>\n");
  out += "<footer>\n";
  if (!report.signatures.empty()) {
    out += "<ul>\n";
    for (const auto& signature : report.signatures)
      AppendElement(out, "<li>", signature.In(language), "</li>\n");
    out += "</ul>\n";
  }
  AppendElement(out, "<p class=\"date\">", report.date.In(language), "</p>\n");
  out += "</footer>\n</body>\n</html>\n";
  return out;
}

}  // namespace charter
