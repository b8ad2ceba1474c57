// charter draw, schema and import-scxml, as a user of the command line meets them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "api/command_line.h"
#include "tests/support/command_run.h"
#include "tests/support/test_server.h"

namespace charter::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(DrawCommand, PrintsEachFormatAndMarksStates) {
  const std::string file = SourcePath("workflows/milestone.yaml");
  EXPECT_THAT(RunCharter({"draw", file}).out, StartsWith("<?xml"));
  EXPECT_THAT(RunCharter({"draw", file, "--format", "mermaid"}).out, HasSubstr("stateDiagram-v2"));
  EXPECT_THAT(RunCharter({"draw", file, "--format", "dot", "--lang", "en"}).out,
              HasSubstr("label=\"Milestone\""));
  EXPECT_THAT(RunCharter({"draw", file, "--active", "open"}).out,
              HasSubstr("data-state=\"open\" data-active=\"true\""));
}

TEST(DrawCommand, WritesToAFile) {
  const ScratchFolder scratch;
  const CommandRun run =
      RunCharter({"draw", SourcePath("workflows/milestone.yaml"), "--output", scratch.File("milestone.svg")});
  EXPECT_EQ(run.exit_code, api::kExitOk) << run.err;
  EXPECT_EQ(run.out, "");
  std::ifstream written(scratch.File("milestone.svg"));
  std::string line;
  std::getline(written, line);
  EXPECT_THAT(line, StartsWith("<?xml"));
  EXPECT_EQ(
      RunCharter({"draw", SourcePath("workflows/milestone.yaml"), "--output", "/nowhere/x.svg"}).exit_code,
      api::kExitFailed);
}

TEST(DrawCommand, TellsWhatMakesNoSense) {
  const std::string file = SourcePath("workflows/milestone.yaml");
  const std::vector<std::pair<std::vector<std::string>, std::string>> mistakes{
      {{"draw"}, "name one workflow file"},
      {{"draw", file, "--format", "png"}, "--format is mermaid, dot or svg"},
      {{"draw", file, "--lang", "fr"}, "--lang is zh or en"},
      {{"draw", file, "--active", "opem"}, "did you mean open?"},
      {{"schema", "--of", "calendar"}, "--of is workflow or scenario"},
      {{"import-scxml"}, "name one SCXML file"}};
  for (const auto& [arguments, message] : mistakes) {
    const CommandRun run = RunCharter(arguments);
    EXPECT_EQ(run.exit_code, api::kExitUsage) << message;
    EXPECT_THAT(run.err, HasSubstr(message));
  }
}

TEST(DrawCommand, DrawsWhatCannotBePublishedYetAndSaysWhy) {
  const ScratchFolder scratch;
  std::ofstream(scratch.File("new.yaml"))
      << "workflow: w\nversion: 1\nstates: {a: {}, lost: {type: final}}\n";
  const CommandRun run = RunCharter({"draw", scratch.File("new.yaml")});
  EXPECT_EQ(run.exit_code, api::kExitOk);
  EXPECT_THAT(run.out, HasSubstr("data-state=\"lost\""));
  EXPECT_THAT(run.err, HasSubstr("unreachable_state"));
  std::ofstream(scratch.File("broken.yaml")) << "workflow: w\nversion: 1\nstates: {a: {on: {go: b}}}\n";
  const CommandRun broken = RunCharter({"draw", scratch.File("broken.yaml")});
  EXPECT_EQ(broken.exit_code, api::kExitFailed);
  EXPECT_EQ(broken.out, "");
}

TEST(SchemaCommand, PrintsTheSchemaOfEachKindOfFile) {
  EXPECT_THAT(RunCharter({"schema"}).out, HasSubstr("\"$id\": \"urn:charter:workflow\""));
  EXPECT_THAT(RunCharter({"schema", "--of", "scenario"}).out, HasSubstr("\"$id\": \"urn:charter:scenario\""));
}

TEST(ImportCommand, WritesAFileThatCheckTakesAndSaysWhatIsMissing) {
  const ScratchFolder scratch;
  std::ofstream(scratch.File("in.scxml"))
      << "<scxml xmlns=\"http://www.w3.org/2005/07/scxml\" version=\"1.0\" name=\"m\">\n"
         "  <state id=\"a\"><transition target=\"b\"/><onentry>\n    <script>x()</script></onentry></state>\n"
         "  <final id=\"b\"/>\n</scxml>\n";
  const CommandRun run =
      RunCharter({"import-scxml", scratch.File("in.scxml"), "--output", scratch.File("out.yaml")});
  EXPECT_EQ(run.exit_code, api::kExitOk) << run.err;
  EXPECT_THAT(run.err, HasSubstr("in.scxml:3:5: warning CH1504 left_out: <script> is left out"));
  EXPECT_EQ(RunCharter({"check", scratch.File("out.yaml")}).exit_code, api::kExitOk);
  std::ofstream(scratch.File("bad.scxml")) << "<html/>";
  EXPECT_EQ(RunCharter({"import-scxml", scratch.File("bad.scxml")}).exit_code, api::kExitFailed);
}

}  // namespace
}  // namespace charter::test
