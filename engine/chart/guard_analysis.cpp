#include "engine/chart/guard_analysis.h"

#include <algorithm>

#include "engine/chart/points.h"

namespace charter {
namespace {

std::size_t At(std::int32_t index) { return static_cast<std::size_t>(index); }

// Past these, nothing is said: a file is checked in milliseconds whatever it holds.
constexpr int kStepsOfAFile = 400'000;
constexpr int kStepsOfAQuestion = 10'000;
constexpr std::size_t kVariables = 64;
constexpr std::size_t kLongestTold = 80;

// What a condition may come to, as a set.
using Outcomes = unsigned;
constexpr Outcomes kTrue = 1;
constexpr Outcomes kFalse = 2;
constexpr Outcomes kError = 4;
constexpr Outcomes kAnything = kTrue | kFalse | kError;

struct Demand {
  const Condition* condition;
  Outcomes wanted;
};

// Goes through the points of one variable after the other, and back as soon as a demand cannot be met.
class Search {
 public:
  // `certain`: what is not looked into may come to anything; else it may be chosen.
  Search(const Conditions& conditions, const std::vector<Demand>& demands, bool certain, int& steps)
      : conditions_(conditions), demands_(demands), certain_(certain), steps_(steps) {
    for (const Demand& demand : demands) Gather(*demand.condition);
    if (asked_.size() > kVariables) steps_ = 0;
    if (steps_ <= 0) return;
    chosen_.resize(conditions.size(), nullptr);
    for (const auto& [variable, comparisons] : asked_) {
      const Variable& about = conditions_.VariableAt(variable);
      // Trying each value means holding it against each.
      for (const Comparison* comparison : comparisons) steps_ -= Square(comparison->constants.size());
      if (steps_ <= 0) return;
      if (about.opaque) {
        if (!certain) order_.push_back({variable, {{Value::Bool(true), false}, {Value::Bool(false), false}}});
      } else if (auto points = PointsOf(about, comparisons)) {
        if (certain) {
          std::erase_if(*points, [](const Point& point) { return !point.real; });
          if (about.slot < 0) points->clear();
        }
        if (!certain || !points->empty()) order_.push_back({variable, std::move(*points)});
      }
    }
  }

  enum class Result : std::uint8_t { kFound, kNone, kGaveUp };
  Result Run() { return From(0); }

  // The values found, by variable.
  [[nodiscard]] std::vector<std::pair<int, Value>> Found() const {
    std::vector<std::pair<int, Value>> values;
    for (const auto& [variable, points] : order_) values.emplace_back(variable, chosen_[At(variable)]->value);
    return values;
  }

 private:
  struct Choice {
    int variable;
    std::vector<Point> points;
  };

  static int Square(std::size_t count) {
    const std::size_t bounded = std::min<std::size_t>(count, 1000);
    return static_cast<int>(bounded * bounded);
  }

  void Gather(const Condition& condition) {
    if (asked_.size() > kVariables) return;
    if (condition.variable >= 0) {
      auto found = std::find_if(asked_.begin(), asked_.end(),
                                [&](const auto& entry) { return entry.first == condition.variable; });
      if (found == asked_.end())
        found = asked_.insert(asked_.end(), {condition.variable, std::vector<const Comparison*>()});
      if (condition.kind == Condition::Kind::kCompare) found->second.push_back(&condition.comparison);
    }
    for (const Condition& part : condition.parts) Gather(part);
  }

  Result From(std::size_t next) {
    if (steps_ <= 0) return Result::kGaveUp;
    const bool last = next == order_.size();
    for (const Demand& demand : demands_) {
      const Outcomes outcomes = Of(*demand.condition);
      if ((outcomes & demand.wanted) == 0) return Result::kNone;
      if (last && certain_ && (outcomes & ~demand.wanted) != 0) return Result::kNone;
    }
    if (last) return Result::kFound;
    for (const Point& point : order_[next].points) {
      chosen_[At(order_[next].variable)] = &point;
      const Result result = From(next + 1);
      if (result != Result::kNone) return result;
    }
    chosen_[At(order_[next].variable)] = nullptr;
    return Result::kNone;
  }

  [[nodiscard]] Outcomes Of(const Condition& condition) {
    switch (condition.kind) {
      case Condition::Kind::kConstant:
        return condition.constant ? kTrue : kFalse;
      case Condition::Kind::kAnd:
        return Junction(condition, kFalse, kTrue);
      case Condition::Kind::kOr:
        return Junction(condition, kTrue, kFalse);
      case Condition::Kind::kNot: {
        const Outcomes inner = Of(condition.parts[0]);
        return ((inner & kTrue) != 0 ? kFalse : 0U) | ((inner & kFalse) != 0 ? kTrue : 0U) | (inner & kError);
      }
      case Condition::Kind::kConditional: {
        const Outcomes which = Of(condition.parts[0]);
        Outcomes all = which & kError;
        if ((which & kTrue) != 0) all |= Of(condition.parts[1]);
        if ((which & kFalse) != 0) all |= Of(condition.parts[2]);
        return all;
      }
      default:
        return OfVariable(condition);
    }
  }

  // CEL's && and ||: `absorbing` of one part decides, an error counts only where nothing decides.
  [[nodiscard]] Outcomes Junction(const Condition& condition, Outcomes absorbing, Outcomes neutral) {
    Outcomes any = 0;
    bool all_neutral = true;
    bool all_undecided = true;
    for (const Condition& part : condition.parts) {
      const Outcomes outcomes = Of(part);
      if (outcomes == absorbing) return absorbing;
      any |= outcomes;
      all_neutral = all_neutral && (outcomes & neutral) != 0;
      all_undecided = all_undecided && (outcomes & (neutral | kError)) != 0;
    }
    return (any & absorbing) | (all_neutral ? neutral : 0U) | (all_undecided ? any & kError : 0U);
  }

  [[nodiscard]] Outcomes OfVariable(const Condition& condition) {
    --steps_;
    const Point* point = chosen_[At(condition.variable)];
    if (point == nullptr) return condition.kind == Condition::Kind::kHas ? kTrue | kFalse : kAnything;
    const bool set = !point->value.is(Kind::kAbsent);
    if (condition.kind == Condition::Kind::kHas) return set ? kTrue : kFalse;
    if (!set) return kError;
    if (condition.kind == Condition::Kind::kOpaque) return point->value.AsBool() ? kTrue : kFalse;
    return Holds(condition.comparison, point->value) ? kTrue : kFalse;
  }

  const Conditions& conditions_;
  const std::vector<Demand>& demands_;
  bool certain_;
  int& steps_;
  std::vector<std::pair<int, std::vector<const Comparison*>>> asked_;
  std::vector<Choice> order_;
  std::vector<const Point*> chosen_;  // by variable
};

// The values of a witness, for the guards themselves to run on.
class Witness : public Activation {
 public:
  void Set(int slot, Value value) { values_.emplace_back(slot, std::move(value)); }
  [[nodiscard]] const Value& Get(int slot) const override {
    for (const auto& [at, value] : values_) {
      if (at == slot) return value;
    }
    return absent_;
  }
  [[nodiscard]] EvalResult Call(int, std::span<const Value>) const override {
    return tl::make_unexpected(EvalError{"witness", "not known at load", 0});
  }

 private:
  std::vector<std::pair<int, Value>> values_;
  Value absent_;
};

bool RunsTrue(const Program& guard, const Witness& witness) {
  const EvalResult result = guard.Run(witness);
  return result && result->is(Kind::kBool) && result->AsBool();
}

std::string Told(const Variable& variable, const Value& value) {
  if (value.is(Kind::kAbsent)) return variable.text + " is not set";
  if (value.is(Kind::kList)) return "size(" + variable.text + ") = " + std::to_string(value.AsList().size());
  if (value.is(Kind::kString) && value.AsString().size() > kLongestTold)
    return "size(" + variable.text + ") = " + std::to_string(value.AsString().size());
  std::string text;
  switch (value.kind()) {
    case Kind::kBool:
      text = value.AsBool() ? "true" : "false";
      break;
    case Kind::kInt:
      text = std::to_string(value.AsInt());
      break;
    case Kind::kDecimal:
      text = value.AsDecimal().ToString();
      break;
    case Kind::kString:
      text = "'" + std::string(value.AsString()) + "'";
      break;
    case Kind::kTimestamp: {
      const bool date = variable.schema != nullptr && variable.schema->type == FieldType::kDate;
      text = date ? ToString(DayOf(value.AsTimestamp())) : ToShanghaiString(value.AsTimestamp());
      break;
    }
    default:
      break;
  }
  return variable.text + " = " + text;
}

}  // namespace

GuardAnalysis::GuardAnalysis(const Chart& chart, const GuardTrees& trees)
    : chart_(chart),
      trees_(trees),
      conditions_(chart),
      read_(chart.transitions.size()),
      input_ids_(chart.transitions.size()),
      steps_left_(kStepsOfAFile) {}

const Condition& GuardAnalysis::ConditionOf(TransitionIndex transition) {
  auto& condition = read_[At(transition)];
  if (!condition) {
    const auto& tree = trees_[At(transition)];
    condition = tree == nullptr
                    ? Condition()
                    : conditions_.Of(chart_.transitions[At(transition)], *tree, InputId(transition));
  }
  return *condition;
}

int GuardAnalysis::InputId(TransitionIndex transition) {
  int& id = input_ids_[At(transition)];
  if (id == 0) {
    const auto& input = chart_.transitions[At(transition)].input;
    std::string text;
    if (!input.empty()) AppendJsonSchema(text, input);
    id = inputs_.emplace(std::move(text), static_cast<int>(inputs_.size()) + 1).first->second;
  }
  return id;
}

bool GuardAnalysis::SameInput(TransitionIndex a, TransitionIndex b) { return InputId(a) == InputId(b); }

bool GuardAnalysis::NeverHolds(TransitionIndex transition, const std::vector<TransitionIndex>& earlier) {
  std::vector<Demand> demands{{&ConditionOf(transition), kTrue}};
  for (const auto before : earlier) demands.push_back({&ConditionOf(before), kFalse});
  int steps = std::min(kStepsOfAQuestion, steps_left_);
  const int given = steps;
  const auto result = Search(conditions_, demands, false, steps).Run();
  steps_left_ -= given - steps;
  return result == Search::Result::kNone;
}

std::optional<std::string> GuardAnalysis::BothHold(TransitionIndex a, TransitionIndex b) {
  const std::vector<Demand> demands{{&ConditionOf(a), kTrue}, {&ConditionOf(b), kTrue}};
  int steps = std::min(kStepsOfAQuestion, steps_left_);
  const int given = steps;
  Search search(conditions_, demands, true, steps);
  const auto result = search.Run();
  steps_left_ -= given - steps;
  if (result != Search::Result::kFound) return std::nullopt;
  Witness witness;
  std::string told;
  for (auto& [variable, value] : search.Found()) {
    const Variable& about = conditions_.VariableAt(variable);
    told += (told.empty() ? "" : ", ") + Told(about, value);
    witness.Set(about.slot, std::move(value));
  }
  const bool confirmed = RunsTrue(chart_.transitions[At(a)].guard, witness) &&
                         RunsTrue(chart_.transitions[At(b)].guard, witness);
  return confirmed && !told.empty() ? std::optional<std::string>(std::move(told)) : std::nullopt;
}

}  // namespace charter
