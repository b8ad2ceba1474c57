#include "api/log.h"

#include <iostream>
#include <mutex>

#include "api/clock.h"
#include "api/json_writer.h"
#include "engine/data/json.h"

namespace charter::api {
namespace {

struct Sink {
  std::mutex mutex;
  std::function<void(const std::string&)> write;
};

Sink& TheSink() {
  static Sink sink;
  return sink;
}

std::string_view NameOf(Level level) {
  switch (level) {
    case Level::kInfo:
      return "info";
    case Level::kWarning:
      return "warning";
    case Level::kError:
      return "error";
  }
  return "error";
}

}  // namespace

void Log(Level level, std::string_view event,
         const std::vector<std::pair<std::string_view, std::string>>& fields) {
  JsonWriter json;
  json.BeginObject().Key("at").String(ToString(SystemClock().Now()));
  json.Key("level").String(NameOf(level)).Key("event").String(event);
  for (const auto& [name, value] : fields) {
    json.Key(name).String(IsUtf8(value) ? value : "(not UTF-8)");
  }
  const std::string line = json.EndObject().Take();
  Sink& sink = TheSink();
  const std::scoped_lock lock(sink.mutex);
  if (sink.write) {
    sink.write(line);
  } else {
    std::cerr << line + "\n" << std::flush;
  }
}

void SetLogSink(std::function<void(const std::string& line)> sink) {
  const std::scoped_lock lock(TheSink().mutex);
  TheSink().write = std::move(sink);
}

}  // namespace charter::api
