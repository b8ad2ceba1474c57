#include <algorithm>

#include "engine/chart/load.h"
#include "engine/service/item_view.h"
#include "engine/service/service_impl.h"

namespace charter {
namespace {

bool IsAdministrator(const Caller& caller) {
  return std::any_of(caller.grants.begin(), caller.grants.end(),
                     [](const Grant& grant) { return grant.role == kAdministrator; });
}

}  // namespace

Outcome<Published> Service::Publish(const Caller& caller, const std::string& yaml,
                                    std::vector<Diagnostic>& diagnostics, const AnswerTo<Published>& answer) {
  if (!IsAdministrator(caller)) {
    return Refused(Code::not_permitted,
                   {"只有管理员可以发布流程", "only an administrator publishes workflows"});
  }
  Loaded loaded = LoadChart(yaml);
  const bool publishable = loaded.Publishable();
  diagnostics = std::move(loaded.diagnostics);
  if (!publishable) {
    const auto errors = std::count_if(diagnostics.begin(), diagnostics.end(),
                                      [](const Diagnostic& d) { return d.severity == Severity::kError; });
    return Refused(Code::definition_invalid,
                   {"流程文件有 " + std::to_string(errors) + " 处错误，未发布",
                    "the workflow file has " + std::to_string(errors) + " mistake(s) and was not published"},
                   {"按 diagnostics 逐项更正", "mend what `diagnostics` lists"});
  }
  Store& store = impl_->ports.store;
  const Chart& chart = *loaded.chart;
  const Published fresh{{chart.workflow, chart.version, yaml, caller.person.id, impl_->ports.clock.Now()},
                        true};
  auto kept = MakeAnswer(answer, fresh);
  if (store.AddDefinition(caller.tenant, fresh.record, kept ? &*kept : nullptr)) return fresh;
  auto stored = store.FindDefinition(caller.tenant, chart.workflow, chart.version);
  if (!stored) return tl::unexpected(KeyTaken());
  if (stored->source != yaml) {
    const std::string version = chart.workflow + " " + std::to_string(chart.version);
    return Refused(
        Code::version_exists,
        {"版本 " + version + " 已发布，内容不同；已发布的版本不能更改",
         "version " + version + " is published already with another text; a published version never changes"},
        {"把 version 加 1 后再发布", "raise `version` by one and publish again"});
  }
  const Published known{std::move(*stored), false};
  kept = MakeAnswer(answer, known);
  if (kept && !store.KeepAnswer(caller.tenant, *kept)) return tl::unexpected(KeyTaken());
  return known;
}

std::vector<WorkflowView> Service::ListWorkflows(const Caller& caller) {
  std::vector<WorkflowView> views;
  for (auto& record : impl_->ports.store.ListDefinitions(caller.tenant)) {
    const auto chart = impl_->charts.Find(caller.tenant, record.workflow, record.version);
    if (chart) views.push_back(ViewOf(*chart, std::move(record)));
  }
  return views;
}

Outcome<WorkflowView> Service::GetWorkflow(const Caller& caller, const std::string& workflow, int version) {
  auto record = impl_->ports.store.FindDefinition(caller.tenant, workflow, version);
  if (!record) {
    return Refused(Code::workflow_not_found,
                   {"没有流程 " + workflow + " 的此版本",
                    "workflow `" + workflow + "` is not published in that version"});
  }
  const auto chart = impl_->charts.Find(caller.tenant, record->workflow, record->version);
  return ViewOf(*chart, std::move(*record));
}

}  // namespace charter
