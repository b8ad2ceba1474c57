#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "api/command_line.h"
#include "tests/support/command_run.h"
#include "tests/support/test_server.h"

namespace charter::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const char* const kLeave = "tests/api/leave_request.yaml";
const char* const kData = R"({"reason": "搬家", "days": 3})";

std::vector<json> LinesOf(const std::string& text) {
  std::vector<json> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(json::parse(line));
  return lines;
}

std::vector<json> Simulated(const std::string& events, std::vector<std::string> more = {"--data", kData}) {
  std::vector<std::string> arguments{
      "simulate", SourcePath(kLeave), "--workflows", SourcePath("workflows"), "--events", "-"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const CommandRun run = RunCharterOn(events, arguments);
  EXPECT_EQ(run.exit_code, api::kExitOk) << run.err;
  return LinesOf(run.out);
}

TEST(Simulate, AnswersTheStartAndEachLineWithTheStateOfTheItem) {
  const auto lines = Simulated(
      "{\"event\": \"submit\", \"by\": {\"id\": \"lin\", \"roles\": [\"worker\"]}}\n"
      "{\"event\": \"approve\", \"by\": \"head\", \"input\": {\"remark\": \"准\", \"pay\": 10.5}}\n");
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0]["active"], json({"draft"}));
  EXPECT_EQ(lines[0]["data"]["days"], 3);
  EXPECT_EQ(lines[0]["tasks"][0]["role"], "worker");
  EXPECT_EQ(lines[0]["ended"], false);
  EXPECT_EQ(lines[0]["refused"], nullptr);
  EXPECT_EQ(lines[1]["active"], json({"submitted"}));
  EXPECT_EQ(lines[1]["timers"].size(), 2U);
  EXPECT_EQ(lines[2]["active"], json({"approved"}));
  EXPECT_EQ(lines[2]["data"]["remark"], "准");
  EXPECT_EQ(lines[2]["ended"], true);
  EXPECT_EQ(lines[2]["timers"], json::array());
}

TEST(Simulate, TheDocumentedKeysComeFirst) {
  const CommandRun run = RunCharterOn("", {"simulate", SourcePath(kLeave), "--events", "-", "--data", kData});
  EXPECT_THAT(run.out,
              testing::StartsWith(R"({"active":["draft"],"data":{"reason":"搬家","days":3},"tasks":[{)"));
}

TEST(Simulate, AnEventWithoutByIsTakenWithRightsUncheckedAndBringsItsInput) {
  const auto lines = Simulated(
      "{\"event\": \"submit\"}\n"
      "{\"event\": \"approve\", \"input\": {\"pay\": 1}}\n"
      "{\"event\": \"approve\", \"input\": {\"remark\": \"ok\"}}\n");
  EXPECT_EQ(lines[1]["active"], json({"submitted"}));
  EXPECT_EQ(lines[2]["refused"]["name"], "input_invalid");
  EXPECT_EQ(lines[2]["refused"]["fields"][0]["pointer"], "/remark");
  EXPECT_EQ(lines[3]["data"]["remark"], "ok");
}

TEST(Simulate, ARefusedLineSaysWhyAndChangesNothing) {
  const auto lines = Simulated(
      "{\"event\": \"submit\", \"by\": {\"id\": \"x\", \"roles\": [\"head\"]}}\n"
      "{\"event\": \"aprove\", \"by\": \"head\"}\n");
  EXPECT_EQ(lines[1]["refused"]["code"], "CH2003");
  EXPECT_EQ(lines[1]["refused"]["name"], "wrong_role");
  EXPECT_THAT(lines[1]["refused"]["message"]["zh"], HasSubstr("职工"));
  EXPECT_THAT(lines[2]["refused"]["hint"]["en"], HasSubstr("did you mean `approve`?"));
  for (const char* same : {"active", "data", "tasks", "timers"}) EXPECT_EQ(lines[1][same], lines[0][same]);
}

TEST(Simulate, TimePassesInWordsAndFiresWhatIsDueOnTheWay) {
  const auto lines = Simulated(
      "{\"event\": \"submit\"}\n{\"advance\": \"PT5S\"}\n{\"advance\": \"2 workdays\"}\n"
      "{\"advance\": \"1.5s\"}\n{\"advance\": \"10 workdays\"}\n");
  EXPECT_EQ(lines[2]["at"], "2026-01-05T09:00:05+08:00");
  EXPECT_EQ(lines[3]["at"], "2026-01-08T00:00:00+08:00");
  EXPECT_EQ(lines[4]["at"], "2026-01-08T00:00:01.5+08:00");
  EXPECT_EQ(lines[5]["active"], json({"lapsed"}));
  EXPECT_EQ(lines[5]["ended"], true);
}

TEST(Simulate, AnEventAtALaterTimeComesAfterWhatIsDueBefore) {
  const auto lines = Simulated(
      "{\"event\": \"submit\"}\n{\"event\": \"send_back\", \"at\": \"2026-02-05T09:00:00+08:00\"}\n"
      "{\"event\": \"submit\", \"at\": \"2026-01-05T09:00:00+08:00\"}\n");
  EXPECT_EQ(lines[2]["refused"]["name"], "item_ended");
  EXPECT_EQ(lines[2]["active"], json({"lapsed"}));
  EXPECT_EQ(lines[3]["refused"]["name"], "invalid_parameter");
  EXPECT_THAT(lines[3]["refused"]["message"]["en"], HasSubstr("time cannot go back"));
}

TEST(Simulate, AMalformedLineIsRefusedAndTheNextIsTaken) {
  const auto lines = Simulated(
      "nonsense\n\n[]\n{}\n{\"event\": 5}\n{\"evnt\": \"submit\"}\n{\"advance\": \"soon\"}\n"
      "{\"event\": \"submit\", \"by\": {\"role\": \"worker\"}}\n{\"event\": \"submit\", \"at\": \"today\"}\n"
      "{\"event\": \"submit\"}\n");
  ASSERT_EQ(lines.size(), 11U);
  for (std::size_t i = 1; i < 10; ++i) {
    EXPECT_FALSE(lines[i]["refused"].is_null()) << i;
    EXPECT_EQ(lines[i]["active"], json({"draft"})) << i;
  }
  EXPECT_EQ(lines[1]["refused"]["name"], "invalid_json");
  EXPECT_THAT(lines[6]["refused"]["hint"]["en"], HasSubstr("did you mean `event`?"));
  EXPECT_EQ(lines[7]["refused"]["name"], "bad_period");
  EXPECT_EQ(lines[10]["active"], json({"submitted"}));
}

TEST(Simulate, RunsAFileWhoseOnlyFaultsAreOfSoundness) {
  const ScratchFolder scratch;
  std::ofstream(scratch.File("loop.yaml")) << "workflow: loop\nversion: 1\ninitial: a\n"
                                              "states: {a: {on: {go: b}}, b: {on: {go: a}}, lost: {}}\n";
  const CommandRun run =
      RunCharterOn("{\"event\": \"go\"}\n", {"simulate", scratch.File("loop.yaml"), "--events", "-"});
  EXPECT_EQ(run.exit_code, api::kExitOk);
  EXPECT_THAT(run.err, HasSubstr("warning CH1401"));
  EXPECT_THAT(run.err, testing::Not(HasSubstr("error")));
  EXPECT_EQ(LinesOf(run.out).at(1)["active"], json({"b"}));
}

TEST(Simulate, StartsWithoutDataThoughFieldsAreRequired) {
  const CommandRun run = RunCharterOn("", {"simulate", SourcePath(kLeave), "--events", "-"});
  EXPECT_EQ(run.exit_code, api::kExitOk);
  EXPECT_THAT(run.err, HasSubstr("without its required fields reason, days"));
  EXPECT_EQ(LinesOf(run.out).at(0)["data"], json::object());
}

TEST(Simulate, DataThatDoesNotFitRefusesTheStart) {
  const CommandRun run =
      RunCharterOn("", {"simulate", SourcePath(kLeave), "--events", "-", "--data", R"({"days": 300})"});
  EXPECT_EQ(run.exit_code, api::kExitFailed);
  EXPECT_EQ(LinesOf(run.out).at(0)["refused"]["name"], "data_invalid");
  EXPECT_EQ(LinesOf(run.out).at(0)["active"], json::array());
}

TEST(Simulate, SaysWhatIsWrongWithTheCommand) {
  const ScratchFolder scratch;
  std::ofstream(scratch.File("bad.yaml")) << "workflow: [\n";
  std::ofstream(scratch.File("empty.yaml")) << "";
  const std::string leave = SourcePath(kLeave);
  const std::vector<std::tuple<std::vector<std::string>, int, std::string>> mistakes{
      {{"simulate"}, api::kExitUsage, "name one workflow file"},
      {{"simulate", "/nowhere.yaml"}, api::kExitUsage, "/nowhere.yaml: cannot be read"},
      {{"simulate", leave, "--events", "/nowhere"}, api::kExitUsage, "/nowhere: cannot be read"},
      {{"simulate", leave, "--at", "now"}, api::kExitUsage, "--at is a time"},
      {{"simulate", leave, "--lang", "fr"}, api::kExitUsage, "--lang is zh or en"},
      {{"simulate", leave, "--data", "{"}, api::kExitUsage, "--data, line 1: not JSON"},
      {{"simulate", leave, "--workflows", "/nowhere"}, api::kExitUsage, "no work calendar"},
      {{"simulate", "-"}, api::kExitUsage, "not both"},
      {{"simulate", scratch.File("bad.yaml")}, api::kExitFailed, "bad.yaml:"},
      {{"simulate", scratch.File("empty.yaml")}, api::kExitFailed, "empty.yaml:"}};
  for (const auto& [arguments, code, message] : mistakes) {
    const CommandRun run = RunCharter(arguments);
    EXPECT_EQ(run.exit_code, code) << message;
    EXPECT_THAT(run.err, HasSubstr(message));
  }
}

// By hand.

std::string Played(const std::string& typed, std::vector<std::string> more = {"--lang", "en"}) {
  std::vector<std::string> arguments{
      "simulate", SourcePath(kLeave), "--workflows", SourcePath("workflows"), "--data", kData};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const CommandRun run = RunCharterOn(typed, arguments);
  EXPECT_EQ(run.exit_code, api::kExitOk) << run.err;
  return run.out;
}

TEST(Play, ShowsWhereOneIsAndWhatCanBeDoneByWhom) {
  const std::string english = Played("");
  EXPECT_THAT(english, HasSubstr("Leave request (leave_request) QJ-2026-001"));
  EXPECT_THAT(english, HasSubstr("● Draft (draft)"));
  EXPECT_THAT(english, HasSubstr("1. Submit (submit)  by Worker (worker)"));
  EXPECT_THAT(Played("", {"--lang", "zh"}), HasSubstr("1. 提交（submit）  由 职工（worker）"));
}

TEST(Play, AsksForTheInputOneByOneUntilItFits) {
  const std::string said = Played("1\napprove\n\nok\nmany\n-1\n12.50\ndata\nquit\n");
  EXPECT_THAT(said, HasSubstr("Remark (remark) [text, at least 1 characters; required]: "));
  EXPECT_THAT(said, HasSubstr("this is required"));
  EXPECT_THAT(said, HasSubstr("Allowance (pay) [an amount in yuan"));
  EXPECT_THAT(
      said,
      HasSubstr("an amount in yuan with at most two places, such as 16000.00, found the text \"many\""));
  EXPECT_THAT(said, HasSubstr("● Approved (approved)"));
  EXPECT_THAT(said, HasSubstr("the item has ended"));
}

TEST(Play, GivingUpOrTheEndOfTheInputLeavesTheItemAsItWas) {
  EXPECT_THAT(Played("1\napprove\n!\nhistory\n"), HasSubstr("not done"));
  EXPECT_THAT(Played("1\napprove\nok\n"), testing::Not(HasSubstr("● Approved")));
}

TEST(Play, GoesBackToWhereItWas) {
  const std::string said = Played("submit\nback\nback\nhistory\n");
  EXPECT_THAT(said, HasSubstr("this is the beginning"));
  EXPECT_THAT(said.substr(said.find("this is the beginning")), testing::Not(HasSubstr("submitted")));
}

TEST(Play, LetsTimePassAndTellsWhatBecameDue) {
  EXPECT_THAT(Played("1\nadvance 5 workdays\n"), HasSubstr("● Lapsed (lapsed)"));
  EXPECT_THAT(Played("advance a bit\n"), HasSubstr("for example: advance 5 workdays"));
}

TEST(Play, ActsInOneRoleOnlyWhenTold) {
  const std::string said = Played("as head\n1\nas boss\nas anyone\n1\n");
  EXPECT_THAT(said, HasSubstr(", as head"));
  EXPECT_THAT(said, HasSubstr("CH2003"));
  EXPECT_THAT(said, HasSubstr("the roles are: anyone worker head"));
  EXPECT_THAT(said, HasSubstr("● Submitted (submitted)"));
}

TEST(Play, TellsARefusalAndTheNearestCommand) {
  EXPECT_THAT(Played("set days 20\nsubmit\n"),
              HasSubstr("CH2004 More than ten days are asked for elsewhere."));
  EXPECT_THAT(Played("set days 300\n"), HasSubstr("30"));
  EXPECT_THAT(Played("submitt\n"), HasSubstr("did you mean submit?"));
  EXPECT_THAT(Played("9\n"), HasSubstr("there is no `9`"));
  EXPECT_THAT(Played("help\nmap\n"), HasSubstr("◎ Lapsed (lapsed)"));
}

}  // namespace
}  // namespace charter::test
