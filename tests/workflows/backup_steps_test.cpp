// The commands of storage/BACKUP.md, carried out as they stand there on a PostgreSQL of the test's own.
#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/examples/program.h"
#include "tests/support/command_run.h"
#include "tests/support/test_server.h"
#include "tests/workflows/liangzhou.h"

namespace charter::test {
namespace {

constexpr const char* kPrograms = "/usr/lib/postgresql/15/bin";

int FreePort() {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* plain = reinterpret_cast<sockaddr*>(&address);
  EXPECT_EQ(bind(socket, plain, size), 0);
  EXPECT_EQ(getsockname(socket, plain, &size), 0);
  close(socket);
  return ntohs(address.sin_port);
}

std::string Read(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// A cluster in a folder of its own, on loopback, and the steps of the document on it.
class BackupSteps : public testing::Test {
 protected:
  BackupSteps() : port_(std::to_string(FreePort())), document_(Read(SourcePath("storage/BACKUP.md"))) {
    std::filesystem::create_directory(scratch_.File("backups"));
    if (geteuid() == 0) Run("chown -R postgres: " + scratch_.File(""), false);
    Run("initdb --pgdata=\"$CLUSTER\" --username=charter --auth=trust --encoding=UTF8 --locale=C.UTF-8 "
        "--no-sync >/dev/null",
        true);
    Run("cat >> \"$CLUSTER/postgresql.conf\" <<CONF\nlisten_addresses = '127.0.0.1'\nport = " + port_ +
            "\nunix_socket_directories = ''\nfsync = off\nCONF",
        true);
    Run("pg_ctl --pgdata=\"$CLUSTER\" --log=\"$BACKUPS/server.log\" --silent --wait start && createdb "
        "charter",
        true);
  }
  void TearDown() override {
    Run("pg_ctl --pgdata=\"$CLUSTER\" --silent --mode=immediate stop", true);
    if (HasFailure()) ADD_FAILURE() << Read(scratch_.File("backups/server.log"));
  }

  // A block of the document, by the word after ```bash. What Charter does needs no more than the address.
  std::string Step(const std::string& name) {
    const std::string head = "```bash " + name + "\n";
    const auto begin = document_.find(head);
    if (begin == std::string::npos) {
      ADD_FAILURE() << "the document has no step " << name;
      return {};
    }
    const auto from = begin + head.size();
    const std::string commands = document_.substr(from, document_.find("```", from) - from);
    return Run(commands, commands.find("charter verify") == std::string::npos);
  }

  // PostgreSQL's programs refuse to run as root.
  std::string Run(const std::string& commands, bool as_owner) {
    const std::string script = scratch_.File("step.sh");
    const std::string noted = scratch_.File("backups/noted");
    std::ofstream(script) << "set -euo pipefail\nexport PGHOST=127.0.0.1 PGUSER=charter PGPORT=" << port_
                          << "\nexport PATH=" << kPrograms << ":"
                          << std::filesystem::path(CHARTER_BINARY).parent_path().string()
                          << ":$PATH\nCLUSTER=" << scratch_.File("cluster")
                          << "\nBACKUPS=" << scratch_.File("backups") << "\n[ ! -e " << noted << " ] || . "
                          << noted << "\n"
                          << commands << "\n[ -z \"${MOMENT:-}\" ] || echo \"MOMENT='$MOMENT'\" > " << noted
                          << "\n";
    const Outcome outcome = geteuid() == 0 && as_owner
                                ? RunProgram({"runuser", "-u", "postgres", "--", "bash", script})
                                : RunProgram({"bash", script});
    EXPECT_EQ(outcome.exit_code, 0) << commands << outcome.output;
    return outcome.output;
  }

  [[nodiscard]] std::string Url(const std::string& database) const {
    return "postgresql://charter@127.0.0.1:" + port_ + "/" + database;
  }

  ScratchFolder scratch_;
  std::string port_;
  std::string document_;
};

constexpr const char* kInitiative = "PJ-2026-008";

// Every item of the city with its revision and state.
std::vector<std::string> Standing(Liangzhou& city) {
  std::vector<std::string> items;
  for (const ItemRecord& item : city.AllItems())
    items.push_back(item.id.value + " " + std::to_string(item.rev) + " " + item.states.front());
  return items;
}

TEST_F(BackupSteps, ADumpComesBackWhole) {
  Liangzhou city(Url("charter"));
  const ItemId item = city.FindByNumber("grassroots_initiative", kInitiative).value();
  city.Send(city.As("LEAD_JINGKAI_PARK"), item, "submit");
  Step("dump");
  const auto kept = Standing(city);
  city.Send(city.As("DISTRICT_JINGKAI"), item, "recommend", R"({"opinion": "推荐"})");
  Step("restore-dump");
  Step("verify-dump");
  Liangzhou restored(Url("charter_restored"));
  EXPECT_EQ(Standing(restored), kept);
}

TEST_F(BackupSteps, GoBackToTheMomentThatWasNoted) {
  std::vector<std::string> kept;
  Step("archive");
  {
    Liangzhou city(Url("charter"));
    const ItemId item = city.FindByNumber("grassroots_initiative", kInitiative).value();
    city.Send(city.As("LEAD_JINGKAI_PARK"), item, "submit");
    Step("base");
    city.Send(city.As("DISTRICT_JINGKAI"), item, "recommend", R"({"opinion": "推荐"})");
    kept = Standing(city);
    Step("moment");
    city.Send(city.As("OFFICE"), item, "pass_formal",
              R"({"complete": true, "no_duplicate": true, "not_barred": true})");
    ASSERT_NE(Standing(city), kept);
  }
  Step("recover");
  Step("verify");
  Liangzhou city(Url("charter"));
  EXPECT_EQ(Standing(city), kept) << "what came before the moment, and nothing after it";
}

}  // namespace
}  // namespace charter::test
