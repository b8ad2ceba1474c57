#include "api/sample_city.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "api/token_file.h"
#include "engine/data/failure.h"
#include "tests/support/command_run.h"
#include "tests/support/test_server.h"

namespace charter::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const std::string kCity = SourcePath("examples/liangzhou");

TEST(SampleCity, HasALeadAtEveryOrganizationThatLeadsAnInitiative) {
  const api::SampleCity city = api::ReadSampleCity(kCity);
  EXPECT_EQ(city.initiatives.size(), 10U);
  for (const api::SampleInitiative& initiative : city.initiatives) {
    const bool led =
        std::any_of(city.people.begin(), city.people.end(), [&](const api::SamplePerson& person) {
          return std::any_of(person.grants.begin(), person.grants.end(), [&](const Grant& grant) {
            return grant.role == "lead" && grant.org == initiative.org;
          });
        });
    EXPECT_TRUE(led) << initiative.code;
  }
}

TEST(SampleCity, HasSomebodyForEveryRoleOfEveryShippedWorkflow) {
  std::set<std::string> held;
  for (const api::SamplePerson& person : api::ReadSampleCity(kCity).people) {
    for (const Grant& grant : person.grants) held.insert(grant.role);
  }
  TestServer server;
  Session administrator = server.As("administrator", "city");
  for (const char* name : {"clawback", "collective_bargaining", "grassroots_initiative", "milestone",
                           "subsidy_application", "subsidy_round"}) {
    server.Publish(std::string("workflows/") + name + ".yaml");
    const json workflow = json::parse(administrator.Get(std::string("/v1/workflows/") + name).body);
    for (const json& role : workflow["roles"])
      EXPECT_TRUE(held.contains(role["id"].get<std::string>())) << role;
  }
}

TEST(SampleCity, TokenNamesAndPeopleAreUnique) {
  std::set<std::string> names;
  std::set<std::string> people;
  for (const api::SamplePerson& person : api::ReadSampleCity(kCity).people) {
    EXPECT_TRUE(names.insert(person.token_name).second) << person.token_name;
    EXPECT_TRUE(people.insert(person.person.id.value).second) << person.person.id.value;
  }
}

TEST(SampleCity, AFileThatIsNotRightIsNamed) {
  const ScratchFolder scratch;
  std::ofstream(scratch.File("organizations.json"))
      << R"([{"id": "a", "kind": "k", "parent": "b", "name": {"zh": "甲", "en": "A"}}])";
  try {
    api::ReadSampleCity(scratch.File("."));
    FAIL() << "it was taken";
  } catch (const Failure& failure) {
    EXPECT_THAT(failure.what(), HasSubstr("organizations.json: a stands before its parent"));
  }
}

class SampleServeTest : public testing::Test {
 protected:
  CommandRun Serve(const std::function<void(std::uint16_t port)>& use) {
    return RunCharter(
        {"serve", "--db", "sqlite:" + scratch.File("city.db"), "--listen", "127.0.0.1:0", "--sample", kCity,
         "--workflows", SourcePath("workflows"), "--simulated-clock", "2026-01-05T09:00:00+08:00"},
        [&](const std::string& printed) {
          const std::size_t at = printed.find("http://127.0.0.1:");
          use(static_cast<std::uint16_t>(std::stoi(printed.substr(at + 17))));
        });
  }
  Session As(std::uint16_t port, const std::string& name) {
    return {port, api::ReadTokenFile(scratch.File("city.db.tokens.env")).at("TOKEN_" + name)};
  }

  ScratchFolder scratch;
};

TEST_F(SampleServeTest, TheFirstStartLoadsTheCityAndPrintsATokenForEachRole) {
  const CommandRun run = Serve([&](std::uint16_t port) {
    const json items = json::parse(As(port, "OFFICE").Get("/v1/items").body)["items"];
    ASSERT_EQ(items.size(), 10U);
    EXPECT_EQ(items.back()["number"], "PJ-2026-001");
    EXPECT_EQ(items.back()["org"], "taihu");
    EXPECT_EQ(json::parse(As(port, "LEAD_TAIHU").Get("/v1/tasks").body)["items"].size(), 1U);
    EXPECT_EQ(json::parse(As(port, "LEAD_XINAN").Get("/v1/items").body)["items"].size(), 1U);
    EXPECT_EQ(json::parse(As(port, "OFFICE").Get("/v1/workflows").body)["items"].size(), 6U);
  });
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(run.err, "");
  for (const auto& [name, token] : api::ReadTokenFile(scratch.File("city.db.tokens.env"))) {
    if (name == "TOKEN_LEAD_TAIHU" || name == "TOKEN_CHAIR" || name == "TOKEN_EMPLOYER_ZHINENG") {
      EXPECT_THAT(run.out, HasSubstr(token)) << name;
    }
  }
  EXPECT_THAT(run.out, HasSubstr("Next, in another terminal:"));
}

TEST_F(SampleServeTest, TheTokenFileIsForItsOwnerOnly) {
  Serve([](std::uint16_t) {});
  struct stat status {};
  ASSERT_EQ(stat(scratch.File("city.db.tokens.env").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(SampleServeTest, TheSecondStartChangesNothingAndTheTokensStillHold) {
  json before;
  Serve([&](std::uint16_t port) { before = json::parse(As(port, "OFFICE").Get("/v1/items").body); });
  const auto tokens = api::ReadTokenFile(scratch.File("city.db.tokens.env"));
  json after;
  const CommandRun second =
      Serve([&](std::uint16_t port) { after = json::parse(As(port, "OFFICE").Get("/v1/items").body); });
  EXPECT_EQ(second.err, "");
  EXPECT_EQ(after, before);
  EXPECT_EQ(api::ReadTokenFile(scratch.File("city.db.tokens.env")), tokens);
}

TEST_F(SampleServeTest, AfterARestartSimulatedTimeGoesOnFromTheLastEvent) {
  Serve([&](std::uint16_t port) {
    EXPECT_EQ(As(port, "ADMINISTRATOR").Post("/v1/clock", R"({"to":"2026-01-20T10:00:00+08:00"})").status,
              200);
    Session lead = As(port, "LEAD_TAIHU");
    const std::string id = json::parse(lead.Get("/v1/items").body)["items"][0]["id"];
    EXPECT_EQ(lead.SendEvent(id, "submit").status, 200);
  });
  Serve([&](std::uint16_t port) {
    EXPECT_EQ(json::parse(As(port, "OFFICE").Get("/v1/clock").body)["now"], "2026-01-20T10:00:00+08:00");
  });
}

TEST_F(SampleServeTest, VerifyReplaysWhatTheServerStored) {
  Serve([&](std::uint16_t port) {
    Session lead = As(port, "LEAD_TAIHU");
    const std::string id = json::parse(lead.Get("/v1/items").body)["items"][0]["id"];
    lead.SendEvent(id, "submit");
  });
  const CommandRun run = RunCharter(
      {"verify", "--db", "sqlite:" + scratch.File("city.db"), "--workflows", SourcePath("workflows")});
  EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
  EXPECT_THAT(run.out, HasSubstr("10 items replayed, 0 differ"));
}

}  // namespace
}  // namespace charter::test
