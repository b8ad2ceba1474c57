// GET /v1/search: items, organisations and workflows by what they are called, as far as one may see them.
#include "api/fields.h"
#include "api/json_writer.h"
#include "api/parameters.h"
#include "api/resources/parts.h"

namespace charter::api {
namespace {

constexpr int kMostOfAKind = 50;
constexpr int kDefaultOfAKind = 10;

class Results {
 public:
  explicit Results(Language language) : language_(language) { json_.BeginObject().Key("items").BeginArray(); }

  void Add(std::string_view kind, const std::string& id, const Text& title, const std::string& link) {
    json_.BeginObject().Key("kind").String(kind).Key("id").String(id);
    json_.Key("title").String(title.In(language_)).Key("titles").Both(title);
    json_.Key("link").String(link).EndObject();
  }
  // There are more of the kind than were added.
  void Cut(std::string_view kind) { cut_.emplace_back(kind); }

  Response Take() {
    json_.EndArray().Key("more").Strings(cut_).EndObject();
    return JsonResponse(json_.Take());
  }

 private:
  Language language_;
  JsonWriter json_;
  std::vector<std::string> cut_;
};

void AddItems(Results& results, const Parts& parts, const Call& call, const std::string& text, int limit) {
  ItemQuery query;
  query.text = text;
  query.limit = limit;
  const auto page = parts.service.List(*call.caller, query);
  for (const ItemRecord& item : page.rows) {
    const std::string title = item.number + (item.title.empty() ? "" : " " + item.title);
    results.Add("item", item.id.value, {title, title}, "/v1/items/" + item.id.value);
  }
  if (!page.next.empty()) results.Cut("item");
}

void AddOrganizations(Results& results, const Parts& parts, const Call& call, const std::string& text,
                      int limit) {
  OrganizationQuery query;
  query.text = text;
  query.limit = limit;
  const auto page = parts.service.ListOrganizations(*call.caller, query);
  for (const Organization& org : page.rows)
    results.Add("organization", org.id.value, org.name, "/v1/items?org=" + PercentEncode(org.id.value));
  if (!page.next.empty()) results.Cut("organization");
}

std::string Folded(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

// Each once, as its newest version is called: there are few, so its titles and its id are looked through.
void AddWorkflows(Results& results, const Parts& parts, const Call& call, const std::string& text,
                  int limit) {
  const std::string wanted = Folded(text);
  const auto views = parts.service.ListWorkflows(*call.caller);
  for (std::size_t i = 0; i < views.size(); ++i) {
    const std::string& id = views[i].record.workflow;
    if (i + 1 < views.size() && views[i + 1].record.workflow == id) continue;
    const Text& title = views[i].title;
    if (Folded(title.zh + "\n" + title.en + "\n" + id).find(wanted) == std::string::npos) continue;
    if (limit-- == 0) {
      results.Cut("workflow");
      return;
    }
    results.Add("workflow", id, title, "/v1/workflows/" + PercentEncode(id));
  }
}

Answer Search(const Parts& parts, const Call& call) {
  const std::string text = TextOf(call.query, "q");
  const int limit = LimitOf(call);
  Results results(call.language);
  AddItems(results, parts, call, text, limit);
  AddOrganizations(results, parts, call, text, limit);
  AddWorkflows(results, parts, call, text, limit);
  return results.Take();
}

}  // namespace

void AddSearchRoutes(std::vector<Route>& routes, const Parts& parts) {
  Field limit = NumberField("limit", 1, kMostOfAKind, {"每类最多几条", "At most so many of each kind"});
  limit.schema.default_value = Value::Int(kDefaultOfAKind);
  routes.push_back(
      {.method = "GET",
       .path = "/v1/search",
       .name = "search",
       .summary = {"查找可见的事项、组织和流程", "Search the items, organisations and workflows one may see"},
       .query = {Required(TextFilter()), limit},
       .answers = {Gives("SearchResults")},
       .handler = With(parts, Search)});
}

}  // namespace charter::api
