#include <algorithm>

#include "engine/data/person_names.h"
#include "storage/erasures.h"
#include "storage/memory_store.h"
#include "storage/param.h"

namespace charter::storage {

bool MemoryStore::AddErasure(const TenantId& tenant, const ErasureRecord& record,
                             const AnswerRecord* answer) {
  const std::lock_guard lock(mutex_);
  auto& records = erasures_[tenant];
  const bool taken = std::any_of(records.begin(), records.end(), [&](const ErasureRecord& each) {
    return each.number == record.number || each.person == record.person;
  });
  if (taken || !IsFree(tenant, answer)) return false;
  records.push_back(record);
  records.back().at = Kept(record.at);
  std::erase_if(accounts_, [&](const auto& entry) {
    return entry.first.first == tenant && entry.second.person == record.person;
  });
  std::erase_if(answers_, [&](const auto& entry) {
    return std::get<0>(entry.first) == tenant && std::get<1>(entry.first) == record.person;
  });
  for (auto& [key, comment] : comments_) {
    if (std::get<0>(key) == tenant && comment.person == record.person) comment.name = kErasedName;
  }
  Keep(tenant, answer);
  return true;
}

std::vector<ErasureRecord> MemoryStore::ListErasures(const TenantId& tenant) {
  const std::lock_guard lock(mutex_);
  return erasures_[tenant];
}

void MemoryStore::NoteSweep(const TenantId& tenant, const ErasureRecord& record) {
  const std::lock_guard lock(mutex_);
  for (ErasureRecord& each : erasures_[tenant]) {
    if (each.number != record.number) continue;
    each.swept = record.swept;
    each.done = record.done;
    each.kept = record.kept;
  }
}

void MemoryStore::RenameInOutbox(const TenantId& tenant, const ItemId& item, const std::string& name,
                                 const std::string& with) {
  const std::lock_guard lock(mutex_);
  outbox_.Rename(tenant, item, WithinJson(name), WithinJson(with));
}

std::vector<ItemId> MemoryStore::ItemsAbout(const TenantId& tenant, const ItemRange& range,
                                            const PersonId& person) {
  const std::lock_guard lock(mutex_);
  const std::string id = InJson(person);
  std::vector<ItemId> items;
  for (auto at = items_.upper_bound({tenant, range.after}); at != items_.end() && at->first.first == tenant;
       ++at) {
    const auto& [key, entry] = *at;
    if (range.until && *range.until < key.second) break;
    const bool about = entry.item.created_by == person || entry.item.snapshot.find(id) != std::string::npos ||
                       std::any_of(entry.history.begin(), entry.history.end(), [&](const HistoryRecord& row) {
                         return row.names.find(id) != std::string::npos;
                       });
    if (about) items.push_back(key.second);
  }
  return items;
}

}  // namespace charter::storage
