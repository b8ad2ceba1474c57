#include <algorithm>

#include "engine/data/person_names.h"
#include "storage/erasures.h"
#include "storage/memory_store.h"
#include "storage/param.h"

namespace charter::storage {

void MemoryStore::RemoveTraces(const TenantId& tenant, const PersonId& person) {
  std::erase_if(accounts_, [&](const auto& entry) {
    return entry.first.first == tenant && entry.second.person == person;
  });
  std::erase_if(answers_, [&](const auto& entry) {
    return std::get<0>(entry.first) == tenant && std::get<1>(entry.first) == person;
  });
  for (auto& [key, comment] : comments_) {
    if (std::get<0>(key) == tenant && comment.person == person) comment.name = kErasedName;
  }
}

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
  RemoveTraces(tenant, record.person);
  Keep(tenant, answer);
  return true;
}

void MemoryStore::RepeatErasure(const TenantId& tenant, const PersonId& person) {
  const std::lock_guard lock(mutex_);
  RemoveTraces(tenant, person);
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
  outbox_.Rename(tenant, item, name, with);
}

std::vector<ItemId> MemoryStore::ItemsAbout(const TenantId& tenant, const ItemRange& range,
                                            const PersonId& person) {
  const std::lock_guard lock(mutex_);
  const std::string id = InJson(person);
  const auto has_said = [&](const ItemId& item) {
    for (auto said = comments_.lower_bound({tenant, item, ""});
         said != comments_.end() && std::get<1>(said->first) == item; ++said) {
      if (std::get<0>(said->first) == tenant && said->second.person == person) return true;
    }
    return false;
  };
  const auto names_him = [&](const HistoryRecord& row) {
    return (row.names.empty() ? row.actor : row.names).find(id) != std::string::npos;
  };
  return ItemsIn(tenant, range, [&](const Entry& entry) {
    return entry.item.created_by == person || entry.item.snapshot.find(id) != std::string::npos ||
           std::any_of(entry.history.begin(), entry.history.end(), names_him) || has_said(entry.item.id);
  });
}

std::vector<ItemId> MemoryStore::OpenItemsOf(const TenantId& tenant, const ItemRange& range,
                                             const PersonId& person) {
  const std::lock_guard lock(mutex_);
  const std::string id = InJson(person);
  return ItemsIn(tenant, range, [&](const Entry& entry) {
    return entry.item.status != "ended" &&
           (entry.item.created_by == person || entry.item.snapshot.find(id) != std::string::npos);
  });
}

}  // namespace charter::storage
