#include "tests/workflows/liangzhou.h"

#include <array>

#include "api/calendar_file.h"
#include "api/preset_files.h"
#include "tests/support/test_server.h"
#include "tests/workflows/explained.h"

namespace charter::test {
namespace {

constexpr int kExplainedEvery = 17;

}  // namespace

Liangzhou::Liangzhou(const std::string& url)
    : city(api::ReadSampleCity(SourcePath("examples/liangzhou"))),
      opened_(storage::OpenStore(url, {.migrate = true})),
      calendar_(api::ReadCalendar(SourcePath("workflows"))),
      presets_(api::ReadPresets(SourcePath("workflows"))),
      clock_(ParseTimestamp("2026-01-12T09:00:00+08:00").value()),
      ids_(std::make_unique<api::ItemIds>(clock_)),
      service_(std::make_unique<Service>(
          Ports{opened_->store(), opened_->directory(), clock_, *ids_, calendar_, presets_})) {
  const auto report =
      api::LoadSampleCity(city, SourcePath("workflows"), *service_, opened_->store(), opened_->directory());
  for (const auto& warning : report.warnings) ADD_FAILURE() << warning;
}

Caller Liangzhou::As(const std::string& token) {
  for (const auto& person : city.people) {
    if (person.token_name == token || person.token_name == "TOKEN_" + token) {
      return {city.tenant, person.person, opened_->directory().ListGrants(city.tenant, person.person.id)};
    }
  }
  ADD_FAILURE() << "nobody has the token " << token;
  return {};
}

Caller Liangzhou::Nearest(const std::string& role, const OrgId& org) {
  const auto place = opened_->directory().FindOrganization(city.tenant, org);
  EXPECT_TRUE(place.has_value()) << org.value;
  const api::SamplePerson* best = nullptr;
  std::size_t length = 0;
  for (const auto& person : city.people) {
    for (const auto& grant : opened_->directory().ListGrants(city.tenant, person.person.id)) {
      if (grant.role != role || !place->path.starts_with(grant.path) || grant.path.size() <= length) continue;
      best = &person;
      length = grant.path.size();
    }
  }
  EXPECT_NE(best, nullptr) << "nobody is " << role << " over " << org.value;
  return best == nullptr ? Caller{} : As(best->token_name);
}

void Liangzhou::MoveTo(const std::string& day_or_time) {
  const auto day = ParseDate(day_or_time);
  const auto to = day ? Add(StartOfDay(*day), Duration{9 * 3600, 0}) : ParseTimestamp(day_or_time);
  ASSERT_TRUE(to.has_value()) << day_or_time;
  for (;;) {
    const auto next = opened_->store().NextTimer();
    if (!next || *next > *to) break;
    if (*next > clock_.Now()) {
      ASSERT_TRUE(clock_.MoveTo(*next));
    }
    ASSERT_GT(service_->RunTimersOnce(1000), 0) << "timers are due but none fires";
  }
  ASSERT_TRUE(clock_.MoveTo(*to)) << day_or_time << " lies in the past";
}

void Liangzhou::Send(const Caller& caller, const ItemId& item, const std::string& event,
                     const std::string& input) {
  SendCommand command{item, event, input.empty() ? Value() : ParseJson(input).value(), std::nullopt};
  // Now and then it is tried first, and what people are told about the item is held to be so.
  if (++sent_ % kExplainedEvery == 0) {
    ExpectExplained(*service_, caller, item);
    const auto& other = city.people[static_cast<std::size_t>(sent_) % city.people.size()];
    ExpectExplained(*service_, As(other.token_name), item);
  }
  const auto sent = sent_ % kExplainedEvery == 0 ? SendAsRehearsed(*service_, caller, command)
                                                 : service_->Send(caller, command);
  if (sent) return;
  std::string text = sent.error().message.en;
  for (const auto& field : sent.error().fields) text += "\n  " + field.pointer + ": " + field.message.en;
  ADD_FAILURE() << caller.person.name << " sends " << event << " in " << State(item) << ": " << text;
}

Code Liangzhou::Refused(const Caller& caller, const ItemId& item, const std::string& event,
                        const std::string& input) {
  SendCommand command{item, event, input.empty() ? Value() : ParseJson(input).value(), std::nullopt};
  const auto sent = service_->Send(caller, command);
  EXPECT_FALSE(sent.has_value()) << event << " should have been refused";
  return sent ? Code::internal_error : sent.error().code;
}

ItemId Liangzhou::Create(const Caller& caller, const std::string& workflow, const std::string& data,
                         std::optional<ItemId> parent, const OrgId& org, const std::string& overrides) {
  CreateCommand command;
  command.workflow = workflow;
  command.org = org;
  command.parent = std::move(parent);
  command.data = ParseJson(data).value();
  if (!overrides.empty()) command.overrides = ParseJson(overrides).value();
  const auto created = service_->Create(caller, command);
  if (created) return created->record.id;
  std::string text = created.error().message.en;
  for (const auto& field : created.error().fields) text += "\n  " + field.pointer + ": " + field.message.en;
  ADD_FAILURE() << caller.person.name << " creates " << workflow << ": " << text;
  return {};
}

void Liangzhou::SetUp(const std::string& budget, const std::string& yuan) {
  BudgetCommand command;
  command.id = BudgetId(budget);
  command.title = {budget, budget};
  command.year = 2026;
  command.pool = Decimal::Parse(yuan).value();
  const auto made = service_->CreateBudget(As("FINANCE"), command);
  if (!made) ADD_FAILURE() << budget << ": " << made.error().message.en;
}

BudgetRecord Liangzhou::Budget(const std::string& id) {
  auto budget = service_->GetBudget(As("AUDITOR"), BudgetId(id));
  EXPECT_TRUE(budget.has_value()) << id;
  return budget ? std::move(*budget) : BudgetRecord{};
}

void Liangzhou::Review(const ItemId& item, const std::string& review, Decimal score) {
  // The criteria of the sheet and the most that each may get, which come to 100.
  const std::vector<std::pair<std::string, int>> sheet =
      review == "closing" ? std::vector<std::pair<std::string, int>>{{"organisation", 20},
                                                                     {"innovation", 25},
                                                                     {"effectiveness", 35},
                                                                     {"replicability", 20}}
                          : std::vector<std::pair<std::string, int>>{
                                {"need", 20},       {"innovation", 20}, {"feasibility", 20},
                                {"milestones", 15}, {"budget", 15},     {"replicability", 10}};
  constexpr std::array kOff{-200, 150, 0, -150, 200};  // of the score, in hundredths
  for (const std::string panel : {"expert", "mass"}) {
    const std::string name = panel == "expert" ? "EXPERT_" : "MASS_";
    std::string people;
    for (int i = 1; i <= 5; ++i)
      people += (i > 1 ? ", \"" : "\"") + As(name + std::to_string(i)).person.id.value + "\"";
    Send(As("OFFICE"), item, review + ".assign",
         R"({"panel": ")" + panel + R"(", "people": [)" + people + "]}");
  }
  for (const std::string name : {"EXPERT_", "MASS_"}) {
    for (std::size_t i = 0; i < kOff.size(); ++i) {
      const Decimal total = Decimal::Add(score, Decimal(kOff[i], 2)).value();
      Decimal left = total;
      std::string scores;
      for (const auto& [criterion, most] : sheet) {
        const bool last = criterion == sheet.back().first;
        const Decimal part =
            last ? left
                 : Decimal::Ratio(Decimal::Multiply(total, Decimal(most, 0)).value(), Decimal(100, 0), 2)
                       .value();
        left = Decimal::Subtract(left, part).value();
        scores += (scores.empty() ? "\"" : ", \"") + criterion + "\": " + part.ToString();
      }
      Send(As(name + std::to_string(i + 1)), item, review + ".score", R"({"scores": {)" + scores + "}}");
    }
  }
}

ItemView Liangzhou::View(const ItemId& item) {
  auto view = service_->Get(As("AUDITOR"), item);
  EXPECT_TRUE(view.has_value());
  return view ? std::move(*view) : ItemView{};
}

std::string Liangzhou::State(const ItemId& item) {
  std::string out;
  for (const auto& id : View(item).record.states) out += (out.empty() ? "" : " ") + id;
  return out;
}

std::string Liangzhou::Field(const ItemId& item, std::string_view name) {
  const auto data = ParseJson(View(item).data).value();
  const Value* value = data.Find(name);
  return value == nullptr ? "null" : WriteJson(*value);
}

std::optional<ItemId> Liangzhou::FindByNumber(const std::string& workflow, const std::string& number) {
  for (const auto& record : AllItems()) {
    if (record.workflow == workflow && record.number == number) return record.id;
  }
  return std::nullopt;
}

std::vector<ItemRecord> Liangzhou::AllItems() {
  std::vector<ItemRecord> all;
  ItemQuery query;
  query.limit = 100;
  do {
    auto page = service_->List(As("AUDITOR"), query);
    query.after = page.next;
    std::move(page.rows.begin(), page.rows.end(), std::back_inserter(all));
  } while (!query.after.empty());
  return all;
}

std::vector<ItemRecord> Liangzhou::Under(const ItemId& parent, const std::string& workflow) {
  std::vector<ItemRecord> found;
  for (auto& record : AllItems()) {
    if (record.parent == parent && record.workflow == workflow)
      found.insert(found.begin(), std::move(record));
  }
  return found;
}

void Liangzhou::VerifyAll() {
  for (const auto& record : AllItems()) {
    const auto difference = service_->Verify(city.tenant, record.id);
    EXPECT_FALSE(difference.has_value()) << record.number << ": " << *difference;
  }
  for (const auto& budget : service_->ListBudgets(As("AUDITOR"), "", 100).rows) {
    const auto difference = service_->Verify(city.tenant, budget.id);
    EXPECT_FALSE(difference.has_value()) << budget.id.value << ": " << *difference;
  }
}

}  // namespace charter::test
