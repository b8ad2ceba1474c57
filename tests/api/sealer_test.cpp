#include "api/sealer.h"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "api/clock.h"
#include "api/command_line.h"
#include "api/log.h"
#include "api/seal_json.h"
#include "tests/support/command_run.h"
#include "tests/support/test_server.h"

namespace charter::api {
namespace {

using test::RunCharter;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class ASealer : public testing::Test {
 protected:
  void SetUp() override {
    SetLogSink([this](const std::string& line) { log_ += line + "\n"; });
    SigningKey::Make(key_);
    server_.Publish("tests/api/leave_request.yaml");
  }
  void TearDown() override { SetLogSink({}); }

  void Create() {
    (void)server_.As("worker", "mill").Create("leave_request", {{"reason", "move"}, {"days", 3}});
  }
  Sealer ToFile() {
    return {server_.server().store(), server_.server().clock(), SigningKey::Read(key_), file_};
  }

  test::ScratchFolder scratch_;
  const std::string key_ = scratch_.File("seal.key");
  const std::string file_ = scratch_.File("seals.jsonl");
  test::TestServer server_;
  std::string log_;
};

TEST_F(ASealer, AddsALineForEachSealAndNoneWhereNothingHasChanged) {
  Sealer sealer = ToFile();
  Create();
  sealer.RunOnce();
  sealer.RunOnce();
  Create();
  sealer.RunOnce();
  const auto seals = ReadSeals(file_);
  ASSERT_THAT(seals, SizeIs(2));
  EXPECT_EQ(seals[0].tenant, TenantId("city"));
  EXPECT_EQ(seals[1].seal.number, 2);
  EXPECT_EQ(seals[1].seal.items, 2);
  EXPECT_EQ(seals[1].seal.previous, seals[0].seal.hash);
  const PublicKeys keys = PublicKeys::Read(key_ + ".pub");
  const auto result =
      CheckSeals(server_.server().store(), TenantId("city"), seals,
                 [&](std::string_view key, std::string_view text, std::string_view signature) {
                   return keys.Verify(key, text, signature);
                 });
  EXPECT_THAT(result.differences, IsEmpty());
  EXPECT_EQ(result.seals, 2);
  EXPECT_THAT(log_, HasSubstr("\"sealed\""));
}

TEST(Serve, ThatIsToSealWithoutAKeyTellsHowOneIsMade) {
  const test::ScratchFolder scratch;
  const std::vector<std::string> serve{
      "serve",       "--db",        "sqlite:" + scratch.File("a.db"), "--listen",
      "127.0.0.1:0", "--workflows", test::SourcePath("workflows"),    "--seal-every"};
  auto without_key = serve;
  without_key.emplace_back("1h");
  EXPECT_THAT(RunCharter(without_key).err, HasSubstr("charter seal --new-key FILE"));
  auto at_no_time = serve;
  at_no_time.emplace_back("soon");
  EXPECT_THAT(RunCharter(at_no_time).err, HasSubstr("--seal-every is a time like 1h"));
}

TEST(Serve, SealsWhileItRunsWhereItIsAskedTo) {
  const test::ScratchFolder scratch;
  ASSERT_EQ(RunCharter({"seal", "--new-key", scratch.File("seal.key")}).exit_code, kExitOk);
  const auto run =
      RunCharter({"serve", "--db", "sqlite:" + scratch.File("a.db"), "--listen", "127.0.0.1:0", "--workflows",
                  test::SourcePath("workflows"), "--seal-every", "1h", "--seal-key", scratch.File("seal.key"),
                  "--seal-file", scratch.File("seals.jsonl")});
  EXPECT_EQ(run.exit_code, kExitOk) << run.err;
}

}  // namespace
}  // namespace charter::api
