// What people read and has no title, or one in one language only.
#include <algorithm>
#include <set>
#include <string>
#include <unordered_set>

#include "engine/chart/checks.h"

namespace charter {
namespace {

constexpr std::size_t kToldOne = 10;  // by one; the others are counted

std::size_t At(std::int32_t index) { return static_cast<std::size_t>(index); }

struct Place {
  Text name;  // "state `draft`"
  Position position;
  const Text* title;
};

// Left as soon as it is entered.
bool IsPassing(const Chart& chart, const State& state) {
  return std::any_of(state.always.begin(), state.always.end(),
                     [&](TransitionIndex index) { return chart.transitions[At(index)].guard.empty(); });
}

// What of a title is not there.
Text Lacking(bool zh, bool en) {
  if (zh) return {"英文标题（`en`）", "title in English (`en`)"};
  if (en) return {"中文标题（`zh`）", "title in Chinese (`zh`)"};
  return {"标题", "title"};
}

void AddFields(std::vector<Place>& places, const std::vector<Field>& fields, const YamlNode& map) {
  for (std::size_t i = 0; i < fields.size() && i < map.members.size(); ++i)
    places.push_back({Text{"字段", "field"} + (" `" + fields[i].name + "`"), map.members[i].first.position,
                      &fields[i].title});
}

void AddEvents(std::vector<Place>& places, const Chart& chart) {
  std::unordered_set<std::string_view> seen;
  for (const Transition& transition : chart.transitions) {
    if (!transition.IsForPeople()) continue;
    for (const Field& field : transition.input) {
      places.push_back({Text{"`" + transition.event + "` 要求填写的字段 `" + field.name + "`",
                             "field `" + field.name + "` that `" + transition.event + "` asks for"},
                        transition.position, &field.title});
    }
    if (!seen.insert(transition.event).second) continue;
    const auto title = chart.events.find(transition.event);
    if (title != chart.events.end())
      places.push_back(
          {Text{"事件", "event"} + (" `" + transition.event + "`"), transition.position, &title->second});
  }
}

std::vector<Place> PlacesOf(const YamlNode& root, const Chart& chart) {
  const auto* title = root.Find("title");
  std::vector<Place> places{
      {Text{"流程", "the workflow"}, title != nullptr ? title->position : root.position, &chart.title}};
  if (const auto* roles = root.Find("roles")) {
    for (std::size_t i = 0; i < chart.roles.size() && i < roles->members.size(); ++i)
      places.push_back({Text{"角色", "role"} + (" `" + chart.roles[i].id + "`"),
                        roles->members[i].first.position, &chart.roles[i].title});
  }
  for (const Parameter& parameter : chart.parameters)
    places.push_back(
        {Text{"参数", "parameter"} + (" `" + parameter.id + "`"), parameter.position, &parameter.title});
  if (const auto* data = root.Find("data")) AddFields(places, chart.data, *data);
  for (const State& state : chart.states) {
    if (state.parent == kNone || state.IsHistory() || IsPassing(chart, state)) continue;
    places.push_back({Text{"状态", "state"} + (" `" + state.id + "`"), state.position, &state.title});
  }
  AddEvents(places, chart);
  return places;
}

}  // namespace

void CheckTitles(Reader& reader, const YamlNode& root, const Chart& chart) {
  const std::vector<Place> places = PlacesOf(root, chart);
  bool any_zh = false;
  bool any_en = false;
  for (const Place& place : places) {
    any_zh = any_zh || !place.title->zh.empty();
    any_en = any_en || !place.title->en.empty();
  }
  const Text hint{"写 title: {zh: ..., en: ...}", "write title: {zh: ..., en: ...}"};
  if (!any_zh || !any_en) {
    reader.Warn(
        Code::missing_title, root.position,
        Text{"本文件没有任何" + Lacking(any_zh, any_en).zh + "；人们将看到标识",
             "nothing in this file has a " + Lacking(any_zh, any_en).en + "; people will be shown the ids"},
        hint);
    if (!any_zh && !any_en) return;
  }
  std::size_t told = 0;
  std::size_t left = 0;
  const Place* first_left = nullptr;
  for (const Place& place : places) {
    const bool zh = !any_zh || !place.title->zh.empty();
    const bool en = !any_en || !place.title->en.empty();
    if (zh && en) continue;
    if (told == kToldOne) {
      if (left++ == 0) first_left = &place;
      continue;
    }
    ++told;
    reader.Warn(
        Code::missing_title, place.position,
        Text{place.name.zh + " 没有" + Lacking(zh, en).zh, place.name.en + " has no " + Lacking(zh, en).en},
        hint);
  }
  if (left == 0) return;
  const std::string more = std::to_string(left - 1);
  reader.Warn(Code::missing_title, first_left->position,
              left == 1
                  ? first_left->name + Text{" 的标题不全", " has no title in both languages"}
                  : Text{first_left->name.zh + " 等 " + std::to_string(left) + " 处的标题不全",
                         first_left->name.en + " and " + more + " more have no title in both languages"},
              hint);
}

}  // namespace charter
