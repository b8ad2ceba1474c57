// charter backup and charter restore: a SQLite database as one file elsewhere, and back.
#include <ostream>

#include "api/commands/commands.h"

namespace charter::api {
namespace {

int Backup(const Arguments& arguments, const Surroundings& surroundings) {
  if (!arguments.Has("--to")) {
    surroundings.err << "charter: say where the copy goes: charter backup --db sqlite:charter.db --to FILE\n";
    return kExitUsage;
  }
  surroundings.out << surroundings.door.backup(arguments.Get("--db", kDefaultDatabase),
                                               arguments.Get("--to"));
  return kExitOk;
}

int Restore(const Arguments& arguments, const Surroundings& surroundings) {
  if (!arguments.Has("--from") || !arguments.Has("--db")) {
    surroundings.err
        << "charter: say which copy goes where: charter restore --from FILE --db sqlite:charter.db\n";
    return kExitUsage;
  }
  surroundings.out << surroundings.door.restore(arguments.Get("--from"), arguments.Get("--db"),
                                                arguments.Has("--replace"));
  return kExitOk;
}

}  // namespace

Command BackupCommand() {
  return {"backup",
          "",
          "copy a SQLite database to one checked file, while servers use it",
          {DatabaseOption(),
           {"--to", Option::Value::kRequired, "FILE", "the file to make; it must not be there"}},
          Backup};
}

Command RestoreCommand() {
  return {"restore",
          "",
          "make a SQLite database of a file that backup made",
          {{"--from", Option::Value::kRequired, "FILE", "the file that charter backup made"},
           {"--db", Option::Value::kRequired, "URL", "sqlite:FILE, where the database goes"},
           {"--replace", Option::Value::kNone, "", "keep a database that is there beside the restored one"}},
          Restore};
}

}  // namespace charter::api
