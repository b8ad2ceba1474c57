// charter verify: does replaying every history give what is stored, and does every ledger add up?
#include <ostream>

#include "api/calendar_file.h"
#include "api/clock.h"
#include "api/commands/commands.h"
#include "api/item_ids.h"
#include "engine/service/service.h"

namespace charter::api {
namespace {

constexpr int kPage = 200;

struct Count {
  int rows = 0;
  int differing = 0;
};

Count VerifyItems(Service& service, Store& store, const TenantId& tenant, std::ostream& out) {
  Count count;
  ItemQuery query;
  query.scopes = {""};
  query.limit = kPage;
  do {
    const auto page = store.ListItems(tenant, query);
    for (const ItemRecord& item : page.rows) {
      ++count.rows;
      if (const auto difference = service.Verify(tenant, item.id)) {
        ++count.differing;
        out << item.number << " (" << item.id.value << "): " << *difference << "\n";
      }
    }
    query.after = page.next;
  } while (!query.after.empty());
  return count;
}

Count VerifyBudgets(Service& service, Store& store, const TenantId& tenant, std::ostream& out) {
  Count count;
  BudgetQuery query{{""}, "", kPage};
  for (auto page = store.ListBudgets(tenant, query); !page.empty(); page = store.ListBudgets(tenant, query)) {
    for (const BudgetRecord& budget : page) {
      ++count.rows;
      if (const auto difference = service.Verify(tenant, budget.id)) {
        ++count.differing;
        out << "budget " << budget.id.value << ": " << *difference << "\n";
      }
    }
    query.after = page.back().id.value;
  }
  return count;
}

int Verify(const Arguments& arguments, const Surroundings& surroundings) {
  const auto database = OpenOrExplain(arguments.Get("--db", kDefaultDatabase), false, surroundings);
  if (!database) return kExitFailed;
  const WorkCalendar calendar = ReadCalendar(arguments.Get("--workflows", "workflows"));
  SystemClock clock;
  ItemIds ids(clock);
  Service service({*database->store, *database->directory, clock, ids, calendar});
  const TenantId tenant(arguments.Get("--tenant", "liangzhou"));
  const Count items = VerifyItems(service, *database->store, tenant, surroundings.out);
  surroundings.out << items.rows << " items replayed, " << items.differing << " differ\n";
  const Count budgets = VerifyBudgets(service, *database->store, tenant, surroundings.out);
  if (budgets.rows > 0) {
    surroundings.out << budgets.rows << " budgets followed entry by entry, " << budgets.differing
                     << " differ\n";
  }
  return items.differing + budgets.differing == 0 ? kExitOk : kExitFailed;
}

}  // namespace

Command VerifyCommand() {
  return {
      "verify",
      "",
      "replay every item's history, follow every ledger, and compare with what is stored",
      {DatabaseOption(),
       {"--tenant", Option::Value::kRequired, "ID", "whose items (liangzhou)"},
       {"--workflows", Option::Value::kRequired, "DIR", "the folder of workflows and calendars (workflows)"}},
      Verify};
}

}  // namespace charter::api
