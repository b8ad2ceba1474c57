// Pictures of charts: whole, well-formed and the same each time, whatever the titles say.
#include "engine/chart/drawing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <pugixml.hpp>
#include <set>
#include <sstream>
#include <thread>

#include "engine/chart/drawing_model.h"
#include "engine/chart/drawing_text.h"
#include "engine/chart/load.h"

namespace charter {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr std::array kShipped{"collective_bargaining", "grassroots_initiative", "milestone",
                              "subsidy_application", "subsidy_round"};

std::shared_ptr<const Chart> Load(const std::string& yaml) {
  Loaded loaded = LoadChart(yaml);
  for (const auto& diagnostic : loaded.diagnostics) {
    if (loaded.chart == nullptr) ADD_FAILURE() << Format(diagnostic, "chart", yaml);
  }
  return loaded.chart;
}

std::shared_ptr<const Chart> Shipped(const std::string& name) {
  std::ifstream file(std::string(CHARTER_SOURCE_DIR) + "/workflows/" + name + ".yaml");
  std::ostringstream text;
  text << file.rdbuf();
  return Load(text.str());
}

// Everything a picture can show, under titles that try to break out of it.
const char* const kOdd = R"yaml(
workflow: odd
version: 3
title: {zh: '坏"标题: <b>&amp; %% {x}; #35; \N -->', en: Odd}
roles: {clerk: {title: {zh: 经办人, en: Clerk}}}
initial: note
on:
  stop: {target: end, by: clerk, title: {zh: 'style: a#b; 完', en: Stop}}
  remark: {by: clerk, title: {zh: 附言, en: Remark}}
states:
  note:
    title: {zh: '"]]> state x { : ; -- 标题'}
    initial: state
    on:
      again: {target: state, by: clerk, title: {zh: 重来, en: Again}}
    states:
      kept: {type: history, history: deep, default: state}
      state:
        title: "a\tb c"
        due: {within: 5 workdays}
        always: {target: class, guard: "1 < 2 && false"}
        on:
          go: {target: both, title: "标题: \"x\" #quot; <script>alert(1)</script>", by: clerk}
          back: {target: kept, guard: "'很长的条件很长的条件很长的条件很长的条件' != 'short'"}
        after:
          20 days: {target: end, title: {zh: 失效, en: Lapsed}}
          36 hours: both
      class: {endless: true, on: {also: {target: end, by: clerk}, more: {target: end, by: clerk}}}
  both:
    type: parallel
    done: end
    states:
      left: {initial: l1, states: {l1: {on: {a: l2}}, l2: {type: final}}}
      right: {initial: r1, states: {r1: {on: {b: r2}}, r2: {type: final}}}
  end: {type: final, title: 结束}
)yaml";

// All text of an SVG, without what only shows on pointing.
void AddTexts(const pugi::xml_node& node, std::string& out) {
  for (const auto& child : node.children()) {
    if (std::string_view(child.name()) == "text") out += std::string(child.child_value()) + "\n";
    AddTexts(child, out);
  }
}

pugi::xml_document Parse(const std::string& svg) {
  pugi::xml_document document;
  const auto result = document.load_string(svg.c_str());
  EXPECT_TRUE(result) << result.description() << " at "
                      << svg.substr(static_cast<std::size_t>(result.offset), 80);
  return document;
}

std::string TextsOf(const std::string& svg) {
  std::string texts;
  AddTexts(Parse(svg), texts);
  return texts;
}

// A title may be broken over lines.
std::string Joined(std::string text) {
  std::erase_if(text, [](char c) { return c == '\n' || c == ' '; });
  return text;
}

TEST(Drawing, OfEveryShippedWorkflowShowsEveryStateAndTransitionInBothLanguages) {
  for (const char* name : kShipped) {
    const auto chart = Shipped(name);
    ASSERT_NE(chart, nullptr) << name;
    for (const Language language : {Language::kZh, Language::kEn}) {
      const std::string texts = Joined(TextsOf(Draw(*chart, DrawingFormat::kSvg, {{}, language})));
      for (std::size_t i = 1; i < chart->states.size(); ++i) {
        if (chart->states[i].IsHistory()) continue;
        EXPECT_THAT(texts, HasSubstr(Joined(chart->states[i].title.In(language)))) << name;
      }
      for (const auto& transition : chart->transitions)
        EXPECT_THAT(texts, HasSubstr(Joined(transition.title.In(language)))) << name;
    }
  }
}

TEST(Drawing, DrawsAnArrowForEveryPairOfStatesWithATransition) {
  for (const char* name : kShipped) {
    const auto chart = Shipped(name);
    const auto svg = Parse(Draw(*chart, DrawingFormat::kSvg));
    for (const auto& transition : chart->transitions) {
      for (const StateIndex to : transition.targets) {
        if (to == transition.source || chart->IsDescendant(to, transition.source)) continue;
        const std::string path = "//g[@data-from='" +
                                 chart->states[static_cast<std::size_t>(transition.source)].id +
                                 "'][@data-to='" + chart->states[static_cast<std::size_t>(to)].id + "']";
        EXPECT_EQ(svg.select_nodes(path.c_str()).size(), 1U) << name << " " << path;
      }
    }
  }
}

TEST(Drawing, EveryTransitionIsInAnArrowOrInItsState) {
  const auto chart = Load(kOdd);
  ASSERT_NE(chart, nullptr);
  const Picture picture = PictureOf(*chart, {});
  std::size_t shown = 0;
  for (const auto& state : picture.states) shown += state.inner.size();
  for (const auto& arrow : picture.arrows) shown += arrow.transitions.size();
  EXPECT_EQ(shown, chart->transitions.size());
  std::set<std::pair<StateIndex, StateIndex>> pairs;
  for (const auto& arrow : picture.arrows) EXPECT_TRUE(pairs.insert({arrow.from, arrow.to}).second);
}

TEST(Drawing, OfTitlesThatTryToBreakOutStaysWellFormed) {
  const auto chart = Load(kOdd);
  ASSERT_NE(chart, nullptr);
  const std::string svg = Draw(*chart, DrawingFormat::kSvg);
  const auto document = Parse(svg);
  EXPECT_THAT(svg, Not(HasSubstr("<script")));
  EXPECT_THAT(svg, Not(HasSubstr("\x01")));
  EXPECT_TRUE(document.select_nodes("//script|//style|//image|//use|//a").empty());
  EXPECT_THAT(TextsOf(svg), HasSubstr("坏\"标题: <b>&amp; %% {x}; #35; \\N --> v3"));
  EXPECT_STREQ(document.child("svg").child("title").child_value(),
               "坏\"标题: <b>&amp; %% {x}; #35; \\N --> v3");
}

TEST(Drawing, MarksActiveStatesAndTheStatesAroundThem) {
  const auto chart = Load(kOdd);
  const auto active = Parse(Draw(*chart, DrawingFormat::kSvg, {{chart->FindState("l2")}, Language::kZh}));
  std::vector<std::string> marked;
  for (const auto& each : active.select_nodes("//g[@data-active='true']"))
    marked.emplace_back(each.node().attribute("data-state").value());
  EXPECT_THAT(marked, testing::UnorderedElementsAre("both", "left", "l2"));
  const auto fill = [&](const char* state) {
    const std::string path = std::string("//g[@data-state='") + state + "']/rect";
    return std::string(active.select_node(path.c_str()).node().attribute("fill").value());
  };
  EXPECT_NE(fill("l2"), fill("r2"));
  EXPECT_THAT(active.child("svg").child("desc").child_value(), HasSubstr("当前状态：l2"));
  EXPECT_THAT(Draw(*chart, DrawingFormat::kMermaid, {{chart->FindState("l2")}, Language::kZh}),
              HasSubstr("class l2 active"));
  EXPECT_THAT(Draw(*chart, DrawingFormat::kDot, {{chart->FindState("l2")}, Language::kZh}),
              HasSubstr("\"l2\" [label=\"l2\", peripheries=2, fillcolor"));
}

TEST(Drawing, KeepsStatesWithinTheStateAroundThem) {
  for (const char* name : kShipped) {
    const auto chart = Shipped(name);
    const auto svg = Parse(Draw(*chart, DrawingFormat::kSvg));
    const auto rect = [&](StateIndex index) {
      const std::string path =
          "//g[@data-state='" + chart->states[static_cast<std::size_t>(index)].id + "']/rect";
      return svg.select_node(path.c_str()).node();
    };
    for (StateIndex i = 1; i < static_cast<StateIndex>(chart->states.size()); ++i) {
      const StateIndex parent = chart->states[static_cast<std::size_t>(i)].parent;
      if (parent == 0 || chart->states[static_cast<std::size_t>(i)].IsHistory()) continue;
      const auto inner = rect(i);
      const auto outer = rect(parent);
      ASSERT_TRUE(inner && outer) << name;
      for (const auto& [at, size] : {std::pair("x", "width"), std::pair("y", "height")}) {
        EXPECT_GE(inner.attribute(at).as_double(), outer.attribute(at).as_double()) << name;
        EXPECT_LE(inner.attribute(at).as_double() + inner.attribute(size).as_double(),
                  outer.attribute(at).as_double() + outer.attribute(size).as_double())
            << name;
      }
    }
  }
}

TEST(Drawing, IsTheSameEachTimeAlsoFromSeveralThreads) {
  const auto chart = Shipped("subsidy_round");
  const std::string once = Draw(*chart, DrawingFormat::kSvg);
  std::vector<std::string> drawn(4);
  std::vector<std::thread> threads;
  threads.reserve(drawn.size());
  for (auto& each : drawn) threads.emplace_back([&] { each = Draw(*chart, DrawingFormat::kSvg); });
  for (auto& thread : threads) thread.join();
  EXPECT_THAT(drawn, testing::Each(once));
}

TEST(Drawing, AsMermaidNestsStatesAndKeepsItsWordsApart) {
  const std::string mermaid = Draw(*Load(kOdd), DrawingFormat::kMermaid);
  EXPECT_THAT(
      mermaid,
      HasSubstr("---\ntitle: \"坏\\\"标题: <b>&amp; %% {x}; #35; \\\\N -->\"\n---\nstateDiagram-v2\n"));
  // `note`, `state`, `class` and `end` are words of Mermaid.
  EXPECT_THAT(mermaid, HasSubstr(" as note_\n  state note_ {\n"));
  EXPECT_THAT(mermaid, HasSubstr("state \"class\" as class_\n"));
  EXPECT_THAT(mermaid, HasSubstr("    state \"H*\" as kept\n"));
  EXPECT_THAT(mermaid, HasSubstr("[*] --> note_\n"));
  EXPECT_THAT(mermaid, HasSubstr("end_ --> [*]\n"));
  // Regions, each with its own transitions.
  const auto divided = mermaid.find("\n    --\n");
  ASSERT_NE(divided, std::string::npos);
  EXPECT_LT(mermaid.find("l1 --> l2 : a"), divided);
  EXPECT_GT(mermaid.find("r1 --> r2 : b"), divided);
  EXPECT_THAT(mermaid, HasSubstr("办理期限 5 个工作日\n"));
  EXPECT_THAT(mermaid, HasSubstr(" : 20 天后：失效\n"));
  EXPECT_THAT(mermaid, HasSubstr("class_ --> end_ : also / 经办人<br>more / 经办人\n"));
  // A colon, semicolon, hash or angle bracket of a title is written as a number.
  EXPECT_THAT(mermaid, HasSubstr("style#58; a#35;b#59; 完"));
  EXPECT_THAT(mermaid, HasSubstr("标题#58; #34;x#34; #35;quot#59; #60;script#62;"));
}

TEST(Drawing, AsDotHasClustersAndEdgesToThem) {
  const std::string dot = Draw(*Load(kOdd), DrawingFormat::kDot, {{}, Language::kEn});
  EXPECT_THAT(dot, HasSubstr("compound=true"));
  for (const char* cluster : {"note", "both", "left", "right"})
    EXPECT_THAT(dot, HasSubstr("subgraph \"cluster_" + std::string(cluster) + "\" {"));
  EXPECT_THAT(dot, HasSubstr("\"state\" -> \"left.initial\" [key=\"arrow"));
  EXPECT_THAT(dot, HasSubstr("lhead=\"cluster_both\""));
  EXPECT_THAT(dot, HasSubstr("ltail=\"cluster_both\""));
  EXPECT_THAT(dot, HasSubstr("label=\"Odd\""));
  EXPECT_THAT(Draw(*Load(kOdd), DrawingFormat::kDot),
              HasSubstr("label=\"坏\\\"标题: <b>&amp;amp; %% {x}; #35; \\\\N -->\""));
}

TEST(Drawing, TellsWhenAClockMovesTheItem) {
  const auto chart = Load(kOdd);
  const std::string texts = TextsOf(Draw(*chart, DrawingFormat::kSvg, {{}, Language::kEn}));
  EXPECT_THAT(texts, HasSubstr("after 20 days: Lapsed\n"));
  EXPECT_THAT(texts, HasSubstr("after 36 hours\n"));
  EXPECT_THAT(texts, HasSubstr("Due within 5 workdays\n"));
  EXPECT_THAT(texts, HasSubstr("automatic\n"));
  EXPECT_THAT(texts, HasSubstr("In any state\nRemark\nClerk\n"));
}

TEST(Drawing, ShortensAConditionAndKeepsAllOfItBehindTheLabel) {
  const std::string svg = Draw(*Load(kOdd), DrawingFormat::kSvg);
  EXPECT_THAT(Joined(TextsOf(svg)), HasSubstr("['很长的条件很长的条件很长的条件很…]"));
  EXPECT_THAT(svg, HasSubstr("条件：&#39;很长的条件很长的条件很长的条件很长的条件&#39; != &#39;short&#39;"));
}

TEST(TextInPictures, IsMeasuredAndBrokenByColumns) {
  EXPECT_DOUBLE_EQ(WidthOf("工会", 13), 26);
  EXPECT_LT(WidthOf("ab", 13), WidthOf("工会", 13));
  EXPECT_EQ(CutToColumns("工会主席", 8), "工会主席");
  EXPECT_EQ(CutToColumns("工会主席", 7), "工会主…");
  EXPECT_EQ(CutToColumns("", 3), "");
  EXPECT_THAT(Wrapped("工会主席团", 4), ElementsAre("工会", "主席", "团"));
  EXPECT_THAT(Wrapped("one two three", 8), ElementsAre("one two", "three"));
  EXPECT_THAT(Wrapped("", 8), ElementsAre(""));
  EXPECT_EQ(OnOneLine(" a\n\tb\x01 "), "a b");
}

}  // namespace
}  // namespace charter
