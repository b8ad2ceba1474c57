// What two versions of a workflow differ in, as people are told it.
#include "engine/chart/comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "engine/chart/load.h"

namespace charter {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::UnorderedElementsAre;

constexpr const char* kFirst = R"yaml(workflow: posting
version: 1
title: {zh: 公示, en: Posting}
roles:
  worker: {title: {zh: 职工, en: Worker}}
  head: {title: {zh: 负责人, en: Head}}
create: {by: worker}
data:
  name: {type: string, required: true, title: {zh: 名称, en: Name}}
  phone: {type: string, title: {zh: 电话, en: Phone}}
initial: draft
states:
  draft:
    title: {zh: 草稿, en: Draft}
    on: {submit: {by: worker, target: shown, title: {zh: 提交, en: Submit}}}
  shown:
    title: {zh: 公示中, en: Shown}
    due: {within: 5 workdays}
    after: {20 days: closed}
    on: {send_back: {by: head, target: draft, guard: "data.phone != ''", title: {zh: 退回, en: Send back}}}
    invoke: [{id: notice, type: notice, for: 5 workdays, decide: head, done: [{target: closed}]}]
  closed: {type: final, title: {zh: 已结束, en: Closed}}
)yaml";

std::string With(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

std::shared_ptr<const Chart> Load(const std::string& yaml) {
  Loaded loaded = LoadChart(yaml);
  for (const auto& diagnostic : loaded.diagnostics) {
    if (diagnostic.severity == Severity::kError) ADD_FAILURE() << Format(diagnostic, "chart", yaml);
  }
  return loaded.chart;
}

std::vector<ChartChange> Changes(const std::string& to) { return Compare(*Load(kFirst), *Load(to)); }

// "changed deadline shown/due: length 5 个工作日 → 10 个工作日"
std::vector<std::string> InLines(const std::vector<ChartChange>& changes) {
  std::vector<std::string> lines;
  for (const ChartChange& change : changes) {
    std::string line =
        std::string(NameOf(change.kind)) + " " + std::string(NameOf(change.part)) + " " + change.id + ":";
    for (const ChangedAspect& aspect : change.aspects) {
      line += " " + aspect.id + " " + (aspect.before ? aspect.before->en : "-") + " → " +
              (aspect.after ? aspect.after->en : "-");
    }
    lines.push_back(line);
  }
  return lines;
}

TEST(Comparison, OfEqualVersionsFindsNothing) { EXPECT_THAT(Changes(kFirst), IsEmpty()); }

TEST(Comparison, IgnoresOrderOfWordsOnTheLineCommentsAndTheVersion) {
  std::string same = With(kFirst, "version: 1", "version: 2 # second");
  same = With(same, "{by: worker, target: shown, title: {zh: 提交, en: Submit}}",
              "{target: shown, by: [worker], title: {en: Submit, zh: 提交}}");
  EXPECT_THAT(Changes(same), IsEmpty());
}

TEST(Comparison, TellsADeadlineThatIsLonger) {
  const auto changes = Changes(With(kFirst, "due: {within: 5 workdays}", "due: {within: 10 workdays}"));
  EXPECT_THAT(InLines(changes), ElementsAre("changed deadline shown/due: length 5 workdays → 10 workdays"));
  EXPECT_EQ(changes.at(0).title.zh, "公示中：办理期限");
  EXPECT_EQ(changes.at(0).title.en, "Shown: due");
  EXPECT_EQ(changes.at(0).aspects.at(0).before->zh, "5 个工作日");
}

TEST(Comparison, TellsWhatHappensOnceTimeHasPassed) {
  EXPECT_THAT(InLines(Changes(With(kFirst, "after: {20 days: closed}", "after: {30 days: draft}"))),
              ElementsAre("changed deadline shown/after.0: length 20 days → 30 days to Closed → Draft"));
  EXPECT_THAT(InLines(Changes(With(kFirst, "    after: {20 days: closed}\n", ""))),
              ElementsAre("removed deadline shown/after.0: length 20 days → - to Closed → -"));
}

TEST(Comparison, TellsWhoMaySendAnEventAndUnderWhichCondition) {
  std::string other = With(kFirst, "send_back: {by: head", "send_back: {by: [head, worker]");
  other = With(other, "data.phone != ''", "data.name != ''");
  EXPECT_THAT(InLines(Changes(other)),
              ElementsAre("changed event shown/send_back: by Head → Head, Worker guard data.phone != '' → "
                          "data.name != ''"));
}

TEST(Comparison, TellsASecondWayOfAnEventByItsNumber) {
  const std::string other = With(
      kFirst, "on: {submit: {by: worker, target: shown, title: {zh: 提交, en: Submit}}}",
      "on: {submit: [{by: worker, guard: \"data.name != ''\", target: shown, title: {zh: 提交, en: Submit}}, "
      "{by: worker, target: closed}]}");
  EXPECT_THAT(
      InLines(Changes(other)),
      ElementsAre("changed event draft/submit: guard - → data.name != '' 2.to - → Closed 2.by - → Worker"));
}

TEST(Comparison, TellsWhatIsNewAndWhatIsGone) {
  std::string other =
      With(kFirst, "  phone: {type: string, title: {zh: 电话, en: Phone}}\n",
           "  phone: {type: string, maxLength: 20, required: true, title: {zh: 电话, en: Phone}}\n"
           "  note: {type: string, read: [head]}\n");
  other = With(other, "  head: {title: {zh: 负责人, en: Head}}\n",
               "  head: {title: {zh: 主席, en: Chair}}\n  clerk: {title: {zh: 经办, en: Clerk}}\n");
  other = With(other, "on: {submit: {by: worker, target: shown, title: {zh: 提交, en: Submit}}}",
               "on: {submit: {by: clerk, target: checked, title: {zh: 提交, en: Submit}}}\n"
               "  checked:\n    title: {zh: 审核, en: Check}\n    on: {pass: {by: head, target: shown}}");
  const auto lines = InLines(Changes(other));
  EXPECT_THAT(lines, IsSupersetOf({std::string("added role clerk: title - → Clerk"),
                                   std::string("changed role head: title Head → Chair"),
                                   std::string("added event checked/pass: to - → Shown by - → Chair")}));
  EXPECT_THAT(lines, testing::Contains(HasSubstr("changed field phone: required - → yes rule")));
  EXPECT_THAT(lines, testing::Contains(HasSubstr("added field note: rule")));
  EXPECT_THAT(lines, testing::Contains(HasSubstr("added state checked: title - → Check")));
  EXPECT_THAT(lines,
              testing::Contains(HasSubstr("changed event draft/submit: to Shown → Check by Worker → Clerk")));
  const auto back = Compare(*Load(other), *Load(kFirst));
  EXPECT_THAT(InLines(back), testing::Contains("removed role clerk: title Clerk → -"));
}

TEST(Comparison, TellsAnActivityBySettings) {
  EXPECT_THAT(InLines(Changes(With(kFirst, "for: 5 workdays", "for: 7 days"))),
              ElementsAre(HasSubstr("changed activity notice: settings.for 5 workdays → 7 days")));
}

TEST(Comparison, TellsWhatIsDoneOnTheWay) {
  const std::string other = With(kFirst, "{by: worker, target: shown, title",
                                 "{by: worker, target: shown, actions: [{assign: {phone: \"'110'\"}}, "
                                 "{notify: {to: head, message: {zh: 请看, en: Look}}}], title");
  const auto changes = Changes(other);
  EXPECT_THAT(InLines(changes),
              ElementsAre("changed event draft/submit: actions - → phone = '110'; notify Head: Look"));
  EXPECT_EQ(changes.at(0).aspects.at(0).after->zh, "phone = '110'；通知 负责人：请看");
}

TEST(Comparison, OfTheShippedWorkflowsNamesEachPartOnceAndInBothLanguages) {
  for (const char* name : {"collective_bargaining", "grassroots_initiative", "milestone",
                           "subsidy_application", "subsidy_round"}) {
    SCOPED_TRACE(name);
    std::ifstream file(std::string(CHARTER_SOURCE_DIR) + "/workflows/" + name + ".yaml");
    std::ostringstream text;
    text << file.rdbuf();
    const auto chart = Load(text.str());
    std::set<std::pair<ChartPart::Kind, std::string>> seen;
    for (const ChartPart& part : PartsOf(*chart)) {
      EXPECT_TRUE(seen.emplace(part.kind, part.id).second) << NameOf(part.kind) << " " << part.id;
      EXPECT_FALSE(part.title.zh.empty() || part.title.en.empty()) << part.id;
      std::set<std::string> said;
      for (const ChartAspect& aspect : part.aspects) {
        EXPECT_TRUE(said.insert(aspect.id).second) << part.id << " says " << aspect.id << " twice";
        EXPECT_FALSE(aspect.value.empty()) << part.id << " " << aspect.id;
      }
    }
    EXPECT_THAT(Compare(*chart, *chart), IsEmpty());
    EXPECT_EQ(Compare(*Load(kFirst), *chart).empty(), false);
  }
}

TEST(UnifiedDifference, ShowsTheChangedLinesWithThoseAround) {
  std::string before;
  for (int i = 1; i <= 9; ++i) before += "line " + std::to_string(i) + "\n";
  EXPECT_EQ(UnifiedDifference(before, "w 1", With(before, "line 5\n", "行 5\nnew\n"), "w 2"),
            "--- w 1\n+++ w 2\n@@ -2,8 +2,9 @@\n line 2\n line 3\n line 4\n-line 5\n+行 5\n+new\n line 6\n"
            " line 7\n line 8\n line 9\n");
  EXPECT_EQ(UnifiedDifference(before, "a", before, "b"), "");
}

TEST(UnifiedDifference, IsNotMadeOfFilesThatAreTooLong) {
  std::string lines;
  for (std::size_t i = 0; i <= kMostComparedLines; ++i) lines += "x\n";
  EXPECT_EQ(UnifiedDifference(lines, "a", "y\n", "b"), std::nullopt);
  EXPECT_EQ(UnifiedDifference("y\n", "a", lines, "b"), std::nullopt);
}

}  // namespace
}  // namespace charter
