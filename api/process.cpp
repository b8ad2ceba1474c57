#include "api/process.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace charter::api {
namespace {

// Of proc(5): what stands behind the name of the program, which may hold anything.
struct Stat {
  std::int64_t threads = 0;
  std::int64_t start_ticks = 0;  // since the machine was started
  std::int64_t virtual_bytes = 0;
  std::int64_t resident_pages = 0;
};

Stat ReadStat() {
  std::ifstream file("/proc/self/stat");
  std::string line;
  std::getline(file, line);
  const auto name_end = line.rfind(')');
  Stat stat;
  if (name_end == std::string::npos) return stat;
  std::istringstream rest(line.substr(name_end + 1));
  std::string word;
  for (int field = 3; rest >> word; ++field) {
    const auto number = [&] { return std::stoll(word); };
    if (field == 20) stat.threads = number();
    if (field == 22) stat.start_ticks = number();
    if (field == 23) stat.virtual_bytes = number();
    if (field == 24) {
      stat.resident_pages = number();
      break;
    }
  }
  return stat;
}

double BootTime() {
  std::ifstream file("/proc/stat");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("btime ")) return std::stod(line.substr(6));
  }
  return 0;
}

double SecondsOf(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

ProcessFacts ReadProcess() {
  ProcessFacts facts;
  const Stat stat = ReadStat();
  facts.threads = stat.threads;
  facts.virtual_bytes = stat.virtual_bytes;
  facts.resident_bytes = stat.resident_pages * sysconf(_SC_PAGESIZE);
  static const double boot = BootTime();
  if (boot > 0)
    facts.started_at =
        boot + static_cast<double>(stat.start_ticks) / static_cast<double>(sysconf(_SC_CLK_TCK));
  std::error_code error;
  for (std::filesystem::directory_iterator file("/proc/self/fd", error), end; !error && file != end;
       file.increment(error))
    ++facts.open_files;
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) == 0) facts.most_files = static_cast<std::int64_t>(files.rlim_cur);
  rusage usage{};
  if (getrusage(RUSAGE_SELF, &usage) == 0)
    facts.cpu_seconds = SecondsOf(usage.ru_utime) + SecondsOf(usage.ru_stime);
  return facts;
}

}  // namespace charter::api
