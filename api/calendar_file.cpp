#include "api/calendar_file.h"

#include "api/commands/commands.h"
#include "engine/data/failure.h"

namespace charter::api {

WorkCalendar ReadCalendar(const std::string& workflows) {
  const std::string path = workflows + "/calendars/cn.json";
  const auto text = ReadFile(path);
  if (!text) {
    throw Failure(Code::invalid_parameter,
                  "no work calendar at " + path + "; name the folder of workflows with --workflows DIR");
  }
  auto calendar = WorkCalendar::Parse(*text);
  if (!calendar) throw Failure(Code::invalid_parameter, path + ": " + calendar.error());
  return *std::move(calendar);
}

}  // namespace charter::api
