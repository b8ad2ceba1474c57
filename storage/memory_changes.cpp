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

}  // namespace charter::storage
