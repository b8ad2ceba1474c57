#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "api/command_line.h"
#include "tests/support/command_run.h"

namespace charter::test {
namespace {

using testing::HasSubstr;

TEST(Eval, AnswersWithValueAndType) {
  const CommandRun run = RunCharter({"eval", "1 + 2"});
  EXPECT_EQ(run.exit_code, api::kExitOk);
  EXPECT_EQ(run.out, "{\"value\":3,\"type\":\"int\"}\n");
  EXPECT_EQ(RunCharter({"eval", "-1.0"}).out, "{\"value\":-1.0,\"type\":\"double\"}\n");
}

TEST(Eval, ReadsVariablesAndTypesFromAFileOrTheCommandLine) {
  const ScratchFolder scratch;
  std::ofstream(scratch.File("vars.json")) << R"({"x": 2, "a.b": [1, 2]})";
  EXPECT_EQ(RunCharter({"eval", "x + a.b[1]", "--vars", scratch.File("vars.json")}).out,
            "{\"value\":4,\"type\":\"int\"}\n");
  EXPECT_EQ(RunCharter({"eval", "x", "--vars", R"({"x": 2})", "--types", R"({"x": "uint"})"}).out,
            "{\"value\":2,\"type\":\"uint\"}\n");
  EXPECT_EQ(RunCharterOn(R"({"x": 2.0})", {"eval", "x", "--vars", "-"}).out,
            "{\"value\":2.0,\"type\":\"double\"}\n");
}

TEST(Eval, ShowsAMistakeWithACaretAndAsJson) {
  const CommandRun run = RunCharter({"eval", "  nam + 1", "--vars", R"({"name": 1})"});
  EXPECT_EQ(run.exit_code, api::kExitFailed);
  EXPECT_THAT(run.out, HasSubstr(R"("code":"CH1302","name":"unknown_name")"));
  EXPECT_THAT(run.out, HasSubstr(R"("at":{"line":1,"column":3})"));
  EXPECT_THAT(run.err, HasSubstr("expression:1:3: error CH1302"));
  EXPECT_THAT(run.err, HasSubstr("did you mean `name`?"));
  EXPECT_THAT(run.err, HasSubstr("\n      nam + 1\n      ^"));
}

TEST(Eval, ExplainsInTheLanguageAskedForAndKeepsItsJsonInEnglish) {
  const CommandRun unknown = RunCharter({"eval", "nam + 1", "--vars", R"({"name": 1})", "--lang", "zh"});
  EXPECT_THAT(unknown.err, HasSubstr("此处没有名称 `nam`（是否为 `name`？）"));
  EXPECT_THAT(unknown.out, HasSubstr(R"("message":"nothing is named `nam` here")"));
  const CommandRun mixed = RunCharter({"eval", "'a' + 1", "--lang", "zh"});
  EXPECT_THAT(mixed.err, HasSubstr("`+` 不能用于文本和整数（请用 string() 转换数字）"));
  const CommandRun failed = RunCharter({"eval", "1 / x", "--vars", R"({"x": 0})", "--lang", "zh"});
  EXPECT_THAT(failed.err, HasSubstr("division_by_zero：除数为零"));
}

TEST(Eval, TellsWhatFailedOnlyWhenItWasRun) {
  const CommandRun run = RunCharter({"eval", "1 / x", "--vars", R"({"x": 0})"});
  EXPECT_EQ(run.exit_code, api::kExitFailed);
  EXPECT_THAT(run.out, HasSubstr(R"("code":"CH1306","name":"division_by_zero")"));
}

TEST(Eval, SaysWhatIsMissing) {
  const ScratchFolder scratch;
  std::ofstream(scratch.File("bad.json")) << "{\n\"x\": ]";
  const std::vector<std::pair<std::vector<std::string>, std::string>> mistakes{
      {{"eval"}, "give an expression"},
      {{"eval", "1", "2"}, "in quotes"},
      {{"eval", "1", "--vars", "/nowhere"}, "/nowhere: cannot be read"},
      {{"eval", "1", "--vars", scratch.File("bad.json")}, "bad.json, line 2: not JSON"},
      {{"eval", "1", "--vars", "[1]"}, "variables are an object"},
      {{"eval", "x", "--types", R"({"x": "integer"})"}, "\"integer\" is no type"},
      {{"eval", "1", "--batch"}, "standard input"}};
  for (const auto& [arguments, message] : mistakes) {
    const CommandRun run = RunCharter(arguments);
    EXPECT_EQ(run.exit_code, api::kExitUsage) << message;
    EXPECT_THAT(run.err, HasSubstr(message));
    EXPECT_EQ(run.out, "");
  }
}

TEST(Eval, ABatchAnswersEachLineAndGoesOnAfterWrongOnes) {
  const CommandRun run = RunCharterOn(
      "{\"expr\": \"x + 1u\", \"vars\": {\"x\": 2}, \"types\": {\"x\": \"uint\"}}\n"
      "nonsense\n"
      "\n"
      "{\"expr\": 1}\n"
      "{\"expr\": \"y\", \"types\": {\"y\": \"int\"}}\n"
      "{\"expr\": \"y\", \"vars\": {\"y\": 1.5}, \"types\": {\"y\": \"int\"}}\n"
      "{\"expr\": \"{1: b'a'}\"}",
      {"eval", "--batch"});
  EXPECT_EQ(run.exit_code, api::kExitOk);
  std::istringstream lines(run.out);
  std::string line;
  for (const char* expected :
       {R"({"value":3,"type":"uint"})", R"("code":"CH4001")", R"("code":"CH4001")", R"("code":"CH4006")",
        R"("code":"CH1306","name":"no_such_key")", R"("message":"variable `y`: 1.5 is no int","at":null)",
        R"json({"value":[[1,"YQ=="]],"type":"map(int, bytes)"})json"}) {
    ASSERT_TRUE(std::getline(lines, line));
    EXPECT_THAT(line, HasSubstr(expected));
  }
  EXPECT_FALSE(std::getline(lines, line));
}

}  // namespace
}  // namespace charter::test
