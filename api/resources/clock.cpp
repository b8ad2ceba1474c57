// GET /v1/clock: the server's time. POST /v1/clock: move it, where it is simulated.
#include "api/fields.h"
#include "api/json_writer.h"
#include "api/parameters.h"
#include "api/resources/parts.h"
#include "engine/data/period.h"

namespace charter::api {
namespace {

void WriteClock(JsonWriter& json, const Parts& parts) {
  json.Key("now").Time(parts.clock.Now()).Key("simulated").Bool(parts.simulated != nullptr);
}

Problem Refused(Code code, Text detail, Text hint = {}) {
  Problem problem;
  problem.code = code;
  problem.detail = std::move(detail);
  problem.hint = std::move(hint);
  return problem;
}

bool IsAdministrator(const Caller& caller) {
  for (const Grant& grant : caller.grants) {
    if (grant.role == kAdministrator) return true;
  }
  return false;
}

Problem BadMember(const std::string& name, Text message) {
  Problem problem;
  problem.code = Code::input_invalid;
  problem.detail = message;
  problem.fields.push_back({"/" + name, "format", std::move(message)});
  return problem;
}

tl::expected<Timestamp, Problem> ReadTarget(const Parts& parts, const Value& body) {
  const std::string advance = TextOf(body, "advance");
  const std::string to = TextOf(body, "to");
  if (advance.empty() == to.empty()) {
    return tl::unexpected(
        BadMember("advance", {"请给出 advance 或 to 其中之一", "Give either advance or to."}));
  }
  if (!to.empty()) {
    const auto instant = ParseTimestamp(to);
    if (instant) return *instant;
    return tl::unexpected(BadMember("to", {"不是 RFC 3339 时间：" + to, "Not a time of RFC 3339: " + to}));
  }
  const auto period = Period::Parse(advance);
  const auto end = period ? EndOf(*period, parts.clock.Now(), parts.service.Calendar()) : std::nullopt;
  if (end) return end->at;
  return tl::unexpected(BadMember(
      "advance", {"不是期限：" + advance + "。例如 5 workdays、20 days、PT1H",
                  "Not a length of time: " + advance + ". It is written like 5 workdays, 20 days or PT1H."}));
}

Answer Read(const Parts& parts, const Call& /*call*/) {
  JsonWriter json;
  json.BeginObject();
  WriteClock(json, parts);
  return JsonResponse(json.EndObject().Take());
}

Answer Move(const Parts& parts, const Call& call) {
  if (!IsAdministrator(*call.caller)) {
    return tl::unexpected(
        Refused(Code::not_permitted, {"只有管理员可以拨动时钟", "Only an administrator moves the clock."}));
  }
  if (parts.simulated == nullptr) {
    return tl::unexpected(
        Refused(Code::clock_not_simulated, {},
                {"以 --simulated-clock 启动服务器", "Start the server with --simulated-clock."}));
  }
  const auto to = ReadTarget(parts, call.body);
  if (!to) return tl::unexpected(to.error());
  const auto fired = parts.timers.MoveTo(*parts.simulated, *to);
  if (!fired) {
    const std::string now = ToShanghaiString(parts.clock.Now());
    return tl::unexpected(
        BadMember("to", {"时钟不能倒退，现在是 " + now, "The clock does not go back; it is " + now + "."}));
  }
  JsonWriter json;
  json.BeginObject();
  WriteClock(json, parts);
  json.Key("fired").Int(*fired).Key("reached").Bool(parts.clock.Now() >= *to);
  return JsonResponse(json.EndObject().Take());
}

}  // namespace

void AddClockRoutes(std::vector<Route>& routes, const Parts& parts) {
  routes.push_back({.method = "GET",
                    .path = "/v1/clock",
                    .name = "getClock",
                    .summary = {"查看服务器时间", "Read the server's time"},
                    .answers = {Gives("Clock")},
                    .handler = With(parts, Read)});
  routes.push_back(
      {.method = "POST",
       .path = "/v1/clock",
       .name = "moveClock",
       .summary = {"拨动模拟时钟（管理员）", "Move a simulated clock, as an administrator"},
       .body = JsonBody(
           {Optional("advance", FieldType::kString,
                     {"拨过多久：5 workdays、20 days、PT1H", "By how much: 5 workdays, 20 days or PT1H"}),
            Optional("to", FieldType::kString, {"拨到何时，RFC 3339", "To when, by RFC 3339"})}),
       .answers = {Gives("MovedClock")},
       .refuses = {Code::not_permitted, Code::clock_not_simulated},
       .handler = With(parts, Move)});
}

}  // namespace charter::api
