#include <algorithm>

#include "storage/memory_store.h"
#include "storage/param.h"

namespace charter::storage {

int MemoryStore::FoldNotes(Timestamp now, int limit) {
  const std::lock_guard lock(mutex_);
  int folded = 0;
  for (auto& [tenant, log] : logs_) {
    std::int64_t position = std::max(log.mark.position + 1, ToMicros(now));
    while (folded < limit && !log.notes.empty()) {
      log.mark.position = position;
      log.changes[position++] = std::move(log.notes.extract(log.notes.begin()).value());
      ++folded;
    }
  }
  return folded;
}

std::optional<std::vector<ChangeRow>> MemoryStore::ChangesAfter(const TenantId& tenant, std::int64_t position,
                                                                int limit) {
  const std::lock_guard lock(mutex_);
  const Log& log = logs_[tenant];
  if (log.mark.dropped > position) return std::nullopt;
  std::vector<ChangeRow> changes;
  for (auto it = log.changes.upper_bound(position); it != log.changes.end(); ++it) {
    const auto& [id, rev] = it->second;
    const Entry& entry = items_[{tenant, id}];
    ChangeRow& change = changes.emplace_back();
    change.position = it->first;
    change.item = entry.item;
    change.copied = entry.item.snapshot.find("\"copied\":") != std::string::npos;
    change.item.snapshot.clear();
    change.event = entry.history.at(static_cast<std::size_t>(rev) - 1);
    change.event.input.clear();
    change.event.hash.clear();
  }
  Cut(changes, limit);
  return changes;
}

ChangeMark MemoryStore::MarkOfChanges(const TenantId& tenant, const std::string& key) {
  const std::lock_guard lock(mutex_);
  ChangeMark& mark = logs_[tenant].mark;
  if (mark.key.empty()) mark.key = key;
  return mark;
}

int MemoryStore::DropChanges(Timestamp before, int limit) {
  const std::lock_guard lock(mutex_);
  int all = 0;
  for (auto& [tenant, log] : logs_) {
    for (int dropped = 0; dropped < limit && !log.changes.empty(); ++dropped) {
      const auto first = log.changes.begin();
      if (first->first >= ToMicros(before)) break;
      log.mark.dropped = first->first;
      log.changes.erase(first);
      ++all;
    }
  }
  return all;
}

void MemoryStore::AddWebhook(const Webhook& webhook) {
  const std::lock_guard lock(mutex_);
  webhooks_.Add(webhook);
}

bool MemoryStore::ChangeWebhook(const Webhook& webhook, bool pauses) {
  const std::lock_guard lock(mutex_);
  return webhooks_.Change(webhook, pauses);
}

bool MemoryStore::ChangeSecret(const TenantId& tenant, const WebhookId& id, const std::string& secret,
                               Timestamp former_until) {
  const std::lock_guard lock(mutex_);
  return webhooks_.ChangeSecret(tenant, id, secret, former_until);
}

std::optional<Webhook> MemoryStore::FindWebhook(const TenantId& tenant, const WebhookId& id) {
  const std::lock_guard lock(mutex_);
  return webhooks_.Find(tenant, id);
}

std::vector<Webhook> MemoryStore::ListWebhooks(const TenantId& tenant) {
  const std::lock_guard lock(mutex_);
  return webhooks_.List(tenant);
}

bool MemoryStore::DropWebhook(const TenantId& tenant, const WebhookId& id) {
  const std::lock_guard lock(mutex_);
  return webhooks_.Drop(tenant, id);
}

std::vector<Webhook> MemoryStore::ClaimWebhooks(const Lease& lease, int limit) {
  const std::lock_guard lock(mutex_);
  std::map<TenantId, std::int64_t> newest;
  for (const auto& [tenant, log] : logs_) newest[tenant] = log.mark.position;
  return webhooks_.Claim(lease, newest, limit);
}

void MemoryStore::SettleWebhook(const Webhook& webhook, const Lease& lease,
                                std::span<const WebhookDelivery> deliveries) {
  const std::lock_guard lock(mutex_);
  webhooks_.Settle(webhook, lease, deliveries);
}

void MemoryStore::PutDelivery(const TenantId& tenant, const WebhookId& id, const WebhookDelivery& delivery) {
  const std::lock_guard lock(mutex_);
  webhooks_.PutDelivery(tenant, id, delivery);
}

std::vector<WebhookDelivery> MemoryStore::ListDeliveries(const TenantId& tenant, const WebhookId& id,
                                                         std::int64_t before, bool only_dead, int limit) {
  const std::lock_guard lock(mutex_);
  return webhooks_.Deliveries(tenant, id, before, only_dead, limit);
}

}  // namespace charter::storage
