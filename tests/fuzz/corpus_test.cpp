// The kept corpus, as ordinary tests: what a fuzzer once found stays found.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "tests/fuzz/targets.h"

namespace charter::fuzz {
namespace {

const std::map<std::string, Target> kTargets{{"yaml", FuzzYaml}, {"chart", FuzzChart},   {"expr", FuzzExpr},
                                             {"json", FuzzJson}, {"import", FuzzImport}, {"step", FuzzStep},
                                             {"http", FuzzHttp}};

std::string Read(const std::filesystem::path& path) {
  const std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

class Corpus : public testing::TestWithParam<std::string> {};

TEST_P(Corpus, BreaksNoPromise) {
  const Target target = kTargets.at(GetParam());
  int inputs = 0;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(CHARTER_SOURCE_DIR) +
                                                               "/tests/fuzz/corpus/" + GetParam())) {
    ++inputs;
    EXPECT_NO_THROW(target(Read(entry.path()))) << entry.path();
  }
  EXPECT_GT(inputs, 0);
}

INSTANTIATE_TEST_SUITE_P(Fuzz, Corpus,
                         testing::Values("yaml", "chart", "expr", "json", "import", "step", "http"),
                         [](const auto& test) { return test.param; });

}  // namespace
}  // namespace charter::fuzz
