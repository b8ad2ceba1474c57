#include "engine/service/administration.h"

#include <algorithm>

#include "engine/data/utf8.h"
#include "engine/service/administration_parts.h"

namespace charter {
namespace {

using administering::Gone;
using administering::IsTop;
using administering::NoPlace;
using administering::Note;
using administering::NotYourself;
using administering::Within;

constexpr std::size_t kLongestId = 64;
constexpr std::size_t kLongestName = 100;  // characters

Refusal Clash(const char* what_zh, const char* what_en, const std::string& id) {
  Refusal refusal{Code::input_invalid, {"提交内容不符合要求", "the input does not fit"}, {}, {}, {}};
  refusal.fields.push_back({"/id",
                            "unique",
                            {std::string("已有") + what_zh + " " + id + "，请换一个编号",
                             std::string("there is ") + what_en + " " + id + " already; take another id"}});
  return refusal;
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

}  // namespace charter
