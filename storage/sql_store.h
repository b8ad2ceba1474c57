// The store on PostgreSQL and SQLite.
#pragma once

#include <memory>
#include <utility>

#include "engine/ports/store.h"
#include "storage/database.h"

namespace charter::storage {

class SqlStore : public Store {
 public:
  explicit SqlStore(std::shared_ptr<Database> database) : database_(std::move(database)) {}

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
  std::shared_ptr<Database> database_;
};

}  // namespace charter::storage
