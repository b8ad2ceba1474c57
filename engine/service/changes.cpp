#include "engine/service/changes.h"

#include <algorithm>

#include "engine/data/failure.h"
#include "engine/run/snapshot_json.h"
#include "engine/service/item_view.h"
#include "engine/service/service_impl.h"

namespace charter {

std::optional<ChangeView> Tell(const Change& change, const Caller& caller, const ChangeFilter& filter) {
  if ((filter.workflow && *filter.workflow != change.workflow) ||
      (filter.org_path && !change.org_path.starts_with(*filter.org_path)) ||
      (filter.item && *filter.item != change.item))
    return std::nullopt;
  if (!Reaches(caller, change.org_path) &&
      std::find(change.copied.begin(), change.copied.end(), caller.person.id) == change.copied.end())
    return std::nullopt;
  const auto roles = ReaderOf(caller, change.org_path).roles;
  if (std::find(roles.begin(), roles.end(), kAuditor) != roles.end()) return ChangeView{change.rev, true};
  const bool own = !change.by.empty() && change.by == caller.person.id;
  if (change.sealed && !own) return std::nullopt;
  return ChangeView{change.shown_rev, own || !change.masked};
}

namespace {

// One row that is damaged must not keep everybody from all that comes after it.
Discretion DiscretionOrSealed(const HistoryRecord& row) {
  try {
    return DiscretionOf(row);
  } catch (const Failure&) {
    return {true, true, row.rev, {}};
  }
}

}  // namespace

std::optional<std::vector<Change>> Service::ChangesAfter(const TenantId& tenant, std::int64_t position,
                                                         int limit) {
  auto rows = impl_->ports.store.ChangesAfter(tenant, position, limit);
  if (!rows) return std::nullopt;
  std::vector<Change> changes;
  changes.reserve(rows->size());
  for (ChangeRow& row : *rows) {
    Change& change = changes.emplace_back();
    const Discretion discretion = DiscretionOrSealed(row.event);
    change.position = row.position;
    change.rev = row.event.rev;
    change.shown_rev = discretion.shown_rev;
    change.by = discretion.by;
    change.sealed = discretion.sealed;
    change.masked = discretion.masked;
    change.event = std::move(row.event.event);
    change.states = std::move(row.event.to);
    change.at = row.event.at;
    change.actor = std::move(row.event.actor);
    if (row.copied) {
      // As it is now: an item that is no longer somebody's to see is no longer told.
      if (const auto item = impl_->ports.store.FindItem(tenant, row.item.id)) {
        const Snapshot snapshot = ReadSnapshot(*impl_->charts.Get(tenant, *item), item->snapshot);
        for (const CopiedTo& copy : snapshot.dealings->copied) change.copied.push_back(copy.person);
      }
    }
    change.item = std::move(row.item.id);
    change.number = std::move(row.item.number);
    change.workflow = std::move(row.item.workflow);
    change.org_path = std::move(row.item.org_path);
  }
  return changes;
}

}  // namespace charter
