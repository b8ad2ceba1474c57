#include "tests/engine/run/allocations.h"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::size_t> blocks{0};
std::atomic<std::size_t> bytes{0};

}  // namespace

void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++blocks;
  bytes += size;
  return std::malloc(size);
}
void* operator new(std::size_t size) {
  if (void* memory = operator new(size, std::nothrow)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }

namespace charter {

Allocations Allocated() { return {blocks, bytes}; }

}  // namespace charter
