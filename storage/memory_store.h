// The store's in-memory twin: the same promises, nothing kept. For tests and trials.
#pragma once

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/ports/store.h"
#include "storage/memory_outbox.h"
#include "storage/memory_webhooks.h"
#include "storage/posting.h"

namespace charter::storage {

class MemoryStore : public Store {
 public:
  using Store::AddBudget;
  using Store::AddDefinition;
  using Store::ChangeBudget;
  using Store::Commit;

  bool AddDefinition(const TenantId& tenant, const DefinitionRecord& definition,
                     const AnswerRecord* answer) override;
  std::optional<DefinitionRecord> FindDefinition(const TenantId& tenant, const std::string& workflow,
                                                 int version) override;
  std::vector<DefinitionRecord> ListDefinitions(const TenantId& tenant) override;
  std::vector<DefinitionRecord> ListVersions(const TenantId& tenant, const std::string& workflow) override;
  bool Retire(const TenantId& tenant, const std::string& workflow, int version, const Retirement& retirement,
              const AnswerRecord* answer) override;
  std::optional<Conflict> Commit(const TenantId& tenant, std::span<const ItemWrite> writes,
                                 std::span<const LedgerRecord> entries, const AnswerRecord* answer) override;
  std::optional<Conflict> TryEntries(const TenantId& tenant, std::span<const ItemWrite> writes,
                                     std::span<const LedgerRecord> entries) override;
  std::optional<ItemRecord> FindItem(const TenantId& tenant, const ItemId& id) override;
  Page<ItemRecord> ListItems(const TenantId& tenant, const ItemQuery& query) override;
  std::vector<HistoryRecord> History(const TenantId& tenant, const ItemId& id, std::int64_t after_rev,
                                     int limit) override;
  Page<TaskRow> ListTasks(const TenantId& tenant, const TaskQuery& query) override;
  std::vector<std::int64_t> CountTasks(const TenantId& tenant, const std::vector<PersonId>& people) override;
  std::vector<StateCount> CountItems(const TenantId& tenant, const CountQuery& query) override;
  int FoldNotes(Timestamp now, int limit) override;
  std::optional<std::vector<ChangeRow>> ChangesAfter(const TenantId& tenant, std::int64_t position,
                                                     int limit) override;
  ChangeMark MarkOfChanges(const TenantId& tenant, const std::string& key) override;
  int DropChanges(Timestamp before, int limit) override;
  std::vector<DueTimer> DueTimers(Timestamp now, int limit) override;
  std::vector<DueTimer> ClaimTimers(Timestamp now, const Lease& lease, int limit) override;
  std::optional<Timestamp> NextTimer() override;
  std::vector<OutboxRow> PendingOutbox(int limit) override;
  std::vector<OutboxRow> ClaimOutbox(const Lease& lease, int limit) override;
  void SettleOutbox(std::span<const Settlement> settled, Timestamp now) override;
  std::vector<DeadLetter> DeadLetters(const TenantId& tenant, const ItemId& after, int limit) override;
  int RetryDeadLetters(const TenantId& tenant, const std::optional<OutboxId>& id, Timestamp now) override;
  bool DropDeadLetter(const TenantId& tenant, const OutboxId& id, const DropNote& note) override;
  bool AddBudget(const TenantId& tenant, const BudgetRecord& budget, const std::string& note,
                 const AnswerRecord* answer) override;
  Outcome<BudgetRecord> ChangeBudget(const TenantId& tenant, const LedgerRecord& change,
                                     const AnswerTo<BudgetRecord>& answer) override;
  std::optional<BudgetRecord> FindBudget(const TenantId& tenant, const BudgetId& id) override;
  std::vector<BudgetRecord> ListBudgets(const TenantId& tenant, const BudgetQuery& query) override;
  std::vector<LedgerRecord> Ledger(const TenantId& tenant, const BudgetId& id, std::int64_t after_seq,
                                   int limit) override;
  std::vector<LedgerRecord> LedgerOf(const TenantId& tenant, const ItemId& item) override;
  std::int64_t AddCalendar(const std::string& text, Timestamp at) override;
  std::vector<CalendarRecord> ListCalendars() override;
  void MarkRecounted(std::int64_t edition) override;
  std::vector<TimedItem> TimedItems(const TimedItem& after, int limit) override;
  std::int64_t NextNumber(const TenantId& tenant, const std::string& counter) override;
  std::optional<AnswerRecord> FindAnswer(const TenantId& tenant, const PersonId& person,
                                         const std::string& key, Timestamp now) override;
  bool KeepAnswer(const TenantId& tenant, const AnswerRecord& answer) override;
  int RemoveExpiredAnswers(Timestamp now, int limit) override;
  std::vector<SealLeaf> Unsealed(const TenantId& tenant, const ItemId& after, int limit) override;
  bool AddSeal(const TenantId& tenant, const SealRecord& seal, std::span<const SealLeaf> leaves) override;
  std::optional<SealRecord> FindSeal(const TenantId& tenant, std::int64_t number) override;
  std::vector<SealLeaf> SealLeaves(const TenantId& tenant, std::int64_t number, const ItemId& after,
                                   int limit) override;
  std::optional<Account> FindAccount(const TenantId& tenant, const std::string& name) override;
  std::optional<Account> FindAccountOf(const TenantId& tenant, const PersonId& person) override;
  bool PutAccount(const TenantId& tenant, const Account& account, const AccessRecord& record) override;
  bool AddComment(const TenantId& tenant, const CommentRecord& comment, const AnswerRecord* answer) override;
  Page<CommentRecord> ListComments(const TenantId& tenant, const ItemId& item, const std::string& after,
                                   int limit) override;
  Page<Account> ListAccounts(const TenantId& tenant, const std::string& after, int limit) override;
  void AddAccess(const TenantId& tenant, const AccessRecord& record) override;
  Page<AccessRecord> ListAccess(const TenantId& tenant, const std::string& before, int limit) override;
  void AddWebhook(const Webhook& webhook) override;
  bool ChangeWebhook(const Webhook& webhook, bool pauses) override;
  bool ChangeSecret(const TenantId& tenant, const WebhookId& id, const std::string& secret,
                    Timestamp former_until) override;
  std::optional<Webhook> FindWebhook(const TenantId& tenant, const WebhookId& id) override;
  std::vector<Webhook> ListWebhooks(const TenantId& tenant) override;
  bool DropWebhook(const TenantId& tenant, const WebhookId& id) override;
  std::vector<Webhook> ClaimWebhooks(const Lease& lease, int limit) override;
  void SettleWebhook(const Webhook& webhook, const Lease& lease,
                     std::span<const WebhookDelivery> deliveries) override;
  void PutDelivery(const TenantId& tenant, const WebhookId& id, const WebhookDelivery& delivery) override;
  std::vector<WebhookDelivery> ListDeliveries(const TenantId& tenant, const WebhookId& id,
                                              std::int64_t before, bool only_dead, int limit) override;
  Page<AccessRecord> ListAccessOf(const TenantId& tenant, const PersonId& person, const std::string& before,
                                  int limit) override;
  int RemoveAccess(Timestamp before, int limit) override;
  bool AddErasure(const TenantId& tenant, const ErasureRecord& record, const AnswerRecord* answer) override;
  std::vector<ErasureRecord> ListErasures(const TenantId& tenant) override;
  void RepeatErasure(const TenantId& tenant, const PersonId& person) override;
  void NoteSweep(const TenantId& tenant, const ErasureRecord& record) override;
  void RenameInOutbox(const TenantId& tenant, const ItemId& item, const std::string& name,
                      const std::string& with) override;
  std::vector<ItemId> ItemsAbout(const TenantId& tenant, const ItemRange& range,
                                 const PersonId& person) override;
  std::vector<ItemId> OpenItemsOf(const TenantId& tenant, const ItemRange& range,
                                  const PersonId& person) override;
  std::vector<TenantId> ListTenants() override;
  StoreLoad ReadLoad() override;
  ItemRange RangeAfter(const TenantId& tenant, const ItemId& after, int size) override;
  std::vector<Trail> ReadTrails(const TenantId& tenant, const ItemRange& range) override;

 private:
  struct Entry {
    ItemRecord item;
    std::vector<HistoryRecord> history;
    std::vector<TaskRecord> tasks;
    std::vector<TimerRecord> timers;
  };
  using Key = std::pair<TenantId, ItemId>;
  using NumberKey = std::tuple<TenantId, std::string, std::string>;
  using AnswerKey = std::tuple<TenantId, PersonId, std::string>;
  using TimerKey = std::tuple<TenantId, ItemId, std::int64_t>;
  struct Log {
    ChangeMark mark;
    std::set<std::pair<ItemId, std::int64_t>> notes;
    std::map<std::int64_t, std::pair<ItemId, std::int64_t>> changes;  // by position
  };

  template <typename Row>
  static void Cut(std::vector<Row>& rows, int limit) {
    const auto most = static_cast<std::size_t>(std::max(limit, 0));
    if (rows.size() > most) rows.resize(most);
  }
  [[nodiscard]] Page<ItemRecord> ListOverdue(const TenantId& tenant, const ItemQuery& query) const;
  [[nodiscard]] std::int64_t PresentRev(const Key& key) const;
  [[nodiscard]] bool IsFree(const TenantId& tenant, const AnswerRecord* answer) const;
  void Keep(const TenantId& tenant, const AnswerRecord* answer);
  void CheckNumbers(const TenantId& tenant, std::span<const ItemWrite> writes) const;
  void RemoveTraces(const TenantId& tenant, const PersonId& person);
  // Of a range those that `chosen` takes.
  template <typename Chosen>
  std::vector<ItemId> ItemsIn(const TenantId& tenant, const ItemRange& range, const Chosen& chosen) const {
    std::vector<ItemId> items;
    for (auto at = items_.upper_bound({tenant, range.after}); at != items_.end(); ++at) {
      const auto& [key, entry] = *at;
      if (key.first != tenant || (range.until && *range.until < key.second)) break;
      if (chosen(entry)) items.push_back(key.second);
    }
    return items;
  }
  void Apply(const TenantId& tenant, const ItemWrite& write);
  [[nodiscard]] std::vector<DueTimer> AllDue(Timestamp now) const;
  [[nodiscard]] Books BooksFor(const TenantId& tenant, std::span<const LedgerRecord> entries) const;
  void Keep(const TenantId& tenant, const Books& books, std::span<const LedgerRecord> entries);

  std::mutex mutex_;
  std::map<std::tuple<TenantId, std::string, int>, DefinitionRecord> definitions_;
  std::map<Key, Entry> items_;
  std::map<TenantId, Log> logs_;
  std::map<NumberKey, ItemId> numbers_;
  std::map<TimerKey, Timestamp> claimed_until_;  // of timers
  MemoryOutbox outbox_;
  MemoryWebhooks webhooks_;
  std::map<std::pair<TenantId, std::string>, std::int64_t> counters_;
  std::map<std::pair<TenantId, BudgetId>, BudgetRecord> budgets_;
  std::map<std::pair<TenantId, BudgetId>, std::vector<LedgerRecord>> ledgers_;
  std::vector<CalendarRecord> calendars_;
  std::map<AnswerKey, AnswerRecord> answers_;
  std::map<std::pair<TenantId, std::int64_t>, SealRecord> seals_;
  std::map<std::pair<TenantId, std::string>, Account> accounts_;
  std::map<std::pair<TenantId, std::string>, AccessRecord> access_;
  std::map<std::tuple<TenantId, ItemId, std::string>, CommentRecord> comments_;
  std::map<TenantId, std::vector<ErasureRecord>> erasures_;
  std::map<Key, std::vector<SealLeaf>> leaves_;  // of each item, by revision
};

}  // namespace charter::storage
