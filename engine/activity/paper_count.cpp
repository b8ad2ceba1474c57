#include "engine/activity/paper_count.h"

#include "engine/activity/people.h"
#include "engine/activity/votes.h"

namespace charter {
namespace {

Refusal MoreThanTheRoster(std::int64_t present, const Value& state) {
  const std::string there = Digits(present);
  const std::string all = Digits(IntIn(state, "roster"));
  return DoNotFit({"到会 " + there + " 人，多于应到 " + all + " 人",
                   there + " people present are more than the " + all + " who may vote"},
                  {"请核对到会人数", "check the number of people present"});
}

}  // namespace

Refusal DoNotFit(Text what, Text hint) {
  return MakeRefusal(Code::counts_disagree, std::move(what), std::move(hint));
}

std::string Digits(std::int64_t number) { return std::to_string(number); }

// As far as it is known: by a count, by a number or by name.
std::optional<std::int64_t> PresentIn(const Value& state) {
  if (const Value* tally = state.Find("tally")) return IntIn(*tally, "present");
  if (state.Find("present") != nullptr) return IntIn(state, "present");
  if (state.Find("attending") == nullptr) return std::nullopt;
  return static_cast<std::int64_t>(ListIn(state, "attending").size());
}

Outcome<Turn> RecordPresent(const Value& state, const Act& act) {
  const std::int64_t present = IntIn(act.input, "present");
  if (present > IntIn(state, "roster")) return tl::unexpected(MoreThanTheRoster(present, state));
  Turn turn;
  turn.state = With(state, {{"present", Value::Int(present)}, {"tally", Value()}});
  return turn;
}

Outcome<Turn> RecordCount(const Value& state, const Act& act, Timestamp now) {
  const std::string self = act.actor == nullptr ? "" : act.actor->id.value;
  for (const auto& teller : Ids(ListIn(act.input, "tellers"))) {
    if (KnownPerson(act.facts, teller) == nullptr) return tl::unexpected(UnknownPerson("tellers", teller));
    if (act.actor != nullptr && act.actor->StandsFor(PersonId(teller)))
      return tl::unexpected(RefuseField(
          "tellers", "person",
          {"录入人不得兼任计票人、监票人", "who records the count is not one of its tellers (four eyes)"}));
  }
  const auto recorded = PresentIn(With(state, {{"tally", Value()}}));
  const Value* given = act.input.Find("present");
  if (given == nullptr && !recorded)
    return tl::unexpected(RefuseField("present", "required", {"请填写到会人数", "say how many are present"}));
  const std::int64_t present = given != nullptr ? given->AsInt() : *recorded;
  if (recorded && *recorded != present)
    return tl::unexpected(
        DoNotFit({"到会登记为 " + Digits(*recorded) + " 人，计票结果为 " + Digits(present) + " 人",
                  Digits(*recorded) + " are recorded as present, but the count says " + Digits(present)},
                 {"请核对，或先更正到会登记", "check it, or correct the attendance first"}));
  if (present > IntIn(state, "roster")) return tl::unexpected(MoreThanTheRoster(present, state));
  std::int64_t papers = IntIn(act.input, "invalid");
  for (const auto choice : kChoices) papers += IntIn(act.input, choice);
  if (papers > present)
    return tl::unexpected(
        DoNotFit({"赞成、反对、弃权和废票合计 " + Digits(papers) + "，多于到会 " + Digits(present) + " 人",
                  Digits(papers) + " papers in all are more than the " + Digits(present) + " people present"},
                 {"请核对票数", "check the count"}));
  Turn turn;
  turn.state =
      With(state, {{"tally", With(act.input, {{"present", Value::Int(present)},
                                              {"invalid", Value::Int(IntIn(act.input, "invalid"))},
                                              {"by", act.actor == nullptr ? Value() : Value::String(self)},
                                              {"at", Value::Of(now)}})}});
  return turn;
}

}  // namespace charter
