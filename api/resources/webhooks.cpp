// Webhooks: who is called when items change. For administrators of the whole tenant, since changes are of
// items wherever they are.
#include "api/access_trail.h"
#include "api/change_cursor.h"
#include "api/fields.h"
#include "api/gate.h"
#include "api/json_writer.h"
#include "api/parameters.h"
#include "api/random_bytes.h"
#include "api/resources/parts.h"
#include "api/webhook.h"
#include "api/webhook_sender.h"
#include "engine/data/base64.h"
#include "engine/service/webhook_deliveries.h"

namespace charter::api {
namespace {

constexpr std::size_t kMostWebhooks = 100;  // of a tenant
constexpr std::size_t kIdBytes = 12;
constexpr Duration kFormerSecret{24 * 3600, 0};

std::optional<Problem> Forbidden(const Call& call) {
  if (AdministersAll(*call.caller)) return std::nullopt;
  Problem problem;
  problem.code = Code::not_permitted;
  problem.detail = {"只有最上级组织的管理员可以管理订阅",
                    "Only an administrator of the topmost organisation sees to webhooks."};
  return problem;
}

Problem NotThere(const Call& call) {
  Problem problem;
  problem.code = Code::no_such_resource;
  problem.detail = {"没有 " + call.request.target, "There is nothing at " + call.request.target + "."};
  return problem;
}

Problem Unfit(Text why, std::string_view pointer) {
  Problem problem;
  problem.code = Code::subscription_unfit;
  problem.detail = std::move(why);
  problem.fields.push_back({std::string(pointer), "format", problem.detail});
  return problem;
}

// The webhook of the address, for who may see to it.
tl::expected<Webhook, Problem> Find(const Parts& parts, const Call& call) {
  if (auto problem = Forbidden(call)) return tl::unexpected(*std::move(problem));
  auto webhook = parts.store.FindWebhook(call.caller->tenant, WebhookId(call.Path("id")));
  if (!webhook) return tl::unexpected(NotThere(call));
  return *std::move(webhook);
}

// Without what may be a key of its own.
std::string OriginOf(const std::string& url) {
  const auto host = url.find("://");
  return url.substr(0, host == std::string::npos ? 0 : url.find_first_of("/?#", host + 3));
}

void Record(const Parts& parts, const Call& call, const char* kind, const Webhook& webhook) {
  AccessRecord record = parts.trail.Make(kind, parts.gate.AddressOf(call.request));
  record.person = call.caller->person.id;
  record.what = OriginOf(webhook.url);
  record.subject = "webhooks/" + webhook.id.value;
  parts.trail.Add(webhook.tenant, record);
}

void WriteWebhook(JsonWriter& json, const Webhook& webhook, const std::string* secret = nullptr) {
  const auto optional = [&](std::string_view name, const std::string& value) {
    json.Key(name);
    value.empty() ? json.Null() : json.String(value);
  };
  json.BeginObject().Key("id").String(webhook.id.value).Key("title").String(webhook.title);
  json.Key("url").String(webhook.url).Key("events").Strings(webhook.events);
  optional("workflow", webhook.workflow);
  optional("org", webhook.org.value);
  json.Key("paused").Bool(!webhook.paused.empty());
  optional("paused_because", webhook.paused);
  json.Key("failures").Int(webhook.failures);
  optional("error", webhook.error);
  json.Key("next_try");
  webhook.failures > 0 && webhook.paused.empty() ? json.Time(webhook.ready_at) : json.Null();
  json.Key("former_secret_until");
  webhook.former_secret.empty() ? json.Null() : json.Time(webhook.former_until);
  json.Key("created_by").String(webhook.created_by.value).Key("created_at").Time(webhook.created_at);
  if (secret != nullptr) json.Key("secret").String(*secret);
  json.EndObject();
}

Response WebhookResponse(const Webhook& webhook, const std::string* secret = nullptr, int status = 200) {
  JsonWriter json;
  WriteWebhook(json, webhook, secret);
  return JsonResponse(json.Take(), status);
}

// What the body names is set; text that is given as "" takes a choice away.
std::optional<Problem> Fill(const Parts& parts, const Call& call, Webhook& webhook) {
  const auto set = [&](std::string_view name, std::string& text) {
    if (const Value value = MemberOf(call.body, name); value.is(Kind::kString))
      text = std::string(value.AsString());
  };
  set("title", webhook.title);
  set("workflow", webhook.workflow);
  set("url", webhook.url);
  if (auto why = Unfitness(webhook.url, parts.webhook_reach)) return Unfit(*std::move(why), "/url");
  if (const Value events = MemberOf(call.body, "events"); events.is(Kind::kList)) {
    webhook.events.clear();
    for (const Value& event : events.AsList()) webhook.events.emplace_back(event.AsString());
  }
  if (const Value org = MemberOf(call.body, "org"); org.is(Kind::kString)) {
    webhook.org = OrgId(std::string(org.AsString()));
    webhook.org_path.clear();
    if (!webhook.org.empty()) {
      const auto place = parts.directory.FindOrganization(call.caller->tenant, webhook.org);
      if (!place) {
        Problem problem;
        problem.code = Code::organization_not_found;
        problem.detail = {"没有组织 " + webhook.org.value,
                          "There is no organisation " + webhook.org.value + "."};
        return problem;
      }
      webhook.org_path = place->path;
    }
  }
  if (const Value paused = MemberOf(call.body, "paused"); paused.is(Kind::kBool)) {
    if (!paused.AsBool()) {
      webhook.paused.clear();
    } else if (webhook.paused.empty()) {
      webhook.paused = kPausedByHand;
    }
  }
  return std::nullopt;
}

Answer List(const Parts& parts, const Call& call) {
  if (auto problem = Forbidden(call)) return tl::unexpected(*std::move(problem));
  JsonWriter json;
  json.BeginObject().Key("items").BeginArray();
  for (const Webhook& webhook : parts.store.ListWebhooks(call.caller->tenant)) WriteWebhook(json, webhook);
  return JsonResponse(json.EndArray().EndObject().Take());
}

Answer Create(const Parts& parts, const Call& call) {
  if (auto problem = Forbidden(call)) return tl::unexpected(*std::move(problem));
  const TenantId& tenant = call.caller->tenant;
  if (parts.store.ListWebhooks(tenant).size() >= kMostWebhooks)
    return tl::unexpected(Unfit({"订阅已达 100 个", "There are 100 webhooks, which is the most."}, ""));
  const Timestamp now = parts.real_time.Now();
  Webhook webhook;
  webhook.tenant = tenant;
  webhook.id = WebhookId(EncodeBase64Url(RandomBytes(kIdBytes)));
  webhook.secret = NewWebhookSecret();
  webhook.created_by = call.caller->person.id;
  webhook.created_at = webhook.ready_at = now;
  if (auto problem = Fill(parts, call, webhook)) return tl::unexpected(*std::move(problem));
  // It is told what happens from now on.
  parts.service.FoldNotes(now, 10'000);
  webhook.position = parts.store.MarkOfChanges(tenant, NewChangeKey()).position;
  parts.store.AddWebhook(webhook);
  Record(parts, call, access::kWebhookMade, webhook);
  Response response = WebhookResponse(webhook, &webhook.secret, 201);
  response.headers.Add("Location", "/v1/webhooks/" + webhook.id.value);
  return response;
}

Answer Read(const Parts& parts, const Call& call) {
  const auto webhook = Find(parts, call);
  if (!webhook) return tl::unexpected(webhook.error());
  return WebhookResponse(*webhook);
}

Answer Change(const Parts& parts, const Call& call) {
  auto webhook = Find(parts, call);
  if (!webhook) return tl::unexpected(std::move(webhook.error()));
  if (auto problem = Fill(parts, call, *webhook)) return tl::unexpected(*std::move(problem));
  webhook->ready_at = parts.real_time.Now();
  const bool pauses = MemberOf(call.body, "paused").is(Kind::kBool);
  const auto changed = parts.store.ChangeWebhook(*webhook, pauses)
                           ? parts.store.FindWebhook(webhook->tenant, webhook->id)
                           : std::nullopt;
  if (!changed) return tl::unexpected(NotThere(call));
  Record(parts, call, access::kWebhookChanged, *changed);
  return WebhookResponse(*changed);
}

Answer Drop(const Parts& parts, const Call& call) {
  const auto webhook = Find(parts, call);
  if (!webhook) return tl::unexpected(webhook.error());
  if (!parts.store.DropWebhook(webhook->tenant, webhook->id)) return tl::unexpected(NotThere(call));
  Record(parts, call, access::kWebhookDropped, *webhook);
  Response response;
  response.status = 204;
  return response;
}

Answer ChangeSecret(const Parts& parts, const Call& call) {
  const auto webhook = Find(parts, call);
  if (!webhook) return tl::unexpected(webhook.error());
  const Timestamp now = parts.real_time.Now();
  const std::string secret = NewWebhookSecret();
  const bool is_there =
      parts.store.ChangeSecret(webhook->tenant, webhook->id, secret, Add(now, kFormerSecret).value_or(now));
  const auto changed =
      is_there ? parts.store.FindWebhook(webhook->tenant, webhook->id) : std::optional<Webhook>();
  if (!changed) return tl::unexpected(NotThere(call));
  Record(parts, call, access::kWebhookChanged, *changed);
  return WebhookResponse(*changed, &secret);
}

Response ReceiptResponse(const Receipt& receipt) {
  JsonWriter json;
  json.BeginObject().Key("delivered").Bool(receipt.kind == Receipt::Kind::kDelivered).Key("error");
  receipt.error.empty() ? json.Null() : json.String(receipt.error);
  return JsonResponse(json.EndObject().Take());
}

Answer Test(const Parts& parts, const Call& call) {
  const auto webhook = Find(parts, call);
  if (!webhook) return tl::unexpected(webhook.error());
  return ReceiptResponse(parts.webhooks.Ping(*webhook));
}

std::string_view NameOf(WebhookDelivery::Outcome outcome) {
  switch (outcome) {
    case WebhookDelivery::Outcome::kDelivered:
      return "delivered";
    case WebhookDelivery::Outcome::kFailed:
      return "failed";
    case WebhookDelivery::Outcome::kDead:
      break;
  }
  return "dead";
}

Answer ListDeliveries(const Parts& parts, const Call& call) {
  const auto webhook = Find(parts, call);
  if (!webhook) return tl::unexpected(webhook.error());
  const int limit = LimitOf(call);
  const std::string key = parts.store.MarkOfChanges(webhook->tenant, NewChangeKey()).key;
  std::int64_t before = 0;
  if (const auto cursor = FilterOf(call, "cursor")) {
    const auto position = ReadChangeCursor(key, webhook->tenant, *cursor);
    // One that was never given finds nothing.
    before = position.value_or(1);
  }
  const bool only_dead = MemberOf(call.query, "dead").is(Kind::kBool);
  Page<WebhookDelivery> page{
      parts.store.ListDeliveries(webhook->tenant, webhook->id, before, only_dead, limit + 1), ""};
  if (static_cast<int>(page.rows.size()) > limit) {
    page.rows.pop_back();
    page.next = WriteChangeCursor(key, webhook->tenant, page.rows.back().position);
  }
  return ListResponse(call, page, [](JsonWriter& json, const WebhookDelivery& delivery) {
    json.BeginObject().Key("id").String(delivery.message).Key("event").String(delivery.event);
    json.Key("at").Time(delivery.at).Key("tries").Int(delivery.tries);
    json.Key("outcome").String(NameOf(delivery.outcome)).Key("error");
    delivery.error.empty() ? json.Null() : json.String(delivery.error);
    json.EndObject();
  });
}

Answer Retry(const Parts& parts, const Call& call) {
  const auto webhook = Find(parts, call);
  if (!webhook) return tl::unexpected(webhook.error());
  const auto receipt = parts.webhooks.Repeat(*webhook, call.Path("delivery"));
  if (!receipt) return tl::unexpected(NotThere(call));
  return ReceiptResponse(*receipt);
}

std::vector<Field> Members(bool is_new) {
  Field url = TextField("url", 1, 2000, {"送往的地址", "Where it is sent"});
  Field events =
      Optional("events", FieldType::kArray, {"只要这些事件；空为全部", "Only these events; empty: all"});
  Schema event;
  event.type = FieldType::kString;
  event.min_length = 1;
  event.max_length = 200;
  events.schema.items = std::make_shared<const Schema>(std::move(event));
  events.schema.max_items = 100;
  return {
      is_new ? Required(std::move(url)) : std::move(url),
      TextField("title", 0, 200, {"名称", "What it is called"}),
      std::move(events),
      TextField("workflow", 0, 200, {"只要此流程的；空为全部", "Only those of this workflow; empty: all"}),
      TextField("org", 0, 200,
                {"只要此组织及其下级的；空为全部", "Only those of this organisation and below; empty: all"}),
      Optional("paused", FieldType::kBoolean, {"暂停", "Nothing is sent"})};
}

}  // namespace

void AddWebhookRoutes(std::vector<Route>& routes, const Parts& parts) {
  routes.push_back({.method = "GET",
                    .path = "/v1/webhooks",
                    .name = "listWebhooks",
                    .summary = {"列出变更订阅", "List the webhooks"},
                    .answers = {GivesList("Webhook")},
                    .refuses = {Code::not_permitted},
                    .handler = With(parts, List)});
  routes.push_back(
      {.method = "POST",
       .path = "/v1/webhooks",
       .name = "createWebhook",
       .summary = {"订阅变更；密钥只显示这一次", "Have changes sent; the secret is shown this once"},
       .body = JsonBody(Members(true)),
       .answers = {GivesNew("NewWebhook")},
       .refuses = {Code::not_permitted, Code::subscription_unfit, Code::organization_not_found},
       .handler = With(parts, Create),
       .takes_key = false});
  routes.push_back({.method = "GET",
                    .path = "/v1/webhooks/{id}",
                    .name = "getWebhook",
                    .summary = {"查看一个订阅", "Read a webhook"},
                    .answers = {Gives("Webhook")},
                    .refuses = {Code::not_permitted, Code::no_such_resource},
                    .handler = With(parts, Read)});
  routes.push_back({.method = "PATCH",
                    .path = "/v1/webhooks/{id}",
                    .name = "changeWebhook",
                    .summary = {"修改、暂停或恢复订阅", "Change a webhook, pause it, or let it go on"},
                    .body = JsonBody(Members(false)),
                    .answers = {Gives("Webhook")},
                    .refuses = {Code::not_permitted, Code::no_such_resource, Code::subscription_unfit,
                                Code::organization_not_found},
                    .handler = With(parts, Change),
                    .takes_key = false});
  routes.push_back({.method = "DELETE",
                    .path = "/v1/webhooks/{id}",
                    .name = "dropWebhook",
                    .summary = {"取消订阅", "Drop a webhook"},
                    .answers = {GivesNothing()},
                    .refuses = {Code::not_permitted, Code::no_such_resource},
                    .handler = With(parts, Drop),
                    .takes_key = false});
  routes.push_back({.method = "POST",
                    .path = "/v1/webhooks/{id}/secret",
                    .name = "changeWebhookSecret",
                    .summary = {"更换密钥；旧密钥再用 24 小时",
                                "Make a new secret; the former one signs as well for 24 hours"},
                    .answers = {Gives("NewWebhook")},
                    .refuses = {Code::not_permitted, Code::no_such_resource},
                    .handler = With(parts, ChangeSecret),
                    .takes_key = false});
  routes.push_back({.method = "POST",
                    .path = "/v1/webhooks/{id}/test",
                    .name = "testWebhook",
                    .summary = {"发送一条测试消息", "Send a message that tells of nothing"},
                    .answers = {Gives("WebhookReceipt")},
                    .refuses = {Code::not_permitted, Code::no_such_resource},
                    .handler = With(parts, Test),
                    .takes_key = false});
  routes.push_back({.method = "GET",
                    .path = "/v1/webhooks/{id}/deliveries",
                    .name = "listWebhookDeliveries",
                    .summary = {"列出近期的发送情况", "List what was sent lately, and what became of it"},
                    .query = Paged({Flag("dead", {"只要已放弃的", "Only what was given up"})}),
                    .answers = {GivesPage("WebhookDelivery")},
                    .refuses = {Code::not_permitted, Code::no_such_resource},
                    .handler = With(parts, ListDeliveries)});
  routes.push_back({.method = "POST",
                    .path = "/v1/webhooks/{id}/deliveries/{delivery}/retry",
                    .name = "retryWebhookDelivery",
                    .summary = {"重新发送一条", "Send one again"},
                    .answers = {Gives("WebhookReceipt")},
                    .refuses = {Code::not_permitted, Code::no_such_resource},
                    .handler = With(parts, Retry),
                    .takes_key = false});
}

}  // namespace charter::api
