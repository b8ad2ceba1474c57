#include "storage/memory_store.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <set>

#include "engine/data/failure.h"
#include "storage/checks.h"
#include "storage/param.h"
#include "storage/task_cursor.h"
#include "storage/text_keys.h"

namespace charter::storage {
namespace {

// What a database keeps of a time.
Timestamp Kept(Timestamp instant) { return FromMicros(ToMicros(instant)); }

bool IsWithin(const std::string& path, const std::string& place) {
  return place.empty() || (place.back() == '/' && path.starts_with(place));
}

bool Covers(const std::vector<std::string>& scopes, const std::string& path) {
  return std::any_of(scopes.begin(), scopes.end(),
                     [&path](const std::string& scope) { return IsWithin(path, scope); });
}

template <typename Wanted, typename Value>
bool Fits(const std::optional<Wanted>& wanted, const Value& value) {
  return !wanted || *wanted == value;
}

bool Fits(const ItemQuery& query, const ItemRecord& item) {
  return Covers(query.scopes, item.org_path) && Fits(query.workflow, item.workflow) &&
         Fits(query.status, item.status) && (!query.parent || item.parent == query.parent) &&
         (!query.org_path || IsWithin(item.org_path, *query.org_path)) &&
         (!query.state ||
          std::find(item.states.begin(), item.states.end(), *query.state) != item.states.end()) &&
         (!query.text || TextSearch(*query.text).Finds(item.title, item.number));
}

// Whether these are tasks for the caller, and what he asks for.
bool Fits(const TaskQuery& query, const ItemRecord& item, const TaskRecord& task) {
  const auto is_of_role = [&](const auto& role) {
    return role.first == task.role && IsWithin(item.org_path, role.second);
  };
  const bool mine = task.person.empty() ? std::any_of(query.roles.begin(), query.roles.end(), is_of_role)
                                        : task.person == query.person;
  return mine && Fits(query.workflow, item.workflow) && Fits(query.state, task.state) &&
         (!query.org_path || IsWithin(item.org_path, *query.org_path)) &&
         (!query.overdue_at || (task.due && *task.due <= *query.overdue_at)) &&
         (!query.text || TextSearch(*query.text).Finds(item.title, item.number));
}

bool AllCanBeKept(const std::optional<std::string>& a, const std::optional<std::string>& b) {
  return (!a || CanBeKept(*a)) && (!b || CanBeKept(*b));
}

// The rows after `after` in the order of their keys, as a page.
template <typename Key, typename Row, typename Order, typename Write>
Page<Row> PageOf(std::map<Key, Row, Order>& sorted, int limit, const Write& write) {
  Page<Row> page;
  if (limit <= 0) return page;
  for (auto& [key, row] : sorted) {
    if (page.rows.size() == static_cast<std::size_t>(limit)) return page;
    page.rows.push_back(std::move(row));
    page.next = write(key);
  }
  page.next.clear();
  return page;
}

template <typename Row>
void Cut(std::vector<Row>& rows, int limit) {
  if (rows.size() > static_cast<std::size_t>(std::max(limit, 0)))
    rows.resize(static_cast<std::size_t>(std::max(limit, 0)));
}

}  // namespace

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

Books MemoryStore::BooksFor(const TenantId& tenant, std::span<const LedgerRecord> entries) const {
  Books books;
  for (const BudgetId& id : BudgetsOf(entries)) {
    if (const auto found = budgets_.find({tenant, id}); found != budgets_.end())
      books.budgets.emplace(id, found->second);
  }
  for (const AccountKey& key : AccountsOf(entries)) {
    LedgerSums& sums = books.accounts[key];
    const auto ledger = ledgers_.find({tenant, key.first});
    if (ledger == ledgers_.end()) continue;
    for (const LedgerRecord& entry : ledger->second) {
      if (entry.posting.account == key.second) Add(entry.posting, sums);
    }
  }
  return books;
}

void MemoryStore::Keep(const TenantId& tenant, const Books& books, std::span<const LedgerRecord> entries) {
  for (const auto& [id, budget] : books.budgets) budgets_[{tenant, id}] = budget;
  for (const LedgerRecord& entry : entries) {
    auto& ledger = ledgers_[{tenant, entry.posting.budget}];
    ledger.push_back(entry);
    ledger.back().at = Kept(entry.at);
  }
}

bool MemoryStore::AddBudget(const TenantId& tenant, const BudgetRecord& budget, const std::string& note,
                            const AnswerRecord* answer) {
  const std::lock_guard lock(mutex_);
  Books books;
  BudgetRecord& kept = books.budgets[budget.id] = budget;
  kept.created_at = Kept(budget.created_at);
  kept.sums.all = {};
  kept.entries = 1;
  if (!IsFree(tenant, answer) || budgets_.contains({tenant, budget.id})) return false;
  const LedgerRecord first = FirstEntry(budget, note);
  Keep(tenant, books, std::span(&first, 1));
  Keep(tenant, answer);
  return true;
}

Outcome<BudgetRecord> MemoryStore::ChangeBudget(const TenantId& tenant, const LedgerRecord& change,
                                                const AnswerTo<BudgetRecord>& answer) {
  const std::lock_guard lock(mutex_);
  LedgerRecord entry = change;
  Books books = BooksFor(tenant, std::span(&entry, 1));
  if (auto refused = Post(books, entry)) return tl::unexpected(*std::move(refused));
  const BudgetRecord& changed = books.budgets.at(entry.posting.budget);
  if (answer) {
    const AnswerRecord kept = answer(changed);
    if (!IsFree(tenant, &kept)) return tl::unexpected(KeyTaken());
    Keep(tenant, &kept);
  }
  Keep(tenant, books, std::span(&entry, 1));
  return changed;
}

std::optional<BudgetRecord> MemoryStore::FindBudget(const TenantId& tenant, const BudgetId& id) {
  const std::lock_guard lock(mutex_);
  const auto found = budgets_.find({tenant, id});
  return found == budgets_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<BudgetRecord> MemoryStore::ListBudgets(const TenantId& tenant, const BudgetQuery& query) {
  const std::lock_guard lock(mutex_);
  std::vector<BudgetRecord> list;
  for (const auto& [key, budget] : budgets_) {
    if (key.first == tenant && key.second.value > query.after && Covers(query.scopes, budget.org_path))
      list.push_back(budget);
  }
  Cut(list, query.limit);
  return list;
}

std::vector<LedgerRecord> MemoryStore::Ledger(const TenantId& tenant, const BudgetId& id,
                                              std::int64_t after_seq, int limit) {
  const std::lock_guard lock(mutex_);
  std::vector<LedgerRecord> list;
  const auto ledger = ledgers_.find({tenant, id});
  if (ledger == ledgers_.end()) return list;
  for (const LedgerRecord& entry : ledger->second) {
    if (entry.seq > after_seq) list.push_back(entry);
  }
  Cut(list, limit);
  return list;
}

std::vector<LedgerRecord> MemoryStore::LedgerOf(const TenantId& tenant, const ItemId& item) {
  const std::lock_guard lock(mutex_);
  std::vector<LedgerRecord> list;
  for (const auto& [key, ledger] : ledgers_) {
    if (key.first != tenant) continue;
    std::copy_if(ledger.begin(), ledger.end(), std::back_inserter(list),
                 [&](const LedgerRecord& entry) { return entry.item == item; });
  }
  return list;
}

std::optional<ItemRecord> MemoryStore::FindItem(const TenantId& tenant, const ItemId& id) {
  const std::lock_guard lock(mutex_);
  const auto found = items_.find({tenant, id});
  if (found == items_.end()) return std::nullopt;
  return found->second.item;
}

Page<ItemRecord> MemoryStore::ListItems(const TenantId& tenant, const ItemQuery& query) {
  if (!AllCanBeKept(query.text, query.after)) return {};
  const std::lock_guard lock(mutex_);
  if (query.overdue_at) return ListOverdue(tenant, query);
  std::map<std::string, ItemRecord, std::greater<>> sorted;
  for (const auto& [key, entry] : items_) {
    const std::string& id = key.second.value;
    if (key.first != tenant || !Fits(query, entry.item) || (!query.after.empty() && id >= query.after))
      continue;
    sorted[id] = entry.item;
    sorted[id].snapshot.clear();
  }
  return PageOf(sorted, query.limit, [](const std::string& id) { return id; });
}

Page<ItemRecord> MemoryStore::ListOverdue(const TenantId& tenant, const ItemQuery& query) const {
  std::optional<TaskCursor> after;
  if (!query.after.empty() && !(after = TaskCursor::Read(query.after))) return {};
  std::map<TaskCursor, ItemRecord> sorted;
  for (const auto& [key, entry] : items_) {
    if (key.first != tenant || !Fits(query, entry.item) || entry.tasks.empty()) continue;
    std::vector<TaskCursor> tasks;
    for (const TaskRecord& task : entry.tasks) tasks.push_back(TaskCursor::Of(task, key.second));
    const TaskCursor& first = *std::min_element(tasks.begin(), tasks.end());
    if (first.due > ToMicros(*query.overdue_at) || (after && first <= *after)) continue;
    sorted[first] = entry.item;
    sorted[first].snapshot.clear();
  }
  return PageOf(sorted, query.limit, [](const TaskCursor& place) { return place.Write(); });
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

Page<TaskRow> MemoryStore::ListTasks(const TenantId& tenant, const TaskQuery& query) {
  std::optional<TaskCursor> after;
  if (!query.after.empty() && !(after = TaskCursor::Read(query.after))) return {};
  const std::lock_guard lock(mutex_);
  std::map<TaskCursor, TaskRow> sorted;
  for (const auto& [key, entry] : items_) {
    if (key.first != tenant) continue;
    const ItemRecord& item = entry.item;
    for (const TaskRecord& task : entry.tasks) {
      const TaskCursor place = TaskCursor::Of(task, item.id);
      if (!Fits(query, item, task) || (after && place <= *after)) continue;
      sorted[place] = {task, item.id, item.number, item.workflow, item.version, item.title, item.org};
    }
  }
  return PageOf(sorted, query.limit, [](const TaskCursor& place) { return place.Write(); });
}

std::vector<std::int64_t> MemoryStore::CountTasks(const TenantId& tenant,
                                                  const std::vector<PersonId>& people) {
  const std::lock_guard lock(mutex_);
  std::vector<std::int64_t> counts(people.size());
  for (const auto& [key, entry] : items_) {
    if (key.first != tenant) continue;
    for (const TaskRecord& task : entry.tasks) {
      const auto found = std::find(people.begin(), people.end(), task.person);
      if (found != people.end()) ++counts[static_cast<std::size_t>(found - people.begin())];
    }
  }
  return counts;
}

std::vector<StateCount> MemoryStore::CountItems(const TenantId& tenant, const CountQuery& query) {
  const std::lock_guard lock(mutex_);
  std::map<std::pair<std::string, std::string>, std::int64_t> sums;
  for (const auto& [key, entry] : items_) {
    if (key.first != tenant || !Covers(query.places, entry.item.org_path)) continue;
    if (!Fits(query.workflow, entry.item.workflow)) continue;
    for (const std::string& state : std::set<std::string>(entry.item.states.begin(), entry.item.states.end()))
      ++sums[{entry.item.workflow, state}];
  }
  std::vector<StateCount> counts;
  for (const auto& [key, items] : sums) counts.push_back({key.first, key.second, items});
  return counts;
}

int MemoryStore::FoldCounts(int /*limit*/) { return 0; }

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

std::vector<TimedItem> MemoryStore::TimedItems(const TimedItem& after, int limit) {
  const std::lock_guard lock(mutex_);
  std::vector<TimedItem> items;
  for (auto it = items_.upper_bound({after.tenant, after.item}); it != items_.end(); ++it) {
    if (!it->second.timers.empty()) items.push_back({it->first.first, it->first.second});
  }
  Cut(items, limit);
  return items;
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

std::vector<SealLeaf> MemoryStore::Unsealed(const TenantId& tenant, const ItemId& after, int limit) {
  const std::lock_guard lock(mutex_);
  std::vector<SealLeaf> list;
  for (auto it = items_.upper_bound({tenant, after}); it != items_.end() && it->first.first == tenant; ++it) {
    const ItemRecord& item = it->second.item;
    const auto leaves = leaves_.find(it->first);
    const std::int64_t before = leaves == leaves_.end() ? 0 : leaves->second.back().rev;
    if (before != item.rev) list.push_back({item.id, before, item.rev, item.head, 0});
  }
  Cut(list, limit);
  return list;
}

bool MemoryStore::AddSeal(const TenantId& tenant, const SealRecord& seal, std::span<const SealLeaf> leaves) {
  const std::lock_guard lock(mutex_);
  const auto [place, added] = seals_.try_emplace({tenant, seal.number}, seal);
  if (!added) return false;
  place->second.at = Kept(seal.at);
  for (const SealLeaf& leaf : leaves) {
    leaves_[{tenant, leaf.item}].push_back(leaf);
    leaves_[{tenant, leaf.item}].back().seal = seal.number;
  }
  return true;
}

std::optional<SealRecord> MemoryStore::FindSeal(const TenantId& tenant, std::int64_t number) {
  const std::lock_guard lock(mutex_);
  std::optional<SealRecord> found;
  for (const auto& [key, seal] : seals_) {
    if (key.first == tenant && (number == 0 || number == key.second)) found = seal;
  }
  return found;
}

std::vector<SealLeaf> MemoryStore::SealLeaves(const TenantId& tenant, std::int64_t number,
                                              const ItemId& after, int limit) {
  const std::lock_guard lock(mutex_);
  std::vector<SealLeaf> list;
  for (const auto& [key, leaves] : leaves_) {
    if (key.first != tenant || key.second <= after) continue;
    std::copy_if(leaves.begin(), leaves.end(), std::back_inserter(list),
                 [&](const SealLeaf& leaf) { return leaf.seal == number; });
  }
  Cut(list, limit);
  return list;
}

std::vector<TenantId> MemoryStore::ListTenants() {
  const std::lock_guard lock(mutex_);
  std::set<TenantId> tenants;
  for (const auto& [key, entry] : items_) tenants.insert(key.first);
  for (const auto& [key, budget] : budgets_) tenants.insert(key.first);
  for (const auto& [key, seal] : seals_) tenants.insert(key.first);
  return {tenants.begin(), tenants.end()};
}

ItemRange MemoryStore::RangeAfter(const TenantId& tenant, const ItemId& after, int size) {
  const std::lock_guard lock(mutex_);
  auto it = items_.upper_bound({tenant, after});
  for (int i = 1; i < size && it != items_.end(); ++i) ++it;
  if (it == items_.end() || it->first.first != tenant) return {after, std::nullopt};
  return {after, it->first.second};
}

std::vector<Trail> MemoryStore::ReadTrails(const TenantId& tenant, const ItemRange& range) {
  std::vector<Trail> trails;
  {
    const std::lock_guard lock(mutex_);
    for (auto it = items_.upper_bound({tenant, range.after}); it != items_.end(); ++it) {
      if (it->first.first != tenant || (range.until && *range.until < it->first.second)) break;
      const auto leaves = leaves_.find(it->first);
      trails.push_back({it->first.second,
                        it->second.item,
                        it->second.history,
                        leaves == leaves_.end() ? std::vector<SealLeaf>() : leaves->second,
                        {}});
    }
  }
  for (Trail& trail : trails) trail.entries = LedgerOf(tenant, trail.id);
  return trails;
}

}  // namespace charter::storage
