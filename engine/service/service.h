// The use cases of Charter: the only way in for HTTP, the command line and tests.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/chart/comparison.h"
#include "engine/chart/diagnostic.h"
#include "engine/chart/preset.h"
#include "engine/data/calendar.h"
#include "engine/data/refusal.h"
#include "engine/data/value.h"
#include "engine/ports/audit.h"
#include "engine/ports/clock.h"
#include "engine/ports/directory.h"
#include "engine/ports/files.h"
#include "engine/ports/ids.h"
#include "engine/ports/page.h"
#include "engine/ports/store.h"
#include "engine/report/report.h"
#include "engine/service/caller.h"
#include "engine/service/changes.h"
#include "engine/service/difference.h"
#include "engine/service/explanation.h"
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
  // Null, as in a simulation: whatever a file field holds is taken for a file.
  Files* files = nullptr;
  std::function<void()> committed = {};  // told of each commit that changed items; must not throw
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

struct CommentCommand {
  ItemId item;
  std::string text;
  std::optional<std::vector<std::string>> to =
      {};  // roles that read it; an empty list: whoever sees the item
};

struct BudgetCommand {
  BudgetId id;  // of the caller's choice: letters, digits, '-', '_' and '.', at most 64
  Text title;
  int year = 0;
  OrgId org;  // empty: the caller's own
  Decimal pool;
  std::string note;
};

struct Published {
  DefinitionRecord record;
  bool created = false;  // false: the same text was published before
};

// A workflow file that was looked at and not published.
struct CheckedWorkflow {
  enum class Known : std::uint8_t { kNew, kSame, kOther };  // kOther: its version is there with another text

  std::string workflow;  // "" where the file says too little to tell
  int version = 0;
  Text title;
  bool publishable = false;
  Known known = Known::kNew;
  std::vector<Diagnostic> diagnostics;
  int newest = 0;                    // the version that `changes` are counted from; 0: none is published
  std::vector<ChartChange> changes;  // where the file could run
};

// Whether versions of a workflow take new items.
struct RetireCommand {
  std::string workflow;
  int version = 0;  // 0: all
  bool retired = true;
  std::string reason;
};

// What one version of a workflow has that another has not.
struct WorkflowDifference {
  WorkflowView from;
  WorkflowView to;
  std::vector<ChartChange> changes;
  std::optional<std::string> text;  // of the sources, in the unified format; nothing where they are too long
};

struct DiagramQuery {
  std::string workflow;
  int version = 0;             // 0: the newest, or that of the item
  std::optional<ItemId> item;  // whose states are to be marked
  Language language = Language::kZh;
};

// One run over due timers.
struct FiredTimers {
  int claimed = 0;      // 0: none was due that nobody had claimed
  int fired = 0;        // with those of the same items that came before
  std::string failure;  // of the last one that failed and is left for later; "": none did
};

// One run over the items of people who were erased.
struct SweptErasures {
  int looked = 0;       // items that were gone through
  int failed = 0;       // of these, such as could not be read or written: their names stay
  std::string failure;  // of the last of them; "": none did
};

// Thread-safe. Every command is one transaction: refused or failed, it changes nothing. Where it is given
// an `answer`, what that makes of the result is kept in the same transaction, or the command is refused with
// idempotency_key_taken. Refusals are values; Failure (5xxx) is thrown when the store fails. Who may not see
// an item is told item_not_found.
class Service {
 public:
  explicit Service(Ports ports);
  ~Service();

  // Checks and publishes a workflow file; `diagnostics` gets its errors and warnings. Refused:
  // not_permitted, definition_invalid, version_exists.
  Outcome<Published> Publish(const Caller& caller, const std::string& yaml,
                             std::vector<Diagnostic>& diagnostics, const AnswerTo<Published>& answer = {});
  // What Publish would say of the file; stores nothing. Refused: not_permitted.
  Outcome<CheckedWorkflow> Check(const Caller& caller, const std::string& yaml);
  std::vector<WorkflowView> ListWorkflows(const Caller& caller);
  Outcome<WorkflowView> GetWorkflow(const Caller& caller, const std::string& workflow, int version);
  // By number. Refused, like all below: workflow_not_found.
  Outcome<std::vector<WorkflowView>> ListVersions(const Caller& caller, const std::string& workflow);
  // `to` 0: the newest; `from` 0: the one before `to`.
  Outcome<WorkflowDifference> CompareVersions(const Caller& caller, const std::string& workflow, int from,
                                              int to);
  // An SVG. Refused: item_not_found, also where the item runs on another workflow or version.
  Outcome<std::string> Diagram(const Caller& caller, const DiagramQuery& query);
  // Takes versions out of use, or back into it; gives all as they then are. Items under way go on, and so do
  // those that they make by themselves. Refused: not_permitted, input_invalid (no reason).
  Outcome<std::vector<WorkflowView>> Retire(const Caller& caller, const RetireCommand& command,
                                            const AnswerTo<std::vector<WorkflowView>>& answer = {});

  // Without a version it is the newest that is not retired. Refused: workflow_not_found, workflow_retired,
  // organization_not_found, not_permitted, parent_not_open,
  // data_invalid, 2030 to 2034 (its parameters) and what entering the initial states may refuse.
  Outcome<ItemView> Create(const Caller& caller, const CreateCommand& command,
                           const AnswerTo<ItemView>& answer = {});
  // Refused: item_not_found, stale_revision, 20xx. Here and above, a file that is named must be there and be
  // the caller's to give, brought by him or named by the item already (input_invalid), and fit its field
  // (file_type_refused, file_too_large).
  Outcome<ItemView> Send(const Caller& caller, const SendCommand& command,
                         const AnswerTo<ItemView>& answer = {});
  // What Send would do and answer, with nothing stored and no number drawn; refused alike. What is kept
  // secret is not told before it is decided: see Rehearsal::secret.
  Outcome<Rehearsal> Rehearse(const Caller& caller, const SendCommand& command);
  // Changes fields of the item outside of its events: the event item.fields, whose `input` is a JSON Merge
  // Patch (RFC 7396) of its data. Nothing happens where that would change nothing. Refused as Send, and
  // fields_not_open. The second is to the first what Rehearse is to Send.
  Outcome<ItemView> ChangeFields(const Caller& caller, const SendCommand& command,
                                 const AnswerTo<ItemView>& answer = {});
  Outcome<Rehearsal> RehearseFields(const Caller& caller, const SendCommand& command);
  // Each event of the item's workflow: whether Send, without input, would take it from this caller now, and
  // all that stands against it. Refused: item_not_found.
  Outcome<Explanation> Explain(const Caller& caller, const ItemId& item);
  // One event to many items, in their order and in one transaction: those that refuse it are left out, or,
  // all or nothing, keep it from all. Refused: input_invalid (none or more than kMostItems, or one twice).
  Outcome<BulkOutcome> SendToMany(const Caller& caller, const BulkCommand& command,
                                  const AnswerTo<BulkOutcome>& answer = {});
  Outcome<ItemView> Get(const Caller& caller, const ItemId& item);
  // One field as it is: a personal number in clear, which all other answers mask, for those whom its `unmask`
  // names. Whoever answers this writes it down. Refused: item_not_found, no_such_resource, not_permitted.
  Outcome<FieldView> ReadField(const Caller& caller, const ItemId& item, const std::string& name);
  // `query.scopes` is set from the caller. Newest first; overdue ones by what was due first.
  Page<ItemRecord> List(const Caller& caller, ItemQuery query);
  Outcome<Page<HistoryRecord>> History(const Caller& caller, const ItemId& item, std::int64_t after_rev,
                                       int limit);
  // The same in words.
  Outcome<Page<TimelineEntry>> Timeline(const Caller& caller, const ItemId& item, std::int64_t after_rev,
                                        int limit);
  // Says something about an item, for whoever sees it or for those of `to`, which must be given where an item
  // has sides. It stays as it is and changes nothing of the item. Refused: item_not_found, input_invalid,
  // not_allowed (to those who may score in a blind review that goes on: it would tell who they are).
  Outcome<CommentRecord> Comment(const Caller& caller, const CommentCommand& command,
                                 const AnswerTo<CommentRecord>& answer = {});
  // The oldest first. Besides those for the caller: his own, and to auditors all.
  Outcome<Page<CommentRecord>> ListComments(const Caller& caller, const ItemId& item,
                                            const std::string& after, int limit);
  // What people print of an activity, named by its id or its type: the scores of a review, the awards of an
  // allocation, a public notice. No more than Get shows this caller. Refused: item_not_found,
  // no_such_resource (nothing to print).
  Outcome<Report> Print(const Caller& caller, const ItemId& item, const std::string& activity);
  // A file that the item names, where Get, or the history, would show this caller the field that names it.
  // Refused: item_not_found, no_such_resource.
  Outcome<ItemFile> FindFile(const Caller& caller, const ItemId& item, const std::string& sha256);
  // `query.roles` and `query.person` are set from the caller.
  Page<TaskRow> Tasks(const Caller& caller, TaskQuery query);
  // How many items of the caller's places are in which state: at `org_path` and below, or everywhere.
  std::vector<StateCount> Counts(const Caller& caller, const std::optional<std::string>& org_path,
                                 const std::optional<std::string>& workflow);
  // Adds up what commits have noted for Counts, which is exact without, and enters it in the log of changes,
  // by real time; at most `limit` notes. Returns how many those were. Several servers may do it at once. The
  // body of a loop.
  int FoldNotes(Timestamp now, int limit);
  // What the log of changes tells after a position, to be told with Tell; nothing at all where some of it is
  // no longer kept. At most `limit`.
  std::optional<std::vector<Change>> ChangesAfter(const TenantId& tenant, std::int64_t position, int limit);
  // `query.scopes` is set from the caller. By path.
  Page<Organization> ListOrganizations(const Caller& caller, OrganizationQuery query);

  // Budgets are set up and changed by administrators and those with the role `finance` over their
  // organisation, and seen by all who hold a role there. Refused: organization_not_found, not_permitted,
  // input_invalid, budget_exists.
  Outcome<BudgetRecord> CreateBudget(const Caller& caller, const BudgetCommand& command,
                                     const AnswerTo<BudgetRecord>& answer = {});
  // Raises the pool, or lowers it by a negative amount, but never below what is reserved. Refused:
  // budget_not_found, not_permitted, input_invalid, budget_exceeded.
  Outcome<BudgetRecord> ChangeBudget(const Caller& caller, const BudgetId& id, Decimal by,
                                     const std::string& reason, const AnswerTo<BudgetRecord>& answer = {});
  Outcome<BudgetRecord> GetBudget(const Caller& caller, const BudgetId& id);
  Page<BudgetRecord> ListBudgets(const Caller& caller, const std::string& after, int limit);
  Outcome<Page<LedgerRecord>> Ledger(const Caller& caller, const BudgetId& id, std::int64_t after_seq,
                                     int limit);

  // The edition of the work calendar that new deadlines are counted with. Holds as long as the service.
  const WorkCalendar& Calendar();

  // Erases a person: his name, account, tokens and rights at once, his name in the history of items by the
  // sweep that follows. For administrators of the topmost organisation, and not for himself; once erased, the
  // record of it is told again, and what he has been given since goes. Refused: not_permitted,
  // no_such_resource, input_invalid (no reason), erasure_refused (with what still needs him).
  Outcome<ErasureRecord> Erase(const Caller& caller, const PersonId& person, const std::string& reason,
                               const AnswerTo<ErasureRecord>& answer = {});
  // Takes the names of erased people out of the next items of a tenant, at most about `limit`, in two rounds:
  // the second, a minute after the first, finds what was written while he was still believed to be there.
  // `now`: real time. Several servers may do it at once. The body of a loop.
  SweptErasures SweepErasures(const TenantId& tenant, Timestamp now, int limit);

  // What is kept of a person in items: those he made, acted in, or is named in where he may see it, from a
  // range of items after `after` ("": from the first); what others do in secret stays hidden from him, too,
  // and from an `asker` who is another also what he does in secret, and what he says to some roles only.
  Page<PersonItem> ItemsOf(const TenantId& tenant, const PersonId& person, const PersonId& asker,
                           const std::string& after, int limit);

  // Fires every timer due at or before the clock's time, in order of due time, each at its own due
  // time; at most `limit`. Returns how many fired; an item whose timer cannot be carried out is
  // marked faulted and counts. For a clock that is moved by hand, where the order over all items is told.
  int RunTimersOnce(int limit);
  // The same for a clock that runs: claims at most `limit` timers for the lease and fires them, of each item
  // in order. For many threads and servers at once: they do not do each other's work, and share commits.
  FiredTimers FireTimers(const Lease& lease, int limit);

  // Takes every item with a clock over to the newest edition of the work calendar where that moves a deadline
  // of it: its history then has an event item.calendar with the old and the new dates. Once for each edition;
  // several servers at once do no harm, and an item that is missed is taken over before its next event.
  // Returns how many were. What a server does before it answers.
  int RecountDeadlines();

  // Checks the items of a range, and what is left of items that are gone: hashes and revisions of the
  // history, what seals cover of it, the replay against the stored snapshot, byte for byte, and against what
  // the item has entered in ledgers. Of each item the first difference, in the order of ids.
  VerifiedItems VerifyItems(const TenantId& tenant, const ItemRange& range);
  // The same for one item: nothing if all is as it must be, else one sentence. Throws
  // Failure(item_not_found).
  std::optional<std::string> Verify(const TenantId& tenant, const ItemId& item);
  // The record of erasures: numbers without gaps, each chained to the one before, nobody in it with a name.
  // Nothing if all is so.
  std::optional<std::string> VerifyErasures(const TenantId& tenant);
  // Goes through a budget's ledger from its first entry: numbers without gaps, no sum above the one it
  // comes from at any time, in no account, and in the end the sums that are stored with the budget.
  // Nothing if all is so. Throws Failure(budget_not_found).
  std::optional<std::string> Verify(const TenantId& tenant, const BudgetId& budget);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace charter
