#include "engine/service/administration.h"

#include <algorithm>

#include "engine/data/utf8.h"
#include "engine/service/refusing.h"
#include "engine/service/service.h"

namespace charter {
namespace {

constexpr std::size_t kLongestId = 64;
constexpr std::size_t kLongestName = 100;  // characters

bool IsTop(std::string_view path) { return std::count(path.begin(), path.end(), '/') == 1; }

Refusal Clash(const char* what_zh, const char* what_en, const std::string& id) {
  Refusal refusal{Code::input_invalid, {"提交内容不符合要求", "the input does not fit"}, {}, {}, {}};
  refusal.fields.push_back({"/id",
                            "unique",
                            {std::string("已有") + what_zh + " " + id + "，请换一个编号",
                             std::string("there is ") + what_en + " " + id + " already; take another id"}});
  return refusal;
}

Refusal Gone(const std::string& id) {
  return {Code::no_such_resource, {"没有 " + id, "there is no " + id}, {}, {}, {}};
}

tl::unexpected<Refusal> NoPlace(const OrgId& id) {
  return Refused(Code::organization_not_found, {"组织不存在或不在您的管辖范围：" + id.value,
                                                "no such organisation, or none of yours: " + id.value});
}

bool IsId(const std::string& text) {
  return !text.empty() && text.size() <= kLongestId && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  });
}

std::optional<Refusal> WhyNotId(const std::string& id) {
  if (IsId(id)) return std::nullopt;
  return InvalidInput("/id", "pattern",
                      {"应为 1 至 64 个字母、数字、-、_ 或 .", "must be 1 to 64 letters, digits, -, _ or ."});
}

// A name that people read: something of one line.
std::optional<Refusal> WhyNotName(const char* pointer, const std::string& name) {
  const bool is_blank = std::all_of(name.begin(), name.end(), [](char c) { return c == ' '; });
  const bool is_plain = std::none_of(
      name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  if (!is_blank && is_plain && CountCharacters(name) <= kLongestName) return std::nullopt;
  return InvalidInput(pointer, "maxLength",
                      {"请填写 1 至 100 个字，不分行", "must be 1 to 100 characters in one line"});
}

std::optional<Refusal> WhyNotOrganization(const Organization& organization) {
  const std::string& kind = organization.kind;
  const bool is_kind =
      !kind.empty() && kind.size() <= kLongestId && std::all_of(kind.begin(), kind.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
      });
  if (!is_kind)
    return InvalidInput("/kind", "pattern",
                        {"应为小写字母、数字和 _，如 grassroots_union",
                         "must be small letters, digits and _, like grassroots_union"});
  if (organization.name.zh.empty() && !organization.name.en.empty())
    return WhyNotName("/names/en", organization.name.en);
  if (auto why = WhyNotName("/names/zh", organization.name.zh)) return why;
  return organization.name.en.empty() ? std::nullopt : WhyNotName("/names/en", organization.name.en);
}

Refusal NotYourself() {
  return {Code::not_permitted,
          {"不能给自己授权或更改自己的所属组织",
           "nobody gives himself a role, or moves himself to another organisation"},
          {"请另一位管理员办理", "ask another administrator"},
          {},
          {}};
}

std::string InWords(const std::optional<Timestamp>& time) { return time ? ToShanghaiString(*time) : ""; }

// "head", "head 2026-01-05T09:00:00+08:00/2026-02-01T00:00:00+08:00".
std::string InWords(const Grant& grant) {
  if (grant.IsLasting()) return grant.role;
  return grant.role + " " + InWords(grant.from) + "/" + InWords(grant.until);
}

void Note(AccessRecord& record, const char* kind, std::optional<PersonId> whom, std::string what,
          OrgId where) {
  record.kind = kind;
  record.whom = std::move(whom);
  record.what = std::move(what);
  record.where = std::move(where);
}

// Places where the caller may look into grants.
std::vector<std::string> OverseenBy(const Caller& caller) {
  std::vector<std::string> paths;
  for (const Grant& grant : caller.grants) {
    if (grant.role == kAdministrator || grant.role == kAuditor) paths.push_back(grant.path);
  }
  return paths;
}

bool Covers(const std::vector<std::string>& scopes, std::string_view path) {
  return std::any_of(scopes.begin(), scopes.end(),
                     [&](const std::string& scope) { return path.starts_with(scope); });
}

// What of `scopes` lies at or below the place, or the place where that lies in one of them.
std::vector<std::string> Within(std::vector<std::string> scopes, const std::optional<std::string>& place) {
  if (!place) return scopes;
  if (Covers(scopes, *place)) return {*place};
  std::erase_if(scopes, [&](const std::string& scope) { return !scope.starts_with(*place); });
  return scopes;
}

bool IsOfCharter(const std::string& role) {
  return role == kAdministrator || role == kAuditor || role == kAdvisor;
}

}  // namespace

bool Administers(const Caller& caller, std::string_view path) { return Holds(caller, kAdministrator, path); }

bool AdministersAll(const Caller& caller) {
  return std::any_of(caller.grants.begin(), caller.grants.end(),
                     [](const Grant& grant) { return grant.role == kAdministrator && IsTop(grant.path); });
}

bool ReadsAll(const Caller& caller) {
  return std::any_of(caller.grants.begin(), caller.grants.end(), [](const Grant& grant) {
    return (grant.role == kAdministrator || grant.role == kAuditor) && IsTop(grant.path);
  });
}

template <typename Result>
Outcome<Result> Administration::Do(const Caller& caller, const RightsChange& change, AccessRecord record,
                                   Result result, const AnswerTo<Result>& answer, Refusal not_done) {
  record.person = caller.person.id;
  const std::optional<AnswerRecord> kept = answer ? std::optional(answer(result)) : std::nullopt;
  switch (directory_.Change(caller.tenant, change, record, kept ? &*kept : nullptr)) {
    case Changed::kYes:
      return result;
    case Changed::kKeyTaken:
      return tl::unexpected(KeyTaken());
    case Changed::kLastOne:
      return Refused(
          Code::not_permitted,
          {"这是最上级组织最后一位长期管理员，取消后无人能管理",
           "this is the last lasting administrator of the topmost organisation: nobody could manage it"},
          {"先授权另一位管理员（不设期限）", "make another administrator first, without an end"});
    case Changed::kNot:
      break;
  }
  return tl::unexpected(std::move(not_done));
}

Outcome<Organization> Administration::PlaceAdministered(const Caller& caller, const OrgId& id) {
  auto place = directory_.FindOrganization(caller.tenant, id);
  if (!place || !Reaches(caller, place->path)) return NoPlace(id);
  if (Administers(caller, place->path)) return *std::move(place);
  return Refused(Code::not_permitted,
                 {"只有该组织或其上级组织的管理员可以办理",
                  "this is for administrators of that organisation or of one above it"},
                 {"请联系管理员", "ask an administrator"});
}

Outcome<Organization> Administration::GetOrganization(const Caller& caller, const OrgId& id) {
  auto place = directory_.FindOrganization(caller.tenant, id);
  if (!place || !Reaches(caller, place->path)) return tl::unexpected(Gone(id.value));
  return *std::move(place);
}

Outcome<Organization> Administration::AddOrganization(const Caller& caller, Organization wanted,
                                                      AccessRecord record,
                                                      const AnswerTo<Organization>& answer) {
  const auto parent = PlaceAdministered(caller, wanted.parent.value_or(OrgId()));
  if (!parent) return tl::unexpected(parent.error());
  if (auto why = WhyNotId(wanted.id.value)) return tl::unexpected(*std::move(why));
  if (auto why = WhyNotOrganization(wanted)) return tl::unexpected(*std::move(why));
  wanted.path = parent->path + wanted.id.value + "/";
  Note(record, "organization_added", {}, wanted.name.In(Language::kZh), wanted.id);
  return Do(caller, charter::AddOrganization{wanted}, std::move(record), wanted, answer,
            Clash("组织", "an organisation", wanted.id.value));
}

Outcome<Organization> Administration::ChangeOrganization(const Caller& caller, const OrgId& id,
                                                         const OrganizationEdit& edit, AccessRecord record) {
  auto place = GetOrganization(caller, id);
  if (!place) return place;
  if (auto may = PlaceAdministered(caller, id); !may) return may;
  if (edit.parent && edit.parent != place->parent) {
    return Refused(
        Code::organization_in_use,
        {"组织不能移到另一上级之下：事项、待办、统计和预算都按其位置保存",
         "an organisation stays below its parent: items, tasks, counts and budgets are kept by its "
         "place"},
        {"在新上级之下另建组织，人员和角色改到那里；原组织保留已有事项",
         "add one below the other parent and give people their roles there; this one keeps its items"});
  }
  if (edit.kind) place->kind = *edit.kind;
  if (edit.zh) place->name.zh = *edit.zh;
  if (edit.en) place->name.en = *edit.en;
  if (auto why = WhyNotOrganization(*place)) return tl::unexpected(*std::move(why));
  Note(record, "organization_changed", {}, place->name.In(Language::kZh), id);
  return Do<Organization>(caller, charter::ChangeOrganization{*place}, std::move(record), *place, {},
                          Gone(id.value));
}

std::optional<Person> Administration::FindVisible(const Caller& caller, const PersonId& id) {
  auto person = directory_.FindPerson(caller.tenant, id);
  if (!person || person->id == caller.person.id) return person;
  const auto place = directory_.FindOrganization(caller.tenant, person->org);
  if (place && Reaches(caller, place->path)) return person;
  const auto grants = directory_.ListGrants(caller.tenant, id);
  const Timestamp now = clock_.Now();
  const bool acts_here = std::any_of(grants.begin(), grants.end(), [&](const Grant& grant) {
    return grant.HoldsAt(now) && Reaches(caller, grant.path);
  });
  return acts_here ? person : std::nullopt;
}

PersonView Administration::ViewOf(const Caller& caller, Person person) {
  PersonView view{std::move(person), {}};
  const bool own = view.person.id == caller.person.id;
  const Timestamp now = clock_.Now();
  for (Grant& grant : directory_.ListGrants(caller.tenant, view.person.id)) {
    if (grant.HoldsAt(now) && (own || Reaches(caller, grant.path))) view.roles.push_back(std::move(grant));
  }
  return view;
}

Page<PersonView> Administration::ListPeople(const Caller& caller, const PeopleFilter& filter) {
  PeopleQuery query;
  query.scopes = Within(ScopesOf(caller), filter.org_path);
  query.at = clock_.Now();
  query.text = filter.text;
  query.after = filter.after;
  query.limit = filter.limit;
  auto found = directory_.ListPeople(caller.tenant, query);
  Page<PersonView> page;
  page.next = std::move(found.next);
  for (Person& person : found.rows) page.rows.push_back(ViewOf(caller, std::move(person)));
  return page;
}

Outcome<PersonView> Administration::GetPerson(const Caller& caller, const PersonId& id) {
  auto person = FindVisible(caller, id);
  if (!person) return tl::unexpected(Gone(id.value));
  return ViewOf(caller, *std::move(person));
}

Outcome<PersonView> Administration::AddPerson(const Caller& caller, Person wanted, AccessRecord record,
                                              const AnswerTo<PersonView>& answer) {
  if (auto place = PlaceAdministered(caller, wanted.org); !place) return tl::unexpected(place.error());
  if (auto why = WhyNotId(wanted.id.value)) return tl::unexpected(*std::move(why));
  if (auto why = WhyNotName("/name", wanted.name)) return tl::unexpected(*std::move(why));
  Note(record, "person_added", wanted.id, "", wanted.org);
  return Do(caller, charter::AddPerson{wanted}, std::move(record), PersonView{wanted, {}}, answer,
            Clash("人员", "a person", wanted.id.value));
}

Outcome<PersonView> Administration::ChangePerson(const Caller& caller, const PersonId& id,
                                                 const PersonEdit& edit, AccessRecord record) {
  auto person = FindVisible(caller, id);
  if (!person) return tl::unexpected(Gone(id.value));
  const bool moves = edit.org && *edit.org != person->org;
  const auto present = directory_.FindOrganization(caller.tenant, person->org);
  if (!present || !Administers(caller, present->path)) {
    return Refused(Code::not_permitted, {"只有此人所属组织或其上级组织的管理员可以更改",
                                         "this is for administrators of the person's organisation or above"});
  }
  if (moves && id == caller.person.id) return tl::unexpected(NotYourself());
  if (moves) {
    if (auto place = PlaceAdministered(caller, *edit.org); !place) return tl::unexpected(place.error());
    person->org = *edit.org;
  }
  if (edit.name) person->name = *edit.name;
  if (auto why = WhyNotName("/name", person->name)) return tl::unexpected(*std::move(why));
  Note(record, "person_changed", id, moves ? "org" : "name", person->org);
  return Do<PersonView>(caller, charter::ChangePerson{*person}, std::move(record), ViewOf(caller, *person),
                        {}, Gone(id.value));
}

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
