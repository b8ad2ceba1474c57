#include <algorithm>
#include <istream>
#include <ostream>

#include "api/commands/simulate.h"
#include "engine/data/json.h"

namespace charter::api {
namespace {

struct Line {
  std::optional<Event> event;
  std::optional<Timestamp> at;
  std::optional<Period> advance;
};

template <typename T>
using Read = tl::expected<T, Refusal>;

Refusal Malformed(Text message, Text hint = {}) {
  return {Code::invalid_parameter, std::move(message), std::move(hint), {}, {}};
}

std::optional<Refusal> UnknownMember(const Value& line, const std::vector<std::string>& known) {
  for (const auto& [key, value] : line.AsMap()) {
    const std::string name(key.AsString());
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const auto near = Nearest(name, known);
    return Malformed({"此行不认识 " + name, "a line has no `" + name + "`"},
                     near ? Text{"您是否要用 " + *near + "？", "did you mean `" + *near + "`?"} : Text{});
  }
  return std::nullopt;
}

const Value* Given(const Value& line, std::string_view name) {
  const Value* value = line.Find(name);
  return value == nullptr || value->is(Kind::kNull) ? nullptr : value;
}

Read<Event> ReadEvent(const Value& line, const Value& name) {
  if (!name.is(Kind::kString) || name.AsString().empty())
    return tl::unexpected(Malformed({"event 应为事件名", "`event` is the name of an event"}));
  Event event;
  event.name = std::string(name.AsString());
  if (const Value* input = Given(line, "input")) event.data = *input;
  if (const Value* by = Given(line, "by")) {
    auto actor = ReadActor(*by);
    if (!actor) return tl::unexpected(Malformed(std::move(actor.error())));
    event.source = Event::Source::kPerson;
    event.actor = *std::move(actor);
  }
  return event;
}

Read<Line> ReadLine(std::string_view text) {
  const auto json = ParseJson(text);
  if (!json) {
    return tl::unexpected(Refusal{
        Code::invalid_json,
        {"此行不是合法的 JSON（第 " + std::to_string(json.error().offset + 1) + " 字节）",
         "the line is not JSON: " + json.error().message.en},
        {"例如 {\"event\": \"submit\"}", "for example {\"event\": \"submit\"} or {\"advance\": \"5 days\"}"},
        {},
        {}});
  }
  if (!json->is(Kind::kMap)) {
    return tl::unexpected(Malformed({"一行应为一个对象", "a line is an object"},
                                    {"例如 {\"event\": \"submit\"}", "for example {\"event\": \"submit\"}"}));
  }
  if (auto unknown = UnknownMember(*json, {"event", "input", "by", "at", "advance"}))
    return tl::unexpected(*std::move(unknown));
  Line line;
  if (const Value* at = Given(*json, "at")) {
    line.at = at->is(Kind::kString) ? ParseTimestamp(at->AsString()) : std::nullopt;
    if (!line.at) {
      return tl::unexpected(Malformed({"at 应为带时区的时间，如 2026-03-09T09:00:00+08:00",
                                       "`at` is a time such as \"2026-03-09T09:00:00+08:00\""}));
    }
  }
  if (const Value* advance = Given(*json, "advance")) {
    line.advance = advance->is(Kind::kString) ? ReadLength(advance->AsString()) : std::nullopt;
    if (!line.advance) {
      return tl::unexpected(Refusal{
          Code::bad_period,
          {"advance 应为期限，如 PT5S、5 workdays", "`advance` is a length of time: PT5S, 5 workdays"},
          {},
          {},
          {}});
    }
  }
  if (const Value* name = Given(*json, "event")) {
    auto event = ReadEvent(*json, *name);
    if (!event) return tl::unexpected(std::move(event.error()));
    line.event = *std::move(event);
  } else if (Given(*json, "input") != nullptr || Given(*json, "by") != nullptr ||
             !(line.at || line.advance)) {
    return tl::unexpected(Malformed({"缺少 event 或 advance", "the line has neither `event` nor `advance`"}));
  }
  return line;
}

std::optional<Refusal> CarryOut(Simulation& simulation, std::string_view text) {
  auto line = ReadLine(text);
  if (!line) return line.error();
  if (line->at) {
    if (auto refused = simulation.AdvanceTo(*line->at)) return refused;
  }
  if (line->advance) {
    if (auto refused = simulation.Advance(*line->advance)) return refused;
  }
  return line->event ? simulation.Send(*std::move(line->event)) : std::nullopt;
}

}  // namespace

tl::expected<Actor, Text> ReadActor(const Value& by) {
  Actor actor;
  if (by.is(Kind::kString)) {
    actor.id = PersonId(std::string(by.AsString()));
    actor.name = actor.id.value;
    actor.roles = {actor.id.value};
    return actor;
  }
  const Text form{R"(by 应为 {"id": "lin", "roles": ["lead"]})",
                  R"(`by` is a person: {"id": "lin", "name": "Lin", "org": "mill", "roles": ["lead"]})"};
  if (!by.is(Kind::kMap)) return tl::unexpected(form);
  for (const auto& [key, value] : by.AsMap()) {
    const std::string_view name = key.AsString();
    if (name == "roles" && value.is(Kind::kList)) {
      for (const Value& role : value.AsList()) {
        if (!role.is(Kind::kString)) return tl::unexpected(form);
        actor.roles.emplace_back(role.AsString());
      }
    } else if (value.is(Kind::kString) && (name == "id" || name == "name" || name == "org")) {
      std::string& member = name == "id" ? actor.id.value : name == "name" ? actor.name : actor.org.value;
      member = value.AsString();
    } else {
      return tl::unexpected(form);
    }
  }
  if (actor.id.empty()) actor.id = PersonId("somebody");
  if (actor.name.empty()) actor.name = actor.id.value;
  std::sort(actor.roles.begin(), actor.roles.end());
  return actor;
}

std::optional<Period> ReadLength(std::string_view text) {
  if (const auto period = Period::Parse(text)) return period;
  const auto exact = ParseDuration(text);
  if (!exact || *exact < Duration{}) return std::nullopt;
  return Period{.exact = *exact};
}

void SimulateLines(Simulation& simulation, std::istream& in, std::ostream& out) {
  std::string line;
  // Flushed each: a program may wait for the answer before it writes the next line.
  while (out && std::getline(in, line)) {
    const auto refused = CarryOut(simulation, line);
    out << StateLine(simulation, refused) << '\n' << std::flush;
  }
}

}  // namespace charter::api
