// GET /v1/items/{id}/fields/{name}: one field as it is, which for a personal number is an act of its own, on
// record.
#include "api/access_trail.h"
#include "api/fields.h"
#include "api/gate.h"
#include "api/json_writer.h"
#include "api/resources/parts.h"

namespace charter::api {
namespace {

Answer Read(const Parts& parts, const Call& call) {
  const auto field = parts.service.ReadField(*call.caller, ItemId(call.Path("id")), call.Path("name"));
  if (!field) return tl::unexpected(ProblemOf(field.error()));
  if (field->personal) {
    AccessRecord record = parts.trail.Make(access::kFieldRead, parts.gate.AddressOf(call.request));
    record.person = call.caller->person.id;
    record.route = "GET /v1/items/{id}/fields/{name}";
    record.subject = call.Path("id") + "/fields/" + field->name;
    // Not by the trail, which forgives: what cannot be written down is not shown.
    parts.store.AddAccess(call.caller->tenant, record);
  }
  const Text title = field->title.empty() ? Text{field->name, field->name} : field->title;
  JsonWriter json;
  json.BeginObject().Key("name").String(field->name);
  json.Key("title").String(title.In(call.language)).Key("titles").Both(title);
  json.Key("personal").Bool(field->personal).Key("value");
  field->value.empty() ? json.Null() : json.Raw(field->value);
  return JsonResponse(json.EndObject().Take());
}

}  // namespace

void AddItemFieldRoutes(std::vector<Route>& routes, const Parts& parts) {
  routes.push_back(
      {.method = "GET",
       .path = "/v1/items/{id}/fields/{name}",
       .name = "getItemField",
       .summary = {"查看一个字段的原值；查看号码全文须有授权，并留下记录",
                   "Read one field as it is; a personal number only with a right to, and on record"},
       .answers = {Gives("ItemField")},
       .refuses = {Code::item_not_found, Code::no_such_resource, Code::not_permitted},
       .handler = With(parts, Read)});
}

}  // namespace charter::api
