#include "engine/service/versions.h"

#include <algorithm>

#include "engine/run/snapshot_json.h"
#include "engine/run/tasks.h"
#include "engine/service/item_view.h"
#include "engine/service/service_impl.h"

namespace charter {
namespace {

tl::unexpected<Refusal> NoVersion(const std::string& workflow) {
  return Refused(Code::workflow_not_found, {"没有流程 " + workflow + " 的此版本",
                                            "workflow `" + workflow + "` is not published in that version"});
}

// Said of the version that was asked for, or of the newest.
tl::unexpected<Refusal> IsRetired(const DefinitionRecord& record, bool one) {
  const std::string version = record.workflow + (one ? " " + std::to_string(record.version) : "");
  const std::string& reason = record.retirement.reason;
  return Refused(
      Code::workflow_retired,
      {"流程 " + version + " 已停用，不再受理新事项" + (reason.empty() ? "" : "：" + reason),
       "workflow " + version + " is retired and takes no new items" + (reason.empty() ? "" : ": " + reason)},
      {"已在办理的事项照常进行；可请管理员重新启用",
       "those under way go on; an administrator could reopen it"});
}

}  // namespace

tl::unexpected<Refusal> NoWorkflow(const std::string& workflow) {
  return Refused(Code::workflow_not_found,
                 {"没有流程 " + workflow, "workflow `" + workflow + "` is not published"});
}

std::optional<int> NewestInUse(const std::vector<DefinitionRecord>& versions) {
  std::optional<int> newest;
  for (const DefinitionRecord& record : versions) {
    if (!record.retirement.retired) newest = std::max(newest.value_or(0), record.version);
  }
  return newest;
}

Outcome<DefinitionRecord> Service::Impl::FindVersion(const TenantId& tenant, const std::string& workflow,
                                                     int version) {
  auto record = ports.store.FindDefinition(tenant, workflow, version);
  if (!record) return NoVersion(workflow);
  return *std::move(record);
}

Outcome<int> Service::Impl::VersionForNew(const TenantId& tenant, const std::string& workflow, int version) {
  const auto versions = ports.store.ListVersions(tenant, workflow);
  if (versions.empty()) return NoWorkflow(workflow);
  if (version == 0) {
    const auto newest = NewestInUse(versions);
    if (!newest) return IsRetired(versions.back(), false);
    return *newest;
  }
  for (const DefinitionRecord& record : versions) {
    if (record.version != version) continue;
    if (record.retirement.retired) return IsRetired(record, true);
    return version;
  }
  return NoVersion(workflow);
}

std::vector<WorkflowView> Service::Impl::ViewsOf(const TenantId& tenant,
                                                 std::vector<DefinitionRecord> records) {
  std::vector<WorkflowView> views;
  for (auto& record : records) {
    const auto chart = charts.Find(tenant, record.workflow, record.version);
    if (chart) views.push_back(ViewOf(*chart, std::move(record)));
  }
  return views;
}

std::vector<WorkflowView> Service::ListWorkflows(const Caller& caller) {
  return impl_->ViewsOf(caller.tenant, impl_->ports.store.ListDefinitions(caller.tenant));
}

Outcome<WorkflowView> Service::GetWorkflow(const Caller& caller, const std::string& workflow, int version) {
  auto record = impl_->FindVersion(caller.tenant, workflow, version);
  if (!record) return tl::unexpected(std::move(record.error()));
  const auto chart = impl_->charts.Find(caller.tenant, record->workflow, record->version);
  return ViewOf(*chart, *std::move(record));
}

Outcome<std::vector<WorkflowView>> Service::ListVersions(const Caller& caller, const std::string& workflow) {
  auto views = impl_->ViewsOf(caller.tenant, impl_->ports.store.ListVersions(caller.tenant, workflow));
  if (views.empty()) return NoWorkflow(workflow);
  return views;
}

Outcome<WorkflowDifference> Service::CompareVersions(const Caller& caller, const std::string& workflow,
                                                     int from, int to) {
  auto later = GetWorkflow(caller, workflow, to);
  if (!later) return tl::unexpected(std::move(later.error()));
  if (from == 0) {
    for (const auto& record : impl_->ports.store.ListVersions(caller.tenant, workflow)) {
      if (record.version < later->record.version) from = record.version;
    }
    if (from == 0) {
      return Refused(
          Code::workflow_not_found,
          {"流程 " + workflow + " 没有更早的版本", "workflow `" + workflow + "` has no earlier version"},
          {"用 from 指明比较的版本", "name the version to compare with as `from`"});
    }
  }
  auto earlier = GetWorkflow(caller, workflow, from);
  if (!earlier) return tl::unexpected(std::move(earlier.error()));
  const auto chart = [&](const WorkflowView& view) {
    return impl_->charts.Find(caller.tenant, workflow, view.record.version);
  };
  const auto name = [&](const WorkflowView& view) {
    return workflow + " " + std::to_string(view.record.version);
  };
  WorkflowDifference difference;
  difference.changes = Compare(*chart(*earlier), *chart(*later));
  difference.text =
      UnifiedDifference(earlier->record.source, name(*earlier), later->record.source, name(*later));
  difference.from = *std::move(earlier);
  difference.to = *std::move(later);
  return difference;
}

Outcome<std::string> Service::Diagram(const Caller& caller, const DiagramQuery& query) {
  int version = query.version;
  std::optional<ItemRecord> item;
  if (query.item) {
    item = impl_->ports.store.FindItem(caller.tenant, *query.item);
    const bool fits = item && impl_->MaySee(caller, *item) && item->workflow == query.workflow &&
                      (version == 0 || version == item->version);
    if (!fits) return NoItem(*query.item);
    version = item->version;
  }
  const auto chart = impl_->charts.Find(caller.tenant, query.workflow, version);
  if (chart == nullptr) return NoVersion(query.workflow);
  std::vector<StateIndex> active;
  if (item) active = ActiveAtoms(*chart, ReadSnapshot(*chart, item->snapshot));
  return impl_->drawings.Get(chart, query.language)->Svg(active);
}

Outcome<std::vector<WorkflowView>> Service::Retire(const Caller& caller, const RetireCommand& command,
                                                   const AnswerTo<std::vector<WorkflowView>>& answer) {
  if (!IsAdministrator(caller)) {
    return Refused(Code::not_permitted, {"只有管理员可以停用或重新启用流程",
                                         "only an administrator retires and reopens workflows"});
  }
  if (command.reason.empty()) return Refused(Code::input_invalid, {"须写明理由", "a reason is needed"});
  auto versions = impl_->ports.store.ListVersions(caller.tenant, command.workflow);
  if (versions.empty()) return NoWorkflow(command.workflow);
  const auto meant = [&](const DefinitionRecord& record) {
    return command.version == 0 || record.version == command.version;
  };
  if (std::none_of(versions.begin(), versions.end(), meant)) return NoVersion(command.workflow);
  const Retirement retirement{command.retired, caller.person.id, impl_->ports.clock.Now(), command.reason};
  for (DefinitionRecord& record : versions) {
    if (meant(record) && record.retirement.retired != command.retired) record.retirement = retirement;
  }
  auto views = impl_->ViewsOf(caller.tenant, std::move(versions));
  const auto kept = MakeAnswer(answer, views);
  if (!impl_->ports.store.Retire(caller.tenant, command.workflow, command.version, retirement,
                                 kept ? &*kept : nullptr))
    return tl::unexpected(KeyTaken());
  return views;
}

}  // namespace charter
