#include "engine/ports/chain.h"

#include "engine/data/person_names.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>

namespace charter {
namespace {

const TenantId kTenant{"liangzhou"};

ItemRecord Item() {
  ItemRecord item;
  item.id = ItemId("i1");
  item.number = "PJ-2026-001";
  item.workflow = "leave";
  item.version = 2;
  item.org = OrgId("u1");
  item.org_path = "city/u1/";
  item.title = "a title";
  item.created_by = PersonId("p1");
  item.created_at = {1'767'574'800, 123'456'000};
  return item;
}

HistoryRecord First() {
  HistoryRecord row;
  row.rev = 1;
  row.at = {1'767'574'800, 1'000};
  row.recorded_at = {1'767'574'801, 2'000};
  row.event = "create";
  row.source = "person";
  row.actor = R"({"id":"p1"})";
  row.input = R"({"days":3})";
  row.to = {"draft"};
  row.detail = "{}";
  return row;
}

// Computed apart, from the description in engine/decisions/0013_seal.md.
TEST(Chain, HasTheFormThatIsWrittenDown) {
  EXPECT_EQ(ChainStart(kTenant, Item()), "61623c4f85c8045fbb95d1c22721da5355773acbdb70700d51b08b6ec564396d");
  EXPECT_EQ(ChainHash(ChainStart(kTenant, Item()), First()),
            "1e88d89da4698cd19ba37a5bc0b244f3beb51526960b5a635b5966653379591e");
}

TEST(Chain, StartsFromEveryFactThatIsKeptForGood) {
  std::set<std::string> starts{ChainStart(kTenant, Item()), ChainStart(TenantId("other"), Item())};
  const std::vector<std::function<void(ItemRecord&)>> changes = {
      [](ItemRecord& item) { item.id = ItemId("i2"); },
      [](ItemRecord& item) { item.number = "PJ-2026-002"; },
      [](ItemRecord& item) { item.workflow = "other"; },
      [](ItemRecord& item) { item.version = 3; },
      [](ItemRecord& item) { item.org = OrgId("u2"); },
      [](ItemRecord& item) { item.parent = ItemId("i0"); },
      [](ItemRecord& item) { item.created_by = PersonId("p2"); },
      [](ItemRecord& item) { item.created_at.nanos += 1'000; }};
  for (const auto& change : changes) {
    ItemRecord item = Item();
    change(item);
    EXPECT_TRUE(starts.insert(ChainStart(kTenant, item)).second);
  }
}

// The tree of organisations may be rebuilt, and a title follows the fields.
TEST(Chain, DoesNotHoldWhatMayChange) {
  ItemRecord item = Item();
  item.org_path = "province/city/u1/";
  item.title = "another title";
  item.rev = 7;
  item.snapshot = "{}";
  EXPECT_EQ(ChainStart(kTenant, item), ChainStart(kTenant, Item()));
}

TEST(Chain, TellsEveryFieldOfARow) {
  const std::vector<std::function<void(HistoryRecord&)>> changes = {
      [](HistoryRecord& row) { row.rev = 2; },
      [](HistoryRecord& row) { row.at.nanos += 1'000; },
      [](HistoryRecord& row) { row.recorded_at.nanos += 1'000; },
      [](HistoryRecord& row) { row.event = "create2"; },
      [](HistoryRecord& row) { row.source = "system"; },
      [](HistoryRecord& row) { row.actor = R"({"id":"p2"})"; },
      [](HistoryRecord& row) { row.input = R"({"days":4})"; },
      [](HistoryRecord& row) { row.from = {"draft"}; },
      [](HistoryRecord& row) {
        row.to = {"draft", "more"};
      },
      [](HistoryRecord& row) { std::swap(row.from, row.to); },
      [](HistoryRecord& row) { std::swap(row.input, row.detail); },
      [](HistoryRecord& row) { row.detail = ""; },
      [](HistoryRecord& row) { row.names = R"({"p1":["salt","王芳"]})"; },
      [](HistoryRecord& row) { row.names = R"({"p1":["salt","王方"]})"; }};
  std::set<std::string> hashes{ChainHash("a", First()), ChainHash("b", First())};
  for (const auto& change : changes) {
    HistoryRecord row = First();
    change(row);
    EXPECT_TRUE(hashes.insert(ChainHash("a", row)).second);
  }
}

TEST(Chain, HoldsOnceANameIsErased) {
  HistoryRecord row = First();
  row.names = R"({"p1":["salt","王芳"],"p2":["more","李强"]})";
  HistoryRecord erased = row;
  erased.names = WithoutName(row.names, "p1");
  EXPECT_NE(erased.names, row.names);
  EXPECT_EQ(ChainHash("a", erased), ChainHash("a", row));
}

// No database keeps more than microseconds: what is read back must give the same hash.
TEST(Chain, CountsTimesAsTheyAreStored) {
  HistoryRecord row = First();
  row.recorded_at.nanos += 999;
  EXPECT_EQ(ChainHash("a", row), ChainHash("a", First()));
}

TEST(Chain, GoesThroughTheRowsOfSeveralWrites) {
  HistoryRecord second = First();
  second.rev = 2;
  ItemRecord at_once = Item();
  std::vector<HistoryRecord> both = {First(), second};
  Chain(kTenant, at_once, both);
  EXPECT_EQ(both[0].hash, ChainHash(ChainStart(kTenant, Item()), First()));
  EXPECT_EQ(both[1].hash, ChainHash(both[0].hash, second));
  EXPECT_EQ(at_once.head, both[1].hash);

  ItemRecord in_turn = Item();
  std::vector<HistoryRecord> one = {First()};
  std::vector<HistoryRecord> two = {second};
  Chain(kTenant, in_turn, one);
  Chain(kTenant, in_turn, two);
  EXPECT_EQ(in_turn.head, at_once.head);
}

}  // namespace
}  // namespace charter
