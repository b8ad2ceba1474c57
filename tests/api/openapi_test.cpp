// The document that the server gives of itself. That answers are as it says is held against every exchange of
// every test (tests/support/described.h).
#include "api/openapi/document.h"

#include <gmock/gmock.h>

#include <regex>
#include <set>

#include "tests/support/command_run.h"
#include "tests/support/json_schema.h"
#include "tests/support/test_server.h"

namespace charter::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

class OpenApi : public testing::Test {
 protected:
  json Document(const std::string& language = "en") {
    const Reply reply = nobody.Send("GET", "/openapi.json", {{"Accept-Language", language}});
    EXPECT_EQ(reply.status, 200);
    return json::parse(reply.body);
  }
  const std::vector<api::Route>& Routes() { return server.server().application().router().routes(); }

  TestServer server;
  HttpClient nobody{server.port()};
};

void ForEachOperation(const json& document,
                      const std::function<void(const std::string&, const json&)>& take) {
  for (const auto& [path, operations] : document["paths"].items()) {
    for (const auto& [method, operation] : operations.items()) {
      std::string name = method + " " + path;
      for (char& c : name) {
        if (c == ' ') break;
        c = static_cast<char>(c - 'a' + 'A');
      }
      take(name, operation);
    }
  }
}

TEST_F(OpenApi, HoldsEveryRouteAndNothingElse) {
  std::set<std::string> routes;
  for (const api::Route& route : Routes()) {
    EXPECT_TRUE(routes.insert(route.method + " " + route.path).second) << route.path << " stands twice";
  }
  std::set<std::string> described;
  ForEachOperation(Document(), [&](const std::string& name, const json&) { described.insert(name); });
  EXPECT_EQ(described, routes);
}

TEST_F(OpenApi, SaysOfEveryRouteWhatItIsCalledTakesAndGives) {
  std::set<std::string> names;
  for (const api::Route& route : Routes()) {
    SCOPED_TRACE(route.method + " " + route.path);
    EXPECT_TRUE(std::regex_match(route.name, std::regex("[a-z][A-Za-z]+"))) << route.name;
    EXPECT_TRUE(names.insert(route.name).second) << route.name << " is the name of two";
    EXPECT_FALSE(route.summary.zh.empty());
    EXPECT_FALSE(route.summary.en.empty());
    EXPECT_NE(route.handler, nullptr);
    EXPECT_FALSE(route.answers.empty());
    for (const Field& field : route.query) EXPECT_FALSE(field.title.zh.empty() || field.title.en.empty());
    for (const Field& field : route.body.members)
      EXPECT_FALSE(field.title.zh.empty() || field.title.en.empty());
    for (const api::AnswerShape& answer : route.answers) {
      const bool names_schema = answer.holds > api::AnswerShape::Holds::kText;
      EXPECT_EQ(names_schema, !answer.schema.empty()) << answer.status;
    }
  }
}

TEST_F(OpenApi, LeadsOnlyToWhatIsThere) {
  const json document = Document();
  std::set<std::string> used;
  const std::function<void(const json&)> collect = [&](const json& part) {
    if (part.is_object() && part.contains("$ref")) used.insert(part["$ref"].get<std::string>());
    if (part.is_structured()) {
      for (const json& each : part) collect(each);
    }
  };
  collect(document);
  EXPECT_GT(used.size(), 20U);
  for (const std::string& reference : used)
    EXPECT_TRUE(document.contains(json::json_pointer(reference.substr(1)))) << reference;
  std::size_t components = 0;
  for (const auto& [section, parts] : api::openapi::Components().items()) {
    if (section != "securitySchemes") components += parts.size();
  }
  EXPECT_EQ(used.size(), components) << "a component of api/openapi/*.json that nothing names";
}

TEST_F(OpenApi, IsInTheLanguageThatIsAskedFor) {
  const auto texts = [](const json& document) {
    std::string all;
    ForEachOperation(document,
                     [&](const std::string&, const json& operation) { all += operation["summary"]; });
    return all;
  };
  EXPECT_THAT(texts(Document("zh")), HasSubstr("新建事项"));
  EXPECT_THAT(texts(Document("en")), HasSubstr("Create an item"));
  EXPECT_THAT(Document("en").dump(), Not(HasSubstr(R"("zh":")"))) << "a text that is in no language yet";
  EXPECT_THAT(
      Document("en")["paths"]["/v1/items/{id}"]["get"]["responses"]["404"]["description"].get<std::string>(),
      HasSubstr("CH3002 no such item"));
}

TEST_F(OpenApi, NamesTheLimitsThatRequestsAreJudgedBy) {
  const json document = Document();
  const json& parameters = document["paths"]["/v1/items"]["get"]["parameters"];
  const auto schema = [&](const std::string& name) {
    for (const json& parameter : parameters) {
      if (parameter.value("name", "") == name) return parameter["schema"];
    }
    return json();
  };
  EXPECT_EQ(schema("limit"), json::parse(R"({"type":"integer","minimum":1,"maximum":200,"default":50})"));
  EXPECT_EQ(schema("status")["enum"], json({"active", "suspended", "ended", "faulted"}));
  EXPECT_EQ(schema("q")["maxLength"], 64);
  const json& body = document["paths"]["/v1/items/{id}/events"]["post"]["requestBody"]["content"]
                             ["application/json"]["schema"];
  EXPECT_EQ(body["required"], json({"event"}));
  EXPECT_EQ(body["properties"]["input"]["type"], "object");
  EXPECT_EQ(body["additionalProperties"], false);
}

TEST_F(OpenApi, IsGivenOnceToThoseWhoKeepIt) {
  for (const char* target : {"/openapi.json", "/docs"}) {
    const Reply first = nobody.Send("GET", target);
    EXPECT_EQ(first.Header("Cache-Control"), "no-cache");
    const Reply again = nobody.Send("GET", target, {{"If-None-Match", "\"x\", " + first.Header("ETag")}});
    EXPECT_EQ(again.status, 304);
    EXPECT_EQ(again.body, "");
    EXPECT_EQ(again.Header("ETag"), first.Header("ETag"));
    EXPECT_EQ(nobody.Send("GET", target, {{"If-None-Match", "\"x\""}}).status, 200);
    EXPECT_NE(nobody.Send("GET", target, {{"Accept-Language", "en"}}).Header("ETag"), first.Header("ETag"));
  }
}

TEST_F(OpenApi, IsAPageThatNeedsNothingElse) {
  for (const char* language : {"zh", "en"}) {
    const Reply reply = nobody.Send("GET", "/docs", {{"Accept-Language", language}});
    EXPECT_EQ(reply.Header("Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(reply.Header("Content-Language"), language);
    for (const char* outside : {"http://", "https://", "<script", "src=", "@import", "url("})
      EXPECT_THAT(reply.body, Not(HasSubstr(outside)));
    for (const api::Route& route : Routes()) {
      EXPECT_THAT(reply.body, HasSubstr("<details id=\"" + route.name + "\">"));
    }
  }
  EXPECT_EQ(nobody.Send("GET", "/docs?lang=en").Header("Content-Language"), "en");
  EXPECT_EQ(nobody.Send("GET", "/docs?lang=fr").status, 400);
}

TEST_F(OpenApi, IsPrintedByTheProgram) {
  const auto run = RunCharter({"openapi", "--lang", "en"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(json::parse(run.out), Document());
}

// Without these, a blind validator would pass every exchange.
TEST(JsonSchemas, OfTheTestsFindWhatIsWrong) {
  const json schema = json::parse(R"({
    "type": "object", "required": ["id", "at"],
    "properties": {"id": {"type": "string", "minLength": 1, "pattern": "^a"}, "rev": {"type": ["integer", "null"]},
      "at": {"type": "string", "format": "date-time"}, "kind": {"enum": ["x", "y"]},
      "rows": {"type": "array", "items": {"type": "integer", "minimum": 1, "maximum": 3}}}})");
  const JsonSchema checker(schema);
  const std::string good = R"({"id":"a","at":"2026-01-05T09:00:00+08:00")";
  EXPECT_TRUE(checker.Errors(schema, json::parse(good + R"(,"rev":null,"kind":"x","rows":[1,3]})")).empty());
  for (const std::string bad :
       {R"({"id":"a"})", R"({"id":"","at":"2026-01-05T09:00:00+08:00"})",
        R"({"id":"b","at":"2026-01-05T09:00:00+08:00"})", R"({"id":"a","at":"yesterday"})", R"([])"})
    EXPECT_FALSE(checker.Errors(schema, json::parse(bad)).empty()) << bad;
  for (const std::string more : {R"(,"rev":"1"})", R"(,"rev":1.5})", R"(,"kind":"z"})", R"(,"rows":[0]})",
                                 R"(,"rows":[4]})", R"(,"new":1})"})
    EXPECT_FALSE(checker.Errors(schema, json::parse(good + more)).empty()) << more;
  EXPECT_THROW(static_cast<void>(checker.Errors({{"oneOf", json::array()}}, 1)), std::logic_error);
}

}  // namespace
}  // namespace charter::test
