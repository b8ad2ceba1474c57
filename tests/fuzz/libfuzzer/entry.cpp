// One program for each target: CHARTER_FUZZ_TARGET names the function.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/targets.h"

// libFuzzer looks for this name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  charter::fuzz::CHARTER_FUZZ_TARGET({reinterpret_cast<const char*>(data), size});
  return 0;
}
