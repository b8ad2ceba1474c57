// Organisations, people, their roles and tokens.
#include <functional>
#include <string>

#include "engine/data/failure.h"
#include "tests/storage/store_fixture.h"

namespace charter::storage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class DirectoryTest : public StoreTest {
 protected:
  static Organization Root() {
    return {OrgId("r"), std::nullopt, "municipal_federation", {"梁州", "Liangzhou"}, "r/"};
  }
  static Organization Below(const Organization& parent, const std::string& id) {
    return {OrgId(id), parent.id, "grassroots_union", {id, ""}, parent.path + id + "/"};
  }
  void PutTree() {
    const Organization taihu = Below(Root(), "t");
    directory().PutOrganizations(
        kCity, {Root(), taihu, Below(taihu, "u1"), Below(taihu, "u12"), Below(Root(), "s")});
  }
  std::vector<std::string> IdsBelow(const std::string& path) {
    std::vector<std::string> ids;
    for (const Organization& organization :
         directory().ListOrganizations(kCity, {.scopes = {path}, .limit = 100}).rows) {
      ids.push_back(organization.id.value);
    }
    return ids;
  }
  void ExpectStoreFailed(const std::function<void()>& call) {
    try {
      call();
      ADD_FAILURE() << "accepted";
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.code(), Code::store_failed);
    }
  }
};

TEST_P(DirectoryTest, KeepsEveryFieldOfAnOrganization) {
  PutTree();
  const auto root = directory().FindOrganization(kCity, OrgId("r"));
  ASSERT_TRUE(root);
  EXPECT_EQ(root->id, OrgId("r"));
  EXPECT_FALSE(root->parent);
  EXPECT_EQ(root->kind, "municipal_federation");
  EXPECT_EQ(root->name, (Text{"梁州", "Liangzhou"}));
  EXPECT_EQ(root->path, "r/");
  EXPECT_EQ(directory().FindOrganization(kCity, OrgId("u1"))->parent, OrgId("t"));
  EXPECT_FALSE(directory().FindOrganization(kCity, OrgId("none")));
  EXPECT_FALSE(directory().FindOrganization(kOtherCity, OrgId("r")));
}

TEST_P(DirectoryTest, ListsAllBelowAPathInItsOrder) {
  PutTree();
  EXPECT_THAT(IdsBelow(""), ElementsAre("r", "s", "t", "u1", "u12"));
  EXPECT_THAT(IdsBelow("r/t/"), ElementsAre("t", "u1", "u12"));
  EXPECT_THAT(IdsBelow("r/t/u1/"), ElementsAre("u1"));
  EXPECT_THAT(IdsBelow("x/"), IsEmpty());
}

TEST_P(DirectoryTest, ListsOrganizationsInPagesAndBelowOne) {
  PutTree();
  for (int size = 1; size <= 6; ++size) {
    std::vector<std::string> ids;
    OrganizationQuery query{.scopes = {"r/t/", "r/s/", "r/t/u1/"}, .limit = size};
    do {
      const auto page = directory().ListOrganizations(kCity, query);
      for (const Organization& organization : page.rows) ids.push_back(organization.id.value);
      query.after = page.next;
    } while (!query.after.empty());
    EXPECT_THAT(ids, ElementsAre("s", "t", "u1", "u12")) << size;
  }
  const auto below = directory().ListOrganizations(kCity, {.scopes = {"r/"}, .parent = OrgId("r")});
  ASSERT_THAT(below.rows, SizeIs(2));
  EXPECT_EQ(below.rows[1].id, OrgId("t"));
  EXPECT_THAT(directory().ListOrganizations(kCity, {.scopes = {"r/s/"}, .parent = OrgId("t")}).rows,
              IsEmpty());
  EXPECT_THAT(directory().ListOrganizations(kCity, {.scopes = {}}).rows, IsEmpty());
}

TEST_P(DirectoryTest, KeepsTheLastOfAnOrganizationThatIsPutTwiceInOneCall) {
  Organization renamed = Below(Root(), "t");
  renamed.name.zh = "新";
  directory().PutOrganizations(kCity, {Root(), Below(Root(), "t"), Below(Below(Root(), "t"), "u1"), renamed});
  EXPECT_EQ(directory().FindOrganization(kCity, OrgId("t"))->name.zh, "新");
  EXPECT_THAT(IdsBelow(""), ElementsAre("r", "t", "u1"));
}

TEST_P(DirectoryTest, TakesATreeOf29000InOneCall) {
  std::vector<Organization> tree{Root()};
  for (int district = 0; district < 10; ++district)
    tree.push_back(Below(Root(), "d" + std::to_string(district)));
  for (int street = 0; street < 290; ++street)
    tree.push_back(Below(tree[static_cast<std::size_t>(1 + street % 10)], "s" + std::to_string(street)));
  for (int unit = 0; unit < 28'699; ++unit)
    tree.push_back(Below(tree[static_cast<std::size_t>(11 + unit % 290)], "u" + std::to_string(unit)));
  directory().PutOrganizations(kCity, tree);
  EXPECT_EQ(directory().FindOrganization(kCity, OrgId("u28698"))->path, tree.back().path);
  EXPECT_THAT(
      directory().ListOrganizations(kCity, {.scopes = {"r/"}, .parent = OrgId("s7"), .limit = 200}).rows,
      SizeIs(99));

  directory().PutPerson(kCity, {PersonId("p"), "x", OrgId("d3")});
  directory().PutPerson(kCity, {PersonId("q"), "x", OrgId("u3")});
  directory().AddGrant(kCity, PersonId("p"), {"officer", OrgId("d3"), ""});
  directory().AddGrant(kCity, PersonId("q"), {"officer", OrgId("u3"), ""});
  EXPECT_THAT(directory().ListHolders(kCity, "officer", "r/d3/s3/u3/", At(0)),
              ElementsAre(PersonId("p"), PersonId("q")));
  EXPECT_THAT(directory().ListHolders(kCity, "officer", "r/d4/s4/u4/", At(0)), IsEmpty());
}

TEST_P(DirectoryTest, ReplacesAnOrganization) {
  PutTree();
  Organization renamed = Root();
  renamed.name.en = "New name";
  directory().PutOrganizations(kCity, {renamed});
  EXPECT_EQ(directory().FindOrganization(kCity, OrgId("r"))->name.en, "New name");
  EXPECT_THAT(IdsBelow(""), SizeIs(5));
}

TEST_P(DirectoryTest, RefusesAChildBeforeItsParentAndKeepsNothingOfTheCall) {
  const Organization child = Below(Root(), "t");
  ExpectStoreFailed([&] { directory().PutOrganizations(kCity, {Below(child, "u1"), child, Root()}); });
  ExpectStoreFailed([&] { directory().PutOrganizations(kCity, {Root(), Below(child, "u1")}); });
  EXPECT_THAT(IdsBelow(""), IsEmpty());
}

TEST_P(DirectoryTest, RefusesAPathThatIsNotItsParents) {
  Organization stray = Below(Root(), "t");
  stray.path = "elsewhere/t/";
  ExpectStoreFailed([&] { directory().PutOrganizations(kCity, {Root(), stray}); });
  stray.parent = std::nullopt;
  ExpectStoreFailed([&] { directory().PutOrganizations(kCity, {stray}); });
  EXPECT_THAT(IdsBelow(""), IsEmpty());
}

TEST_P(DirectoryTest, KeepsAndReplacesPeople) {
  PutTree();
  directory().PutPerson(kCity, {PersonId("p"), "王芳", OrgId("u1")});
  directory().PutPerson(kCity, {PersonId("p"), "王芳芳", OrgId("u12")});
  const auto person = directory().FindPerson(kCity, PersonId("p"));
  ASSERT_TRUE(person);
  EXPECT_EQ(person->id, PersonId("p"));
  EXPECT_EQ(person->name, "王芳芳");
  EXPECT_EQ(person->org, OrgId("u12"));
  EXPECT_FALSE(directory().FindPerson(kOtherCity, PersonId("p")));
  ExpectStoreFailed([&] { directory().PutPerson(kCity, {PersonId("q"), "x", OrgId("none")}); });
  EXPECT_FALSE(directory().FindPerson(kCity, PersonId("q")));
}

TEST_P(DirectoryTest, GivesARoleOnceAndFillsInItsPath) {
  PutTree();
  directory().PutPerson(kCity, {PersonId("p"), "x", OrgId("u1")});
  directory().AddGrant(kCity, PersonId("p"), {"leader", OrgId("u1"), "ignored/"});
  directory().AddGrant(kCity, PersonId("p"), {"leader", OrgId("u1"), ""});
  directory().AddGrant(kCity, PersonId("p"), {"leader", OrgId("t"), ""});
  directory().AddGrant(kCity, PersonId("p"), {"expert", OrgId("s"), ""});

  const auto grants = directory().ListGrants(kCity, PersonId("p"));
  ASSERT_THAT(grants, SizeIs(3));
  EXPECT_EQ(grants[0].role, "expert");
  EXPECT_EQ(grants[0].path, "r/s/");
  EXPECT_EQ(grants[1].path, "r/t/");
  EXPECT_EQ(grants[2].path, "r/t/u1/");
  EXPECT_EQ(grants[2].org, OrgId("u1"));
  EXPECT_THAT(directory().ListGrants(kCity, PersonId("none")), IsEmpty());
  EXPECT_THAT(directory().ListGrants(kOtherCity, PersonId("p")), IsEmpty());
}

TEST_P(DirectoryTest, GivesNoRoleToOrAtWhatIsNotThere) {
  PutTree();
  directory().PutPerson(kCity, {PersonId("p"), "x", OrgId("u1")});
  ExpectStoreFailed([&] { directory().AddGrant(kCity, PersonId("none"), {"leader", OrgId("u1"), ""}); });
  ExpectStoreFailed([&] { directory().AddGrant(kCity, PersonId("p"), {"leader", OrgId("none"), ""}); });
  EXPECT_THAT(directory().ListGrants(kCity, PersonId("p")), IsEmpty());
}

TEST_P(DirectoryTest, FindsATokenUntilItExpires) {
  PutTree();
  directory().PutPerson(kCity, {PersonId("p"), "x", OrgId("u1")});
  directory().PutToken({kCity, PersonId("p"), "abc", At(10)});
  const auto owner = directory().FindToken("abc", At(9, 999'999'000));
  ASSERT_TRUE(owner);
  EXPECT_EQ(owner->tenant, kCity);
  EXPECT_EQ(owner->person, PersonId("p"));
  EXPECT_FALSE(directory().FindToken("abc", At(10)));
  EXPECT_FALSE(directory().FindToken("abd", At(0)));
  EXPECT_FALSE(directory().FindToken("", At(0)));

  directory().PutToken({kCity, PersonId("p"), "abc", At(20)});
  EXPECT_TRUE(directory().FindToken("abc", At(19)));
  ExpectStoreFailed([&] { directory().PutToken({kCity, PersonId("none"), "xyz", At(10)}); });
}

CHARTER_EVERY_STORE(DirectoryTest);

}  // namespace
}  // namespace charter::storage
