#include "storage/memory_store.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "engine/data/failure.h"
#include "storage/checks.h"
#include "storage/param.h"

namespace charter::storage {

bool MemoryStore::AddDefinition(const TenantId& tenant, const DefinitionRecord& definition,
                                const AnswerRecord* answer) {
  const std::lock_guard lock(mutex_);
  if (!IsFree(tenant, answer)) return false;
  const auto [place, added] =
      definitions_.try_emplace({tenant, definition.workflow, definition.version}, definition);
  if (!added) return false;
  place->second.published_at = Kept(definition.published_at);
  Keep(tenant, answer);
  return true;
}

std::optional<DefinitionRecord> MemoryStore::FindDefinition(const TenantId& tenant,
                                                            const std::string& workflow, int version) {
  const std::lock_guard lock(mutex_);
  std::optional<DefinitionRecord> found;
  for (const auto& [key, definition] : definitions_) {
    if (std::get<0>(key) != tenant || std::get<1>(key) != workflow) continue;
    if (version == 0 || definition.version == version) found = definition;
  }
  return found;
}

std::vector<DefinitionRecord> MemoryStore::ListDefinitions(const TenantId& tenant) {
  const std::lock_guard lock(mutex_);
  std::vector<DefinitionRecord> list;
  for (const auto& [key, definition] : definitions_) {
    if (std::get<0>(key) != tenant) continue;
    list.push_back(definition);
    list.back().source.clear();
  }
  return list;
}

std::vector<DefinitionRecord> MemoryStore::ListVersions(const TenantId& tenant, const std::string& workflow) {
  auto list = ListDefinitions(tenant);
  std::erase_if(list, [&](const DefinitionRecord& definition) { return definition.workflow != workflow; });
  return list;
}

bool MemoryStore::Retire(const TenantId& tenant, const std::string& workflow, int version,
                         const Retirement& retirement, const AnswerRecord* answer) {
  const std::lock_guard lock(mutex_);
  if (!IsFree(tenant, answer)) return false;
  for (auto& [key, definition] : definitions_) {
    if (std::get<0>(key) != tenant || std::get<1>(key) != workflow) continue;
    if (version != 0 && definition.version != version) continue;
    if (definition.retirement.retired == retirement.retired) continue;
    definition.retirement = retirement;
    if (retirement.at) definition.retirement.at = Kept(*retirement.at);
  }
  Keep(tenant, answer);
  return true;
}

std::int64_t MemoryStore::PresentRev(const Key& key) const {
  const auto found = items_.find(key);
  return found == items_.end() ? 0 : found->second.item.rev;
}

void MemoryStore::CheckNumbers(const TenantId& tenant, std::span<const ItemWrite> writes) const {
  std::map<NumberKey, ItemId> taken;
  for (const ItemWrite& write : writes) {
    const ItemRecord& item = write.item;
    if (item.number.empty()) continue;
    const NumberKey key{tenant, item.workflow, item.number};
    const auto owner = numbers_.find(key);
    const bool is_free = taken.try_emplace(key, item.id).first->second == item.id &&
                         (owner == numbers_.end() || owner->second == item.id);
    if (!is_free) {
      throw Failure(Code::store_failed, "number " + item.number + " of " + item.workflow + " is taken");
    }
  }
}

void MemoryStore::Apply(const TenantId& tenant, const ItemWrite& write) {
  Entry& entry = items_[{tenant, write.item.id}];
  numbers_.erase({tenant, entry.item.workflow, entry.item.number});
  if (!write.item.number.empty()) numbers_[{tenant, write.item.workflow, write.item.number}] = write.item.id;
  entry.item = write.item;
  entry.item.created_at = Kept(write.item.created_at);
  entry.item.updated_at = Kept(write.item.updated_at);
  for (const HistoryRecord& row : write.history) {
    entry.history.push_back(row);
    entry.history.back().at = Kept(row.at);
    entry.history.back().recorded_at = Kept(row.recorded_at);
    logs_[tenant].notes.emplace(write.item.id, row.rev);
  }
  for (const RowNames& renamed : write.renamed) {
    for (HistoryRecord& row : entry.history) {
      if (row.rev == renamed.rev) row.names = renamed.names;
    }
  }
  entry.tasks = write.tasks;
  for (TaskRecord& task : entry.tasks) {
    task.since = Kept(task.since);
    if (task.due) task.due = Kept(*task.due);
  }
  entry.timers = write.timers;
  for (TimerRecord& timer : entry.timers) timer.due = Kept(timer.due);
  for (const OutboxRecord& effect : write.outbox) {
    outbox_.Add(tenant, write.item.id, effect);
  }
}

std::optional<Store::Conflict> MemoryStore::Commit(const TenantId& tenant, std::span<const ItemWrite> writes,
                                                   std::span<const LedgerRecord> entries,
                                                   const AnswerRecord* answer) {
  for (const ItemWrite& write : writes) CheckWrite(write);
  CheckEntries(writes, entries);
  const std::lock_guard lock(mutex_);
  if (!IsFree(tenant, answer)) return Conflict{{}, 0, KeyTaken()};
  std::map<ItemId, std::int64_t> revs;  // of items written twice in one commit
  for (const ItemWrite& write : writes) {
    const auto before = revs.try_emplace(write.item.id, PresentRev({tenant, write.item.id})).first;
    if (before->second != write.expected_rev) return Conflict{write.item.id, before->second, {}};
    before->second = write.item.rev;
  }
  CheckNumbers(tenant, writes);
  std::vector<LedgerRecord> numbered(entries.begin(), entries.end());
  Books books = BooksFor(tenant, numbered);
  if (auto refused = Post(books, writes, numbered)) return refused;
  Keep(tenant, books, numbered);
  for (const ItemWrite& write : writes) Apply(tenant, write);
  Keep(tenant, answer);
  return std::nullopt;
}

std::optional<ItemRecord> MemoryStore::FindItem(const TenantId& tenant, const ItemId& id) {
  const std::lock_guard lock(mutex_);
  const auto found = items_.find({tenant, id});
  if (found == items_.end()) return std::nullopt;
  return found->second.item;
}

std::vector<HistoryRecord> MemoryStore::History(const TenantId& tenant, const ItemId& id,
                                                std::int64_t after_rev, int limit) {
  const std::lock_guard lock(mutex_);
  std::vector<HistoryRecord> list;
  const auto found = items_.find({tenant, id});
  if (found == items_.end()) return list;
  for (const HistoryRecord& row : found->second.history) {
    if (row.rev > after_rev) list.push_back(row);
  }
  Cut(list, limit);
  return list;
}

std::int64_t MemoryStore::AddCalendar(const std::string& text, Timestamp at) {
  const std::lock_guard lock(mutex_);
  const auto same = std::find_if(calendars_.begin(), calendars_.end(),
                                 [&](const CalendarRecord& calendar) { return calendar.text == text; });
  if (same != calendars_.end()) return same->edition;
  calendars_.push_back({static_cast<std::int64_t>(calendars_.size()) + 1, text, Kept(at), false});
  return calendars_.back().edition;
}

std::vector<CalendarRecord> MemoryStore::ListCalendars() {
  const std::lock_guard lock(mutex_);
  return calendars_;
}

void MemoryStore::MarkRecounted(std::int64_t edition) {
  const std::lock_guard lock(mutex_);
  for (auto& calendar : calendars_) calendar.recounted = calendar.recounted || calendar.edition == edition;
}

std::int64_t MemoryStore::NextNumber(const TenantId& tenant, const std::string& counter) {
  const std::lock_guard lock(mutex_);
  return ++counters_[{tenant, counter}];
}

bool MemoryStore::IsFree(const TenantId& tenant, const AnswerRecord* answer) const {
  if (answer == nullptr) return true;
  const auto kept = answers_.find({tenant, answer->person, answer->key});
  return kept == answers_.end() || kept->second.expires_at <= Kept(answer->created_at);
}

void MemoryStore::Keep(const TenantId& tenant, const AnswerRecord* answer) {
  if (answer == nullptr) return;
  AnswerRecord& kept = answers_[{tenant, answer->person, answer->key}] = *answer;
  kept.created_at = Kept(answer->created_at);
  kept.expires_at = Kept(answer->expires_at);
}

std::optional<AnswerRecord> MemoryStore::FindAnswer(const TenantId& tenant, const PersonId& person,
                                                    const std::string& key, Timestamp now) {
  const std::lock_guard lock(mutex_);
  const auto kept = answers_.find({tenant, person, key});
  if (kept == answers_.end() || kept->second.expires_at <= Kept(now)) return std::nullopt;
  return kept->second;
}

bool MemoryStore::KeepAnswer(const TenantId& tenant, const AnswerRecord& answer) {
  const std::lock_guard lock(mutex_);
  if (!IsFree(tenant, &answer)) return false;
  Keep(tenant, &answer);
  return true;
}

int MemoryStore::RemoveExpiredAnswers(Timestamp now, int limit) {
  const std::lock_guard lock(mutex_);
  int removed = 0;
  for (auto kept = answers_.begin(); kept != answers_.end() && removed < limit;) {
    const bool expired = kept->second.expires_at <= Kept(now);
    kept = expired ? answers_.erase(kept) : std::next(kept);
    if (expired) ++removed;
  }
  return removed;
}

StoreLoad MemoryStore::ReadLoad() {
  const std::lock_guard lock(mutex_);
  const auto [dead, waiting] = outbox_.Count();
  return {std::min(waiting, kMostCounted), std::min(dead, kMostCounted), {}};
}

}  // namespace charter::storage
