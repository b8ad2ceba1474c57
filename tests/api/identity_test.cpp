#include "api/identity.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "engine/data/sha256.h"

namespace charter::api {
namespace {

// One person and his tokens.
class OnePerson final : public Directory {
 public:
  void PutOrganizations(const TenantId&, const std::vector<Organization>&) override {}
  void PutPerson(const TenantId&, const Person&) override {}
  void AddGrant(const TenantId&, const PersonId&, const Grant&) override {}
  std::optional<Organization> FindOrganization(const TenantId&, const OrgId&) override {
    return std::nullopt;
  }
  Page<Organization> ListOrganizations(const TenantId&, const OrganizationQuery&) override { return {}; }
  std::optional<Person> FindPerson(const TenantId&, const PersonId& id) override {
    return Person{id, "林晓", OrgId("taihu")};
  }
  std::vector<PersonId> ListHolders(const TenantId&, const std::string&, const std::string&) override {
    return {};
  }
  std::vector<Grant> ListGrants(const TenantId&, const PersonId&) override {
    return {{"lead", OrgId("taihu"), "liangzhou/taihu/"}};
  }
  void PutToken(const TokenOwner& owner, const std::string& sha256, Timestamp expires_at) override {
    tokens[sha256] = {owner, expires_at};
  }
  std::optional<TokenOwner> FindToken(const std::string& sha256, Timestamp now) override {
    const auto found = tokens.find(sha256);
    if (found == tokens.end() || found->second.second <= now) return std::nullopt;
    return found->second.first;
  }

  std::map<std::string, std::pair<TokenOwner, Timestamp>> tokens;
};

class FixedClock final : public Clock {
 public:
  Timestamp Now() override { return now; }
  Timestamp now{1000, 0};
};

class IdentityTest : public testing::Test {
 protected:
  tl::expected<Caller, Problem> With(const std::string& authorization) {
    Headers headers;
    headers.Add("authorization", authorization);
    return identity.Authenticate(headers);
  }

  OnePerson directory;
  FixedClock clock;
  Identity identity{directory, clock};
};

TEST_F(IdentityTest, AnIssuedTokenSpeaksForItsPersonWithHisRoles) {
  const std::string token = identity.Issue(TenantId("t"), PersonId("lin"), Timestamp{2000, 0});
  const auto caller = With("Bearer " + token);
  ASSERT_TRUE(caller);
  EXPECT_EQ(caller->tenant, TenantId("t"));
  EXPECT_EQ(caller->person.name, "林晓");
  ASSERT_EQ(caller->grants.size(), 1U);
  EXPECT_EQ(caller->grants[0].role, "lead");
}

TEST_F(IdentityTest, TheTokenItselfIsNeverKept) {
  const std::string token = identity.Issue(TenantId("t"), PersonId("lin"), Timestamp{2000, 0});
  ASSERT_EQ(directory.tokens.size(), 1U);
  EXPECT_EQ(directory.tokens.begin()->first, Sha256(token));
  EXPECT_EQ(directory.tokens.begin()->first.find(token), std::string::npos);
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
