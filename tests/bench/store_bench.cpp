// How many events a store commits: one history row, one task and one timer changed, one effect added.
//   store_bench URL [threads] [seconds]     for example: store_bench sqlite:/tmp/bench.db 1 3
// Migrates the database first. Every commit is durable as the database is set up.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
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

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return std::fprintf(stderr, "usage: store_bench URL [threads] [seconds]\n"), 2;
  const int threads = argc > 2 ? std::atoi(argv[2]) : 1;
  const int seconds = argc > 3 ? std::atoi(argv[3]) : 3;
  try {
    const auto opened = charter::storage::OpenStore(argv[1], {.migrate = true});
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
    std::printf("%d thread(s): %lld commits/s\n", threads, static_cast<long long>(commits / seconds));
  } catch (const std::exception& failure) {
    return std::fprintf(stderr, "%s\n", failure.what()), 1;
  }
}
