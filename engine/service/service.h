// The use cases of Charter: the only way in for HTTP, the command line and tests.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/chart/diagnostic.h"
#include "engine/chart/preset.h"
#include "engine/data/calendar.h"
#include "engine/data/refusal.h"
#include "engine/data/value.h"
#include "engine/ports/clock.h"
#include "engine/ports/directory.h"
#include "engine/ports/ids.h"
#include "engine/ports/store.h"
#include "engine/report/report.h"
#include "engine/service/caller.h"
#include "engine/service/view.h"

namespace charter {

// All outlive the service.
struct Ports {
  Store& store;
  Directory& directory;
  Clock& clock;
  IdSource& ids;
  const WorkCalendar& calendar;
  const Presets& presets = Presets::None();
};

struct CreateCommand {
  std::string workflow;
  int version = 0;  // 0: the newest
  OrgId org;        // empty: the caller's own, or the parent's organisation
  std::optional<ItemId> parent;
  Value data;       // as parsed from JSON; absent: no fields
  Value overrides;  // {parameter: {value, article}} that no preset gives; absent: none
};

struct SendCommand {
  ItemId item;
  std::string event;
  Value input;                               // as parsed from JSON; absent: none
  std::optional<std::int64_t> expected_rev;  // from If-Match; without it the newest is taken
};

struct Published {
  DefinitionRecord record;
  bool created = false;  // false: the same text was published before
};

template <typename T>
struct Page {
  std::vector<T> rows;
  std::string next;  // cursor for the next page; "" at the end
};

// Thread-safe. Every command is one transaction: refused or failed, it changes nothing. Refusals are
// values; Failure (5xxx) is thrown when the store fails. Who may not see an item is told item_not_found.
class Service {
 public:
  explicit Service(Ports ports);
  ~Service();

  // Checks and publishes a workflow file; `diagnostics` gets its errors and warnings. Refused:
  // not_permitted, definition_invalid, version_exists.
  Outcome<Published> Publish(const Caller& caller, const std::string& yaml,
                             std::vector<Diagnostic>& diagnostics);
  std::vector<WorkflowView> ListWorkflows(const Caller& caller);
  Outcome<WorkflowView> GetWorkflow(const Caller& caller, const std::string& workflow, int version);

  // Refused: workflow_not_found, organization_not_found, not_permitted, parent_not_open,
  // data_invalid, 2030 to 2034 (its parameters) and what entering the initial states may refuse.
  Outcome<ItemView> Create(const Caller& caller, const CreateCommand& command);
  // Refused: item_not_found, stale_revision, 20xx.
  Outcome<ItemView> Send(const Caller& caller, const SendCommand& command);
  Outcome<ItemView> Get(const Caller& caller, const ItemId& item);
  // `query.scopes` is set from the caller. Newest first.
  Page<ItemRecord> List(const Caller& caller, ItemQuery query);
  Outcome<Page<HistoryRecord>> History(const Caller& caller, const ItemId& item, std::int64_t after_rev,
                                       int limit);
  // What people print of an activity, named by its id or its type: the scores of a review, the awards of an
  // allocation, a public notice. No more than Get shows this caller. Refused: item_not_found,
  // no_such_resource (nothing to print).
  Outcome<Report> Print(const Caller& caller, const ItemId& item, const std::string& activity);
  Page<TaskRow> Tasks(const Caller& caller, const std::string& after, int limit);
  std::vector<Organization> ListOrganizations(const Caller& caller);

  // Fires every timer due at or before the clock's time, in order of due time, each at its own due
  // time; at most `limit`. Returns how many fired; an item whose timer cannot be carried out is
  // marked faulted and counts. The body of the timer loop.
  int RunTimersOnce(int limit);

  // Takes every item with a clock over to the newest edition of the work calendar where that moves a deadline
  // of it: its history then has an event item.calendar with the old and the new dates. Once for each edition;
  // several servers at once do no harm, and an item that is missed is taken over before its next event.
  // Returns how many were. What a server does before it answers.
  int RecountDeadlines();

  // Replays an item's history and compares with its stored snapshot, byte for byte. Nothing if they
  // are the same, else one sentence with the first difference. Throws Failure(item_not_found).
  std::optional<std::string> Verify(const TenantId& tenant, const ItemId& item);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace charter
