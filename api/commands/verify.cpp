// charter verify: does replaying every history give what is stored?
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
  int items = 0;
  int differing = 0;
};

Count VerifyTenant(Service& service, Store& store, const TenantId& tenant, std::ostream& out) {
  Count count;
  ItemQuery query;
  query.scopes = {""};
  query.limit = kPage;
  for (auto page = store.ListItems(tenant, query); !page.empty(); page = store.ListItems(tenant, query)) {
    for (const ItemRecord& item : page) {
      ++count.items;
      if (const auto difference = service.Verify(tenant, item.id)) {
        ++count.differing;
        out << item.number << " (" << item.id.value << "): " << *difference << "\n";
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
  const Count count = VerifyTenant(service, *database->store, tenant, surroundings.out);
  surroundings.out << count.items << " items replayed, " << count.differing << " differ\n";
  return count.differing == 0 ? kExitOk : kExitFailed;
}

}  // namespace

Command VerifyCommand() {
  return {
      "verify",
      "",
      "replay every item's history and compare it with what is stored",
      {DatabaseOption(),
       {"--tenant", Option::Value::kRequired, "ID", "whose items (liangzhou)"},
       {"--workflows", Option::Value::kRequired, "DIR", "the folder of workflows and calendars (workflows)"}},
      Verify};
}

}  // namespace charter::api
