#include "engine/service/service.h"

#include <algorithm>
#include <utility>

#include "engine/data/failure.h"
#include "engine/data/typed_value.h"
#include "engine/run/masking.h"
#include "engine/run/snapshot_json.h"
#include "engine/service/item_view.h"
#include "engine/service/known_people.h"
#include "engine/service/service_impl.h"

namespace charter {

void GiveUp() {
  throw Failure(Code::store_unavailable,
                "a command met conflicting changes " + std::to_string(kMaxTries) + " times in a row", true);
}

tl::unexpected<Refusal> NoItem(const ItemId& id) {
  return Refused(Code::item_not_found, {"事项不存在或您无权查看：" + id.value,
                                        "no such item, or none that you may see: " + id.value});
}

Service::Service(Ports ports) : impl_(std::make_unique<Impl>(std::move(ports))) {}
Service::~Service() = default;

bool Service::Impl::MaySee(const Caller& caller, const ItemRecord& record) {
  if (charter::MaySee(caller, record)) return true;
  // Most items are copied to nobody, and need not be read to know that.
  if (record.snapshot.find("\"copied\":") == std::string::npos) return false;
  const auto chart = charts.Get(caller.tenant, record);
  return charter::MaySee(caller, record, ReadSnapshot(*chart, record.snapshot));
}

Outcome<ItemView> Service::Get(const Caller& caller, const ItemId& id) {
  auto record = impl_->ports.store.FindItem(caller.tenant, id);
  if (!record || !impl_->MaySee(caller, *record)) return NoItem(id);
  auto chart = impl_->charts.Get(caller.tenant, *record);
  Snapshot snapshot = ReadSnapshot(*chart, record->snapshot);
  ItemView view = ViewOf(*chart, *record, snapshot, caller, impl_->ports.clock.Now(),
                         impl_->calendars.Get(snapshot.calendar));
  // Who looks at an item is about to act on it.
  impl_->items.Put(caller.tenant, {*std::move(record), std::move(chart), std::move(snapshot)});
  return view;
}

Outcome<FieldView> Service::ReadField(const Caller& caller, const ItemId& id, const std::string& name) {
  const auto record = impl_->ports.store.FindItem(caller.tenant, id);
  if (!record || !impl_->MaySee(caller, *record)) return NoItem(id);
  const auto chart = impl_->charts.Get(caller.tenant, *record);
  const auto roles = ReaderOf(caller, record->org_path).roles;
  const auto field = std::find_if(chart->data.begin(), chart->data.end(),
                                  [&](const Field& each) { return each.name == name; });
  if (field == chart->data.end() || !MayRead(*field, roles)) {
    return Refused(Code::no_such_resource, {"没有字段“" + name + "”，或您无权查看",
                                            "there is no field `" + name + "`, or none that you may see"});
  }
  FieldView view{name, field->title, {}, HoldsPersonalNumber(field->schema)};
  const auto holds = [&](const std::string& role) {
    return std::find(roles.begin(), roles.end(), role) != roles.end();
  };
  if (view.personal && std::none_of(field->unmask.begin(), field->unmask.end(), holds)) {
    Text who;
    for (const auto& role : field->unmask)
      who = who + (who.empty() ? Text{} : Text{"、", ", "}) + TitleOfRole(*chart, role);
    return Refused(Code::not_permitted,
                   {"号码全文只有被授权的角色可以查看",
                    "only those with a role that is named for it read this in clear"},
                   who.empty() ? Text{} : Text{"可查看的角色：", "These roles may: "} + who, field->unmask);
  }
  const Snapshot snapshot = ReadSnapshot(*chart, record->snapshot);
  const Value& value = snapshot.data[static_cast<std::size_t>(field - chart->data.begin())];
  // A field that is none of a number may hold a copy of one.
  const Value shown = view.personal ? value : Masking(*chart, snapshot).Of(value);
  if (!shown.is(Kind::kAbsent)) AppendJson(view.value, field->schema, shown);
  return view;
}

Page<ItemRecord> Service::List(const Caller& caller, ItemQuery query) {
  query.scopes = ScopesOf(caller);
  if (!query.workflow && caller.workflows.size() == 1) query.workflow = caller.workflows.front();
  auto page = impl_->ports.store.ListItems(caller.tenant, query);
  std::erase_if(page.rows, [&](const ItemRecord& row) { return !IsFor(caller, row.workflow); });
  for (auto& row : page.rows) row.rev = row.ShownRev();
  return page;
}

Outcome<Page<HistoryRecord>> Service::History(const Caller& caller, const ItemId& id, std::int64_t after_rev,
                                              int limit) {
  const auto record = impl_->ports.store.FindItem(caller.tenant, id);
  if (!record || !impl_->MaySee(caller, *record)) return NoItem(id);
  const auto chart = impl_->charts.Get(caller.tenant, *record);
  const auto roles = ReaderOf(caller, record->org_path).roles;
  const HistoryReader reader(*chart, ReadSnapshot(*chart, record->snapshot), caller.person.id, roles);
  Page<HistoryRecord> page;
  // A row's own revision is never below the one that is shown of it.
  for (std::int64_t from = after_rev;;) {
    auto rows = impl_->ports.store.History(caller.tenant, id, from, limit + 1);
    const bool all = rows.size() <= static_cast<std::size_t>(limit);
    if (!rows.empty()) from = rows.back().rev;
    for (auto& row : rows) {
      if (!reader.Show(row) || row.rev <= after_rev) continue;
      if (page.rows.size() >= static_cast<std::size_t>(limit) && row.rev != page.rows.back().rev) {
        page.next = std::to_string(page.rows.back().rev);
        return page;
      }
      page.rows.push_back(std::move(row));
    }
    if (all) return page;
  }
}

Page<TaskRow> Service::Tasks(const Caller& caller, TaskQuery query) {
  query.person = caller.person.id;
  query.roles.clear();
  for (const auto& grant : caller.grants) query.roles.emplace_back(grant.role, grant.path);
  for (const auto& lent : caller.lent) query.roles.emplace_back(lent.grant.role, lent.grant.path);
  auto page = impl_->ports.store.ListTasks(caller.tenant, query);
  std::erase_if(page.rows, [&](const TaskRow& row) { return !IsFor(caller, row.workflow); });
  return page;
}

std::vector<StateCount> Service::Counts(const Caller& caller, const std::optional<std::string>& org_path,
                                        const std::optional<std::string>& workflow) {
  CountQuery query;
  query.workflow = workflow;
  for (auto& scope : ScopesOf(caller)) {
    if (!org_path || scope.starts_with(*org_path)) {
      query.places.push_back(std::move(scope));
    } else if (org_path->starts_with(scope)) {
      query.places.push_back(*org_path);
    }
  }
  auto counts = impl_->ports.store.CountItems(caller.tenant, query);
  std::erase_if(counts, [&](const StateCount& count) { return !IsFor(caller, count.workflow); });
  return counts;
}

int Service::FoldNotes(Timestamp now, int limit) { return impl_->ports.store.FoldNotes(now, limit); }

Page<Organization> Service::ListOrganizations(const Caller& caller, OrganizationQuery query) {
  query.scopes = ScopesOf(caller);
  return impl_->ports.directory.ListOrganizations(caller.tenant, query);
}

}  // namespace charter
