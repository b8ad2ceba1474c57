#include "engine/data/sha256.h"

#include <gtest/gtest.h>

#include "engine/data/canonical.h"

namespace charter {
namespace {

// FIPS 180-4, and NIST's example of two blocks.
TEST(Sha256, IsThatOfTheStandard) {
  EXPECT_EQ(Sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Sha256, OfPartsIsThatOfTheWholeAndTheNextOneStartsAnew) {
  Sha256Stream stream;
  for (int turn = 0; turn < 2; ++turn) {
    stream.Add("a");
    stream.Add("");
    stream.Add("bc");
    EXPECT_EQ(stream.Finish(), Sha256("abc"));
  }
}

TEST(Canonical, TellsListsApartThatReadAlike) {
  EXPECT_EQ(Canonical().Add("ab").Add("").text(), "2:ab,0:,");
  EXPECT_NE(Canonical().Add("a").Add("b").text(), Canonical().Add("ab").text());
  EXPECT_NE(Canonical().Add("1:a,").text(), Canonical().Add("1").Add("a").text());
  EXPECT_EQ(Canonical().Add(std::int64_t{-12}).text(), "3:-12,");
  EXPECT_EQ(Canonical().Add(std::vector<std::string>{"a", "b"}).text(), "8:1:a,1:b,,");
  EXPECT_NE(Canonical().Add(std::vector<std::string>{}).text(),
            Canonical().Add(std::vector<std::string>{""}).text());
}

}  // namespace
}  // namespace charter
