#include "engine/report/report.h"

#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace charter {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

ReportCell Words(const std::string& text) { return {{text, text}, false}; }
ReportCell Number(const std::string& text) { return {{text, text}, true}; }

Report ATable(std::vector<std::vector<ReportCell>> rows) {
  Report report;
  report.title = {"奖补名单", "Awards"};
  report.tables = {
      {{"奖补名单", "Awards"}, {{"单位", "Unit"}, {"金额（元）", "Amount (yuan)"}}, std::move(rows), {}}};
  report.date = {"2026年3月9日", "9 March 2026"};
  return report;
}

// RFC 4180, read as a spreadsheet reads it.
std::vector<std::vector<std::string>> ReadCsv(std::string_view text) {
  EXPECT_TRUE(text.starts_with("\xEF\xBB\xBF"));
  text.remove_prefix(3);
  std::vector<std::vector<std::string>> lines;
  std::vector<std::string> line(1);
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c != '"') {
        line.back() += c;
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        line.back() += text[++i];
      } else {
        quoted = false;
      }
    } else if (c == '"') {
      EXPECT_TRUE(line.back().empty());
      quoted = true;
    } else if (c == ',') {
      line.emplace_back();
    } else if (c == '\r') {
      EXPECT_EQ(text.at(++i), '\n');
      lines.push_back(std::exchange(line, std::vector<std::string>(1)));
    } else {
      EXPECT_NE(c, '\n');
      line.back() += c;
    }
  }
  EXPECT_FALSE(quoted);
  EXPECT_THAT(line, ElementsAre(""));
  return lines;
}

TEST(Csv, ReadsBackWhateverStandsInItsFields) {
  const std::string hard = "a, \"quoted\"\r\nline 2\nline 3 太湖";
  const auto lines =
      ReadCsv(WriteCsv(ATable({{Words(hard), Number("50000.00")}, {Words(""), Words("")}}), Language::kZh));
  EXPECT_THAT(lines, ElementsAre(ElementsAre("单位", "金额（元）"), ElementsAre(hard, "50000.00"),
                                 ElementsAre("", "")));
}

TEST(Csv, IsWhatExcelOpens) {
  EXPECT_EQ(WriteCsv(ATable({{Words("太湖区总工会"), Number("50000.00")}}), Language::kEn),
            "\xEF\xBB\xBFUnit,Amount (yuan)\r\n太湖区总工会,50000.00\r\n");
}

TEST(Csv, DisarmsWhatASpreadsheetWouldRun) {
  for (const char* text : {"=1+1", "=cmd|' /C calc'!A0", "+8613800000000", "-1+1", "-", "@SUM(A1)", "\t=1",
                           "\r=1", "\n=1", "  =1", "＝1+1", "＠SUM(A1)", "-5.00.1", "--5", "-5e3"}) {
    const auto lines = ReadCsv(WriteCsv(ATable({{Words(text), Words("")}}), Language::kZh));
    EXPECT_EQ(lines.at(1).at(0), std::string("'") + text);
  }
}

TEST(Csv, LeavesNumbersAndPlainTextAlone) {
  for (const char* text :
       {"-5", "-1200.50", "0", "12", "81.75", "a=b", "2026-03-09", "甲", "'quoted'", "1-1"}) {
    const auto lines = ReadCsv(WriteCsv(ATable({{Number(text), Words(text)}}), Language::kZh));
    EXPECT_THAT(lines.at(1), ElementsAre(text, text));
  }
}

TEST(Csv, OfSeveralTablesNamesEach) {
  Report report = ATable({{Words("甲"), Number("1")}});
  report.tables.push_back(report.tables.front());
  report.tables.back().sums = {Words("合计"), Number("1")};
  const auto lines = ReadCsv(WriteCsv(report, Language::kZh));
  EXPECT_THAT(lines,
              ElementsAre(ElementsAre("奖补名单"), ElementsAre("单位", "金额（元）"), ElementsAre("甲", "1"),
                          ElementsAre(""), ElementsAre("奖补名单"), ElementsAre("单位", "金额（元）"),
                          ElementsAre("甲", "1"), ElementsAre("合计", "1")));
}

TEST(Html, EscapesEveryTextAndAsksForNothing) {
  const std::string hostile = "</td><script>alert('x\")</script>&amp;<img src=//evil>";
  Report report = ATable({{Words(hostile), Number("1")}});
  report.title = {hostile, hostile};
  report.facts = {{{hostile, ""}, {hostile, ""}}};
  report.paragraphs = {{hostile, ""}};
  report.notes = {{hostile, ""}};
  report.signatures = {{hostile, ""}};
  report.tables[0].columns[0] = {hostile, ""};
  report.tables[0].title = {hostile, ""};
  const std::string html = WriteHtml(report, Language::kZh);
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, Not(HasSubstr("<img")));
  EXPECT_THAT(html, HasSubstr("&lt;/td&gt;&lt;script&gt;alert(&#39;x&quot;)&lt;/script&gt;&amp;amp;"));
  for (const char* outside : {"http:", "https:", "url(", "@import", "<link", "src="}) {
    const auto without = html.find(outside);
    // "src=" stands only in the text that was escaped.
    EXPECT_TRUE(without == std::string::npos || std::string_view(outside) == "src=") << outside;
  }
}

TEST(Html, PrintsOnA4WithTitlesOnEachPageAndSums) {
  Report report = ATable({{Words("甲"), Number("-1234567.50")}, {Words("乙"), Number("100.00")}});
  report.tables[0].sums = {Words("合计"), Number("700000.00")};
  report.signatures = {{"制表人：", "Prepared by:"}};
  const std::string html = WriteHtml(report, Language::kZh);
  for (const char* text :
       {"<html lang=\"zh-CN\">", "@page { size: A4", "thead { display: table-header-group; }",
        "break-inside: avoid", "SimSun", "-1,234,567.50", ">100.00<", "<tr class=\"sums\"><td>合计",
        "700,000.00", "制表人：", "2026年3月9日"}) {
    EXPECT_THAT(html, HasSubstr(text));
  }
  EXPECT_THAT(WriteHtml(report, Language::kEn), HasSubstr("Prepared by:"));
}

}  // namespace
}  // namespace charter
