// GET /v1/tasks: what waits for the caller, the most urgent first.
#include <algorithm>
#include <map>

#include "api/fields.h"
#include "api/json_writer.h"
#include "api/parameters.h"
#include "api/resources/parts.h"

namespace charter::api {
namespace {

// The titles of the workflows on one page, each looked up once.
class Titles {
 public:
  Titles(const Parts& parts, const Caller& caller) : parts_(parts), caller_(caller) {}

  Text OfState(const TaskRow& row) { return Find(row, &WorkflowView::states, row.task.state); }
  Text OfRole(const TaskRow& row) { return Find(row, &WorkflowView::roles, row.task.role); }

 private:
  using List = std::vector<std::pair<std::string, Text>>;

  Text Find(const TaskRow& row, List WorkflowView::*list, const std::string& id) {
    const auto key = std::pair(row.workflow, row.version);
    auto known = views_.find(key);
    if (known == views_.end()) {
      const auto view = parts_.service.GetWorkflow(caller_, row.workflow, row.version);
      known = views_.emplace(key, view ? *view : WorkflowView{}).first;
    }
    const List& titles = known->second.*list;
    const auto found =
        std::find_if(titles.begin(), titles.end(), [&](const auto& entry) { return entry.first == id; });
    return found == titles.end() ? Text{id, id} : found->second;
  }

  const Parts& parts_;
  const Caller& caller_;
  std::map<std::pair<std::string, int>, WorkflowView> views_;
};

void WriteTask(JsonWriter& json, const TaskRow& row, Titles& titles, Timestamp now, Language language) {
  json.BeginObject().Key("item").BeginObject().Key("id").String(row.item.value);
  json.Key("number")
      .String(row.number)
      .Key("title")
      .String(row.title)
      .Key("org")
      .String(row.org.value)
      .EndObject();
  json.Key("workflow")
      .BeginObject()
      .Key("id")
      .String(row.workflow)
      .Key("version")
      .Int(row.version)
      .EndObject();
  const Text title = titles.OfState(row);
  json.Key("state").String(row.task.state).Key("title").String(title.In(language)).Key("titles").Both(title);
  json.Key("role").String(row.task.role);
  json.Key("role_title").String(row.task.role.empty() ? "" : titles.OfRole(row).In(language));
  if (!row.task.person.empty()) json.Key("person").String(row.task.person.value);
  json.Key("since").Time(row.task.since).Due(row.task.due);
  json.Key("overdue").Bool(row.task.due && *row.task.due <= now).EndObject();
}

Answer List(const Parts& parts, const Call& call) {
  auto query = ReadListQuery<TaskQuery>(parts, call);
  if (!query) return tl::unexpected(std::move(query.error()));
  const auto page = parts.service.Tasks(*call.caller, *std::move(query));
  Titles titles(parts, *call.caller);
  const Timestamp now = parts.clock.Now();
  return ListResponse(call, page, [&](JsonWriter& json, const TaskRow& row) {
    WriteTask(json, row, titles, now, call.language);
  });
}

}  // namespace

void AddTaskRoutes(std::vector<Route>& routes, const Parts& parts) {
  routes.push_back(
      {.method = "GET",
       .path = "/v1/tasks",
       .name = "listTasks",
       .summary = {"待本人办理的任务，最急的在前", "What waits for the caller, the most urgent first"},
       .query = Paged({WorkflowFilter(), StateFilter(), PlaceFilter(), TextFilter(), OverdueFilter()}),
       .answers = {GivesPage("Task")},
       .refuses = {Code::organization_not_found},
       .handler = With(parts, List)});
}

}  // namespace charter::api
