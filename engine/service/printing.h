// What people print of an activity: score table, list of awards, public notice.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "engine/chart/chart.h"
#include "engine/ports/records.h"
#include "engine/report/report.h"

namespace charter {

// What a printed page calls another item.
struct PrintedItem {
  std::string title;
  Text org;
};

struct Printable {
  const Chart& chart;
  const Activity& activity;
  const ItemRecord& record;
  Text org;       // of the item
  Value shown;    // what the activity shows to whoever prints it; nothing else of it is printed
  Value outcome;  // kAbsent until it is complete
  Timestamp now;
  // A notice: when it began and when it is over, as far as that is known.
  std::optional<Timestamp> since;
  std::optional<Timestamp> ends;
  // A candidate, if it may be seen.
  std::function<std::optional<PrintedItem>(const std::string& id)> find;
  // A notice: the awards that were found before it, as they are shown; kAbsent without.
  Value awards;
};

// Nothing where the activity is of no kind that is printed, or shows nothing yet that could be.
std::optional<Report> Print(const Printable& what);

}  // namespace charter
