#include "engine/activity/review_view.h"

#include <algorithm>

#include "engine/activity/review_outcome.h"
#include "engine/activity/review_people.h"
#include "engine/data/json.h"

namespace charter {
namespace {

Value WithTotal(const Value& reviewer) {
  const Value* scores = reviewer.Find("scores");
  return scores == nullptr ? reviewer : With(reviewer, {{"total", Value::Of(TotalOf(*scores))}});
}

// Who it is and whether he has scored; nothing of what.
Value WithoutPoints(const Value& reviewer) {
  std::vector<Value::Entry> entries;
  for (const char* key : {"person", "name", "panel", "assigned_by", "assigned_at", "recused", "reason"}) {
    if (const Value* value = reviewer.Find(key)) entries.emplace_back(Value::String(key), *value);
  }
  entries.emplace_back(Value::String("scored"), Value::Bool(HasScored(reviewer)));
  return Value::Map(std::move(entries));
}

// The valid points of each panel by number, the highest total first.
Value Numbered(const ReviewPlan& plan, const Value& reviewers) {
  std::vector<Value> scores;
  for (const auto& panel : plan.panels) {
    auto sheets = ValidScores(reviewers, panel.id);
    std::sort(sheets.begin(), sheets.end(), [](const Value& a, const Value& b) {
      const auto order = TotalOf(b) <=> TotalOf(a);
      return order != 0 ? order < 0 : WriteJson(a) < WriteJson(b);
    });
    std::int64_t number = 0;
    for (const auto& sheet : sheets) {
      Value one = Value::Map(
          {{"number", Value::Int(++number)}, {"total", Value::Of(TotalOf(sheet))}, {"scores", sheet}});
      if (!panel.id.empty()) one = With(one, {{"panel", Value::String(panel.id)}});
      scores.push_back(std::move(one));
    }
  }
  return Value::List(std::move(scores));
}

}  // namespace

Value ReviewShown(const ReviewPlan& plan, const Value& state, const Viewer& viewer, bool organises) {
  const Value& reviewers = *state.Find("reviewers");
  const bool complete = state.Find("complete")->AsBool();
  Value shown = Value::Map({{"complete", Value::Bool(complete)}, {"blind", Value::Bool(plan.blind)}});
  if (complete) shown = With(shown, {{"scores", Numbered(plan, reviewers)}});
  const Value* own = FindReviewer(reviewers, viewer.actor.id.value);
  if (own != nullptr) shown = With(shown, {{"mine", WithTotal(*own)}});
  const bool all = viewer.auditor || !plan.blind || (complete && organises);
  if (!all && !organises) return shown;
  std::vector<Value> list;
  for (const auto& reviewer : reviewers.AsList())
    list.push_back(all ? WithTotal(reviewer) : WithoutPoints(reviewer));
  return With(shown, {{"reviewers", Value::List(std::move(list))}});
}

}  // namespace charter
