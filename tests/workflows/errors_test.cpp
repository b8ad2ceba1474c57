// The page of mistakes tells the truth: each bad example is told with its code at its line and nothing
// else, each mended one is right, and no code of the loader is missing.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "engine/chart/load.h"
#include "engine/chart/preset.h"
#include "tests/support/test_server.h"

namespace charter::test {
namespace {

const char kPage[] = "workflows/ERRORS.md";

struct Example {
  std::string code;  // "CH1106", of the heading above it
  std::string kind;  // "bad", "mended", "head"
  bool calendar = true;
  bool preset = false;  // a preset file, shown whole
  std::string text;
  std::string place;
};

std::vector<Example> Examples() {
  std::vector<Example> examples;
  std::istringstream lines(ReadSource(kPage));
  std::string code;
  bool open = false;
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.starts_with("### CH")) code = line.substr(4, 6);
    if (line.starts_with("```")) {
      open = !open;
      if (!open) continue;
      EXPECT_TRUE(line.starts_with("```yaml ")) << kPage << ":" << number;
      std::istringstream words(line.substr(8));
      Example example;
      words >> example.kind;
      example.code = code;
      example.preset = line.ends_with(" preset");
      example.calendar = line.find("without calendar") == std::string::npos;
      example.place = std::string(kPage) + ":" + std::to_string(number) + " (" + code + ")";
      examples.push_back(std::move(example));
    } else if (open) {
      examples.back().text += line + "\n";
    }
  }
  EXPECT_FALSE(open) << "an example that does not end";
  return examples;
}

// The parts of a file that begin at the margin, by their key, in order.
std::vector<std::pair<std::string, std::string>> PartsOf(const std::string& text) {
  std::vector<std::pair<std::string, std::string>> parts;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const bool begins = !line.empty() && line[0] != ' ';
    if (begins && line[0] != '-') parts.emplace_back(line.substr(0, line.find(':')), "");
    if (!parts.empty()) parts.back().second += line + "\n";
  }
  return parts;
}

// The example in the place of the same parts of the head; what the head has not comes last.
std::string Completed(const std::string& head, const std::string& text) {
  auto parts = PartsOf(head);
  for (auto& [key, part] : PartsOf(text)) {
    const auto same =
        std::find_if(parts.begin(), parts.end(), [&, k = key](const auto& p) { return p.first == k; });
    if (same != parts.end()) {
      same->second = part;
    } else {
      parts.emplace_back(key, part);
    }
  }
  std::string whole;
  for (const auto& [key, part] : parts) whole += part;
  for (auto at = whole.find("<FF>"); at != std::string::npos; at = whole.find("<FF>"))
    whole.replace(at, 4, "\xff");
  return whole;
}

// The number of the line that is marked, or 0.
int MarkedLine(const std::string& text, const std::string& code) {
  const auto at = text.find("# " + code);
  return at == std::string::npos
             ? 0
             : 1 + static_cast<int>(
                       std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

// 1306 is told of running an expression by itself, 15xx of an import.
bool OfTheLoader(int code) { return code < 1500 && code != 1306; }

class ThePageOfMistakes : public testing::Test {
 protected:
  void SetUp() override {
    examples_ = Examples();
    ASSERT_FALSE(examples_.empty());
    ASSERT_EQ(examples_.front().kind, "head");
    head_ = examples_.front().text;
    examples_.erase(examples_.begin());
  }

  [[nodiscard]] std::string SourceOf(const Example& example) const {
    return example.preset ? example.text : Completed(head_, example.text);
  }

  // What is told of an example; titles only where they are its subject.
  [[nodiscard]] std::vector<Diagnostic> Told(const Example& example, const std::string& source) const {
    if (example.preset) {
      const LoadedPreset loaded = LoadPreset(source);
      return loaded.preset ? Presets::None().Check(*loaded.preset) : loaded.diagnostics;
    }
    auto told = LoadChart(source, {.calendar = example.calendar}).diagnostics;
    if (example.code != Label(Code::missing_title))
      std::erase_if(told, [](const Diagnostic& d) { return d.code == Code::missing_title; });
    // That an activity is not run yet is no mistake of the example.
    if (example.code != Label(Code::not_supported))
      std::erase_if(told, [](const Diagnostic& d) { return d.code == Code::not_supported; });
    return told;
  }

  std::string head_;
  std::vector<Example> examples_;
};

TEST_F(ThePageOfMistakes, ShowsMistakesThatAreToldWithTheirCodeAtTheirLine) {
  for (const Example& example : examples_) {
    if (example.kind != "bad") continue;
    const std::string source = SourceOf(example);
    const auto told = Told(example, source);
    std::string all;
    for (const auto& diagnostic : told) all += Format(diagnostic, example.place, source) + "\n";
    ASSERT_EQ(told.size(), 1U) << example.place << "\n" << all << source;
    EXPECT_EQ(Label(told[0].code), example.code) << all;
    const int marked = MarkedLine(source, example.code);
    if (marked != 0) {
      EXPECT_EQ(told[0].position.line, marked) << all;
    }
  }
}

// Letters of Chinese: U+4E00 to U+9FFF.
bool HoldsChinese(const std::string& text) {
  for (std::size_t i = 0; i + 2 < text.size(); ++i) {
    const auto first = static_cast<unsigned char>(text[i]);
    const auto second = static_cast<unsigned char>(text[i + 1]);
    if (first >= 0xE4 && first <= 0xE9 && (first > 0xE4 || second >= 0xB8)) return true;
  }
  return false;
}

// Names of the example itself stay as they are in either language.
std::string WithoutQuoted(std::string text) {
  for (auto open = text.find('`'); open != std::string::npos; open = text.find('`', open)) {
    const auto close = text.find('`', open + 1);
    text.erase(open, close == std::string::npos ? close : close - open + 1);
  }
  return text;
}

TEST_F(ThePageOfMistakes, AreToldInChineseAndInEnglish) {
  for (const Example& example : examples_) {
    if (example.kind != "bad") continue;
    for (const auto& diagnostic : Told(example, SourceOf(example))) {
      for (const Text& text : {diagnostic.message, diagnostic.hint}) {
        if (text.empty()) continue;
        EXPECT_TRUE(HoldsChinese(WithoutQuoted(text.zh))) << example.place << ": " << text.zh;
        EXPECT_FALSE(text.en.empty()) << example.place << ": " << text.zh;
        EXPECT_FALSE(HoldsChinese(WithoutQuoted(text.en))) << example.place << ": " << text.en;
      }
    }
  }
}

TEST_F(ThePageOfMistakes, ShowsHowTheyAreMended) {
  for (const Example& example : examples_) {
    if (example.kind != "mended") continue;
    const std::string source = SourceOf(example);
    for (const auto& diagnostic : Told(example, source))
      ADD_FAILURE() << Format(diagnostic, example.place, source);
  }
}

TEST_F(ThePageOfMistakes, HasABadAndAMendedExampleOfEachCodeOfTheLoader) {
  std::map<std::string, std::set<std::string>> shown;
  for (const Example& example : examples_) shown[example.code].insert(example.kind);
  const std::string page = ReadSource(kPage);
  const auto check = [&](int number, const std::string& label, const std::string& name) {
    if (!OfTheLoader(number)) return;
    EXPECT_EQ(shown[label], (std::set<std::string>{"bad", "mended"})) << label;
    EXPECT_NE(page.find("### " + label + " " + name + " "), std::string::npos) << label;
  };
#define CHARTER_CODE(number, name, english, chinese) check(number, "CH" #number, #name);
  CHARTER_CODES(CHARTER_CODE)
#undef CHARTER_CODE
}

}  // namespace
}  // namespace charter::test
