// Names and passwords of others: for administrators of the topmost organisation.
#include "api/fields.h"
#include "api/gate.h"
#include "api/json_writer.h"
#include "api/parameters.h"
#include "api/resources/parts.h"
#include "api/sign_in.h"

namespace charter::api {
namespace {

std::optional<Problem> Forbidden(const Call& call) {
  Problem problem;
  problem.code = Code::not_permitted;
  problem.detail = {"只有最上级组织的管理员可以管理账户",
                    "Accounts are for administrators of the topmost organisation."};
  if (!AdministersAll(*call.caller)) return problem;
  // Who steals a token must not come in by a password that it makes.
  if (call.request.method == "GET" || call.proof->kind != TokenKind::kPersonal) return std::nullopt;
  problem.code = Code::scope_too_narrow;
  problem.detail = {"个人令牌不能管理账户，请先登录",
                    "A personal token manages no accounts; sign in for that."};
  return problem;
}

void WriteAccount(JsonWriter& json, const Account& account, Timestamp now) {
  const bool waits = account.locked_until && now < *account.locked_until;
  json.BeginObject().Key("name").String(account.name).Key("person").String(account.person.value);
  json.Key("must_change_password").Bool(account.must_change).Key("failures").Int(account.failures);
  json.Key("locked").Bool(IsLocked(account)).Key("waits_until");
  json.Time(waits && !IsLocked(account) ? account.locked_until : std::nullopt);
  json.Key("changed_at").Time(account.changed_at).EndObject();
}

Answer List(const Parts& parts, const Call& call) {
  if (auto problem = Forbidden(call)) return tl::unexpected(*std::move(problem));
  const auto page =
      parts.store.ListAccounts(call.caller->tenant, TextOf(call.query, "cursor"), LimitOf(call));
  const Timestamp now = parts.real_time.Now();
  return ListResponse(call, page,
                      [&](JsonWriter& json, const Account& account) { WriteAccount(json, account, now); });
}

Response PasswordResponse(const SignIn::FirstPassword& first, int status) {
  JsonWriter json;
  json.BeginObject().Key("name").String(first.name).Key("password").String(first.password).EndObject();
  return JsonResponse(json.Take(), status);
}

Answer Make(const Parts& parts, const Call& call) {
  if (auto problem = Forbidden(call)) return tl::unexpected(*std::move(problem));
  const auto first = parts.sign_in.MakeAccount(*call.caller, PersonId(TextOf(call.body, "person")),
                                               TextOf(call.body, "name"), parts.gate.AddressOf(call.request));
  if (!first) return tl::unexpected(first.error());
  Response response = PasswordResponse(*first, 201);
  response.headers.Add("Location", "/v1/accounts");
  return response;
}

Answer Reset(const Parts& parts, const Call& call) {
  if (auto problem = Forbidden(call)) return tl::unexpected(*std::move(problem));
  const auto first =
      parts.sign_in.ResetAccount(*call.caller, call.Path("name"), parts.gate.AddressOf(call.request));
  if (!first) return tl::unexpected(first.error());
  return PasswordResponse(*first, 200);
}

Answer SetLock(const Parts& parts, const Call& call, bool locked) {
  if (auto problem = Forbidden(call)) return tl::unexpected(*std::move(problem));
  const auto account =
      parts.sign_in.SetLock(*call.caller, call.Path("name"), locked, parts.gate.AddressOf(call.request));
  if (!account) return tl::unexpected(account.error());
  JsonWriter json;
  WriteAccount(json, *account, parts.real_time.Now());
  return JsonResponse(json.Take());
}

Answer Lock(const Parts& parts, const Call& call) { return SetLock(parts, call, true); }
Answer Unlock(const Parts& parts, const Call& call) { return SetLock(parts, call, false); }

}  // namespace

void AddAccountRoutes(std::vector<Route>& routes, const Parts& parts) {
  routes.push_back({.method = "GET",
                    .path = "/v1/accounts",
                    .name = "listAccounts",
                    .summary = {"列出账户", "List the accounts"},
                    .query = Paged(),
                    .answers = {GivesPage("Account")},
                    .refuses = {Code::not_permitted},
                    .handler = With(parts, List)});
  routes.push_back(
      {.method = "POST",
       .path = "/v1/accounts",
       .name = "makeAccount",
       .summary = {"开设账户，初始密码只显示这一次",
                   "Make an account; its first password is shown this once"},
       .body = JsonBody(
           {Required(TextField("person", 1, 64, {"何人", "Whose"})),
            TextField("name", 1, 64, {"登录名；缺省为人员编号", "To sign in with; the person's id"})}),
       .answers = {GivesNew("FirstPassword")},
       .refuses = {Code::not_permitted, Code::scope_too_narrow, Code::person_not_found, Code::account_exists},
       .handler = With(parts, Make),
       .takes_key = false});
  const std::vector<Code> refuses{Code::not_permitted, Code::scope_too_narrow, Code::no_such_resource,
                                  Code::account_clash};
  routes.push_back({.method = "POST",
                    .path = "/v1/accounts/{name}/reset",
                    .name = "resetAccount",
                    .summary = {"重设密码，只显示这一次；其会话和个人令牌失效",
                                "Give a new password, shown this once; sessions and personal tokens end"},
                    .answers = {Gives("FirstPassword")},
                    .refuses = refuses,
                    .handler = With(parts, Reset),
                    .takes_key = false});
  routes.push_back(
      {.method = "POST",
       .path = "/v1/accounts/{name}/lock",
       .name = "lockAccount",
       .summary = {"锁定账户；其会话和个人令牌失效", "Lock an account; sessions and personal tokens end"},
       .answers = {Gives("Account")},
       .refuses = refuses,
       .handler = With(parts, Lock),
       .takes_key = false});
  routes.push_back({.method = "POST",
                    .path = "/v1/accounts/{name}/unlock",
                    .name = "unlockAccount",
                    .summary = {"解锁账户", "Unlock an account"},
                    .answers = {Gives("Account")},
                    .refuses = refuses,
                    .handler = With(parts, Unlock),
                    .takes_key = false});
}

}  // namespace charter::api
