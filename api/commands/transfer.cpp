// charter export and charter import: a tenant from one database to another, of whichever kind.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <istream>
#include <ostream>

#include "api/commands/commands.h"
#include "engine/data/failure.h"

namespace charter::api {
namespace {

constexpr const char* kStandardStream = "-";

int ExportToFile(const std::string& url, const TenantId& tenant, const std::string& to,
                 const Surroundings& surroundings) {
  if (std::filesystem::exists(to))
    throw Failure(Code::already_there, to + " is there already; name another file");
  const std::string unfinished = to + ".part";
  std::ofstream file(unfinished, std::ios::binary | std::ios::trunc);
  if (!file) throw Failure(Code::invalid_parameter, "cannot write " + to);
  const std::string answer = surroundings.door.export_tenant(url, tenant, file);
  file.close();
  if (!file || std::rename(unfinished.c_str(), to.c_str()) != 0)
    throw Failure(Code::store_unavailable, "cannot write " + to + " to its end; see that there is room");
  surroundings.out << answer;
  return kExitOk;
}

int Export(const Arguments& arguments, const Surroundings& surroundings) {
  const std::string to = arguments.Get("--to");
  if (to.empty()) {
    surroundings.err
        << "charter: say where the export goes: charter export --db URL --to FILE (- for a pipe)\n";
    return kExitUsage;
  }
  const std::string url = arguments.Get("--db", kDefaultDatabase);
  const TenantId tenant(arguments.Get("--tenant", "liangzhou"));
  if (to != kStandardStream) return ExportToFile(url, tenant, to, surroundings);
  const std::string answer = surroundings.door.export_tenant(url, tenant, surroundings.out);
  surroundings.out.flush();
  if (!surroundings.out) throw Failure(Code::store_unavailable, "standard output was closed before the end");
  surroundings.err << answer;
  return kExitOk;
}

int Import(const Arguments& arguments, const Surroundings& surroundings) {
  const std::string from = arguments.Get("--from");
  if (from.empty()) {
    surroundings.err << "charter: say what to import: charter import --from FILE --db URL (- for a pipe)\n";
    return kExitUsage;
  }
  const std::string url = arguments.Get("--db", kDefaultDatabase);
  if (from == kStandardStream) {
    surroundings.out << surroundings.door.import_tenant(surroundings.in, url);
    return kExitOk;
  }
  std::ifstream file(from, std::ios::binary);
  if (!file || std::filesystem::is_directory(from))
    throw Failure(Code::invalid_parameter, from + ": cannot be read");
  surroundings.out << surroundings.door.import_tenant(file, url);
  return kExitOk;
}

}  // namespace

Command ExportCommand() {
  return {"export",
          "",
          "write all that a database keeps of a tenant, to be imported elsewhere",
          {DatabaseOption(),
           {"--tenant", Option::Value::kRequired, "ID", "whose (liangzhou)"},
           {"--to", Option::Value::kRequired, "FILE", "the file to make, or - for standard output"}},
          Export};
}

Command ImportCommand() {
  return {"import",
          "",
          "put an exported tenant into a database",
          {{"--from", Option::Value::kRequired, "FILE", "what charter export wrote, or - for standard input"},
           DatabaseOption()},
          Import};
}

}  // namespace charter::api
