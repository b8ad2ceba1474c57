// Dead letters: list them, let one or all be tried again, drop one. For administrators of the whole tenant,
// since effects tell of items wherever they are.
#include "api/fields.h"
#include "api/json_writer.h"
#include "api/parameters.h"
#include "api/resources/parts.h"
#include "engine/service/deliveries.h"

namespace charter::api {
namespace {

std::optional<Problem> Forbidden(const Call& call) {
  if (AdministersAll(*call.caller)) return std::nullopt;
  Problem problem;
  problem.code = Code::not_permitted;
  problem.detail = {"只有最上级组织的管理员可以处理待发消息",
                    "Only an administrator of the topmost organisation sees to the outbox."};
  return problem;
}

Problem NoLetter(const std::string& id) {
  Problem problem;
  problem.code = Code::dead_letter_not_found;
  problem.detail = {"没有无法送达的消息 " + id, "There is no dead letter " + id + "."};
  return problem;
}

void WriteLetter(JsonWriter& json, const DeadLetter& letter) {
  const OutboxRecord& record = letter.row.record;
  json.BeginObject().Key("id").String(EffectId(letter.row.item, record)).Key("type").String(record.kind);
  json.Key("item").String(letter.row.item.value).Key("rev").Int(record.rev);
  json.Key("position").Int(record.position).Key("failures").Int(letter.row.failures);
  json.Key("error").String(letter.error).Key("since").Time(letter.since);
  json.Key("data").Raw(record.payload).EndObject();
}

Answer List(const Parts& parts, const Call& call) {
  if (auto problem = Forbidden(call)) return tl::unexpected(std::move(*problem));
  const int limit = LimitOf(call);
  const ItemId after(TextOf(call.query, "cursor"));
  Page<DeadLetter> page{parts.store.DeadLetters(call.caller->tenant, after, limit + 1), ""};
  if (static_cast<int>(page.rows.size()) > limit) {
    page.rows.pop_back();
    page.next = page.rows.back().row.item.value;
  }
  return ListResponse(call, page, WriteLetter);
}

Answer RetryAll(const Parts& parts, const Call& call) {
  if (auto problem = Forbidden(call)) return tl::unexpected(std::move(*problem));
  const int retried = parts.store.RetryDeadLetters(call.caller->tenant, {}, parts.real_time.Now());
  JsonWriter json;
  return JsonResponse(json.BeginObject().Key("retried").Int(retried).EndObject().Take());
}

Answer Retry(const Parts& parts, const Call& call) {
  if (auto problem = Forbidden(call)) return tl::unexpected(std::move(*problem));
  const auto id = ReadEffectId(call.Path("id"));
  if (!id || parts.store.RetryDeadLetters(call.caller->tenant, *id, parts.real_time.Now()) == 0)
    return tl::unexpected(NoLetter(call.Path("id")));
  JsonWriter json;
  return JsonResponse(json.BeginObject().Key("retried").Int(1).EndObject().Take());
}

Answer Drop(const Parts& parts, const Call& call) {
  if (auto problem = Forbidden(call)) return tl::unexpected(std::move(*problem));
  const std::string reason(TrimSpace(TextOf(call.body, "reason")));
  if (reason.empty()) {
    Problem problem;
    problem.code = Code::input_invalid;
    problem.detail = {"请说明放弃的理由", "Say why it is given up."};
    problem.fields.push_back({"/reason", "minLength", problem.detail});
    return tl::unexpected(std::move(problem));
  }
  const auto id = ReadEffectId(call.Path("id"));
  const DropNote note{reason, call.caller->person.id, parts.real_time.Now()};
  if (!id || !parts.store.DropDeadLetter(call.caller->tenant, *id, note))
    return tl::unexpected(NoLetter(call.Path("id")));
  JsonWriter json;
  return JsonResponse(json.BeginObject().Key("dropped").String(call.Path("id")).EndObject().Take());
}

}  // namespace

void AddOutboxRoutes(std::vector<Route>& routes, const Parts& parts) {
  routes.push_back({.method = "GET",
                    .path = "/v1/outbox",
                    .name = "listDeadLetters",
                    .summary = {"列出无法送达的消息", "List the dead letters"},
                    .query = Paged(),
                    .answers = {GivesPage("DeadLetter")},
                    .refuses = {Code::not_permitted},
                    .handler = With(parts, List)});
  routes.push_back({.method = "POST",
                    .path = "/v1/outbox/retry",
                    .name = "retryAllDeadLetters",
                    .summary = {"重新发送全部", "Have all of them tried again"},
                    .answers = {Gives("Retried")},
                    .refuses = {Code::not_permitted},
                    .handler = With(parts, RetryAll)});
  routes.push_back({.method = "POST",
                    .path = "/v1/outbox/{id}/retry",
                    .name = "retryDeadLetter",
                    .summary = {"重新发送一条", "Have one tried again"},
                    .answers = {Gives("Retried")},
                    .refuses = {Code::not_permitted, Code::dead_letter_not_found},
                    .handler = With(parts, Retry)});
  routes.push_back({.method = "POST",
                    .path = "/v1/outbox/{id}/drop",
                    .name = "dropDeadLetter",
                    .summary = {"放弃一条，后面的继续", "Give one up, so that what waits behind it goes on"},
                    .body = JsonBody({Required("reason", FieldType::kString, {"理由", "Why"})}),
                    .answers = {Gives("Dropped")},
                    .refuses = {Code::not_permitted, Code::dead_letter_not_found},
                    .handler = With(parts, Drop)});
}

}  // namespace charter::api
