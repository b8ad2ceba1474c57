// The program. Storage is opened here, and nowhere else in this folder.
#include <csignal>
#include <iostream>
#include <memory>
#include <string_view>

#include "api/command_line.h"
#include "storage/backup.h"
#include "storage/open_store.h"
#include "storage/transfer.h"

namespace {

charter::api::OpenDatabase Open(const std::string& url, bool migrate) {
  charter::storage::OpenOptions options;
  options.migrate = migrate;
  const std::shared_ptr<charter::storage::OpenedStore> opened = charter::storage::OpenStore(url, options);
  return {std::shared_ptr<charter::Store>(opened, &opened->store()),
          std::shared_ptr<charter::Directory>(opened, &opened->directory()),
          std::shared_ptr<charter::Files>(opened, &opened->files())};
}

sigset_t EndSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

void WaitForEnd() {
  const sigset_t signals = EndSignals();
  int received = 0;
  sigwait(&signals, &received);
}

}  // namespace

int main(int argc, char** argv) {
  // Before any thread starts, so that all of them leave the two signals to WaitForEnd. Other commands end
  // by them at once.
  if (argc > 1 && std::string_view(argv[1]) == "serve") {
    const sigset_t signals = EndSignals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  }
  std::signal(SIGPIPE, SIG_IGN);
  const charter::api::DatabaseDoor door{Open,
                                        charter::storage::Migrate,
                                        charter::storage::Backup,
                                        charter::storage::Restore,
                                        charter::storage::ExportTenant,
                                        charter::storage::ImportTenant};
  return charter::api::RunCommandLine(std::vector<std::string>(argv + 1, argv + argc),
                                      {std::cin, std::cout, std::cerr, door, WaitForEnd});
}
