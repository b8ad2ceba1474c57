// GET /health: the process answers. GET /ready: so does its database, and it is not about to stop.
// GET /v1/version.
#include <utility>

#include "api/json_writer.h"
#include "api/resources/parts.h"

namespace charter::api {
namespace {

Answer IsAlive(const Call& /*call*/) { return JsonResponse(R"({"status":"ok"})"); }

Answer IsReady(const Parts& parts, const Call& /*call*/) {
  if (parts.retiring) {
    Problem problem;
    problem.code = Code::server_stopping;
    return tl::unexpected(std::move(problem));
  }
  // Any question will do: a database that is away throws store_unavailable.
  static_cast<void>(parts.store.NextTimer());
  return JsonResponse(R"({"status":"ready"})");
}

Answer ReadVersion(const Call& /*call*/) {
  JsonWriter json;
  json.BeginObject().Key("name").String("charter");
  return JsonResponse(json.Key("version").String(CHARTER_VERSION).EndObject().Take());
}

}  // namespace

void AddHealthRoutes(std::vector<Route>& routes, const Parts& parts) {
  routes.push_back({.method = "GET",
                    .path = "/health",
                    .name = "isAlive",
                    .summary = {"进程是否应答", "Whether the process answers"},
                    .access = Access::kAnyone,
                    .answers = {Gives("Health")},
                    .handler = IsAlive});
  routes.push_back({.method = "GET",
                    .path = "/ready",
                    .name = "isReady",
                    .summary = {"数据库是否可用", "Whether its database does as well"},
                    .access = Access::kAnyone,
                    .answers = {Gives("Health")},
                    .refuses = {Code::server_stopping},
                    .handler = With(parts, IsReady)});
  routes.push_back({.method = "GET",
                    .path = "/v1/version",
                    .name = "getVersion",
                    .summary = {"服务器版本", "The version of the server"},
                    .access = Access::kAnyone,
                    .answers = {Gives("Version")},
                    .handler = ReadVersion});
}

}  // namespace charter::api
