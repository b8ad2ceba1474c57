// GET /health: the process answers. GET /ready: so does its database, and it is not about to stop.
// GET /v1/version.
#include <utility>

#include "api/json_writer.h"
#include "api/resources/parts.h"

namespace charter::api {

void AddHealthRoutes(std::vector<Route>& routes, const Parts& parts) {
  routes.push_back({"GET", "/health", Access::kAnyone, {}, [](const Call&) -> Answer {
                      return JsonResponse(R"({"status":"ok"})");
                    }});
  routes.push_back({"GET", "/ready", Access::kAnyone, {}, [parts](const Call&) -> Answer {
                      if (parts.retiring) {
                        Problem problem;
                        problem.code = Code::server_stopping;
                        return tl::unexpected(std::move(problem));
                      }
                      // Any question will do: a database that is away throws store_unavailable.
                      static_cast<void>(parts.store.NextTimer());
                      return JsonResponse(R"({"status":"ready"})");
                    }});
  routes.push_back({"GET", "/v1/version", Access::kAnyone, {}, [](const Call&) -> Answer {
                      JsonWriter json;
                      json.BeginObject().Key("name").String("charter");
                      return JsonResponse(json.Key("version").String(CHARTER_VERSION).EndObject().Take());
                    }});
}

}  // namespace charter::api
