// Runs the program's command line inside a test.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace charter::test {

struct CommandRun {
  int exit_code = 0;
  std::string out;
  std::string err;
};

// `while_running` is called when a server is ready, with what it has printed so far; the server stops
// when it returns.
CommandRun RunCharter(const std::vector<std::string>& arguments,
                      const std::function<void(const std::string& printed)>& while_running = {});

// With a text to read from.
CommandRun RunCharterOn(const std::string& input, const std::vector<std::string>& arguments);

// A folder that is removed with all that is in it.
class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  [[nodiscard]] std::string File(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace charter::test
