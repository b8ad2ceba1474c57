#include "engine/service/changes.h"

#include <algorithm>

#include "engine/data/failure.h"
#include "engine/run/replay.h"
#include "engine/run/snapshot_json.h"
#include "engine/service/item_view.h"
#include "engine/service/service_impl.h"

namespace charter {

std::optional<ChangeView> Tell(const Change& change, const Caller& caller, const ChangeFilter& filter) {
  if (!IsFor(caller, change.workflow) || (filter.workflow && *filter.workflow != change.workflow) ||
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
Discretion TakeDiscretion(HistoryRecord& row) {
  try {
    Discretion discretion = DiscretionOf(row);
    row = WithNames(row);
    return discretion;
  } catch (const Failure&) {
    return {true, true, row.rev, {}};
  }
}

}  // namespace

// An item that is no longer somebody's to see is no longer told, nor one that cannot be read.
std::vector<PersonId> Service::Impl::CopiedNow(const TenantId& tenant, const ItemId& id) {
  const auto item = ports.store.FindItem(tenant, id);
  if (!item) return {};
  try {
    std::vector<PersonId> people;
    const Snapshot snapshot = ReadSnapshot(*charts.Get(tenant, *item), item->snapshot);
    for (const CopiedTo& copy : snapshot.dealings->copied) people.push_back(copy.person);
    return people;
  } catch (const Failure&) {
    return {};
  }
}

std::optional<std::vector<Change>> Service::ChangesAfter(const TenantId& tenant, std::int64_t position,
                                                         int limit) {
  auto rows = impl_->ports.store.ChangesAfter(tenant, position, limit);
  if (!rows) return std::nullopt;
  std::vector<Change> changes;
  changes.reserve(rows->size());
  for (ChangeRow& row : *rows) {
    Change& change = changes.emplace_back();
    const Discretion discretion = TakeDiscretion(row.event);
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
    if (row.copied) change.copied = impl_->CopiedNow(tenant, row.item.id);
    change.item = std::move(row.item.id);
    change.number = std::move(row.item.number);
    change.workflow = std::move(row.item.workflow);
    change.org_path = std::move(row.item.org_path);
  }
  return changes;
}

}  // namespace charter
