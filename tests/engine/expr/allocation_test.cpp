// A guard is run for every event: it must not allocate.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "tests/engine/expr/fixture.h"

namespace {

std::atomic<long> allocations{0};

}  // namespace

[[gnu::noinline]] void* operator new(std::size_t size) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}

[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  allocations.fetch_add(1, std::memory_order_relaxed);
  return std::malloc(size == 0 ? 1 : size);
}

[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace charter {
namespace {

long AllocationsOf(std::string_view source) {
  const Program program = Compile(source, Names()).program;
  EXPECT_FALSE(program.empty()) << source;
  const Values values;
  const long before = allocations.load();
  const EvalResult result = program.Run(values);
  const long after = allocations.load();
  EXPECT_TRUE(result) << source;
  return after - before;
}

TEST(Guard, RunsWithoutAllocating) {
  for (const char* source :
       {"data.score >= 75 && data.kind == 'skills'", "has(data.note) || data.count in [1, 2, 3]",
        "data.plan.exists(p, p.weight > 0.5)", "in_state('draft') && now < data.due",
        "data.budget * 2 <= 600000 ? data.kind.startsWith('sk') : data.done",
        "data.tags.all(t, size(t) == 1)", "data.kind.matches('^s')", "now.getFullYear('+08:00') == 2026"}) {
    EXPECT_EQ(AllocationsOf(source), 0) << source;
  }
}

TEST(Guard, AllocatesOnlyForWhatItMakes) { EXPECT_GT(AllocationsOf("data.kind + '!'"), 0); }

}  // namespace
}  // namespace charter
