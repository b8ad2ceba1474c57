#include <algorithm>

#include "engine/chart/load.h"
#include "engine/service/service_impl.h"

namespace charter {
namespace {

// With what the law of this installation's places makes of the workflow's parameters.
Loaded LoadToPublish(const Presets& presets, const std::string& yaml) {
  Loaded loaded = LoadChart(yaml);
  if (loaded.chart == nullptr || presets.Ids().empty()) return loaded;
  for (auto& problem : presets.CheckFor(loaded.chart->parameters))
    loaded.diagnostics.push_back(std::move(problem));
  std::stable_sort(loaded.diagnostics.begin(), loaded.diagnostics.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return a.position < b.position; });
  return loaded;
}

}  // namespace

bool IsAdministrator(const Caller& caller) {
  return std::any_of(caller.grants.begin(), caller.grants.end(),
                     [](const Grant& grant) { return grant.role == kAdministrator; });
}

Outcome<Published> Service::Publish(const Caller& caller, const std::string& yaml,
                                    std::vector<Diagnostic>& diagnostics, const AnswerTo<Published>& answer) {
  if (!IsAdministrator(caller)) {
    return Refused(Code::not_permitted,
                   {"只有管理员可以发布流程", "only an administrator publishes workflows"});
  }
  Loaded loaded = LoadToPublish(impl_->ports.presets, yaml);
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

Outcome<CheckedWorkflow> Service::Check(const Caller& caller, const std::string& yaml) {
  if (!IsAdministrator(caller)) {
    return Refused(Code::not_permitted,
                   {"只有管理员可以检查流程文件", "only an administrator checks workflow files"});
  }
  Loaded loaded = LoadToPublish(impl_->ports.presets, yaml);
  CheckedWorkflow checked;
  checked.publishable = loaded.Publishable();
  checked.diagnostics = std::move(loaded.diagnostics);
  if (loaded.chart == nullptr) return checked;
  const Chart& chart = *loaded.chart;
  checked.workflow = chart.workflow;
  checked.version = chart.version;
  checked.title = chart.title;
  if (const auto known = impl_->ports.store.FindDefinition(caller.tenant, chart.workflow, chart.version)) {
    checked.known = known->source == yaml ? CheckedWorkflow::Known::kSame : CheckedWorkflow::Known::kOther;
    checked.publishable = checked.publishable && checked.known == CheckedWorkflow::Known::kSame;
  }
  if (const auto newest = impl_->charts.Find(caller.tenant, chart.workflow, 0)) {
    checked.newest = newest->version;
    checked.changes = Compare(*newest, chart);
  }
  return checked;
}

}  // namespace charter
