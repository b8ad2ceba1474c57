// How long the pure core takes: loading the initiative's file, and carrying an initiative from its creation
// to the formal review, on one thread and without a store.
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <sstream>
#include <stdexcept>

#include "api/calendar_file.h"
#include "engine/chart/load.h"
#include "engine/data/json.h"
#include "engine/run/step.h"

namespace charter {
namespace {

using SteadyClock = std::chrono::steady_clock;

std::string ReadSource(const std::string& path) {
  const std::ifstream file(std::string(CHARTER_SOURCE_DIR) + "/" + path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// Repeats `body` for about a second and prints what one of the `parts` it consists of takes.
void Measure(const char* name, int parts, const std::function<void()>& body) {
  body();
  const auto start = SteadyClock::now();
  std::chrono::duration<double, std::micro> spent{};
  int runs = 0;
  for (; spent < std::chrono::seconds(1); ++runs) {
    body();
    spent = SteadyClock::now() - start;
  }
  const double each = spent.count() / runs / parts;
  std::printf("%-28s %10.1f us each %12.0f a second\n", name, each, 1e6 / each);
}

Snapshot Must(Outcome<Stepped> outcome) {
  if (!outcome) throw std::runtime_error(outcome.error().message.en);
  return std::move(outcome->snapshot);
}

void RunAll() {
  const std::string source = ReadSource("workflows/grassroots_initiative.yaml");
  const auto chart = LoadChart(source).chart;
  if (!chart) throw std::runtime_error("the initiative's file has mistakes");
  const WorkCalendar calendar = api::ReadCalendar(std::string(CHARTER_SOURCE_DIR) + "/workflows");
  Measure("load the initiative's file", 1, [&] { (void)LoadChart(source); });

  ItemInfo item;
  item.id = ItemId("item-1");
  item.number = "PJ-2026-001";
  item.org = OrgId("taihu");
  item.created_by = PersonId("lin");
  item.created_at = ParseTimestamp("2026-01-05T09:00:00+08:00").value();
  const auto event = [&](const char* name, const char* role, const char* data) {
    Event made;
    made.source = Event::Source::kPerson;
    made.name = name;
    made.at = item.created_at;
    made.actor = Actor{PersonId(role), role, item.org, {role}};
    if (*data != '\0') made.data = ParseJson(data).value();
    return made;
  };
  const Event create = event("item.create", "lead", R"({
      "name_cn": "技能培育链", "level": "county_federation", "lead_org": "太湖区总工会", "theme": "skills",
      "budget_total": "180000.00", "support_requested": "80000.00", "self_funded": "100000.00",
      "milestones": [{"code": "M1", "name": "调研", "due": "2026-04-30", "weight": 40},
                     {"code": "M2", "name": "培训", "due": "2026-07-15", "weight": 60}]})");
  const Event submit = event("submit", "lead", "");
  const Event recommend = event("recommend", "district", R"({"opinion": "同意推荐"})");
  const Event pass =
      event("pass_formal", "office", R"({"complete": true, "no_duplicate": true, "not_barred": true})");
  Measure("carry out an event", 4, [&] {
    Snapshot snapshot = Must(Start(*chart, item, create, calendar));
    for (const Event* next : {&submit, &recommend, &pass})
      snapshot = Must(Step(*chart, item, snapshot, *next, calendar));
  });
}

}  // namespace
}  // namespace charter

int main() {
  try {
    charter::RunAll();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return 1;
  }
  return 0;
}
