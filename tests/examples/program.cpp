#include "tests/examples/program.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>

namespace charter::test {
namespace {

struct Process {
  pid_t id;
  int output;
};

// `errors` is where standard error goes: "" for the same place as standard output.
Process Spawn(const std::vector<std::string>& words, const std::string& errors) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addchdir_np(&actions, CHARTER_SOURCE_DIR);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  if (errors.empty()) {
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  } else {
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors.c_str(), O_WRONLY | O_CREAT | O_APPEND,
                                     0600);
  }
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  pid_t id = -1;
  const int error = posix_spawnp(&id, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  if (error != 0) {
    close(ends[0]);
    throw std::runtime_error("cannot run " + words[0]);
  }
  return {id, ends[0]};
}

// Appends what comes next; false at the end.
bool ReadMore(int output, std::string& text) {
  char buffer[4096];
  const ssize_t count = read(output, buffer, sizeof buffer);
  if (count > 0) text.append(buffer, static_cast<std::size_t>(count));
  return count > 0;
}

int WaitFor(pid_t id) {
  int status = 0;
  if (waitpid(id, &status, 0) != id) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

Outcome RunProgram(const std::vector<std::string>& words) {
  const Process process = Spawn(words, "");
  Outcome outcome;
  while (ReadMore(process.output, outcome.output)) {
  }
  close(process.output);
  outcome.exit_code = WaitFor(process.id);
  return outcome;
}

ServedProgram::ServedProgram(const std::vector<std::string>& options) {
  std::vector<std::string> words{CHARTER_BINARY, "serve", "--listen", "127.0.0.1:0"};
  words.insert(words.end(), options.begin(), options.end());
  // The log of requests is of no interest here.
  const Process process = Spawn(words, "/dev/null");
  process_ = process.id;
  output_ = process.output;
  const std::string last = "Ctrl-C stops it.\n";
  while (greeting_.find(last) == std::string::npos) {
    if (ReadMore(output_, greeting_)) continue;
    const int code = Stop();
    throw std::runtime_error("the server ended with " + std::to_string(code) + ": " + greeting_);
  }
  const std::size_t start = greeting_.find("http://127.0.0.1:");
  if (start != std::string::npos) address_ = greeting_.substr(start, greeting_.find('\n', start) - start);
}

ServedProgram::~ServedProgram() { Stop(); }

int ServedProgram::Stop() {
  if (process_ < 0) return 0;
  kill(process_, SIGINT);
  const int code = WaitFor(process_);
  close(output_);
  process_ = -1;
  return code;
}

}  // namespace charter::test
