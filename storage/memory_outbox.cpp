#include "storage/memory_outbox.h"

#include <algorithm>

#include "storage/erasures.h"
#include "storage/param.h"

namespace charter::storage {

MemoryOutbox::Key MemoryOutbox::KeyOf(const OutboxRow& row) {
  return {row.tenant, row.item, row.record.rev, row.record.position};
}

MemoryOutbox::Key MemoryOutbox::KeyOf(const TenantId& tenant, const OutboxId& id) {
  return {tenant, id.item, id.rev, id.position};
}

void MemoryOutbox::Add(const TenantId& tenant, const ItemId& item, const OutboxRecord& record) {
  const OutboxRow row{tenant, item, record};
  rows_[KeyOf(row)] = {row, ++last_added_, Timestamp{}, {}, {}};
}

std::vector<OutboxRow> MemoryOutbox::Pending(int limit) const {
  std::vector<OutboxRow> list;
  for (const auto& [key, entry] : rows_) {
    if (static_cast<int>(list.size()) >= limit) break;
    list.push_back(entry.row);
  }
  return list;
}

std::vector<OutboxRow> MemoryOutbox::Claim(const Lease& lease, int limit) {
  std::vector<Entry*> ready;
  const OutboxRow* before = nullptr;
  for (auto& [key, entry] : rows_) {
    const bool first =
        before == nullptr || before->tenant != entry.row.tenant || before->item != entry.row.item;
    before = &entry.row;
    if (first && entry.ready && *entry.ready <= lease.now) ready.push_back(&entry);
  }
  std::sort(ready.begin(), ready.end(), [](const Entry* a, const Entry* b) {
    return std::tie(*a->ready, a->added) < std::tie(*b->ready, b->added);
  });
  std::vector<OutboxRow> taken;
  for (Entry* entry : ready) {
    if (static_cast<int>(taken.size()) >= limit) break;
    entry->ready = lease.until;
    taken.push_back(entry->row);
  }
  return taken;
}

void MemoryOutbox::Rename(const TenantId& tenant, const ItemId& item, const std::string& name,
                          const std::string& with) {
  for (auto it = rows_.lower_bound({tenant, item, 0, 0}); it != rows_.end(); ++it) {
    if (it->second.row.tenant != tenant || it->second.row.item != item) break;
    std::string& payload = it->second.row.record.payload;
    payload = RenamedMessage(payload, name, with);
  }
}

void MemoryOutbox::SetReady(const TenantId& tenant, const ItemId& item, std::optional<Timestamp> ready) {
  for (auto it = rows_.lower_bound({tenant, item, 0, 0}); it != rows_.end(); ++it) {
    if (it->second.row.tenant != tenant || it->second.row.item != item) break;
    it->second.ready = ready;
  }
}

void MemoryOutbox::Settle(const Settlement& settled, Timestamp now) {
  const auto found = rows_.find(KeyOf(settled.row));
  if (found == rows_.end()) return;
  Entry& entry = found->second;
  const auto& [tenant, item, record, failures] = settled.row;
  switch (settled.kind) {
    case Settlement::Kind::kDelivered: {
      const bool held_others = entry.row.failures > 0;
      rows_.erase(found);
      if (held_others) SetReady(tenant, item, now);
      break;
    }
    case Settlement::Kind::kReturned:
      entry.ready = now;
      break;
    case Settlement::Kind::kFailed:
      ++entry.row.failures;
      entry.error = settled.error;
      SetReady(tenant, item, settled.again);
      break;
    case Settlement::Kind::kDead:
      ++entry.row.failures;
      entry.error = settled.error;
      entry.dead_since = Kept(now);
      SetReady(tenant, item, std::nullopt);
      break;
  }
}

std::vector<DeadLetter> MemoryOutbox::Dead(const TenantId& tenant, const ItemId& after, int limit) const {
  std::vector<DeadLetter> letters;
  for (const auto& [key, entry] : rows_) {
    if (static_cast<int>(letters.size()) >= limit) break;
    if (entry.row.tenant == tenant && entry.row.item.value > after.value && entry.dead_since)
      letters.push_back({entry.row, entry.error, *entry.dead_since});
  }
  return letters;
}

int MemoryOutbox::Retry(const TenantId& tenant, const std::optional<OutboxId>& id, Timestamp now) {
  int count = 0;
  for (auto& [key, entry] : rows_) {
    if (entry.row.tenant != tenant || !entry.dead_since) continue;
    if (id && key != KeyOf(tenant, *id)) continue;
    ++count;
    entry.dead_since.reset();
    entry.row.failures = 0;
    SetReady(tenant, entry.row.item, now);
  }
  return count;
}

bool MemoryOutbox::Drop(const TenantId& tenant, const OutboxId& id) {
  const auto found = rows_.find(KeyOf(tenant, id));
  if (found == rows_.end() || !found->second.dead_since) return false;
  const Timestamp since = *found->second.dead_since;
  rows_.erase(found);
  SetReady(tenant, id.item, since);
  return true;
}

std::pair<std::int64_t, std::int64_t> MemoryOutbox::Count() const {
  const auto dead = std::count_if(rows_.begin(), rows_.end(),
                                  [](const auto& row) { return row.second.dead_since.has_value(); });
  return {dead, static_cast<std::int64_t>(rows_.size()) - dead};
}

}  // namespace charter::storage
