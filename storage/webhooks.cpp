#include "storage/webhooks.h"

#include <limits>
#include <string>

#include "storage/database.h"
#include "storage/json_rows.h"

namespace charter::storage {
namespace {

#define CHARTER_WEBHOOK_COLUMNS                                                                          \
  "w.tenant, w.id, w.title, w.url, w.events, w.workflow, w.org, w.org_path, w.secret, w.former_secret, " \
  "w.former_until, w.created_by, w.created_at, w.position, w.failures, w.ready_at, w.paused, w.error"
constexpr int kColumns = 18;

Webhook WebhookOf(const Row& row) {
  return {TenantId(row.Text(0)),
          WebhookId(row.Text(1)),
          row.Text(2),
          row.Text(3),
          ReadNames(row.Text(4)),
          row.Text(5),
          OrgId(row.Text(6)),
          row.Text(7),
          row.Text(8),
          row.Text(9),
          row.Time(10),
          PersonId(row.Text(11)),
          row.Time(12),
          row.Number(13),
          static_cast<int>(row.Number(14)),
          row.Time(15),
          row.Text(16),
          row.Text(17)};
}

Params KeyOf(const TenantId& tenant, const WebhookId& id) { return {{"tenant", tenant}, {"id", id}}; }

}  // namespace

void AddWebhook(Session& session, const Webhook& webhook) {
  const std::string events = WriteNames(webhook.events);
  session.Execute(
      "INSERT INTO webhooks (tenant, id, title, url, events, workflow, org, org_path, secret, former_secret, "
      "former_until, created_by, created_at, position, failures, ready_at, paused, error) VALUES (:tenant, "
      ":id, :title, :url, :events, :workflow, :org, :org_path, :secret, :former_secret, :former_until, "
      ":created_by, :created_at, :position, 0, :ready_at, :paused, '')",
      {{"tenant", webhook.tenant},
       {"id", webhook.id},
       {"title", webhook.title},
       {"url", webhook.url},
       {"events", events},
       {"workflow", webhook.workflow},
       {"org", webhook.org},
       {"org_path", webhook.org_path},
       {"secret", webhook.secret},
       {"former_secret", webhook.former_secret},
       {"former_until", webhook.former_until},
       {"created_by", webhook.created_by},
       {"created_at", webhook.created_at},
       {"position", webhook.position},
       {"ready_at", webhook.ready_at},
       {"paused", webhook.paused}});
}

bool ChangeWebhook(Session& session, const Webhook& webhook, bool pauses) {
  const std::string events = WriteNames(webhook.events);
  Params params{{"tenant", webhook.tenant},
                {"id", webhook.id},
                {"title", webhook.title},
                {"url", webhook.url},
                {"events", events},
                {"workflow", webhook.workflow},
                {"org", webhook.org},
                {"org_path", webhook.org_path},
                {"ready_at", webhook.ready_at}};
  std::string anew = "url <> :url";
  std::string paused;
  if (pauses) {
    params.emplace_back("paused", webhook.paused);
    anew += " OR (paused <> '' AND :paused = '')";
    paused = ", paused = :paused";
  }
  return session.Execute("UPDATE webhooks SET failures = CASE WHEN " + anew +
                             " THEN 0 ELSE failures END, ready_at = CASE WHEN " + anew +
                             " THEN CAST(:ready_at AS bigint) ELSE ready_at END, title = :title, url = :url, "
                             "events = :events, workflow = :workflow, org = :org, org_path = :org_path" +
                             paused + " WHERE tenant = :tenant AND id = :id",
                         params) == 1;
}

bool ChangeSecret(Session& session, const TenantId& tenant, const WebhookId& id, const std::string& secret,
                  Timestamp former_until) {
  Params params = KeyOf(tenant, id);
  params.emplace_back("secret", secret);
  params.emplace_back("until", former_until);
  return session.Execute(
             "UPDATE webhooks SET former_secret = secret, secret = :secret, former_until = :until "
             "WHERE tenant = :tenant AND id = :id",
             params) == 1;
}

std::optional<Webhook> FindWebhook(Session& session, const TenantId& tenant, const WebhookId& id) {
  std::optional<Webhook> webhook;
  session.Query("SELECT " CHARTER_WEBHOOK_COLUMNS " FROM webhooks w WHERE w.tenant = :tenant AND w.id = :id",
                KeyOf(tenant, id), kColumns, [&](const Row& row) { webhook = WebhookOf(row); });
  return webhook;
}

std::vector<Webhook> ListWebhooks(Session& session, const TenantId& tenant) {
  std::vector<Webhook> webhooks;
  session.Query("SELECT " CHARTER_WEBHOOK_COLUMNS " FROM webhooks w WHERE w.tenant = :tenant ORDER BY w.id",
                {{"tenant", tenant}}, kColumns, [&](const Row& row) { webhooks.push_back(WebhookOf(row)); });
  return webhooks;
}

bool DropWebhook(Session& session, const TenantId& tenant, const WebhookId& id) {
  Begin(session);
  const bool dropped =
      session.Execute("DELETE FROM webhooks WHERE tenant = :tenant AND id = :id", KeyOf(tenant, id)) > 0;
  session.Execute("DELETE FROM webhook_deliveries WHERE tenant = :tenant AND webhook = :id",
                  KeyOf(tenant, id));
  Commit(session);
  return dropped;
}

// Two who read the same rows claim them one after the other, and only the first finds them as they were read.
std::vector<Webhook> ClaimWebhooks(Session& session, const Lease& lease, int limit) {
  std::vector<Webhook> behind;
  if (limit <= 0) return behind;
  session.Query(
      "SELECT " CHARTER_WEBHOOK_COLUMNS
      " FROM webhooks w JOIN change_marks m ON m.tenant = w.tenant WHERE w.ready_at <= :now "
      "AND w.paused = '' AND m.position > w.position ORDER BY w.ready_at, w.tenant, w.id LIMIT :limit",
      {{"now", lease.now}, {"limit", std::int64_t{limit}}}, kColumns,
      [&](const Row& row) { behind.push_back(WebhookOf(row)); });
  std::erase_if(behind, [&](Webhook& webhook) {
    Params params = KeyOf(webhook.tenant, webhook.id);
    params.emplace_back("seen", webhook.ready_at);
    params.emplace_back("until", lease.until);
    webhook.ready_at = lease.until;
    return session.Execute(
               "UPDATE webhooks SET ready_at = :until WHERE tenant = :tenant AND id = :id "
               "AND ready_at = :seen AND paused = ''",
               params) == 0;
  });
  return behind;
}

void PutDelivery(Session& session, const TenantId& tenant, const WebhookId& id,
                 const WebhookDelivery& delivery) {
  session.Execute(
      "INSERT INTO webhook_deliveries (tenant, webhook, position, message, event, at, tries, outcome, error) "
      "VALUES (:tenant, :id, :position, :message, :event, :at, :tries, :outcome, :error) "
      "ON CONFLICT (tenant, webhook, position) DO UPDATE SET at = excluded.at, tries = excluded.tries, "
      "outcome = excluded.outcome, error = excluded.error",
      {{"tenant", tenant},
       {"id", id},
       {"position", delivery.position},
       {"message", delivery.message},
       {"event", delivery.event},
       {"at", delivery.at},
       {"tries", std::int64_t{delivery.tries}},
       {"outcome", static_cast<std::int64_t>(delivery.outcome)},
       {"error", delivery.error}});
}

void SettleWebhook(Session& session, const Webhook& webhook, const Lease& lease,
                   std::span<const WebhookDelivery> deliveries) {
  Begin(session);
  const bool mine =
      session.Execute(
          "UPDATE webhooks SET position = :position, failures = :failures, ready_at = :ready_at, "
          "paused = :paused, error = :error WHERE tenant = :tenant AND id = :id "
          "AND ready_at = :until AND paused = ''",
          {{"tenant", webhook.tenant},
           {"id", webhook.id},
           {"position", webhook.position},
           {"failures", std::int64_t{webhook.failures}},
           {"ready_at", webhook.ready_at},
           {"paused", webhook.paused},
           {"error", webhook.error},
           {"until", lease.until}}) > 0;
  for (const WebhookDelivery& delivery : deliveries) {
    if (mine) PutDelivery(session, webhook.tenant, webhook.id, delivery);
  }
  if (mine && !deliveries.empty()) {
    using Outcome = WebhookDelivery::Outcome;
    for (const auto& [outcome, kept] :
         {std::pair(Outcome::kDelivered, kDeliveriesKept), std::pair(Outcome::kDead, kDeadKept)}) {
      session.Execute(
          "DELETE FROM webhook_deliveries WHERE tenant = :tenant AND webhook = :id AND outcome = :outcome "
          "AND position <= (SELECT position FROM webhook_deliveries WHERE tenant = :tenant AND webhook = :id "
          "AND outcome = :outcome ORDER BY position DESC LIMIT 1 OFFSET :kept)",
          {{"tenant", webhook.tenant},
           {"id", webhook.id},
           {"outcome", static_cast<std::int64_t>(outcome)},
           {"kept", kept}});
    }
  }
  Commit(session);
}

std::vector<WebhookDelivery> ListDeliveries(Session& session, const TenantId& tenant, const WebhookId& id,
                                            std::int64_t before, bool only_dead, int limit) {
  std::vector<WebhookDelivery> deliveries;
  if (limit <= 0) return deliveries;
  session.Query(
      "SELECT position, message, event, at, tries, outcome, error FROM webhook_deliveries "
      "WHERE tenant = :tenant AND webhook = :id AND position < :before AND outcome >= :least "
      "ORDER BY position DESC LIMIT :limit",
      {{"tenant", tenant},
       {"id", id},
       {"before", before > 0 ? before : std::numeric_limits<std::int64_t>::max()},
       {"least", static_cast<std::int64_t>(only_dead ? WebhookDelivery::Outcome::kDead
                                                     : WebhookDelivery::Outcome::kDelivered)},
       {"limit", std::int64_t{limit}}},
      7, [&](const Row& row) {
        deliveries.push_back({row.Number(0), row.Text(1), row.Text(2), row.Time(3),
                              static_cast<int>(row.Number(4)),
                              static_cast<WebhookDelivery::Outcome>(row.Number(5)), row.Text(6)});
      });
  return deliveries;
}

}  // namespace charter::storage
