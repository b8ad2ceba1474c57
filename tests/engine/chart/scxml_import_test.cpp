// SCXML files become workflow files that load, and nothing that has no counterpart slips in.
#include "engine/chart/scxml_import.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/chart/load.h"
#include "engine/chart/scxml_import_expression.h"

namespace charter {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string Scxml(const std::string& inside, const std::string& attributes = "") {
  return "<?xml version=\"1.0\"?>\n<scxml xmlns=\"http://www.w3.org/2005/07/scxml\" version=\"1.0\" "
         "datamodel=\"ecmascript\"" +
         (attributes.empty() ? "" : " " + attributes) + ">\n" + inside + "\n</scxml>\n";
}

// Imports, and holds the result to what is promised of every result.
Imported Import(const std::string& xml) {
  Imported imported = ImportScxml(xml);
  EXPECT_FALSE(imported.yaml.empty())
      << (imported.diagnostics.empty() ? "" : imported.diagnostics[0].message.en);
  const Loaded loaded = LoadChart(imported.yaml);
  for (const auto& diagnostic : loaded.diagnostics) {
    EXPECT_TRUE(diagnostic.severity == Severity::kWarning || static_cast<int>(diagnostic.code) / 100 == 14)
        << Format(diagnostic, "imported", imported.yaml);
  }
  EXPECT_NE(loaded.chart, nullptr) << imported.yaml;
  return imported;
}

std::string Messages(const Imported& imported) {
  std::string out;
  for (const auto& diagnostic : imported.diagnostics)
    out += std::to_string(diagnostic.position.line) + ": " + diagnostic.message.en + "\n";
  return out;
}

TEST(ScxmlImport, CarriesOverStatesTransitionsAndData) {
  const Imported imported = Import(Scxml(R"xml(
  <datamodel><data id="count" expr="0"/><data id="who" expr="'nobody'"/></datamodel>
  <state id="draft">
    <onentry><log label="entered"/></onentry>
    <transition event="submit" cond="count &lt; 3 &amp;&amp; who === 'nobody'" target="review">
      <assign location="count" expr="count + 1"/>
    </transition>
    <transition event="note" type="internal"><assign location="who" expr="_event.data.name"/></transition>
  </state>
  <parallel id="review">
    <transition event="done.state.review" target="end"/>
    <state id="r1"><initial><transition target="a2"/></initial>
      <state id="a1"/><state id="a2"><transition event="go" target="a3"/></state><final id="a3"/></state>
    <state id="r2"><state id="b1"><transition cond="In('a3')" target="b2"/></state><final id="b2"/>
      <history id="h" type="deep"><transition target="b1"/></history></state>
  </parallel>
  <final id="end"><donedata><param name="n" expr="count"/></donedata></final>)xml",
                                         "initial=\"draft\" name=\"Leave Request\""));
  EXPECT_EQ(Messages(imported), "");
  const Loaded loaded = LoadChart(imported.yaml);
  const Chart& chart = *loaded.chart;
  EXPECT_EQ(chart.workflow, "leave_request");
  EXPECT_EQ(chart.states.size(), 12U);
  EXPECT_EQ(chart.states[static_cast<std::size_t>(chart.FindState("review"))].kind, State::Kind::kParallel);
  EXPECT_EQ(chart.states[static_cast<std::size_t>(chart.FindState("h"))].kind, State::Kind::kDeepHistory);
  EXPECT_EQ(chart.states[static_cast<std::size_t>(chart.FindState("r1"))].initial.at(0),
            chart.FindState("a2"));
  EXPECT_EQ(chart.transitions.at(0).guard.source(), "data.count < 3 && data.who == 'nobody'");
  EXPECT_EQ(chart.data.at(0).schema.type, FieldType::kInteger);
  EXPECT_EQ(chart.data.at(1).schema.type, FieldType::kString);
  EXPECT_THAT(imported.yaml, HasSubstr("guard: \"in_state('a3')\""));
  EXPECT_THAT(imported.yaml, HasSubstr("output: \"{'n': data.count}\""));
  EXPECT_THAT(imported.yaml, HasSubstr("{assign: {who: \"event.data.name\"}}"));
}

TEST(ScxmlImport, NeverTakesATransitionWhoseConditionItCannotCarryOver) {
  const Imported imported = Import(Scxml(R"xml(<datamodel><data id="x" expr="1"/></datamodel>
  <state id="a">
    <transition event="e1" cond="x / 2 == 1" target="b"/>
    <transition event="e2" cond="Math.max(x, 1) == 1" target="b"/>
    <transition event="e3" cond="x = 5" target="b"/>
    <transition event="e4" cond="y == 5" target="b"/>
    <transition event="e5" cond="In('nowhere')" target="b"/>
    <transition event="e6" cond="x + 'text' == 2" target="b"/>
    <transition event="e7" cond="x" target="b"/>
    <transition event="e8" cond="" target="b"/>
  </state><final id="b"/>)xml"));
  const Loaded loaded = LoadChart(imported.yaml);
  ASSERT_EQ(loaded.chart->transitions.size(), 8U);
  for (const auto& transition : loaded.chart->transitions)
    EXPECT_EQ(transition.guard.source(), "false") << transition.event;
  EXPECT_EQ(imported.diagnostics.size(), 8U) << Messages(imported);
  EXPECT_THAT(Messages(imported),
              HasSubstr("6: the condition of a transition, which is never taken now, is left out"));
  EXPECT_THAT(imported.yaml, HasSubstr("# SCXML line 6: the condition of a transition"));
}

TEST(ScxmlImport, RenamesWhatIsNoNameTheSameEverywhere) {
  const Imported imported = Import(Scxml(R"xml(<datamodel><data id="$x" expr="0"/></datamodel>
  <state id="s.1"><transition event="go" target="2nd"/></state>
  <state id="s_1"><transition event="done.state.2nd" cond="In('s.1')" target="s.1"/></state>
  <state id="2nd"><transition event="go" cond="$x == 1" target="s_1"/></state>)xml",
                                         "initial=\"s.1\""));
  const Loaded loaded = LoadChart(imported.yaml);
  EXPECT_NE(loaded.chart->FindState("s_1"), kNone);
  EXPECT_NE(loaded.chart->FindState("s_1_2"), kNone);
  EXPECT_NE(loaded.chart->FindState("x_2nd"), kNone);
  EXPECT_THAT(imported.yaml, HasSubstr("initial: s_1_2"));
  EXPECT_THAT(imported.yaml, HasSubstr("in_state('s_1_2')"));
  EXPECT_THAT(imported.yaml, HasSubstr("done.state.x_2nd"));
  EXPECT_THAT(imported.yaml, HasSubstr("guard: \"data.x == 1\""));
  EXPECT_THAT(Messages(imported), HasSubstr("the id `s.1` becomes `s_1_2`"));
}

TEST(ScxmlImport, CarriesOverSendRaiseCancelAndIf) {
  const Imported imported = Import(Scxml(R"xml(<datamodel><data id="n" expr="1"/></datamodel>
  <state id="a"><onentry>
      <send event="late" delay="1500ms" id="t1"><param name="k" expr="n"/></send>
      <send event="now" target="#_internal"/>
      <raise event="own"/>
      <cancel sendid="t1"/>
      <if cond="n == 1"><log expr="'one'"/><elseif cond="n == 2"/><log expr="'two'"/><else/><log expr="'many'"/></if>
    </onentry><transition event="late" target="b"/></state><final id="b"/>)xml"));
  EXPECT_EQ(Messages(imported), "");
  EXPECT_THAT(imported.yaml,
              HasSubstr("- {send: {event: late, data: {k: \"data.n\"}, after: PT1.5S, id: t1}}"));
  EXPECT_THAT(imported.yaml, HasSubstr("- {raise: {event: now}}"));
  EXPECT_THAT(imported.yaml, HasSubstr("- {raise: own}"));
  EXPECT_THAT(imported.yaml, HasSubstr("- {cancel: t1}"));
  EXPECT_THAT(imported.yaml, HasSubstr("- {when: \"(data.n == 1)\", log: \"'one'\"}"));
  EXPECT_THAT(imported.yaml, HasSubstr("- {when: \"!(data.n == 1) && (data.n == 2)\", log: \"'two'\"}"));
  EXPECT_THAT(imported.yaml, HasSubstr("- {when: \"!(data.n == 1) && !(data.n == 2)\", log: \"'many'\"}"));
}

TEST(ScxmlImport, LeavesOutAnIfThatChangesWhatItAsks) {
  const Imported imported = Import(Scxml(R"xml(<datamodel><data id="n" expr="1"/></datamodel>
  <state id="a"><onentry>
      <if cond="n == 1"><assign location="n" expr="2"/><else/><assign location="n" expr="1"/></if>
    </onentry><transition event="e" target="b"/></state><final id="b"/>)xml"));
  EXPECT_THAT(imported.yaml, Not(HasSubstr("assign:")));
  EXPECT_THAT(Messages(imported), HasSubstr("5: <if> is left out: it changes `n`"));
}

TEST(ScxmlImport, SaysEverythingThatItLeavesOut) {
  const Imported imported = Import(Scxml(R"xml(<script>var a = 1;</script>
  <datamodel><data id="d" src="file.txt"/></datamodel>
  <state id="a">
    <invoke type="scxml" src="other.scxml"/>
    <onentry><foreach array="d" item="i"><log expr="i"/></foreach><log label="l" expr="1"/>
      <send event="e" target="http://example.org"/><send eventexpr="d"/>
      <send event="e" type="x-mail"/><assign location="d.x" expr="1"/></onentry>
    <transition event="e" target="gone"/><transition/>
    <transition event="ok" target="b"/>
  </state><final id="b"/>)xml"));
  for (const char* part : {"<script>", "`src` of data", "<invoke>", "<foreach>", "to `http://example.org`",
                           "its event is computed", "its type `x-mail`", "the label of <log>",
                           "`d.x` is no data", "`gone` is no state", "never come to rest"})
    EXPECT_THAT(Messages(imported), HasSubstr(part));
  EXPECT_THAT(imported.yaml, HasSubstr("# SCXML line 6: <invoke> is left out"));
}

TEST(ScxmlImport, GivesUpAFieldsTypeBeforeAnAction) {
  const Imported imported =
      Import(Scxml(R"xml(<datamodel><data id="x" expr="1"/><data id="l" expr="[1, 2]"/></datamodel>
  <state id="a"><transition event="e" target="b"><assign location="x" expr="'text'"/></transition></state><final id="b"/>)xml"));
  EXPECT_EQ(Messages(imported), "");
  EXPECT_THAT(imported.yaml, HasSubstr("x: {type: any, default: 1}"));
  EXPECT_THAT(imported.yaml, HasSubstr("l: {type: array, default: [1, 2]}"));
  EXPECT_THAT(imported.yaml, HasSubstr("assign: {x: \"'text'\"}"));
}

TEST(ScxmlImport, NamesACharacterThatItCannotCarryOverWhole) {
  const Imported imported = Import(Scxml(R"xml(
  <state id="a"><transition event="go" cond="1 > 0 和 true" target="b"/></state><final id="b"/>)xml"));
  EXPECT_NE(imported.yaml.find("`和`"), std::string::npos) << imported.yaml;
}

TEST(ScxmlImport, RefusesWhatIsNoScxml) {
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += "<state>";
  for (int i = 0; i < 100; ++i) deep += "</state>";
  const std::vector<std::pair<std::string, Code>> bad{
      {"", Code::xml_syntax},
      {"workflow: w\n", Code::xml_syntax},
      {"<scxml><state></scxml>", Code::xml_syntax},
      {"<scxml>\xff</scxml>", Code::xml_syntax},
      {"<html/>", Code::not_scxml},
      {Scxml("<state id=\"a\"/><state id=\"a\"/>"), Code::not_scxml},
      {Scxml(""), Code::not_scxml},
      {Scxml(deep), Code::xml_limit},
      {std::string((1U << 20U) + 1, ' '), Code::xml_limit},
      {"<!DOCTYPE s [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><scxml><state id=\"&b;\"/></scxml>",
       Code::xml_syntax}};
  for (const auto& [xml, code] : bad) {
    const Imported imported = ImportScxml(xml);
    EXPECT_EQ(imported.yaml, "");
    ASSERT_FALSE(imported.diagnostics.empty()) << xml.substr(0, 60);
    EXPECT_EQ(imported.diagnostics.back().code, code) << xml.substr(0, 60);
  }
}

TEST(ScxmlImport, ExpandsNoEntityButXmlsOwn) {
  const Imported imported =
      Import(Scxml("<state id=\"a\"><transition event=\"e\" cond=\"1 &lt; 2\" target=\"b\"/>"
                   "<onentry><log label=\"&evil;\"/></onentry></state><final id=\"b\"/>"));
  EXPECT_THAT(imported.yaml, HasSubstr("guard: \"1 < 2\""));
  EXPECT_THAT(imported.yaml, HasSubstr("&evil;"));
}

TEST(ScxmlImport, KeepsYamlsOwnWordsAsNames) {
  Import(
      Scxml("<state id=\"null\"><transition event=\"*\" target=\"true\"/></state>"
            "<state id=\"true\"><onentry><log label=\"a: 'b' \\ &quot;c&quot; # d&#10;e\"/></onentry>"
            "<transition event=\"a.b c.*\" target=\"no\"/></state><final id=\"no\"/>"));
}

TEST(ScxmlExpressions, BecomeCelWhereTheyAreThePlainSame) {
  ScxmlNames states;
  states.Add({"s1"});
  ScxmlNames fields;
  fields.Add({"x", "list"});
  const auto cel = [&](const char* source) {
    const auto result = ToCel(source, states, fields);
    return result ? result->text : "no: " + result.error().en;
  };
  EXPECT_EQ(cel("x===1&&!In('s1')"), "data.x == 1 && !in_state('s1')");
  EXPECT_EQ(cel("x !== 'a' || _event.name == \"e\""), "data.x != 'a' || event.name == \"e\"");
  EXPECT_EQ(cel("(x>=1)?list[0]:x.y.z"), "(data.x >= 1) ? data.list[0] : data.x.y.z");
  EXPECT_EQ(cel("_event.data.amount + x * 2 % 3"), "event.data.amount + data.x * 2 % 3");
  for (const char* refused :
       {"",           "x / 2",    "x = 1",     "x++",           "list.length", "list.push(1)",
        "new Date()", "typeof x", "undefined", "_event.origin", "0x10",        "017",
        "1.",         "x => x",   "'open",     "'\\0'",         "y",           "x & 1",
        "{a: 1}",     "In(x)",    "1 // 2",    "a\xe4\xbd\xa0"})
    EXPECT_THAT(cel(refused), testing::StartsWith("no: ")) << refused;
}

}  // namespace
}  // namespace charter
