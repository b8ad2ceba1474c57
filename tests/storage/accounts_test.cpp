// Tokens and subjects, accounts, and the record of access.
#include <atomic>
#include <thread>

#include "engine/data/failure.h"
#include "tests/storage/store_fixture.h"

namespace charter::storage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const PersonId kWang("wang");
const PersonId kLi("li");

AccessRecord Record(const std::string& id) { return {id, At(1), "signed_in", kWang, "", "", "", 0}; }

class AccountsTest : public StoreTest {
 protected:
  AccountsTest() {
    for (const TenantId& tenant : {kCity, kOtherCity}) {
      directory().PutOrganizations(tenant, {{OrgId("top"), std::nullopt, "city", {"市", "City"}, "top/"}});
      for (const PersonId& person : {kWang, kLi}) directory().PutPerson(tenant, {person, "x", OrgId("top")});
    }
  }
  void PutPersonal(const std::string& sha256, const PersonId& person = kWang) {
    directory().PutToken(
        {kCity, person, sha256, At(100), TokenKind::kPersonal, TokenScope::kRead, "报表", At(1), {}});
  }
  std::vector<std::string> Hashes(const PersonId& person = kWang, std::int64_t second = 0) {
    std::vector<std::string> hashes;
    for (const Token& token : directory().ListTokens(kCity, person, TokenKind::kPersonal, At(second)))
      hashes.push_back(token.sha256);
    return hashes;
  }
  std::vector<std::string> Ids(const std::string& before = "", int limit = 10) {
    std::vector<std::string> ids;
    for (const AccessRecord& record : store().ListAccess(kCity, before, limit).rows) ids.push_back(record.id);
    return ids;
  }
};

TEST_P(AccountsTest, ATokenIsFoundWithAllThatItIsFor) {
  PutPersonal("ab");
  const auto token = directory().FindToken("ab", At(99));
  ASSERT_TRUE(token);
  EXPECT_EQ(token->tenant, kCity);
  EXPECT_EQ(token->person, kWang);
  EXPECT_EQ(token->sha256, "ab");
  EXPECT_EQ(token->kind, TokenKind::kPersonal);
  EXPECT_EQ(token->scope, TokenScope::kRead);
  EXPECT_EQ(token->title, "报表");
  EXPECT_EQ(token->created_at, At(1));
  EXPECT_EQ(token->used_at, std::nullopt);
  EXPECT_EQ(token->expires_at, At(100));
  EXPECT_FALSE(directory().FindToken("ab", At(100)));
}

TEST_P(AccountsTest, TheUseOfATokenIsKeptWithItsNewEnd) {
  PutPersonal("ab");
  Token token = *directory().FindToken("ab", At(0));
  token.used_at = At(50);
  token.expires_at = At(200);
  directory().UseToken(token);
  const auto again = directory().FindToken("ab", At(150));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->used_at, At(50));
  token.sha256 = "none";
  directory().UseToken(token);
  EXPECT_FALSE(directory().FindToken("none", At(0))) << "nothing is made by being used";
}

TEST_P(AccountsTest, APersonListsAndDropsHisOwnTokensOfOneKind) {
  PutPersonal("a1");
  PutPersonal("a2");
  PutPersonal("b1");
  PutPersonal("c1", kLi);
  directory().PutToken({kCity, kWang, "a3", At(100)});
  EXPECT_THAT(Hashes(), ElementsAre("a1", "a2", "b1"));
  EXPECT_THAT(Hashes(kWang, 100), IsEmpty()) << "they have expired";
  EXPECT_EQ(directory().DropTokens(kCity, kLi, TokenKind::kPersonal, "a1"), 0);
  EXPECT_EQ(directory().DropTokens(kOtherCity, kWang, TokenKind::kPersonal, ""), 0);
  EXPECT_EQ(directory().DropTokens(kCity, kWang, TokenKind::kPersonal, "a"), 2);
  EXPECT_THAT(Hashes(), ElementsAre("b1"));
  EXPECT_TRUE(directory().FindToken("a3", At(0)));
  EXPECT_EQ(directory().DropTokens(kCity, kWang, TokenKind::kPersonal, ""), 1);
}

TEST_P(AccountsTest, ExpiredTokensAreRemovedAFewAtATime) {
  for (const char* hash : {"a1", "a2", "a3"}) PutPersonal(hash);
  directory().PutToken({kOtherCity, kWang, "b1", At(101)});
  EXPECT_EQ(directory().RemoveExpiredTokens(At(99), 10), 0);
  EXPECT_EQ(directory().RemoveExpiredTokens(At(100), 2), 2);
  EXPECT_EQ(directory().RemoveExpiredTokens(At(100), 2), 1);
  EXPECT_EQ(directory().RemoveExpiredTokens(At(100), 2), 0);
  EXPECT_TRUE(directory().FindToken("b1", At(0)));
}

TEST_P(AccountsTest, ASubjectIsOnePersonOfOneTenant) {
  directory().PutSubject(kCity, {"https://a", "s", kWang});
  EXPECT_EQ(directory().FindSubject(kCity, "https://a", "s"), kWang);
  EXPECT_FALSE(directory().FindSubject(kCity, "https://b", "s"));
  EXPECT_FALSE(directory().FindSubject(kCity, "https://a", "S"));
  EXPECT_FALSE(directory().FindSubject(kOtherCity, "https://a", "s"));
  directory().PutSubject(kCity, {"https://a", "s", kLi});
  EXPECT_EQ(directory().FindSubject(kCity, "https://a", "s"), kLi);
  directory().PutSubject(kCity, {"https://a", "s", {}});
  EXPECT_FALSE(directory().FindSubject(kCity, "https://a", "s"));
  EXPECT_THROW(directory().PutSubject(kCity, {"https://a", "s", PersonId("none")}), Failure);
}

TEST_P(AccountsTest, AnAccountIsFoundByItsNameAndByItsPerson) {
  ASSERT_TRUE(store().PutAccount(kCity, {"wang", kWang, "h", true, 2, At(7), At(3)}, Record("r1")));
  for (const auto& found : {store().FindAccount(kCity, "wang"), store().FindAccountOf(kCity, kWang)}) {
    ASSERT_TRUE(found);
    EXPECT_EQ(found->name, "wang");
    EXPECT_EQ(found->person, kWang);
    EXPECT_EQ(found->hash, "h");
    EXPECT_TRUE(found->must_change);
    EXPECT_EQ(found->failures, 2);
    EXPECT_EQ(found->locked_until, At(7));
    EXPECT_EQ(found->changed_at, At(3));
    EXPECT_EQ(found->rev, 1);
  }
  EXPECT_FALSE(store().FindAccount(kOtherCity, "wang"));
  EXPECT_FALSE(store().FindAccountOf(kOtherCity, kWang));
  EXPECT_FALSE(store().FindAccount(kCity, "Wang"));
  EXPECT_TRUE(store().PutAccount(kOtherCity, {"wang", kWang, "h"}, Record("r1"))) << "of another tenant";
}

TEST_P(AccountsTest, AnAccountIsChangedFromTheRevisionThatWasReadOnly) {
  ASSERT_TRUE(store().PutAccount(kCity, {"wang", kWang, "h"}, Record("r1")));
  Account account = *store().FindAccount(kCity, "wang");
  account.failures = 1;
  EXPECT_TRUE(store().PutAccount(kCity, account, Record("r2")));
  account.failures = 9;
  EXPECT_FALSE(store().PutAccount(kCity, account, Record("r3")));
  EXPECT_EQ(store().FindAccount(kCity, "wang")->failures, 1);
  EXPECT_EQ(store().FindAccount(kCity, "wang")->rev, 2);
  EXPECT_THAT(Ids(), ElementsAre("r2", "r1")) << "what was not done is not recorded";
}

TEST_P(AccountsTest, ANameAndAPersonHaveOneAccount) {
  ASSERT_TRUE(store().PutAccount(kCity, {"wang", kWang, "h"}, Record("r1")));
  EXPECT_FALSE(store().PutAccount(kCity, {"wang", kLi, "h"}, Record("r2")));
  EXPECT_FALSE(store().PutAccount(kCity, {"wang2", kWang, "h"}, Record("r3")));
  EXPECT_FALSE(store().PutAccount(kCity, {"wang", kWang, "h"}, Record("r4")));
  EXPECT_TRUE(store().PutAccount(kCity, {"li", kLi, "h"}, Record("r5")));
}

TEST_P(AccountsTest, OfManyChangesAtOnceOneIsMade) {
  ASSERT_TRUE(store().PutAccount(kCity, {"wang", kWang, "h"}, Record("r")));
  const Account account = *store().FindAccount(kCity, "wang");
  std::atomic<int> made = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      if (store().PutAccount(kCity, account, Record("r" + std::to_string(i)))) ++made;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(made, 1);
  EXPECT_EQ(store().FindAccount(kCity, "wang")->rev, 2);
}

TEST_P(AccountsTest, TheRecordOfAccessComesTheNewestFirstInPages) {
  for (const char* id : {"01", "03", "02"}) store().AddAccess(kCity, Record(id));
  store().AddAccess(kOtherCity, Record("04"));
  AccessRecord refused{"05",         At(8), "refused", std::nullopt, "0123abcd", "203.0.113.0/24",
                       "GET /v1/me", 4003};
  store().AddAccess(kCity, refused);
  EXPECT_THAT(Ids(), ElementsAre("05", "03", "02", "01"));
  const auto first = store().ListAccess(kCity, "", 3);
  EXPECT_EQ(first.next, "02");
  EXPECT_THAT(Ids(first.next), ElementsAre("01"));
  EXPECT_EQ(store().ListAccess(kCity, first.next, 3).next, "");
  const AccessRecord& row = first.rows.front();
  EXPECT_EQ(row.at, At(8));
  EXPECT_EQ(row.kind, "refused");
  EXPECT_FALSE(row.person);
  EXPECT_EQ(row.name_hash, "0123abcd");
  EXPECT_EQ(row.address, "203.0.113.0/24");
  EXPECT_EQ(row.route, "GET /v1/me");
  EXPECT_EQ(row.code, 4003);
  EXPECT_EQ(first.rows.at(1).person, kWang);
}

CHARTER_EVERY_STORE(AccountsTest);

}  // namespace
}  // namespace charter::storage
