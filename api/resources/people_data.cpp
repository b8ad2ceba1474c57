// GET /v1/me/data, GET /v1/people/{id}/data: all that is kept about a person. POST /v1/people/{id}/erase and
// GET /v1/erasures: what goes with him, and the record of it.
#include <algorithm>
#include <iterator>

#include "api/access_trail.h"
#include "api/fields.h"
#include "api/gate.h"
#include "api/idempotency.h"
#include "api/json_writer.h"
#include "api/resources/item_json.h"
#include "api/resources/parts.h"

namespace charter::api {
namespace {

// A cursor says which of the two long lists goes on, and where: those of access come first.
constexpr std::string_view kAccess = "access:";
constexpr std::string_view kItems = "items:";
constexpr std::size_t kLongestReason = 500;

// Over the root of the tree: its path is one id.
bool HoldsAtTop(const Caller& caller, const std::vector<std::string_view>& roles) {
  return std::any_of(caller.grants.begin(), caller.grants.end(), [&](const Grant& grant) {
    return std::find(roles.begin(), roles.end(), grant.role) != roles.end() &&
           std::count(grant.path.begin(), grant.path.end(), '/') == 1;
  });
}

tl::unexpected<Problem> NotPermitted() {
  Problem problem;
  problem.code = Code::not_permitted;
  problem.detail = {"只有最上级组织的管理员可以办理",
                    "This is for administrators of the topmost organisation."};
  return tl::unexpected(std::move(problem));
}

// All that he has lent and been lent, by id.
std::vector<DelegationView> LoansOf(const Parts& parts, const TenantId& tenant, const Person& person) {
  std::vector<Delegation> loans = parts.directory.DelegationsTo(tenant, person.id);
  for (DelegationQuery query{.by = person.id};;) {
    auto page = parts.directory.ListDelegations(tenant, query);
    std::move(page.rows.begin(), page.rows.end(), std::back_inserter(loans));
    if (page.next.empty()) break;
    query.after_id = std::move(page.next);
  }
  const auto named = [&](const PersonId& id) {
    return id == person.id ? person : parts.directory.FindPerson(tenant, id).value_or(Person{id, "", {}});
  };
  std::vector<DelegationView> views;
  views.reserve(loans.size());
  for (Delegation& loan : loans) views.push_back({loan, named(loan.by), named(loan.to)});
  return views;
}

void WriteAccount(JsonWriter& json, const std::optional<Account>& account) {
  json.Key("account");
  if (!account) {
    json.Null();
    return;
  }
  json.BeginObject().Key("name").String(account->name);
  json.Key("must_change_password").Bool(account->must_change);
  json.Key("password_changed_at").Time(account->changed_at).EndObject();
}

void WriteTokens(JsonWriter& json, std::string_view key, const std::vector<Token>& tokens) {
  json.Key(key).BeginArray();
  for (const Token& token : tokens) {
    json.BeginObject().Key("title").String(token.title).Key("created_at").Time(token.created_at);
    json.Key("expires_at").Time(token.expires_at).EndObject();
  }
  json.EndArray();
}

void WriteFiles(JsonWriter& json, const std::vector<BroughtFile>& files) {
  json.Key("files").BeginArray();
  for (const BroughtFile& file : files) {
    json.BeginObject().Key("sha256").String(file.file.sha256).Key("name").String(file.name);
    json.Key("at").Time(file.file.added_at).EndObject();
  }
  json.EndArray();
}

void WriteAbout(JsonWriter& json, const PersonItem& about) {
  json.BeginObject().Key("id").String(about.id.value).Key("number").String(about.number);
  json.Key("workflow").String(about.workflow).Key("title");
  about.title.empty() ? json.Null() : json.String(about.title);
  json.Key("made").Bool(about.made).Key("fields").BeginArray();
  for (const std::string& field : about.fields) json.String(field);
  json.EndArray().Key("did").BeginArray();
  for (const HistoryRecord& row : about.rows) WriteHistoryRow(json, row, false);
  json.EndArray().Key("said").BeginArray();
  for (const CommentRecord& comment : about.said) WriteComment(json, comment);
  json.EndArray().EndObject();
}

std::optional<Problem> WrongCursor(const Call& call) {
  const std::string cursor = TextOf(call.query, "cursor");
  if (cursor.empty() || cursor.starts_with(kAccess) || cursor.starts_with(kItems)) return std::nullopt;
  return InvalidParameter({"参数 cursor 应为上一页 next 给出的值",
                           "The parameter cursor must be what the page before gave as `next`."});
}

Answer DataOf(const Parts& parts, const Call& call, const Person& person) {
  const TenantId& tenant = call.caller->tenant;
  const std::string cursor = TextOf(call.query, "cursor");
  const int limit = LimitOf(call);
  const Timestamp now = parts.real_time.Now();
  JsonWriter json;
  json.BeginObject();
  if (cursor.empty()) {
    json.Key("person");
    WritePerson(json, person);
    json.Key("grants").BeginArray();
    for (const Grant& grant : parts.directory.ListGrants(tenant, person.id)) WriteGrant(json, grant);
    json.EndArray().Key("delegations").BeginArray();
    for (const DelegationView& loan : LoansOf(parts, tenant, person)) WriteDelegation(json, loan);
    json.EndArray();
    WriteFiles(json, parts.files.BroughtBy(tenant, person.id));
    WriteAccount(json, parts.store.FindAccountOf(tenant, person.id));
    for (const auto& [key, kind] :
         {std::pair("tokens", TokenKind::kPersonal), std::pair("sessions", TokenKind::kSession),
          std::pair("service_tokens", TokenKind::kService)})
      WriteTokens(json, key, parts.directory.ListTokens(tenant, person.id, kind, now));
  }
  std::string next;
  json.Key("access").BeginArray();
  if (!cursor.starts_with(kItems)) {
    const std::string before = cursor.empty() ? "" : cursor.substr(kAccess.size());
    const auto page = parts.store.ListAccessOf(tenant, person.id, before, limit);
    for (const AccessRecord& record : page.rows) WriteAccess(json, record);
    next = page.next.empty() ? std::string(kItems) : std::string(kAccess) + page.next;
  }
  json.EndArray().Key("items").BeginArray();
  if (cursor.starts_with(kItems)) {
    const auto page =
        parts.service.ItemsOf(tenant, person.id, call.caller->person.id, cursor.substr(kItems.size()), limit);
    for (const PersonItem& about : page.rows) WriteAbout(json, about);
    if (!page.next.empty()) next = std::string(kItems) + page.next;
  }
  json.EndArray().Key("next");
  next.empty() ? json.Null() : json.String(next);
  Response response = JsonResponse(json.EndObject().Take());
  AddNextLink(response, call, next);
  return response;
}

Answer ReadOwn(const Parts& parts, const Call& call) {
  if (auto problem = WrongCursor(call)) return tl::unexpected(*std::move(problem));
  return DataOf(parts, call, call.caller->person);
}

AccessRecord RecordOf(const Parts& parts, const Call& call, const char* kind, const char* route) {
  AccessRecord record = parts.trail.Make(kind, parts.gate.AddressOf(call.request));
  record.person = call.caller->person.id;
  record.route = route;
  record.subject = "people/" + call.Path("id");
  return record;
}

Answer ReadAnybodys(const Parts& parts, const Call& call) {
  if (!HoldsAtTop(*call.caller, {kAdministrator})) return NotPermitted();
  if (auto problem = WrongCursor(call)) return tl::unexpected(*std::move(problem));
  const auto person = parts.directory.FindPerson(call.caller->tenant, PersonId(call.Path("id")));
  if (!person) {
    Problem problem;
    problem.code = Code::no_such_resource;
    problem.detail = {"没有此人：" + call.Path("id"), "There is no person " + call.Path("id") + "."};
    return tl::unexpected(std::move(problem));
  }
  // What cannot be written down is not shown.
  parts.store.AddAccess(call.caller->tenant,
                        RecordOf(parts, call, access::kDataExported, "GET /v1/people/{id}/data"));
  return DataOf(parts, call, *person);
}

void WriteErasure(JsonWriter& json, const ErasureRecord& record) {
  json.BeginObject().Key("number").Int(record.number).Key("person").String(record.person.value);
  json.Key("by").String(record.by.value).Key("reason").String(record.reason);
  json.Key("at").Time(record.at).EndObject();
}

Answer Erase(const Parts& parts, const Call& call) {
  const auto render = [&](const ErasureRecord& record) {
    JsonWriter json;
    WriteErasure(json, record);
    return JsonResponse(json.Take());
  };
  const auto record = parts.service.Erase(*call.caller, PersonId(call.Path("id")),
                                          TextOf(call.body, "reason"), Kept<ErasureRecord>(call, render));
  if (!record) return tl::unexpected(ProblemOf(record.error()));
  parts.trail.Add(call.caller->tenant, RecordOf(parts, call, access::kErased, "POST /v1/people/{id}/erase"));
  return render(*record);
}

Answer ListErasures(const Parts& parts, const Call& call) {
  if (!HoldsAtTop(*call.caller, {kAdministrator, kAuditor})) return NotPermitted();
  const Page<ErasureRecord> page{parts.store.ListErasures(call.caller->tenant), ""};
  return ListResponse(call, page, [](JsonWriter& json, const ErasureRecord& record) {
    json.BeginObject().Key("number").Int(record.number).Key("person").String(record.person.value);
    json.Key("by").String(record.by.value).Key("reason").String(record.reason);
    json.Key("at").Time(record.at).Key("done").Bool(record.done);
    json.Key("kept").Int(record.kept).Key("hash").String(record.hash).EndObject();
  });
}

}  // namespace

void AddPersonalDataRoutes(std::vector<Route>& routes, const Parts& parts) {
  routes.push_back({.method = "GET",
                    .path = "/v1/me/data",
                    .name = "getMyData",
                    .summary = {"查看系统保存的本人信息，分页", "All that is kept about oneself, in pages"},
                    .query = Paged(),
                    .answers = {Gives("PersonalData", {"Link"})},
                    .handler = With(parts, ReadOwn)});
  routes.push_back({.method = "GET",
                    .path = "/v1/people/{id}/data",
                    .name = "getPersonalData",
                    .summary = {"查看系统保存的某人信息，分页", "All that is kept about a person, in pages"},
                    .query = Paged(),
                    .answers = {Gives("PersonalData", {"Link"})},
                    .refuses = {Code::not_permitted, Code::no_such_resource},
                    .handler = With(parts, ReadAnybodys)});
  routes.push_back(
      {.method = "POST",
       .path = "/v1/people/{id}/erase",
       .name = "erasePerson",
       .summary = {"注销个人信息，各处姓名随后除去；历史仍可验证",
                   "Erase a person: his name goes from everywhere, and the history can still be verified"},
       .body = JsonBody({Required(TextField("reason", 1, kLongestReason / 4, {"理由", "Why"}))}),
       .answers = {Gives("Erasure")},
       .refuses = {Code::not_permitted, Code::no_such_resource, Code::erasure_refused},
       .handler = With(parts, Erase)});
  routes.push_back({.method = "GET",
                    .path = "/v1/erasures",
                    .name = "listErasures",
                    .summary = {"列出个人信息注销记录", "List who was erased, by whom and why"},
                    .answers = {GivesPage("ErasureRow")},
                    .refuses = {Code::not_permitted},
                    .handler = With(parts, ListErasures)});
}

}  // namespace charter::api
