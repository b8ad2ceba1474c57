// GET /v1/workflows/{id}/diagram: a published workflow as a picture.
#include "api/conventions.h"
#include "api/fields.h"
#include "api/parameters.h"
#include "api/resources/parts.h"
#include "api/resources/workflow_json.h"
#include "engine/data/sha256.h"

namespace charter::api {
namespace {

constexpr const char* kSvg = "image/svg+xml";

Answer ReadDiagram(const Parts& parts, const Call& call) {
  DiagramQuery query{call.Path("id"), VersionOf(call, "version"), std::nullopt, call.language};
  if (const auto item = FilterOf(call, "item")) query.item = ItemId(*item);
  auto drawing = parts.service.Diagram(*call.caller, query);
  if (!drawing) return tl::unexpected(ProblemOf(drawing.error()));
  Response response;
  const std::string etag = "\"" + Sha256(*drawing) + "\"";
  response.headers.Add("ETag", etag);
  // Asked again each time: who may see the item, and where it stands, changes.
  response.headers.Add("Cache-Control", "private, no-cache");
  response.headers.Add("Vary", "Authorization, Cookie, Accept-Language");
  if (IsKnown(call.request.headers, etag)) {
    response.status = 304;
    return response;
  }
  response.headers.Add("Content-Type", kSvg);
  response.headers.Add("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
  response.body = *std::move(drawing);
  return response;
}

}  // namespace

void AddDiagramRoutes(std::vector<Route>& routes, const Parts& parts) {
  routes.push_back({.method = "GET",
                    .path = "/v1/workflows/{id}/diagram",
                    .name = "getDiagram",
                    .summary = {"流程图（SVG）；可标出一事项所处的状态",
                                "The workflow as a picture (SVG), the states of an item marked"},
                    .query = {VersionField("version", {"版本；缺省为最新，或事项的版本",
                                                       "The newest if not given, or the item's"}),
                              Optional("item", FieldType::kString,
                                       {"标出此事项所处的状态", "Mark the states of this item"})},
                    .answers = {GivesText(kSvg, {"ETag"}), {.status = 304, .headers = {"ETag"}}},
                    .refuses = {Code::workflow_not_found, Code::item_not_found},
                    .handler = With(parts, ReadDiagram)});
}

}  // namespace charter::api
