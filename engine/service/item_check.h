// Whether one item is what its history says, and its history what was written.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "engine/ports/audit.h"
#include "engine/ports/erasures.h"
#include "engine/ports/records.h"
#include "engine/run/replay.h"
#include "engine/service/calendars.h"
#include "engine/service/chart_cache.h"
#include "engine/service/difference.h"

namespace charter {

// Whether people see that the event happened: its detail does not say that it is sealed. What was looked up
// for it may have a member of that name, too.
bool Shows(const HistoryRecord& row);

// For one thread at a time.
class ItemCheck {
 public:
  // Both outlive this. `erasures`: all that are recorded of the tenant.
  ItemCheck(ChartCache& charts, Calendars& calendars, std::vector<ErasureRecord> erasures = {});

  // Nothing where all is as it must be; else the first difference: in revisions without gaps, in their
  // hashes, in what seals cover of them, in the replay, in the item's own row, in its ledger.
  std::optional<Difference> Check(const TenantId& tenant, const Trail& trail);

 private:
  std::optional<Difference> CheckHistory(const TenantId& tenant, const Trail& trail);
  // Whether each name that is gone was erased, by an event of the item and a record of erasures, and none
  // that was erased is there.
  std::optional<Difference> CheckNames(const Trail& trail) const;
  std::optional<Difference> CheckReplay(const Trail& trail, const Chart& chart);
  // What is wrong with the content of the row at this place, as far as the replay can tell.
  Difference Edited(const Trail& trail, std::size_t row, const std::string& expected);

  ChartCache& charts_;
  Calendars& calendars_;
  const TenantId* tenant_ = nullptr;  // of the item at hand
  std::vector<ErasureRecord> erasures_;
  Replayer replayer_;
};

}  // namespace charter
