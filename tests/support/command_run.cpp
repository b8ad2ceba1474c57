#include "tests/support/command_run.h"

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <sstream>
#include <stdexcept>

#include "api/command_line.h"
#include "api/log.h"
#include "storage/backup.h"
#include "storage/open_store.h"
#include "storage/transfer.h"

namespace charter::test {
namespace {

api::OpenDatabase Open(const std::string& url, bool migrate) {
  storage::OpenOptions options;
  options.migrate = migrate;
  const std::shared_ptr<storage::OpenedStore> opened = storage::OpenStore(url, options);
  return {std::shared_ptr<Store>(opened, &opened->store()),
          std::shared_ptr<Directory>(opened, &opened->directory()),
          std::shared_ptr<Files>(opened, &opened->files())};
}

CommandRun Run(const std::string& input, const std::vector<std::string>& arguments,
               const std::function<void(const std::string& printed)>& while_running) {
  api::SetLogSink([](const std::string&) {});
  std::istringstream in(input);
  std::ostringstream out;
  std::ostringstream err;
  const api::DatabaseDoor door{Open,
                               storage::Migrate,
                               storage::Backup,
                               storage::Restore,
                               storage::ExportTenant,
                               storage::ImportTenant};
  CommandRun run;
  run.exit_code = api::RunCommandLine(arguments, {in, out, err, door, [&] {
                                                    if (while_running) while_running(out.str());
                                                  }});
  run.out = out.str();
  run.err = err.str();
  api::SetLogSink({});
  return run;
}

}  // namespace

CommandRun RunCharter(const std::vector<std::string>& arguments,
                      const std::function<void(const std::string& printed)>& while_running) {
  return Run({}, arguments, while_running);
}

CommandRun RunCharterOn(const std::string& input, const std::vector<std::string>& arguments) {
  return Run(input, arguments, {});
}

ScratchFolder::ScratchFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "charter-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no scratch folder");
  path_ = pattern;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace charter::test
