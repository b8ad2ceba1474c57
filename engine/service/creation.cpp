#include <algorithm>

#include "engine/run/replay.h"
#include "engine/service/item_view.h"
#include "engine/service/new_item.h"
#include "engine/service/service_impl.h"

namespace charter {
namespace {

// Whether another guise of the caller may create what this one may not.
bool IsForAnotherGuise(Code code) {
  return code == Code::not_permitted || code == Code::organization_not_found || code == Code::item_not_found;
}

std::string Titles(const Chart& chart, const std::vector<RoleIndex>& roles, Language language) {
  std::string out;
  for (const auto index : roles) {
    const Role& role = chart.roles[static_cast<std::size_t>(index)];
    const std::string& title = role.title.empty() ? role.id : role.title.In(language);
    out += (out.empty() ? "" : language == Language::kZh ? "、" : ", ") + title;
  }
  return out;
}

bool HoldsAny(const Caller& caller, const Chart& chart, const std::vector<RoleIndex>& roles,
              const std::string& path) {
  return std::any_of(roles.begin(), roles.end(), [&](RoleIndex role) {
    return Holds(caller, chart.roles[static_cast<std::size_t>(role)].id, path);
  });
}

// Whether the caller holds anything below the item's organisation.
bool MayHoldBelow(const Caller& caller, const ItemRecord& record) {
  return std::any_of(caller.grants.begin(), caller.grants.end(),
                     [&](const Grant& grant) { return grant.path.starts_with(record.org_path); });
}

}  // namespace

Outcome<Organization> Service::Impl::PlaceOf(const Caller& caller, const OrgId& id) {
  const OrgId wanted = id.empty() ? caller.person.org : id;
  auto org = ports.directory.FindOrganization(caller.tenant, wanted);
  if (!org || RolesAt(caller, org->path).empty()) {
    return Refused(Code::organization_not_found, {"组织不存在或不在您的管辖范围：" + wanted.value,
                                                  "no such organisation, or none of yours: " + wanted.value});
  }
  return std::move(*org);
}

Outcome<void> Service::Impl::MayCreate(const Caller& caller, const Chart& chart, const Organization& org) {
  if (HoldsAny(caller, chart, chart.create, org.path)) return {};
  if (chart.create.empty()) {
    return Refused(Code::not_permitted, {"此流程的事项只能在上级事项下建立",
                                         "items of this workflow are only made under a parent item"});
  }
  return Refused(Code::not_permitted,
                 {"建立此类事项需要角色：" + Titles(chart, chart.create, Language::kZh),
                  "to create this you need the role: " + Titles(chart, chart.create, Language::kEn)});
}

// A parent may lie above those who work under it: a round at the city takes the applications of its
// counties. So the role counts at the place of the new item, and that place lies at or below the parent's.
Outcome<void> Service::Impl::MayCreateUnder(const Caller& caller, const Chart& chart,
                                            const WorkingItem& parent, const Organization& place) {
  bool open = false;
  bool may = false;
  if (parent.snapshot.status == Status::kActive && place.path.starts_with(parent.record.org_path)) {
    for (const auto& [state, since] : parent.snapshot.active) {
      for (const auto index : parent.chart->states[static_cast<std::size_t>(state)].invoke) {
        const Activity& children = parent.chart->activities[static_cast<std::size_t>(index)];
        if (children.workflow != chart.workflow) continue;
        open = true;
        may = may || HoldsAny(caller, *parent.chart, children.by, place.path);
      }
    }
  }
  if (may) return {};
  if (!MaySee(caller, parent.record)) return NoItem(parent.record.id);
  if (!open) {
    return Refused(Code::parent_not_open,
                   {"上级事项 " + parent.record.number + " 现在不接受此类下级事项，或该组织不在其范围内",
                    "item " + parent.record.number +
                        " takes no items of this kind in its present state, or none of that organisation"});
  }
  return Refused(Code::not_permitted, {"您没有在此事项下建立下级事项的角色",
                                       "you do not hold the role that creates items under this one"});
}

// Under a parent the parent decides; elsewhere the workflow's own `create`.
Outcome<Organization> Service::Impl::PlaceForNew(const Caller& caller, const CreateCommand& command,
                                                 const Chart& chart, UnitOfWork& work) {
  if (!command.parent) {
    auto place = PlaceOf(caller, command.org);
    if (!place) return place;
    if (auto may = MayCreate(caller, chart, *place); !may) return tl::unexpected(std::move(may.error()));
    return place;
  }
  const WorkingItem* parent = work.Find(*command.parent);
  if (parent == nullptr) return NoItem(*command.parent);
  const bool there = MaySee(caller, parent->record);
  if (!there && !MayHoldBelow(caller, parent->record)) return NoItem(*command.parent);
  auto place = PlaceOf(caller, !command.org.empty() ? command.org
                               : there              ? parent->record.org
                                                    : caller.person.org);
  if (!place) return place;
  if (auto may = MayCreateUnder(caller, chart, *parent, *place); !may)
    return tl::unexpected(std::move(may.error()));
  return place;
}

std::optional<Outcome<ItemView>> Service::Impl::TryCreate(const Caller& caller, const Caller& viewer,
                                                          const CreateCommand& command,
                                                          const AnswerTo<ItemView>& answer) {
  if (!IsFor(caller, command.workflow)) {
    return Refused(Code::workflow_not_found,
                   {"没有流程 " + command.workflow, "workflow `" + command.workflow + "` is not published"});
  }
  const auto version = VersionForNew(caller.tenant, command.workflow, command.version);
  if (!version) return tl::unexpected(version.error());
  const auto chart = charts.Find(caller.tenant, command.workflow, *version);
  const Timestamp now = ports.clock.Now();
  UnitOfWork work(ports, charts, calendars, caller.tenant, now);
  const auto place = PlaceForNew(caller, command, *chart, work);
  if (!place) return tl::unexpected(place.error());

  Event create;
  create.source = Event::Source::kPerson;
  create.name = kCreateEvent;
  create.data = command.data;
  create.at = now;
  create.actor = ActorOf(caller, place->path);
  const NewItem made{*chart, *place, command.parent, caller.person.id};
  auto item = work.Create(RecordOf(ports, made, now), chart, std::move(create), command.overrides);
  if (!item) return tl::unexpected(std::move(item.error()));
  FileSet named;
  AddFilesIn(command.data, named);
  if (auto refused = work.RefusedFiles(caller.person.id, named)) return tl::unexpected(*std::move(refused));
  ItemView view = ViewOf(*chart, (*item)->record, (*item)->snapshot, viewer, now,
                         calendars.Get((*item)->snapshot.calendar));
  if (auto conflict = work.Commit(MakeAnswer(answer, view))) {
    if (conflict->refused) return tl::unexpected(std::move(*conflict->refused));
    return std::nullopt;
  }
  return view;
}

Outcome<ItemView> Service::Create(const Caller& caller, const CreateCommand& command,
                                  const AnswerTo<ItemView>& answer) {
  const auto guises = GuisesOf(caller);
  std::size_t guise = 0;
  for (int tries = 0; tries < kMaxTries; ++tries) {
    auto created = impl_->TryCreate(guises[guise], caller, command, answer);
    while (created && !*created && IsForAnotherGuise(created->error().code) && guise + 1 < guises.size())
      created = impl_->TryCreate(guises[++guise], caller, command, answer);
    if (created) return std::move(*created);
  }
  GiveUp();
}

}  // namespace charter
