#include "engine/activity/review_plan.h"

#include <algorithm>

#include "engine/activity/make_field.h"

namespace charter {
namespace {

constexpr int kMostPlaces = 4;
constexpr std::int64_t kDefaultPlaces = 2;

std::int64_t CountOr(const Value& map, std::string_view key, std::int64_t other) {
  const Value* value = map.Find(key);
  return value == nullptr ? other : value->AsInt();
}

Aggregation AggregationOf(const Value* setting, int places) {
  Aggregation how;
  how.places = places;
  if (setting == nullptr) return how;
  if (setting->is(Kind::kString)) {
    const auto word = setting->AsString();
    how.kind = word == "median" ? Aggregation::Kind::kMedian
               : word == "sum"  ? Aggregation::Kind::kSum
                                : Aggregation::Kind::kMean;
  } else if (const Value* trim = setting->Find("trimmed_mean")) {
    how.kind = Aggregation::Kind::kTrimmedMean;
    how.drop_high = CountOr(*trim, "drop_high", 0);
    how.drop_low = CountOr(*trim, "drop_low", 0);
    how.from = CountOr(*trim, "from", 0);
  }
  return how;
}

Panel PanelOf(const Value& settings, const Value* aggregate, int places, const ActivitySetup& setup) {
  Panel panel;
  if (const Value* id = settings.Find("id")) panel.id = id->AsString();
  const auto sheet = std::find_if(setup.sheets->begin(), setup.sheets->end(), [&](const Sheet& other) {
    return other.id == settings.Find("sheet")->AsString();
  });
  if (sheet != setup.sheets->end()) panel.sheet = *sheet;
  const Value& reviewers = *settings.Find("reviewers");
  panel.roles = RolesOf(reviewers, "role");
  panel.min = std::max<std::int64_t>(1, CountOr(reviewers, "min", 1));
  panel.max = CountOr(reviewers, "max", std::max(panel.min, kMostReviewers));
  panel.count = CountOr(reviewers, "count", panel.min);
  if (const Value* assign = reviewers.Find("assign")) {
    panel.assign = assign->AsString() == "random"     ? Panel::Assign::kRandom
                   : assign->AsString() == "balanced" ? Panel::Assign::kBalanced
                                                      : Panel::Assign::kManual;
  }
  if (const Value* weight = settings.Find("weight")) panel.weight = weight->AsDecimal();
  const Value* own = settings.Find("aggregate");
  panel.aggregate = AggregationOf(own != nullptr ? own : aggregate, places);
  return panel;
}

// The most that can come of the panel, with its weight; nothing where that cannot be computed exactly.
std::optional<Decimal> MostOf(const Panel& panel, int places) {
  std::optional<Decimal> total = Decimal(1, std::max(places, kScorePlaces));
  for (const auto& criterion : panel.sheet.criteria) {
    const auto below = Decimal::Subtract(Decimal(), criterion.min);
    if (!total || !below) return std::nullopt;
    total = Decimal::Add(*total, std::max(criterion.max, *below));
  }
  const auto all = total ? Decimal::Multiply(*total, Decimal(panel.max, 0)) : std::nullopt;
  return all ? Decimal::Multiply(*all, panel.weight) : std::nullopt;
}

void CheckPanel(const Panel& panel, std::vector<ActivityMistake>& mistakes) {
  const Text name =
      panel.id.empty() ? Text{} : Text{"评审组 " + panel.id + "：", "panel `" + panel.id + "`: "};
  const auto add = [&](std::string zh, std::string en) {
    mistakes.push_back({Code::impossible_numbers, {name.zh + std::move(zh), name.en + std::move(en)}});
  };
  const std::string min = std::to_string(panel.min);
  const std::string max = std::to_string(panel.max);
  if (panel.min > panel.max)
    add("`min` 为 " + min + " 人，而 `max` 只有 " + max,
        "`min` is " + min + " reviewers, but `max` only " + max);
  if (panel.count < panel.min || panel.count > panel.max) {
    const std::string count = std::to_string(panel.count);
    add("`count` 为 " + count + "，应在 `min` 与 `max` 之间（" + min + " 至 " + max + "）",
        "`count` is " + count + ", outside of `min` and `max` (" + min + " to " + max + ")");
  }
  const Aggregation& how = panel.aggregate;
  const std::int64_t fewest = std::max(panel.min, how.from);
  if (how.kind == Aggregation::Kind::kTrimmedMean && how.drop_high + how.drop_low >= fewest) {
    const std::string gone = std::to_string(how.drop_high + how.drop_low);
    add(std::to_string(fewest) + " 个评分去掉 " + gone + " 个后可能一个不剩",
        "of " + std::to_string(fewest) + " scores " + gone + " are dropped, which can leave none");
  }
  for (const auto& criterion : panel.sheet.criteria) {
    const auto fits = [](Decimal bound) { return bound.IsMultipleOf(Decimal(1, kScorePlaces)); };
    if (!fits(criterion.min) || !fits(criterion.max))
      add("评分项 " + criterion.id + " 的分值超过 4 位小数",
          "the bounds of criterion `" + criterion.id + "` have more than 4 places");
  }
}

}  // namespace

const Panel* ReviewPlan::Find(std::string_view id) const {
  const auto found =
      std::find_if(panels.begin(), panels.end(), [&](const Panel& panel) { return panel.id == id; });
  return found == panels.end() ? nullptr : &*found;
}

bool ReviewPlan::Draws() const {
  return std::any_of(panels.begin(), panels.end(),
                     [](const Panel& panel) { return panel.assign != Panel::Assign::kManual; });
}

ReviewPlan PlanOf(const ActivitySetup& setup) {
  const Value& settings = setup.settings;
  ReviewPlan plan;
  plan.places = static_cast<int>(CountOr(settings, "places", kDefaultPlaces));
  const Value* aggregate = settings.Find("aggregate");
  if (const Value* panels = settings.Find("panels")) {
    for (const auto& panel : panels->AsList())
      plan.panels.push_back(PanelOf(panel, aggregate, plan.places, setup));
  } else {
    plan.panels.push_back(PanelOf(settings, aggregate, plan.places, setup));
    plan.panels.front().id.clear();
  }
  plan.organisers = RolesOf(settings, "by");
  if (plan.organisers.empty()) {
    for (const auto& panel : plan.panels) {
      for (const auto& role : panel.roles) {
        if (std::find(plan.organisers.begin(), plan.organisers.end(), role) == plan.organisers.end())
          plan.organisers.push_back(role);
      }
    }
  }
  if (const Value* blind = settings.Find("blind")) plan.blind = blind->AsBool();
  return plan;
}

std::vector<ActivityMistake> ReviewMistakes(const ActivitySetup& setup) {
  const Value& settings = setup.settings;
  const Value* panels = settings.Find("panels");
  const bool one = settings.Find("sheet") != nullptr && settings.Find("reviewers") != nullptr;
  const bool none = settings.Find("sheet") == nullptr && settings.Find("reviewers") == nullptr;
  if (panels == nullptr ? !one : !none || panels->AsList().empty()) {
    return {{Code::sheet_or_panels,
             {"须写 `sheet` 和 `reviewers`，或只写 `panels`",
              "it needs `sheet` and `reviewers`, or `panels` instead"}}};
  }
  std::vector<ActivityMistake> mistakes;
  const std::int64_t places = CountOr(settings, "places", kDefaultPlaces);
  if (places > kMostPlaces) {
    return {{Code::impossible_numbers, {"`places` 最多为 4", "`places` is at most 4"}}};
  }
  const ReviewPlan plan = PlanOf(setup);
  Decimal weights;
  std::optional<Decimal> most = Decimal();
  for (const auto& panel : plan.panels) {
    CheckPanel(panel, mistakes);
    weights = Decimal::Add(weights, panel.weight).value_or(weights);
    const auto part = MostOf(panel, plan.places);
    most = most && part ? Decimal::Add(*most, *part) : std::nullopt;
    if (plan.Find(panel.id) != &panel)
      mistakes.push_back(
          {Code::duplicate_id, {"评审组标识重复：" + panel.id, "a second panel `" + panel.id + "`"}});
  }
  if (weights <= Decimal())
    mistakes.push_back({Code::impossible_numbers, {"各组权重合计为 0", "the weights add up to 0"}});
  if (!most) {
    mistakes.push_back({Code::impossible_numbers,
                        {"分值、人数或权重过大，无法精确计算",
                         "points, reviewers or weights are too large to be computed exactly"}});
  }
  return mistakes;
}

Schema SheetSchema(const Sheet& sheet) {
  std::vector<Field> fields;
  for (const auto& criterion : sheet.criteria) {
    Field field = MakeField(criterion.id, FieldType::kDecimal, criterion.title, true);
    field.schema.minimum = Bound{criterion.min, false};
    field.schema.maximum = Bound{criterion.max, false};
    field.schema.multiple_of = Decimal(1, kScorePlaces);
    fields.push_back(std::move(field));
  }
  return MakeObject(std::move(fields));
}

}  // namespace charter
