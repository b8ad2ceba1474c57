// What the server counts with, over HTTP: presets of the law and the work calendar.
#include <gmock/gmock.h>

#include "tests/support/test_server.h"

namespace charter::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class LawTest : public testing::Test {
 protected:
  json Get(const std::string& target) {
    const Reply reply = worker.Get(target);
    EXPECT_EQ(reply.status, 200) << target << " " << reply.body;
    return json::parse(reply.body);
  }
  static json ById(const json& rows, const std::string& id) {
    for (const json& row : rows) {
      if (row["id"] == id) return row;
    }
    ADD_FAILURE() << "no " << id;
    return {};
  }

  TestServer server;
  Session worker = server.As("worker", "mill");
};

TEST_F(LawTest, PresetsAreListedWithTheLawBehindThem) {
  const json zhejiang = ById(Get("/v1/presets")["items"], "zhejiang");
  EXPECT_EQ(zhejiang["title"], "Zhejiang");
  EXPECT_EQ(zhejiang["titles"]["zh"], "浙江省");
  EXPECT_EQ(zhejiang["extends"], "national_order22_2004");
  EXPECT_GT(zhejiang["values"], 10);
}

TEST_F(LawTest, APresetTellsEachValueWithItsArticleStatusAndWhoSaysSo) {
  const json preset = Get("/v1/presets/zhejiang");
  const json reply = ById(preset["values"], "reply");
  EXPECT_EQ(reply["type"], "period");
  EXPECT_EQ(reply["value"], "10 workdays");
  EXPECT_EQ(reply["status"], "verified");
  EXPECT_EQ(reply["preset"], "zhejiang");
  EXPECT_THAT(reply["articles"]["zh"].get<std::string>(), HasSubstr("浙江省集体合同条例"));
  // What it says nothing of comes from the wider law, and nothing is told twice.
  std::map<std::string, int> told;
  bool wider = false;
  for (const json& value : preset["values"]) {
    EXPECT_EQ(++told[value["id"].get<std::string>()], 1) << value["id"];
    wider = wider || value["preset"] == "national_order22_2004";
  }
  EXPECT_TRUE(wider);
  EXPECT_EQ(worker.Get("/v1/presets/nowhere").status, 404);
}

TEST_F(LawTest, TheCalendarTellsTheDaysOfEachYearThatIsPublished) {
  const json years = Get("/v1/calendars/years")["items"];
  const auto found =
      std::find_if(years.begin(), years.end(), [](const json& y) { return y["year"] == 2026; });
  ASSERT_NE(found, years.end());
  EXPECT_EQ((*found)["published"], true);
  EXPECT_EQ((*found)["off"][0], "2026-01-01");
  EXPECT_FALSE((*found)["make_up_work"].empty());
}

TEST_F(LawTest, AYearTellsItsWorkingDaysByMonth) {
  const json year = Get("/v1/calendars/years/2026");
  ASSERT_EQ(year["months"].size(), 12U);
  const json& january = year["months"][0];
  EXPECT_EQ(january["days"].size(), january["workdays"]);
  EXPECT_EQ(january["days"][0], "2026-01-04") << "a Sunday that is worked for the days after New Year";
  int sum = 0;
  for (const json& month : year["months"]) sum += month["workdays"].get<int>();
  EXPECT_EQ(sum, year["workdays"]);
  // Weekends alone, where no notice is out: 365 days from a Saturday on.
  const json later = Get("/v1/calendars/years/2050");
  EXPECT_EQ(later["published"], false);
  EXPECT_EQ(later["workdays"], 260);
  for (const char* none : {"1899", "99999", "abcd", "20 6", "+202"}) {
    EXPECT_EQ(worker.Get("/v1/calendars/years/" + api::PercentEncode(none)).status, 404) << none;
  }
}

TEST_F(LawTest, ADeadlineIsCountedAsItemsAreCounted) {
  const json deadline = Get("/v1/calendars/deadline?from=2026-01-05T09:00:00%2B08:00&term=3%20workdays");
  EXPECT_EQ(deadline["from"], "2026-01-05T09:00:00+08:00");
  EXPECT_EQ(deadline["due"], "2026-01-09T00:00:00+08:00");
  EXPECT_EQ(deadline["last_day"], "2026-01-08");
  EXPECT_EQ(deadline["workdays"], 3);
  EXPECT_EQ(deadline["provisional"], false);
  EXPECT_EQ(Get("/v1/calendars/deadline?from=2026-01-31&term=1%20month")["last_day"], "2026-02-28")
      << "a month ends on its last day where it has no such day";
  EXPECT_EQ(Get("/v1/calendars/deadline?from=2026-01-12&term=2%20workdays&before=true")["last_day"],
            "2026-01-08");
  EXPECT_EQ(Get("/v1/calendars/deadline?from=2050-01-03&term=5%20workdays")["provisional"], true);
  EXPECT_EQ(Get("/v1/calendars/deadline?from=2026-01-05T09:00:00Z&term=PT2H")["due"],
            "2026-01-05T19:00:00+08:00");
}

TEST_F(LawTest, ADeadlineThatCannotBeCountedIsRefusedWithTheParameterAtFault) {
  for (const auto& [query, at_fault] :
       {std::pair{"from=yesterday&term=5%20days", "from"}, std::pair{"from=2026-13-01&term=5%20days", "from"},
        std::pair{"from=2026-01-05&term=soon", "term"}, std::pair{"from=2026-01-05&term=-5%20days", "term"},
        std::pair{"from=2026-01-05&term=999999999%20workdays", "term"},
        std::pair{"from=2026-01-05", "term"}}) {
    const Reply reply = worker.Get(std::string("/v1/calendars/deadline?") + query);
    EXPECT_EQ(reply.status, 400) << query << " " << reply.body;
    EXPECT_THAT(reply.body, HasSubstr(at_fault)) << query;
  }
}

}  // namespace
}  // namespace charter::test
