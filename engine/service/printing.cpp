#include "engine/service/printing.h"

#include <algorithm>
#include <array>

namespace charter {
namespace {

Text Same(const std::string& text) { return {text, text}; }
ReportCell Words(Text text) { return {std::move(text), false}; }
ReportCell Number(const std::string& text) { return {Same(text), true}; }

// Numbers as they are kept, texts as they are; anything else is not for print.
std::string PlainText(const Value& value) {
  switch (value.kind()) {
    case Kind::kString:
      return std::string(value.AsString());
    case Kind::kInt:
      return std::to_string(value.AsInt());
    case Kind::kDecimal:
      return value.AsDecimal().ToString();
    default:
      return {};
  }
}

std::string TextAt(const Value& map, std::string_view key) {
  const Value* value = map.is(Kind::kMap) ? map.Find(key) : nullptr;
  return value == nullptr ? std::string() : PlainText(*value);
}

std::span<const Value> ListAt(const Value& map, std::string_view key) {
  const Value* value = map.is(Kind::kMap) ? map.Find(key) : nullptr;
  return value == nullptr || !value->is(Kind::kList) ? std::span<const Value>() : value->AsList();
}

Text BothAt(const Value& map, std::string_view key) {
  const Value* value = map.Find(key);
  if (value == nullptr) return {};
  return value->is(Kind::kMap) ? Text{TextAt(*value, "zh"), TextAt(*value, "en")} : Same(PlainText(*value));
}

Text DayText(Date day) {
  const CivilDate civil = ToCivil(day);
  return {std::to_string(civil.year) + "年" + std::to_string(civil.month) + "月" + std::to_string(civil.day) +
              "日",
          ToString(day)};
}

Text TitleOf(const Activity& activity) {
  return activity.title.empty() ? activity.kind->title : activity.title;
}

Report Begin(const Printable& what, Text title) {
  Report report;
  report.title = std::move(title);
  const std::string& name = what.record.title;
  report.facts = {{{"事项", "Item"}, Same(name)}, {{"编号", "Number"}, Same(what.record.number)}};
  if (name == what.record.number) report.facts.erase(report.facts.begin());
  report.facts.push_back(
      {{"流程", "Workflow"}, what.chart.title.empty() ? Same(what.chart.workflow) : what.chart.title});
  report.facts.push_back({{"单位", "Organisation"}, what.org});
  report.date = DayText(DayOf(what.now));
  return report;
}

// Scores

struct PrintedPanel {
  std::string id;  // "" where there is but one
  const Sheet* sheet = nullptr;
};

std::vector<PrintedPanel> PanelsOf(const Printable& what) {
  const auto sheet = [&](const Value& settings) -> const Sheet* {
    const std::string id = TextAt(settings, "sheet");
    const auto found = std::find_if(what.chart.sheets.begin(), what.chart.sheets.end(),
                                    [&](const Sheet& known) { return known.id == id; });
    return found == what.chart.sheets.end() ? nullptr : &*found;
  };
  std::vector<PrintedPanel> panels;
  for (const Value& panel : ListAt(what.activity.settings, "panels"))
    panels.push_back({TextAt(panel, "id"), sheet(panel)});
  if (panels.empty()) panels.push_back({"", sheet(what.activity.settings)});
  std::erase_if(panels, [](const PrintedPanel& panel) { return panel.sheet == nullptr; });
  return panels;
}

void AddScores(std::vector<ReportCell>& row, const Sheet& sheet, const Value& scores,
               const std::string& total) {
  for (const auto& criterion : sheet.criteria) row.push_back(Number(TextAt(scores, criterion.id)));
  row.push_back(Number(total));
}

// By name where the viewer is shown who gave what, else by number.
ReportTable ScoresOf(const Printable& what, const PrintedPanel& panel) {
  ReportTable table;
  table.title = panel.sheet->title.empty() ? Same(panel.sheet->id) : panel.sheet->title;
  if (!panel.id.empty()) table.title = table.title + Text{"（" + panel.id + "）", " (" + panel.id + ")"};
  table.columns = {{"评委", "Reviewer"}};
  for (const auto& criterion : panel.sheet->criteria) {
    const std::string max = criterion.max.ToString();
    table.columns.push_back((criterion.title.empty() ? Same(criterion.id) : criterion.title) +
                            Text{"（" + max + "）", " (" + max + ")"});
  }
  table.columns.push_back({"总分", "Total"});
  const auto of_panel = [&](const Value& one) { return TextAt(one, "panel") == panel.id; };
  bool named = false;
  for (const Value& reviewer : ListAt(what.shown, "reviewers")) {
    const Value* scores = reviewer.Find("scores");
    if (!of_panel(reviewer) || scores == nullptr) continue;
    named = true;
    const std::string name =
        TextAt(reviewer, "name").empty() ? TextAt(reviewer, "person") : TextAt(reviewer, "name");
    const bool recused = reviewer.Find("recused") != nullptr;
    std::vector<ReportCell> row{
        Words(recused ? Text{name + "（回避，不计分）", name + " (recused, not counted)"} : Same(name))};
    AddScores(row, *panel.sheet, *scores, TextAt(reviewer, "total"));
    table.rows.push_back(std::move(row));
  }
  for (const Value& one : ListAt(what.shown, "scores")) {
    if (named || !of_panel(one)) continue;
    const std::string number = TextAt(one, "number");
    std::vector<ReportCell> row{Words({"评委" + number, "Reviewer " + number})};
    AddScores(row, *panel.sheet, *one.Find("scores"), TextAt(one, "total"));
    table.rows.push_back(std::move(row));
  }
  const Value* of_all = what.outcome.is(Kind::kMap) ? what.outcome.Find("panels") : nullptr;
  const Value* own = of_all != nullptr && of_all->is(Kind::kMap) ? of_all->Find(panel.id) : nullptr;
  const Value& outcome = own != nullptr ? *own : what.outcome;
  if (outcome.is(Kind::kMap)) {
    table.sums = {Words({"得分", "Score"})};
    const Value* means = outcome.Find("criteria");
    AddScores(table.sums, *panel.sheet, means == nullptr ? Value() : *means, TextAt(outcome, "score"));
  }
  return table;
}

std::optional<Report> PrintScores(const Printable& what) {
  Report report = Begin(what, TitleOf(what.activity) + Text{"评分表", ": scores"});
  for (const auto& panel : PanelsOf(what)) report.tables.push_back(ScoresOf(what, panel));
  const bool any = std::any_of(report.tables.begin(), report.tables.end(),
                               [](const ReportTable& table) { return !table.rows.empty(); });
  if (!any) return std::nullopt;
  if (what.outcome.is(Kind::kMap)) {
    report.facts.push_back({{"最终得分", "Final score"}, Same(TextAt(what.outcome, "score"))});
    report.facts.push_back({{"有效评分数", "Valid scores"}, Same(TextAt(what.outcome, "count"))});
  } else {
    report.notes.push_back({"评审尚未完成。", "The review is not complete."});
  }
  report.signatures = {
      {"评审组长：", "Chair of the panel:"}, {"统计人：", "Counted by:"}, {"监督人：", "Supervised by:"}};
  return report;
}

// Awards

Text StatusText(const std::string& status) {
  static const std::array<std::pair<std::string_view, Text>, 4> kWords{
      {{"awarded", {"入选", "awarded"}},
       {"waiting", {"候补", "waiting"}},
       {"not_selected", {"未入选", "not selected"}},
       {"struck", {"取消资格", "struck off"}}}};
  const auto* const found =
      std::find_if(kWords.begin(), kWords.end(), [&](const auto& w) { return w.first == status; });
  return found == kWords.end() ? Same(status) : found->second;
}

// `awarded_only`: what a public notice names.
ReportTable AwardsOf(const Printable& what, const Value& awards, bool awarded_only) {
  const auto ranked = ListAt(awards, "ranked");
  const auto any = [&](std::string_view key) {
    return std::any_of(ranked.begin(), ranked.end(),
                       [&](const Value& row) { return !TextAt(row, key).empty(); });
  };
  const bool categories = any("category");
  const bool tiers = any("tier");
  ReportTable table;
  table.title = {"奖补名单", "Awards"};
  table.columns = {{"名次", "Rank"}};
  if (categories) table.columns.push_back({"类别", "Category"});
  table.columns.insert(table.columns.end(), {{"编号", "Number"}, {"名称", "Name"}, {"单位", "Organisation"}});
  if (tiers) table.columns.push_back({"等次", "Tier"});
  table.columns.push_back({"金额（元）", "Amount (yuan)"});
  if (!awarded_only) {
    table.columns.push_back({"结果", "Result"});
    table.columns.push_back({"说明", "Reason"});
  }
  for (const Value& one : ranked) {
    const std::string status = TextAt(one, "status");
    if (awarded_only && status != "awarded") continue;
    const auto item = what.find(TextAt(one, "id")).value_or(PrintedItem{});
    std::vector<ReportCell> row{Number(TextAt(one, "rank"))};
    if (categories) row.push_back(Words(Same(TextAt(one, "category"))));
    row.push_back(Words(Same(TextAt(one, "number"))));
    row.push_back(Words(Same(item.title)));
    row.push_back(Words(item.org));
    if (tiers) row.push_back(Words(Same(TextAt(one, "tier"))));
    row.push_back(Number(TextAt(one, "amount")));
    if (!awarded_only) {
      row.push_back(Words(StatusText(status)));
      row.push_back(Words(BothAt(one, "reason")));
    }
    table.rows.push_back(std::move(row));
  }
  table.sums.resize(table.columns.size());
  table.sums.front() = Words({"合计", "Total"});
  const auto amount =
      std::find(table.columns.begin(), table.columns.end(), Text{"金额（元）", "Amount (yuan)"});
  table.sums[static_cast<std::size_t>(amount - table.columns.begin())] = Number(TextAt(awards, "total"));
  return table;
}

std::optional<Report> PrintAwards(const Printable& what) {
  if (ListAt(what.shown, "ranked").empty()) return std::nullopt;
  Report report = Begin(what, TitleOf(what.activity) + Text{"奖补名单", ": awards"});
  report.tables.push_back(AwardsOf(what, what.shown, false));
  report.facts.push_back({{"资金总额（元）", "Pool (yuan)"}, Same(TextAt(what.shown, "pool"))});
  report.facts.push_back({{"结余（元）", "Left over (yuan)"}, Same(TextAt(what.shown, "left"))});
  if (!what.outcome.is(Kind::kMap)) report.notes.push_back({"尚未确认。", "Not confirmed yet."});
  report.signatures = {
      {"制表人：", "Prepared by:"}, {"审核人：", "Checked by:"}, {"负责人：", "Approved by:"}};
  return report;
}

// Public notice

std::optional<Report> PrintNotice(const Printable& what) {
  Report report = Begin(what, {"公示", "Public notice"});
  const std::string& name = what.record.title;
  Text text{"现将“" + name + "”（" + what.record.number + "）予以公示。",
            "Notice is hereby given of \"" + name + "\" (" + what.record.number + ")."};
  if (what.ends) {
    const Text last = DayText(Date{DayOf(Timestamp{what.ends->seconds - 1, 0})});
    if (what.since) {
      const Text first = DayText(DayOf(*what.since));
      text = text + Text{"公示期自" + first.zh + "起至" + last.zh + "止。",
                         " It stands from " + first.en + " to " + last.en + "."};
    } else {
      text = text + Text{"公示期至" + last.zh + "止。", " It stands until " + last.en + "."};
    }
  }
  report.paragraphs = {
      text,
      {"公示期间，对公示内容有异议的，请实名以书面形式提出，写明理由并附证据材料。",
       "Whoever objects may do so in writing and by name within that time, with grounds and evidence."}};
  if (!ListAt(what.awards, "ranked").empty()) report.tables.push_back(AwardsOf(what, what.awards, true));
  if (what.outcome.is(Kind::kMap)) {
    const std::string objections = TextAt(what.outcome, "objections");
    const std::string upheld = TextAt(what.outcome, "upheld");
    report.notes.push_back({"公示期已结束：收到异议 " + objections + " 件，成立 " + upheld + " 件。",
                            "The notice is over: " + objections + " objection(s), " + upheld + " upheld."});
  }
  report.signatures = {{"公示单位（盖章）：", "Issued by (seal):"},
                       {"受理异议联系人及电话：", "Objections to (name, telephone):"}};
  return report;
}

}  // namespace

std::optional<Report> Print(const Printable& what) {
  if (!what.shown.is(Kind::kMap)) return std::nullopt;
  if (what.activity.kind->name == "review") return PrintScores(what);
  if (what.activity.kind->name == "allocation") return PrintAwards(what);
  if (what.activity.kind->name == "notice") return PrintNotice(what);
  return std::nullopt;
}

}  // namespace charter
