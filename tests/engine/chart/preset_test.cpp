// Presets: values of the law with their article, or every mistake of the file.
#include "engine/chart/preset.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace charter {
namespace {

using Status = ParameterValue::Status;

constexpr const char* kNational = R"yaml(preset: national
title: {zh: 全国, en: National}
law: {zh: 《集体合同规定》, en: Order 22}
values:
  reply: {period: 20 days, article: 32, status: verified}
  majority: {share: at least 1/2 of all, article: 36, status: verified}
  renewal: {period: 3 months, article: {number: 38, status: memory}, status: verified}
  publish: {period: 5 days, status: memory}
)yaml";

constexpr const char* kLocal = R"yaml(preset: local
title: {zh: 某省, en: Some province}
law: {zh: 《某省条例》, en: Provincial rules}
extends: national
values:
  reply: {status: unknown}
  majority: {share: more than 1/2 of all, article: 24, status: verified}
  docs: {period: 7 days, law: {zh: 《职代会条例》, en: Congress rules}, article: 30, status: verified}
)yaml";

Presets Both() {
  Presets presets;
  presets.Add(LoadPreset(kNational).preset.value());
  presets.Add(LoadPreset(kLocal).preset.value());
  return presets;
}

std::string Mistakes(const std::string& source) {
  std::string out;
  for (const auto& diagnostic : LoadPreset(source).diagnostics) {
    out += std::to_string(diagnostic.position.line) + ":" + std::to_string(diagnostic.position.column) + " " +
           std::string(InfoOf(diagnostic.code).name) + "\n";
  }
  return out;
}

TEST(APreset, CitesTheArticleOfEachValue) {
  const Presets presets = Both();
  const Preset& local = *presets.Find("local");
  const auto* majority = presets.ValueOf(local, "majority");
  EXPECT_EQ(majority->value.AsString(), "more than 1/2 of all");
  EXPECT_EQ(majority->article, (Text{"《某省条例》第 24 条", "Provincial rules, Article 24"}));
  EXPECT_EQ(presets.ValueOf(local, "docs")->article.en, "Congress rules, Article 30");
}

TEST(APreset, MarksAnArticleThatWasNotReadAndOneThatIsNotKnown) {
  const Presets presets = Both();
  const Preset& national = *presets.Find("national");
  EXPECT_EQ(presets.ValueOf(national, "renewal")->article.zh, "《集体合同规定》第 38 条（条号凭记忆）");
  EXPECT_EQ(presets.ValueOf(national, "renewal")->status, Status::kVerified);
  EXPECT_EQ(presets.ValueOf(national, "publish")->article.en, "Order 22 (article not verified)");
  EXPECT_EQ(presets.ValueOf(national, "publish")->status, Status::kMemory);
}

TEST(APreset, TakesFromTheWiderLawWhatItDoesNotSayItself) {
  const Presets presets = Both();
  const auto* renewal = presets.ValueOf(*presets.Find("local"), "renewal");
  EXPECT_EQ(renewal->value.AsString(), "3 months");
  EXPECT_EQ(renewal->preset, "national");
  EXPECT_EQ(presets.ValueOf(*presets.Find("local"), "window"), nullptr);
}

TEST(APreset, DoesNotFallBackOnTheWiderLawForWhatIsUnknown) {
  const Presets presets = Both();
  const auto* reply = presets.ValueOf(*presets.Find("local"), "reply");
  EXPECT_EQ(reply->status, Status::kUnknown);
  EXPECT_TRUE(reply->value.is(Kind::kAbsent));
}

TEST(APreset, IsToldEveryMistakeWithItsPlace) {
  EXPECT_EQ(Mistakes(R"yaml(preset: Local
law: some law
values:
  reply: {period: soon, status: verified}
  majority: {share: more than 1/1 of all, status: verified}
  filing: {period: 7 days}
  docs: {status: verified}
  info: {period: 5 days, status: unknown}
  publish: {period: 5 days, integer: 5, status: sure}
  renewal: {period: 3 months, article: {number: 38, status: verified}, status: verified}
  window: {days: 60, status: verified}
)yaml"),
            "1:9 bad_identifier\n"
            "4:19 bad_preset_value\n"
            "5:21 bad_preset_value\n"
            "6:11 missing_key\n"
            "7:9 bad_preset_value\n"
            "8:18 bad_preset_value\n"
            "9:49 bad_preset_value\n"
            "9:38 bad_preset_value\n"
            "10:40 bad_preset_value\n"
            "11:12 unknown_key\n"
            "11:11 bad_preset_value\n");
  EXPECT_EQ(Mistakes("preset: a\npreset: b\n"), "2:1 duplicate_key\n");
}

TEST(Presets, FindWhatExtendsNothingOrItself) {
  Presets presets = Both();
  EXPECT_TRUE(presets.Check(*presets.Find("local")).empty());
  Preset lost = *presets.Find("local");
  lost.id = "lost";
  lost.extends = "nationl";
  const auto problems = presets.Check(lost);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].code, Code::unknown_preset);
  EXPECT_EQ(problems[0].position, (Position{4, 10}));
  EXPECT_EQ(problems[0].hint.en, "did you mean `national`?");
  Preset circle = *presets.Find("national");
  circle.extends = "local";
  presets.Add(circle);
  EXPECT_EQ(presets.Check(circle).size(), 1U);
  EXPECT_EQ(presets.ValueOf(circle, "window"), nullptr);
}

TEST(Presets, TellWhichParametersOfAWorkflowTheyDoNotFit) {
  const std::vector<Parameter> parameters{{"reply", ParameterType::kPeriod, {}, false, {}},
                                          {"majority", ParameterType::kPeriod, {}, false, {7, 3}},
                                          {"mojority", ParameterType::kShare, {}, false, {8, 3}}};
  const auto problems = Both().CheckFor(parameters);
  ASSERT_EQ(problems.size(), 3U);
  EXPECT_EQ(problems[0].code, Code::parameter_type);
  EXPECT_EQ(problems[0].position, (Position{7, 3}));
  EXPECT_EQ(problems[2].code, Code::unknown_parameter);
  EXPECT_EQ(problems[2].hint.en, "did you mean `majority`?");
}

TEST(APreset, IsNoWorkflow) {
  EXPECT_TRUE(IsPreset(kNational));
  EXPECT_FALSE(IsPreset("workflow: w\nversion: 1\npreset: data.place\nstates: {a: {type: final}}\n"));
}

}  // namespace
}  // namespace charter
