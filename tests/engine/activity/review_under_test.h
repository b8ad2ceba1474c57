// A review with people around it, for tests: no chart, no store.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/activity/review.h"

namespace charter {

struct Reviewer {
  std::string id;
  std::string org;
  std::int64_t load = 0;
  std::vector<std::string> roles{"expert"};
};

class ReviewSurroundings : public Surroundings {
 public:
  [[nodiscard]] Timestamp Now() const override { return {1'760'000'000 + clock, 0}; }
  [[nodiscard]] const OrgId& Org() const override { return org_; }
  [[nodiscard]] bool Has(std::string_view key) const override {
    return key == "conflict" && conflict != nullptr;
  }
  Outcome<Value> Evaluate(std::string_view /*key*/, const Value& named) override { return conflict(named); }
  [[nodiscard]] Value Children() const override { return Value::List({}); }
  Outcome<Deadline> EndOf(const Period& /*period*/) override { return Deadline{}; }

  std::int64_t clock = 0;
  std::function<Outcome<Value>(const Value&)> conflict;

 private:
  OrgId org_{"mill"};
};

// Sheet "s": need and benefit, 0 to 50 points each. Organiser: "boss" of the city, with the role "office".
class ReviewUnderTest {
 public:
  explicit ReviewUnderTest(const Value& settings, std::vector<Reviewer> people = {})
      : people_(std::move(people)), rules_(MakeReview({"experts", settings, &Sheets()})) {
    state = rules_->Start(item).value().state;
  }

  static const std::vector<Sheet>& Sheets() {
    static const std::vector<Sheet> sheets{
        {"s", {}, {{"need", {}, Decimal(50, 0), {}, {}}, {"benefit", {}, Decimal(50, 0), {}, {}}}},
        {"site", {}, {{"show", Decimal(1, 0), Decimal(100, 0), {}, {}}}}};
    return sheets;
  }

  static Value Reviewers(std::int64_t min, std::string_view assign = "manual", std::int64_t count = 0) {
    Value reviewers = Value::Map({{"role", Value::List({Value::String("expert")})},
                                  {"min", Value::Int(min)},
                                  {"assign", Value::String(assign)}});
    return count == 0 ? reviewers : With(reviewers, {{"count", Value::Int(count)}});
  }
  static Value Settings(const Value& reviewers, const Value& aggregate = Value::String("mean")) {
    return Value::Map({{"sheet", Value::String("s")},
                       {"reviewers", reviewers},
                       {"by", Value::List({Value::String("office")})},
                       {"aggregate", aggregate}});
  }
  static Value Trimmed(std::int64_t high, std::int64_t low, std::int64_t from = 0) {
    return Value::Map({{"trimmed_mean", Value::Map({{"drop_high", Value::Int(high)},
                                                    {"drop_low", Value::Int(low)},
                                                    {"from", Value::Int(from)}})}});
  }

  [[nodiscard]] Actor ActorFor(const std::string& id) const {
    if (id == "boss") return {PersonId("boss"), "Boss", OrgId("city"), {"office"}};
    for (const auto& person : people_) {
      if (person.id == id) return {PersonId(id), id, OrgId(person.org), person.roles};
    }
    return {PersonId(id), id, OrgId("elsewhere"), {"expert"}};
  }

  // "" if it went well, else the name of the refusal.
  std::string Do(const std::string& who, const std::string& verb, const Value& input,
                 const std::string& seed = "00000000000000aa") {
    const Actor actor = ActorFor(who);
    const FactsNeeded needed = rules_->Needs(verb, input);
    std::vector<Value> known;
    std::set<std::string> told;
    const auto tell = [&](const Reviewer& person) {
      if (!told.insert(person.id).second) return;
      std::vector<Value> roles;
      for (const auto& role : person.roles) roles.push_back(Value::String(role));
      known.push_back(Value::Map({{"id", Value::String(person.id)},
                                  {"name", Value::String(person.id)},
                                  {"org", Value::String(person.org)},
                                  {"roles", Value::List(std::move(roles))},
                                  {"load", Value::Int(person.load)}}));
    };
    for (const auto& id : needed.people) {
      for (const auto& person : people_) {
        if (person.id == id.value) tell(person);
      }
    }
    if (!needed.holders.empty()) {
      for (const auto& person : people_) tell(person);
    }
    const Value facts =
        Value::Map({{"people", Value::List(std::move(known))}, {"seed", Value::String(seed)}});
    ++item.clock;
    auto turn = rules_->Take(state, {verb, input, &actor, facts}, item);
    if (!turn) {
      refusal = turn.error();
      return std::string(InfoOf(refusal.code).name);
    }
    last = std::move(*turn);
    state = last.state;
    if (last.outcome) outcome = *last.outcome;
    acts.push_back({verb, input, actor, facts});
    return "";
  }

  static Value People(const std::vector<std::string>& ids) {
    std::vector<Value> list;
    for (const auto& id : ids) list.push_back(Value::String(id));
    return Value::Map({{"people", Value::List(std::move(list))}});
  }
  static Value Points(Decimal need, Decimal benefit) {
    return Value::Map({{"scores", Value::Map({{"need", Value::Of(need)}, {"benefit", Value::Of(benefit)}})}});
  }
  std::string Assign(const std::vector<std::string>& ids) { return Do("boss", "assign", People(ids)); }
  std::string Score(const std::string& who, Decimal need, Decimal benefit = {}) {
    return Do(who, "score", Points(need, benefit));
  }
  Value ShownTo(const std::string& who, bool auditor = false) {
    return rules_->Shown(state, {ActorFor(who), auditor}, item);
  }
  // The ids of those who sit on the review.
  [[nodiscard]] std::vector<std::string> Seated() const {
    std::vector<std::string> ids;
    for (const auto& reviewer : state.Find("reviewers")->AsList()) {
      if (reviewer.Find("recused") == nullptr) ids.emplace_back(reviewer.Find("person")->AsString());
    }
    return ids;
  }
  [[nodiscard]] Decimal Number(std::string_view key) const { return outcome.Find(key)->AsDecimal(); }
  [[nodiscard]] const ActivityRules& rules() const { return *rules_; }

  struct Done {
    std::string verb;
    Value input;
    Actor actor;
    Value facts;
  };
  ReviewSurroundings item;
  Value state;
  Turn last;
  Value outcome;
  Refusal refusal;
  std::vector<Done> acts;  // those that went well

 private:
  std::vector<Reviewer> people_;
  std::shared_ptr<const ActivityRules> rules_;
};

}  // namespace charter
