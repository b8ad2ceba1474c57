// How long the pure core takes, on one thread and without a store: a round of events through Charter beside
// the same machine written by hand, the initiative's file loaded, and an initiative carried to its formal
// review.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <functional>
#include <sstream>
#include <stdexcept>

#include "api/calendar_file.h"
#include "engine/chart/load.h"
#include "engine/data/json.h"
#include "engine/run/step.h"
#include "engine/run/stepper.h"
#include "tests/bench/engine/load.h"
#include "tests/bench/statechart_machine.h"

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

std::shared_ptr<const Chart> MustLoad(const std::string& path) {
  const Loaded loaded = LoadChart(ReadSource(path));
  if (!loaded.Publishable()) throw std::runtime_error(path + " has mistakes; see charter check");
  return loaded.chart;
}

ItemInfo SomeItem() {
  ItemInfo item;
  item.id = ItemId("item-1");
  item.number = "PJ-2026-001";
  item.org = OrgId("taihu");
  item.created_by = PersonId("lin");
  item.created_at = ParseTimestamp("2026-01-05T09:00:00+08:00").value();
  return item;
}

// ---- the same round, twice ---------------------------------------------------------------------

constexpr std::array kRound{"submit", "check",  "send_back", "submit", "check",  "accept",
                            "report", "resume", "report",    "resume", "finish", "reopen"};

class HandWritten {
 public:
  HandWritten() { machine_.initiate(); }
  void RunRound() {
    for (const auto* event : events_) machine_.process_event(*event);
  }
  void Check() const {
    if (machine_.count != 0 || machine_.state_cast<const bench::Draft*>() == nullptr)
      throw std::runtime_error("the machine written by hand did not go round");
  }

 private:
  bench::StatechartMachine machine_;
  bench::Submit submit_;
  bench::SendBack send_back_;
  bench::Check check_;
  bench::Accept accept_;
  bench::Report report_;
  bench::Resume resume_;
  bench::Finish finish_;
  bench::Reopen reopen_;
  std::array<const bench::sc::event_base*, kRound.size()> events_{&submit_, &check_,  &send_back_, &submit_,
                                                                  &check_,  &accept_, &report_,    &resume_,
                                                                  &report_, &resume_, &finish_,    &reopen_};
};

std::vector<Event> Round(Event::Source source) {
  std::vector<Event> events;
  for (const char* name : kRound) {
    Event event;
    event.source = source;
    event.name = name;
    event.at = SomeItem().created_at;
    if (source == Event::Source::kPerson)
      event.actor = Actor{PersonId("wang"), "Wang", OrgId("taihu"), {"finance", "lead", "office"}};
    events.push_back(std::move(event));
  }
  return events;
}

// Nanoseconds that this thread has spent on a core: what else runs on the machine does not count.
double TimeOnCore() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

// Nanoseconds an event of `rounds` rounds.
double TimeRounds(int rounds, const std::function<void()>& round) {
  const double start = TimeOnCore();
  for (int i = 0; i < rounds; ++i) round();
  return (TimeOnCore() - start) / rounds / static_cast<double>(kRound.size());
}

struct Contestant {
  const char* name;
  std::function<void()> round;
  std::vector<double> times = {};
  std::vector<double> ratios = {};
};

void Print(const char* name, std::vector<double> figures, const char* unit) {
  std::sort(figures.begin(), figures.end());
  std::printf("%-44s %9.2f %9.2f %9.2f %s\n", name, figures.front(), figures[figures.size() / 2],
              figures.back(), unit);
}

void CompareWithHandWritten() {
  constexpr int kRuns = 5;
  constexpr int kRounds = 50'000;
  const auto chart = MustLoad("tests/bench/engine_chart.yaml");
  const WorkCalendar calendar;
  const ItemInfo item = SomeItem();
  const auto by_system = Round(Event::Source::kSystem);
  const auto by_person = Round(Event::Source::kPerson);
  Event create = by_person.front();
  create.name = kCreateEvent;
  const Snapshot begun = Must(Start(*chart, item, create, calendar));

  HandWritten hand_written;
  Snapshot copied = begun;
  const auto step = [&](const std::vector<Event>& events) {
    for (const auto& event : events) copied = Must(Step(*chart, item, copied, event, calendar));
  };
  Stepper stepper;
  Snapshot kept = begun;
  const auto advance = [&](const std::vector<Event>& events) {
    for (const auto& event : events) {
      if (!stepper.Advance(*chart, item, kept, event, calendar))
        throw std::runtime_error("an event was refused");
    }
  };
  std::vector<Contestant> contestants{
      {"Boost.Statechart, written by hand", [&] { hand_written.RunRound(); }},
      {"Charter, Stepper (in place)", [&] { advance(by_system); }},
      {"  sent by a person", [&] { advance(by_person); }},
      {"Charter, Step (a new snapshot each)", [&] { step(by_system); }},
      {"  sent by a person", [&] { step(by_person); }},
  };
  for (auto& contestant : contestants) TimeRounds(kRounds / 10, contestant.round);
  for (int run = 0; run < kRuns; ++run) {
    for (auto& contestant : contestants) {
      contestant.times.push_back(TimeRounds(kRounds, contestant.round));
      contestant.ratios.push_back(contestant.times.back() / contestants.front().times.back());
    }
  }
  hand_written.Check();
  std::printf("one event of tests/bench/engine_chart.yaml, %d runs %9s %9s %9s\n", kRuns, "min", "median",
              "max");
  for (const auto& contestant : contestants) {
    Print(contestant.name, contestant.times, "ns");
    if (&contestant == &contestants.front()) continue;
    std::vector<double> rates;
    for (const double time : contestant.times) rates.push_back(1e3 / time);
    Print("", rates, "million a second");
    Print("", contestant.ratios, "times the hand-written one");
  }
}

// ---- a real workflow ---------------------------------------------------------------------------

void RunInitiative() {
  const std::string source = ReadSource("workflows/grassroots_initiative.yaml");
  const auto chart = MustLoad("workflows/grassroots_initiative.yaml");
  const WorkCalendar calendar = api::ReadCalendar(std::string(CHARTER_SOURCE_DIR) + "/workflows");
  Measure("load the initiative's file", 1, [&] { (void)LoadChart(source); });

  const ItemInfo item = SomeItem();
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
    charter::CompareWithHandWritten();
    charter::RunInitiative();
    charter::bench::BenchLoad();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return 1;
  }
  return 0;
}
