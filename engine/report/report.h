// A report that people print or open in a spreadsheet, before it is written as either.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/data/text.h"

namespace charter {

// What stands in a field of a table. A number is written as such: "-1200.50", no separators.
struct ReportCell {
  Text text;
  bool number = false;
};

struct ReportTable {
  Text title;
  std::vector<Text> columns;
  std::vector<std::vector<ReportCell>> rows;  // as wide as `columns`, all of them
  std::vector<ReportCell> sums;               // the last line; empty: none
};

struct Report {
  Text title;
  std::vector<std::pair<Text, Text>> facts;  // above the tables: what it is about
  std::vector<Text> paragraphs;              // between these
  std::vector<ReportTable> tables;
  std::vector<Text> notes;       // below
  std::vector<Text> signatures;  // who signs, each with room for it
  Text date;                     // of the report
};

// UTF-8 with a byte order mark, by which Excel knows it; RFC 4180: lines end with CRLF, quotes where they are
// needed. One table is just that, with a line of titles; of several each has its own title above it; without
// any, the facts and paragraphs stand there. A text that a spreadsheet would take for a formula gets an
// apostrophe in front, a number never does.
std::string WriteCsv(const Report& report, Language language);

// A file of HTML that asks for nothing from elsewhere, laid out for A4: the titles of a table again on each
// page, lines unbroken. Every text is escaped.
std::string WriteHtml(const Report& report, Language language);

}  // namespace charter
