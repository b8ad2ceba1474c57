#include <algorithm>

#include "engine/run/replay.h"
#include "engine/run/snapshot_json.h"
#include "engine/service/item_view.h"
#include "engine/service/printing.h"
#include "engine/service/service_impl.h"

namespace charter {
namespace {

std::size_t At(std::int32_t index) { return static_cast<std::size_t>(index); }

// By its id, or by its type the last one that has started.
ActivityIndex Named(const Chart& chart, const Snapshot& snapshot, const std::string& name) {
  ActivityIndex found = kNone;
  for (std::size_t i = 0; i < snapshot.activities.size(); ++i) {
    if (snapshot.activities[i].is(Kind::kAbsent)) continue;
    if (chart.activities[i].id == name) return static_cast<ActivityIndex>(i);
    if (chart.activities[i].kind->name == name) found = static_cast<ActivityIndex>(i);
  }
  return found;
}

void SetTimes(Printable& what, const Snapshot& snapshot, ActivityIndex index) {
  if (const auto* active = snapshot.active.Find(what.activity.state)) what.since = active->since;
  for (const auto& timer : snapshot.timers) {
    if (timer.kind == Timer::Kind::kActivity && timer.index == index) what.ends = timer.due;
  }
  const Value* ends = what.shown.is(Kind::kMap) ? what.shown.Find("ends") : nullptr;
  if (!what.ends && ends != nullptr && ends->is(Kind::kTimestamp)) what.ends = ends->AsTimestamp();
}

}  // namespace

Text Service::Impl::OrgName(const TenantId& tenant, const OrgId& id) {
  const auto org = ports.directory.FindOrganization(tenant, id);
  return org && !org->name.empty() ? org->name : Text{id.value, id.value};
}

Outcome<Report> Service::Print(const Caller& caller, const ItemId& id, const std::string& activity) {
  const auto record = impl_->ports.store.FindItem(caller.tenant, id);
  if (!record || !impl_->MaySee(caller, *record)) return NoItem(id);
  const auto chart = impl_->charts.Get(caller.tenant, *record);
  const Snapshot snapshot = ReadSnapshot(*chart, record->snapshot);
  const WorkCalendar& calendar = impl_->calendars.Get(snapshot.calendar);
  const Viewer viewer = ViewerOf(ActorOf(caller, record->org_path));
  const auto shown = [&](ActivityIndex index) {
    return ShownOf(*chart, InfoOf(*record), snapshot, viewer, calendar, index);
  };
  const auto nothing = [&] {
    return Refused(Code::no_such_resource,
                   {"没有可打印的“" + activity + "”", "there is nothing to print of `" + activity + "`"},
                   {"评审、奖补分配和公示开始后可以打印",
                    "a review, an allocation or a notice that has begun can be printed"});
  };
  const ActivityIndex index = Named(*chart, snapshot, activity);
  if (index == kNone) return nothing();

  const auto find = [&](const std::string& item) -> std::optional<PrintedItem> {
    const auto one = impl_->ports.store.FindItem(caller.tenant, ItemId(item));
    if (!one || !impl_->MaySee(caller, *one)) return std::nullopt;
    return PrintedItem{one->title, impl_->OrgName(caller.tenant, one->org)};
  };
  Printable what{*chart,
                 chart->activities[At(index)],
                 *record,
                 impl_->OrgName(caller.tenant, record->org),
                 shown(index),
                 At(index) < snapshot.results.size()
                     ? Masking(*chart, snapshot).Of(snapshot.results[At(index)])
                     : Value(),
                 impl_->ports.clock.Now(),
                 {},
                 {},
                 find,
                 {}};
  SetTimes(what, snapshot, index);
  if (what.activity.kind->name == "notice") {
    const ActivityIndex awards = Named(*chart, snapshot, "allocation");
    if (awards != kNone) what.awards = shown(awards);
  }
  auto report = charter::Print(what);
  if (!report) return nothing();
  return std::move(*report);
}

}  // namespace charter
