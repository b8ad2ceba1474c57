// How many events a store commits: one history row, one task and one timer changed, one effect added.
//   store_bench                            a SQLite file in the folder for temporary files, 1 and 8 threads
//   store_bench URL [threads] [seconds]    any store; migrates it first
// Every commit is durable as far as the database is set up so: the disk's speed at that is half of what
// is measured.
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "storage/open_store.h"

namespace {

using charter::ItemId;
using charter::ItemWrite;
using charter::Timestamp;

ItemWrite Event(const std::string& id, std::int64_t rev) {
  const Timestamp now{1'767'574'800 + rev, 0};
  ItemWrite write;
  write.item.id = ItemId(id);
  write.item.number = id;
  write.item.workflow = "grassroots_initiative";
  write.item.version = 1;
  write.item.org = charter::OrgId("u12");
  write.item.org_path = "liangzhou/taihu/u12/";
  write.item.title = "职工书屋";
  write.item.created_by = charter::PersonId("p7");
  write.item.updated_at = now;
  write.item.rev = rev;
  write.item.status = "active";
  write.item.states = {rev % 2 == 0 ? "review" : "draft"};
  write.item.snapshot = "{\"fields\":\"" + std::string(1000, 'x') + "\"}";
  write.expected_rev = rev - 1;
  write.history = {
      {rev, now, now, "submit", "person", R"({"id":"p7"})", R"({"score":90})", {"draft"}, {"review"}, "{}"}};
  write.tasks = {{write.item.states[0], "expert", now, now}};
  write.timers = {{1, now}};
  write.outbox = {{rev, 0, "notify", R"({"to":"expert"})"}};
  return write;
}

// Each thread with an item of its own, as fast as it can.
void Measure(const std::string& url, int threads, int seconds) {
  const auto opened = charter::storage::OpenStore(url, {.migrate = true});
  const std::string run = std::to_string(std::chrono::steady_clock::now().time_since_epoch().count());
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  std::atomic<std::int64_t> commits = 0;
  std::vector<std::thread> workers;
  for (int i = 0; i < threads; ++i) {
    workers.emplace_back([&, id = run + "-" + std::to_string(i)] {
      for (std::int64_t rev = 1; std::chrono::steady_clock::now() < end; ++rev) {
        const ItemWrite write = Event(id, rev);
        if (opened->store().Commit(charter::TenantId("bench"), {&write, 1})) std::abort();
        ++commits;
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  std::printf("%2d thread(s): %lld commits/s\n", threads, static_cast<long long>(commits / seconds));
}

void MeasureSqlite() {
  const auto path =
      std::filesystem::temp_directory_path() / ("store_bench." + std::to_string(getpid()) + ".db");
  for (const int threads : {1, 8}) Measure("sqlite:" + path.string(), threads, 3);
  for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(path.string() + end);
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  try {
    if (arguments.empty()) {
      MeasureSqlite();
    } else {
      Measure(arguments[0], arguments.size() > 1 ? std::stoi(arguments[1]) : 1,
              arguments.size() > 2 ? std::stoi(arguments[2]) : 3);
    }
  } catch (const std::exception& failure) {
    return std::fprintf(stderr, "%s\n", failure.what()), 1;
  }
}
