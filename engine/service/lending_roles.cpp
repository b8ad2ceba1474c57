// Roles that people lend to one another.
#include <algorithm>

#include "engine/service/administration_parts.h"

namespace charter {
namespace {

using administering::Gone;
using administering::InWords;
using administering::NoPlace;
using administering::Note;
using administering::OverseenBy;
using administering::Within;

bool IsOfCharter(const std::string& role) {
  return role == kAdministrator || role == kAuditor || role == kAdvisor;
}

}  // namespace

DelegationView Administration::ViewOf(const Caller& caller, Delegation delegation) {
  const auto person = [&](const PersonId& id) {
    return directory_.FindPerson(caller.tenant, id).value_or(Person{id, id.value, {}});
  };
  DelegationView view{{}, person(delegation.by), person(delegation.to)};
  view.delegation = std::move(delegation);
  return view;
}

Page<DelegationView> Administration::ListOwnDelegations(const Caller& caller, Lending lending,
                                                        const std::string& after, int limit) {
  Page<DelegationView> page;
  const Timestamp now = clock_.Now();
  if (lending == Lending::kReceived) {
    for (Delegation& lent : directory_.DelegationsTo(caller.tenant, caller.person.id)) {
      if (now < *lent.grant.until) page.rows.push_back(ViewOf(caller, std::move(lent)));
    }
    return page;
  }
  DelegationQuery query;
  query.by = caller.person.id;
  query.after = now;
  query.after_id = after;
  query.limit = limit;
  auto found = directory_.ListDelegations(caller.tenant, query);
  page.next = std::move(found.next);
  for (Delegation& lent : found.rows) page.rows.push_back(ViewOf(caller, std::move(lent)));
  return page;
}

Page<DelegationView> Administration::ListDelegations(const Caller& caller,
                                                     const std::optional<std::string>& org_path,
                                                     const std::string& after, int limit) {
  DelegationQuery query;
  query.scopes = Within(OverseenBy(caller), org_path);
  query.after = clock_.Now();
  query.after_id = after;
  query.limit = limit;
  auto found = directory_.ListDelegations(caller.tenant, query);
  Page<DelegationView> page;
  page.next = std::move(found.next);
  for (Delegation& lent : found.rows) page.rows.push_back(ViewOf(caller, std::move(lent)));
  return page;
}

std::optional<Refusal> Administration::WhyNotDelegate(const Caller& caller, const Delegation& wanted,
                                                      const Person& to) {
  const Grant& grant = wanted.grant;
  const auto no = [](Text message, Text hint = {}) {
    return Refusal{Code::delegation_refused, std::move(message), std::move(hint), {}, {}};
  };
  if (to.id == caller.person.id) return no({"不能委托给本人", "a role is lent to somebody else"});
  if (IsOfCharter(grant.role)) {
    return no({"管理员、审计员和指导员的角色不能委托",
               "the roles of administrators, auditors and advisors are not lent"},
              {"由管理员授予有期限的角色", "an administrator can give a role that ends"});
  }
  if (!Holds(caller, grant.role, grant.path)) {
    const bool lent = std::any_of(caller.lent.begin(), caller.lent.end(), [&](const Lent& other) {
      return other.grant.role == grant.role && grant.path.starts_with(other.grant.path);
    });
    if (lent) return no({"受委托的角色不能再委托", "what is lent to you cannot be lent further"});
    return no({"您在该组织没有角色 " + grant.role, "you do not hold the role " + grant.role + " there"},
              {"本人的角色见 GET /v1/me", "GET /v1/me shows yours"});
  }
  const auto own = directory_.ListGrants(caller.tenant, to.id);
  const bool holds = std::any_of(own.begin(), own.end(), [&](const Grant& other) {
    return other.role == grant.role && other.HoldsAt(*grant.from) && grant.path.starts_with(other.path);
  });
  if (holds) {
    return no({to.name + " 在该组织已有角色 " + grant.role,
               to.name + " holds the role " + grant.role + " there already"});
  }
  for (const Delegation& other : directory_.DelegationsTo(caller.tenant, to.id)) {
    if (other.by != caller.person.id || other.grant.role != grant.role || other.grant.org != grant.org)
      continue;
    if (*other.grant.from >= *grant.until || *other.grant.until <= *grant.from) continue;
    return no({"此期间已有同样的委托：" + InWords(other.grant),
               "it is lent for that time already: " + InWords(other.grant)},
              {"如要改期，先收回原委托", "to change its times, take that one back first"});
  }
  return std::nullopt;
}

Outcome<DelegationView> Administration::Delegate(const Caller& caller, const DelegationWish& wish,
                                                 AccessRecord record,
                                                 const AnswerTo<DelegationView>& answer) {
  constexpr std::int64_t kLongest = 366LL * 24 * 3600;
  const auto to = FindVisible(caller, wish.to);
  if (!to) {
    return Refused(Code::person_not_found,
                   {"没有此人，或不在您可见的范围：" + wish.to.value,
                    "no such person, or none whom you can see: " + wish.to.value},
                   {"可选的人员见 GET /v1/people", "GET /v1/people lists those whom you can choose"});
  }
  const auto place = directory_.FindOrganization(caller.tenant, wish.org);
  if (!place || !Reaches(caller, place->path)) return NoPlace(wish.org);
  const Timestamp now = clock_.Now();
  const Delegation wanted{
      wish.id,     caller.person.id,
      to->id,      {wish.role, place->id, place->path, std::max(wish.from.value_or(now), now), wish.until},
      wish.reason, now};
  if (wish.until <= *wanted.grant.from || wish.until.seconds - wanted.grant.from->seconds > kLongest) {
    return tl::unexpected(InvalidInput("/until", "minimum",
                                       {"结束时间须晚于开始时间和现在，最长 366 天",
                                        "must lie after the beginning and after now, by 366 days at most"}));
  }
  if (std::all_of(wish.reason.begin(), wish.reason.end(), [](char c) { return c == ' ' || c == '\n'; }))
    return tl::unexpected(InvalidInput("/reason", "minLength", {"请说明理由", "say why"}));
  if (auto why = WhyNotDelegate(caller, wanted, *to)) return tl::unexpected(*std::move(why));
  Note(record, "role_lent", to->id, InWords(wanted.grant), wanted.grant.org);
  return Do(caller, LendRole{wanted}, std::move(record), ViewOf(caller, wanted), answer, Gone(wish.id));
}

Outcome<Delegation> Administration::EndDelegation(const Caller& caller, const std::string& id,
                                                  AccessRecord record) {
  auto lent = directory_.FindDelegation(caller.tenant, id);
  const PersonId& self = caller.person.id;
  if (!lent || (lent->by != self && lent->to != self && !Administers(caller, lent->grant.path)))
    return tl::unexpected(Gone(id));
  Note(record, "role_returned", lent->to, InWords(lent->grant), lent->grant.org);
  return Do<Delegation>(caller, EndLoan{id}, std::move(record), *lent, {}, Gone(id));
}

}  // namespace charter
