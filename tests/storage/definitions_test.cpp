// Published workflows: what is kept of each version, and whether it takes new items.
#include "tests/storage/store_fixture.h"

namespace charter::storage {
namespace {

using testing::SizeIs;

class DefinitionTest : public StoreTest {
 protected:
  bool Add(const std::string& workflow, int version, const std::string& source) {
    return store().AddDefinition(kCity, {workflow, version, source, PersonId("p1"), At(version)});
  }
  bool Retire(const std::string& workflow, int version, bool retired, std::int64_t at,
              const std::string& reason) {
    return store().Retire(kCity, workflow, version, {retired, PersonId("p2"), At(at), reason}, nullptr);
  }
  Retirement Of(const std::string& workflow, int version) {
    return store().FindDefinition(kCity, workflow, version).value().retirement;
  }
};

TEST_P(DefinitionTest, IsFoundByVersionAndTheNewestWithout) {
  EXPECT_TRUE(Add("w", 2, "two\n# 梁州\n"));
  EXPECT_TRUE(Add("w", 10, "ten"));
  EXPECT_TRUE(Add("v", 11, "other"));
  const auto second = store().FindDefinition(kCity, "w", 2);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->workflow, "w");
  EXPECT_EQ(second->version, 2);
  EXPECT_EQ(second->source, "two\n# 梁州\n");
  EXPECT_EQ(second->published_by, PersonId("p1"));
  EXPECT_EQ(second->published_at, At(2));
  EXPECT_EQ(store().FindDefinition(kCity, "w", 0)->source, "ten");
  EXPECT_FALSE(store().FindDefinition(kCity, "w", 3));
  EXPECT_FALSE(store().FindDefinition(kCity, "none", 0));
  EXPECT_FALSE(store().FindDefinition(kOtherCity, "w", 0));
}

TEST_P(DefinitionTest, IsNeverReplaced) {
  EXPECT_TRUE(Add("w", 1, "first"));
  EXPECT_FALSE(Add("w", 1, "second"));
  EXPECT_EQ(store().FindDefinition(kCity, "w", 1)->source, "first");
}

TEST_P(DefinitionTest, IsListedByWorkflowAndVersionWithoutItsText) {
  Add("w", 10, "x");
  Add("w", 9, "x");
  Add("a", 1, "x");
  const auto list = store().ListDefinitions(kCity);
  ASSERT_THAT(list, SizeIs(3));
  EXPECT_EQ(list[0].workflow, "a");
  EXPECT_EQ(list[1].version, 9);
  EXPECT_EQ(list[2].version, 10);
  for (const DefinitionRecord& definition : list) EXPECT_EQ(definition.source, "");
}

TEST_P(DefinitionTest, IsNotRetiredWhenItIsPublished) {
  Add("w", 1, "x");
  EXPECT_FALSE(Of("w", 1).retired);
  EXPECT_EQ(Of("w", 1).by, PersonId());
  EXPECT_EQ(Of("w", 1).at, std::nullopt);
}

TEST_P(DefinitionTest, IsRetiredWithWhoSaidSoWhenAndWhy) {
  Add("w", 1, "x");
  EXPECT_TRUE(Retire("w", 1, true, 7, "办法已废止"));
  EXPECT_TRUE(Of("w", 1).retired);
  EXPECT_EQ(Of("w", 1).by, PersonId("p2"));
  EXPECT_EQ(Of("w", 1).at, At(7));
  EXPECT_EQ(Of("w", 1).reason, "办法已废止");
  EXPECT_EQ(store().FindDefinition(kCity, "w", 1)->source, "x");
  EXPECT_TRUE(store().ListDefinitions(kCity).front().retirement.retired);
}

TEST_P(DefinitionTest, OfAllVersionsOnlyThoseThatDifferAreChanged) {
  Add("w", 1, "x");
  Add("w", 2, "y");
  Add("v", 1, "z");
  ASSERT_TRUE(store().AddDefinition(kOtherCity, {"w", 1, "other", PersonId("p1"), At(1)}));
  Retire("w", 1, true, 7, "first");
  Retire("w", 0, true, 8, "all");
  EXPECT_EQ(Of("w", 1).reason, "first");
  EXPECT_EQ(Of("w", 2).reason, "all");
  EXPECT_FALSE(Of("v", 1).retired);
  EXPECT_FALSE(store().FindDefinition(kOtherCity, "w", 1)->retirement.retired);
  Retire("w", 0, false, 9, "again");
  EXPECT_FALSE(Of("w", 1).retired);
  EXPECT_EQ(Of("w", 2).at, At(9));
}

TEST_P(DefinitionTest, OfOneWorkflowAreListedByVersionWithoutTheirText) {
  Add("w", 10, "x");
  Add("w", 9, "x");
  Add("a", 1, "x");
  const auto list = store().ListVersions(kCity, "w");
  ASSERT_THAT(list, SizeIs(2));
  EXPECT_EQ(list[0].version, 9);
  EXPECT_EQ(list[1].version, 10);
  EXPECT_EQ(list[0].source, "");
  EXPECT_THAT(store().ListVersions(kCity, "none"), SizeIs(0));
  EXPECT_THAT(store().ListVersions(kOtherCity, "w"), SizeIs(0));
}

TEST_P(DefinitionTest, IsNotRetiredUnderAKeyThatIsTaken) {
  Add("w", 1, "x");
  const AnswerRecord answer{PersonId("p2"), "key", "print", 200, "[]", "{}", At(1), At(100)};
  EXPECT_TRUE(store().KeepAnswer(kCity, answer));
  EXPECT_FALSE(store().Retire(kCity, "w", 0, {true, PersonId("p2"), At(2), "x"}, &answer));
  EXPECT_FALSE(Of("w", 1).retired);
}

CHARTER_EVERY_STORE(DefinitionTest);

}  // namespace
}  // namespace charter::storage
