#include "storage/memory_store.h"

#include <algorithm>

namespace charter::storage {

std::vector<DueTimer> MemoryStore::AllDue(Timestamp now) const {
  std::vector<DueTimer> list;
  for (const auto& [key, entry] : items_) {
    for (const TimerRecord& timer : entry.timers) {
      if (timer.due <= now) list.push_back({key.first, key.second, timer.id, timer.due});
    }
  }
  std::sort(list.begin(), list.end(), [](const DueTimer& a, const DueTimer& b) {
    return std::tie(a.due, a.tenant, a.item, a.id) < std::tie(b.due, b.tenant, b.item, b.id);
  });
  return list;
}

std::vector<DueTimer> MemoryStore::DueTimers(Timestamp now, int limit) {
  const std::lock_guard lock(mutex_);
  std::vector<DueTimer> list = AllDue(now);
  Cut(list, limit);
  return list;
}

std::vector<DueTimer> MemoryStore::ClaimTimers(Timestamp now, const Lease& lease, int limit) {
  const std::lock_guard lock(mutex_);
  std::erase_if(claimed_until_, [&](const auto& claim) { return claim.second <= lease.now; });
  std::vector<DueTimer> list = AllDue(now);
  std::erase_if(list, [&](const DueTimer& timer) {
    return claimed_until_.contains({timer.tenant, timer.item, timer.id});
  });
  Cut(list, limit);
  for (const DueTimer& timer : list) claimed_until_[{timer.tenant, timer.item, timer.id}] = lease.until;
  return list;
}

std::optional<Timestamp> MemoryStore::NextTimer() {
  const std::lock_guard lock(mutex_);
  std::optional<Timestamp> next;
  for (const auto& [key, entry] : items_) {
    for (const TimerRecord& timer : entry.timers) next = next ? std::min(*next, timer.due) : timer.due;
  }
  return next;
}

std::vector<OutboxRow> MemoryStore::PendingOutbox(int limit) {
  const std::lock_guard lock(mutex_);
  return outbox_.Pending(limit);
}

std::vector<OutboxRow> MemoryStore::ClaimOutbox(const Lease& lease, int limit) {
  const std::lock_guard lock(mutex_);
  return outbox_.Claim(lease, limit);
}

void MemoryStore::SettleOutbox(std::span<const Settlement> settled, Timestamp now) {
  const std::lock_guard lock(mutex_);
  for (const Settlement& each : settled) outbox_.Settle(each, now);
}

std::vector<DeadLetter> MemoryStore::DeadLetters(const TenantId& tenant, const ItemId& after, int limit) {
  const std::lock_guard lock(mutex_);
  return outbox_.Dead(tenant, after, limit);
}

int MemoryStore::RetryDeadLetters(const TenantId& tenant, const std::optional<OutboxId>& id, Timestamp now) {
  const std::lock_guard lock(mutex_);
  return outbox_.Retry(tenant, id, now);
}

bool MemoryStore::DropDeadLetter(const TenantId& tenant, const OutboxId& id, const DropNote& /*note*/) {
  const std::lock_guard lock(mutex_);
  return outbox_.Drop(tenant, id);
}

std::vector<TimedItem> MemoryStore::TimedItems(const TimedItem& after, int limit) {
  const std::lock_guard lock(mutex_);
  std::vector<TimedItem> items;
  for (auto it = items_.upper_bound({after.tenant, after.item}); it != items_.end(); ++it) {
    if (!it->second.timers.empty()) items.push_back({it->first.first, it->first.second});
  }
  Cut(items, limit);
  return items;
}

}  // namespace charter::storage
