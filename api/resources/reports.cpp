// Printed pages of an item: the scores of a review, the awards of an allocation, a public notice.
#include "api/fields.h"
#include "api/parameters.h"
#include "api/resources/parts.h"

namespace charter::api {
namespace {

// What was asked for: ?format=, else what Accept names, else a page.
bool WantsCsv(const Call& call) {
  if (const auto format = FilterOf(call, "format")) return *format == "csv";
  const std::string* accept = call.request.headers.Find("Accept");
  return accept != nullptr && accept->find("text/csv") != std::string::npos;
}

Answer Print(const Parts& parts, const Call& call) {
  const bool csv = WantsCsv(call);
  const std::string& name = call.Path("report");
  const auto report = parts.service.Print(*call.caller, ItemId(call.Path("id")), name);
  if (!report) return tl::unexpected(ProblemOf(report.error()));
  Response response;
  response.body = csv ? WriteCsv(*report, call.language) : WriteHtml(*report, call.language);
  response.headers.Add("Content-Type", csv ? "text/csv; charset=utf-8" : "text/html; charset=utf-8");
  const std::string file = report->title.In(call.language) + (csv ? ".csv" : ".html");
  response.headers.Add("Content-Disposition", (csv ? std::string("attachment") : std::string("inline")) +
                                                  "; filename*=UTF-8''" + PercentEncode(file));
  response.headers.Add("Vary", "Accept, Accept-Language");
  response.headers.Add("Content-Security-Policy", kPagePolicy);
  return response;
}

}  // namespace

void AddReportRoutes(std::vector<Route>& routes, const Parts& parts) {
  const std::vector<std::string> headers{"Content-Disposition"};
  routes.push_back({.method = "GET",
                    .path = "/v1/items/{id}/reports/{report}",
                    .name = "getReport",
                    .summary = {"打印一项活动的结果：网页或表格",
                                "What people print of an activity: a page, or a sheet (or Accept: text/csv)"},
                    .query = {OneOf("format", {"html", "csv"}, {"网页或表格", "A page or a sheet"})},
                    .answers = {GivesText("text/html; charset=utf-8", headers),
                                GivesText("text/csv; charset=utf-8", headers)},
                    .refuses = {Code::item_not_found, Code::no_such_resource},
                    .handler = With(parts, Print)});
}

}  // namespace charter::api
