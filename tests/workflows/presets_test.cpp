// The shipped presets say what the sample of jurisdictions says: every value with its article and status.
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <regex>

#include "api/preset_files.h"
#include "tests/support/test_server.h"

namespace charter::test {
namespace {

using nlohmann::json;
using Status = ParameterValue::Status;

// "10wd" of the sample as a preset writes it.
std::string PeriodIn(const std::string& text) {
  std::smatch found;
  // "30d + 15d", "60+30d": the first is the period, the second its extension.
  if (std::regex_search(text, found, std::regex("([0-9]+)d? ?[+] ?[0-9]+d"))) return found[1].str() + " days";
  if (std::regex_search(text, found, std::regex("([0-9]+)(wd| workdays)")))
    return found[1].str() + " workdays";
  if (std::regex_search(text, found, std::regex("([0-9]+) months"))) return found[1].str() + " months";
  if (text.find("once a year") != std::string::npos) return "1 year";
  if (std::regex_search(text, found, std::regex("([0-9]+)d"))) return found[1].str() + " days";
  return "";
}

std::string ShareIn(const std::string& text) {
  if (text.starts_with(">1/2")) return "more than 1/2 of all";
  return text.starts_with(">=1/2") ? "at least 1/2 of all" : "at least 2/3 of all";
}

class ThePresets : public testing::Test {
 protected:
  ThePresets()
      : presets_(api::ReadPresets(SourcePath("workflows"))),
        sample_(json::parse(ReadSource("tests/samples/jurisdiction_presets.json"))) {}

  const ParameterValue* Find(const std::string& preset, const std::string& parameter) {
    const Preset* found = presets_.Find(preset);
    return found == nullptr ? nullptr : presets_.ValueOf(*found, parameter);
  }

  Presets presets_;
  json sample_;
};

TEST_F(ThePresets, AreThoseOfTheSample) {
  for (const auto& [id, values] : sample_.items()) EXPECT_NE(presets_.Find(id), nullptr) << id;
  EXPECT_EQ(presets_.Ids().size(), sample_.size());
}

TEST_F(ThePresets, GiveThePeriodsOfTheSampleWithTheirArticles) {
  int compared = 0;
  for (const auto& [id, values] : sample_.items()) {
    const bool verified = values.contains("v");
    for (const auto& [name, written] : values.items()) {
      const std::string period = written.is_string() && name != "delegates" && name != "ballot" &&
                                         name != "frontline" && name != "term" && name != "note" &&
                                         name != "in_force"
                                     ? PeriodIn(written.get<std::string>())
                                     : "";
      if (period.empty()) continue;
      const std::string text = written;
      const ParameterValue* value = Find(id, name);
      ASSERT_NE(value, nullptr) << id << " " << name << ": " << text;
      ++compared;
      EXPECT_EQ(value->value.is(Kind::kString) ? value->value.AsString() : "", period)
          << id << " " << name << ": " << text;
      EXPECT_EQ(value->preset, id) << name;
      std::smatch article;
      if (std::regex_search(text, article, std::regex("\\((?:Art |WCR )?([0-9]+)"))) {
        EXPECT_NE(value->article.en.find(" " + article[1].str()), std::string::npos)
            << id << " " << name << " " << value->article.en;
      }
      const bool from_memory = !verified && text.ends_with(" m");
      EXPECT_EQ(value->status, from_memory ? Status::kMemory : Status::kVerified) << id << " " << name;
      const bool article_from_memory = std::regex_search(text, std::regex("Art [0-9]+ m"));
      EXPECT_EQ(value->article.en.find("from memory") != std::string::npos, article_from_memory)
          << id << " " << name;
    }
  }
  EXPECT_GE(compared, 60);
}

TEST_F(ThePresets, GiveTheSharesOfTheSample) {
  for (const auto& [id, values] : sample_.items()) {
    for (const char* name : {"quorum", "majority"}) {
      if (!values.contains(name)) continue;
      const ParameterValue* value = Find(id, name);
      ASSERT_NE(value, nullptr) << id;
      EXPECT_EQ(value->value.AsString(), ShareIn(values[name])) << id << " " << name;
      EXPECT_EQ(value->preset, id);
    }
  }
  EXPECT_EQ(Find("shanghai", "quorum")->value.AsString(), "at least 2/3 of all");
}

TEST_F(ThePresets, KnowNoDayCountOfJiangsuButTheLawOfTheWholeCountry) {
  const Preset& jiangsu = *presets_.Find("jiangsu_2023");
  for (const auto& [name, value] : jiangsu.values) {
    if (value.type == ParameterType::kBoolean) continue;
    EXPECT_EQ(value.status == Status::kUnknown, name != "review") << name;
  }
  EXPECT_EQ(Find("jiangsu_2023", "reply")->status, Status::kUnknown);
  EXPECT_EQ(Find("jiangsu_2023", "review")->article.zh, "《中华人民共和国劳动合同法》第 54 条");
}

}  // namespace
}  // namespace charter::test
