// POST /v1/sessions: a browser signs in. DELETE /v1/sessions/current: it signs out. POST /v1/me/password.
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
  const auto body =
      ReadBody(call.request,
               {{"name", Kind::kString, true}, {"password", Kind::kString, true}, {"tenant", Kind::kString}});
  if (!body) return tl::unexpected(body.error());
  const std::string tenant = TextOf(*body, "tenant");
  const auto session =
      parts.sign_in.Enter(tenant.empty() ? parts.home : TenantId(tenant), TextOf(*body, "name"),
                          TextOf(*body, "password"), parts.gate.AddressOf(call.request));
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
  const auto body = ReadBody(call.request, {{"present", Kind::kString, true}, {"new", Kind::kString, true}});
  if (!body) return tl::unexpected(body.error());
  const auto session = parts.sign_in.ChangePassword(*call.proof, TextOf(*body, "present"),
                                                    TextOf(*body, "new"), parts.gate.AddressOf(call.request));
  if (!session) return tl::unexpected(session.error());
  if (*session) return SessionResponse(parts, **session, 200);
  Response response;
  response.status = 204;
  return response;
}

}  // namespace

void AddSessionRoutes(std::vector<Route>& routes, const Parts& parts) {
  const auto add = [&](const char* method, const char* path, Access access, auto handle) {
    Route route{method, path, access, {}, [parts, handle](const Call& call) { return handle(parts, call); }};
    route.takes_key = false;
    routes.push_back(std::move(route));
  };
  add("POST", "/v1/sessions", Access::kAnyone, Enter);
  add("DELETE", "/v1/sessions/current", Access::kAccount, Leave);
  add("POST", "/v1/me/password", Access::kAccount, ChangePassword);
}

}  // namespace charter::api
