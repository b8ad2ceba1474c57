// The schemas that charter prints, held by a validator of JSON Schema 2020-12 to every file there is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/examples/program.h"

namespace charter::test {
namespace {

TEST(TheSchemas, FitTheShippedFilesAndTheReferenceAndRefuseBadOnes) {
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / "charter_schema_test";
  std::filesystem::create_directories(folder);
  const std::string workflow = folder / "workflow.json";
  const std::string scenario = folder / "scenario.json";
  ASSERT_EQ(RunProgram({CHARTER_BINARY, "schema", "--output", workflow}).exit_code, 0);
  ASSERT_EQ(RunProgram({CHARTER_BINARY, "schema", "--of", "scenario", "--output", scenario}).exit_code, 0);
  // Debian's own, which has the validator.
  const Outcome checked =
      RunProgram({"/usr/bin/python3", "tests/examples/validate_language.py", workflow, scenario});
  EXPECT_EQ(checked.exit_code, 0) << checked.output;
  EXPECT_THAT(checked.output, testing::HasSubstr(" documents looked at, 0 wrong"));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace charter::test
