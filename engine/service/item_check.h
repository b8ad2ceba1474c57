// Whether one item is what its history says, and its history what was written.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "engine/ports/audit.h"
#include "engine/run/replay.h"
#include "engine/service/calendars.h"
#include "engine/service/chart_cache.h"
#include "engine/service/difference.h"

namespace charter {

// For one thread at a time.
class ItemCheck {
 public:
  // Both outlive this.
  ItemCheck(ChartCache& charts, Calendars& calendars);

  // Nothing where all is as it must be; else the first difference: in revisions without gaps, in their
  // hashes, in what seals cover of them, in the replay, in the item's own row, in its ledger.
  std::optional<Difference> Check(const TenantId& tenant, const Trail& trail);

 private:
  std::optional<Difference> CheckHistory(const TenantId& tenant, const Trail& trail);
  std::optional<Difference> CheckReplay(const Trail& trail, const Chart& chart);
  // What is wrong with the content of the row at this place, as far as the replay can tell.
  Difference Edited(const Trail& trail, std::size_t row, const std::string& expected);

  ChartCache& charts_;
  Calendars& calendars_;
  const TenantId* tenant_ = nullptr;  // of the item at hand
  Replayer replayer_;
};

}  // namespace charter
