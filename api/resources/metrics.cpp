// GET /metrics: what the server counts of itself, for Prometheus.
#include "api/metrics.h"
#include "api/resources/parts.h"
#include "engine/data/sha256.h"

namespace charter::api {
namespace {

// Hashes are compared, which tell nothing by the time it takes.
bool MayScrape(const std::string& wanted, const Headers& headers) {
  constexpr std::string_view kBearer = "Bearer ";
  const std::string* given = headers.Find("Authorization");
  return !wanted.empty() && given != nullptr && given->starts_with(kBearer) &&
         Sha256(std::string_view(*given).substr(kBearer.size())) == wanted;
}

Answer Read(const Parts& parts, const Call& call) {
  if (!MayScrape(parts.scrape.token_sha256, call.request.headers)) {
    Problem problem;
    problem.code = Code::unauthenticated;
    problem.hint = {"使用 charter serve --metrics-token-file 所指文件中的令牌",
                    "Send the token in the file that charter serve --metrics-token-file names."};
    problem.headers.emplace_back("WWW-Authenticate", "Bearer");
    return tl::unexpected(std::move(problem));
  }
  Response response;
  response.headers.Add("Content-Type", kMetricsType);
  response.body = parts.scrape.page();
  return response;
}

}  // namespace

void AddMetricsRoutes(std::vector<Route>& routes, const Parts& parts) {
  routes.push_back(
      {.method = "GET",
       .path = "/metrics",
       .name = "getMetrics",
       .summary = {"服务器指标（Prometheus）；须有专用令牌",
                   "What the server counts of itself, for Prometheus; a token of its own is needed"},
       .access = Access::kAnyone,
       .answers = {GivesText(kMetricsType)},
       .refuses = {Code::unauthenticated},
       .handler = With(parts, Read)});
}

}  // namespace charter::api
