// The fictional city on a store of the test's choice, driven through the service.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

#include "api/clock.h"
#include "api/item_ids.h"
#include "api/sample_city.h"
#include "engine/data/json.h"
#include "engine/service/service.h"
#include "storage/open_store.h"

namespace charter::test {

class Liangzhou {
 public:
  // `url` as storage::OpenStore takes it; the clock starts on Monday 12 January 2026.
  explicit Liangzhou(const std::string& url);

  // The person whose token has this name: "LEAD_TAIHU", "OFFICE", ...
  Caller As(const std::string& token);
  // The person who holds the role at the place nearest above the organisation.
  Caller Nearest(const std::string& role, const OrgId& org);

  // Fires what is due on the way and stops at 09:00 in Shanghai on that day, or at the time given.
  void MoveTo(const std::string& day_or_time);

  // Sends an event that must be carried out; a test failure with the refusal where it is not.
  void Send(const Caller& caller, const ItemId& item, const std::string& event,
            const std::string& input = "");
  // Sends an event that must be refused, and returns the code.
  Code Refused(const Caller& caller, const ItemId& item, const std::string& event,
               const std::string& input = "");
  ItemId Create(const Caller& caller, const std::string& workflow, const std::string& data,
                std::optional<ItemId> parent = std::nullopt, const OrgId& org = {},
                const std::string& overrides = "");

  // A budget of the city, set up by the finance department.
  void SetUp(const std::string& budget, const std::string& yuan);
  BudgetRecord Budget(const std::string& id);

  // Has five experts and five of the mass panel score the review "initiation" or "closing" of an initiative,
  // so that each panel comes to `score` without its highest and its lowest.
  void Review(const ItemId& item, const std::string& review, Decimal score);

  ItemView View(const ItemId& item);
  std::string State(const ItemId& item);
  // One field of the item, as JSON has it; "null" where it is not set.
  std::string Field(const ItemId& item, std::string_view name);
  std::optional<ItemId> FindByNumber(const std::string& workflow, const std::string& number);
  std::vector<ItemRecord> AllItems();
  // The items of that workflow under this one, the oldest first.
  std::vector<ItemRecord> Under(const ItemId& parent, const std::string& workflow);

  // Replays every item and follows every ledger; a test failure for each that differs from what is stored.
  void VerifyAll();

  Service& service() { return *service_; }
  api::SampleCity city;

 private:
  std::unique_ptr<storage::OpenedStore> opened_;
  WorkCalendar calendar_;
  Presets presets_;
  api::SimulatedClock clock_;
  std::unique_ptr<IdSource> ids_;
  std::unique_ptr<Service> service_;
  int sent_ = 0;  // events
};

}  // namespace charter::test
