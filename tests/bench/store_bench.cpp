// One contestant of ./dev bench store, which starts it and tells it what to do (tests/bench/store.py):
//   store_bench charter URL TEMPLATE ITEMS      through Store::Commit
//   store_bench bare PATH TEMPLATE ITEMS        SQLite's C API alone
// Reads lines "plain|full THREADS SECONDS", and answers each with one line of numbers: transitions, seconds,
// the median and the 99th percentile of their latency in microseconds.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <exception>
#include <iostream>
#include <mutex>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/bench/store/contestant.h"

namespace charter::bench {
namespace {

using Clock = std::chrono::steady_clock;

struct Order {
  bool full = false;
  int threads = 1;
  double seconds = 1;
};

// What all threads of one round share. The first that fails stops the others.
struct Round {
  Contestant& contestant;
  std::vector<ItemState>& items;
  Order order;
  Clock::time_point end;
  std::atomic<bool> failed = false;
  std::mutex mutex;
  std::vector<std::int64_t> micros;
  std::string reason;
};

// Random items of those that are this thread's own, so that nobody waits for another's.
void Work(Round& round, int thread) {
  std::vector<std::int64_t> micros;
  std::mt19937_64 random(static_cast<std::uint64_t>(thread) + 2026);
  const auto threads = static_cast<std::int64_t>(round.order.threads);
  const std::int64_t own = static_cast<std::int64_t>(round.items.size()) / threads;
  std::uniform_int_distribution<std::int64_t> any(0, own - 1);
  try {
    for (auto before = Clock::now(); before < round.end && !round.failed;) {
      const std::int64_t index = any(random) * threads + thread;
      round.contestant.Write(index + 1, round.items[static_cast<std::size_t>(index)], round.order.full);
      const auto after = Clock::now();
      micros.push_back(std::chrono::duration_cast<std::chrono::microseconds>(after - before).count());
      before = after;
    }
  } catch (const std::exception& error) {
    const std::scoped_lock lock(round.mutex);
    round.failed = true;
    round.reason = error.what();
  }
  const std::scoped_lock lock(round.mutex);
  round.micros.insert(round.micros.end(), micros.begin(), micros.end());
}

void Run(Contestant& contestant, std::vector<ItemState>& items, const Order& order) {
  const auto start = Clock::now();
  Round round{
      contestant, items, order,
      start + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(order.seconds))};
  std::vector<std::thread> threads;
  for (int i = 0; i < order.threads; ++i) threads.emplace_back([&round, i] { Work(round, i); });
  for (std::thread& thread : threads) thread.join();
  const std::chrono::duration<double> took = Clock::now() - start;
  if (round.failed) throw std::runtime_error(round.reason);
  if (round.micros.empty()) throw std::runtime_error("not one transition in the time given");
  std::sort(round.micros.begin(), round.micros.end());
  const std::size_t count = round.micros.size();
  std::printf("%zu %.6f %lld %lld\n", count, took.count(), static_cast<long long>(round.micros[count / 2]),
              static_cast<long long>(round.micros[count * 99 / 100]));
  std::fflush(stdout);
}

void Serve(const std::vector<std::string>& arguments) {
  if (arguments.size() != 4)
    throw std::runtime_error("usage: store_bench charter|bare ADDRESS TEMPLATE ITEMS");
  const auto contestant = arguments[0] == "bare" ? MakeBareSqlite(arguments[1], arguments[2])
                                                 : MakeCharterStore(arguments[1], arguments[2]);
  std::vector<ItemState> items(std::stoul(arguments[3]), contestant->Template());
  std::string kind;
  Order order;
  while (std::cin >> kind >> order.threads >> order.seconds) {
    order.full = kind == "full";
    if (order.threads < 1 || static_cast<std::size_t>(order.threads) > items.size())
      throw std::runtime_error("too few items for " + std::to_string(order.threads) + " threads");
    Run(*contestant, items, order);
  }
}

}  // namespace
}  // namespace charter::bench

int main(int argc, char** argv) {
  try {
    charter::bench::Serve({argv + 1, argv + argc});
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "store_bench: %s\n", failure.what());
    return 1;
  }
}
