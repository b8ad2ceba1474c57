// What proving a database costs: a row's hash, verifying all items with 1, 2, ... threads, a first seal and
// one where little has changed.
//   verify_bench [items]     100,000 unless told otherwise; five revisions each
// SQLite in the folder for temporary files; PostgreSQL where CHARTER_TEST_POSTGRES names a server.
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "api/calendar_file.h"
#include "api/clock.h"
#include "api/item_ids.h"
#include "api/sealer.h"
#include "api/verify_run.h"
#include "engine/data/json.h"
#include "engine/ports/chain.h"
#include "storage/open_store.h"
#include "tests/support/postgres_database.h"

namespace {

using namespace charter;  // NOLINT(google-build-using-namespace)

const TenantId kTenant{"city"};
constexpr int kItemsPerCommit = 200;

double Seconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::string Source(const std::string& path) {
  std::ifstream file(CHARTER_SOURCE_DIR "/" + path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// One leave request taken through its events, to be written again under other ids.
class Pattern {
 public:
  Pattern() : opened_(storage::OpenStore("memory:")), ids_(clock_) {
    calendar_ = api::ReadCalendar(CHARTER_SOURCE_DIR "/workflows");
    Service service({opened_->store(), opened_->directory(), clock_, ids_, calendar_});
    opened_->directory().PutOrganizations(kTenant, {{OrgId("mill"), std::nullopt, "union", {}, "mill/"}});
    const Caller worker = Who("worker");
    const Caller head = Who("head");
    std::vector<Diagnostic> diagnostics;
    (void)service.Publish(Who(std::string(kAdministrator)), Source("tests/api/leave_request.yaml"),
                          diagnostics);
    CreateCommand create;
    create.workflow = "leave_request";
    create.data = *ParseJson(R"({"reason": "move", "days": 3})");
    const ItemId id = service.Create(worker, create).value().record.id;
    const auto send = [&](const Caller& who, const char* event, Value input) {
      (void)service.Send(who, {id, event, std::move(input), std::nullopt}).value();
    };
    send(worker, "submit", {});
    send(head, "send_back", {});
    send(worker, "submit", {});
    send(head, "approve", *ParseJson(R"({"remark": "fine"})"));
    item_ = *opened_->store().FindItem(kTenant, id);
    history_ = opened_->store().History(kTenant, id, 0, 100);
  }

  void Fill(Store& store, int items) {
    (void)store.AddDefinition(kTenant, *opened_->store().FindDefinition(kTenant, "leave_request", 1),
                              nullptr);
    for (const CalendarRecord& calendar : opened_->store().ListCalendars())
      (void)store.AddCalendar(calendar.text, calendar.loaded_at);
    std::vector<ItemWrite> writes;
    for (int i = 0; i < items; ++i) {
      ItemWrite& write = writes.emplace_back();
      write.item = item_;
      write.item.id = ItemId("01990000-0000-7000-8000-" + std::to_string(100'000'000'000 + i));
      write.item.number = "QJ-2026-" + std::to_string(i);
      write.item.title = write.item.number;
      write.item.head.clear();
      write.history = history_;
      Chain(kTenant, write.item, write.history);
      if (writes.size() < kItemsPerCommit && i + 1 < items) continue;
      (void)store.Commit(kTenant, writes);
      writes.clear();
    }
  }

  // Its last event once more, under the next revision: not one that a replay would take.
  ItemWrite After(const ItemRecord& item) const {
    ItemWrite write;
    write.item = item;
    write.expected_rev = item.rev;
    write.before.item = item;
    write.history = {history_.back()};
    write.history[0].rev = ++write.item.rev;
    Chain(kTenant, write.item, write.history);
    return write;
  }
  [[nodiscard]] const std::vector<HistoryRecord>& history() const { return history_; }
  [[nodiscard]] Clock& clock() { return clock_; }
  [[nodiscard]] api::ItemIds& ids() { return ids_; }
  [[nodiscard]] const WorkCalendar& calendar() const { return calendar_; }

 private:
  static Caller Who(const std::string& role) {
    return {kTenant, {PersonId(role), role, OrgId("mill")}, {{role, OrgId("mill"), "mill/"}}};
  }

  std::unique_ptr<storage::OpenedStore> opened_;
  api::SystemClock clock_;
  api::ItemIds ids_;
  WorkCalendar calendar_;
  ItemRecord item_;
  std::vector<HistoryRecord> history_;
};

void MeasureHash(const Pattern& pattern) {
  constexpr int kRounds = 100'000;
  std::string head(64, '0');
  std::size_t bytes = 0;
  for (const HistoryRecord& row : pattern.history())
    bytes += row.actor.size() + row.input.size() + row.detail.size() + row.event.size();
  const double seconds = Seconds([&] {
    for (int i = 0; i < kRounds; ++i)
      head = ChainHash(head, pattern.history()[static_cast<std::size_t>(i) % 5]);
  });
  std::printf("hash of a row (%zu bytes of text): %.2f us\n", bytes / pattern.history().size(),
              seconds / kRounds * 1e6);
}

void Measure(const std::string& name, const std::string& url, int items, Pattern& pattern) {
  const auto opened = storage::OpenStore(url, {.migrate = true});
  Store& store = opened->store();
  const double filled = Seconds([&] { pattern.Fill(store, items); });
  std::printf("%s, %d items: filled at %.0f items/s\n", name.c_str(), items, items / filled);
  Service service({store, opened->directory(), pattern.clock(), pattern.ids(), pattern.calendar()});
  const int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  for (int threads = 1; threads <= cores; threads *= 2) {
    std::int64_t differing = 0;
    const double seconds = Seconds([&] {
      api::VerifyAll(service, store, kTenant, threads, [&](const VerifiedItems& range) {
        differing += static_cast<std::int64_t>(range.differences.size());
      });
    });
    std::printf("  verify, %d threads: %.0f items/s, %.0f revisions/s, %lld differ\n", threads,
                items / seconds, 5.0 * items / seconds, static_cast<long long>(differing));
  }
  const SealKey key{"none", [](std::string_view) { return std::string(); }};
  std::size_t seals = 0;
  const double first =
      Seconds([&] { seals = SealTenant(store, kTenant, pattern.clock().Now(), key).made.size(); });
  std::printf("  first seal of all: %.2f s, %zu seals\n", first, seals);
  const ItemId changed("01990000-0000-7000-8000-" + std::to_string(100'000'000'000 + items / 2));
  const std::vector<ItemWrite> writes = {pattern.After(*store.FindItem(kTenant, changed))};
  (void)store.Commit(kTenant, writes);
  const double next = Seconds([&] { (void)SealTenant(store, kTenant, pattern.clock().Now(), key); });
  std::printf("  seal after one event: %.3f s\n", next);
  const double check = Seconds([&] { (void)CheckSeals(store, kTenant, {}, {}); });
  std::printf("  check of all seals: %.2f s\n", check);
}

}  // namespace

int main(int argc, char** argv) try {
  const int items = argc > 1 ? std::stoi(argv[1]) : 100'000;
  Pattern pattern;
  MeasureHash(pattern);
  const std::filesystem::path file =
      std::filesystem::temp_directory_path() / ("charter_verify_bench." + std::to_string(getpid()) + ".db");
  Measure("SQLite", "sqlite:" + file.string(), items, pattern);
  for (const char* more : {"", "-wal", "-shm"}) std::filesystem::remove(file.string() + more);
  if (std::getenv("CHARTER_TEST_POSTGRES") != nullptr) {  // NOLINT(concurrency-mt-unsafe)
    const test::PostgresDatabase database;
    Measure("PostgreSQL", database.url(), items, pattern);
  }
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
