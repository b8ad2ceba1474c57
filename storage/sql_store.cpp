#include "storage/sql_store.h"

#include "storage/accounts.h"
#include "storage/answers.h"
#include "storage/audit.h"
#include "storage/calendars.h"
#include "storage/change_log.h"
#include "storage/checks.h"
#include "storage/comments.h"
#include "storage/counts.h"
#include "storage/definitions.h"
#include "storage/erasures.h"
#include "storage/item_list.h"
#include "storage/items.h"
#include "storage/ledger.h"
#include "storage/outbox.h"
#include "storage/queues.h"
#include "storage/seals.h"
#include "storage/tasks.h"
#include "storage/unit.h"
#include "storage/webhooks.h"

namespace charter::storage {

bool SqlStore::AddDefinition(const TenantId& tenant, const DefinitionRecord& definition,
                             const AnswerRecord* answer) {
  return database_->Write(
      [&](Session& session) { return storage::AddDefinition(session, tenant, definition, answer); });
}

std::optional<DefinitionRecord> SqlStore::FindDefinition(const TenantId& tenant, const std::string& workflow,
                                                         int version) {
  return database_->Read(
      [&](Session& session) { return storage::FindDefinition(session, tenant, workflow, version); });
}

std::vector<DefinitionRecord> SqlStore::ListDefinitions(const TenantId& tenant) {
  return database_->Read([&](Session& session) { return storage::ListDefinitions(session, tenant); });
}

std::vector<DefinitionRecord> SqlStore::ListVersions(const TenantId& tenant, const std::string& workflow) {
  return database_->Read([&](Session& session) { return storage::ListVersions(session, tenant, workflow); });
}

bool SqlStore::Retire(const TenantId& tenant, const std::string& workflow, int version,
                      const Retirement& retirement, const AnswerRecord* answer) {
  return database_->Write([&](Session& session) {
    return storage::Retire(session, tenant, workflow, version, retirement, answer);
  });
}

std::optional<Store::Conflict> SqlStore::Commit(const TenantId& tenant, std::span<const ItemWrite> writes,
                                                std::span<const LedgerRecord> entries,
                                                const AnswerRecord* answer) {
  for (const ItemWrite& write : writes) CheckWrite(write);
  CheckEntries(writes, entries);
  if (writes.empty() && answer == nullptr) return std::nullopt;
  Unit unit{tenant, writes, entries, answer};
  database_->Commit(unit);
  return unit.conflict;
}

std::optional<ItemRecord> SqlStore::FindItem(const TenantId& tenant, const ItemId& id) {
  return database_->Read([&](Session& session) { return storage::FindItem(session, tenant, id); });
}

Page<ItemRecord> SqlStore::ListItems(const TenantId& tenant, const ItemQuery& query) {
  return database_->Read([&](Session& session) { return storage::ListItems(session, tenant, query); });
}

std::vector<HistoryRecord> SqlStore::History(const TenantId& tenant, const ItemId& id, std::int64_t after_rev,
                                             int limit) {
  return database_->Read(
      [&](Session& session) { return ListHistory(session, tenant, id, after_rev, limit); });
}

Page<TaskRow> SqlStore::ListTasks(const TenantId& tenant, const TaskQuery& query) {
  return database_->Read([&](Session& session) { return storage::ListTasks(session, tenant, query); });
}

std::vector<std::int64_t> SqlStore::CountTasks(const TenantId& tenant, const std::vector<PersonId>& people) {
  return database_->Read([&](Session& session) { return storage::CountTasks(session, tenant, people); });
}

std::vector<StateCount> SqlStore::CountItems(const TenantId& tenant, const CountQuery& query) {
  return database_->Read([&](Session& session) { return storage::CountItems(session, tenant, query); });
}

int SqlStore::FoldNotes(Timestamp now, int limit) {
  return database_->Write([&](Session& session) { return storage::FoldNotes(session, now, limit); });
}

std::optional<std::vector<ChangeRow>> SqlStore::ChangesAfter(const TenantId& tenant, std::int64_t position,
                                                             int limit) {
  return database_->Read([&](Session& session) { return ListChanges(session, tenant, position, limit); });
}

ChangeMark SqlStore::MarkOfChanges(const TenantId& tenant, const std::string& key) {
  return database_->Write([&](Session& session) { return storage::MarkOfChanges(session, tenant, key); });
}

int SqlStore::DropChanges(Timestamp before, int limit) {
  return database_->Write([&](Session& session) { return storage::DropChanges(session, before, limit); });
}

std::vector<DueTimer> SqlStore::DueTimers(Timestamp now, int limit) {
  return database_->Read([&](Session& session) { return ListDueTimers(session, now, limit); });
}

std::vector<DueTimer> SqlStore::ClaimTimers(Timestamp now, const Lease& lease, int limit) {
  return database_->Write([&](Session& session) { return TakeTimers(session, now, lease, limit); });
}

std::optional<Timestamp> SqlStore::NextTimer() {
  return database_->Read([](Session& session) { return FindNextTimer(session); });
}

std::vector<OutboxRow> SqlStore::PendingOutbox(int limit) {
  return database_->Read([&](Session& session) { return ListPendingOutbox(session, limit); });
}

std::vector<OutboxRow> SqlStore::ClaimOutbox(const Lease& lease, int limit) {
  return database_->Write([&](Session& session) { return TakeRows(session, lease, limit); });
}

void SqlStore::SettleOutbox(std::span<const Settlement> settled, Timestamp now) {
  database_->Write([&](Session& session) { SettleRows(session, settled, now); });
}

std::vector<DeadLetter> SqlStore::DeadLetters(const TenantId& tenant, const ItemId& after, int limit) {
  return database_->Read([&](Session& session) { return ListDeadLetters(session, tenant, after, limit); });
}

int SqlStore::RetryDeadLetters(const TenantId& tenant, const std::optional<OutboxId>& id, Timestamp now) {
  return database_->Write([&](Session& session) { return RetryDead(session, tenant, id, now); });
}

bool SqlStore::DropDeadLetter(const TenantId& tenant, const OutboxId& id, const DropNote& note) {
  return database_->Write([&](Session& session) { return DropDead(session, tenant, id, note); });
}

std::int64_t SqlStore::AddCalendar(const std::string& text, Timestamp at) {
  return database_->Write([&](Session& session) { return storage::AddCalendar(session, text, at); });
}

std::vector<CalendarRecord> SqlStore::ListCalendars() {
  return database_->Read([](Session& session) { return storage::ListCalendars(session); });
}

void SqlStore::MarkRecounted(std::int64_t edition) {
  database_->Write([&](Session& session) { storage::MarkRecounted(session, edition); });
}

std::vector<TimedItem> SqlStore::TimedItems(const TimedItem& after, int limit) {
  return database_->Read([&](Session& session) { return ListTimedItems(session, after, limit); });
}

bool SqlStore::AddBudget(const TenantId& tenant, const BudgetRecord& budget, const std::string& note,
                         const AnswerRecord* answer) {
  return database_->Write(
      [&](Session& session) { return storage::AddBudget(session, tenant, budget, note, answer); });
}

Outcome<BudgetRecord> SqlStore::ChangeBudget(const TenantId& tenant, const LedgerRecord& change,
                                             const AnswerTo<BudgetRecord>& answer) {
  return database_->Write(
      [&](Session& session) { return storage::ChangeBudget(session, tenant, change, answer); });
}

std::optional<Store::Conflict> SqlStore::TryEntries(const TenantId& tenant, std::span<const ItemWrite> writes,
                                                    std::span<const LedgerRecord> entries) {
  return database_->Read(
      [&](Session& session) { return storage::TryEntries(session, tenant, writes, entries); });
}

std::optional<BudgetRecord> SqlStore::FindBudget(const TenantId& tenant, const BudgetId& id) {
  return database_->Read([&](Session& session) { return storage::FindBudget(session, tenant, id); });
}

std::vector<BudgetRecord> SqlStore::ListBudgets(const TenantId& tenant, const BudgetQuery& query) {
  return database_->Read([&](Session& session) { return storage::ListBudgets(session, tenant, query); });
}

std::vector<LedgerRecord> SqlStore::Ledger(const TenantId& tenant, const BudgetId& id, std::int64_t after_seq,
                                           int limit) {
  return database_->Read([&](Session& session) { return ListLedger(session, tenant, id, after_seq, limit); });
}

std::vector<LedgerRecord> SqlStore::LedgerOf(const TenantId& tenant, const ItemId& item) {
  return database_->Read([&](Session& session) { return ListLedgerOf(session, tenant, item); });
}

std::int64_t SqlStore::NextNumber(const TenantId& tenant, const std::string& counter) {
  return database_->Write([&](Session& session) { return CountUp(session, tenant, counter); });
}

std::optional<AnswerRecord> SqlStore::FindAnswer(const TenantId& tenant, const PersonId& person,
                                                 const std::string& key, Timestamp now) {
  return database_->Read(
      [&](Session& session) { return storage::FindAnswer(session, tenant, person, key, now); });
}

bool SqlStore::KeepAnswer(const TenantId& tenant, const AnswerRecord& answer) {
  return database_->Write([&](Session& session) { return storage::KeepAnswer(session, tenant, answer); });
}

int SqlStore::RemoveExpiredAnswers(Timestamp now, int limit) {
  return database_->Write(
      [&](Session& session) { return storage::RemoveExpiredAnswers(session, now, limit); });
}

std::optional<Account> SqlStore::FindAccount(const TenantId& tenant, const std::string& name) {
  return database_->Read([&](Session& session) { return storage::FindAccount(session, tenant, name); });
}

std::optional<Account> SqlStore::FindAccountOf(const TenantId& tenant, const PersonId& person) {
  return database_->Read([&](Session& session) { return storage::FindAccountOf(session, tenant, person); });
}

bool SqlStore::PutAccount(const TenantId& tenant, const Account& account, const AccessRecord& record) {
  return database_->Write(
      [&](Session& session) { return storage::PutAccount(session, tenant, account, record); });
}

bool SqlStore::AddComment(const TenantId& tenant, const CommentRecord& comment, const AnswerRecord* answer) {
  return database_->Write(
      [&](Session& session) { return storage::AddComment(session, tenant, comment, answer); });
}

Page<CommentRecord> SqlStore::ListComments(const TenantId& tenant, const ItemId& item,
                                           const std::string& after, int limit) {
  return database_->Read(
      [&](Session& session) { return storage::ListComments(session, tenant, item, after, limit); });
}

Page<Account> SqlStore::ListAccounts(const TenantId& tenant, const std::string& after, int limit) {
  return database_->Read(
      [&](Session& session) { return storage::ListAccounts(session, tenant, after, limit); });
}

void SqlStore::AddAccess(const TenantId& tenant, const AccessRecord& record) {
  database_->Write([&](Session& session) { storage::AddAccess(session, tenant, record); });
}

Page<AccessRecord> SqlStore::ListAccess(const TenantId& tenant, const std::string& before, int limit) {
  return database_->Read(
      [&](Session& session) { return storage::ListAccess(session, tenant, nullptr, before, limit); });
}

Page<AccessRecord> SqlStore::ListAccessOf(const TenantId& tenant, const PersonId& person,
                                          const std::string& before, int limit) {
  return database_->Read(
      [&](Session& session) { return storage::ListAccess(session, tenant, &person, before, limit); });
}

void SqlStore::AddWebhook(const Webhook& webhook) {
  database_->Write([&](Session& session) { storage::AddWebhook(session, webhook); });
}

bool SqlStore::ChangeWebhook(const Webhook& webhook, bool pauses) {
  return database_->Write([&](Session& session) { return storage::ChangeWebhook(session, webhook, pauses); });
}

bool SqlStore::ChangeSecret(const TenantId& tenant, const WebhookId& id, const std::string& secret,
                            Timestamp former_until) {
  return database_->Write(
      [&](Session& session) { return storage::ChangeSecret(session, tenant, id, secret, former_until); });
}

std::optional<Webhook> SqlStore::FindWebhook(const TenantId& tenant, const WebhookId& id) {
  return database_->Read([&](Session& session) { return storage::FindWebhook(session, tenant, id); });
}

std::vector<Webhook> SqlStore::ListWebhooks(const TenantId& tenant) {
  return database_->Read([&](Session& session) { return storage::ListWebhooks(session, tenant); });
}

bool SqlStore::DropWebhook(const TenantId& tenant, const WebhookId& id) {
  return database_->Write([&](Session& session) { return storage::DropWebhook(session, tenant, id); });
}

std::vector<Webhook> SqlStore::ClaimWebhooks(const Lease& lease, int limit) {
  return database_->Write([&](Session& session) { return storage::ClaimWebhooks(session, lease, limit); });
}

void SqlStore::SettleWebhook(const Webhook& webhook, const Lease& lease,
                             std::span<const WebhookDelivery> deliveries) {
  database_->Write([&](Session& session) { storage::SettleWebhook(session, webhook, lease, deliveries); });
}

void SqlStore::PutDelivery(const TenantId& tenant, const WebhookId& id, const WebhookDelivery& delivery) {
  database_->Write([&](Session& session) { storage::PutDelivery(session, tenant, id, delivery); });
}

std::vector<WebhookDelivery> SqlStore::ListDeliveries(const TenantId& tenant, const WebhookId& id,
                                                      std::int64_t before, bool only_dead, int limit) {
  return database_->Read([&](Session& session) {
    return storage::ListDeliveries(session, tenant, id, before, only_dead, limit);
  });
}

std::vector<SealLeaf> SqlStore::Unsealed(const TenantId& tenant, const ItemId& after, int limit) {
  return database_->Read([&](Session& session) { return ListUnsealed(session, tenant, after, limit); });
}

bool SqlStore::AddSeal(const TenantId& tenant, const SealRecord& seal, std::span<const SealLeaf> leaves) {
  return database_->Write([&](Session& session) { return storage::AddSeal(session, tenant, seal, leaves); });
}

std::optional<SealRecord> SqlStore::FindSeal(const TenantId& tenant, std::int64_t number) {
  return database_->Read([&](Session& session) { return storage::FindSeal(session, tenant, number); });
}

std::vector<SealLeaf> SqlStore::SealLeaves(const TenantId& tenant, std::int64_t number, const ItemId& after,
                                           int limit) {
  return database_->Read(
      [&](Session& session) { return ListSealLeaves(session, tenant, number, after, limit); });
}

int SqlStore::RemoveAccess(Timestamp before, int limit) {
  return database_->Write([&](Session& session) { return storage::RemoveAccess(session, before, limit); });
}

bool SqlStore::AddErasure(const TenantId& tenant, const ErasureRecord& record, const AnswerRecord* answer) {
  return database_->Write(
      [&](Session& session) { return storage::AddErasure(session, tenant, record, answer); });
}

std::vector<ErasureRecord> SqlStore::ListErasures(const TenantId& tenant) {
  return database_->Read([&](Session& session) { return storage::ListErasures(session, tenant); });
}

void SqlStore::RepeatErasure(const TenantId& tenant, const PersonId& person) {
  database_->Write([&](Session& session) { storage::RepeatErasure(session, tenant, person); });
}

void SqlStore::NoteSweep(const TenantId& tenant, const ErasureRecord& record) {
  database_->Write([&](Session& session) { storage::NoteSweep(session, tenant, record); });
}

void SqlStore::RenameInOutbox(const TenantId& tenant, const ItemId& item, const std::string& name,
                              const std::string& with) {
  database_->Write([&](Session& session) { storage::RenameInOutbox(session, tenant, item, name, with); });
}

std::vector<ItemId> SqlStore::ItemsAbout(const TenantId& tenant, const ItemRange& range,
                                         const PersonId& person) {
  return database_->Read(
      [&](Session& session) { return storage::ItemsAbout(session, tenant, range, person); });
}

std::vector<ItemId> SqlStore::OpenItemsOf(const TenantId& tenant, const ItemRange& range,
                                          const PersonId& person) {
  return database_->Read(
      [&](Session& session) { return storage::OpenItemsOf(session, tenant, range, person); });
}

std::vector<TenantId> SqlStore::ListTenants() {
  return database_->Read([](Session& session) { return storage::ListTenants(session); });
}

ItemRange SqlStore::RangeAfter(const TenantId& tenant, const ItemId& after, int size) {
  return database_->Read([&](Session& session) { return storage::RangeAfter(session, tenant, after, size); });
}

std::vector<Trail> SqlStore::ReadTrails(const TenantId& tenant, const ItemRange& range) {
  return database_->Read([&](Session& session) { return storage::ReadTrails(session, tenant, range); });
}

StoreLoad SqlStore::ReadLoad() {
  StoreLoad load = database_->Read([](Session& session) { return CountOutbox(session, kMostCounted); });
  load.pools = database_->load();
  return load;
}

}  // namespace charter::storage
