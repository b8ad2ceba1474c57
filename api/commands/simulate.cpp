// charter simulate: play a workflow through in simulated time.
#include "api/commands/simulate.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>

#include "api/calendar_file.h"
#include "api/commands/commands.h"
#include "api/preset_files.h"
#include "engine/chart/load.h"
#include "engine/data/failure.h"

namespace charter::api {
namespace {

constexpr const char* kDefaultStart = "2026-01-05T09:00:00+08:00";

// The chart, with what is wrong with it on `err`; null where it cannot run.
std::shared_ptr<const Chart> LoadToPlay(const std::string& path, Language language,
                                        const Surroundings& surroundings) {
  const std::string source = ReadFileOrInput(path, surroundings.in);
  Loaded loaded = LoadChart(source);
  for (Diagnostic diagnostic : loaded.diagnostics) {
    if (loaded.chart != nullptr) diagnostic.severity = Severity::kWarning;
    surroundings.err << Format(diagnostic, path == "-" ? "standard input" : path, source, language) << "\n";
  }
  return std::move(loaded.chart);
}

// Weekends only where the workflow has no calendar beside it.
WorkCalendar CalendarFor(const Arguments& arguments, const std::string& path) {
  if (arguments.Has("--workflows")) return ReadCalendar(arguments.Get("--workflows"));
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  const std::string beside = folder.empty() ? "." : folder.string();
  return std::filesystem::exists(beside + "/calendars/cn.json") ? ReadCalendar(beside) : WorkCalendar();
}

std::vector<Field> RequiredOf(const Chart& chart) {
  std::vector<Field> required;
  std::copy_if(chart.data.begin(), chart.data.end(), std::back_inserter(required),
               [](const Field& field) { return field.required && !field.schema.default_value; });
  return required;
}

// Nobody types twenty fields to see a workflow run: without --data the required ones may be missing.
void TellMissing(const Chart& chart, std::ostream& err) {
  std::string missing;
  for (const Field& field : RequiredOf(chart)) missing += (missing.empty() ? "" : ", ") + field.name;
  if (missing.empty()) return;
  err << "charter: warning: the item starts without its required fields " << missing
      << "; give them with --data\n";
}

Event CreationOf(const Arguments& arguments, const Surroundings& surroundings) {
  Event create;
  create.name = kCreateEvent;
  create.data = JsonArgument(arguments.Get("--data"), "--data", surroundings.in);
  const std::string at = arguments.Get("--at", kDefaultStart);
  const auto time = ParseTimestamp(at);
  if (!time)
    throw Failure(Code::invalid_parameter,
                  "--at is a time such as " + std::string(kDefaultStart) + ", not \"" + at + "\"");
  create.at = *time;
  const std::string by = arguments.Get("--by");
  if (by.empty()) return create;
  auto actor = ReadActor(by.front() == '{' ? JsonArgument(by, "--by", surroundings.in) : Value::String(by));
  if (!actor) throw Failure(Code::invalid_parameter, actor.error().en);
  create.source = Event::Source::kPerson;
  create.actor = *std::move(actor);
  return create;
}

ItemInfo ItemFor(const Chart& chart, const Event& create) {
  ItemInfo item;
  item.id = ItemId("item");
  item.number = FormatNumber(chart.number, ToCivil(DayOf(create.at)).year, 1);
  if (item.number.empty()) item.number = "1";
  item.created_at = create.at;
  if (create.actor) {
    item.created_by = create.actor->id;
    item.org = create.actor->org;
  }
  return item;
}

// One for each role, who goes by its name.
std::vector<Actor> PeopleOf(const Chart& chart) {
  std::vector<Actor> people;
  for (const Role& role : chart.roles) people.push_back({PersonId(role.id), role.id, {}, {role.id}});
  return people;
}

int Simulate(const Arguments& arguments, const Surroundings& surroundings) {
  if (arguments.words.size() != 1)
    throw Failure(Code::invalid_parameter, "name one workflow file: charter simulate FILE");
  const std::string& path = arguments.words.front();
  const std::string events = arguments.Get("--events");
  if (path == "-" && (events.empty() || events == "-"))
    throw Failure(Code::invalid_parameter, "standard input gives the workflow or the events, not both");
  const Language language = LanguageFor(arguments);
  Event create = CreationOf(arguments, surroundings);
  const WorkCalendar calendar = CalendarFor(arguments, path);
  const auto chart = LoadToPlay(path, language, surroundings);
  if (chart == nullptr) return kExitFailed;
  const Value overrides = JsonArgument(arguments.Get("--overrides"), "--overrides", surroundings.in);
  const bool bare = !arguments.Has("--data");
  if (bare) TellMissing(*chart, surroundings.err);

  const Presets presets = ReadPresets(arguments.Get("--workflows", FolderOf(path)));
  Simulation simulation(*chart, calendar, presets);
  simulation.SetPeople(PeopleOf(*chart));
  const ItemInfo item = ItemFor(*chart, create);
  auto refused = simulation.Start(item, create, bare ? Missing::kLeftUnset : Missing::kRefused, overrides);
  if (events.empty()) {
    Conversation talk(surroundings.in, surroundings.out, language);
    if (refused && bare) {
      talk.Say(Text{"此流程没有以下字段就无法开始：", "the workflow cannot start without some of these:"});
      auto data = talk.AskFor(RequiredOf(*chart));
      if (!data) return kExitFailed;
      create.data = *std::move(data);
      refused = simulation.Start(item, create, Missing::kRefused, overrides);
    }
    if (refused) {
      Tell(*refused, talk);
      return kExitFailed;
    }
    Play(std::move(simulation), talk);
    return kExitOk;
  }
  std::ifstream file;
  if (events != "-") {
    file.open(events);
    if (!file) throw Failure(Code::invalid_parameter, events + ": cannot be read");
  }
  surroundings.out << StateLine(simulation, refused) << '\n' << std::flush;
  if (refused) return kExitFailed;
  SimulateLines(simulation, events == "-" ? surroundings.in : file, surroundings.out);
  return kExitOk;
}

}  // namespace

Command SimulateCommand() {
  using enum Option::Value;
  return {"simulate",
          "FILE",
          "play a workflow through in simulated time, by hand or from a file of events",
          {{"--events", kRequired, "FILE",
            "JSON Lines {\"event\", \"input\", \"by\", \"at\"} or {\"advance\"}; - for standard input"},
           {"--data", kRequired, "JSON", "the fields of the new item, as text or in a file"},
           {"--overrides", kRequired, "JSON",
            "parameters that no preset gives, {\"reply\": {\"value\": \"20 days\", \"article\": \"...\"}}"},
           {"--by", kRequired, "JSON", "who creates it: a role, or {\"id\", \"name\", \"org\", \"roles\"}"},
           {"--at", kRequired, "TIME", "when (" + std::string(kDefaultStart) + ")"},
           {"--workflows", kRequired, "DIR",
            "where calendars/cn.json and presets are (the folder of FILE; else weekends only)"},
           LanguageOption()},
          Simulate};
}

}  // namespace charter::api
