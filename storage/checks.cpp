#include "storage/checks.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "engine/data/failure.h"
#include "storage/param.h"

namespace charter::storage {
namespace {

[[noreturn]] void Refuse(const ItemWrite& write, const std::string& what) {
  throw Failure(Code::store_failed, "item " + write.item.id.value + ": " + what);
}

void CheckText(const ItemWrite& write, const std::string& text) {
  if (!CanBeKept(text)) Refuse(write, "text that is not UTF-8, or with a NUL");
}

void CheckTexts(const ItemWrite& write) {
  const ItemRecord& item = write.item;
  for (const std::string* text :
       {&item.id.value, &item.number, &item.workflow, &item.org.value, &item.org_path, &item.title,
        &item.created_by.value, &item.status, &item.snapshot, &item.head}) {
    CheckText(write, *text);
  }
  if (item.parent) CheckText(write, item.parent->value);
  for (const std::string& state : item.states) CheckText(write, state);
  for (const HistoryRecord& row : write.history) {
    for (const std::string* text :
         {&row.event, &row.source, &row.actor, &row.input, &row.detail, &row.hash, &row.names}) {
      CheckText(write, *text);
    }
    for (const std::string& state : row.from) CheckText(write, state);
    for (const std::string& state : row.to) CheckText(write, state);
  }
  for (const TaskRecord& task : write.tasks) {
    CheckText(write, task.state);
    CheckText(write, task.role);
    CheckText(write, task.person.value);
  }
  for (const OutboxRecord& effect : write.outbox) {
    CheckText(write, effect.kind);
    CheckText(write, effect.payload);
  }
}

}  // namespace

void CheckWrite(const ItemWrite& write) {
  if (write.item.id.empty()) Refuse(write, "no id");
  if (write.history.empty()) Refuse(write, "a write without history");
  std::int64_t rev = write.expected_rev;
  for (const HistoryRecord& row : write.history) {
    if (row.rev != ++rev) Refuse(write, "history with a gap at revision " + std::to_string(row.rev));
  }
  if (write.item.rev != rev) Refuse(write, "its revision is not that of its last history row");

  std::set<std::tuple<std::string_view, std::string_view, std::string_view>> tasks;
  for (const TaskRecord& task : write.tasks) {
    if (!tasks.emplace(task.state, task.role, task.person.value).second) Refuse(write, "the same task twice");
  }
  std::set<std::int64_t> timers;
  for (const TimerRecord& timer : write.timers) {
    if (!timers.insert(timer.id).second) Refuse(write, "the same timer twice");
  }
  std::set<std::pair<std::int64_t, int>> effects;
  for (const OutboxRecord& effect : write.outbox) {
    if (effect.rev <= write.expected_rev || effect.rev > rev) Refuse(write, "an effect of another revision");
    if (!effects.emplace(effect.rev, effect.position).second) Refuse(write, "the same effect twice");
  }
  CheckTexts(write);
}

void CheckEntries(std::span<const ItemWrite> writes, std::span<const LedgerRecord> entries) {
  for (const LedgerRecord& entry : entries) {
    const auto write = std::find_if(writes.begin(), writes.end(),
                                    [&](const ItemWrite& w) { return w.item.id == entry.item; });
    if (write == writes.end())
      throw Failure(Code::store_failed, "a ledger entry of item " + entry.item.value + ", not written");
    // Entries tell the revision that is shown.
    if (entry.rev + write->item.sealed <= write->expected_rev || entry.rev > write->item.ShownRev())
      Refuse(*write, "a ledger entry of another revision");
    const Posting& posting = entry.posting;
    if (posting.fen <= 0 || static_cast<std::size_t>(posting.kind) >= kItemLedgerKinds)
      Refuse(*write, "a ledger entry that items do not make");
    for (const std::string* text :
         {&posting.budget.value, &posting.account.value, &posting.note, &entry.actor.value})
      CheckText(*write, *text);
  }
}

void CheckOrganization(const Organization& organization, const std::optional<std::string>& parent_path) {
  const std::string& id = organization.id.value;
  if (organization.parent && !parent_path) {
    throw Failure(Code::store_failed, "organisation " + id + ": its parent " + organization.parent->value +
                                          " is not there; put parents before their children");
  }
  const std::string wanted = (parent_path ? *parent_path : "") + id + "/";
  if (organization.path != wanted) {
    throw Failure(Code::store_failed, "organisation " + id + ": its path is '" + organization.path +
                                          "' and must be '" + wanted + "'");
  }
}

}  // namespace charter::storage
