#include "engine/chart/load.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace charter {
namespace {

const char kSmall[] = R"(workflow: small
version: 1
title: {zh: 小流程, en: Small}
number: "S-{year}-{seq:3}"
roles:
  lead: {title: {zh: 负责人, en: Lead}}
data:
  score: {type: decimal, default: 0}
initial: draft
states:
  draft:
    on:
      submit: {target: done, by: lead, guard: data.score >= 60}
  done: {type: final}
)";

Loaded LoadWith(const std::string& from, const std::string& to) {
  std::string source = kSmall;
  const auto at = source.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return LoadChart(source.replace(at, from.size(), to));
}

struct Mistake {
  const char* from;
  const char* to;
  Code code;
  Position position;
};

class AMistake : public testing::TestWithParam<Mistake> {};

TEST(LoadChart, TakesASoundFile) {
  const Loaded loaded = LoadChart(kSmall);
  EXPECT_TRUE(loaded.Publishable());
  ASSERT_NE(loaded.chart, nullptr);
  EXPECT_EQ(loaded.chart->workflow, "small");
  EXPECT_EQ(loaded.chart->states.size(), 3U);
  EXPECT_EQ(loaded.chart->states[1].id, "draft");
}

TEST_P(AMistake, IsToldWithCodeAndPlace) {
  const Mistake& mistake = GetParam();
  const Loaded loaded = LoadWith(mistake.from, mistake.to);
  EXPECT_FALSE(loaded.Publishable());
  const bool found = std::any_of(
      loaded.diagnostics.begin(), loaded.diagnostics.end(),
      [&](const Diagnostic& d) { return d.code == mistake.code && d.position == mistake.position; });
  std::string all;
  for (const auto& diagnostic : loaded.diagnostics) all += Format(diagnostic, "small.yaml") + "\n";
  EXPECT_TRUE(found) << all;
}

INSTANTIATE_TEST_SUITE_P(
    LoadChart, AMistake,
    testing::Values(
        Mistake{"target: done", "target: dome", Code::unknown_target, {13, 24}},
        Mistake{"by: lead", "by: leed", Code::unknown_role, {13, 34}},
        Mistake{"guard: data.score", "guard: data.scor", Code::unknown_field, {13, 52}},
        Mistake{"data.score >= 60", "data.score", Code::expression_type, {13, 47}},
        Mistake{"data.score >= 60", "data.score >=", Code::expression_syntax, {13, 60}},
        Mistake{"type: decimal", "type: decimel", Code::unknown_field_type, {8, 17}},
        Mistake{"default: 0", "default: nothing", Code::bad_default, {8, 35}},
        Mistake{"initial: draft", "initial: start", Code::unknown_target, {9, 10}},
        Mistake{"version: 1\n", "", Code::missing_key, {1, 1}},
        Mistake{"version: 1", "version: one", Code::wrong_shape, {2, 10}},
        Mistake{"workflow: small", "workflow: Small one", Code::bad_identifier, {1, 11}},
        Mistake{"    on:", "    one:", Code::unknown_key, {12, 5}},
        Mistake{"{seq:3}", "", Code::bad_number_pattern, {4, 9}},
        Mistake{"  done: {type: final}", "  done: {type: finale}", Code::wrong_shape, {14, 16}},
        Mistake{"  done: {type: final}",
                "  done: {type: final}\n  lost: {type: final}",
                Code::unreachable_state,
                {15, 3}},
        Mistake{"  done: {type: final}", "  done: {}", Code::no_way_out, {11, 3}},
        Mistake{"title: {zh", "title: &a {zh", Code::yaml_alias, {3, 8}},
        Mistake{"version: 1", "version: 1\nversion: 2", Code::duplicate_key, {3, 1}},
        Mistake{"version: 1", "version: !!int 1", Code::yaml_tag, {2, 10}},
        Mistake{"states:", "states: [", Code::yaml_syntax, {12, 7}},
        Mistake{"  done: {type: final}", "  done: {type: final}\n---\na: b", Code::yaml_documents, {15, 1}},
        Mistake{"    on:",
                "    invoke: [{id: x, type: call, service: bank}]\n    on:",
                Code::not_supported,
                {12, 28}},
        Mistake{"    on:", "    invoke: [{id: x, type: reviews}]\n    on:", Code::unknown_activity, {12, 28}},
        Mistake{"guard: data.score >= 60", "guard: \"in_state('dome')\"", Code::unknown_name, {13, 57}},
        Mistake{"guard: data.score >= 60",
                "guard: \"performed(actor.id, 'submitt')\"",
                Code::unknown_name,
                {13, 68}},
        Mistake{"    on:", "    initial: done\n    on:", Code::wrong_shape, {12, 14}},
        Mistake{"    on:", "    entry: [{notify: {to: lead}}]\n    on:", Code::missing_key, {12, 22}},
        Mistake{"    on:", "    after: {ten days: done}\n    on:", Code::bad_period, {12, 13}}));

TEST(LoadChart, GivesAChartToPlayWithWhereOnlySoundnessIsMissing) {
  const Loaded unsound = LoadWith("  done: {type: final}", "  done: {type: final}\n  lost: {type: final}");
  EXPECT_NE(unsound.chart, nullptr);
  EXPECT_FALSE(unsound.Publishable());
  EXPECT_EQ(LoadWith("target: done", "target: dome").chart, nullptr);
}

TEST(LoadChart, SaysWhatLedToALineThatYamlCannotRead) {
  struct Slip {
    const char* from;
    const char* to;
    const char* hint;
  };
  for (const Slip& slip : {
           Slip{"    on:", "\ton:", "this line begins with a tab: indent with spaces"},
           Slip{"  draft:\n", "  draft\n", "line 11 lacks a `: ` (a colon and a space)"},
           Slip{"version: 1\n", "version：1\n", "line 2 has the Chinese `：`; write `: `"},
           Slip{"done, by: lead", "done，by: lead", "line 13 has the Chinese `，`; write `, `"},
           Slip{"title: {", "  title: {", "this line stands further in than line 2; align them"},
           Slip{"version: 1", "version: !one 1", "a text or an expression that starts with `!` needs quotes"},
           Slip{"data.score >= 60", "data.score ≥ 60", "write `>=`"},
       }) {
    const Loaded loaded = LoadWith(slip.from, slip.to);
    ASSERT_FALSE(loaded.diagnostics.empty()) << slip.to;
    EXPECT_EQ(loaded.diagnostics[0].hint.en, slip.hint) << Format(loaded.diagnostics[0], "small.yaml");
  }
}

TEST(LoadChart, FindsAComparisonWithATextThatAnEnumLeavesOut) {
  std::string source = kSmall;
  source.replace(source.find("{type: decimal, default: 0}"), 27, "{type: string, enum: [low, high]}");
  source.replace(source.find("data.score >= 60"), 16, "data.score == 'hihg'");
  const Loaded loaded = LoadChart(source);
  ASSERT_EQ(loaded.diagnostics.size(), 1U);
  EXPECT_NE(loaded.diagnostics[0].hint.en.find("high"), std::string::npos)
      << Format(loaded.diagnostics[0], "small.yaml");
}

TEST(LoadChart, RefusesConfigurationsThatNoItemCanBeIn) {
  const std::string head = "workflow: t\nversion: 1\n";
  const auto codes = [&](const std::string& body) {
    std::vector<Code> found;
    for (const auto& diagnostic : LoadChart(head + body).diagnostics) {
      if (diagnostic.severity == Severity::kError) found.push_back(diagnostic.code);
    }
    return found;
  };
  const auto has = [&](const std::string& body, Code code) {
    const auto found = codes(body);
    return std::find(found.begin(), found.end(), code) != found.end();
  };
  EXPECT_TRUE(has("initial: [a, z]\nstates: {a: {on: {go: z}}, z: {type: final}}\n", Code::wrong_shape));
  EXPECT_TRUE(has("initial: []\nstates: {a: {on: {go: z}}, z: {type: final}}\n", Code::wrong_shape));
  EXPECT_TRUE(
      has("initial: a\nstates: {a: {on: {go: [{target: [a, z]}]}}, z: {type: final}}\n", Code::wrong_shape));
  EXPECT_TRUE(
      has("initial: p\nstates: {p: {type: parallel, done: z, states: {r: {}, f: {type: final}}}, z: {type: "
          "final}}\n",
          Code::wrong_shape));
  EXPECT_TRUE(
      has("initial: c\nstates: {c: {initial: s, on: {go: z, back: h1}, states: {s: {}, h1: {type: history, "
          "default: h2}, "
          "h2: {type: history, default: h1}}}, z: {type: final}}\n",
          Code::bad_initial));
  EXPECT_EQ(codes("initial: [a1, b1]\nstates: {p: {type: parallel, on: {end: z}, states: {a: {initial: a1, "
                  "states: {a1: {}}}, "
                  "b: {initial: b1, states: {b1: {}}}}}, z: {type: final}}\n"),
            std::vector<Code>{});
}

TEST(LoadChart, RefusesKeywordsOfFieldsWhereTheyWouldDoNothing) {
  const auto found = [](const std::string& field) {
    const Loaded loaded =
        LoadWith("{type: decimal, default: 0}", "{type: decimal, default: 0}\n  more: " + field);
    std::vector<Code> codes;
    for (const auto& diagnostic : loaded.diagnostics) codes.push_back(diagnostic.code);
    return codes;
  };
  const std::vector<Code> refused{Code::bad_keyword};
  EXPECT_EQ(found("{type: object, properties: {a: {type: string, read: [lead]}}}"), refused);
  EXPECT_EQ(found("{type: object, properties: {a: {type: string, readOnly: true}}}"), refused);
  EXPECT_EQ(found("{type: array, items: {type: string, required: true}}"), refused);
  EXPECT_EQ(found("{type: array, items: {type: string, read: [lead]}}"), refused);
  EXPECT_EQ(found("{type: string, description: [a, b]}"), std::vector<Code>{Code::wrong_shape});
}

TEST(LoadChart, FindsATextThatTheEnumWithinARecordLeavesOut) {
  const auto found = [](const std::string& guard) {
    std::string source = kSmall;
    source.replace(
        source.find("{type: decimal, default: 0}"), 27,
        "{type: array, items: {type: object, properties: {kind: {type: string, enum: [low, high]}}}}");
    source.replace(source.find("data.score >= 60"), 16, '"' + guard + '"');
    std::string told;
    for (const auto& diagnostic : LoadChart(source).diagnostics)
      told += Label(diagnostic.code) + diagnostic.hint.en;
    return told;
  };
  EXPECT_EQ(found("data.score.exists(s, s.kind == 'hihg')"), "CH1302did you mean 'high'?");
  EXPECT_EQ(found("data.score[0].kind == 'hihg'"), "CH1302did you mean 'high'?");
  EXPECT_EQ(found("data.score.exists(s, s.kind == 'high')").find("CH1302"), std::string::npos);
}

TEST(LoadChart, ReportsAllMistakesInOneGoWithTheNearestRightName) {
  std::string source = kSmall;
  source.replace(source.find("target: done"), 12, "target: dome");
  source.replace(source.find("by: lead"), 8, "by: leed");
  const Loaded loaded = LoadChart(source);
  ASSERT_EQ(loaded.diagnostics.size(), 2U);
  EXPECT_EQ(loaded.diagnostics[0].hint.en, "did you mean `done`?");
  EXPECT_EQ(loaded.diagnostics[1].hint.en, "did you mean `lead`?");
}

TEST(LoadChart, SpeaksChineseToo) {
  const Loaded loaded = LoadWith("target: done", "target: dome");
  ASSERT_FALSE(loaded.diagnostics.empty());
  EXPECT_EQ(Format(loaded.diagnostics[0], "small.yaml", "", Language::kZh),
            "small.yaml:13:24: 错误 CH1106 unknown_target：没有状态 `dome`（是否为 `done`？）");
}

TEST(LoadChart, NamesFilePlaceCodeAndShowsTheLine) {
  const Loaded loaded = LoadWith("target: done", "target: dome");
  ASSERT_FALSE(loaded.diagnostics.empty());
  const std::string text = Format(loaded.diagnostics[0], "small.yaml", "a\nb\n");
  EXPECT_TRUE(text.starts_with("small.yaml:13:24: error CH1106 unknown_target: unknown state `dome`"))
      << text;
}

TEST(LoadChart, PutsTheCaretBelowTheMistakeAlsoAfterChineseAndTabs) {
  const auto caret = [](const std::string& line, int column) {
    const Diagnostic diagnostic{Code::unknown_key, Severity::kError, {1, column}, {}, {}};
    const std::string text = Format(diagnostic, "f", line);
    return text.substr(text.rfind('\n') + 5);
  };
  EXPECT_EQ(caret("zh: 草稿, en: x", 8), "         ^");
  EXPECT_EQ(caret("\tname: x", 2), "\t^");
  EXPECT_EQ(caret("ab", 3), "  ^");
}

TEST(LoadChart, RefusesWhatIsTooLargeOrTooDeepBeforeItCosts) {
  EXPECT_EQ(LoadChart(std::string((1 << 20) + 1, 'a')).diagnostics[0].code, Code::yaml_limit);
  EXPECT_EQ(LoadChart("a: " + std::string(100, '[') + std::string(100, ']')).diagnostics[0].code,
            Code::yaml_limit);
  EXPECT_EQ(LoadChart("a: " + std::string(100'000, '[')).chart, nullptr);
  std::string many = "a: [";
  for (int i = 0; i < 60'000; ++i) many += "1,";
  EXPECT_EQ(LoadChart(many + "1]").diagnostics[0].code, Code::yaml_limit);
  EXPECT_EQ(LoadChart("a: " + std::string(70'000, 'x')).diagnostics[0].code, Code::yaml_limit);
}

Loaded LoadFields(const std::string& field) {
  return LoadWith("  score: {type: decimal, default: 0}", "  score: {type: decimal, default: 0}\n  " + field);
}

TEST(LoadChart, ReadsWhatAFileFieldTakes) {
  for (const auto& [text, size] : {std::pair<std::string, std::int64_t>{"1000", 1000},
                                   std::pair<std::string, std::int64_t>{"500 KiB", 512'000},
                                   std::pair<std::string, std::int64_t>{"20 MiB", 20'971'520}}) {
    const Loaded loaded =
        LoadFields("f: {type: file, maxSize: " + text + ", accept: [application/pdf, image/*]}");
    ASSERT_NE(loaded.chart, nullptr) << text;
    EXPECT_EQ(loaded.chart->data[1].schema.max_size, size);
    EXPECT_EQ(loaded.chart->data[1].schema.accept, (std::vector<std::string>{"application/pdf", "image/*"}));
  }
  for (const char* bad :
       {"maxSize: 0", "maxSize: 20 MB", "maxSize: -1", "maxSize: 99999999999999", "accept: pdf",
        "accept: [image/png, '*/*']", "accept: 'image/'", "accept: Image/PNG"}) {
    const Loaded loaded = LoadFields("f: {type: file, " + std::string(bad) + "}");
    ASSERT_FALSE(loaded.diagnostics.empty()) << bad;
    EXPECT_EQ(loaded.diagnostics[0].code, Code::bad_keyword) << bad;
  }
  EXPECT_EQ(LoadFields("f: {type: string, accept: image/png}").diagnostics[0].code, Code::bad_keyword);
}

TEST(LoadChart, ReadsWhoMayChangeWhichFields) {
  const auto with = [](const std::string& edit) {
    std::string source = kSmall;
    source.replace(source.find("  score:"), 8, "  seen: {type: string, readOnly: true}\n  score:");
    return LoadChart(source.replace(source.find("    on:\n"), 8, "    edit: " + edit + "\n    on:\n"));
  };
  const Loaded all = with("{by: lead}");
  ASSERT_NE(all.chart, nullptr);
  ASSERT_EQ(all.chart->states[1].edit.size(), 1U);
  EXPECT_EQ(all.chart->states[1].edit[0].fields, std::vector<int>{1}) << "all but what is readOnly";
  EXPECT_EQ(with("[{by: lead, fields: score}, {by: [lead], fields: [score]}]").chart->states[1].edit.size(),
            2U);
  for (const auto& [edit, code] :
       {std::pair<std::string, Code>{"{fields: score}", Code::missing_key},
        std::pair<std::string, Code>{"{by: leed}", Code::unknown_role},
        std::pair<std::string, Code>{"{by: lead, fields: scor}", Code::unknown_field},
        std::pair<std::string, Code>{"{by: lead, fields: seen}", Code::bad_keyword},
        std::pair<std::string, Code>{"{by: lead, field: score}", Code::unknown_key},
        std::pair<std::string, Code>{"lead", Code::wrong_shape}}) {
    const Loaded loaded = with(edit);
    ASSERT_FALSE(loaded.diagnostics.empty()) << edit;
    EXPECT_EQ(loaded.diagnostics[0].code, code) << edit;
  }
}

TEST(LoadChart, NamesTheLineThatIsNotUtf8) {
  const Loaded loaded = LoadChart("workflow: a\ntitle: \xff\xfe\n");
  ASSERT_EQ(loaded.diagnostics.size(), 1U);
  EXPECT_EQ(loaded.diagnostics[0].code, Code::yaml_encoding);
  EXPECT_EQ(loaded.diagnostics[0].position.line, 2);
}

TEST(LoadChart, EndsOnAnyTextWithoutAChart) {
  for (const char* text : {"", "a", "- a", "{", "}", "\t", "? : ?", "%YAML 9.9\n---\n", "a: *b", "<<: {a: b}",
                           "\"", "&a [*a]"}) {
    const Loaded loaded = LoadChart(text);
    EXPECT_EQ(loaded.chart, nullptr) << text;
    EXPECT_FALSE(loaded.diagnostics.empty()) << text;
  }
}

TEST(Matches, FollowsTheTokensOfSCXML) {
  EXPECT_TRUE(Matches("*", "anything.at.all"));
  EXPECT_TRUE(Matches("error", "error"));
  EXPECT_TRUE(Matches("error", "error.send.failed"));
  EXPECT_TRUE(Matches("error.*", "error"));
  EXPECT_TRUE(Matches("a error", "error.x"));
  EXPECT_FALSE(Matches("error", "errors.my.custom"));
  EXPECT_FALSE(Matches("error.send", "error"));
  EXPECT_FALSE(Matches("Error", "error"));
}

TEST(FormatNumber, FillsYearAndSequence) {
  EXPECT_EQ(FormatNumber("PJ-{year}-{seq:3}", 2026, 7), "PJ-2026-007");
  EXPECT_EQ(FormatNumber("{seq}/{year}", 2026, 1234), "1234/2026");
  EXPECT_EQ(FormatNumber("{seq:2}", 2026, 1234), "1234");
}

}  // namespace
}  // namespace charter
