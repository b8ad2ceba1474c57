#include "engine/service/administration_parts.h"

#include <algorithm>

namespace charter::administering {
namespace {

std::string InWords(const std::optional<Timestamp>& time) { return time ? ToShanghaiString(*time) : ""; }

}  // namespace

bool IsTop(std::string_view path) { return std::count(path.begin(), path.end(), '/') == 1; }

Refusal Gone(const std::string& id) {
  return {Code::no_such_resource, {"没有 " + id, "there is no " + id}, {}, {}, {}};
}

tl::unexpected<Refusal> NoPlace(const OrgId& id) {
  return Refused(Code::organization_not_found, {"组织不存在或不在您的管辖范围：" + id.value,
                                                "no such organisation, or none of yours: " + id.value});
}

Refusal NotYourself() {
  return {Code::not_permitted,
          {"不能给自己授权或更改自己的所属组织",
           "nobody gives himself a role, or moves himself to another organisation"},
          {"请另一位管理员办理", "ask another administrator"},
          {},
          {}};
}

Refusal LastOne() {
  return {Code::not_permitted,
          {"这是最上级组织最后一位长期管理员，取消后无人能管理",
           "this is the last lasting administrator of the topmost organisation: nobody could manage it"},
          {"先授权另一位管理员（不设期限）", "make another administrator first, without an end"},
          {},
          {}};
}

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

std::vector<std::string> Within(std::vector<std::string> scopes, const std::optional<std::string>& place) {
  if (!place) return scopes;
  if (Covers(scopes, *place)) return {*place};
  std::erase_if(scopes, [&](const std::string& scope) { return !scope.starts_with(*place); });
  return scopes;
}

}  // namespace charter::administering
