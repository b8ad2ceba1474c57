// What people print, against the pages in golden/.
#include "engine/service/printing.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/activity/kind.h"
#include "engine/data/json.h"

namespace charter {
namespace {

using testing::HasSubstr;
using testing::Not;

// With CHARTER_GOLDEN=1 in the environment the page is written instead, to be looked at.
void ExpectGolden(const std::string& name, const std::string& text) {
  const std::string path = CHARTER_SOURCE_DIR "/tests/engine/service/golden/" + name;
  const bool write = std::getenv("CHARTER_GOLDEN") != nullptr;  // NOLINT(concurrency-mt-unsafe): one thread
  if (write) std::ofstream(path, std::ios::binary) << text;
  std::ifstream file(path, std::ios::binary);
  std::stringstream golden;
  golden << file.rdbuf();
  EXPECT_EQ(text, golden.str()) << name;
}

Value Json(const char* text) { return ParseJson(text).value(); }

struct APage {
  explicit APage(const std::string& type) {
    chart.workflow = "subsidy_round";
    chart.title = {"以奖代补评选", "Subsidy round"};
    Sheet sheet;
    sheet.id = "site";
    sheet.title = {"现场评分表", "Site sheet"};
    sheet.criteria = {{"facility", {}, Decimal(60, 0), {"设施条件", "Facilities"}, {}},
                      {"service", {}, Decimal(40, 0), {"服务成效", "Service"}, {}}};
    chart.sheets.push_back(std::move(sheet));
    activity.id = "one";
    activity.kind = FindActivityKind(type);
    activity.settings = Json(R"({"sheet": "site"})");
    record.title = "2026年爱心驿站";
    record.number = "JB-2026-001";
  }

  [[nodiscard]] std::optional<Report> Print() const {
    const auto find = [](const std::string& id) -> std::optional<PrintedItem> {
      if (id == "hidden") return std::nullopt;
      return PrintedItem{"驿站" + id, {"太湖区总工会", "Taihu"}};
    };
    return charter::Print({chart,
                           activity,
                           record,
                           {"良洲市总工会", "Liangzhou"},
                           shown,
                           outcome,
                           ParseTimestamp("2026-03-09T10:00:00+08:00").value(),
                           since,
                           ends,
                           find,
                           awards});
  }
  [[nodiscard]] std::string Csv(Language language = Language::kZh) const {
    return WriteCsv(Print().value(), language);
  }

  Chart chart;
  Activity activity;
  ItemRecord record;
  Value shown;
  Value outcome;
  std::optional<Timestamp> since;
  std::optional<Timestamp> ends;
  Value awards;
};

const char kAwards[] = R"({"pool": "700000.00", "total": "80000.00", "left": "620000.00", "ranked": [
  {"id": "a", "number": "SB-1", "category": "", "rank": 1, "status": "awarded", "tier": "first", "amount": "50000.00"},
  {"id": "b", "number": "SB-2", "category": "", "rank": 2, "status": "awarded", "tier": "second", "amount": "30000.00",
   "reason": {"zh": "递补", "en": "promoted"}},
  {"id": "hidden", "number": "SB-3", "category": "", "rank": 3, "status": "waiting", "tier": "", "amount": "0.00"},
  {"id": "d", "number": "SB-4", "category": "", "rank": 4, "status": "struck", "tier": "", "amount": "0.00",
   "reason": {"zh": "=异议成立", "en": "=objection upheld"}}]})";

TEST(PrintedAwards, HaveEveryCandidateAReasonAndTheSum) {
  APage page("allocation");
  page.shown = Json(kAwards);
  page.outcome = page.shown;
  ExpectGolden("awards.csv", page.Csv());
  ExpectGolden("awards.html", WriteHtml(page.Print().value(), Language::kZh));
  EXPECT_THAT(page.Csv(Language::kEn), HasSubstr("'=objection upheld"));
}

TEST(PrintedScores, OfABlindReviewNameNobody) {
  APage page("review");
  page.shown = Json(R"({"complete": true, "blind": true, "scores": [
    {"number": 1, "total": "92.5", "scores": {"facility": "55.5", "service": "37"}},
    {"number": 2, "total": "90", "scores": {"facility": "54", "service": "36"}}]})");
  page.outcome = Json(
      R"({"score": "91.25", "count": 2, "criteria": {"facility": "54.75", "service": "36.5"}, "panels": {}})");
  ExpectGolden("scores.csv", page.Csv());
  EXPECT_THAT(WriteHtml(page.Print().value(), Language::kZh), HasSubstr("<dd>91.25</dd>"));
}

TEST(PrintedScores, NameReviewersWhereTheActivityDoes) {
  APage page("review");
  page.shown = Json(
      R"({"complete": true, "blind": true, "scores": [{"number": 1, "total": "90", "scores": {"facility": "54", "service": "36"}}],
    "reviewers": [{"person": "p1", "name": "王芳", "panel": "", "scores": {"facility": "54", "service": "36"}, "total": "90"},
                  {"person": "p2", "name": "李强", "panel": "", "recused": "declared"}]})");
  page.outcome = Json(R"({"score": "90", "count": 1, "criteria": {}, "panels": {}})");
  EXPECT_THAT(page.Csv(), HasSubstr("王芳,54,36,90"));
  EXPECT_THAT(page.Csv(), Not(HasSubstr("评委1")));
}

TEST(PrintedScores, AreNotPrintedBeforeTheActivityShowsThem) {
  APage page("review");
  page.shown = Json(
      R"({"complete": false, "blind": true, "reviewers": [{"person": "p1", "name": "王芳", "scored": true}]})");
  EXPECT_FALSE(page.Print().has_value());
}

TEST(PrintedNotice, SaysWhatUntilWhenAndNamesTheAwardsOnly) {
  APage page("notice");
  page.shown = Json(R"({"over": false, "objections": [{"grounds": "secret grounds", "by": "p9"}]})");
  page.since = ParseTimestamp("2026-03-09T09:00:00+08:00");
  page.ends = ParseTimestamp("2026-03-17T00:00:00+08:00");
  page.awards = Json(kAwards);
  const std::string html = WriteHtml(page.Print().value(), Language::kZh);
  ExpectGolden("notice.html", html);
  EXPECT_THAT(html, HasSubstr("公示期自2026年3月9日起至2026年3月16日止"));
  EXPECT_THAT(html, Not(HasSubstr("secret grounds")));
  EXPECT_THAT(html, Not(HasSubstr("SB-3")));
}

TEST(PrintedPages, AreOfReviewsAllocationsAndNoticesOnly) {
  APage page("signoff");
  page.shown = Json("{}");
  EXPECT_FALSE(page.Print().has_value());
}

}  // namespace
}  // namespace charter
