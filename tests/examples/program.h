// Runs the built program and the examples as a user does: as processes of their own.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace charter::test {

struct Outcome {
  int exit_code = -1;  // 128 + signal for one that a signal ended
  std::string output;  // standard output and error together
};

// Runs a command to its end in the root of the source folder. The first word is looked up in PATH.
Outcome RunProgram(const std::vector<std::string>& words);

// `charter serve` on a free port, from its first word to its last.
class ServedProgram {
 public:
  // Returns once the server says that it is ready; throws with what it said where it ends instead.
  explicit ServedProgram(const std::vector<std::string>& options);
  ~ServedProgram();
  ServedProgram(const ServedProgram&) = delete;
  ServedProgram& operator=(const ServedProgram&) = delete;

  [[nodiscard]] const std::string& address() const { return address_; }
  // What it printed until it was ready.
  [[nodiscard]] const std::string& greeting() const { return greeting_; }
  // Asks it to end as Ctrl-C does, and returns its exit code.
  int Stop();

 private:
  pid_t process_ = -1;
  int output_ = -1;
  std::string greeting_;
  std::string address_;
};

}  // namespace charter::test
