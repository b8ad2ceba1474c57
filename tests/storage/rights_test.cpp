// Changes of rights with their records, roles for a time, and roles that are lent.
#include <functional>
#include <string>
#include <thread>

#include "engine/data/failure.h"
#include "tests/storage/store_fixture.h"

namespace charter::storage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class RightsTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    const Organization top{OrgId("r"), std::nullopt, "municipal_federation", {"梁州", "Liangzhou"}, "r/"};
    const Organization below{OrgId("t"), OrgId("r"), "county_federation", {"太湖", "Taihu"}, "r/t/"};
    directory().PutOrganizations(kCity, {top, below});
    for (const char* id : {"ann", "ben", "cai"})
      directory().PutPerson(kCity, {PersonId(id), std::string("Person ") + id, OrgId("t")});
  }

  static AccessRecord Record(const std::string& id) {
    AccessRecord record;
    record.id = id;
    record.at = At(1);
    record.kind = "changed";
    record.person = PersonId("ann");
    record.whom = PersonId("ben");
    record.what = "head";
    record.where = OrgId("t");
    return record;
  }
  Changed Do(const RightsChange& change, const AnswerRecord* answer = nullptr) {
    return directory().Change(kCity, change, Record("c" + std::to_string(++changes_)), answer);
  }
  std::size_t Records() { return store().ListAccess(kCity, "", 100).rows.size(); }
  std::vector<std::string> People(const PeopleQuery& query) {
    std::vector<std::string> ids;
    for (const Person& person : directory().ListPeople(kCity, query).rows) ids.push_back(person.id.value);
    return ids;
  }
  static Delegation Loan(const std::string& id, const std::string& by, const std::string& to) {
    return {id, PersonId(by), PersonId(to), {"head", OrgId("t"), "", At(10), At(20)}, "on leave", At(5)};
  }

  int changes_ = 0;
};

TEST_P(RightsTest, AChangeAndItsRecordAreKeptTogether) {
  EXPECT_EQ(Do(AddPerson{{PersonId("dan"), "Dan", OrgId("t")}}), Changed::kYes);
  EXPECT_EQ(directory().FindPerson(kCity, PersonId("dan"))->name, "Dan");
  const auto records = store().ListAccess(kCity, "", 10).rows;
  ASSERT_THAT(records, SizeIs(1));
  EXPECT_EQ(records[0].whom, PersonId("ben"));
  EXPECT_EQ(records[0].what, "head");
  EXPECT_EQ(records[0].where, OrgId("t"));
  EXPECT_EQ(Do(AddPerson{{PersonId("dan"), "Other", OrgId("t")}}), Changed::kNot);
  EXPECT_EQ(directory().FindPerson(kCity, PersonId("dan"))->name, "Dan");
  EXPECT_EQ(Records(), 1U);
}

TEST_P(RightsTest, AnAnswerIsKeptWithItsChangeOrNeither) {
  AnswerRecord answer;
  answer.person = PersonId("ann");
  answer.key = "k";
  answer.fingerprint = "f";
  answer.created_at = At(0);
  answer.expires_at = At(100);
  EXPECT_EQ(Do(AddPerson{{PersonId("dan"), "Dan", OrgId("t")}}, &answer), Changed::kYes);
  EXPECT_TRUE(store().FindAnswer(kCity, PersonId("ann"), "k", At(1)));
  EXPECT_EQ(Do(AddPerson{{PersonId("eva"), "Eva", OrgId("t")}}, &answer), Changed::kKeyTaken);
  EXPECT_FALSE(directory().FindPerson(kCity, PersonId("eva")));
  EXPECT_EQ(Records(), 1U);
}

TEST_P(RightsTest, AnOrganizationIsAddedOnceAndRenamed) {
  const Organization mill{OrgId("m"), OrgId("t"), "grassroots_union", {"厂", ""}, "r/t/m/"};
  EXPECT_EQ(Do(AddOrganization{mill}), Changed::kYes);
  EXPECT_EQ(Do(AddOrganization{mill}), Changed::kNot);
  Organization renamed = mill;
  renamed.name = {"新厂", "New mill"};
  renamed.kind = "branch";
  EXPECT_EQ(Do(ChangeOrganization{renamed}), Changed::kYes);
  const auto kept = directory().FindOrganization(kCity, OrgId("m"));
  EXPECT_EQ(kept->name.en, "New mill");
  EXPECT_EQ(kept->kind, "branch");
  EXPECT_EQ(kept->path, "r/t/m/");
  renamed.id = OrgId("none");
  EXPECT_EQ(Do(ChangeOrganization{renamed}), Changed::kNot);
}

TEST_P(RightsTest, ARoleHoldsFromItsBeginningToItsEnd) {
  Grant grant{"head", OrgId("t"), "", At(10), At(20)};
  EXPECT_EQ(Do(GiveRole{PersonId("ann"), grant}), Changed::kYes);
  const auto kept = directory().ListGrants(kCity, PersonId("ann"));
  ASSERT_THAT(kept, SizeIs(1));
  EXPECT_EQ(kept[0].from, At(10));
  EXPECT_EQ(kept[0].until, At(20));
  EXPECT_EQ(kept[0].path, "r/t/");
  const auto holders = [&](Timestamp at) { return directory().ListHolders(kCity, "head", "r/t/", at); };
  EXPECT_THAT(holders(At(9)), IsEmpty());
  EXPECT_THAT(holders(At(10)), ElementsAre(PersonId("ann")));
  EXPECT_THAT(holders(At(20)), IsEmpty());
  grant.from.reset();
  grant.until.reset();
  EXPECT_EQ(Do(GiveRole{PersonId("ann"), grant}), Changed::kYes) << "given again, its times are replaced";
  EXPECT_THAT(holders(At(30)), ElementsAre(PersonId("ann")));
  EXPECT_EQ(Do(TakeRole{PersonId("ann"), "head", OrgId("t")}), Changed::kYes);
  EXPECT_EQ(Do(TakeRole{PersonId("ann"), "head", OrgId("t")}), Changed::kNot);
}

TEST_P(RightsTest, TheLastWhoHoldsARoleLastinglyStays) {
  const Grant lasting{"administrator", OrgId("r"), ""};
  const Grant ending{"administrator", OrgId("r"), "", std::nullopt, At(99)};
  ASSERT_EQ(Do(GiveRole{PersonId("ann"), lasting}), Changed::kYes);
  ASSERT_EQ(Do(GiveRole{PersonId("ben"), ending}), Changed::kYes);
  EXPECT_EQ(Do(TakeRole{PersonId("ann"), "administrator", OrgId("r"), true}), Changed::kLastOne);
  EXPECT_EQ(Do(GiveRole{PersonId("ann"), ending, true}), Changed::kLastOne);
  EXPECT_TRUE(directory().ListGrants(kCity, PersonId("ann"))[0].IsLasting());
  EXPECT_EQ(Records(), 2U) << "what was refused is not recorded as done";
  ASSERT_EQ(Do(GiveRole{PersonId("ben"), lasting}), Changed::kYes);
  EXPECT_EQ(Do(TakeRole{PersonId("ann"), "administrator", OrgId("r"), true}), Changed::kYes);
}

TEST_P(RightsTest, TwoWhoTakeTheRoleFromEachOtherAtOnceDoNotBothSucceed) {
  for (int round = 0; round < 5; ++round) {
    for (const char* id : {"ann", "ben"})
      ASSERT_EQ(Do(GiveRole{PersonId(id), {"administrator", OrgId("r"), ""}}), Changed::kYes);
    std::vector<Changed> done(2);
    std::vector<std::thread> both;
    for (std::size_t i = 0; i < 2; ++i) {
      both.emplace_back([&, i] {
        done[i] = directory().Change(
            kCity, TakeRole{PersonId(i == 0 ? "ann" : "ben"), "administrator", OrgId("r"), true},
            Record("x" + std::to_string(round) + std::to_string(i)), nullptr);
      });
    }
    for (auto& thread : both) thread.join();
    EXPECT_THAT(done, testing::UnorderedElementsAre(Changed::kYes, Changed::kLastOne));
  }
}

TEST_P(RightsTest, ALoanIsFoundByWhoHasItAndWhoGaveItUntilItIsTakenBack) {
  EXPECT_EQ(Do(LendRole{Loan("d1", "ann", "ben")}), Changed::kYes);
  EXPECT_EQ(Do(LendRole{Loan("d2", "ann", "cai")}), Changed::kYes);
  const auto kept = directory().DelegationsTo(kCity, PersonId("ben"));
  ASSERT_THAT(kept, SizeIs(1));
  EXPECT_EQ(kept[0].by, PersonId("ann"));
  EXPECT_EQ(kept[0].grant.role, "head");
  EXPECT_EQ(kept[0].grant.path, "r/t/");
  EXPECT_EQ(kept[0].grant.from, At(10));
  EXPECT_EQ(kept[0].grant.until, At(20));
  EXPECT_EQ(kept[0].reason, "on leave");
  EXPECT_EQ(kept[0].made_at, At(5));
  const auto ids = [&](const DelegationQuery& query) {
    std::vector<std::string> found;
    for (const auto& row : directory().ListDelegations(kCity, query).rows) found.push_back(row.id);
    return found;
  };
  EXPECT_THAT(ids({.by = PersonId("ann")}), ElementsAre("d1", "d2"));
  EXPECT_THAT(ids({.by = PersonId("ben")}), IsEmpty());
  EXPECT_THAT(ids({.scopes = {"r/t/"}, .after = At(19)}), ElementsAre("d1", "d2"));
  EXPECT_THAT(ids({.after = At(20)}), IsEmpty()) << "it is over";
  EXPECT_THAT(ids({.scopes = {"r/s/"}}), IsEmpty());
  EXPECT_THAT(ids({.scopes = {}}), IsEmpty());
  EXPECT_THAT(ids({.after_id = "d1"}), ElementsAre("d2"));
  const auto page = directory().ListDelegations(kCity, {.limit = 1});
  EXPECT_EQ(page.next, "d1");
  EXPECT_EQ(Do(EndLoan{"d1"}), Changed::kYes);
  EXPECT_EQ(Do(EndLoan{"d1"}), Changed::kNot);
  EXPECT_FALSE(directory().FindDelegation(kCity, "d1"));
  EXPECT_EQ(directory().FindDelegation(kCity, "d2")->to, PersonId("cai"));
  EXPECT_FALSE(directory().FindDelegation(kOtherCity, "d2"));
}

TEST_P(RightsTest, PeopleAreFoundByPlaceByRoleThereAndByName) {
  directory().PutPerson(kCity, {PersonId("eva"), "王芳 Eva", OrgId("r")});
  const PeopleQuery below{.scopes = {"r/t/"}, .at = At(15)};
  EXPECT_THAT(People(below), ElementsAre("ann", "ben", "cai"));
  EXPECT_THAT(People({.scopes = {"r/"}, .at = At(15)}), ElementsAre("ann", "ben", "cai", "eva"));
  EXPECT_THAT(People({.scopes = {}, .at = At(15)}), IsEmpty());
  ASSERT_EQ(Do(GiveRole{PersonId("eva"), {"expert", OrgId("t"), "", At(10), At(20)}}), Changed::kYes);
  EXPECT_THAT(People(below), ElementsAre("ann", "ben", "cai", "eva")) << "for the role that she has there";
  EXPECT_THAT(People({.scopes = {"r/t/"}, .at = At(20)}), ElementsAre("ann", "ben", "cai"));
  const auto with = [&](const std::string& text) {
    return People({.scopes = {"r/"}, .at = At(15), .text = text});
  };
  EXPECT_THAT(with("芳"), ElementsAre("eva"));
  EXPECT_THAT(with("EVA"), ElementsAre("eva"));
  EXPECT_THAT(with("person"), ElementsAre("ann", "ben", "cai"));
  EXPECT_THAT(with("BEN"), ElementsAre("ben"));
  EXPECT_THAT(with("100%"), IsEmpty());
  EXPECT_THAT(with("_"), IsEmpty()) << "no sign stands for others";
  std::vector<std::string> paged;
  PeopleQuery query{.scopes = {"r/t/", "r/"}, .at = At(15), .limit = 1};
  do {
    const auto page = directory().ListPeople(kCity, query);
    for (const Person& person : page.rows) paged.push_back(person.id.value);
    query.after = page.next;
  } while (!query.after.empty());
  EXPECT_THAT(paged, ElementsAre("ann", "ben", "cai", "eva"));
}

TEST_P(RightsTest, WhatIsNotThereIsGivenNothing) {
  const auto fails = [&](const RightsChange& change) {
    try {
      (void)Do(change);
    } catch (const Failure& failure) {
      return failure.code() == Code::store_failed;
    }
    return false;
  };
  EXPECT_TRUE(fails(GiveRole{PersonId("none"), {"head", OrgId("t"), ""}}));
  EXPECT_TRUE(fails(GiveRole{PersonId("ann"), {"head", OrgId("none"), ""}}));
  EXPECT_TRUE(fails(LendRole{Loan("d1", "ann", "none")}));
  EXPECT_TRUE(fails(AddPerson{{PersonId("dan"), "Dan", OrgId("none")}}));
  EXPECT_EQ(Records(), 0U);
}

TEST_P(RightsTest, AccountsAreListedByName) {
  for (const char* id : {"ben", "ann"}) {
    Account account;
    account.name = id;
    account.person = PersonId(id);
    account.hash = "h";
    ASSERT_TRUE(store().PutAccount(kCity, account, Record(id)));
  }
  const auto page = store().ListAccounts(kCity, "", 1);
  ASSERT_THAT(page.rows, SizeIs(1));
  EXPECT_EQ(page.rows[0].name, "ann");
  EXPECT_EQ(page.next, "ann");
  EXPECT_EQ(store().ListAccounts(kCity, "ann", 1).rows.at(0).name, "ben");
  EXPECT_THAT(store().ListAccounts(kOtherCity, "", 9).rows, IsEmpty());
}

CHARTER_EVERY_STORE(RightsTest);

}  // namespace
}  // namespace charter::storage
