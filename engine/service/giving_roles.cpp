// Roles that administrators give and take.
#include <algorithm>

#include "engine/service/administration_parts.h"
#include "engine/service/service.h"

namespace charter {
namespace {

using administering::Covers;
using administering::Gone;
using administering::InWords;
using administering::IsTop;
using administering::Note;
using administering::NotYourself;
using administering::OverseenBy;

}  // namespace

Outcome<std::vector<Grant>> Administration::ListGrants(const Caller& caller, const PersonId& id) {
  const auto person = FindVisible(caller, id);
  if (!person) return tl::unexpected(Gone(id.value));
  auto grants = directory_.ListGrants(caller.tenant, id);
  if (id == caller.person.id) return grants;
  const auto overseen = OverseenBy(caller);
  if (overseen.empty()) {
    return Refused(Code::not_permitted, {"授权明细只有本人、管理员和审计员可以查看",
                                         "grants are read by their person, administrators and auditors"});
  }
  std::erase_if(grants, [&](const Grant& grant) { return !Covers(overseen, grant.path); });
  return grants;
}

std::optional<Refusal> Administration::WhyNotRole(const Caller& caller, const std::string& role) {
  std::vector<std::string> known{std::string(kAdministrator), std::string(kAuditor), std::string(kAdvisor),
                                 std::string(kFinance)};
  for (const auto& workflow : service_.ListWorkflows(caller)) {
    for (const auto& [id, title] : workflow.roles) known.push_back(id);
  }
  if (std::find(known.begin(), known.end(), role) != known.end()) return std::nullopt;
  const auto nearest = Nearest(role, known);
  return InvalidInput("/role", "enum",
                      nearest ? Text{"没有流程用到角色 " + role + "，您是否要用 " + *nearest + "？",
                                     "no workflow has the role " + role + "; did you mean " + *nearest + "?"}
                              : Text{"没有流程用到角色 " + role, "no workflow has the role " + role});
}

Outcome<Grant> Administration::Give(const Caller& caller, const PersonId& id, Grant grant,
                                    AccessRecord record, const AnswerTo<Grant>& answer) {
  const auto person = FindVisible(caller, id);
  if (!person) return tl::unexpected(Gone(id.value));
  const auto place = PlaceAdministered(caller, grant.org);
  if (!place) return tl::unexpected(place.error());
  if (id == caller.person.id) return tl::unexpected(NotYourself());
  if (auto why = WhyNotRole(caller, grant.role)) return tl::unexpected(*std::move(why));
  if (grant.until && *grant.until <= std::max(clock_.Now(), grant.from.value_or(clock_.Now()))) {
    return tl::unexpected(
        InvalidInput("/until", "minimum",
                     {"结束时间须晚于开始时间和现在", "must lie after the beginning, and after now"}));
  }
  grant.path = place->path;
  Note(record, "role_given", id, InWords(grant), grant.org);
  const bool keeps_one = grant.role == kAdministrator && IsTop(place->path) && !grant.IsLasting();
  return Do(caller, GiveRole{id, grant, keeps_one}, std::move(record), grant, answer, Gone(id.value));
}

Outcome<Grant> Administration::Take(const Caller& caller, const PersonId& id, const std::string& role,
                                    const OrgId& org, AccessRecord record) {
  const auto person = FindVisible(caller, id);
  if (!person) return tl::unexpected(Gone(id.value));
  const auto grants = directory_.ListGrants(caller.tenant, id);
  const auto held = std::find_if(grants.begin(), grants.end(),
                                 [&](const Grant& grant) { return grant.role == role && grant.org == org; });
  const bool own = id == caller.person.id;
  // Whether somebody has a role elsewhere is not told.
  if (held == grants.end() || (!own && !Reaches(caller, held->path)))
    return tl::unexpected(Gone(role + " @ " + org.value));
  if (!own) {
    if (auto place = PlaceAdministered(caller, org); !place) return tl::unexpected(place.error());
  }
  Note(record, "role_taken", id, role, org);
  const bool keeps_one = role == kAdministrator && IsTop(held->path) && held->IsLasting();
  return Do<Grant>(caller, TakeRole{id, role, org, keeps_one}, std::move(record), *held, {},
                   Gone(role + " @ " + org.value));
}

Outcome<Page<Holder>> Administration::ListHolders(const Caller& caller, const OrgId& org,
                                                  const std::string& role, const std::string& after,
                                                  int limit) {
  const auto place = GetOrganization(caller, org);
  if (!place) return tl::unexpected(place.error());
  const Timestamp now = clock_.Now();
  const auto covers = [&](const Grant& grant) {
    return grant.role == role && grant.HoldsAt(now) && place->path.starts_with(grant.path) &&
           Reaches(caller, grant.path);
  };
  Page<Holder> page;
  int people = 0;
  for (const PersonId& id : directory_.ListHolders(caller.tenant, role, place->path, now)) {
    if (id.value <= after) continue;
    if (people == limit) {
      page.next = page.rows.empty() ? after : page.rows.back().person.id.value;
      break;
    }
    const auto person = directory_.FindPerson(caller.tenant, id);
    const auto grants = directory_.ListGrants(caller.tenant, id);
    const auto grant = std::find_if(grants.begin(), grants.end(), covers);
    if (!person || grant == grants.end()) continue;
    ++people;
    page.rows.push_back({*person, *grant});
  }
  // Substitutes stand behind all of their page, so that its last row tells where the next begins.
  DelegationQuery query;
  query.after = now;
  query.limit = 200;
  std::vector<Holder> substitutes;
  for (const Holder& holder : page.rows) {
    query.by = holder.person.id;
    for (const Delegation& lent : directory_.ListDelegations(caller.tenant, query).rows) {
      const auto to = covers(lent.grant) ? directory_.FindPerson(caller.tenant, lent.to) : std::nullopt;
      if (to) substitutes.push_back({*to, lent.grant, holder.person});
    }
  }
  page.rows.insert(page.rows.end(), substitutes.begin(), substitutes.end());
  return page;
}

}  // namespace charter
