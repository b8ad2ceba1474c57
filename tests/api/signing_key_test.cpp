#include "api/signing_key.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>

#include "engine/data/failure.h"
#include "tests/support/command_run.h"

namespace charter::api {
namespace {

using testing::SizeIs;

class ASigningKey : public testing::Test {
 protected:
  ASigningKey() { SigningKey::Make(path_); }
  test::ScratchFolder scratch_;
  const std::string path_ = scratch_.File("seal.key");
};

TEST_F(ASigningKey, SignsWhatItsPublicKeyVerifies) {
  const SigningKey key = SigningKey::Read(path_);
  const PublicKeys keys = PublicKeys::Read(path_ + ".pub");
  const std::string signature = key.Sign("text");
  EXPECT_THAT(signature, SizeIs(128));
  EXPECT_TRUE(keys.Verify(key.id(), "text", signature));
  EXPECT_FALSE(keys.Verify(key.id(), "Text", signature));
  EXPECT_FALSE(keys.Verify(key.id(), "text", "00" + signature.substr(2)));
  EXPECT_FALSE(keys.Verify(key.id(), "text", "zz" + signature.substr(2)));
  EXPECT_FALSE(keys.Verify(key.id(), "text", ""));
  EXPECT_FALSE(keys.Verify("another", "text", signature));
}

TEST_F(ASigningKey, IsReadableByItsOwnerOnly) {
  struct stat info {};
  ASSERT_EQ(stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
}

TEST_F(ASigningKey, IsNeverOverwritten) { EXPECT_THROW(SigningKey::Make(path_), Failure); }

TEST_F(ASigningKey, IsLookedForAmongAllPublicKeysOfAFile) {
  const std::string second = scratch_.File("second.key");
  SigningKey::Make(second);
  std::ofstream all(scratch_.File("all.pub"));
  for (const std::string& file : {path_, second}) all << std::ifstream(file + ".pub").rdbuf();
  all.close();
  const SigningKey key = SigningKey::Read(second);
  EXPECT_TRUE(PublicKeys::Read(scratch_.File("all.pub")).Verify(key.id(), "x", key.Sign("x")));
  EXPECT_FALSE(PublicKeys::Read(path_ + ".pub").Verify(key.id(), "x", key.Sign("x")));
}

TEST_F(ASigningKey, ThatIsNoneIsToldWithTheCommandThatMakesOne) {
  EXPECT_THROW(SigningKey::Read(path_ + ".pub"), Failure);
  EXPECT_THROW(PublicKeys::Read(path_), Failure);
  EXPECT_THROW(SigningKey::Read(scratch_.File("none")), Failure);
}

}  // namespace
}  // namespace charter::api
