// What the use cases share; included only by the files that carry them out.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/service/calendars.h"
#include "engine/service/chart_cache.h"
#include "engine/service/drawings.h"
#include "engine/service/item_cache.h"
#include "engine/service/item_check.h"
#include "engine/service/refusing.h"
#include "engine/service/service.h"
#include "engine/service/unit_of_work.h"

namespace charter {

// Conflicts with others on the way to a commit are tried again; so many in a row mean that something
// else is wrong.
inline constexpr int kMaxTries = 20;
// Timers of one item that are fired ahead of an event; a clock that never comes to rest ends there.
inline constexpr int kMaxTimersFirst = 1000;
// What a server keeps in memory to step without reading: some kilobytes each.
inline constexpr std::size_t kKnownItems = 16384;
[[noreturn]] void GiveUp();

tl::unexpected<Refusal> NoItem(const ItemId& id);
tl::unexpected<Refusal> NoWorkflow(const std::string& workflow);
bool IsAdministrator(const Caller& caller);
// What came with an event, as it is kept.
Outcome<Value> PlainInput(const Value& input);

// The answer to keep with what the result says, if any.
template <typename Result>
std::optional<AnswerRecord> MakeAnswer(const AnswerTo<Result>& answer, const Result& result) {
  return answer ? std::optional(answer(result)) : std::nullopt;
}

struct Service::Impl {
  explicit Impl(Ports given)
      : ports(given), charts(given.store), calendars(given.store, given.clock, given.calendar) {}

  // versions.cpp
  Outcome<DefinitionRecord> FindVersion(const TenantId& tenant, const std::string& workflow, int version);
  Outcome<int> VersionForNew(const TenantId& tenant, const std::string& workflow, int version);
  std::vector<WorkflowView> ViewsOf(const TenantId& tenant, std::vector<DefinitionRecord> records);

  // creation.cpp
  Outcome<Organization> PlaceOf(const Caller& caller, const OrgId& id);
  Outcome<void> MayCreate(const Caller& caller, const Chart& chart, const Organization& org);
  Outcome<void> MayCreateUnder(const Caller& caller, const Chart& chart, const WorkingItem& parent,
                               const Organization& place);
  Outcome<Organization> PlaceForNew(const Caller& caller, const CreateCommand& command, const Chart& chart,
                                    UnitOfWork& work);
  // By the caller in one of his guises; `viewer`: to whom the item is shown. Nothing where somebody else
  // changed the parent meanwhile.
  std::optional<Outcome<ItemView>> TryCreate(const Caller& caller, const Caller& viewer,
                                             const CreateCommand& command, const AnswerTo<ItemView>& answer);

  // sending.cpp
  Outcome<ItemView> Send(const Caller& caller, const SendCommand& command, const AnswerTo<ItemView>& answer);
  // Nothing where it is to be tried again. `known` is taken for the item as it is; null: read it
  std::optional<Outcome<ItemView>> TrySend(const Caller& caller, const SendCommand& command,
                                           const AnswerTo<ItemView>& answer, const KnownItem* known,
                                           bool& timers_first);
  void FireWhatIsDue(const TenantId& tenant, const ItemId& id);
  // The caller's event taken through an item that he may see: the one way in for all that send, rehearse or
  // ask why not. `read_rev` is the revision that he is to have seen.
  Outcome<void> Carry(UnitOfWork& work, WorkingItem& item, const Caller& caller, const SendCommand& command,
                      std::int64_t read_rev, Timestamp now);

  // rehearsing.cpp
  Outcome<Rehearsal> Rehearse(const Caller& caller, const SendCommand& command);
  // Fires what is due in a unit of work that is not committed; whether something was.
  bool FireWithin(UnitOfWork& work, const TenantId& tenant, WorkingItem& item, Timestamp now);
  // explaining.cpp
  std::vector<HeldAt> PlacesOf(const Caller& caller, const Chart& chart, const ItemRecord& item,
                               const std::vector<std::string>& roles);
  // bulk.cpp: nothing where it is to be tried again.
  struct Manner {
    bool timers_first = true;  // what is due on the items is fired before
    bool ask_ledger = false;   // after each item, and not of all of them at once
  };
  std::optional<Outcome<BulkOutcome>> TrySendToMany(const Caller& caller, const BulkCommand& command,
                                                    const AnswerTo<BulkOutcome>& answer, Manner& manner);

  // service.cpp
  bool MaySee(const Caller& caller, const ItemRecord& record);
  // reporting.cpp
  Text OrgName(const TenantId& tenant, const OrgId& id);

  // about_person.cpp: nothing where the item keeps nothing of him that he, or who asks for him, may know.
  std::optional<PersonItem> AboutPerson(const Caller& person, const PersonId& asker, const ItemId& id);
  // erasing.cpp: why the person cannot be erased yet.
  std::optional<Refusal> NeedFor(const TenantId& tenant, const PersonId& person);
  std::vector<PersonId> CopiedNow(const TenantId& tenant, const ItemId& id);
  // All that is not in items: also what came since he was erased.
  void Forget(const TenantId& tenant, const PersonId& person);
  // The next items of one erasure, as many as `swept` has room for; false where it has to wait, or is done.
  bool SweepMore(const TenantId& tenant, ErasureRecord& erasure, Timestamp now, int limit,
                 SweptErasures& swept);
  // One item; false where the name stays in it.
  bool SweepOne(const TenantId& tenant, const ItemId& id, const ErasureRecord& erasure, SweptErasures& swept);

  // recounting.cpp: whether a deadline of the item moved
  bool RecountItem(const TimedItem& timed);

  // firing.cpp
  enum class Firing : std::uint8_t { kNothing, kOneBefore, kIt };
  Firing FireOne(const DueTimer& timer);
  // With those of its item that come before it; how many fired.
  int FireTimer(const DueTimer& timer);
  std::optional<DueTimer> EarliestDue(const TenantId& tenant, const WorkingItem& item, Timestamp now) const;

  Ports ports;
  ChartCache charts;
  Drawings drawings;
  Calendars calendars;
  ItemCache items{kKnownItems};
};

}  // namespace charter
