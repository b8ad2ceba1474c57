#include "engine/run/step.h"

#include "tests/engine/run/item_under_test.h"

namespace charter {
namespace {

Code CodeOf(const Outcome<Stepped>& stepped) {
  EXPECT_FALSE(stepped.has_value());
  return stepped ? Code::internal_error : stepped.error().code;
}

// Traces the order of entry, exit and transition actions in the field `trace`.
std::string Trace(const std::string& mark) { return "[{assign: {trace: \"data.trace + '" + mark + " '\"}}]"; }

TEST(Step, RunsExitThenTransitionThenEntryActionsInnerFirstOut) {
  ItemUnderTest item(
      "data: {trace: {type: string, default: ''}}\ninitial: a\nstates:\n"
      "  a:\n    initial: a1\n    exit: " +
      Trace("-a") +
      "\n    states:\n"
      "      a1: {exit: " +
      Trace("-a1") + ", on: {go: {target: b2, actions: " + Trace("go") +
      "}}}\n"
      "  b:\n    initial: b1\n    entry: " +
      Trace("+b") +
      "\n    states:\n"
      "      b1: {entry: " +
      Trace("+b1") + "}\n      b2: {entry: " + Trace("+b2") +
      ", endless: true}\n"
      "    on: {back: b1, end: z}\n  z: {type: final}\n");
  ASSERT_TRUE(item.Create());
  ASSERT_TRUE(item.Send("go"));
  EXPECT_EQ(item.Data(), R"({"trace":"-a1 -a go +b +b2 "})");
  EXPECT_EQ(item.States(), "b2");
}

TEST(Step, TakesTheInnerTransitionBeforeTheOuterAndTheFirstInFileOrder) {
  ItemUnderTest item(
      "data: {n: {type: integer, default: 1}}\ninitial: a\nstates:\n"
      "  a:\n    initial: a1\n    on: {go: outer}\n    states:\n"
      "      a1: {on: {go: [{target: low, guard: data.n > 1}, {target: high, guard: data.n > 0}, {target: "
      "z}]}}\n"
      "  low: {type: final}\n  high: {type: final}\n  outer: {type: final}\n  z: {type: final}\n");
  ASSERT_TRUE(item.Create());
  ASSERT_TRUE(item.Send("go"));
  EXPECT_EQ(item.States(), "high");
  EXPECT_EQ(item.snapshot.status, Status::kEnded);
}

TEST(Step, MovesAllRegionsOfAParallelStateAndJoinsWhenAllAreFinal) {
  ItemUnderTest item(
      "initial: p\nstates:\n  p:\n    type: parallel\n    done: z\n    states:\n"
      "      r1: {initial: r1a, states: {r1a: {on: {x: r1z}}, r1z: {type: final}}}\n"
      "      r2: {initial: r2a, states: {r2a: {on: {x: r2b, y: r2z}}, r2b: {on: {y: r2z}}, r2z: {type: "
      "final}}}\n"
      "  z: {type: final}\n");
  ASSERT_TRUE(item.Create());
  EXPECT_EQ(item.States(), "r1a r2a");
  ASSERT_TRUE(item.Send("x"));
  EXPECT_EQ(item.States(), "r1z r2b");
  ASSERT_TRUE(item.Send("y"));
  EXPECT_EQ(item.States(), "z");
  item.ExpectReplays();
}

TEST(Step, ComesBackThroughDeepAndShallowHistory) {
  const std::string body =
      "initial: work\nstates:\n  work:\n    initial: one\n    on: {pause: idle}\n    states:\n"
      "      one: {on: {next: two}}\n"
      "      two: {initial: t1, on: {end: z}, states: {t1: {on: {next: t2}}, t2: {on: {end: z}}}}\n"
      "      memory: {type: history, history: KIND, default: one}\n"
      "  idle: {on: {resume: memory}}\n  z: {type: final}\n";
  for (const auto& [kind, back] : {std::pair{"deep", "t2"}, std::pair{"shallow", "t1"}}) {
    std::string text = body;
    text.replace(text.find("KIND"), 4, kind);
    ItemUnderTest item(text);
    ASSERT_TRUE(item.Create());
    for (const char* event : {"next", "next", "pause"}) ASSERT_TRUE(item.Send(event)) << event;
    EXPECT_EQ(item.States(), "idle");
    ASSERT_TRUE(item.Send("resume"));
    EXPECT_EQ(item.States(), back);
    item.ExpectReplays();
  }
}

TEST(Step, FollowsRaisedEventsBeforeItComesToRest) {
  ItemUnderTest item(
      "data: {n: {type: integer, default: 0}}\ninitial: a\nstates:\n"
      "  a: {on: {go: {target: b, actions: [{raise: {event: tell, data: {by: '40 + 2'}}}]}}}\n"
      "  b: {on: {tell: {target: c, actions: [{assign: {n: 'int(event.data.by)'}}]}}}\n"
      "  c: {always: {target: z, guard: data.n == 42}, on: {out: z}}\n  z: {type: final, output: '{\"n\": "
      "data.n}'}\n");
  ASSERT_TRUE(item.Create());
  ASSERT_TRUE(item.Send("go"));
  EXPECT_EQ(item.States(), "z");
  EXPECT_EQ(WriteJson(item.snapshot.output), R"({"n":42})");
  item.ExpectReplays();
}

TEST(Step, RefusesAnEventThatNeverComesToRest) {
  ItemUnderTest item(
      "initial: a\nstates:\n  a: {on: {go: b, end: z}}\n  b: {always: c}\n  c: {always: b, on: {end: z}}\n  "
      "z: {type: final}\n");
  ASSERT_TRUE(item.Create());
  EXPECT_EQ(CodeOf(item.Send("go")), Code::microstep_limit);
  EXPECT_EQ(item.States(), "a");
}

TEST(Step, RefusesAWrongRoleAndSaysWhoMay) {
  ItemUnderTest item("initial: a\nstates: {a: {on: {go: {target: z, by: office}}}, z: {type: final}}\n");
  ASSERT_TRUE(item.Create());
  const auto refused = item.Send("go", "lead");
  EXPECT_EQ(CodeOf(refused), Code::wrong_role);
  EXPECT_EQ(refused.error().details, std::vector<std::string>{"office"});
  EXPECT_TRUE(item.Send("go", "office"));
}

TEST(Step, RefusesAFalseGuardWithTheWordsOfTheWorkflow) {
  ItemUnderTest item(
      "data: {n: {type: integer, default: 1}}\ninitial: a\nstates:\n"
      "  a: {on: {go: {target: z, by: lead, guard: data.n > 1, refusal: {zh: 不够, en: Too few}}}}\n  z: "
      "{type: "
      "final}\n");
  ASSERT_TRUE(item.Create());
  const auto refused = item.Send("go", "lead");
  EXPECT_EQ(CodeOf(refused), Code::guard_not_met);
  EXPECT_EQ(refused.error().message, (Text{"不够", "Too few"}));
}

TEST(Step, FailsClosedWhenAGuardCannotBeEvaluated) {
  ItemUnderTest item(
      "data: {n: {type: integer}}\ninitial: a\nstates:\n"
      "  a: {on: {go: [{target: z, by: lead, guard: data.n > 1}, {target: z, by: lead}]}}\n  z: {type: "
      "final}\n");
  ASSERT_TRUE(item.Create());
  const auto refused = item.Send("go", "lead");
  EXPECT_EQ(CodeOf(refused), Code::guard_failed);
  EXPECT_EQ(refused.error().message, (Text{"表达式无法计算：data.n > 1（`data.n` 没有值）",
                                           "`data.n > 1` cannot be evaluated: `data.n` is not set"}));
  EXPECT_EQ(item.States(), "a");
}

TEST(Step, KeepsAnEventThatNamesNobodyForTheWorkflowItself) {
  ItemUnderTest item(
      "initial: a\nstates: {a: {on: {go: z, ask: {by: lead, actions: [{raise: go}]}}}, z: {type: final}}\n");
  ASSERT_TRUE(item.Create());
  EXPECT_EQ(CodeOf(item.Send("go", "lead")), Code::not_allowed);
  EXPECT_EQ(item.States(), "a");
  ASSERT_TRUE(item.Send("ask", "lead"));
  EXPECT_EQ(item.States(), "z");
}

TEST(Step, ChecksInputAgainstItsSchemaAndListsEveryField) {
  ItemUnderTest item(
      "initial: a\nstates:\n  a: {on: {go: {target: z, by: lead, input: {score: {type: decimal, required: "
      "true, "
      "maximum: 100}, "
      "note: {type: string, minLength: 3}}}}}\n  z: {type: final}\n");
  ASSERT_TRUE(item.Create());
  const auto refused = item.Send("go", "lead", R"({"score": 101, "note": "a", "other": 1})");
  EXPECT_EQ(CodeOf(refused), Code::input_invalid);
  EXPECT_EQ(refused.error().fields.size(), 3U);
  EXPECT_EQ(CodeOf(item.Send("go", "lead")), Code::input_invalid);
  EXPECT_TRUE(item.Send("go", "lead", R"({"score": "92.14"})"));
}

TEST(Step, RefusesInputThatAnEventDoesNotTake) {
  ItemUnderTest item("initial: a\nstates: {a: {on: {go: {target: z, by: lead}}}, z: {type: final}}\n");
  ASSERT_TRUE(item.Create());
  EXPECT_EQ(CodeOf(item.Send("go", "lead", R"({"x": 1})")), Code::input_invalid);
}

TEST(Step, NamesTheNearestEventAndWhatIsAvailable) {
  ItemUnderTest item(
      "initial: a\nstates: {a: {on: {submit: {target: b, by: lead}}}, b: {on: {accept: {target: z, by: "
      "lead}}}, z: {type: final}}\n");
  ASSERT_TRUE(item.Create());
  const auto unknown = item.Send("submitt", "lead");
  EXPECT_EQ(CodeOf(unknown), Code::unknown_event);
  EXPECT_NE(unknown.error().hint.en.find("did you mean `submit`?"), std::string::npos);
  const auto early = item.Send("accept", "lead");
  EXPECT_EQ(CodeOf(early), Code::event_not_available);
  EXPECT_EQ(early.error().details, std::vector<std::string>{"submit"});
}

TEST(Step, KeepsPeopleFromSendingReservedEvents) {
  ItemUnderTest item(
      "initial: a\nstates: {a: {initial: b, done: z, states: {b: {on: {go: c}}, c: {type: final}}}, z: "
      "{type: final}}\n");
  ASSERT_TRUE(item.Create());
  for (const char* event : {"done.state.a", "after.a.0", "child.changed", "item.create", "error.x"}) {
    EXPECT_EQ(CodeOf(item.Send(event, "lead")), Code::unknown_event) << event;
  }
}

TEST(Step, ChecksAssignedValuesBeforeAnythingIsStored) {
  ItemUnderTest item(
      "data: {n: {type: integer, default: 1, maximum: 2}}\ninitial: a\nstates:\n"
      "  a: {on: {add: {by: lead, actions: [{assign: {n: data.n + 1}}]}, end: z}}\n  z: {type: final}\n");
  ASSERT_TRUE(item.Create());
  ASSERT_TRUE(item.Send("add", "lead"));
  EXPECT_EQ(CodeOf(item.Send("add", "lead")), Code::data_invalid);
  EXPECT_EQ(item.Data(), R"({"n":2})");
}

TEST(Step, KeepsMoneyExactThroughInstalments) {
  ItemUnderTest item(
      "data: {pool: {type: money, required: true}, paid: {type: money, default: 0}}\ninitial: a\nstates:\n"
      "  a: {on: {pay: {by: lead, actions: [{assign: {paid: 'data.paid + round(data.pool * 0.1, 2)'}}]}, "
      "end: {target: z, by: lead, guard: data.paid == data.pool}}}\n"
      "  z: {type: final}\n");
  ASSERT_TRUE(item.Create(R"({"pool": "0.70"})"));
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(item.Send("pay", "lead"));
  EXPECT_EQ(item.Data(), R"({"pool":"0.70","paid":"0.70"})");
  EXPECT_TRUE(item.Send("end", "lead"));
  item.ExpectReplays();
}

TEST(Step, RemembersWhoDidWhatForFourEyes) {
  ItemUnderTest item(
      "initial: a\nstates:\n  a: {on: {ask: {target: b, by: lead}}}\n"
      "  b: {on: {grant: {target: z, allow: \"!performed(actor.id, 'ask')\"}}}\n  z: {type: final}\n");
  ASSERT_TRUE(item.Create());
  ASSERT_TRUE(item.Send("ask", "lead"));
  EXPECT_EQ(CodeOf(item.Send("grant", "lead")), Code::not_allowed);
  EXPECT_TRUE(item.Send("grant", "office"));
  item.ExpectReplays();
}

TEST(Step, HasNoLongerNameThatSlipsPastFourEyes) {
  ItemUnderTest item(
      "initial: a\nstates:\n  a: {on: {ask: {target: b, by: lead}}}\n"
      "  b: {on: {grant: {target: z, allow: \"!performed(actor.id, 'ask')\"}}}\n  z: {type: final}\n");
  ASSERT_TRUE(item.Create());
  EXPECT_EQ(CodeOf(item.Send("ask.x", "lead")), Code::unknown_event);
  EXPECT_EQ(item.States(), "a");
}

TEST(Step, CountsItsChildrenInGuards) {
  ItemUnderTest item(
      "initial: a\nstates:\n"
      "  a: {invoke: [{id: kids, type: children, workflow: kid, by: lead}], on: {end: {target: z, by: lead, "
      "guard: "
      "'children.size() == 2 && children.all(c, c.ended)'}}}\n"
      "  z: {type: final, output: '{\"sum\": sum(children.map(c, int(c.output.weight)))}'}\n");
  ASSERT_TRUE(item.Create());
  const auto weight = [](int n) { return Value::Map({{"weight", Value::Int(n)}}); };
  ASSERT_TRUE(item.Report({ItemId("k1"), "kid", "K-1", {"done"}, true, weight(40)}));
  ASSERT_TRUE(item.Report({ItemId("k2"), "kid", "K-2", {"open"}, false, {}}));
  EXPECT_EQ(CodeOf(item.Send("end", "lead")), Code::guard_not_met);
  ASSERT_TRUE(item.Report({ItemId("k2"), "kid", "K-2", {"done"}, true, weight(60)}));
  ASSERT_TRUE(item.Send("end", "lead"));
  EXPECT_EQ(WriteJson(item.snapshot.output), R"({"sum":100})");
  item.ExpectReplays();
}

TEST(Step, TakesWhatItSendsItselfAfterAllInternalEvents) {
  ItemUnderTest item(
      "data: {trace: {type: string, default: ''}}\ninitial: a\nstates:\n"
      "  a:\n    on:\n      go: {actions: [{send: {event: later}}, {raise: sooner}]}\n"
      "      later: {actions: " +
      Trace("later") + "}\n      sooner: {actions: " + Trace("sooner") +
      "}\n      end: z\n"
      "  z: {type: final}\n");
  ASSERT_TRUE(item.Create());
  ASSERT_TRUE(item.Send("go"));
  EXPECT_EQ(item.Data(), R"({"trace":"sooner later "})");
  item.ExpectReplays();
}

TEST(Step, TimeNeverGoesBack) {
  ItemUnderTest item(
      "data: {t: {type: timestamp}}\ninitial: a\nstates: {a: {on: {go: {actions: [{assign: {t: now}}]}, end: "
      "z}}, z: {type: final}}\n");
  ASSERT_TRUE(item.Create());
  item.now.seconds -= 3600;
  ASSERT_TRUE(item.Send("go"));
  EXPECT_EQ(item.Data(), R"({"t":"2026-03-02T01:00:00Z"})");
}

}  // namespace
}  // namespace charter
