// What has happened to all items of a tenant, in one order: whoever has read up to a position and goes on
// from there misses nothing, whatever servers commit at the same time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/data/id.h"
#include "engine/data/time.h"
#include "engine/ports/records.h"

namespace charter {

// Where a tenant's log stands.
struct ChangeMark {
  std::int64_t position = 0;  // of the newest change; 0: none yet
  std::int64_t dropped = 0;   // of the newest one that is no longer kept; 0: all are
  std::string key;            // the tenant's own: what hides positions from those who are given them
};

struct ChangeRow {
  std::int64_t position = 0;
  ItemRecord item;      // as it is now, without its snapshot
  bool copied = false;  // its snapshot says to whom
  HistoryRecord event;  // without its input and hash
};

class ChangeLog {
 public:
  virtual ~ChangeLog() = default;

  // Commits note what they did, side by side and in no order. This takes at most `limit` of these notes, adds
  // them up for CountItems, and enters what they tell of in the log, each event of an item after those before
  // it. Positions grow from one call to the next, and are times in microseconds where `now` is later than the
  // last. Returns how many notes those were. Several servers may do it at once.
  virtual int FoldNotes(Timestamp now, int limit) = 0;

  // Those after a position, in their order; of several calls at once none sees one without all before it.
  // Nothing at all where some of these are no longer kept.
  [[nodiscard]] virtual std::optional<std::vector<ChangeRow>> ChangesAfter(const TenantId& tenant,
                                                                           std::int64_t position,
                                                                           int limit) = 0;
  // `key` becomes the tenant's own where it has none.
  [[nodiscard]] virtual ChangeMark MarkOfChanges(const TenantId& tenant, const std::string& key) = 0;
  // Of each tenant at most `limit` of those with a position before that time, the first ones. How many.
  virtual int DropChanges(Timestamp before, int limit) = 0;
};

}  // namespace charter
