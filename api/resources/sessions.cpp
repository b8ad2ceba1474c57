// POST /v1/sessions: a browser signs in. DELETE /v1/sessions/current: it signs out. POST /v1/me/password.
#include "api/fields.h"
#include "api/gate.h"
#include "api/json_writer.h"
#include "api/parameters.h"
#include "api/resources/parts.h"
#include "api/sign_in.h"

namespace charter::api {
namespace {

// The cookie, and who has signed in.
Response SessionResponse(const Parts& parts, const SignIn::Session& session, int status) {
  JsonWriter json;
  json.BeginObject().Key("person").BeginObject();
  json.Key("id").String(session.person.id.value).Key("name").String(session.person.name);
  json.Key("org").String(session.person.org.value).EndObject();
  json.Key("must_change_password").Bool(session.record.scope == TokenScope::kPassword);
  json.Key("expires_at").Time(session.record.expires_at);
  Response response = JsonResponse(json.EndObject().Take(), status);
  response.headers.Add("Set-Cookie", SetCookie(parts.identity.rules(), session.token));
  return response;
}

Answer Enter(const Parts& parts, const Call& call) {
  const std::string tenant = TextOf(call.body, "tenant");
  const auto session =
      parts.sign_in.Enter(tenant.empty() ? parts.home : TenantId(tenant), TextOf(call.body, "name"),
                          TextOf(call.body, "password"), parts.gate.AddressOf(call.request));
  if (!session) return tl::unexpected(session.error());
  return SessionResponse(parts, *session, 201);
}

Answer Leave(const Parts& parts, const Call& call) {
  if (call.proof->kind != TokenKind::kSession) {
    Problem problem;
    problem.code = Code::no_such_resource;
    problem.detail = {"此请求不属于任何登录会话", "This request belongs to no session."};
    return tl::unexpected(std::move(problem));
  }
  parts.sign_in.Leave(*call.proof, parts.gate.AddressOf(call.request));
  Response response;
  response.status = 204;
  response.headers.Add("Set-Cookie", SetCookie(parts.identity.rules(), ""));
  return response;
}

Answer ChangePassword(const Parts& parts, const Call& call) {
  const auto session =
      parts.sign_in.ChangePassword(*call.proof, TextOf(call.body, "present"), TextOf(call.body, "new"),
                                   parts.gate.AddressOf(call.request));
  if (!session) return tl::unexpected(session.error());
  if (*session) return SessionResponse(parts, **session, 200);
  Response response;
  response.status = 204;
  return response;
}

}  // namespace

void AddSessionRoutes(std::vector<Route>& routes, const Parts& parts) {
  const auto text = [](const char* name, Text title) {
    return Required(name, FieldType::kString, std::move(title));
  };
  routes.push_back(
      {.method = "POST",
       .path = "/v1/sessions",
       .name = "signIn",
       .summary = {"以名称和密码登录，得到 Cookie", "Sign in with name and password, for a cookie"},
       .access = Access::kAnyone,
       .body = JsonBody({text("name", {"登录名", "The name"}), text("password", {"密码", "The password"}),
                         Optional("tenant", FieldType::kString,
                                  {"租户；缺省为服务器自己的", "The tenant; the server's own"})}),
       .answers = {{.status = 201,
                    .holds = AnswerShape::Holds::kOne,
                    .type = std::string(kJson),
                    .schema = "Session",
                    .headers = {"Set-Cookie"}}},
       .refuses = {Code::sign_in_refused},
       .handler = With(parts, Enter),
       .takes_key = false});
  routes.push_back({.method = "DELETE",
                    .path = "/v1/sessions/current",
                    .name = "signOut",
                    .summary = {"退出登录", "Sign out"},
                    .access = Access::kAccount,
                    .answers = {GivesNothing({"Set-Cookie"})},
                    .refuses = {Code::no_such_resource},
                    .handler = With(parts, Leave),
                    .takes_key = false});
  routes.push_back(
      {.method = "POST",
       .path = "/v1/me/password",
       .name = "changePassword",
       .summary = {"修改密码，结束所有会话", "Change the password, which ends all sessions"},
       .access = Access::kAccount,
       .body = JsonBody({text("present", {"现在的密码", "The present one"}),
                         text("new", {"新密码，至少 10 个字符", "The new one, of 10 characters or more"})}),
       .answers = {Gives("Session", {"Set-Cookie"}), GivesNothing()},
       .refuses = {Code::sign_in_refused, Code::password_unfit, Code::no_local_account, Code::account_clash},
       .handler = With(parts, ChangePassword),
       .takes_key = false});
}

}  // namespace charter::api
