#include "api/problem.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "api/http/response_writer.h"

namespace charter::api {
namespace {

using nlohmann::json;

TEST(Problem, EveryCodeHasAStatusOfItsKind) {
  for (const Code code : AllCodes()) {
    const int status = StatusOf(code);
    EXPECT_NE(ReasonOf(status), "<unknown-status>") << Label(code);
    // A file that is not what it was when it was kept is nobody's fault but the server's, nor is a server
    // that is busy, stopping, or of another version of HTTP.
    const bool server_fault = code == Code::internal_error || code == Code::file_damaged ||
                              code == Code::not_implemented || code == Code::server_busy ||
                              code == Code::http_version_unsupported || code == Code::server_stopping ||
                              static_cast<int>(code) >= 5000;
    EXPECT_EQ(status >= 500, server_fault) << Label(code) << " has status " << status;
  }
}

TEST(Problem, CarriesCodeHintFieldsAndDetails) {
  Refusal refusal{Code::input_invalid,
                  {"提交内容有误", "The input does not fit."},
                  {"补全后重试", "Complete it."},
                  {{"/score", "required", {"缺少分数", "The score is missing."}}},
                  {"score"}};
  const Response response = Render(ProblemOf(refusal), Language::kEn);
  EXPECT_EQ(response.status, 422);
  EXPECT_EQ(*response.headers.Find("Content-Type"), "application/problem+json");
  EXPECT_EQ(*response.headers.Find("Content-Language"), "en");
  EXPECT_EQ(json::parse(response.body), json::parse(R"({
    "type": "/problems/input_invalid", "title": "what was sent does not fit", "status": 422,
    "detail": "The input does not fit.", "code": "CH2006", "hint": "Complete it.",
    "fields": [{"pointer": "/score", "keyword": "required", "message": "The score is missing."}],
    "details": ["score"]})"));
}

TEST(Problem, NamesThePlaceOfEveryMistakeInAFile) {
  Problem problem;
  problem.code = Code::definition_invalid;
  problem.diagnostics.push_back({Code::unknown_target,
                                 Severity::kError,
                                 {12, 7},
                                 {"没有状态 `a`", "no state `a`"},
                                 {"是否为 `b`？", "did you mean `b`?"}});
  const json body = json::parse(Render(problem, Language::kZh).body);
  EXPECT_EQ(body["diagnostics"][0]["line"], 12);
  EXPECT_EQ(body["diagnostics"][0]["column"], 7);
  EXPECT_EQ(body["diagnostics"][0]["code"], "CH1106");
  EXPECT_EQ(body["diagnostics"][0]["hint"], "是否为 `b`？");
}

TEST(Problem, TellsNothingOfWhatAFailureSays) {
  const Response response =
      Render(ProblemOf(Failure(Code::store_failed, "SELECT * FROM secret_table")), Language::kEn);
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(response.body.find("secret_table"), std::string::npos);
}

TEST(Problem, AsksToTryAgainWhereTheDatabaseIsAway) {
  const Response response = Render(ProblemOf(Failure(Code::store_unavailable, "", true)), Language::kEn);
  EXPECT_EQ(response.status, 503);
  ASSERT_NE(response.headers.Find("Retry-After"), nullptr);
}

TEST(Language, IsTheBetterLikedOfTheTwo) {
  const auto of = [](const char* accept) {
    Headers headers;
    headers.Add("Accept-Language", accept);
    return LanguageOf(headers);
  };
  EXPECT_EQ(LanguageOf({}), Language::kZh);
  EXPECT_EQ(of("en"), Language::kEn);
  EXPECT_EQ(of("en-GB, zh;q=0.5"), Language::kEn);
  EXPECT_EQ(of("fr, en;q=0.3, zh-CN;q=0.8"), Language::kZh);
  EXPECT_EQ(of("fr;q=0.9"), Language::kZh);
  EXPECT_EQ(of(",;q=,zh;q=x"), Language::kZh);
}

}  // namespace
}  // namespace charter::api
