// One activity driven by hand, as the run-time drives it.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "engine/activity/activity.h"
#include "engine/activity/kind.h"
#include "engine/data/json.h"

namespace charter {

class ActivityUnderTest : public Surroundings {
 public:
  // `settings` as JSON, as the loader hands them over.
  ActivityUnderTest(const char* kind, const std::string& settings)
      : rules(FindActivityKind(kind)->make({"x", ParseJson(settings).value(), nullptr})) {}

  [[nodiscard]] Timestamp Now() const override { return now; }
  [[nodiscard]] const OrgId& Org() const override { return org; }
  [[nodiscard]] bool Has(std::string_view key) const override { return values.contains(std::string(key)); }
  Outcome<Value> Evaluate(std::string_view key, const Value& /*named*/) override {
    return values.at(std::string(key));
  }
  [[nodiscard]] Value Children() const override { return Value::List({}); }
  Outcome<Deadline> EndOf(const Period& /*period*/) override { return Deadline{now, DayOf(now), false}; }

  void Start() {
    auto turn = rules->Start(*this);
    ASSERT_TRUE(turn.has_value()) << turn.error().message.en;
    Keep(*turn);
  }

  // Somebody of `people`; what is looked up comes from there as well. Empty where it is done, else the
  // code of the refusal.
  std::string Do(const std::string& who, const std::string& verb, const std::string& input = "{}") {
    const ActivityForm* form = nullptr;
    for (const auto& candidate : rules->forms()) {
      if (candidate.verb == verb) form = &candidate;
    }
    if (form == nullptr) return "no such verb";
    const Actor& actor = people.at(who);
    if (!form->by.empty() && !HoldsAny(actor, form->by)) return "wrong_role";
    std::vector<FieldError> errors;
    const auto given = ConformFields(form->fields, ParseJson(input).value(), "", errors);
    if (!errors.empty()) return Refused({Code::input_invalid, errors.front().message, {}, errors, {}});
    std::vector<Value::Entry> entries;
    for (std::size_t i = 0; i < given.size(); ++i) {
      if (!given[i].is(Kind::kAbsent)) entries.emplace_back(Value::String(form->fields[i].name), given[i]);
    }
    const Value conformed = Value::Map(std::move(entries));
    const auto why = rules->WhyNot(verb, state, actor, *this);
    auto turn = rules->Take(state, {verb, conformed, &actor, Facts(rules->Needs(verb, conformed))}, *this);
    // What is known before the input is there is checked with it, too.
    EXPECT_FALSE(why.has_value() && turn.has_value()) << verb;
    if (!turn) return Refused(turn.error());
    Keep(*turn);
    last = *turn;
    return "";
  }

  [[nodiscard]] std::string AwaitedText() const {
    std::string text;
    for (const auto& awaited : rules->AwaitedNow(state))
      text += (text.empty() ? "" : " ") + (awaited.role.empty() ? awaited.person.value : awaited.role);
    return text;
  }
  [[nodiscard]] std::string StateText() const {
    std::string text;
    AppendJson(text, rules->state(), state);
    return text;
  }
  [[nodiscard]] std::string OutcomeText() const { return outcome ? WriteJson(*outcome) : ""; }

  std::shared_ptr<const ActivityRules> rules;
  OrgId org{"mill"};
  std::map<std::string, Value> values;  // of expressions
  std::map<std::string, Actor> people;
  Timestamp now = ParseTimestamp("2026-05-06T09:00:00+08:00").value();
  Value state;
  std::optional<Value> outcome;
  Turn last;
  Refusal refusal;  // the last one

  void Add(const std::string& id, std::vector<std::string> roles) {
    people[id] = Actor{PersonId(id), id, OrgId("taihu"), std::move(roles)};
  }

 private:
  std::string Refused(Refusal why) {
    refusal = std::move(why);
    EXPECT_FALSE(refusal.message.zh.empty());
    EXPECT_FALSE(refusal.message.en.empty());
    return std::string(InfoOf(refusal.code).name);
  }

  [[nodiscard]] Value Facts(const FactsNeeded& needed) const {
    if (needed.people.empty() && needed.holders.empty()) return {};
    std::vector<Value> list;
    for (const auto& [id, actor] : people) {
      const bool named = std::any_of(needed.people.begin(), needed.people.end(),
                                     [id = id](const PersonId& person) { return person.value == id; });
      if (!named && !HoldsAny(actor, needed.holders)) continue;
      std::vector<Value> roles;
      for (const auto& role : actor.roles) roles.push_back(Value::String(role));
      list.push_back(Value::Map({{"id", Value::String(id)}, {"roles", Value::List(std::move(roles))}}));
    }
    return Value::Map({{"people", Value::List(std::move(list))}});
  }

  // The state goes through its text, as it does with a store.
  void Keep(const Turn& turn) {
    state = turn.state;
    outcome = turn.outcome;
    const std::string text = StateText();
    std::vector<FieldError> errors;
    state = Conform(rules->state(), ParseJson(text).value(), "", errors);
    EXPECT_TRUE(errors.empty()) << text;
    EXPECT_TRUE(Identical(state, turn.state)) << text;
  }
};

}  // namespace charter
