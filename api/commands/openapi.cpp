// charter openapi: the description of the API, for the makers of clients.
#include "api/charter_server.h"
#include "api/commands/commands.h"
#include "api/openapi/document.h"

namespace charter::api {
namespace {

int PrintDocument(const Arguments& arguments, const Surroundings& surroundings) {
  // The routes are those of any server: this one has no data and never starts.
  const CharterServer server(surroundings.door.open("memory:", true), WorkCalendar{}, {});
  const auto document = openapi::DocumentOf(server.application().router().routes(), LanguageFor(arguments));
  return WriteResult(document.dump(2) + "\n", arguments.Get("--output"), surroundings);
}

}  // namespace

Command OpenApiCommand() {
  return {"openapi",
          "",
          "print the OpenAPI document, which a server gives at /openapi.json",
          {{"--lang", Option::Value::kRequired, "zh|en", "the language of its texts (that of LANG)"},
           OutputOption()},
          PrintDocument};
}

}  // namespace charter::api
