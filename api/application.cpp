#include "api/application.h"

#include <array>
#include <chrono>
#include <exception>

#include "api/conventions.h"
#include "api/log.h"
#include "api/parameters.h"
#include "api/trace.h"

namespace charter::api {
namespace {

Problem BadTarget() {
  return InvalidParameter(
      {"地址中有无法识别的转义或字符", "The address holds a broken percent-escape or character."});
}

Problem NotFound(const Target& target) {
  Problem problem;
  problem.code = Code::no_such_resource;
  std::string path;
  for (const std::string& segment : target.segments) path += "/" + segment;
  problem.detail = {"地址 " + path + " 不存在", "Nothing is at " + path + "."};
  return problem;
}

std::string Join(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
  return list;
}

// What may be asked at an address, or, of "*", of this server at all (RFC 9110, 9.3.7).
Response Options(const std::string& allowed) {
  Response response;
  response.status = 204;
  response.headers.Add("Allow", allowed);
  return response;
}

Problem NotAllowed(const std::string& method, const std::vector<std::string>& allowed) {
  Problem problem;
  problem.code = Code::method_not_allowed;
  const std::string list = Join(allowed);
  problem.detail = {"此地址不支持 " + method + "，可用：" + list,
                    "This address does not take " + method + ", but " + list + "."};
  problem.headers.emplace_back("Allow", list);
  return problem;
}

Problem NoRevision() {
  Problem problem;
  problem.code = Code::precondition_required;
  problem.hint = {"先读取，再把其 ETag 作为 If-Match 送回",
                  "Read it first, and send its ETag back as If-Match."};
  return problem;
}

// For browsers: a page of people's work belongs in no cache on the way, in no frame of another site, and
// tells no other site where it was; nothing in an answer is to be run but what the answer allows itself.
void Protect(Headers& headers) {
  constexpr std::array<std::pair<const char*, const char*>, 5> kProtection{
      {{"Cache-Control", "no-store"},
       {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
       {"Cross-Origin-Resource-Policy", "same-origin"},
       {"Referrer-Policy", "no-referrer"},
       {"X-Content-Type-Options", "nosniff"}}};
  for (const auto& [name, value] : kProtection) {
    if (headers.Find(name) == nullptr) headers.Add(name, value);
  }
}

// Of who somebody is, or of what he may do; a wrong password is written down where it is tried.
bool IsRefusal(const Problem& problem) {
  const int status = StatusOf(problem.code);
  return (status == 401 || status == 403) && problem.code != Code::sign_in_refused;
}

// Reads the rest of what the route's description names, and carries the write out.
Answer Write(const Route& route, Call call) {
  const Headers& headers = call.request.headers;
  if (route.if_match == IfMatch::kRequired && headers.Find("If-Match") == nullptr)
    return tl::unexpected(NoRevision());
  if (route.if_match != IfMatch::kIgnored) {
    const auto expected = ReadIfMatch(headers);
    if (!expected) return tl::unexpected(expected.error());
    call.expected_rev = *expected;
  }
  if (route.body.type == kJson) {
    auto body = ReadBody(call.request, route.body.members);
    if (!body) return tl::unexpected(std::move(body.error()));
    call.body = *std::move(body);
  }
  if (route.body.type == kMergePatch) {
    auto patch = ReadPatch(call.request);
    if (!patch) return tl::unexpected(std::move(patch.error()));
    call.body = *std::move(patch);
  }
  return route.handler(call);
}

}  // namespace

Application::Application(Router router, Gate& gate, Idempotency& idempotency)
    : router_(std::move(router)), gate_(gate), idempotency_(idempotency), requests_(router_.routes()) {}

Answer Application::Dispatch(const Request& request, Language language, Seen& seen) const {
  if (request.body.size() > kLargestBody) return tl::unexpected(BodyTooLarge());
  if (request.target == "*") return Options("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
  const auto target = ParseTarget(request.target);
  if (!target) return tl::unexpected(BadTarget());
  auto match = router_.Find(request.method, target->segments);
  if (match.allowed.empty()) return tl::unexpected(NotFound(*target));
  if (request.method == "OPTIONS") return Options(Join(match.allowed));
  if (match.route == nullptr) return tl::unexpected(NotAllowed(request.method, match.allowed));
  const Route& route = *match.route;
  seen.route = &route;

  if (auto problem = gate_.Admit(request, route, seen.proof)) return tl::unexpected(*std::move(problem));
  Call call{.request = request, .target = *target, .path = std::move(match.path), .language = language};
  if (seen.proof) {
    call.caller = &seen.proof->caller;
    call.proof = &*seen.proof;
  }
  auto query = ReadQuery(*target, route.query);
  if (!query) return tl::unexpected(std::move(query.error()));
  call.query = *std::move(query);

  if (route.IsSafe()) {
    Answer answer = route.handler(call);
    if (answer) KeepFields(call, route, *answer);
    return answer;
  }
  if (call.IsDryRun()) return Write(route, std::move(call));
  Answer answer = route.takes_key
                      ? idempotency_.Carry(call, [&](const Call& write) { return Write(route, write); })
                      : Write(route, call);
  if (answer) AnswerMinimally(request.headers, *answer);
  return answer;
}

Response Application::Handle(const Request& request) const {
  const auto start = std::chrono::steady_clock::now();
  const Language language = LanguageOf(request.headers);
  Seen seen;
  Answer answer;
  try {
    answer = Dispatch(request, language, seen);
  } catch (const Failure& failure) {
    Log(Level::kError, "request_failed", {{"code", Label(failure.code())}, {"reason", failure.what()}});
    answer = tl::unexpected(ProblemOf(failure));
  } catch (const std::exception& error) {
    Log(Level::kError, "request_failed", {{"code", Label(Code::internal_error)}, {"reason", error.what()}});
    answer = tl::unexpected(ProblemOf(Failure(Code::internal_error, "")));
  }
  const std::string route = seen.route == nullptr ? "-" : seen.route->path;
  if (!answer) problems_.Add(answer.error().code);
  if (!answer && IsRefusal(answer.error())) {
    const Proof* who = seen.proof ? &*seen.proof : nullptr;
    gate_.Refuse(request, request.method + " " + route, who, answer.error());
  }
  Response response = answer ? *std::move(answer) : Render(answer.error(), language);
  Protect(response.headers);
  const auto took = std::chrono::steady_clock::now() - start;
  const std::size_t place = seen.route == nullptr
                                ? router_.routes().size()
                                : static_cast<std::size_t>(seen.route - router_.routes().data());
  requests_.Add(place, response.status, took);
  std::vector<std::pair<std::string_view, std::string>> fields{
      {"method", request.method},
      {"route", route},
      {"status", std::to_string(response.status)},
      {"micros", std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(took).count())}};
  if (auto trace = TraceOf(request.headers)) fields.emplace_back("trace", *std::move(trace));
  Log(Level::kInfo, "request", fields);
  return response;
}

}  // namespace charter::api
