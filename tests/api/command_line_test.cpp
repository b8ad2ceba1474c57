#include "api/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "api/token_file.h"
#include "tests/support/command_run.h"
#include "tests/support/postgres_database.h"
#include "tests/support/test_server.h"

namespace charter::test {
namespace {

using testing::HasSubstr;

TEST(CommandLine, WithoutACommandListsThemAll) {
  const CommandRun run = RunCharter({});
  EXPECT_EQ(run.exit_code, api::kExitUsage);
  for (const char* name :
       {"serve", "migrate", "check", "test", "simulate", "eval", "verify", "version", "help"}) {
    EXPECT_THAT(run.err, HasSubstr(name));
  }
  EXPECT_EQ(RunCharter({"--help"}).exit_code, api::kExitOk);
}

TEST(CommandLine, NamesTheNearestCommandAndOption) {
  EXPECT_THAT(RunCharter({"sreve"}).err, HasSubstr("did you mean serve?"));
  const CommandRun run = RunCharter({"serve", "--lisen", "x"});
  EXPECT_EQ(run.exit_code, api::kExitUsage);
  EXPECT_THAT(run.err, HasSubstr("did you mean --listen?"));
}

TEST(CommandLine, TellsEveryOptionThatMakesNoSense) {
  const std::string workflows = SourcePath("workflows");
  const std::vector<std::pair<std::vector<std::string>, std::string>> mistakes{
      {{"serve", "--listen"}, "--listen needs a value: --listen HOST:PORT"},
      {{"serve", "--listen", "here"}, "--listen is written HOST:PORT, not \"here\""},
      {{"serve", "--listen", "127.0.0.1:99999"}, "from 0 to 65535"},
      {{"serve", "--threads", "many"}, "--threads must be a number from 1 to 1024"},
      {{"serve", "--simulated-clock", "now"}, "2026-01-05T09:00:00+08:00, not \"now\""},
      {{"serve", "--migrate=yes"}, "--migrate takes no value"},
      {{"serve", "--db", "a", "--db", "b"}, "--db is given twice"},
      {{"serve", "--workflows", "/nowhere"}, "no work calendar at /nowhere/calendars/cn.json"},
      {{"serve", "--workflows", workflows, "--sample", "/nowhere"},
       "/nowhere/organizations.json: cannot be read"},
      {{"version", "x"}, "charter version takes no \"x\""},
      {{"check"}, "name the workflow files"}};
  for (const auto& [arguments, message] : mistakes) {
    const CommandRun run = RunCharter(arguments);
    EXPECT_EQ(run.exit_code, api::kExitUsage) << message;
    EXPECT_THAT(run.err, HasSubstr(message));
  }
}

TEST(CommandLine, ADatabaseThatIsNotThereIsToldWithTheCommandThatMakesIt) {
  const ScratchFolder scratch;
  const std::string url = "sqlite:" + scratch.File("new.db");
  const std::string workflows = SourcePath("workflows");
  const CommandRun before = RunCharter({"verify", "--db", url, "--workflows", workflows});
  EXPECT_EQ(before.exit_code, api::kExitFailed);
  EXPECT_THAT(before.err, HasSubstr("charter migrate --db " + url));

  EXPECT_THAT(RunCharter({"migrate", "--db", url}).out, HasSubstr("up to date now"));
  EXPECT_THAT(RunCharter({"migrate", "--db", url}).out, HasSubstr("up to date already"));
  const CommandRun after = RunCharter({"verify", "--db", url, "--workflows", workflows});
  EXPECT_EQ(after.exit_code, api::kExitOk) << after.err;
  EXPECT_THAT(after.out, HasSubstr("0 items replayed, 0 differ"));
}

TEST(CommandLine, PostgresqlIsMigratedOnlyWhenTold) {
  const PostgresDatabase database;
  const ScratchFolder scratch;
  const std::vector<std::string> serve{"serve",
                                       "--db",
                                       database.url(),
                                       "--listen",
                                       "127.0.0.1:0",
                                       "--sample",
                                       SourcePath("examples/liangzhou"),
                                       "--workflows",
                                       SourcePath("workflows"),
                                       "--token-file",
                                       scratch.File("tokens.env")};
  const CommandRun before = RunCharter(serve);
  EXPECT_EQ(before.exit_code, api::kExitFailed);
  EXPECT_THAT(before.err, HasSubstr("charter migrate --db " + database.url()));

  EXPECT_EQ(RunCharter({"migrate", "--db", database.url()}).exit_code, api::kExitOk);
  const CommandRun after = RunCharter(serve);
  EXPECT_EQ(after.exit_code, api::kExitOk) << after.err;
  EXPECT_THAT(after.out, HasSubstr("10 initiatives"));
  EXPECT_THAT(RunCharter({"verify", "--db", database.url(), "--workflows", SourcePath("workflows")}).out,
              HasSubstr("10 items replayed, 0 differ"));
}

TEST(CommandLine, TheClockOfAServerOnRealTimeIsNotMoved) {
  const ScratchFolder scratch;
  const CommandRun run = RunCharter(
      {"serve", "--db", "memory:", "--listen", "127.0.0.1:0", "--sample", SourcePath("examples/liangzhou"),
       "--workflows", SourcePath("workflows"), "--token-file", scratch.File("tokens.env")},
      [&](const std::string& printed) {
        const std::string address = "http://127.0.0.1:";
        const int port = std::stoi(printed.substr(printed.find(address) + address.size()));
        Session administrator(static_cast<std::uint16_t>(port),
                              api::ReadTokenFile(scratch.File("tokens.env")).at("TOKEN_ADMINISTRATOR"));
        const Reply reply = administrator.Post("/v1/clock", R"({"advance":"PT1H"})");
        EXPECT_EQ(reply.status, 409);
        EXPECT_THAT(reply.body, HasSubstr("CH3009"));
        EXPECT_THAT(administrator.Get("/v1/clock").body, HasSubstr("\"simulated\":false"));
      });
  EXPECT_EQ(run.exit_code, 0) << run.err;
}

TEST(CommandLine, ADatabaseAddressThatIsNoneIsToldSo) {
  const CommandRun run = RunCharter({"migrate", "--db", "mysql:x"});
  EXPECT_EQ(run.exit_code, api::kExitFailed);
  EXPECT_THAT(run.err, HasSubstr("sqlite:PATH"));
}

TEST(CommandLine, AServerOnATakenPortSaysWhatToDo) {
  TestServer taken;
  const std::string address = "127.0.0.1:" + std::to_string(taken.port());
  const CommandRun run =
      RunCharter({"serve", "--db", "memory:", "--listen", address, "--workflows", SourcePath("workflows")});
  EXPECT_EQ(run.exit_code, api::kExitFailed);
  EXPECT_THAT(run.err, HasSubstr("cannot listen on " + address));
  EXPECT_THAT(run.err, HasSubstr("--listen HOST:PORT"));
}

TEST(CommandLine, CheckFindsNothingWrongWithTheShippedWorkflows) {
  const CommandRun run = RunCharter(
      {"check", SourcePath("workflows/grassroots_initiative.yaml"), SourcePath("workflows/milestone.yaml")});
  EXPECT_EQ(run.exit_code, api::kExitOk) << run.out;
}

TEST(CommandLine, CheckTellsEveryMistakeWithItsPlace) {
  const ScratchFolder scratch;
  std::string yaml = ReadSource("tests/api/leave_request.yaml");
  yaml.replace(yaml.find("target: submitted"), 17, "target: submited");
  std::ofstream(scratch.File("bad.yaml")) << yaml;
  const CommandRun run = RunCharter({"check", scratch.File("bad.yaml")});
  EXPECT_EQ(run.exit_code, api::kExitFailed);
  EXPECT_THAT(run.out, HasSubstr("bad.yaml:26:"));
  EXPECT_THAT(run.out, HasSubstr("CH1106"));
  EXPECT_EQ(RunCharter({"check", scratch.File("none.yaml")}).exit_code, api::kExitFailed);
}

TEST(CommandLine, CheckGivesALineOfJsonForEachFile) {
  const ScratchFolder scratch;
  std::string yaml = ReadSource("tests/api/leave_request.yaml");
  yaml.replace(yaml.find("target: submitted"), 17, "target: submited");
  std::ofstream(scratch.File("bad.yaml")) << yaml;
  const CommandRun run =
      RunCharter({"check", "--json", "--workflows", SourcePath("workflows"), scratch.File("bad.yaml"),
                  SourcePath("tests/api/leave_request.yaml"), "/nowhere"});
  EXPECT_EQ(run.exit_code, api::kExitFailed);
  EXPECT_THAT(run.out, HasSubstr("\"line\":26,\"column\":"));
  EXPECT_THAT(run.out, HasSubstr(R"("severity":"error","code":"CH1106","name":"unknown_target")"));
  EXPECT_THAT(run.out, HasSubstr(R"("hint":"did you mean `submitted`?")"));
  EXPECT_THAT(run.out, HasSubstr("leave_request.yaml\",\"ok\":true,\"diagnostics\":[]}\n"));
  EXPECT_THAT(run.out, HasSubstr("cannot be read"));
  EXPECT_EQ(std::count(run.out.begin(), run.out.end(), '\n'), 3);
}

TEST(CommandLine, CheckReadsStandardInputAndCounts) {
  const CommandRun run = RunCharterOn(ReadSource("tests/api/leave_request.yaml"), {"check", "-"});
  EXPECT_EQ(run.exit_code, api::kExitOk);
  EXPECT_THAT(run.out, HasSubstr("<stdin>: ok\n1 file checked: 0 errors"));
  EXPECT_THAT(RunCharterOn("", {"check", "-"}).out, HasSubstr("the file is empty"));
  EXPECT_THAT(RunCharter({"check", SourcePath("workflows")}).out, HasSubstr("name the files in it"));
}

// A folder with one workflow of which one way is never gone, and one scenario.
void WriteFolder(const ScratchFolder& scratch, const std::string& expected) {
  std::filesystem::create_directories(scratch.File("calendars"));
  std::filesystem::create_directories(scratch.File("scenarios"));
  std::ofstream(scratch.File("calendars/cn.json")) << ReadSource("workflows/calendars/cn.json");
  std::ofstream(scratch.File("door.yaml"))
      << "workflow: door\nversion: 1\ntitle: {zh: 门, en: Door}\nroles: {porter: {title: {zh: 门卫, en: "
         "Porter}}}\n"
         "initial: open\nstates:\n  open:\n    title: {zh: 开, en: Open}\n    on:\n"
         "      close: {target: shut, by: porter, title: {zh: 关, en: Close}}\n"
         "      wall_up: {target: gone, by: porter, title: {zh: 封, en: Wall up}}\n"
         "  shut: {type: final, title: {zh: 关, en: Shut}}\n"
         "  gone: {type: final, title: {zh: 封, en: Gone}}\n";
  std::ofstream(scratch.File("scenarios/shut.yaml"))
      << "workflow: door\nscenario: {zh: 关门, en: Shut}\npeople: {p: {roles: [porter]}}\nstart: {by: p}\n"
         "steps: [{send: close, by: p, expect: {states: ["
      << expected << "]}}]\n";
}

TEST(CommandLine, TestNamesTheTransitionsThatNoScenarioTook) {
  const ScratchFolder scratch;
  WriteFolder(scratch, "shut");
  const CommandRun run = RunCharter({"test", scratch.File(".")});
  EXPECT_EQ(run.exit_code, api::kExitOk) << run.out;
  EXPECT_THAT(run.out, HasSubstr("door: 1 scenarios, 1 of 2 transitions taken; not taken:"));
  EXPECT_THAT(run.out, HasSubstr("door.yaml:11: open --wall_up--> gone"));
  EXPECT_THAT(RunCharter({"test", "--json", scratch.File(".")}).out,
              HasSubstr(R"("not_taken":[{"line":11,"source":"open","event":"wall_up","target":["gone"]}])"));
}

TEST(CommandLine, TestShowsWhatCameBesideWhatWasExpected) {
  const ScratchFolder scratch;
  WriteFolder(scratch, "gone");
  const CommandRun run = RunCharter({"test", scratch.File(".")});
  EXPECT_EQ(run.exit_code, api::kExitFailed);
  EXPECT_THAT(run.out, HasSubstr("shut.yaml:5:9: step 1: send close by p\n"
                                 "    states  expected [gone]\n            actual   [shut]\n"));
  EXPECT_THAT(RunCharter({"test", "--json", scratch.File(".")}).out,
              HasSubstr(R"("differences":[{"name":"states","expected":"[gone]","actual":"[shut]"}])"));
  EXPECT_THAT(RunCharter({"test", "/nowhere"}).err, HasSubstr("/nowhere is no folder"));
}

TEST(CommandLine, TestPlaysTheShippedScenarios) {
  const CommandRun run = RunCharter({"test", SourcePath("workflows")});
  EXPECT_EQ(run.exit_code, api::kExitOk) << run.out;
  EXPECT_THAT(run.out, HasSubstr(" scenarios played, 0 failed"));
}

TEST(CommandLine, VersionIsOneLine) {
  EXPECT_EQ(RunCharter({"version"}).out, "charter " CHARTER_VERSION "\n");
}

}  // namespace
}  // namespace charter::test
