#include "engine/service/service.h"

#include <algorithm>
#include <exception>

#include "engine/chart/load.h"
#include "engine/data/failure.h"
#include "engine/run/replay.h"
#include "engine/run/snapshot_json.h"
#include "engine/service/chart_cache.h"
#include "engine/service/item_view.h"
#include "engine/service/unit_of_work.h"

namespace charter {
namespace {

// Conflicts with others on the way to a commit are tried again; so many in a row mean that something
// else is wrong.
constexpr int kMaxTries = 20;

template <typename T = Refusal>
tl::unexpected<Refusal> Refused(Code code, Text message, Text hint = {},
                                std::vector<std::string> details = {}) {
  return tl::unexpected(Refusal{code, std::move(message), std::move(hint), {}, std::move(details)});
}

tl::unexpected<Refusal> NoItem(const ItemId& id) {
  return Refused(Code::item_not_found, {"事项不存在或您无权查看：" + id.value,
                                        "no such item, or none that you may see: " + id.value});
}

bool IsAdministrator(const Caller& caller) {
  return std::any_of(caller.grants.begin(), caller.grants.end(),
                     [](const Grant& grant) { return grant.role == kAdministrator; });
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

[[noreturn]] void GiveUp() {
  throw Failure(Code::store_unavailable,
                "a command met conflicting changes " + std::to_string(kMaxTries) + " times in a row", true);
}

}  // namespace

struct Service::Impl {
  explicit Impl(Ports given) : ports(given), charts(given.store) {}

  Outcome<Organization> PlaceOf(const Caller& caller, const OrgId& id);
  Outcome<void> MayCreate(const Caller& caller, const Chart& chart, const Organization& org);
  Outcome<void> MayCreateUnder(const Caller& caller, const Chart& chart, const WorkingItem& parent);
  Outcome<ItemView> TryCreate(const Caller& caller, const CreateCommand& command, bool& conflict);
  bool FireTimer(const DueTimer& timer);

  Ports ports;
  ChartCache charts;
};

Service::Service(Ports ports) : impl_(std::make_unique<Impl>(ports)) {}
Service::~Service() = default;

Outcome<Published> Service::Publish(const Caller& caller, const std::string& yaml,
                                    std::vector<Diagnostic>& diagnostics) {
  if (!IsAdministrator(caller)) {
    return Refused(Code::not_permitted,
                   {"只有管理员可以发布流程", "only an administrator publishes workflows"});
  }
  Loaded loaded = LoadChart(yaml);
  diagnostics = std::move(loaded.diagnostics);
  if (!loaded.chart) {
    const auto errors = std::count_if(diagnostics.begin(), diagnostics.end(),
                                      [](const Diagnostic& d) { return d.severity == Severity::kError; });
    return Refused(Code::definition_invalid,
                   {"流程文件有 " + std::to_string(errors) + " 处错误，未发布",
                    "the workflow file has " + std::to_string(errors) + " mistake(s) and was not published"},
                   {"按 diagnostics 逐项更正", "mend what `diagnostics` lists"});
  }
  Published published;
  published.record = {loaded.chart->workflow, loaded.chart->version, yaml, caller.person.id,
                      impl_->ports.clock.Now()};
  published.created = impl_->ports.store.AddDefinition(caller.tenant, published.record);
  if (!published.created) {
    auto stored =
        impl_->ports.store.FindDefinition(caller.tenant, published.record.workflow, published.record.version);
    if (!stored || stored->source != yaml) {
      const std::string version = published.record.workflow + " " + std::to_string(published.record.version);
      return Refused(Code::version_exists,
                     {"版本 " + version + " 已发布，内容不同；已发布的版本不能更改",
                      "version " + version +
                          " is published already with another text; a published version never changes"},
                     {"把 version 加 1 后再发布", "raise `version` by one and publish again"});
    }
    published.record = std::move(*stored);
  }
  return published;
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

Outcome<void> Service::Impl::MayCreateUnder(const Caller& caller, const Chart& chart,
                                            const WorkingItem& parent) {
  bool open = false;
  bool may = false;
  if (parent.snapshot.status == Status::kActive) {
    parent.snapshot.active.ForEach([&](StateIndex state) {
      for (const auto& children : parent.chart->states[static_cast<std::size_t>(state)].invoke) {
        if (children.workflow != chart.workflow) continue;
        open = true;
        may = may || HoldsAny(caller, *parent.chart, children.by, parent.record.org_path);
      }
    });
  }
  if (!open) {
    return Refused(Code::parent_not_open,
                   {"上级事项 " + parent.record.number + " 现在不接受此类下级事项",
                    "item " + parent.record.number + " takes no items of this kind in its present state"});
  }
  if (!may)
    return Refused(Code::not_permitted, {"您没有在此事项下建立下级事项的角色",
                                         "you do not hold the role that creates items under this one"});
  return {};
}

Outcome<ItemView> Service::Impl::TryCreate(const Caller& caller, const CreateCommand& command,
                                           bool& conflict) {
  const auto chart = charts.Find(caller.tenant, command.workflow, command.version);
  if (!chart) {
    return Refused(Code::workflow_not_found,
                   {"没有流程 " + command.workflow, "workflow `" + command.workflow + "` is not published"});
  }
  const Timestamp now = ports.clock.Now();
  UnitOfWork work(ports, charts, caller.tenant, now);
  Outcome<Organization> place = tl::unexpected(Refusal{});
  if (command.parent) {
    const WorkingItem* parent = work.Find(*command.parent);
    if (parent == nullptr || !MaySee(caller, parent->record)) return NoItem(*command.parent);
    if (auto may = MayCreateUnder(caller, *chart, *parent); !may)
      return tl::unexpected(std::move(may.error()));
    place = PlaceOf(caller, command.org.empty() ? parent->record.org : command.org);
  } else {
    place = PlaceOf(caller, command.org);
    if (!place) return tl::unexpected(std::move(place.error()));
    if (auto may = MayCreate(caller, *chart, *place); !may) return tl::unexpected(std::move(may.error()));
  }
  if (!place) return tl::unexpected(std::move(place.error()));

  // Looked at before a number is drawn, so that mistakes leave no gap in the numbering.
  std::vector<FieldError> errors;
  ConformCreation(*chart, command.data, errors);
  ItemRecord record;
  record.id = ports.ids.NextItem();
  if (errors.empty() && !chart->number.empty()) {
    const int year = ToCivil(DayOf(now)).year;
    const auto next = ports.store.NextNumber(caller.tenant, chart->workflow + ":" + std::to_string(year));
    record.number = FormatNumber(chart->number, year, next);
  } else {
    record.number = record.id.value;
  }
  record.workflow = chart->workflow;
  record.version = chart->version;
  record.org = place->id;
  record.org_path = place->path;
  record.parent = command.parent;
  record.created_by = caller.person.id;
  record.created_at = now;

  Event create;
  create.source = Event::Source::kPerson;
  create.name = kCreateEvent;
  create.data = command.data;
  create.at = now;
  create.actor = ActorOf(caller, place->path);
  auto item = work.Create(std::move(record), chart, std::move(create));
  if (!item) return tl::unexpected(std::move(item.error()));
  conflict = work.Commit().has_value();
  return ViewOf(*chart, (*item)->record, (*item)->snapshot, caller, now, ports.calendar);
}

Outcome<ItemView> Service::Create(const Caller& caller, const CreateCommand& command) {
  for (int tries = 0; tries < kMaxTries; ++tries) {
    bool conflict = false;
    auto created = impl_->TryCreate(caller, command, conflict);
    if (!conflict) return created;
  }
  GiveUp();
}

Outcome<ItemView> Service::Send(const Caller& caller, const SendCommand& command) {
  for (int tries = 0; tries < kMaxTries; ++tries) {
    const Timestamp now = impl_->ports.clock.Now();
    UnitOfWork work(impl_->ports, impl_->charts, caller.tenant, now);
    WorkingItem* item = work.Find(command.item);
    if (item == nullptr || !MaySee(caller, item->record)) return NoItem(command.item);
    if (command.expected_rev && *command.expected_rev != item->record.rev) {
      const std::string rev = std::to_string(item->record.rev);
      return Refused(
          Code::stale_revision,
          {"事项已更新到第 " + rev + " 版，您看到的是第 " + std::to_string(*command.expected_rev) + " 版",
           "the item is at revision " + rev + " now, you acted on revision " +
               std::to_string(*command.expected_rev)},
          {"重新读取事项，核对后再提交",
           "read the item again, check it, and send the event with the new revision"},
          {rev});
    }
    Event event;
    event.source = Event::Source::kPerson;
    event.name = command.event;
    event.data = command.input;
    event.at = now;
    event.actor = ActorOf(caller, item->record.org_path);
    if (auto sent = work.Send(*item, std::move(event)); !sent) return tl::unexpected(std::move(sent.error()));
    if (work.Commit()) continue;
    return ViewOf(*item->chart, item->record, item->snapshot, caller, now, impl_->ports.calendar);
  }
  GiveUp();
}

Outcome<ItemView> Service::Get(const Caller& caller, const ItemId& id) {
  const auto record = impl_->ports.store.FindItem(caller.tenant, id);
  if (!record || !MaySee(caller, *record)) return NoItem(id);
  const auto chart = impl_->charts.Get(caller.tenant, *record);
  return ViewOf(*chart, *record, ReadSnapshot(*chart, record->snapshot), caller, impl_->ports.clock.Now(),
                impl_->ports.calendar);
}

Page<ItemRecord> Service::List(const Caller& caller, ItemQuery query) {
  query.scopes = ScopesOf(caller);
  const int wanted = query.limit;
  query.limit = wanted + 1;
  Page<ItemRecord> page{impl_->ports.store.ListItems(caller.tenant, query), ""};
  if (page.rows.size() > static_cast<std::size_t>(wanted)) {
    page.rows.resize(static_cast<std::size_t>(wanted));
    page.next = page.rows.back().id.value;
  }
  return page;
}

Outcome<Page<HistoryRecord>> Service::History(const Caller& caller, const ItemId& id, std::int64_t after_rev,
                                              int limit) {
  const auto record = impl_->ports.store.FindItem(caller.tenant, id);
  if (!record || !MaySee(caller, *record)) return NoItem(id);
  Page<HistoryRecord> page{impl_->ports.store.History(caller.tenant, id, after_rev, limit + 1), ""};
  if (page.rows.size() > static_cast<std::size_t>(limit)) {
    page.rows.resize(static_cast<std::size_t>(limit));
    page.next = std::to_string(page.rows.back().rev);
  }
  return page;
}

Page<TaskRow> Service::Tasks(const Caller& caller, const std::string& after, int limit) {
  TaskQuery query;
  for (const auto& grant : caller.grants) query.roles.emplace_back(grant.role, grant.path);
  query.after = after;
  query.limit = limit + 1;
  Page<TaskRow> page{impl_->ports.store.ListTasks(caller.tenant, query), ""};
  if (page.rows.size() > static_cast<std::size_t>(limit)) {
    page.rows.resize(static_cast<std::size_t>(limit));
    page.next = page.rows.back().cursor;
  }
  return page;
}

std::vector<Organization> Service::ListOrganizations(const Caller& caller) {
  std::vector<Organization> organizations;
  for (const auto& scope : ScopesOf(caller)) {
    for (auto& org : impl_->ports.directory.ListOrganizations(caller.tenant, scope))
      organizations.push_back(std::move(org));
  }
  return organizations;
}

// Exactly once: whoever commits first removes the timer; another server then finds it gone.
bool Service::Impl::FireTimer(const DueTimer& timer) {
  for (int tries = 0; tries < kMaxTries; ++tries) {
    const auto attempt = [&](const std::optional<std::string>& fault, std::string& refused) {
      UnitOfWork work(ports, charts, timer.tenant, ports.clock.Now());
      WorkingItem* item = work.Find(timer.item);
      if (item == nullptr || item->snapshot.status != Status::kActive) return std::optional(false);
      const auto& timers = item->snapshot.timers;
      if (std::none_of(timers.begin(), timers.end(), [&](const Timer& t) { return t.id == timer.id; }))
        return std::optional(false);
      if (fault) {
        work.Fault(*item, timer.due, *fault);
      } else {
        Event event;
        event.source = Event::Source::kTimer;
        event.name = kTimerEvent;
        event.timer = timer.id;
        event.at = timer.due;
        if (auto sent = work.Send(*item, std::move(event)); !sent) {
          refused = sent.error().message.en;
          return std::optional<bool>();
        }
      }
      return work.Commit() ? std::optional<bool>() : std::optional(true);
    };
    std::string refused;
    auto done = attempt(std::nullopt, refused);
    if (!done && !refused.empty()) done = attempt(refused, refused);
    if (done) return *done;
  }
  GiveUp();
}

int Service::RunTimersOnce(int limit) {
  int fired = 0;
  std::exception_ptr first_failure;
  for (const auto& timer : impl_->ports.store.DueTimers(impl_->ports.clock.Now(), limit)) {
    try {
      if (impl_->FireTimer(timer)) ++fired;
    } catch (const Failure&) {
      // One item that cannot be read must not keep all others from their deadlines.
      if (!first_failure) first_failure = std::current_exception();
    }
  }
  if (first_failure && fired == 0) std::rethrow_exception(first_failure);
  return fired;
}

std::optional<std::string> Service::Verify(const TenantId& tenant, const ItemId& id) {
  const auto record = impl_->ports.store.FindItem(tenant, id);
  if (!record) throw Failure(Code::item_not_found, "no item " + id.value);
  const auto chart = impl_->charts.Get(tenant, *record);
  std::vector<HistoryRecord> history;
  for (;;) {
    auto page = impl_->ports.store.History(tenant, id, history.empty() ? 0 : history.back().rev, 1000);
    if (page.empty()) break;
    std::move(page.begin(), page.end(), std::back_inserter(history));
  }
  const auto replayed = Replay(*chart, InfoOf(*record), history, impl_->ports.calendar);
  if (!replayed) return replayed.error();
  const std::string text = WriteSnapshot(*chart, *replayed);
  if (text == record->snapshot) return std::nullopt;
  const auto [a, b] =
      std::mismatch(text.begin(), text.end(), record->snapshot.begin(), record->snapshot.end());
  const auto at = a - text.begin();
  const auto from = static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, at - 20));
  return "the snapshot differs from its history at byte " + std::to_string(at) + ": replayed ..." +
         text.substr(from, 60) + "..., stored ..." + record->snapshot.substr(from, 60) + "...";
}

}  // namespace charter
