// What the loader finds in a chart as a whole.
#include "engine/chart/soundness.h"

#include <gtest/gtest.h>

#include <chrono>

#include "engine/chart/load.h"

namespace charter {
namespace {

const char kHead[] = R"(workflow: request
version: 1
title: {zh: 申请, en: Request}
roles:
  lead:   {title: {zh: 负责人, en: Lead}}
  office: {title: {zh: 办公室, en: Office}}
  chair:  {title: {zh: 主席, en: Chair}}
create: {by: lead}
data:
  amount: {type: money, minimum: 0, maximum: 20000, required: true, title: {zh: 金额, en: Amount}}
  count: {type: integer, minimum: 1, maximum: 10, required: true, title: {zh: 数量, en: Count}}
  kind: {type: string, enum: [skills, rights, service], required: true, title: {zh: 类型, en: Kind}}
  urgent: {type: boolean, title: {zh: 紧急, en: Urgent}}
  note: {type: string, maxLength: 2000, title: {zh: 备注, en: Note}}
  needed: {type: date, required: true, title: {zh: 日期, en: Needed}}
  papers: {type: array, required: true, items: {type: file}, title: {zh: 材料, en: Papers}}
initial: draft
states:
)";

// Everything that is told of a file with these states but its titles.
std::vector<Diagnostic> Found(const std::string& states, const std::string& head = kHead) {
  std::vector<Diagnostic> found = LoadChart(head + states).diagnostics;
  std::erase_if(found, [](const Diagnostic& d) { return d.code == Code::missing_title; });
  return found;
}

std::string Told(const std::string& states) {
  std::string all;
  for (const Diagnostic& diagnostic : Found(states)) all += Format(diagnostic, "request.yaml") + "\n";
  return all;
}

std::vector<Code> CodesOf(const std::string& states) {
  std::vector<Code> codes;
  for (const Diagnostic& diagnostic : Found(states)) codes.push_back(diagnostic.code);
  return codes;
}

// `decide` has these transitions, all by the office.
std::string Deciding(const std::vector<std::string>& guards) {
  std::string states = "  draft:\n    on:\n      decide:\n";
  for (std::size_t i = 0; i < guards.size(); ++i) {
    states += "        - {target: s" + std::to_string(i) + ", by: office";
    if (!guards[i].empty()) states += ", guard: \"" + guards[i] + "\"";
    states += "}\n";
  }
  for (std::size_t i = 0; i < guards.size(); ++i) states += "  s" + std::to_string(i) + ": {type: final}\n";
  return states;
}

// The message of the only never_taken or overlap, or what else was told.
std::string Of(Code code, const std::vector<std::string>& guards) {
  std::string others;
  for (const Diagnostic& diagnostic : Found(Deciding(guards))) {
    if (diagnostic.code == code) return diagnostic.message.en;
    others += Format(diagnostic, "request.yaml") + "\n";
  }
  return others;
}

bool NeverHolds(const std::string& guard) {
  return Of(Code::never_taken, {guard, ""}).find("can never hold") != std::string::npos;
}

TEST(NeverTaken, IsAGuardThatNoValueOfItsFieldsMeets) {
  for (const char* guard : {
           "false",
           "data.amount > 20000",
           "data.amount < 0",
           "data.amount > 5000 && data.amount <= 4000",
           "data.amount > 5000 && data.amount < 5000.01",
           "data.amount == 0.005",
           "data.count > 3 && data.count < 4",
           "data.count == 0 || data.count >= 11",
           "!(data.count in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])",
           "data.kind != 'skills' && data.kind != 'rights' && data.kind != 'service'",
           "data.kind == 'skills' && data.kind == 'rights'",
           "data.urgent && !data.urgent",
           "!has(data.amount)",
           "!has(data.note) && data.note == 'x'",
           "size(data.papers) > 3 && data.papers.size() < 4",
           "size(data.note) > 2000",
           "data.needed < date('2026-01-01') && data.needed >= date('2027-01-01')",
           "in_state('s1')",
           "data.amount * 2 > 7 && !(data.amount * 2 > 7)",
           "data.urgent ? false : data.amount > 30000",
       }) {
    EXPECT_TRUE(NeverHolds(guard)) << guard << "\n" << Told(Deciding({guard, ""}));
  }
}

TEST(NeverTaken, IsNotAGuardThatSomeValueMeets) {
  for (const char* guard : {
           "data.amount >= 20000",
           "data.amount > 5000 && data.amount < 5000.02",
           "data.count > 3 && data.count < 5",
           "data.kind in ['skills', 'rights'] && data.kind != 'skills'",
           "!data.urgent",
           "!has(data.urgent)",
           "size(data.note) == 2000",
           "data.note != 'x'",
           "size(data.papers) > 3 && size(data.papers) < 5",
           "data.needed > date('2026-01-01') && data.needed < date('2026-01-03')",
           "now > timestamp('2026-01-01T00:00:00Z') && now < timestamp('2026-01-01T00:00:01Z')",
           "data.amount * 2 > 7 && !(data.amount * 2 > 8)",
           "actor.org != item.org && actor.org == 'city'",
           "performed(actor.id, 'decide') || false",
           "data.papers.all(p, p == 'x') && !data.papers.exists(p, p != 'x')",
       }) {
    EXPECT_EQ(CodesOf(Deciding({guard, ""})), std::vector<Code>{}) << Told(Deciding({guard, ""}));
  }
}

TEST(NeverTaken, IsWhatStandsAfterATransitionWithoutAGuard) {
  EXPECT_NE(Of(Code::never_taken, {"", "data.urgent"}).find("comes first and has no guard"),
            std::string::npos);
}

TEST(NeverTaken, IsWhatStandsAfterGuardsOfWhichOneAlwaysHolds) {
  for (const std::vector<std::string>& guards : std::vector<std::vector<std::string>>{
           {"true", ""}, {"in_state('draft')", ""}, {"data.amount <= 5000", "data.amount > 5000", ""}}) {
    EXPECT_NE(Of(Code::never_taken, guards).find("always holds"), std::string::npos);
  }
}

TEST(NeverTaken, IsWhatEarlierGuardsLeaveNothingOf) {
  const auto told = [](const std::vector<std::string>& guards) { return Of(Code::never_taken, guards); };
  EXPECT_NE(told({"data.amount > 100", "data.amount > 500"}).find("whenever its guard holds"),
            std::string::npos);
  EXPECT_NE(told({"data.kind == 'skills'", "data.kind in ['skills', 'rights']", "data.kind == 'rights'"})
                .find("or of one before it"),
            std::string::npos);
  EXPECT_EQ(CodesOf(Deciding({"data.amount <= 100", "data.amount > 100"})), std::vector<Code>{});
}

TEST(NeverTaken, IsNotWhatAnotherRoleOrAnotherInputTakes) {
  EXPECT_EQ(CodesOf("  draft:\n    on:\n      decide:\n        - {target: a, by: office}\n"
                    "        - {target: b, by: [office, chair]}\n  a: {type: final}\n  b: {type: final}\n"),
            std::vector<Code>{});
  EXPECT_EQ(CodesOf("  draft:\n    on:\n      decide:\n        - {target: a, by: office}\n"
                    "        - {target: b, by: office, input: {why: {type: string, required: true}}}\n"
                    "  a: {type: final}\n  b: {type: final}\n"),
            std::vector<Code>{});
}

TEST(NeverTaken, IsATransitionThatAllStatesInsideTakeThemselves) {
  const std::string inner =
      "  draft:\n    initial: a\n    on: {stop: {target: end, by: office}}\n    states:\n"
      "      a: {on: {stop: {target: b, by: office}}}\n";
  const std::string end = "  end: {type: final}\n";
  EXPECT_EQ(CodesOf(inner + "      b: {on: {stop: {target: end, by: office}}}\n" + end),
            std::vector<Code>{Code::never_taken});
  EXPECT_EQ(CodesOf(inner + "      b: {on: {stop: {target: end, by: office, guard: data.urgent}}}\n" + end),
            std::vector<Code>{});
  EXPECT_EQ(CodesOf(inner + "      b: {on: {stop: {target: end, by: chair}}}\n" + end), std::vector<Code>{});
}

TEST(NeverTaken, IsAnEventThatNobodyAndNothingSends) {
  const std::string end = "  end: {type: final}\n";
  EXPECT_EQ(
      CodesOf("  draft:\n    on:\n      done.state.end: end\n      go: {target: end, by: lead}\n" + end),
      std::vector<Code>{Code::never_taken});
  EXPECT_EQ(CodesOf("  draft:\n    on:\n      item.cancel: end\n      go: {target: end, by: lead}\n" + end),
            std::vector<Code>{Code::never_taken});
  const auto found = Found(
      "  draft:\n    on:\n      error.late: {target: end, by: lead}\n      go: {target: end, by: lead}\n" +
      end);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].severity, Severity::kWarning);
}

TEST(UnreachableState, IsOneThatOnlyATransitionThatIsNeverTakenLeadsTo) {
  EXPECT_EQ(CodesOf(Deciding({"data.amount > 20000", ""})),
            (std::vector<Code>{Code::never_taken, Code::unreachable_state}));
}

TEST(StuckState, IsARegionThatNeverComesToItsEnd) {
  const std::string states =
      "  draft:\n    type: parallel\n    done: end\n    states:\n"
      "      a: {initial: a1, states: {a1: {on: {go: {target: a2, by: lead}}}, a2: {type: final}}}\n"
      "      b: {initial: b1, states: {b1: {}, b2: {type: final}}}\n  end: {type: final}\n";
  EXPECT_NE(Told(states).find("nothing ever leaves state `b1`"), std::string::npos) << Told(states);
}

TEST(StuckState, IsNotARegionThatAnotherOneTakesAlong) {
  EXPECT_EQ(CodesOf("  draft:\n    type: parallel\n    states:\n"
                    "      a: {initial: a1, states: {a1: {on: {go: {target: end, by: lead}}}}}\n"
                    "      b: {initial: b1, states: {b1: {}}}\n  end: {type: final}\n"),
            std::vector<Code>{});
}

TEST(StuckState, IsAWarningWhereOnlyAnotherItemCouldHelp) {
  const auto found = Found("  draft: {on: {go: end}}\n  end: {type: final}\n");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].code, Code::stuck_state);
  EXPECT_EQ(found[0].severity, Severity::kWarning);
  EXPECT_EQ(CodesOf("  draft:\n    entry: [{send: {event: go, after: 2 days}}]\n    on: {go: end}\n"
                    "  end: {type: final}\n"),
            std::vector<Code>{});
}

TEST(Overlap, IsToldWithValuesForWhichBothGuardsHold) {
  const auto witness = [](const std::string& first, const std::string& second) {
    return Of(Code::overlapping_transitions, {first, second, ""});
  };
  EXPECT_NE(witness("data.amount <= 5000", "data.kind == 'skills'")
                .find("data.amount = 5000, data.kind = 'skills';"),
            std::string::npos)
      << witness("data.amount <= 5000", "data.kind == 'skills'");
  EXPECT_NE(witness("data.count >= 3", "data.count <= 3").find("data.count = 3;"), std::string::npos);
  EXPECT_NE(
      witness("size(data.papers) >= 2", "data.urgent").find("size(data.papers) = 2, data.urgent = true;"),
      std::string::npos);
  EXPECT_NE(witness("!has(data.urgent)", "data.amount > 100").find("data.urgent is not set"),
            std::string::npos);
  EXPECT_NE(
      witness("data.needed >= date('2026-05-01')", "data.amount > 100").find("data.needed = 2026-05-01"),
      std::string::npos);
  EXPECT_NE(witness("data.amount <= 5000 || performed(actor.id, 'decide')", "data.urgent")
                .find("data.amount = 5000"),
            std::string::npos);
}

TEST(Overlap, IsNotToldOfGuardsThatExcludeEachOtherOrCannotBeDecided) {
  for (const auto& [first, second] : std::vector<std::pair<std::string, std::string>>{
           {"data.amount <= 5000", "data.amount > 5000"},
           {"data.kind == 'skills'", "data.kind in ['rights', 'service']"},
           {"data.urgent", "!data.urgent && data.amount > 3"},
           {"performed(actor.id, 'decide')", "data.amount > 3"},
           {"data.papers.exists(p, p == 'x')", "data.amount > 3"},
       }) {
    EXPECT_EQ(CodesOf(Deciding({first, second})), std::vector<Code>{}) << Told(Deciding({first, second}));
  }
}

TEST(Overlap, IsNotToldOfTransitionsForDifferentRoles) {
  const std::string ends = "  a: {type: final}\n  b: {type: final}\n";
  EXPECT_EQ(
      CodesOf(
          "  draft:\n    on:\n      decide:\n        - {target: a, by: office, guard: data.amount <= 5000}\n"
          "        - {target: b, by: chair, guard: data.amount > 100}\n" +
          ends),
      std::vector<Code>{});
}

TEST(FourEyesGap, IsAGrantByTheRoleThatAskedAlone) {
  const auto asked = [](const std::string& by, const std::string& more) {
    return "  draft: {on: {submit: {target: review, by: lead}}}\n  review:\n    on:\n      approve: {target: "
           "end, by: " +
           by + more + "}\n      send_back: {target: draft, by: " + by + "}\n  end: {type: final}\n";
  };
  EXPECT_EQ(CodesOf(asked("lead", "")), std::vector<Code>{Code::four_eyes_gap});
  EXPECT_EQ(CodesOf(asked("office", "")), std::vector<Code>{});
  EXPECT_EQ(CodesOf(asked("[lead, office]", "")), std::vector<Code>{});
  EXPECT_EQ(CodesOf(asked("lead", ", allow: \"!performed(actor.id, 'submit')\"")), std::vector<Code>{});
}

TEST(FourEyesGap, IsNotTheNextStepOfOneRole) {
  EXPECT_EQ(CodesOf("  draft: {on: {start: {target: running, by: lead}}}\n"
                    "  running: {on: {finish: {target: end, by: lead}, stop: {target: draft, by: lead}}}\n"
                    "  end: {type: final}\n"),
            std::vector<Code>{});
}

TEST(MissingTitle, IsToldOnceOfAFileWithoutAny) {
  const auto found = LoadChart(
                         "workflow: t\nversion: 1\nroles: {lead: {}}\ninitial: a\nstates:\n"
                         "  a: {on: {go: {target: z, by: lead}}}\n  z: {type: final}\n")
                         .diagnostics;
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].code, Code::missing_title);
  EXPECT_EQ(found[0].severity, Severity::kWarning);
}

TEST(MissingTitle, IsToldOfEachPlaceUpToTen) {
  std::string states =
      "  draft: {title: {zh: 草稿, en: Draft}, on: {go: {target: s0, by: lead, title: {zh: 走}}}}\n";
  for (int i = 0; i < 30; ++i) {
    states += "  s" + std::to_string(i) +
              ": {on: {go: {target: " + (i < 29 ? "s" + std::to_string(i + 1) : std::string("end")) +
              ", by: lead}}}\n";
  }
  const auto found =
      LoadChart(kHead + states + "  end: {type: final, title: {zh: 完, en: End}}\n").diagnostics;
  ASSERT_EQ(found.size(), 11U);
  EXPECT_NE(found.back().message.en.find("and 20 more have no title"), std::string::npos)
      << found.back().message.en;
}

TEST(NoCalendar, IsToldOfEachPeriodInWorkingDays) {
  const std::string source =
      std::string(kHead) +
      "  draft: {due: {within: 5 workdays, remind: 2 days}, on: {go: {target: end, by: lead}}}\n"
      "  end: {type: final}\n";
  const auto found = LoadChart(source, {.calendar = false}).diagnostics;
  const auto told = std::count_if(found.begin(), found.end(),
                                  [](const Diagnostic& d) { return d.code == Code::no_calendar; });
  EXPECT_EQ(told, 1);
}

TEST(Soundness, ChecksTenThousandStatesInARowWithoutRecursion) {
  std::string source = "workflow: t\nversion: 1\ninitial: s0\nstates:\n";
  for (int i = 0; i < 12'000; ++i)
    source += "  s" + std::to_string(i) + ": {always: s" + std::to_string(i + 1) + "}\n";
  source += "  s12000: {type: final}\n";
  const Loaded loaded = LoadChart(source);
  EXPECT_TRUE(loaded.Publishable());
}

TEST(Soundness, EndsTheAnalysisOfGuardsThatReadTooMuch) {
  std::string guard;
  for (int i = 0; i < 40; ++i) {
    guard += (i == 0 ? "" : " && ") + std::string("(item.rev > ") + std::to_string(i) + " || actor.id == '" +
             std::to_string(i) + "' || performed('" + std::to_string(i) + "', 'decide'))";
  }
  EXPECT_EQ(CodesOf(Deciding({guard, guard + " && item.rev < 0", ""})).size(), 0U);
}

}  // namespace
}  // namespace charter
