// What the operating system knows of this process.
#pragma once

#include <cstdint>

namespace charter::api {

struct ProcessFacts {
  std::int64_t resident_bytes = 0;
  std::int64_t virtual_bytes = 0;
  std::int64_t open_files = 0;
  std::int64_t most_files = 0;
  std::int64_t threads = 0;
  double cpu_seconds = 0;
  double started_at = 0;  // seconds since 1970
};

// 0 for what cannot be read.
ProcessFacts ReadProcess();

}  // namespace charter::api
