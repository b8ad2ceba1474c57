// What the resources work with.
#pragma once

#include <atomic>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "api/clock.h"
#include "api/http/router.h"
#include "api/json_writer.h"
#include "api/parameters.h"
#include "api/reach.h"
#include "api/timers.h"
#include "engine/data/calendar.h"
#include "engine/ports/directory.h"
#include "engine/ports/page.h"
#include "engine/ports/store.h"
#include "engine/service/administration.h"
#include "engine/service/service.h"

namespace charter {
class Uploads;
class WebhookDeliveries;
}  // namespace charter

namespace charter::api {

class AccessTrail;
class ChangeStreams;
class ResultCounts;
struct Scrape;
class Gate;
class Identity;
class SignIn;

// All outlive the router built from them. Every one is thread-safe.
struct Parts {
  Service& service;
  Store& store;
  Directory& directory;
  Clock& clock;
  SimulatedClock* simulated = nullptr;  // the same clock, where it can be moved
  Timers& timers;
  const Presets& presets;
  Clock& real_time;
  const std::atomic<bool>& retiring;  // the server is about to stop
  Identity& identity;
  SignIn& sign_in;
  Gate& gate;
  AccessTrail& trail;
  const TenantId& home;  // of who signs in and names none
  Administration& administration;
  Uploads& uploads;
  Files& files;
  ResultCounts& events;  // what came of events that people sent
  const Scrape& scrape;
  ChangeStreams& streams;
  WebhookDeliveries& webhooks;
  Reach webhook_reach;
};

void AddProblemRoutes(std::vector<Route>& routes);
void AddHealthRoutes(std::vector<Route>& routes, const Parts& parts);
void AddDirectoryRoutes(std::vector<Route>& routes, const Parts& parts);
void AddWorkflowRoutes(std::vector<Route>& routes, const Parts& parts);
void AddWorkflowVersionRoutes(std::vector<Route>& routes, const Parts& parts);
void AddDiagramRoutes(std::vector<Route>& routes, const Parts& parts);
void AddPresetRoutes(std::vector<Route>& routes, const Parts& parts);
void AddCalendarRoutes(std::vector<Route>& routes, const Parts& parts);
void AddItemRoutes(std::vector<Route>& routes, const Parts& parts);
void AddEventRoutes(std::vector<Route>& routes, const Parts& parts);
void AddActivityRoutes(std::vector<Route>& routes, const Parts& parts);
void AddSearchRoutes(std::vector<Route>& routes, const Parts& parts);
void AddBudgetRoutes(std::vector<Route>& routes, const Parts& parts);
void AddPersonalDataRoutes(std::vector<Route>& routes, const Parts& parts);
void AddItemFieldRoutes(std::vector<Route>& routes, const Parts& parts);
void AddReportRoutes(std::vector<Route>& routes, const Parts& parts);
void AddTaskRoutes(std::vector<Route>& routes, const Parts& parts);
void AddCountRoutes(std::vector<Route>& routes, const Parts& parts);
void AddOutboxRoutes(std::vector<Route>& routes, const Parts& parts);
void AddChangeRoutes(std::vector<Route>& routes, const Parts& parts);
void AddWebhookRoutes(std::vector<Route>& routes, const Parts& parts);
void AddClockRoutes(std::vector<Route>& routes, const Parts& parts);
void AddSessionRoutes(std::vector<Route>& routes, const Parts& parts);
void AddTokenRoutes(std::vector<Route>& routes, const Parts& parts);
void AddAccessRoutes(std::vector<Route>& routes, const Parts& parts);
void AddFileRoutes(std::vector<Route>& routes, const Parts& parts);

void AddCommentRoutes(std::vector<Route>& routes, const Parts& parts);
void AddOrganizationRoutes(std::vector<Route>& routes, const Parts& parts);
void AddPeopleRoutes(std::vector<Route>& routes, const Parts& parts);
void AddDelegationRoutes(std::vector<Route>& routes, const Parts& parts);
void AddAccountRoutes(std::vector<Route>& routes, const Parts& parts);
void AddMetricsRoutes(std::vector<Route>& routes, const Parts& parts);
void AddDocumentationRoutes(std::vector<Route>& routes);

// All of them.
Router MakeRouter(const Parts& parts);

// A handler of a route that works with them.
Handler With(const Parts& parts, Answer (*handle)(const Parts&, const Call&));

// What is recorded of a change of rights: when, and from where; whoever makes it says the rest.
AccessRecord Traced(const Parts& parts, const Call& call);
// {"id", "name", "org"}.
void WritePerson(JsonWriter& json, const Person& person);
void WriteGrant(JsonWriter& json, const Grant& grant);
void WriteDelegation(JsonWriter& json, const DelegationView& view);
void WriteComment(JsonWriter& json, const CommentRecord& comment);
// A time that is given, or nothing.
std::optional<Timestamp> TimeOf(const Value& object, std::string_view name);
Response NoContent();

// What the service may refuse an event with: 2001 to 2999, and the files that it names.
std::vector<Code> EventRefusals();
std::vector<Code> Also(std::vector<Code> codes, std::initializer_list<Code> more);

// Of the query of a list: how many rows, and the number after which they begin.
int LimitOf(const Call& call);
std::int64_t NumberedAfter(const Call& call);
// A parameter of text; nothing where it is not given.
std::optional<std::string> FilterOf(const Call& call, std::string_view name);
// ?org=: the path of the organisation, nothing where none is asked for. organization_not_found.
tl::expected<std::optional<std::string>, Problem> ReadPlace(const Parts& parts, const Call& call);
// ?overdue=true: now, by which something was due; nothing where it is not given.
std::optional<Timestamp> OverdueAt(const Parts& parts, const Call& call);

// What lists of items and of tasks have in common: workflow, state, org, q, overdue, limit and cursor.
template <typename Query>
tl::expected<Query, Problem> ReadListQuery(const Parts& parts, const Call& call) {
  auto place = ReadPlace(parts, call);
  if (!place) return tl::unexpected(std::move(place.error()));
  Query query;
  query.limit = LimitOf(call);
  query.after = TextOf(call.query, "cursor");
  query.workflow = FilterOf(call, "workflow");
  query.state = FilterOf(call, "state");
  query.org_path = *std::move(place);
  query.text = FilterOf(call, "q");
  query.overdue_at = OverdueAt(parts, call);
  return query;
}

// What a list of items shows, of a query of ItemFilters. organization_not_found.
tl::expected<ItemQuery, Problem> ReadItemQuery(const Parts& parts, const Call& call);

// What a page of our own may do in a browser: show itself with its styles, in no frame.
inline constexpr const char* kPagePolicy =
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

// One entry of the record of access.
void WriteAccess(JsonWriter& json, const AccessRecord& record);

// A 200 with JSON.
Response JsonResponse(std::string body, int status = 200);
// Link: <...>; rel="next": this call's own target with another cursor, which is its parameter `name`.
void AddNextLink(Response& response, const Call& call, const std::string& cursor,
                 std::string_view name = "cursor");
// {"items": [...], "next": cursor} with its Link; `write` writes one row.
template <typename Row, typename Write>
Response ListResponse(const Call& call, const Page<Row>& page, const Write& write) {
  JsonWriter json;
  json.BeginObject().Key("items").BeginArray();
  for (const Row& row : page.rows) write(json, row);
  json.EndArray().Key("next");
  page.next.empty() ? json.Null() : json.String(page.next);
  Response response = JsonResponse(json.EndObject().Take());
  AddNextLink(response, call, page.next);
  return response;
}

}  // namespace charter::api
