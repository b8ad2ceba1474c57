// The tour of the README is played against the program as built: every command gives the answer printed
// there.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/examples/program.h"

namespace charter::test {
namespace {

struct Shown {
  std::string command;
  std::string answer;
};

struct Tour {
  std::string preparation;  // the blocks marked bash
  std::vector<Shown> shown;
};

// Reads the fenced blocks between two headings.
Tour ReadTour(const std::string& from, const std::string& to) {
  std::ifstream file(CHARTER_SOURCE_DIR "/README.md");
  Tour tour;
  bool inside = false;
  std::string fence;
  for (std::string line; std::getline(file, line);) {
    if (line == from) inside = true;
    if (line == to) inside = false;
    if (!inside) continue;
    if (line.starts_with("```")) {
      fence = fence.empty() ? line.substr(3) : "";
    } else if (fence == "bash") {
      tour.preparation += line + "\n";
    } else if (fence == "console" && line.starts_with("$ ")) {
      tour.shown.push_back({line.substr(2), ""});
    } else if (fence == "console" && !tour.shown.empty()) {
      tour.shown.back().answer += line + "\n";
    }
  }
  return tour;
}

std::string Replaced(std::string text, const std::string& what, const std::string& with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
  return text;
}

std::string Trimmed(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

// The answers of the commands, in order, each run in the same shell as the ones before.
std::vector<std::string> Play(const Tour& tour, const std::string& script_path) {
  const std::string mark = "---- next ----\n";
  std::ofstream script(script_path);
  script << "set -uo pipefail\n" << tour.preparation;
  // A command whose answer does not end its last line would swallow the mark otherwise.
  for (const Shown& shown : tour.shown) script << shown.command << "\nprintf '\\n---- next ----\\n'\n";
  script.close();
  std::string output = RunProgram({"bash", script_path}).output;
  std::vector<std::string> answers;
  for (std::size_t at = output.find(mark); at != std::string::npos; at = output.find(mark)) {
    answers.push_back(output.substr(0, at));
    output.erase(0, at + mark.size());
  }
  return answers;
}

TEST(Readme, AnswersAreWhatTheTourPrints) {
  std::string folder = testing::TempDir() + "charter_readme_XXXXXX";
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  ServedProgram server({"--db", "sqlite:" + folder + "/charter.db", "--sample", "--simulated-clock",
                        "2026-01-05T09:00:00+08:00"});
  const auto local = [&](std::string text) {
    text = Replaced(std::move(text), "http://127.0.0.1:8080", server.address());
    text = Replaced(std::move(text), "build/release/charter", CHARTER_BINARY);
    return Replaced(std::move(text), "var/", folder + "/");
  };

  Tour tour = ReadTour("## Five minutes", "## Read on");
  ASSERT_GE(tour.shown.size(), 10U);
  tour.preparation = local(tour.preparation);
  for (Shown& shown : tour.shown) shown = {local(shown.command), local(shown.answer)};
  const std::vector<std::string> answers = Play(tour, folder + "/tour.sh");

  ASSERT_EQ(answers.size(), tour.shown.size());
  for (std::size_t i = 0; i < answers.size(); ++i)
    EXPECT_EQ(Trimmed(answers[i]), Trimmed(tour.shown[i].answer)) << tour.shown[i].command;
  EXPECT_EQ(server.Stop(), 0);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace charter::test
