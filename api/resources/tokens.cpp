// GET, POST /v1/me/tokens, DELETE /v1/me/tokens/{id}: a person's tokens for his own programs.
#include <algorithm>

#include "api/fields.h"
#include "api/gate.h"
#include "api/json_writer.h"
#include "api/parameters.h"
#include "api/resources/parts.h"

namespace charter::api {
namespace {

constexpr std::int64_t kDefaultDays = 90;
constexpr std::int64_t kMostDays = 366;
constexpr std::size_t kMostTokens = 50;  // of one person
constexpr std::size_t kLongestTitle = 100;
constexpr std::size_t kMostWorkflows = 50;
// Of the hash: enough to tell one's tokens apart, and worth nothing to anybody else.
constexpr std::size_t kIdDigits = 16;

std::string IdOf(const Token& token) { return token.sha256.substr(0, kIdDigits); }

std::string_view NameOf(TokenScope scope) { return scope == TokenScope::kAll ? "all" : "read"; }

// `text`: the token itself, told once.
void WriteToken(JsonWriter& json, const Token& token, const std::string& text = {}) {
  json.BeginObject().Key("id").String(IdOf(token)).Key("title").String(token.title);
  json.Key("scope").String(NameOf(token.scope)).Key("workflows");
  if (token.workflows.empty()) {
    json.Null();
  } else {
    json.BeginArray();
    for (const std::string& workflow : token.workflows) json.String(workflow);
    json.EndArray();
  }
  json.Key("created_at").Time(token.created_at);
  json.Key("expires_at").Time(token.expires_at).Key("last_used");
  token.used_at ? json.String(ToString(DayOf(*token.used_at))) : json.Null();
  if (!text.empty()) json.Key("token").String(text);
  json.EndObject();
}

std::vector<Token> OwnTokens(const Parts& parts, const Caller& caller) {
  auto tokens = parts.directory.ListTokens(caller.tenant, caller.person.id, TokenKind::kPersonal,
                                           parts.real_time.Now());
  std::sort(tokens.begin(), tokens.end(),
            [](const Token& a, const Token& b) { return a.created_at > b.created_at; });
  return tokens;
}

Answer List(const Parts& parts, const Call& call) {
  const Page<Token> page{OwnTokens(parts, *call.caller), ""};
  return ListResponse(call, page, [](JsonWriter& json, const Token& token) { WriteToken(json, token); });
}

Problem Wrong(const char* pointer, const char* keyword, Text message) {
  Problem problem;
  problem.code = Code::input_invalid;
  problem.detail = message;
  problem.fields.push_back({pointer, keyword, std::move(message)});
  return problem;
}

// A token that stands for its person makes no others: who steals one must not be able to stay.
std::optional<Problem> Forbidden(const Call& call) {
  if (call.proof->kind != TokenKind::kPersonal) return std::nullopt;
  Problem problem;
  problem.code = Code::scope_too_narrow;
  problem.detail = {"个人令牌不能管理令牌，请先登录",
                    "A personal token manages no tokens; sign in for that."};
  return problem;
}

tl::expected<Token, Problem> ReadToken(const Parts& parts, const Call& call) {
  Token token;
  token.tenant = call.caller->tenant;
  token.person = call.caller->person.id;
  token.kind = TokenKind::kPersonal;
  token.title = TrimSpace(TextOf(call.body, "title"));
  if (token.title.empty()) {
    return tl::unexpected(Wrong("/title", "minLength", {"请说明令牌的用途", "Say what it is for."}));
  }
  token.scope = TextOf(call.body, "scope") == "all" ? TokenScope::kAll : TokenScope::kRead;
  if (const Value workflows = MemberOf(call.body, "workflows"); workflows.is(Kind::kList)) {
    for (const Value& workflow : workflows.AsList()) token.workflows.emplace_back(workflow.AsString());
  }
  token.expires_at = parts.real_time.Now();
  token.expires_at.seconds += MemberOf(call.body, "days").AsInt() * 24 * 3600;
  return token;
}

void Record(const Parts& parts, const Call& call, const char* kind, const std::string& id) {
  AccessRecord record = parts.trail.Make(kind, parts.gate.AddressOf(call.request));
  record.person = call.caller->person.id;
  record.subject = "tokens/" + id;
  parts.trail.Add(call.caller->tenant, record);
}

Answer Make(const Parts& parts, const Call& call) {
  if (auto problem = Forbidden(call)) return tl::unexpected(*std::move(problem));
  auto token = ReadToken(parts, call);
  if (!token) return tl::unexpected(token.error());
  if (OwnTokens(parts, *call.caller).size() >= kMostTokens) {
    return tl::unexpected(Wrong("", "maxItems",
                                {"每人最多 50 个令牌，请先删除不用的",
                                 "A person has at most 50 tokens; delete one that is not used."}));
  }
  const std::string text = parts.identity.Issue(*token);
  Record(parts, call, access::kTokenMade, IdOf(*token));
  JsonWriter json;
  WriteToken(json, *token, text);
  Response response = JsonResponse(json.Take(), 201);
  response.headers.Add("Location", "/v1/me/tokens/" + IdOf(*token));
  return response;
}

Answer Drop(const Parts& parts, const Call& call) {
  if (auto problem = Forbidden(call)) return tl::unexpected(*std::move(problem));
  const std::string& id = call.Path("id");
  const Caller& caller = *call.caller;
  // The beginning of one would name others as well.
  if (id.size() != kIdDigits ||
      parts.directory.DropTokens(caller.tenant, caller.person.id, TokenKind::kPersonal, id) == 0) {
    Problem problem;
    problem.code = Code::token_not_found;
    return tl::unexpected(std::move(problem));
  }
  Record(parts, call, access::kTokenDropped, id);
  Response response;
  response.status = 204;
  return response;
}

}  // namespace

void AddTokenRoutes(std::vector<Route>& routes, const Parts& parts) {
  routes.push_back({.method = "GET",
                    .path = "/v1/me/tokens",
                    .name = "listTokens",
                    .summary = {"列出本人的令牌", "List one's personal tokens"},
                    .answers = {GivesPage("PersonalToken")},
                    .handler = With(parts, List)});
  Field days = NumberField("days", 1, kMostDays, {"几天后失效", "In how many days it expires"});
  days.schema.default_value = Value::Int(kDefaultDays);
  Field workflows = Optional("workflows", FieldType::kArray,
                             {"只用于这些流程的事项；缺省为全部", "For items of these workflows only; all"});
  Schema workflow;
  workflow.type = FieldType::kString;
  workflow.min_length = 1;
  workflow.max_length = kLongestTitle;
  workflows.schema.items = std::make_shared<const Schema>(std::move(workflow));
  workflows.schema.min_items = 1;
  workflows.schema.max_items = kMostWorkflows;
  workflows.schema.unique_items = true;
  routes.push_back(
      {.method = "POST",
       .path = "/v1/me/tokens",
       .name = "makeToken",
       .summary = {"生成个人令牌，只显示这一次", "Make a personal token, which is shown this once"},
       .body =
           JsonBody({Required(TextField("title", 1, kLongestTitle, {"用途", "What it is for"})),
                     Required(OneOf("scope", {"read", "all"}, {"read：只能读取", "read: for reading only"})),
                     std::move(days), std::move(workflows)}),
       .answers = {GivesNew("NewToken")},
       .refuses = {Code::scope_too_narrow},
       .handler = With(parts, Make),
       .takes_key = false});
  routes.push_back({.method = "DELETE",
                    .path = "/v1/me/tokens/{id}",
                    .name = "dropToken",
                    .summary = {"撤销本人的令牌", "Drop one of one's personal tokens"},
                    .answers = {GivesNothing()},
                    .refuses = {Code::scope_too_narrow, Code::token_not_found},
                    .handler = With(parts, Drop),
                    .takes_key = false});
}

}  // namespace charter::api
