// Printed pages of an item: the scores of a review, the awards of an allocation, a public notice.
#include "api/parameters.h"
#include "api/resources/parts.h"

namespace charter::api {
namespace {

// What was asked for: ?format=, else what Accept names, else a page.
tl::expected<bool, Problem> WantsCsv(const Call& call) {
  if (const std::string* format = call.target.FindQuery("format")) {
    if (*format == "csv") return true;
    if (*format == "html") return false;
    return tl::unexpected(InvalidParameter({"没有格式 " + *format, "There is no format " + *format + "."},
                                           {"可用：csv, html", "It is csv or html."}));
  }
  const std::string* accept = call.request.headers.Find("Accept");
  return accept != nullptr && accept->find("text/csv") != std::string::npos;
}

Answer Print(const Parts& parts, const Call& call) {
  const auto csv = WantsCsv(call);
  if (!csv) return tl::unexpected(csv.error());
  const std::string& name = call.Path("report");
  const auto report = parts.service.Print(*call.caller, ItemId(call.Path("id")), name);
  if (!report) return tl::unexpected(ProblemOf(report.error()));
  Response response;
  response.body = *csv ? WriteCsv(*report, call.language) : WriteHtml(*report, call.language);
  response.headers.Add("Content-Type", *csv ? "text/csv; charset=utf-8" : "text/html; charset=utf-8");
  const std::string file = report->title.In(call.language) + (*csv ? ".csv" : ".html");
  response.headers.Add("Content-Disposition", (*csv ? std::string("attachment") : std::string("inline")) +
                                                  "; filename*=UTF-8''" + PercentEncode(file));
  response.headers.Add("Vary", "Accept, Accept-Language");
  return response;
}

}  // namespace

void AddReportRoutes(std::vector<Route>& routes, const Parts& parts) {
  routes.push_back(
      {"GET", "/v1/items/{id}/reports/{report}", Access::kPerson, {"format"}, [parts](const Call& call) {
         return Print(parts, call);
       }});
}

}  // namespace charter::api
