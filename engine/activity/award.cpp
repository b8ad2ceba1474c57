#include "engine/activity/award.h"

#include <algorithm>

#include "engine/activity/award_record.h"
#include "engine/activity/make_field.h"
#include "engine/activity/people.h"
#include "engine/data/typed_value.h"

namespace charter {
namespace {

tl::unexpected<Refusal> Refuse(Code code, Text message, Text hint = {}) {
  return tl::unexpected(Refusal{code, std::move(message), std::move(hint), {}, {}});
}

tl::unexpected<Refusal> NotRun() {
  return Refuse(Code::not_run_yet, {"尚未计算分配方案", "the allocation has not been run yet"},
                {"先执行“计算分配”", "run it first"});
}

tl::unexpected<Refusal> NoCandidate(std::string_view name) {
  const std::string text(name);
  return Refuse(Code::unknown_candidate,
                {"“" + text + "”不在本次分配之列", "`" + text + "` is no candidate of this allocation"});
}

// An instant counts, too: "who applied first".
Outcome<Decimal> AsNumber(const Outcome<Value>& value, std::string_view what) {
  if (!value) return tl::unexpected(value.error());
  if (value->is(Kind::kTimestamp)) return Decimal(value->AsTimestamp().seconds, 0);
  const auto number = TypedAs(FieldType::kDecimal, *value);
  if (number && !value->is(Kind::kString)) return number->AsDecimal();
  const std::string key(what);
  return Refuse(Code::guard_failed,
                {"活动的 " + key + " 的结果不是数", "`" + key + "` of the activity gives no number"});
}

Value TextList(const std::vector<std::string>& texts) {
  std::vector<Value> items;
  for (const auto& text : texts) items.push_back(Value::String(text));
  return Value::List(std::move(items));
}

class Award : public ActivityRules {
 public:
  explicit Award(const ActivitySetup& setup)
      : of_(TextIn(setup.settings, "of")), settings_(setup.settings), by_(RolesOf(setup.settings, "by")) {
    const Field candidate = MakeField("candidate", FieldType::kString, {"申报（编号）", "Candidate"}, true);
    const Field reason = MakeReason("reason", {"理由", "Reason"});
    Field amount = MakeField("amount", FieldType::kMoney, {"金额", "Amount"});
    amount.schema.minimum = Bound{Decimal(0, 0), false};
    Field candidates = MakeListOf("candidates", FieldType::kString);
    candidates.title = {"先后顺序", "In this order"};
    candidates.required = true;
    candidates.schema.min_items = 2;
    candidates.schema.unique_items = true;
    forms_ = {{"run", {"计算分配", "Run"}, by_, {}},
              {"rank", {"确定并列者先后", "Decide between equals"}, by_, {candidates, reason}},
              {"adjust",
               {"调整", "Adjust"},
               by_,
               {candidate, MakeField("tier", FieldType::kString, {"等次", "Tier"}), amount, reason}},
              {"strike", {"取消资格", "Strike off"}, by_, {candidate, reason}},
              {"restore", {"撤销调整", "Take a decision back"}, by_, {candidate, reason}},
              {"confirm", {"确认", "Confirm"}, by_, {}}};
  }

  [[nodiscard]] const Schema& state() const override { return AwardState(); }

  Outcome<Turn> Start(Surroundings& /*item*/) const override {
    Turn turn;
    turn.state = Value::Map({{"decisions", Value::List({})}});
    return turn;
  }

  std::optional<Refusal> WhyNot(std::string_view verb, const Value& state, const Actor& /*actor*/,
                                Surroundings& /*item*/) const override {
    if (verb == "run" || verb == "rank" || state.Find("ran_at") != nullptr) return std::nullopt;
    return NotRun().value();
  }

  Outcome<Turn> Take(const Value& state, const Act& act, Surroundings& item) const override {
    if (act.verb == "run") return Run(state, item);
    if (act.verb != "rank" && state.Find("ran_at") == nullptr) return NotRun();
    if (act.verb == "confirm") return Confirm(state);
    auto decision = Decide(state, act, item);
    if (!decision) return tl::unexpected(std::move(decision.error()));
    Turn turn;
    turn.state = With(state, {{"decisions", Appended(*state.Find("decisions"), std::move(*decision))}});
    return Checked(std::move(turn));
  }

  [[nodiscard]] std::vector<Awaited> AwaitedNow(const Value& /*state*/) const override {
    std::vector<Awaited> awaited;
    for (const auto& role : by_) awaited.push_back({role, {}});
    return awaited;
  }

  Value Shown(const Value& state, const Viewer& /*viewer*/, Surroundings& /*item*/) const override {
    if (state.Find("ran_at") == nullptr) return state;
    const auto table = TableOf(BookOf(settings_, state));
    if (!table) return state;
    return With(AwardOutcome(state, *table),
                {{"ran_at", *state.Find("ran_at")}, {"decisions", *state.Find("decisions")}});
  }

 private:
  Outcome<Turn> Run(const Value& state, Surroundings& item) const {
    auto pool = PoolNow(item);
    if (!pool) return tl::unexpected(std::move(pool.error()));
    auto tiers = TiersNow(item);
    if (!tiers) return tl::unexpected(std::move(tiers.error()));
    std::vector<Value> candidates;
    const Value children = item.Children();
    for (const Value& child : children.AsList()) {
      if (!of_.empty() && TextIn(child, "workflow") != of_) continue;
      auto candidate = CandidateNow(child, item);
      if (!candidate) return tl::unexpected(std::move(candidate.error()));
      if (*candidate) candidates.push_back(std::move(**candidate));
    }
    Turn turn;
    turn.state = With(state, {{"ran_at", Value::Of(item.Now())},
                              {"pool", Value::Of(*pool)},
                              {"tiers", std::move(*tiers)},
                              {"candidates", Value::List(std::move(candidates))}});
    return Checked(std::move(turn));
  }

  Outcome<Decimal> PoolNow(Surroundings& item) const {
    auto pool = item.Has("pool") ? AsNumber(item.Evaluate("pool"), "pool")
                                 : Outcome<Decimal>(NumberIn(settings_, "pool"));
    if (!pool) return pool;
    const auto money = TypedAs(FieldType::kMoney, Value::Of(*pool));
    if (money && *pool >= Decimal()) return money->AsDecimal();
    return Refuse(Code::guard_failed, {"资金总额不是以分为单位的金额：" + pool->ToString(),
                                       "the pool is no amount of money: " + pool->ToString()});
  }

  Outcome<Value> TiersNow(Surroundings& item) const {
    Value given = Value::List({});
    if (item.Has("tiers")) {
      auto value = item.Evaluate("tiers");
      if (!value) return value;
      given = std::move(*value);
    } else if (const Value* tiers = settings_.Find("tiers")) {
      given = *tiers;
    }
    std::vector<FieldError> errors;
    Value tiers = Conform(TiersField(), given, errors);
    if (errors.empty()) return tiers;
    return tl::unexpected(
        Refusal{Code::data_invalid,
                {"等次表不符合要求：" + errors.front().message.zh,
                 "the tiers do not fit: " + errors.front().pointer + " " + errors.front().message.en},
                {},
                std::move(errors),
                {}});
  }

  // Nothing for who does not take part.
  Outcome<std::optional<Value>> CandidateNow(const Value& child, Surroundings& item) const {
    const auto text = [&](std::string_view key) -> Outcome<std::string> {
      if (!item.Has(key)) return std::string();
      const auto value = item.Evaluate(key, child);
      if (!value) return tl::unexpected(value.error());
      return value->is(Kind::kString) ? std::string(value->AsString()) : std::string();
    };
    if (item.Has("where")) {
      const auto takes_part = item.Evaluate("where", child);
      if (!takes_part) return tl::unexpected(takes_part.error());
      if (!takes_part->is(Kind::kBool) || !takes_part->AsBool()) return std::nullopt;
    }
    const auto category = text("category");
    if (!category) return tl::unexpected(category.error());
    const auto struck = text("struck");
    if (!struck) return tl::unexpected(struck.error());
    std::vector<Value> order;
    if (const Value* keys = settings_.Find("order")) {
      for (const Value& key : keys->AsList()) {
        const std::string name = "order." + std::to_string(order.size()) + ".by";
        auto number = AsNumber(item.Evaluate(name, child), name);
        if (!number) return tl::unexpected(std::move(number.error()));
        const bool less_is_better = TextIn(key, "order") == "ascending";
        order.push_back(
            Value::Of(less_is_better ? Decimal(-number->coefficient(), number->scale()) : *number));
      }
    }
    Value candidate = Value::Map({{"id", *child.Find("id")},
                                  {"number", *child.Find("number")},
                                  {"category", Value::String(*category)},
                                  {"order", Value::List(std::move(order))}});
    if (!struck->empty()) candidate = With(candidate, {{"struck", Value::String(*struck)}});
    if (item.Has("proportional.weight")) {
      const auto weight = AsNumber(item.Evaluate("proportional.weight", child), "proportional.weight");
      if (!weight) return tl::unexpected(weight.error());
      candidate = With(candidate, {{"weight", Value::Of(*weight)}});
    }
    return candidate;
  }

  // By id or number. Those of the last run; before it, all children.
  static std::optional<std::string> Find(const Value& state, std::string_view name, Surroundings& item) {
    const Value* ran = state.Find("candidates");
    const Value among = ran != nullptr ? *ran : item.Children();
    for (const Value& one : among.AsList()) {
      if (one.Find("id")->AsString() == name || one.Find("number")->AsString() == name)
        return std::string(one.Find("id")->AsString());
    }
    return std::nullopt;
  }

  Outcome<Value> Decide(const Value& state, const Act& act, Surroundings& item) const {
    std::vector<std::string> names;
    if (const Value* list = act.input.Find("candidates")) {
      for (const Value& name : list->AsList()) names.emplace_back(name.AsString());
    } else {
      names.emplace_back(TextIn(act.input, "candidate"));
    }
    std::vector<std::string> ids;
    for (const auto& name : names) {
      auto id = Find(state, name, item);
      if (!id) return NoCandidate(name);
      ids.push_back(std::move(*id));
    }
    Value decision = Value::Map({{"kind", Value::String(act.verb)},
                                 {"candidates", TextList(ids)},
                                 {"reason", *act.input.Find("reason")},
                                 {"at", Value::Of(item.Now())}});
    if (act.actor != nullptr) decision = With(decision, {{"by", Value::String(act.actor->id.value)}});
    if (act.verb != "adjust") return decision;
    const std::string tier(TextIn(act.input, "tier"));
    const Value* amount = act.input.Find("amount");
    const auto of_tier = AmountOf(state, ids.front(), tier);
    if (!tier.empty() && !of_tier) {
      return Refuse(Code::input_invalid,
                    {"该类别没有等次“" + tier + "”", "its category has no tier `" + tier + "`"});
    }
    if (tier.empty() && amount == nullptr)
      return Refuse(Code::input_invalid, {"须给出等次或金额", "give a tier or an amount"});
    if (!tier.empty()) decision = With(decision, {{"tier", Value::String(tier)}});
    return With(decision, {{"amount", amount != nullptr ? *amount : Value::Of(*of_tier)}});
  }

  static std::optional<Decimal> AmountOf(const Value& state, const std::string& id, const std::string& tier) {
    std::string category;
    for (const Value& one : state.Find("candidates")->AsList()) {
      if (one.Find("id")->AsString() == id) category = TextIn(one, "category");
    }
    for (const Value& one : state.Find("tiers")->AsList()) {
      if (TextIn(one, "category") == category && TextIn(one, "id") == tier) return NumberIn(one, "amount");
    }
    return std::nullopt;
  }

  // The table must hold at any time.
  Outcome<Turn> Checked(Turn turn) const {
    if (turn.state.Find("ran_at") == nullptr) return turn;
    if (const auto table = TableOf(BookOf(settings_, turn.state)); !table)
      return tl::unexpected(table.error());
    return turn;
  }

  Outcome<Turn> Confirm(const Value& state) const {
    const auto table = TableOf(BookOf(settings_, state));
    if (!table) return tl::unexpected(table.error());
    Turn turn;
    turn.state = state;
    turn.outcome = AwardOutcome(state, *table);
    return turn;
  }

  std::string of_;
  Value settings_;
  std::vector<std::string> by_;
};

}  // namespace

std::shared_ptr<const ActivityRules> MakeAward(const ActivitySetup& setup) {
  return std::make_shared<const Award>(setup);
}

Text MissingOfAward(const Value& settings) {
  const Value* order = settings.Find("order");
  const Value* share = settings.Find("proportional");
  const bool tiers = settings.Find("tiers") != nullptr;
  const bool ordered = order != nullptr && order->is(Kind::kList) && !order->AsList().empty();
  if (tiers == (share != nullptr))
    return {"需要 `tiers` 与 `proportional` 之一", "needs either `tiers` or `proportional`"};
  if (tiers && !ordered) return {"需要 `order`：按什么排名次", "needs an `order`: what ranks the candidates"};
  if (!tiers && !ordered && share->Find("weight") == nullptr)
    return {"`proportional` 需要 `weight`", "`proportional` needs a `weight`"};
  return {};
}

}  // namespace charter
