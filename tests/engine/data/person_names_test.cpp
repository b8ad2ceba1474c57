#include "engine/data/person_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace charter {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string kNames = R"({"p1":["s1","王芳"],"p2":["s2","李强"]})";

TEST(PersonNames, AreReadAsTheyWereWritten) {
  const auto names = ReadPersonNames(kNames);
  ASSERT_TRUE(names);
  EXPECT_EQ(NameIn(*names, "p2"), "李强");
  EXPECT_EQ(NameIn(*names, "p3"), "");
  EXPECT_EQ(WritePersonNames(*names), kNames);
  EXPECT_EQ(WritePersonNames({}), "");
}

TEST(PersonNames, HaveTheSameDigestOnceOneIsErased) {
  const std::string erased = WithoutName(kNames, "p1");
  EXPECT_THAT(erased, Not(HasSubstr("王芳")));
  EXPECT_THAT(erased, Not(HasSubstr("s1")));
  EXPECT_THAT(erased, HasSubstr("李强"));
  EXPECT_EQ(DigestOf(erased), DigestOf(kNames));
  EXPECT_EQ(NameIn(*ReadPersonNames(erased), "p1"), kErasedName);
  EXPECT_EQ(DigestOf(WithoutName(erased, "p2")), DigestOf(kNames));
  EXPECT_EQ(WithoutName(erased, "p1"), erased);
  EXPECT_EQ(WithoutName(kNames, "p3"), kNames);
}

TEST(PersonNames, HaveAnotherDigestAfterAnyOtherChange) {
  for (const char* other :
       {R"({"p1":["s1","王方"],"p2":["s2","李强"]})", R"({"p1":["s9","王芳"],"p2":["s2","李强"]})",
        R"({"p1":["s1","王芳"]})", R"({"p3":["s1","王芳"],"p2":["s2","李强"]})",
        R"({"p1":"x","p2":["s2","李强"]})", "no JSON", ""})
    EXPECT_NE(DigestOf(other), DigestOf(kNames)) << other;
}

TEST(PersonNames, GetSomethingRandomEachOnce) {
  int drawn = 0;
  const auto random = [&] { return std::to_string(++drawn); };
  const std::string salted = Salted(R"({"p1":["","王芳"],"p2":["","李强"]})", random);
  EXPECT_EQ(salted, R"({"p1":["1","王芳"],"p2":["2","李强"]})");
  EXPECT_EQ(Salted(salted, random), salted);
  EXPECT_EQ(Salted("", random), "");
}

TEST(PersonNames, ThatWereNotWrittenSoAreNone) {
  for (const char* text :
       {"x", "[]", R"({"p1":"short"})", R"({"p1":["s"]})", R"({"p1":[1,"n"]})", R"({"p1":null})"})
    EXPECT_FALSE(ReadPersonNames(text)) << text;
}

}  // namespace
}  // namespace charter
