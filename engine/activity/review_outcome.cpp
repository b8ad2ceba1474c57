#include "engine/activity/review_outcome.h"

#include <algorithm>

#include "engine/activity/make_field.h"

namespace charter {
namespace {

Field EachMember(std::string name, Schema member, Text title) {
  Field field = MakeField(std::move(name), FieldType::kObject, std::move(title));
  field.schema.items = std::make_shared<const Schema>(std::move(member));
  return field;
}

std::vector<Field> Numbers() {
  Schema decimal;
  decimal.type = FieldType::kDecimal;
  return {MakeField("score", FieldType::kDecimal, {"总分", "Score"}),
          MakeField("count", FieldType::kInteger, {"有效评分数", "Valid scores"}),
          EachMember("criteria", decimal, {"分项平均分", "Mean score per criterion"}),
          MakeField("spread", FieldType::kDecimal, {"最高与最低之差", "Highest less lowest"})};
}

Value MeansOf(const Panel& panel, const std::vector<Value>& sheets) {
  std::vector<Value::Entry> means;
  for (const auto& criterion : panel.sheet.criteria) {
    std::vector<Decimal> points;
    for (const auto& sheet : sheets) points.push_back(sheet.Find(criterion.id)->AsDecimal());
    if (const auto mean = Aggregate({.places = panel.aggregate.places}, std::move(points)))
      means.emplace_back(Value::String(criterion.id), Value::Of(*mean));
  }
  return Value::Map(std::move(means));
}

}  // namespace

Schema ReviewOutcomeSchema() {
  auto fields = Numbers();
  fields.push_back(EachMember("panels", MakeObject(Numbers()), {"各评审组", "Per panel"}));
  return MakeObject(std::move(fields));
}

std::vector<Value> ValidScores(const Value& reviewers, std::string_view panel) {
  std::vector<Value> sheets;
  for (const auto& reviewer : reviewers.AsList()) {
    const Value* points = reviewer.Find("scores");
    if (points != nullptr && reviewer.Find("recused") == nullptr &&
        reviewer.Find("panel")->AsString() == panel)
      sheets.push_back(*points);
  }
  return sheets;
}

Decimal TotalOf(const Value& points) {
  Decimal total;
  for (const auto& [criterion, score] : points.AsMap())
    total = Decimal::Add(total, score.AsDecimal()).value();
  return total;
}

Value OutcomeOf(const ReviewPlan& plan, const Value& reviewers) {
  std::vector<Weighted> parts;
  std::vector<Value::Entry> panels;
  std::int64_t count = 0;
  Decimal widest;
  for (const auto& panel : plan.panels) {
    const auto sheets = ValidScores(reviewers, panel.id);
    std::vector<Decimal> totals;
    for (const auto& sheet : sheets) totals.push_back(TotalOf(sheet));
    const Decimal spread = Spread(totals).value();
    const Decimal score = Aggregate(panel.aggregate, std::move(totals)).value();
    parts.push_back({score, panel.weight});
    count += static_cast<std::int64_t>(sheets.size());
    widest = std::max(widest, spread);
    panels.emplace_back(Value::String(panel.id),
                        Value::Map({{"score", Value::Of(score)},
                                    {"count", Value::Int(static_cast<std::int64_t>(sheets.size()))},
                                    {"criteria", MeansOf(panel, sheets)},
                                    {"spread", Value::Of(spread)}}));
  }
  if (plan.panels.size() == 1) {
    return With(panels.front().second, {{"panels", Value::Map(std::vector<Value::Entry>{})}});
  }
  return Value::Map({{"score", Value::Of(WeightedMean(parts, plan.places).value())},
                     {"count", Value::Int(count)},
                     {"criteria", Value::Map(std::vector<Value::Entry>{})},
                     {"spread", Value::Of(widest)},
                     {"panels", Value::Map(std::move(panels))}});
}

}  // namespace charter
