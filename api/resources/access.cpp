// GET /v1/audit: who came in, who was turned away, and who changed whose rights. For auditors and
// administrators of the whole tenant.
#include "api/fields.h"
#include "api/json_writer.h"
#include "api/parameters.h"
#include "api/resources/parts.h"

namespace charter::api {
namespace {

void WriteOptional(JsonWriter& json, std::string_view name, const std::string& text) {
  json.Key(name);
  text.empty() ? json.Null() : json.String(text);
}

Answer List(const Parts& parts, const Call& call) {
  if (!ReadsAll(*call.caller)) {
    Problem problem;
    problem.code = Code::not_permitted;
    problem.detail = {"只有最上级组织的管理员和审计员可以查看",
                      "Only administrators and auditors of the topmost organisation read this."};
    return tl::unexpected(std::move(problem));
  }
  const auto page = parts.store.ListAccess(call.caller->tenant, TextOf(call.query, "cursor"), LimitOf(call));
  return ListResponse(call, page, WriteAccess);
}

}  // namespace

void WriteAccess(JsonWriter& json, const AccessRecord& record) {
  json.BeginObject().Key("id").String(record.id).Key("at").Time(record.at);
  json.Key("kind").String(record.kind);
  WriteOptional(json, "person", record.person ? record.person->value : std::string());
  WriteOptional(json, "name_hash", record.name_hash);
  WriteOptional(json, "address", record.address);
  WriteOptional(json, "route", record.route);
  WriteOptional(json, "code", record.code == 0 ? std::string() : Label(static_cast<Code>(record.code)));
  WriteOptional(json, "whom", record.whom ? record.whom->value : std::string());
  WriteOptional(json, "what", record.what);
  WriteOptional(json, "where", record.where.value);
  WriteOptional(json, "subject", record.subject);
  json.EndObject();
}

void AddAccessRoutes(std::vector<Route>& routes, const Parts& parts) {
  routes.push_back(
      {.method = "GET",
       .path = "/v1/audit",
       .name = "listAccess",
       .summary = {"谁登录了，谁被拒绝，谁更改了谁的权限，新的在前",
                   "Who came in, who was turned away, who changed whose rights; the newest first"},
       .query = Paged(),
       .answers = {GivesPage("AccessRecord")},
       .refuses = {Code::not_permitted},
       .handler = With(parts, List)});
}

}  // namespace charter::api
