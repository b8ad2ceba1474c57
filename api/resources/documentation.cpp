// GET /openapi.json: all routes for machines. GET /docs: the same for people.
#include <array>
#include <memory>
#include <mutex>

#include "api/conventions.h"
#include "api/fields.h"
#include "api/openapi/document.h"
#include "api/openapi/page.h"
#include "api/resources/parts.h"
#include "engine/data/sha256.h"

namespace charter::api {
namespace {

struct Written {
  std::string body;
  std::string etag;
};

Written Tagged(std::string body) {
  std::string etag = "\"" + Sha256(body) + "\"";
  return {std::move(body), std::move(etag)};
}

// Written when somebody first asks, for the language that is asked for.
class Documentation {
 public:
  // Of the descriptions alone: their handlers are not called.
  explicit Documentation(std::vector<Route> routes) : routes_(std::move(routes)) {
    for (Route& route : routes_) route.handler = nullptr;
  }

  const Written& Document(Language language) { return In(language).document; }
  const Written& Page(Language language) { return In(language).page; }

 private:
  struct Texts {
    std::once_flag once;
    Written document;
    Written page;
  };

  const Texts& In(Language language) {
    Texts& texts = texts_.at(language == Language::kZh ? 0 : 1);
    std::call_once(texts.once, [&] {
      const openapi::Json document = openapi::DocumentOf(routes_, language);
      texts.document = Tagged(document.dump());
      texts.page = Tagged(openapi::PageOf(document, language));
    });
    return texts;
  }

  std::vector<Route> routes_;
  std::array<Texts, 2> texts_;
};

Response Give(const Call& call, const Written& written, std::string_view type, Language language) {
  Response response;
  response.headers.Add("ETag", written.etag);
  response.headers.Add("Cache-Control", "no-cache");
  response.headers.Add("Vary", "Accept-Language");
  if (IsKnown(call.request.headers, written.etag)) {
    response.status = 304;
    return response;
  }
  response.headers.Add("Content-Type", std::string(type));
  response.headers.Add("Content-Language", language == Language::kZh ? "zh" : "en");
  response.body = written.body;
  return response;
}

Language PageLanguage(const Call& call) {
  const auto wanted = FilterOf(call, "lang");
  if (!wanted) return call.language;
  return *wanted == "en" ? Language::kEn : Language::kZh;
}

constexpr const char* kHtml = "text/html; charset=utf-8";

}  // namespace

void AddDocumentationRoutes(std::vector<Route>& routes) {
  const AnswerShape unchanged{.status = 304, .headers = {"ETag"}};
  routes.push_back({.method = "GET",
                    .path = "/openapi.json",
                    .name = "getOpenApi",
                    .summary = {"本说明，OpenAPI 3.1", "This document, OpenAPI 3.1"},
                    .access = Access::kAnyone,
                    .answers = {Gives("OpenApi", {"ETag"}), unchanged}});
  routes.push_back(
      {.method = "GET",
       .path = "/docs",
       .name = "getDocs",
       .summary = {"给人看的说明", "The same as a page for people"},
       .access = Access::kAnyone,
       .query = {OneOf("lang", {"zh", "en"},
                       {"语言；缺省按 Accept-Language", "The language; by Accept-Language if not given"})},
       .answers = {GivesText(kHtml, {"ETag"}), unchanged}});
  const auto documentation = std::make_shared<Documentation>(routes);
  (routes.end() - 2)->handler = [documentation](const Call& call) -> Answer {
    return Give(call, documentation->Document(call.language), kJson, call.language);
  };
  routes.back().handler = [documentation](const Call& call) -> Answer {
    const Language language = PageLanguage(call);
    Response response = Give(call, documentation->Page(language), kHtml, language);
    response.headers.Add("Content-Security-Policy", kPagePolicy);
    return response;
  };
}

}  // namespace charter::api
