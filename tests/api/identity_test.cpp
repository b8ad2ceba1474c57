#include "api/identity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "engine/data/sha256.h"
#include "storage/memory_directory.h"
#include "storage/memory_store.h"
#include "tests/api/provider.h"

namespace charter::api {
namespace {

using test::HandClock;
using testing::HasSubstr;
using testing::Not;

class IdentityTest : public testing::Test {
 protected:
  IdentityTest() {
    directory.PutOrganizations(kCity,
                               {{OrgId("taihu"), std::nullopt, "county", {"太湖", "Taihu"}, "taihu/"}});
    directory.PutPerson(kCity, {PersonId("lin"), "林晓", OrgId("taihu")});
    directory.AddGrant(kCity, PersonId("lin"), {"lead", OrgId("taihu"), {}});
  }
  tl::expected<Proof, Problem> With(const std::string& authorization) {
    Headers headers;
    headers.Add("authorization", authorization);
    return identity.Authenticate(headers);
  }
  tl::expected<Proof, Problem> WithCookie(const std::string& cookie) {
    Headers headers;
    headers.Add("Cookie", cookie);
    return identity.Authenticate(headers);
  }
  std::string Issue(TokenKind kind, Timestamp expires_at, TokenScope scope = TokenScope::kAll) {
    Token token{kCity, PersonId("lin"), "", expires_at, kind, scope};
    return identity.Issue(token);
  }
  // Of the only token of that kind.
  Token Only(TokenKind kind) {
    const auto tokens = directory.ListTokens(kCity, PersonId("lin"), kind, {0, 0});
    EXPECT_EQ(tokens.size(), 1U);
    return tokens.empty() ? Token{} : tokens.front();
  }

  const TenantId kCity{"t"};
  storage::MemoryStore store;
  storage::MemoryDirectory directory{store};
  HandClock clock{{1000, 0}};
  SessionRules rules{.idle = {600, 0}, .longest = {1000, 0}};
  Identity identity{directory, clock, rules};
};

TEST_F(IdentityTest, AnIssuedTokenSpeaksForItsPersonWithHisRoles) {
  const std::string token = identity.Issue(TenantId("t"), PersonId("lin"), Timestamp{2000, 0});
  const auto proof = With("Bearer " + token);
  ASSERT_TRUE(proof);
  EXPECT_EQ(proof->caller.tenant, TenantId("t"));
  EXPECT_EQ(proof->caller.person.name, "林晓");
  ASSERT_EQ(proof->caller.grants.size(), 1U);
  EXPECT_EQ(proof->caller.grants[0].role, "lead");
  EXPECT_FALSE(proof->by_cookie);
}

TEST_F(IdentityTest, TheTokenItselfIsNeverKept) {
  const std::string token = identity.Issue(TenantId("t"), PersonId("lin"), Timestamp{2000, 0});
  const Token kept = Only(TokenKind::kService);
  EXPECT_EQ(kept.sha256, Sha256(token));
  EXPECT_THAT(kept.sha256 + kept.title, Not(HasSubstr(token)));
}

TEST_F(IdentityTest, AnExpiredTokenIsNone) {
  const std::string token = identity.Issue(TenantId("t"), PersonId("lin"), Timestamp{2000, 0});
  clock.now = Timestamp{2000, 0};
  EXPECT_FALSE(With("Bearer " + token));
}

TEST_F(IdentityTest, WhatIsNoTokenIsToldSoWithAChallenge) {
  const std::string token = identity.Issue(TenantId("t"), PersonId("lin"), Timestamp{2000, 0});
  for (const std::string& bad :
       {std::string(), std::string("Bearer"), "Basic " + token, "Bearer " + token + "x",
        std::string("Bearer "), "Bearer " + std::string(5000, 'a')}) {
    const auto caller = With(bad);
    ASSERT_FALSE(caller) << bad;
    EXPECT_EQ(caller.error().code, Code::unauthenticated);
    ASSERT_EQ(caller.error().headers.size(), 1U);
    EXPECT_EQ(caller.error().headers[0].first, "WWW-Authenticate");
  }
  EXPECT_FALSE(identity.Authenticate({}));
}

TEST_F(IdentityTest, ASessionIsGoodAsACookieAndAnythingElseIsNot) {
  const std::string session = Issue(TokenKind::kSession, {1600, 0});
  const std::string personal = Issue(TokenKind::kPersonal, {1600, 0});
  EXPECT_TRUE(WithCookie("theme=dark; charter=" + session)->by_cookie);
  EXPECT_FALSE(With("Bearer " + session)) << "no program is given a browser's session";
  EXPECT_FALSE(WithCookie("charter=" + personal));
  EXPECT_TRUE(With("Bearer " + personal));
  EXPECT_FALSE(WithCookie("Charter=" + session));
  EXPECT_FALSE(WithCookie("charter"));
  EXPECT_FALSE(WithCookie("charter=" + session + "; charter=" + session)) << "whose is the second?";
}

TEST_F(IdentityTest, ASessionGoesOnWhileItIsUsedAndEndsAllTheSame) {
  const std::string cookie = "charter=" + Issue(TokenKind::kSession, {1600, 0});
  for (const std::int64_t second : {1500, 1900}) {
    clock.now = {second, 0};
    EXPECT_TRUE(WithCookie(cookie)) << second;
  }
  EXPECT_EQ(Only(TokenKind::kSession).expires_at, (Timestamp{2000, 0})) << "the longest, not 600 s more";
  clock.now = {2000, 0};
  EXPECT_FALSE(WithCookie(cookie));
}

TEST_F(IdentityTest, ASessionThatIsNotUsedEnds) {
  const std::string cookie = "charter=" + Issue(TokenKind::kSession, {1600, 0});
  clock.now = {1600, 0};
  EXPECT_FALSE(WithCookie(cookie));
}

TEST_F(IdentityTest, OfAPersonalTokenTheDayOfItsLastUseIsKept) {
  const std::string token = "Bearer " + Issue(TokenKind::kPersonal, {1'000'000, 0}, TokenScope::kRead);
  EXPECT_EQ(Only(TokenKind::kPersonal).used_at, std::nullopt);
  EXPECT_EQ(With(token)->scope, TokenScope::kRead);
  EXPECT_EQ(Only(TokenKind::kPersonal).used_at, StartOfDay(DayOf(clock.now)));
  clock.now = {100'000, 0};
  EXPECT_TRUE(With(token));
  EXPECT_EQ(Only(TokenKind::kPersonal).used_at, StartOfDay(DayOf(clock.now)));
  EXPECT_EQ(Only(TokenKind::kPersonal).expires_at, (Timestamp{1'000'000, 0}));
}

TEST_F(IdentityTest, ASubjectOfTheProviderIsThePersonItWasSaidToBe) {
  const test::Provider provider = test::Provider::P256("k");
  const std::string keys = provider.Keys();
  Identity with(directory, clock, rules,
                std::make_shared<Oidc>(kCity, Expectations{.issuer = "i", .audience = "a"},
                                       std::make_unique<test::GivenKeys>(&keys), clock));
  Headers headers;
  headers.Add("Authorization",
              "Bearer " + provider.Sign({{"iss", "i"}, {"aud", "a"}, {"sub", "u-17"}, {"exp", 2000}}));
  const auto unknown = with.Authenticate(headers);
  ASSERT_FALSE(unknown);
  EXPECT_THAT(unknown.error().detail.en, HasSubstr("nobody who is known here"));
  directory.PutSubject(kCity, {"i", "u-17", PersonId("lin")});
  EXPECT_EQ(with.Authenticate(headers)->caller.person.name, "林晓");
  EXPECT_FALSE(identity.Authenticate(headers)) << "where no provider is believed";
  EXPECT_TRUE(With("Bearer " + Issue(TokenKind::kService, {2000, 0})));
}

TEST(Cookie, IsKeptFromScriptsAndFromOtherSites) {
  const SessionRules plain{.longest = {3600, 0}};
  EXPECT_EQ(SetCookie(plain, "x"), "charter=x; Path=/; HttpOnly; SameSite=Strict; Max-Age=3600");
  const SessionRules tls{.longest = {3600, 0}, .behind_tls = true};
  EXPECT_EQ(SetCookie(tls, "x"), "__Host-charter=x; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=3600");
  EXPECT_THAT(SetCookie(tls, ""), HasSubstr("Max-Age=0"));
}

TEST(Token, IsLongUniqueAndSafeInAHeader) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string token = NewToken();
    EXPECT_EQ(token.size(), std::string("charter_").size() + 43);
    EXPECT_EQ(token.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"),
              std::string::npos);
    EXPECT_TRUE(seen.insert(token).second);
  }
}

}  // namespace
}  // namespace charter::api
