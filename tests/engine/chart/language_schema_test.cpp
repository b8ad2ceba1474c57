// The schema knows what the loader knows: every key, in every place, and nothing more.
#include "engine/chart/language_schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <sstream>

#include "engine/activity/kind.h"
#include "engine/chart/load.h"
#include "engine/data/json.h"

namespace charter {
namespace {

constexpr const char* kStranger = "zzzqqqzzz";

Value Parse(const std::string& json) {
  auto value = ParseJson(json);
  if (!value) ADD_FAILURE() << value.error().message.en << " at " << json.substr(value.error().offset, 80);
  return value ? *value : Value();
}

std::set<std::string> KeysOf(const Value& schema, const std::string& definition) {
  const Value* object = definition.empty() ? &schema : schema.Find("$defs")->Find(definition);
  std::set<std::string> keys;
  if (object == nullptr) {
    ADD_FAILURE() << "no definition " << definition;
    return keys;
  }
  for (const auto& [key, value] : object->Find("properties")->AsMap()) keys.emplace(key.AsString());
  return keys;
}

// What the loader says it knows in the place where a stranger stands.
std::set<std::string> KnownBeside(const std::string& yaml) {
  std::set<std::string> keys;
  for (const auto& diagnostic : LoadChart(yaml).diagnostics) {
    if (diagnostic.code != Code::unknown_key || diagnostic.message.en.find(kStranger) == std::string::npos)
      continue;
    std::istringstream words(diagnostic.hint.en.substr(diagnostic.hint.en.find(':') + 1));
    for (std::string word; words >> word;) keys.insert(word);
  }
  return keys;
}

std::string File(const std::string& head, const std::string& state) {
  return "workflow: w\nversion: 1\n" + head + "\nstates:\n  a: " + state + "\n";
}

TEST(TheLanguageSchema, HasTheKeysThatTheLoaderKnowsInEveryPlace) {
  struct Place {
    std::string definition;
    std::string yaml;
  };
  const std::string stranger = std::string(kStranger) + ": 1";
  const auto head = [&](const std::string& text) { return File(text, "{type: final}"); };
  const auto state = [&](const std::string& text) { return File("initial: a", "{" + text + "}"); };
  std::vector<Place> places{{"", head(stranger)},
                            {"whole_text", head("title: {" + stranger + "}")},
                            {"role", head("roles: {r: {" + stranger + "}}")},
                            {"right", head("create: {" + stranger + "}")},
                            {"life_cycle", head("life_cycle: {" + stranger + "}")},
                            {"right", head("life_cycle: {suspend: {" + stranger + "}}")},
                            {"field", head("data: {x: {type: string, " + stranger + "}}")},
                            {"sheet", head("sheets: {s: {" + stranger + "}}")},
                            {"criterion", head("sheets: {s: {criteria: [{" + stranger + "}]}}")},
                            {"way_in_with_actions", head("initial: {target: a, " + stranger + "}")},
                            {"state", state(stranger)},
                            {"whole_transition", state("on: {go: {" + stranger + "}}")},
                            {"listed_transition", state("on: [{event: go, " + stranger + "}]")},
                            {"whole_automatic", state("always: {target: a, " + stranger + "}")},
                            {"whole_automatic", state("after: {1 day: {target: a, " + stranger + "}}")},
                            {"timeout", state("after: [{in: 1 day, " + stranger + "}]")},
                            {"due", state("due: {" + stranger + "}")},
                            {"edit", state("edit: {" + stranger + "}")},
                            {"action", state("entry: [{" + stranger + "}]")},
                            {"whole_raise", state("entry: [{raise: {" + stranger + "}}]")},
                            {"send", state("entry: [{send: {" + stranger + "}}]")},
                            {"return", state("on: {go: {by: r, return: {" + stranger + "}}}")},
                            {"withdraw", state("on: {go: {by: r, withdraw: {" + stranger + "}}}")},
                            {"back_to", state("always: {target: {" + stranger + "}}")},
                            {"copy", state("entry: [{copy: {" + stranger + "}}]")},
                            {"notify", state("entry: [{notify: {" + stranger + "}}]")}};
  for (const auto& kind : ActivityKinds())
    places.push_back(
        {"activity_" + kind.name, state("invoke: [{id: i, type: " + kind.name + ", " + stranger + "}]")});
  const Value schema = Parse(WorkflowSchema());
  for (const auto& [definition, yaml] : places)
    EXPECT_EQ(KeysOf(schema, definition), KnownBeside(yaml)) << definition << "\n" << yaml;
}

// Every place with keys of its own is among those above, or is made from the same table as the loader's.
TEST(TheLanguageSchema, ClosesEveryObjectWithKeys) {
  const Value schema = Parse(WorkflowSchema());
  const std::function<void(const Value&, const std::string&)> look = [&](const Value& node,
                                                                         const std::string& path) {
    if (node.is(Kind::kList)) {
      for (const auto& item : node.AsList()) look(item, path + "/[]");
    }
    if (!node.is(Kind::kMap)) return;
    const Value* properties = node.Find("properties");
    // `properties` and `type` may themselves be keys that are described.
    if (properties != nullptr && node.Find("type") != nullptr && !node.Find("type")->is(Kind::kMap)) {
      const Value* more = node.Find("additionalProperties");
      EXPECT_TRUE(more != nullptr && WriteJson(*more) == "false") << path;
    }
    for (const auto& [key, value] : node.AsMap()) look(value, path + "/" + std::string(key.AsString()));
  };
  look(schema, "");
}

TEST(TheLanguageSchema, DescribesEveryKeyInChineseAndEnglish) {
  int described = 0;
  const std::function<void(const Value&)> look = [&](const Value& node) {
    if (node.is(Kind::kList)) {
      for (const auto& item : node.AsList()) look(item);
    }
    if (!node.is(Kind::kMap)) return;
    const Value* properties = node.Find("properties");
    if (properties != nullptr && node.Find("additionalProperties") != nullptr) {
      for (const auto& [key, value] : properties->AsMap()) {
        const Value* description = value.Find("description");
        ASSERT_NE(description, nullptr) << key.AsString();
        const std::string text(description->AsString());
        EXPECT_NE(text.find(" / "), std::string::npos) << key.AsString() << ": " << text;
        ++described;
      }
    }
    for (const auto& [key, value] : node.AsMap()) look(value);
  };
  look(Parse(WorkflowSchema()));
  look(Parse(ScenarioSchema()));
  EXPECT_GT(described, 150);
}

TEST(TheLanguageSchema, RefersToNothingThatIsNotThere) {
  for (const std::string& text : {WorkflowSchema(), ScenarioSchema()}) {
    const Value schema = Parse(text);
    static constexpr std::string_view kRef = "#/$defs/";
    for (auto at = text.find(kRef); at != std::string::npos; at = text.find(kRef, at + 1)) {
      const auto name = text.substr(at + kRef.size(), text.find('"', at) - at - kRef.size());
      EXPECT_NE(schema.Find("$defs")->Find(name), nullptr) << name;
    }
    EXPECT_EQ(text.find('@'), std::string::npos);
  }
}

}  // namespace
}  // namespace charter
