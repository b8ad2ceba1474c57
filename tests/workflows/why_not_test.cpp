// Random walks over the shipped workflows: what people are told that they may do is what they may do.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <random>

#include "tests/workflows/explained.h"
#include "tests/workflows/liangzhou.h"

namespace charter::test {
namespace {

using nlohmann::json;

class Walk {
 public:
  explicit Walk(std::uint32_t seed) : random_(seed) {
    city_.SetUp("support-2026", "500000");
    city_.SetUp("awards-2026", "430000");
    city_.SetUp("subsidy-2026", "700000");
    for (const ItemRecord& item : city_.AllItems()) items_.push_back(item.id);
    items_.resize(3);
    items_.push_back(city_.Create(city_.As("OFFICE"), "subsidy_round", R"({
        "name": "2026 年职工服务阵地以奖代补", "year": 2026, "budget": "100000.00", "fund": "subsidy-2026",
        "deadline": "2026-06-30",
        "tiers": [{"category": "service_centre", "tier": "first", "places": 2, "amount": 50000}]})"));
    items_.push_back(city_.Create(city_.As("UNION_ZHINENG"), "collective_bargaining", R"({
        "enterprise": "梁州智能装备有限公司", "employees": 860, "jurisdiction": "beijing",
        "kind": "wage_special_contract", "representatives": 68, "topics": ["年度工资增幅"]})"));
  }

  void Step() {
    const ItemId& item = items_[Below(items_.size())];
    // Somebody who could do something, as often as anybody at all.
    Caller caller = Anybody();
    for (int tries = 0; tries < 20 && !CanDoSomething(caller, item); ++tries) caller = Anybody();
    const auto codes = ExpectExplained(city_.service(), caller, item);
    codes_.insert(codes.begin(), codes.end());
    const auto another = ExpectExplained(city_.service(), Anybody(), item);
    codes_.insert(another.begin(), another.end());
    const auto explanation = city_.service().Explain(caller, item);
    if (!explanation) return;
    std::vector<const ExplainedEvent*> open;
    for (const auto& event : explanation->events) {
      const bool ends = event.event == "item.cancel" && Below(20) > 0;
      if (event.verdict != Verdict::kRefused && !ends) open.push_back(&event);
    }
    if (open.empty()) return;
    const ExplainedEvent& event = *open[Below(open.size())];
    const bool as_it_is = event.verdict == Verdict::kAllowed && Below(2) == 0;
    Value input;
    if (!as_it_is && !event.input_schema.empty())
      input = ParseJson(Some(json::parse(event.input_schema)).dump()).value();
    const auto sent =
        SendAsRehearsed(city_.service(), caller, {item, event.event, std::move(input), std::nullopt});
    if (as_it_is) {
      EXPECT_TRUE(sent.has_value()) << event.event << " was said to be allowed: " << sent.error().message.en;
    }
    taken_ += sent ? 1 : 0;
    for (const ItemRecord& made : city_.AllItems()) {
      if (items_.size() < 30 && std::find(items_.begin(), items_.end(), made.id) == items_.end() &&
          made.parent)
        items_.push_back(made.id);
    }
    if (Below(8) == 0) {
      day_.days += static_cast<int>(1 + Below(20));
      city_.MoveTo(ToString(day_));
    }
  }

  [[nodiscard]] int taken() const { return taken_; }
  [[nodiscard]] const std::set<Code>& codes() const { return codes_; }
  void VerifyAll() { city_.VerifyAll(); }

 private:
  std::size_t Below(std::size_t end) { return random_() % end; }
  Caller Anybody() { return city_.As(city_.city.people[Below(city_.city.people.size())].token_name); }

  bool CanDoSomething(const Caller& caller, const ItemId& item) {
    const auto view = city_.service().Get(caller, item);
    return view && std::any_of(view->events.begin(), view->events.end(),
                               [](const EventView& event) { return event.allowed; });
  }

  // Something that a schema may well take.
  json Some(const json& schema) {
    if (schema.contains("enum")) return schema["enum"][Below(schema["enum"].size())];
    if (schema.contains("const")) return schema["const"];
    const std::string type =
        schema.contains("type") && schema["type"].is_string() ? schema["type"] : "string";
    const std::string meant = schema.value("x-type", type);
    if (meant == "person") return city_.city.people[Below(city_.city.people.size())].person.id.value;
    if (meant == "organization") return "taihu";
    if (meant == "date") return ToString(Date{day_.days + static_cast<int>(Below(30))});
    if (meant == "timestamp") return "2026-06-01T09:00:00+08:00";
    if (meant == "money" || meant == "decimal") return std::to_string(1 + Below(20));
    if (type == "boolean") return Below(2) == 0;
    if (type == "integer" || type == "number") {
      const auto least = static_cast<std::size_t>(schema.value("minimum", 0.0));
      const auto most = static_cast<std::size_t>(schema.value("maximum", 20.0));
      return least + Below(most > least ? most - least + 1 : 1);
    }
    if (type == "array") {
      json list = json::array();
      const std::size_t size = schema.value("minItems", std::size_t{0}) + Below(3);
      for (std::size_t i = 0; i < size && schema.contains("items"); ++i)
        list.push_back(Some(schema["items"]));
      return list;
    }
    if (type == "object") {
      json object = json::object();
      const json required = schema.value("required", json::array());
      const json properties = schema.value("properties", json::object());
      for (const auto& [name, member] : properties.items()) {
        const bool must = std::find(required.begin(), required.end(), name) != required.end();
        if (must || Below(2) == 0) object[name] = Some(member);
      }
      return object;
    }
    return std::string(std::max<std::size_t>(schema.value("minLength", std::size_t{1}), 3), 'x');
  }

  std::mt19937 random_;
  Liangzhou city_{"memory:"};
  Date day_ = ParseDate("2026-01-12").value();
  std::vector<ItemId> items_;
  std::set<Code> codes_;
  int taken_ = 0;
};

TEST(WhyNot, IsToldAsItIsWhereverAWalkLeads) {
  std::set<Code> codes;
  int taken = 0;
  for (std::uint32_t seed = 1; seed <= 4; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Walk walk(seed);
    for (int i = 0; i < 50 && !testing::Test::HasFailure(); ++i) walk.Step();
    walk.VerifyAll();
    codes.insert(walk.codes().begin(), walk.codes().end());
    taken += walk.taken();
  }
  EXPECT_GT(taken, 60) << "the walks get somewhere";
  for (const Code code : {Code::wrong_role, Code::event_not_available, Code::input_invalid,
                          Code::guard_not_met, Code::item_ended, Code::not_allowed})
    EXPECT_TRUE(codes.contains(code)) << "never met: " << Label(code);
}

TEST(WhyNot, IsToldWholeAndToTheOneWhoCanHelp) {
  Liangzhou city("memory:");
  const auto id = city.FindByNumber("grassroots_initiative", "PJ-2026-001");
  ASSERT_TRUE(id.has_value());
  const auto explanation = city.service().Explain(city.As("DISTRICT_TAIHU"), *id);
  ASSERT_TRUE(explanation.has_value());
  const auto find = [&](const char* name) {
    return std::find_if(explanation->events.begin(), explanation->events.end(),
                        [&](const ExplainedEvent& event) { return event.event == name; });
  };
  const auto submit = find("submit");
  ASSERT_NE(submit, explanation->events.end());
  EXPECT_EQ(submit->verdict, Verdict::kRefused);
  EXPECT_EQ(submit->reasons.front().refusal.code, Code::wrong_role);
  EXPECT_NE(submit->reasons.front().refusal.hint.zh.find("太湖"), std::string::npos)
      << submit->reasons.front().refusal.hint.zh;
  const auto recommend = find("recommend");
  ASSERT_NE(recommend, explanation->events.end());
  EXPECT_EQ(recommend->reasons.front().refusal.code, Code::event_not_available);
  EXPECT_FALSE(recommend->states.empty()) << "where it is possible";
  EXPECT_EQ(recommend->roles, std::vector<std::string>{"district"});
  EXPECT_FALSE(city.service().Explain(city.As("DISTRICT_DONGLIN"), *id).has_value())
      << "those who do not see the item are told nothing of it";
}

}  // namespace
}  // namespace charter::test
