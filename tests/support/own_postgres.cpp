#include "tests/support/own_postgres.h"

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <memory>
#include <stdexcept>

namespace charter::test {
namespace {

// With the functions of throwaway_postgres.sh. Returns what it printed; throws where it failed.
std::string RunShell(const std::string& folder, const std::string& commands) {
  const std::string script = std::string(". ") + CHARTER_SOURCE_DIR +
                             "/tests/support/throwaway_postgres.sh; POSTGRES_DIR=" + folder + "; " + commands;
  const auto close = [](FILE* pipe) { return pclose(pipe); };
  std::unique_ptr<FILE, decltype(close)> pipe(popen(("bash -c '" + script + "'").c_str(), "r"), close);
  if (pipe == nullptr) throw std::runtime_error("no shell");
  std::string printed;
  std::array<char, 512> buffer{};
  while (std::fgets(buffer.data(), buffer.size(), pipe.get()) != nullptr) printed += buffer.data();
  const int status = pclose(pipe.release());
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw std::runtime_error("the PostgreSQL of the test: " + commands + " failed");
  return printed;
}

}  // namespace

OwnPostgres::OwnPostgres() {
  const std::string printed = RunShell("", "start_postgres && echo $POSTGRES_DIR $POSTGRES_URL");
  const std::size_t space = printed.find(' ');
  if (space == std::string::npos) throw std::runtime_error("no PostgreSQL: " + printed);
  folder_ = printed.substr(0, space);
  url_ = printed.substr(space + 1, printed.find('\n') - space - 1);
}

OwnPostgres::~OwnPostgres() {
  try {
    RunShell(folder_, "stop_postgres");
  } catch (const std::exception&) {
    // It has ended already.
  }
}

void OwnPostgres::Crash() { RunShell(folder_, "crash_postgres"); }
void OwnPostgres::Start() { RunShell(folder_, "restart_postgres"); }

}  // namespace charter::test
