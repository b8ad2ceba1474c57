// People who are erased: the record of it, and the rows that lose a name.
#include <map>

#include "engine/data/failure.h"
#include "engine/data/person_names.h"
#include "engine/ports/chain.h"
#include "tests/storage/store_fixture.h"

namespace charter::storage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const PersonId kWang("wang");
const PersonId kLi("li");

ErasureRecord Erasure(std::int64_t number, const PersonId& person) {
  return {number, person, PersonId("admin"), "left", At(number), "hash" + std::to_string(number), {},
          false,  0};
}

class ErasuresTest : public StoreTest {
 protected:
  ErasuresTest() {
    for (const TenantId& tenant : {kCity, kOtherCity}) {
      directory().PutOrganizations(tenant, {{OrgId("top"), std::nullopt, "city", {"市", "City"}, "top/"}});
      for (const PersonId& person : {kWang, kLi}) directory().PutPerson(tenant, {person, "x", OrgId("top")});
    }
  }
  void PutItem(const std::string& id, const std::string& names) {
    ItemWrite write = Creation(id);
    write.history[0].names = names;
    write.item.head.clear();
    Chain(kCity, write.item, write.history);
    Commit(write);
  }
  std::vector<ItemId> About(const PersonId& person, const ItemRange& range = {}) {
    return store().ItemsAbout(kCity, range, person);
  }
};

TEST_P(ErasuresTest, ARecordIsKeptAsItWasAdded) {
  ASSERT_TRUE(store().AddErasure(kCity, Erasure(1, kWang), nullptr));
  const auto records = store().ListErasures(kCity);
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].number, 1);
  EXPECT_EQ(records[0].person, kWang);
  EXPECT_EQ(records[0].by, PersonId("admin"));
  EXPECT_EQ(records[0].reason, "left");
  EXPECT_EQ(records[0].at, At(1));
  EXPECT_EQ(records[0].hash, "hash1");
  EXPECT_FALSE(records[0].done);
  EXPECT_THAT(store().ListErasures(kOtherCity), IsEmpty());
}

TEST_P(ErasuresTest, ANumberAndAPersonAreThereOnce) {
  ASSERT_TRUE(store().AddErasure(kCity, Erasure(1, kWang), nullptr));
  EXPECT_FALSE(store().AddErasure(kCity, Erasure(1, kLi), nullptr));
  EXPECT_FALSE(store().AddErasure(kCity, Erasure(2, kWang), nullptr));
  EXPECT_TRUE(store().AddErasure(kCity, Erasure(2, kLi), nullptr));
  EXPECT_TRUE(store().AddErasure(kOtherCity, Erasure(1, kWang), nullptr));
}

TEST_P(ErasuresTest, HowFarTheSweepIsIsKept) {
  ASSERT_TRUE(store().AddErasure(kCity, Erasure(1, kWang), nullptr));
  ErasureRecord record = Erasure(1, kWang);
  record.swept = ItemId("i7");
  record.done = true;
  record.kept = 3;
  store().NoteSweep(kCity, record);
  const auto records = store().ListErasures(kCity);
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].swept, ItemId("i7"));
  EXPECT_TRUE(records[0].done);
  EXPECT_EQ(records[0].kept, 3);
}

TEST_P(ErasuresTest, TheAccountAndKeptAnswersGoWithTheRecord) {
  Account account;
  account.name = "wang";
  account.person = kWang;
  ASSERT_TRUE(store().PutAccount(kCity, account, {"a", At(1), "password_changed", kWang, "", "", "", 0}));
  ASSERT_TRUE(store().KeepAnswer(kCity, {kWang, "k", "f", 200, "", "body", At(1), At(100)}));
  ASSERT_TRUE(store().KeepAnswer(kCity, {kLi, "k", "f", 200, "", "body", At(1), At(100)}));
  const AnswerRecord answer{kLi, "erase", "f", 200, "", "erased", At(1), At(100)};
  ASSERT_TRUE(store().AddErasure(kCity, Erasure(1, kWang), &answer));
  EXPECT_FALSE(store().FindAccount(kCity, "wang"));
  EXPECT_FALSE(store().FindAnswer(kCity, kWang, "k", At(2)));
  EXPECT_TRUE(store().FindAnswer(kCity, kLi, "k", At(2)));
  EXPECT_TRUE(store().FindAnswer(kCity, kLi, "erase", At(2)));
  // Under a key that is taken nothing is erased.
  EXPECT_FALSE(store().AddErasure(kCity, Erasure(2, kLi), &answer));
  EXPECT_EQ(store().ListErasures(kCity).size(), 1U);
}

TEST_P(ErasuresTest, ThePersonKeepsHisIdAndNothingElse) {
  directory().AddGrant(kCity, kWang, {"lead", OrgId("top"), {}});
  directory().PutToken(
      {kCity, kWang, "ab", At(100), TokenKind::kPersonal, TokenScope::kRead, "t", At(1), {}, {}});
  directory().PutToken(
      {kCity, kLi, "cd", At(100), TokenKind::kPersonal, TokenScope::kRead, "t", At(1), {}, {}});
  directory().PutSubject(kCity, {"https://id", "w", kWang});
  directory().ErasePerson(kCity, kWang, "nobody");
  const auto person = directory().FindPerson(kCity, kWang);
  ASSERT_TRUE(person);
  EXPECT_EQ(person->name, "nobody");
  EXPECT_EQ(person->org, OrgId("top"));
  EXPECT_THAT(directory().ListGrants(kCity, kWang), IsEmpty());
  EXPECT_FALSE(directory().FindToken("ab", At(2)));
  EXPECT_TRUE(directory().FindToken("cd", At(2)));
  EXPECT_FALSE(directory().FindSubject(kCity, "https://id", "w"));
  EXPECT_EQ(directory().FindPerson(kOtherCity, kWang)->name, "x");
}

TEST_P(ErasuresTest, ItemsAboutAPersonAreThoseHeMadeThatHoldHisIdOrWhoseHistoryNamesHim) {
  ItemWrite made = Creation("made");
  made.item.created_by = kWang;
  made.item.head.clear();
  Chain(kCity, made.item, made.history);
  Commit(made);
  ItemWrite holds = Creation("holds");
  holds.item.snapshot = R"({"data":{"who":"wang"}})";
  Commit(holds);
  PutItem("named", R"({"wang":["salt","王芳"]})");
  PutItem("other", R"({"wangli":["salt","王丽"]})");
  EXPECT_THAT(About(kWang), ElementsAre(ItemId("holds"), ItemId("made"), ItemId("named")));
  EXPECT_THAT(About(kWang, {ItemId("holds"), ItemId("made")}), ElementsAre(ItemId("made")));
  EXPECT_THAT(About(PersonId("wan%")), IsEmpty());
  EXPECT_THAT(About(PersonId("wan_")), IsEmpty());
}

TEST_P(ErasuresTest, ItemsAboutAPersonAreAlsoThoseWhereHeActedBeforeNamesStoodApart) {
  ItemWrite made = Creation("old");
  Commit(made);
  ItemWrite next = Next(made);
  next.history[0].actor = R"({"id":"wang","name":"王芳","org":"top","roles":[]})";
  next.item.head = made.item.head;
  Chain(kCity, next.item, next.history);
  Commit(next);
  EXPECT_THAT(About(kWang), ElementsAre(ItemId("old")));
  EXPECT_THAT(About(kLi), IsEmpty());
}

TEST_P(ErasuresTest, OpenItemsOfAPersonAreThoseThatHaveNotEndedAndHoldHimNow) {
  const auto put = [&](const std::string& id, const std::string& status, const PersonId& by,
                       const std::string& snapshot) {
    ItemWrite write = Creation(id);
    write.item.status = status;
    write.item.created_by = by;
    write.item.snapshot = snapshot;
    write.item.head.clear();
    Chain(kCity, write.item, write.history);
    Commit(write);
  };
  const std::string who = R"({"data":{"who":"wang"}})";
  put("ended", "ended", kWang, who);
  put("faulted", "faulted", kLi, who);
  put("made", "active", kWang, "{}");
  put("other", "active", kLi, R"({"data":{"who":"wangli"}})");
  PutItem("past", R"({"wang":["salt","王芳"]})");
  const auto open = [&](const ItemRange& range) { return store().OpenItemsOf(kCity, range, kWang); };
  EXPECT_THAT(open({}), ElementsAre(ItemId("faulted"), ItemId("made")));
  EXPECT_THAT(open({ItemId("faulted"), ItemId("past")}), ElementsAre(ItemId("made")));
}

TEST_P(ErasuresTest, WhatCameSinceGoesWhenItIsRepeated) {
  ASSERT_TRUE(store().AddErasure(kCity, Erasure(1, kWang), nullptr));
  PutItem("i1", "");
  Account account;
  account.name = "wang";
  account.person = kWang;
  ASSERT_TRUE(store().PutAccount(kCity, account, {"a", At(1), "password_changed", kWang, "", "", "", 0}));
  ASSERT_TRUE(store().KeepAnswer(kCity, {kWang, "k", "f", 200, "", "body", At(1), At(100)}));
  ASSERT_TRUE(store().AddComment(kCity, {"c1", ItemId("i1"), At(1), kWang, "王芳", {}, {}, "x"}, nullptr));
  ASSERT_TRUE(store().AddComment(kCity, {"c2", ItemId("i1"), At(1), kLi, "李强", {}, {}, "y"}, nullptr));
  store().RepeatErasure(kCity, kWang);
  EXPECT_FALSE(store().FindAccount(kCity, "wang"));
  EXPECT_FALSE(store().FindAnswer(kCity, kWang, "k", At(2)));
  const auto comments = store().ListComments(kCity, ItemId("i1"), "", 10).rows;
  ASSERT_EQ(comments.size(), 2U);
  EXPECT_EQ(comments[0].name, kErasedName);
  EXPECT_EQ(comments[1].name, "李强");
  EXPECT_EQ(store().ListErasures(kCity).size(), 1U);
}

TEST_P(ErasuresTest, AWriteTakesANameOutOfEarlierRowsAndTheChainHolds) {
  PutItem("i1", R"({"wang":["salt","王芳"]})");
  const ItemRecord before = *store().FindItem(kCity, ItemId("i1"));
  const std::string names = store().History(kCity, ItemId("i1"), 0, 10).at(0).names;
  EXPECT_EQ(names, R"({"wang":["salt","王芳"]})");
  ItemWrite first = Creation("i1");
  first.item = before;
  ItemWrite next = Next(first);
  next.renamed.push_back({1, WithoutName(names, "wang")});
  Commit(next);
  const auto rows = store().History(kCity, ItemId("i1"), 0, 10);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].names.find("王芳"), std::string::npos);
  EXPECT_EQ(ChainHash(ChainStart(kCity, before), rows[0]), rows[0].hash);
  const auto trails = store().ReadTrails(kCity, {});
  ASSERT_EQ(trails.size(), 1U);
  EXPECT_EQ(trails[0].history[0].names, rows[0].names);
}

TEST_P(ErasuresTest, MessagesThatWaitLoseTheName) {
  ItemWrite write = Creation("i1");
  write.outbox = {{1, 0, "notify", R"({"message":{"zh":"王\"芳 抄送给您"}})"}};
  Commit(write);
  ItemWrite other = Creation("i2");
  other.outbox = {{1, 0, "notify", R"({"message":{"zh":"王\"芳"}})"}};
  Commit(other);
  store().RenameInOutbox(kCity, ItemId("i1"), "王\"芳", "nobody");
  std::map<std::string, std::string> left;
  for (const OutboxRow& row : store().PendingOutbox(10)) left[row.item.value] = row.record.payload;
  EXPECT_EQ(left["i1"], R"({"message":{"zh":"nobody 抄送给您"}})");
  EXPECT_EQ(left["i2"], R"({"message":{"zh":"王\"芳"}})");
}

TEST_P(ErasuresTest, AMessageThatLosesANameKeepsItsIdsAndItsOtherWords) {
  ItemWrite write = Creation("i1");
  write.outbox = {
      {1, 0, "notify",
       R"({"item":"en","message":{"en":"en sent it; then en, en","zh":"en 已发"},"person":"en"})"},
      {1, 1, "notify", R"({"number":"en"})"}};
  Commit(write);
  store().RenameInOutbox(kCity, ItemId("i1"), "en", "nobody");
  const auto rows = store().PendingOutbox(10);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(
      rows[0].record.payload,
      R"({"item":"en","message":{"en":"nobody sent it; then nobody, nobody","zh":"nobody 已发"},"person":"en"})");
  EXPECT_EQ(rows[1].record.payload, R"({"number":"en"})");
}

TEST_P(ErasuresTest, AStaleWriteTakesNoNameOut) {
  PutItem("i1", R"({"wang":["salt","王芳"]})");
  ItemWrite first = Creation("i1");
  first.item = *store().FindItem(kCity, ItemId("i1"));
  Commit(Next(first));
  ItemWrite stale = Next(first);
  stale.renamed.push_back({1, "{}"});
  EXPECT_TRUE(Commit(std::vector{stale}));
  EXPECT_EQ(store().History(kCity, ItemId("i1"), 0, 10).at(0).names, R"({"wang":["salt","王芳"]})");
}

TEST_P(ErasuresTest, OldRecordsOfAccessAreRemovedTheOldestFirst) {
  for (const auto& [id, at] : {std::pair("c", 3), std::pair("a", 1), std::pair("b", 2), std::pair("d", 4)})
    store().AddAccess(kCity, {id, At(at), "refused", kWang, "", "", "", 0});
  EXPECT_EQ(store().RemoveAccess(At(4), 2), 2);
  const auto ids = [&] {
    std::vector<std::string> all;
    for (const AccessRecord& record : store().ListAccess(kCity, "", 10).rows) all.push_back(record.id);
    return all;
  };
  EXPECT_THAT(ids(), ElementsAre("d", "c"));
  EXPECT_EQ(store().RemoveAccess(At(4), 2), 1);
  EXPECT_EQ(store().RemoveAccess(At(4), 2), 0);
  EXPECT_THAT(ids(), ElementsAre("d"));
}

TEST_P(ErasuresTest, WhoChangedRightsAndWhoWasShownWhatIsNotRemovedWithAge) {
  AccessRecord given{"a", At(1), "role_given", kWang, "", "", "", 0};
  given.whom = kLi;
  AccessRecord made{"b", At(1), "organization_added", kWang, "", "", "", 0};
  made.what = "name";
  AccessRecord read{"c", At(1), "field_read", kWang, "", "", "", 0};
  read.subject = "i1/fields/phone";
  for (const AccessRecord& record : {given, made, read}) store().AddAccess(kCity, record);
  EXPECT_EQ(store().RemoveAccess(At(4), 10), 0);
  EXPECT_EQ(store().ListAccess(kCity, "", 10).rows.size(), 3U);
}

TEST_P(ErasuresTest, RecordsOfAccessAreListedOfOnePerson) {
  store().AddAccess(kCity, {"a", At(1), "signed_in", kWang, "", "", "", 0});
  store().AddAccess(kCity, {"b", At(2), "signed_in", kLi, "", "", "", 0});
  AccessRecord read{"c", At(3), "field_read", kWang, "", "", "", 0};
  read.subject = "i1/fields/phone";
  store().AddAccess(kCity, read);
  const auto page = store().ListAccessOf(kCity, kWang, "", 1);
  ASSERT_EQ(page.rows.size(), 1U);
  EXPECT_EQ(page.rows[0].subject, "i1/fields/phone");
  EXPECT_EQ(store().ListAccessOf(kCity, kWang, page.next, 5).rows.at(0).id, "a");
}

CHARTER_EVERY_STORE(ErasuresTest);

}  // namespace
}  // namespace charter::storage
