// All that one command changes, over one or several items, before it is stored at once.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/data/refusal.h"
#include "engine/run/step.h"
#include "engine/service/calendars.h"
#include "engine/service/chart_cache.h"
#include "engine/service/item_cache.h"
#include "engine/service/named_files.h"
#include "engine/service/service.h"

namespace charter {

// An item as it was read, and as the command has left it so far.
struct WorkingItem {
  ItemRecord record;
  std::shared_ptr<const Chart> chart;
  Snapshot snapshot;
  const WorkCalendar* calendar = nullptr;  // that its steps are counted with
  std::int64_t read_rev = 0;               // 0: new
  ItemBefore before;                       // as it was at read_rev
  std::vector<HistoryRecord> history;
  std::vector<OutboxRecord> outbox;
};

// What a unit of work is for.
enum class Purpose : std::uint8_t {
  kCommit,
  kRehearsal,  // nothing is stored: no number is drawn
};

// Used once, in one thread. Follows what an event causes in other items (sends, reports of children to
// their parents, items that it makes) until nothing is left to deliver, then commits all of it or nothing.
class UnitOfWork {
 public:
  UnitOfWork(const Ports& ports, ChartCache& charts, Calendars& calendars, TenantId tenant, Timestamp now,
             Purpose purpose = Purpose::kCommit);

  // The item, read from the store when first asked for; null if there is none. Where a newer edition of the
  // work calendar moves a deadline of its, that has happened to it first: item.calendar.
  WorkingItem* Find(const ItemId& id);
  // The item as this server knows it, without asking the store: Commit tells whether it still was so.
  WorkingItem* Take(const KnownItem& known);

  // A new item, not numbered yet. `overrides`: see BindParameters.
  Outcome<WorkingItem*> Create(ItemRecord record, std::shared_ptr<const Chart> chart, Event create,
                               const Value& overrides);
  // Takes the event through the item and delivers what follows from it.
  Outcome<void> Send(WorkingItem& item, Event event);
  // Marks the item as faulted.
  void Fault(WorkingItem& item, Timestamp at, const std::string& why);

  // From here on, until the next Mark, TakeBack undoes what Send does to whichever items.
  void Mark();
  void TakeBack();
  // Whether since the mark somebody has acted in secret, or an activity in which people do has come to its
  // end: what follows from it is nobody's to see before it is decided.
  [[nodiscard]] bool IsSecret() const;
  // What is against the files that have been named since this was last asked, by somebody's event and all
  // that came of it. `unseen`: what he named himself without being shown it, which only counts as known
  // where he brought it.
  [[nodiscard]] std::optional<Refusal> RefusedFiles(const PersonId& giver, const FileSet& unseen);
  // What Commit would be refused for what has been entered in ledgers so far, as these are now.
  [[nodiscard]] std::optional<Refusal> RefusedByLedger();
  // The items that it changes, by id, and what it enters in ledgers.
  [[nodiscard]] std::vector<const WorkingItem*> Changed() const;
  [[nodiscard]] const std::vector<LedgerRecord>& entries() const { return entries_; }

  // Nothing on success; else the first item that somebody else had changed meanwhile, or what the
  // ledger refused, or that the answer's key is taken.
  [[nodiscard]] std::optional<Store::Conflict> Commit(const std::optional<AnswerRecord>& answer = {});

 private:
  struct Delivery {
    ItemId receiver;
    Event event;
    bool must = false;  // a child's report; a refused `send` is dropped
    ItemId sender;
    std::optional<Effect> create;  // an item to be made under the sender instead
    PersonId by;                   // who makes it
  };

  WorkingItem* Add(KnownItem known);
  void Recount(WorkingItem& item);
  void NoteFiles(const WorkingItem& item, Stepped& stepped);
  void Apply(WorkingItem& item, const Event& event, Stepped stepped);
  void CollectEffects(WorkingItem& item, const Event& event, const PersonId& by,
                      const std::vector<Effect>& effects, HistoryRecord& row);
  void Route(WorkingItem& item, const Effect& effect, Timestamp at);
  void Enter(const WorkingItem& item, Timestamp at, const PersonId& by, Posting posting);
  void ReportToParent(const WorkingItem& item, const ChildFact& fact, Timestamp at);
  Outcome<void> DeliverAll();
  Outcome<void> Deliver(Delivery delivery);
  Outcome<void> MakeChild(const Delivery& delivery);
  Outcome<void> Begin(ItemRecord record, std::shared_ptr<const Chart> chart, Event create,
                      const Value& overrides);
  void DrawNumber(ItemRecord& record, const Chart& chart, Timestamp at);
  void UpdateRecord(WorkingItem& item, bool shows);
  // Of an item about to be changed, for TakeBack; null: it is new.
  void Note(const ItemId& id, const WorkingItem* before);

  const Ports& ports_;
  ChartCache& charts_;
  Calendars& calendars_;
  TenantId tenant_;
  Timestamp now_;
  Purpose purpose_;
  std::map<ItemId, std::unique_ptr<WorkingItem>> items_;
  std::deque<Delivery> deliveries_;
  std::vector<LedgerRecord> entries_;  // in the order in which they were made

  // Named by steps and not looked at yet; and what the items concerned named before.
  std::vector<NamedFile> files_;
  FileSet files_before_;

  bool marked_ = false;
  std::map<ItemId, std::optional<WorkingItem>> since_mark_;  // as they were; nothing: not there
  std::size_t entries_at_mark_ = 0;
};

}  // namespace charter
