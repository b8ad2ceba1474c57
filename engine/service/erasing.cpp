// Erasing a person (个人信息保护法, article 47): his name gives way to one that says so, wherever it stands.
#include <algorithm>
#include <utility>

#include "engine/data/json.h"
#include "engine/data/person_names.h"
#include "engine/run/active_activity.h"
#include "engine/run/snapshot_json.h"
#include "engine/service/person_fields.h"
#include "engine/service/service_impl.h"

namespace charter {
namespace {

constexpr std::size_t kLongestReason = 500;
constexpr std::size_t kMostNamed = 20;  // items that still need him
constexpr int kRange = 1000;            // items looked at together

bool IsTopmost(const Grant& grant) {
  return grant.role == kAdministrator && std::count(grant.path.begin(), grant.path.end(), '/') == 1;
}

// Whether the item, which is under way, could not go on as well without him.
bool IsParty(const Chart& chart, const ItemRecord& item, const Snapshot& snapshot, const PersonId& person) {
  if (item.created_by == person) return true;
  for (std::size_t i = 0; i < chart.data.size(); ++i) {
    if (HoldsPerson(chart.data[i].schema, snapshot.data[i], person.value)) return true;
  }
  const std::string id = WriteJson(Value::String(person.value));
  for (std::size_t i = 0; i < snapshot.activities.size(); ++i) {
    const Value& state = snapshot.activities[i];
    if (!state.is(Kind::kAbsent) && GoesOn(chart, snapshot, static_cast<ActivityIndex>(i)) &&
        WriteJson(state).find(id) != std::string::npos)
      return true;
  }
  const auto& handed = snapshot.dealings->handed;
  return std::any_of(handed.begin(), handed.end(),
                     [&](const HandedWork& work) { return work.person == person; });
}

std::optional<ErasureRecord> ErasureOf(const std::vector<ErasureRecord>& erasures, const PersonId& person) {
  const auto found = std::find_if(erasures.begin(), erasures.end(),
                                  [&](const ErasureRecord& each) { return each.person == person; });
  return found == erasures.end() ? std::nullopt : std::optional(*found);
}

void BeginAgain(Store& store, const TenantId& tenant, ErasureRecord& erasure) {
  erasure.swept = {};
  erasure.done = false;
  erasure.kept = 0;
  store.NoteSweep(tenant, erasure);
}

Refusal StillNeeded(Text what, std::vector<std::string> details) {
  return {Code::erasure_refused,
          std::move(what),
          {"办结、转办或移交后再注销", "finish it, hand it over or give it to somebody else first"},
          {},
          std::move(details)};
}

}  // namespace

std::optional<Refusal> Service::Impl::NeedFor(const TenantId& tenant, const PersonId& person) {
  if (const auto tasks = ports.store.CountTasks(tenant, {person}); tasks.at(0) > 0) {
    const std::string count = std::to_string(tasks[0]);
    return StillNeeded({"尚有 " + count + " 项待办", "tasks that await this person: " + count},
                       {"tasks", count});
  }
  std::vector<std::string> involved;
  ItemRange range{ItemId(), ItemId()};
  while (range.until && involved.size() < kMostNamed) {
    range = ports.store.RangeAfter(tenant, *range.until, kRange);
    for (const ItemId& id : ports.store.OpenItemsOf(tenant, range, person)) {
      const auto item = ports.store.FindItem(tenant, id);
      if (!item || item->status == "ended" || involved.size() >= kMostNamed) continue;
      const auto chart = charts.Get(tenant, *item);
      if (IsParty(*chart, *item, ReadSnapshot(*chart, item->snapshot), person))
        involved.push_back(item->number);
    }
  }
  if (involved.empty()) return std::nullopt;
  std::string all;
  for (const std::string& number : involved) all += (all.empty() ? "" : ", ") + number;
  return StillNeeded(
      {"下列未办结事项涉及此人：" + all, "items under way in which this person takes part: " + all},
      involved);
}

void Service::Impl::Forget(const TenantId& tenant, const PersonId& person) {
  ports.directory.ErasePerson(tenant, person, std::string(kErasedName));
  if (ports.files != nullptr) ports.files->ForgetPerson(tenant, person);
  ports.store.RepeatErasure(tenant, person);
}

Outcome<ErasureRecord> Service::Erase(const Caller& caller, const PersonId& person, const std::string& reason,
                                      const AnswerTo<ErasureRecord>& answer) {
  if (std::none_of(caller.grants.begin(), caller.grants.end(), IsTopmost)) {
    return Refused(Code::not_permitted, {"注销个人信息由最上级组织的管理员办理",
                                         "people are erased by administrators of the topmost organisation"});
  }
  const auto known = impl_->ports.directory.FindPerson(caller.tenant, person);
  if (!known)
    return Refused(Code::no_such_resource,
                   {"没有此人：" + person.value, "there is no such person: " + person.value});
  if (reason.empty() || reason.size() > kLongestReason) {
    Refusal refusal{Code::input_invalid, {"请写明理由", "say why, in at most 500 bytes"}, {}, {}, {}};
    refusal.fields.push_back({"/reason", reason.empty() ? "minLength" : "maxLength", refusal.message});
    return tl::unexpected(std::move(refusal));
  }
  Store& store = impl_->ports.store;
  if (auto before = ErasureOf(store.ListErasures(caller.tenant), person)) {
    // Under a name that he was given again he may stand in items, too.
    if (known->name != kErasedName) BeginAgain(store, caller.tenant, *before);
    impl_->Forget(caller.tenant, person);
    return *std::move(before);
  }
  if (person == caller.person.id) {
    return tl::unexpected(StillNeeded(
        {"不能注销本人，请由另一名管理员办理", "nobody erases himself; ask another administrator"}, {}));
  }
  if (auto needed = impl_->NeedFor(caller.tenant, person)) return tl::unexpected(*std::move(needed));
  for (int tries = 0; tries < kMaxTries; ++tries) {
    const auto erasures = store.ListErasures(caller.tenant);
    if (auto done = ErasureOf(erasures, person)) return *std::move(done);
    ErasureRecord record;
    record.number = erasures.empty() ? 1 : erasures.back().number + 1;
    record.person = person;
    record.by = caller.person.id;
    record.reason = reason;
    record.at = impl_->ports.clock.Now();
    record.hash = ErasureHash(caller.tenant, record, erasures.empty() ? "" : erasures.back().hash);
    const auto kept = MakeAnswer(answer, record);
    if (store.AddErasure(caller.tenant, record, kept ? &*kept : nullptr)) {
      impl_->Forget(caller.tenant, person);
      return record;
    }
    const auto now = store.ListErasures(caller.tenant);
    if (now.size() == erasures.size()) return tl::unexpected(KeyTaken());
  }
  GiveUp();
}

}  // namespace charter
