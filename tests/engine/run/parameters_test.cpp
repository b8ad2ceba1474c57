// Parameters: bound when an item begins, kept with it, and refused where the law is not known.
#include "engine/run/parameters.h"

#include <gtest/gtest.h>

#include "engine/chart/load.h"
#include "engine/data/json.h"
#include "engine/run/replay.h"
#include "engine/run/simulation.h"
#include "engine/run/snapshot_json.h"
#include "engine/run/step.h"

namespace charter {
namespace {

constexpr const char* kWorkflow = R"yaml(workflow: offer
version: 1
roles: {union: {}, office: {}}
create: {by: [union, office]}
preset: {id: data.place, override: {by: office}}
parameters:
  reply: {type: period, title: {zh: 答复期限, en: Time to reply}}
  majority: {type: share, title: {zh: 通过比例, en: Majority}}
  least: {type: integer, title: {zh: 最少代表数, en: Fewest delegates}}
  equal: {type: boolean, title: {zh: 人数对等, en: Equal numbers}}
  fee: {type: money, title: {zh: 费用, en: Fee}}
  pause: {type: period, optional: true, title: {zh: 中止上限, en: Cap of a pause}}
data:
  place: {type: string, required: true}
initial: offered
states:
  offered:
    due: {within: params.reply}
    after: {params.reply: lapsed}
    on:
      vote:
        target: passed
        by: union
        guard: meets(params.majority, input.yes, input.all) && input.all >= params.least && params.equal
        input: {yes: {type: integer, required: true}, all: {type: integer, required: true}}
      rest:
        target: paused
        by: union
        actions: [{send: {event: wake, after: params.pause}}]
  paused:
    after:
      - {in: params.pause, target: offered}
    on: {go_on: {target: offered, by: union}, wake: {}}
    invoke: {id: notice, type: notice, for: params.reply, decide: office, done: lapsed}
  passed: {type: final, output: "{'fee': params.fee, 'capped': has(params.pause)}"}
  lapsed: {type: final}
)yaml";

constexpr const char* kPresets[] = {R"yaml(preset: here
title: {zh: 本地, en: Here}
law: {zh: 《本地条例》, en: Local rules}
values:
  reply: {period: 10 workdays, article: 7, status: verified}
  majority: {share: more than 1/2 of all, article: 24, status: verified}
  least: {integer: 3, article: 10, status: verified}
  equal: {boolean: true, article: 10, status: verified}
  fee: {money: 12.50, article: 11, status: verified}
)yaml",
                                    R"yaml(preset: capped
title: {zh: 有上限, en: Capped}
law: {zh: 《上限条例》, en: Rules with a cap}
extends: here
values:
  pause: {period: 3 days, article: 22, status: verified}
)yaml",
                                    R"yaml(preset: dark
title: {zh: 某省, en: Some province}
law: {zh: 《某省条例》, en: Provincial rules}
extends: here
values:
  reply: {status: unknown}
  pause: {status: unknown}
)yaml",
                                    R"yaml(preset: remembered
title: {zh: 凭记忆, en: Remembered}
law: {zh: 《旧规》, en: Old rules}
extends: here
values:
  reply: {period: 20 days, article: 32, status: memory}
)yaml",
                                    R"yaml(preset: odd
title: {zh: 不符, en: Odd}
law: {zh: 《不符》, en: Odd rules}
extends: here
values:
  reply: {integer: 10, article: 7, status: verified}
)yaml"};

Presets All() {
  Presets presets;
  for (const char* source : kPresets) {
    auto loaded = LoadPreset(source);
    for (const auto& diagnostic : loaded.diagnostics)
      ADD_FAILURE() << Format(diagnostic, "preset.yaml", source);
    presets.Add(loaded.preset.value());
  }
  return presets;
}

class Parameters : public testing::Test {
 protected:
  Parameters() : presets_(All()), loaded_(LoadChart(kWorkflow)) {
    for (const auto& diagnostic : loaded_.diagnostics) {
      if (diagnostic.severity == Severity::kError)
        ADD_FAILURE() << Format(diagnostic, "offer.yaml", kWorkflow);
    }
  }

  static Event Creation(const std::string& place, const std::string& role = "union") {
    Event create;
    create.name = kCreateEvent;
    create.source = Event::Source::kPerson;
    create.actor = Actor{PersonId("lin"), "林", OrgId("mill"), {role}};
    create.data = Value::Map({{"place", Value::String(place)}});
    create.at = ParseTimestamp("2026-03-09T09:00:00+08:00").value();
    return create;
  }

  Outcome<std::shared_ptr<const BoundParameters>> Bind(const Event& create,
                                                       const std::string& overrides = "{}") {
    return BindParameters(*loaded_.chart, {}, create, calendar_, presets_, ParseJson(overrides).value());
  }
  Code Refused(const Event& create, const std::string& overrides = "{}") {
    const auto bound = Bind(create, overrides);
    return bound ? Code::internal_error : bound.error().code;
  }

  Simulation Begun(const std::string& place, const std::string& overrides = "{}") {
    Simulation item(*loaded_.chart, calendar_, presets_);
    const auto refused =
        item.Start({}, Creation(place, "office"), Missing::kRefused, ParseJson(overrides).value());
    if (refused) ADD_FAILURE() << refused->message.en;
    return item;
  }
  static std::optional<Refusal> Send(Simulation& item, const std::string& name,
                                     const std::string& input = "{}") {
    Event event = Creation("");
    event.name = name;
    event.data = ParseJson(input).value();
    return item.Send(std::move(event));
  }
  static std::string State(const Simulation& item) {
    return ActiveIds(item.chart(), item.snapshot()).front();
  }

  Presets presets_;
  Loaded loaded_;
  WorkCalendar calendar_;  // weekends only
};

TEST_F(Parameters, SetTheClocksOfTheItem) {
  Simulation item = Begun("here");
  ASSERT_EQ(item.snapshot().dues.size(), 1U);
  EXPECT_EQ(ToShanghaiString(item.snapshot().dues[0].at), "2026-03-24T00:00:00+08:00");
  EXPECT_FALSE(item.AdvanceTo(ParseTimestamp("2026-03-23T23:59:59+08:00").value()));
  EXPECT_EQ(State(item), "offered");
  EXPECT_FALSE(item.AdvanceTo(ParseTimestamp("2026-03-24T00:00:00+08:00").value()));
  EXPECT_EQ(State(item), "lapsed");
}

TEST_F(Parameters, AreReadInExpressionsWithTheirTypes) {
  Simulation item = Begun("here");
  EXPECT_EQ(Send(item, "vote", R"({"yes": 34, "all": 68})")->code, Code::guard_not_met);
  EXPECT_FALSE(Send(item, "vote", R"({"yes": 35, "all": 68})"));
  EXPECT_EQ(WriteJson(item.snapshot().output), R"({"capped":false,"fee":12.50})");
}

TEST_F(Parameters, LeaveAClockOutWhereTheLawSetsNone) {
  Simulation uncapped = Begun("here");
  ASSERT_FALSE(Send(uncapped, "rest"));
  ASSERT_EQ(uncapped.snapshot().timers.size(), 1U);
  EXPECT_EQ(uncapped.snapshot().timers[0].kind, Timer::Kind::kActivity);
  Simulation capped = Begun("capped");
  ASSERT_FALSE(Send(capped, "rest"));
  EXPECT_EQ(capped.snapshot().timers.size(), 3U);
  ASSERT_FALSE(capped.AdvanceTo(ParseTimestamp("2026-03-13T00:00:00+08:00").value()));
  EXPECT_EQ(State(capped), "offered");
}

TEST_F(Parameters, FillTheSettingsOfActivities) {
  Simulation item = Begun("here");
  ASSERT_FALSE(Send(item, "rest"));
  ASSERT_FALSE(item.AdvanceTo(ParseTimestamp("2026-03-23T23:00:00+08:00").value()));
  EXPECT_EQ(State(item), "paused");
  ASSERT_FALSE(item.AdvanceTo(ParseTimestamp("2026-03-24T00:00:00+08:00").value()));
  EXPECT_EQ(State(item), "lapsed");
}

TEST_F(Parameters, StayAsTheyWereWhenThePresetChanges) {
  Event create = Creation("here");
  create.params = *Bind(create);
  auto started = Start(*loaded_.chart, {}, create, calendar_);
  ASSERT_TRUE(started.has_value());
  const std::string text = WriteSnapshot(*loaded_.chart, started->snapshot);
  EXPECT_EQ(WriteSnapshot(*loaded_.chart, ReadSnapshot(*loaded_.chart, text)), text);
  presets_.Add(LoadPreset("preset: here\nlaw: x\nvalues: {}\n").preset.value());
  const std::vector<HistoryRecord> history{ToHistory(create, started->record, started->snapshot, create.at)};
  const auto editions = [&](std::int64_t /*edition*/) -> const WorkCalendar& { return calendar_; };
  const auto replayed = Replay(*loaded_.chart, {}, history, editions);
  ASSERT_TRUE(replayed.has_value()) << replayed.error();
  EXPECT_EQ(WriteSnapshot(*loaded_.chart, *replayed), text);
}

TEST_F(Parameters, RefuseAJurisdictionThatNobodyHasWritten) {
  const auto bound = Bind(Creation("heer"));
  ASSERT_FALSE(bound.has_value());
  EXPECT_EQ(bound.error().code, Code::preset_not_found);
  EXPECT_EQ(bound.error().hint.en, "did you mean `here`?");
}

TEST_F(Parameters, RefuseWhatTheLawMaySetAndNobodyKnows) {
  const auto bound = Bind(Creation("dark"));
  ASSERT_FALSE(bound.has_value());
  EXPECT_EQ(bound.error().code, Code::parameter_unknown);
  EXPECT_EQ(bound.error().message.zh,
            "此流程需要的参数在“某省”（dark）中未知：答复期限（reply）、中止上限（pause）");
  EXPECT_EQ(bound.error().details, (std::vector<std::string>{"reply", "pause"}));
  EXPECT_FALSE(bound.error().hint.zh.empty());
}

TEST_F(Parameters, FromMemoryCountOnlyWhereTheWorkflowSaysSo) {
  EXPECT_EQ(Refused(Creation("remembered")), Code::parameter_unverified);
  std::string source = kWorkflow;
  source.replace(source.find("override:"), 0, "accept: memory, ");
  loaded_ = LoadChart(source);
  const auto bound = Bind(Creation("remembered"));
  ASSERT_TRUE(bound.has_value());
  EXPECT_EQ((*bound)->values[0].status, ParameterValue::Status::kMemory);
}

TEST_F(Parameters, OfAnotherTypeAreRefused) { EXPECT_EQ(Refused(Creation("odd")), Code::parameter_mismatch); }

TEST_F(Parameters, UnknownToThePresetAreGivenWithACitationByThoseWhoMay) {
  const std::string given =
      R"({"reply": {"value": "20 days", "article": "《集体合同规定》第 32 条"},
          "pause": {"value": "60 days", "article": "双方约定"}})";
  EXPECT_EQ(Refused(Creation("dark", "union"), given), Code::override_refused);
  const auto bound = Bind(Creation("dark", "office"), given);
  ASSERT_TRUE(bound.has_value()) << bound.error().message.en;
  const ParameterValue& reply = (*bound)->values[0];
  EXPECT_EQ(reply.value.AsString(), "20 days");
  EXPECT_EQ(reply.status, ParameterValue::Status::kGiven);
  EXPECT_EQ(reply.article.zh, "《集体合同规定》第 32 条");
  EXPECT_EQ(reply.by, "lin");
  EXPECT_EQ(Begun("dark", given).snapshot().dues.size(), 1U);
}

TEST_F(Parameters, MayBeSaidNotToBeSetWhereTheyAreOptional) {
  const auto bound = Bind(Creation("dark", "office"), R"({"reply": {"value": "20 days", "article": "x"},
                                                         "pause": {"value": null, "article": "y"}})");
  ASSERT_TRUE(bound.has_value()) << bound.error().message.en;
  EXPECT_TRUE((*bound)->values[5].value.is(Kind::kAbsent));
  EXPECT_EQ((*bound)->values[5].article.en, "y");
  EXPECT_EQ(Refused(Creation("dark", "office"), R"({"reply": {"value": null, "article": "x"}})"),
            Code::parameter_mismatch);
}

TEST_F(Parameters, ThatTheLawSetsAreNotGivenByAnybody) {
  const auto give = [](const std::string& id, const std::string& value) {
    return R"({")" + id + R"(": {"value": ")" + value + R"(", "article": "x"}})";
  };
  EXPECT_EQ(Refused(Creation("here", "office"), give("reply", "5 days")), Code::override_refused);
  EXPECT_EQ(Refused(Creation("here", "office"), give("replay", "5 days")), Code::override_refused);
  EXPECT_EQ(Refused(Creation("here", "office"), give("pause", "soon")), Code::parameter_mismatch);
  EXPECT_EQ(Refused(Creation("here", "office"), R"({"pause": {"value": "5 days"}})"), Code::override_refused);
}

}  // namespace
}  // namespace charter
