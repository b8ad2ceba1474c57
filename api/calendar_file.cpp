#include "api/calendar_file.h"

#include <filesystem>

#include "api/commands/commands.h"
#include "engine/data/failure.h"

namespace charter::api {
namespace {

constexpr const char* kPlace = "/calendars/cn.json";

}  // namespace

WorkCalendar ReadCalendar(const std::string& workflows) {
  const std::string path = workflows + kPlace;
  const auto text = ReadFile(path);
  if (!text) {
    throw Failure(Code::invalid_parameter,
                  "no work calendar at " + path + "; name the folder of workflows with --workflows DIR");
  }
  auto calendar = WorkCalendar::Parse(*text);
  if (!calendar) throw Failure(Code::invalid_parameter, path + ": " + calendar.error());
  return *std::move(calendar);
}

bool HasCalendar(const std::string& workflows, const std::string& file) {
  const std::string beside = std::filesystem::path(file).parent_path().string();
  return std::filesystem::exists(workflows + kPlace) ||
         std::filesystem::exists((beside.empty() ? "." : beside) + kPlace);
}

}  // namespace charter::api
