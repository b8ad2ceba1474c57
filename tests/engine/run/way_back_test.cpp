// Sent back to where it came from, and from there straight back to who sent it.
#include <gtest/gtest.h>

#include "tests/engine/run/people_under_test.h"

namespace charter {
namespace {

constexpr const char* kTwoReviews = R"yaml(
data:
  why: {type: string}
initial: draft
states:
  draft:
    on:
      submit: {target: {back_to: [county, city], otherwise: county}, by: lead}
  county:
    on:
      forward: {target: city, by: office}
      send_back:
        return: {max: 2}
        by: office
        actions: [{assign: {why: input.reason}}]
  city:
    on:
      send_back: {return: {to: [draft, county]}, by: chief}
      approve: {target: done, by: chief}
  done: {type: final}
)yaml";

std::vector<std::pair<std::string, std::vector<std::string>>> Everybody() {
  return {{"lin", {"lead"}}, {"wang", {"office"}}, {"zhao", {"chief"}}};
}

PeopleUnderTest TwoReviews() {
  PeopleUnderTest item(kTwoReviews, Everybody());
  EXPECT_TRUE(item.Create().has_value());
  return item;
}

TEST(Return, LeadsToTheStateThatAPersonBroughtTheItemFrom) {
  auto item = TwoReviews();
  EXPECT_EQ(item.By("lin", "submit"), "");
  EXPECT_EQ(item.By("wang", "send_back", R"({"reason": "缺预算"})"), "");
  EXPECT_EQ(item.States(), "draft");
  EXPECT_EQ(item.Data(), R"({"why":"缺预算"})");
  item.ExpectReplays();
}

TEST(Return, AsksForAReasonThatSaysSomething) {
  auto item = TwoReviews();
  EXPECT_EQ(item.By("lin", "submit"), "");
  EXPECT_EQ(item.By("wang", "send_back"), "input_invalid");
  EXPECT_EQ(item.By("wang", "send_back", R"({"reason": ""})"), "input_invalid");
  const Offer offer = item.OfferOf("wang", "send_back");
  EXPECT_TRUE(offer.allowed);
  std::string schema;
  AppendJsonSchema(schema, *offer.input);
  EXPECT_NE(schema.find(R"("required":["reason"])"), std::string::npos) << schema;
}

TEST(Return, LeadsToTheOneLeftLastUnlessItsSenderNamesAnother) {
  auto item = TwoReviews();
  for (const char* to : {"", "draft"}) {
    EXPECT_EQ(item.States() == "draft" ? item.By("lin", "submit") : "", "");
    if (item.States() == "county") {
      EXPECT_EQ(item.By("wang", "forward"), "");
    }
    const std::string named = *to == '\0' ? "" : std::string(R"(, "to": ")") + to + "\"";
    EXPECT_EQ(item.By("zhao", "send_back", R"({"reason": "x")" + named + "}"), "");
    EXPECT_EQ(item.States(), *to == '\0' ? "county" : to);
  }
  item.ExpectReplays();
}

TEST(Return, RefusesAStateThatIsNoChoiceOrWhereTheItemHasNotBeen) {
  PeopleUnderTest item(R"yaml(
initial: city
states:
  county: {on: {forward: {target: city, by: office}}}
  city:
    on:
      send_back: {return: {to: [county, draft]}, by: chief}
      ask: {target: draft, by: chief}
  draft: {on: {submit: {target: city, by: lead}, to_county: {target: county, by: lead}, end: {target: done, by: lead}}}
  done: {type: final}
)yaml",
                       Everybody());
  ASSERT_TRUE(item.Create().has_value());
  EXPECT_EQ(item.By("zhao", "send_back", R"({"reason": "x"})"), "no_way_back");
  EXPECT_EQ(item.OfferOf("zhao", "send_back").reasons.front().code, Code::no_way_back);
  EXPECT_EQ(item.By("zhao", "ask"), "");
  EXPECT_EQ(item.By("lin", "submit"), "");
  EXPECT_EQ(item.By("zhao", "send_back", R"({"reason": "x", "to": "county"})"), "input_invalid");
  EXPECT_EQ(item.refusal.en.find("the item has not been in county") == std::string::npos, false)
      << item.refusal.en;
  EXPECT_EQ(item.By("zhao", "send_back", R"({"reason": "x", "to": "done"})"), "input_invalid");
  EXPECT_EQ(item.States(), "city");
}

TEST(Return, IsRefusedOnceItHasBeenSentAsOftenAsItMay) {
  auto item = TwoReviews();
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(item.By("lin", "submit"), "");
    EXPECT_EQ(item.By("wang", "send_back", R"({"reason": "x"})"), "");
  }
  EXPECT_EQ(item.By("lin", "submit"), "");
  EXPECT_EQ(item.By("wang", "send_back", R"({"reason": "x"})"), "returned_too_often");
  EXPECT_NE(item.refusal.zh.find("2 次"), std::string::npos) << item.refusal.zh;
  const Offer offer = item.OfferOf("wang", "send_back");
  EXPECT_FALSE(offer.allowed);
  EXPECT_EQ(offer.reasons.front().code, Code::returned_too_often);
  item.ExpectReplays();
}

TEST(Return, LetsTheNextTransitionOfTheEventTakeOverPastItsMaximum) {
  PeopleUnderTest item(R"yaml(
initial: draft
states:
  draft: {on: {submit: {target: check, by: lead}}}
  check:
    on:
      object:
        - {return: {max: 1}, by: office}
        - {target: refused, by: office, input: {reason: {type: string, required: true}}}
  refused: {type: final}
)yaml",
                       Everybody());
  ASSERT_TRUE(item.Create().has_value());
  EXPECT_EQ(item.By("lin", "submit"), "");
  EXPECT_EQ(item.By("wang", "object", R"({"reason": "x"})"), "");
  EXPECT_EQ(item.States(), "draft");
  EXPECT_EQ(item.By("lin", "submit"), "");
  EXPECT_EQ(item.By("wang", "object", R"({"reason": "x"})"), "");
  EXPECT_EQ(item.States(), "refused");
}

TEST(BackTo, LeadsStraightToWhoSentItBack) {
  auto item = TwoReviews();
  EXPECT_EQ(item.By("lin", "submit"), "");
  EXPECT_EQ(item.States(), "county") << "it has been in neither: otherwise";
  EXPECT_EQ(item.By("wang", "forward"), "");
  EXPECT_EQ(item.By("zhao", "send_back", R"({"reason": "x", "to": "draft"})"), "");
  EXPECT_EQ(item.By("lin", "submit"), "");
  EXPECT_EQ(item.States(), "city");
  item.ExpectReplays();
}

TEST(BackTo, ServesTransitionsThatNobodySends) {
  PeopleUnderTest item(R"yaml(
initial: first
states:
  first: {on: {go: {target: second, by: lead}, fault: {target: mending, by: lead}}}
  second: {on: {fault: {target: mending, by: lead}, finish: {target: done, by: lead}}}
  mending:
    after: {2 hours: {target: {back_to: [first, second], otherwise: first}}}
  done: {type: final}
)yaml",
                       Everybody());
  ASSERT_TRUE(item.Create().has_value());
  EXPECT_EQ(item.By("lin", "go"), "");
  EXPECT_EQ(item.By("lin", "fault"), "");
  item.AdvanceTo("2026-03-02T11:00:00+08:00");
  EXPECT_EQ(item.States(), "second");
  item.ExpectReplays();
}

// The regions of the reference: a return inside one leaves the other as it is.
constexpr const char* kRegions = R"yaml(
initial: draft
states:
  draft: {on: {submit: {target: both, by: lead}}}
  both:
    type: parallel
    done: closing
    on:
      send_back: {return: true, by: chief}
    states:
      papers:
        initial: collect
        states:
          collect: {on: {hand_in: {target: check, by: lead}}}
          check: {on: {again: {return: true, by: office}, pass: {target: papers_in, by: office}}}
          papers_in: {type: final}
      money:
        initial: plan
        states:
          plan: {on: {pay: {target: paid, by: office}}}
          paid: {type: final}
  closing:
    on:
      reopen: {return: true, by: chief}
      close: {target: done, by: chief}
  done: {type: final}
)yaml";

TEST(Return, StaysWithinItsRegion) {
  PeopleUnderTest item(kRegions, Everybody());
  ASSERT_TRUE(item.Create().has_value());
  EXPECT_EQ(item.By("lin", "submit"), "");
  EXPECT_EQ(item.By("wang", "pay"), "");
  EXPECT_EQ(item.By("lin", "hand_in"), "");
  EXPECT_EQ(item.By("wang", "again", R"({"reason": "x"})"), "");
  EXPECT_EQ(item.States(), "collect paid");
  item.ExpectReplays();
}

TEST(Return, OfAParallelStateLeavesAllOfIt) {
  PeopleUnderTest item(kRegions, Everybody());
  ASSERT_TRUE(item.Create().has_value());
  EXPECT_EQ(item.By("lin", "submit"), "");
  EXPECT_EQ(item.By("zhao", "send_back", R"({"reason": "x"})"), "");
  EXPECT_EQ(item.States(), "draft");
}

TEST(Return, FollowsStepsOfTheWorkflowBackToThePersonBeforeThem) {
  PeopleUnderTest item(kRegions, Everybody());
  ASSERT_TRUE(item.Create().has_value());
  EXPECT_EQ(item.By("lin", "submit"), "");
  EXPECT_EQ(item.By("wang", "pay"), "");
  EXPECT_EQ(item.By("lin", "hand_in"), "");
  EXPECT_EQ(item.By("wang", "pass"), "");
  EXPECT_EQ(item.States(), "closing");
  EXPECT_EQ(item.By("zhao", "reopen", R"({"reason": "x"})"), "");
  EXPECT_EQ(item.States(), "draft");
}

// What the loader says about `return`, in the frame of the tests above.
std::vector<std::string> MistakesOf(const std::string& states) {
  std::vector<std::string> mistakes;
  for (const auto& diagnostic :
       LoadChart("workflow: w\nversion: 1\nroles: {lead: {}, office: {}}\nstates:\n" + states).diagnostics) {
    if (diagnostic.code != Code::missing_title) mistakes.emplace_back(InfoOf(diagnostic.code).name);
  }
  return mistakes;
}

using Names = std::vector<std::string>;

TEST(ReturnAtLoad, IsRefusedWhereNobodyBringsTheItemFromElsewhere) {
  EXPECT_EQ(MistakesOf("  a: {on: {back: {return: true, by: lead}, go: {target: b, by: lead}}}\n"
                       "  b: {type: final}\n"),
            Names{"bad_return"});
}

TEST(ReturnAtLoad, IsRefusedIntoOrOutOfOneRegion) {
  const std::string regions =
      "    states:\n"
      "      p: {states: {p1: {on: {x: {target: p2, by: lead}}}, p2: {on: {y: {%1, by: lead}}}}}\n"
      "      q: {states: {q1: {endless: true}}}\n";
  const auto chart = [&](const std::string& inner, const std::string& outer) {
    std::string text = regions;
    text.replace(text.find("%1"), 2, inner);
    return "  a: {on: {go: {target: b, by: lead}}}\n  b:\n    type: parallel\n    on: {on: {target: c, by: "
           "lead}}\n" +
           text + "  c: {on: {back: {" + outer +
           ", by: office}, end: {target: d, by: lead}}}\n  d: {type: final}\n";
  };
  EXPECT_EQ(MistakesOf(chart("return: true", "return: true")), Names{});
  EXPECT_EQ(MistakesOf(chart("return: {to: p1}", "return: {to: b}")), Names{});
  EXPECT_EQ(MistakesOf(chart("return: {to: a}", "return: true")), Names{"bad_return"});
  EXPECT_EQ(MistakesOf(chart("return: {to: q1}", "return: true")), Names{"bad_return"});
  EXPECT_EQ(MistakesOf(chart("return: true", "return: {to: p1}")), Names{"bad_return"});
  EXPECT_EQ(MistakesOf(chart("return: {to: d}", "return: true")), Names{"bad_return"});
  EXPECT_EQ(MistakesOf(chart("return: {to: p}", "return: true")), Names{"bad_return"});
}

TEST(ReturnAtLoad, IsRefusedWithATargetWithoutARoleOrWithAnInputOfItsOwnNames) {
  const auto with = [](const std::string& keys) {
    return MistakesOf("  a: {on: {go: {target: b, by: lead}}}\n  b: {on: {back: {" + keys +
                      "}, end: {target: c, by: lead}}}\n  c: {type: final}\n");
  };
  EXPECT_EQ(with("return: true, by: office"), Names{});
  EXPECT_EQ(with("return: true, by: office, input: {reason: {enum: [x, y], type: string, required: true}}"),
            Names{});
  EXPECT_EQ(with("return: true, target: a, by: office"), Names{"bad_return"});
  EXPECT_EQ(with("return: true"), Names{"bad_return"});
  EXPECT_EQ(with("return: true, by: office, input: {reason: {type: string}}"), Names{"bad_return"});
  EXPECT_EQ(with("return: true, by: office, input: {to: {type: string}}"), Names{"bad_return"});
  EXPECT_EQ(with("return: {max: 0}, by: office"), Names{"wrong_shape"});
  EXPECT_EQ(with("return: {too: a}, by: office"), Names{"unknown_key"});
}

TEST(ReturnAtLoad, FindsWhereItCameFromWhereverThatStandsInTheFile) {
  const std::string county =
      "  county: {on: {back: {return: true, by: office}, end: {target: z, by: office}}}\n";
  const std::string draft =
      "  draft: {on: {submit: {target: {back_to: [county], otherwise: county}, by: lead}}}\n";
  const auto with = [](const std::string& states) {
    return MistakesOf("  start: {always: draft}\n" + states + "  z: {type: final}\n");
  };
  EXPECT_EQ(with(draft + county), Names{});
  EXPECT_EQ(with(county + draft), Names{});
}

}  // namespace
}  // namespace charter
