// Somebody who may write to the database changes what was recorded: charter verify names it.
#include <gmock/gmock.h>

#include <fstream>
#include <map>

#include "engine/ports/chain.h"
#include "storage/open_store.h"
#include "tests/api/any_store.h"
#include "tests/support/test_server.h"

namespace charter::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const TenantId kTenant{"city"};

// Three leave requests with five revisions each; tables can be put back as they were.
class Tampering : public testing::TestWithParam<const char*> {
 protected:
  Tampering() {
    {
      TestServer server(store_.url());
      server.Publish("tests/api/leave_request.yaml");
      Session worker = server.As("worker", "mill");
      Session head = server.As("head", "mill");
      for (int i = 0; i < 3; ++i)
        ids_.push_back(worker.Create("leave_request", {{"reason", "move"}, {"days", 3}}));
      for (const std::string& id : ids_) Send(worker, id, "submit");
      for (const std::string& id : ids_) Send(head, id, "send_back");
      Sql("CREATE TABLE early_items AS SELECT * FROM items");
      for (const std::string& id : ids_) Send(worker, id, "submit");
      for (const std::string& id : ids_) Send(head, id, "approve", {{"remark", "fine"}});
    }
    for (const char* table : kTables) {
      if (is_sqlite()) {
        for (const char* rule :
             {"_is_never_changed", "_is_never_deleted", "_are_never_changed", "_are_never_deleted"})
          Sql("DROP TRIGGER IF EXISTS " + std::string(table) + rule);
      } else {
        Sql("ALTER TABLE " + std::string(table) + " DISABLE TRIGGER USER");
      }
    }
    Keep();
  }

  // What PutBack puts back.
  void Keep() {
    for (const char* table : kTables) {
      Sql("DROP TABLE IF EXISTS saved_" + std::string(table));
      Sql("CREATE TABLE saved_" + std::string(table) + " AS SELECT * FROM " + table);
    }
  }
  void PutBack() {
    for (const char* table : kTables) {
      Sql("DELETE FROM " + std::string(table));
      Sql("INSERT INTO " + std::string(table) + " SELECT * FROM saved_" + table);
    }
  }

  void Sql(const std::string& sql) const { RunSql(store_.url(), sql); }
  [[nodiscard]] const std::string& url() const { return store_.url(); }
  [[nodiscard]] bool is_sqlite() const { return std::string(GetParam()) == "sqlite"; }
  [[nodiscard]] const std::string& id(std::size_t i) const { return ids_.at(i); }
  // "item = '...'" or "item = '...' AND rev = 2".
  [[nodiscard]] std::string Rows(std::size_t i, int rev = 0) const {
    return "item = '" + id(i) + "'" + (rev > 0 ? " AND rev = " + std::to_string(rev) : "");
  }
  [[nodiscard]] std::string Item(std::size_t i) const { return "id = '" + id(i) + "'"; }

  [[nodiscard]] CommandRun Verify(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments = {"verify", "--db", store_.url(), "--workflows",
                                          SourcePath("workflows")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return RunCharter(arguments);
  }
  void ExpectClean(const std::vector<std::string>& more = {}) const {
    const CommandRun run = Verify(more);
    EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
  }
  void ExpectFound(const std::string& text, const std::vector<std::string>& more = {}) const {
    const CommandRun run = Verify(more);
    EXPECT_EQ(run.exit_code, 1) << run.out;
    EXPECT_THAT(run.out, HasSubstr(text)) << run.err;
  }
  // Says so of that item, as the first thing it says.
  void ExpectFoundIn(std::size_t i, const std::string& text) const {
    const CommandRun run = Verify();
    EXPECT_EQ(run.exit_code, 1) << run.out;
    EXPECT_THAT(run.out.substr(0, run.out.find('\n')), AllOf(HasSubstr("(" + id(i) + "): "), HasSubstr(text)))
        << run.err;
  }

  void MakeKey() const { EXPECT_EQ(RunCharter({"seal", "--new-key", key()}).exit_code, 0); }
  // Seals all and keeps the seal in a file.
  void Seal(const std::string& file = "kept.seal") const {
    const CommandRun run = RunCharter({"seal", "--db", store_.url(), "--seal-key", key()});
    EXPECT_EQ(run.exit_code, 0) << run.err;
    Write(file, run.out);
  }
  void Write(const std::string& file, const std::string& text) const {
    std::ofstream(scratch_.File(file), std::ios::binary) << text;
  }
  [[nodiscard]] std::string key() const { return scratch_.File("seal.key"); }
  [[nodiscard]] std::vector<std::string> Kept(const std::string& file = "kept.seal") const {
    return {"--seal", scratch_.File(file), "--seal-public-key", key() + ".pub"};
  }
  [[nodiscard]] std::string KeptText() const {
    std::ifstream file(scratch_.File("kept.seal"), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  // As one does who knows how hashes are made: the rest of the chain, and the head.
  void ChainAnew(std::size_t i) const {
    const auto opened = storage::OpenStore(store_.url());
    ItemRecord item = *opened->store().FindItem(kTenant, ItemId(id(i)));
    auto rows = opened->store().History(kTenant, item.id, 0, 100);
    item.head.clear();
    Chain(kTenant, item, rows);
    for (const HistoryRecord& row : rows)
      Sql("UPDATE history SET hash = '" + row.hash + "' WHERE " + Rows(i, static_cast<int>(row.rev)));
    Sql("UPDATE items SET head = '" + item.head + "' WHERE " + Item(i));
  }
  // The item and all of its history at its third revision, as if nothing had come later.
  void CutBack(std::size_t i) const {
    Sql("DELETE FROM history WHERE rev > 3 AND " + Rows(i));
    Sql("DELETE FROM items WHERE " + Item(i));
    Sql("INSERT INTO items SELECT * FROM early_items WHERE " + Item(i));
  }

 private:
  static constexpr const char* kTables[] = {"history", "items", "seals", "seal_leaves"};

  static void Send(Session& who, const std::string& item, const std::string& event,
                   const nlohmann::json& input = nullptr) {
    const Reply reply = who.SendEvent(item, event, input);
    EXPECT_EQ(reply.status, 200) << event << " " << reply.body;
  }

  AnyStore store_{GetParam()};
  ScratchFolder scratch_;
  std::vector<std::string> ids_;
};

TEST_P(Tampering, IsNotSeenWhereThereIsNone) {
  const CommandRun run = Verify();
  EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
  EXPECT_EQ(run.out, "3 items replayed, 0 differ\n");
  EXPECT_THAT(Verify({"--threads", "1", "--progress"}).err, HasSubstr("3 items, "));
}

TEST_P(Tampering, WithAnyColumnOfARowIsNamed) {
  const std::map<std::string, std::string> edits = {
      {"at", "at + 1"},
      {"recorded_at", "recorded_at + 1"},
      {"event", "'approve'"},
      {"source", "'system'"},
      {"actor", R"('{"id":"p9","name":"P","org":"mill","roles":["head"]}')"},
      {"input", "'{}'"},
      {"from_states", R"('["approved"]')"},
      {"to_states", R"('["draft"]')"},
      {"detail", R"('{"timer":1}')"},
      {"names", "replace(names, 'Person', 'Parson')"},
      {"hash", "'" + std::string(64, '0') + "'"}};
  for (const auto& [column, value] : edits) {
    SCOPED_TRACE(column);
    Sql("UPDATE history SET " + column + " = " + value + " WHERE " + Rows(1, 2));
    ExpectFoundIn(1, "revision 2");
    PutBack();
  }
  ExpectClean();
}

TEST_P(Tampering, TellsTheFieldWhereTheReplayCan) {
  Sql(R"(UPDATE history SET to_states = '["draft"]' WHERE )" + Rows(0, 2));
  ExpectFoundIn(0, "revision 2, to: expected [submitted], found [draft]");
  PutBack();
  Sql(R"(UPDATE history SET from_states = '["submitted"]' WHERE )" + Rows(0, 2));
  ExpectFoundIn(0, "revision 2, from: expected [draft], found [submitted]");
  PutBack();
  Sql("UPDATE history SET to_states = 'no list' WHERE " + Rows(0, 5));
  ExpectFoundIn(0, "revision 5, to: expected [approved], found [no list]");
  PutBack();
  Sql("UPDATE history SET hash = 'x' WHERE " + Rows(0, 5));
  ExpectFoundIn(0, "revision 5, hash: expected ");
}

TEST_P(Tampering, WithAnyColumnOfAnItemIsNamed) {
  const std::map<std::string, std::pair<std::string, std::string>> edits = {
      {"number", {"'QJ-2026-009'", "revision 1"}},
      {"workflow", {"'other'", "revision 1"}},
      {"version", {"2", "revision 1"}},
      {"org", {"'shops'", "revision 1"}},
      {"parent", {"'x'", "revision 1"}},
      {"created_by", {"'p9'", "revision 1"}},
      {"created_at", {"created_at + 1", "revision 1"}},
      {"rev", {"6", "revision 6: it is missing"}},
      {"head", {"'x'", "head: expected "}},
      {"snapshot",
       {"replace(snapshot, '\"days\":3', '\"days\":5')",
        "snapshot: the snapshot differs from its "
        "history at data.days: expected 3, found 5"}},
      {"title", {"'x'", "title: expected "}},
      {"updated_at", {"updated_at + 1000000", "updated_at: expected "}},
      {"status", {"'active'", "status: expected ended, found active"}},
      {"states", {R"('["draft"]')", "states: expected [approved], found [draft]"}},
      {"sealed", {"1", "sealed: expected 0, found 1"}}};
  for (const auto& [column, edit] : edits) {
    SCOPED_TRACE(column);
    Sql("UPDATE items SET " + column + " = " + edit.first + " WHERE " + Item(1));
    ExpectFoundIn(1, edit.second);
    PutBack();
  }
  Sql("UPDATE items SET snapshot = 'no JSON' WHERE " + Item(2));
  ExpectFoundIn(2, "snapshot: the snapshot differs");
}

TEST_P(Tampering, ByDeletingRowsIsNamed) {
  for (const int rev : {1, 3, 5}) {
    Sql("DELETE FROM history WHERE " + Rows(1, rev));
    ExpectFoundIn(1, "revision " + std::to_string(rev) + ": it is missing from the history");
    PutBack();
  }
  Sql("DELETE FROM history WHERE rev > 2 AND " + Rows(1));
  ExpectFoundIn(1, "revision 3: it is missing from the history: the item stands at revision 5");
  PutBack();
  Sql("DELETE FROM history WHERE " + Rows(1));
  ExpectFoundIn(1, "the item has no history");
}

TEST_P(Tampering, ByReorderingRowsIsNamed) {
  Sql("UPDATE history SET rev = -2 WHERE " + Rows(0, 2));
  Sql("UPDATE history SET rev = 2 WHERE " + Rows(0, 4));
  Sql("UPDATE history SET rev = 4 WHERE item = '" + id(0) + "' AND rev = -2");
  ExpectFoundIn(0, "revision 2");
  PutBack();
  // Between two items that have gone the same way.
  Sql("UPDATE history SET item = 'x' WHERE " + Rows(0, 2));
  Sql("UPDATE history SET item = '" + id(0) + "' WHERE " + Rows(1, 2));
  Sql("UPDATE history SET item = '" + id(1) + "' WHERE item = 'x'");
  ExpectFoundIn(0, "revision 2");
}

TEST_P(Tampering, ByInsertingRowsIsNamed) {
  Sql("UPDATE history SET rev = -rev - 1 WHERE rev > 2 AND " + Rows(2));
  Sql("UPDATE history SET rev = -rev WHERE rev < 0");
  const std::string columns =
      "at, recorded_at, event, source, actor, input, from_states, to_states, detail, hash FROM history "
      "WHERE ";
  const std::string insert =
      "INSERT INTO history (tenant, item, rev, at, recorded_at, event, source, actor, input, from_states, "
      "to_states, detail, hash) SELECT tenant, item, ";
  Sql(insert + "3, " + columns + Rows(2, 2));
  ExpectFoundIn(2, "revision 3");
  PutBack();
  Sql(insert + "6, " + columns + Rows(2, 5));
  ExpectFoundIn(2, "revision 6");
  PutBack();
  // Of no item at all.
  Sql("UPDATE history SET item = 'zz' WHERE " + Rows(2));
  Sql("DELETE FROM items WHERE " + Item(2));
  ExpectFound("(zz): the item is gone; what is left is the history of 5 revisions");
}

TEST_P(Tampering, ByCopyingAnItemToAnotherTenantIsNamed) {
  Sql("UPDATE items SET tenant = 'other' WHERE " + Item(0));
  Sql("UPDATE history SET tenant = 'other' WHERE " + Rows(0));
  ExpectFound("other: QJ-2026-001 (" + id(0) + "): revision 1");
}

TEST_P(Tampering, NamesTheFirstDifferenceInTheOrderOfItemsHoweverManyThreads) {
  for (const std::size_t i : {2U, 1U}) Sql("UPDATE history SET event = 'x' WHERE " + Rows(i, 3));
  const CommandRun run = Verify({"--threads", "3"});
  EXPECT_LT(run.out.find("(" + id(1) + "): revision 3"), run.out.find("(" + id(2) + "): revision 3"));
  EXPECT_THAT(run.out, AllOf(HasSubstr("3 items replayed, 2 differ"), Not(HasSubstr(id(0)))));
}

TEST_P(Tampering, ByCuttingAnItemBackIsFoundByASeal) {
  CutBack(1);
  ExpectClean();  // nothing is left that could tell: this is what seals are for
  PutBack();

  MakeKey();
  Seal();
  ExpectClean(Kept());
  Keep();
  CutBack(1);
  ExpectFoundIn(1, "revision 5: it is missing: seal 1 covers it, the history ends at revision 3");
  EXPECT_THAT(RunCharter({"seal", "--db", url(), "--seal-key", key()}).err, HasSubstr("was cut back"));

  // The seal is cut as well: there is one elsewhere.
  Sql("UPDATE seal_leaves SET rev = 3, head = (SELECT head FROM early_items WHERE " + Item(1) +
      ") WHERE item = '" + id(1) + "'");
  ExpectFound("seal 1: what it covers has been changed (root)");
  Sql("DELETE FROM seal_leaves");
  Sql("DELETE FROM seals");
  ExpectClean();
  ExpectFound("seal 1: it is kept elsewhere and missing from the database", Kept());
}

TEST_P(Tampering, ByRemovingAnItemWholeIsFoundByASeal) {
  MakeKey();
  Seal();
  Sql("DELETE FROM items WHERE " + Item(2));
  Sql("DELETE FROM history WHERE " + Rows(2));
  ExpectFoundIn(2, "the item is gone; what is left is seal 1, which covers its revision 5");
  Sql("DELETE FROM seal_leaves WHERE item = '" + id(2) + "'");
  ExpectFound("seal 1: the number of items it covers anew: expected 3, found 2");
}

TEST_P(Tampering, WithTheRestOfTheChainMadeAnewIsFoundByASeal) {
  MakeKey();
  Seal();
  Sql("UPDATE history SET recorded_at = recorded_at - 86400000000 WHERE rev > 1 AND " + Rows(1));
  ExpectFoundIn(1, "revision 2");
  ChainAnew(1);
  ExpectFoundIn(1, "revision 5, hash: the history up to here was written anew after seal 1: expected ");
  Sql("DELETE FROM seal_leaves");
  Sql("DELETE FROM seals");
  ExpectClean();
  // Sealed anew, with another key: the kept one tells, and so does the right key.
  ASSERT_EQ(RunCharter({"seal", "--new-key", key() + "2"}).exit_code, 0);
  ASSERT_EQ(RunCharter({"seal", "--db", url(), "--seal-key", key() + "2"}).exit_code, 0);
  ExpectClean();
  ExpectFound("seal 1: the database has another one than was kept: expected ", Kept());
  ExpectFound("seal 1: its signature is not one of the key given", {"--seal-public-key", key() + ".pub"});
}

TEST_P(Tampering, WithTheSealsThemselvesIsNamed) {
  MakeKey();
  Seal();
  Keep();
  const std::map<std::string, std::string> edits = {{"sealed_at", "sealed_at + 1"},
                                                    {"items", "4"},
                                                    {"revisions", "16"},
                                                    {"changed", "4"},
                                                    {"root", "'x'"},
                                                    {"previous", "'x'"},
                                                    {"hash", "'x'"}};
  for (const auto& [column, value] : edits) {
    SCOPED_TRACE(column);
    Sql("UPDATE seals SET " + column + " = " + value);
    ExpectFound("seal 1: its hash: expected ");
    PutBack();
  }
  for (const char* column : {"signature", "signing_key"}) {
    Sql("UPDATE seals SET " + std::string(column) + " = 'x'");
    ExpectFound("seal 1: its signature is not one of the key given", {"--seal-public-key", key() + ".pub"});
    PutBack();
  }
  Sql("UPDATE seal_leaves SET head = 'x' WHERE item = '" + id(1) + "'");
  ExpectFound("seal 1: what it covers has been changed (root)");
  PutBack();
  Sql("UPDATE seals SET number = 2");
  ExpectFound("seal 1: it is missing from the database, which has a later one");
}

TEST_P(Tampering, WithAKeptSealIsNamed) {
  MakeKey();
  Seal();
  const std::string kept = KeptText();
  const auto changed = [&](const std::string& what, const std::string& by) {
    std::string text = kept;
    const auto at = text.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    Write("changed.seal", text.replace(at, what.size(), by));
    return Kept("changed.seal");
  };
  ExpectFound("seal 1: the kept one was changed: its hash: expected ",
              changed(R"("items":3)", R"("items":2)"));
  ExpectFound("seal 1: the kept one was changed: its signature is not one of the key given",
              changed(R"("signature":")", R"("signature":"00)"));
  ExpectFound("seal 1: the kept one was changed: its hash",
              changed(R"("tenant":"city")", R"("tenant":"town")"));
  auto of_another_tenant = changed(R"("tenant":"city")", R"("tenant":"town")");
  of_another_tenant.insert(of_another_tenant.end(), {"--tenant", "city"});
  ExpectFound("seal 1: the kept one is of the tenant town, not city", of_another_tenant);
  ASSERT_EQ(RunCharter({"seal", "--new-key", key() + "2"}).exit_code, 0);
  ExpectFound("its signature is not one of the key given",
              {"--seal", Kept()[1], "--seal-public-key", key() + "2.pub"});
  const CommandRun run = Verify(changed(R"("seal":1)", R"("seal":"1")"));
  EXPECT_THAT(run.err, HasSubstr("changed.seal:1: not a line that charter seal printed"));
}

TEST_P(Tampering, IsNotSeenInWhatHasGoneOnSinceASeal) {
  MakeKey();
  // As of the third revision, then the rest as new.
  Sql("DELETE FROM history WHERE rev > 3");
  Sql("DELETE FROM items");
  Sql("INSERT INTO items SELECT * FROM early_items");
  Seal("first.seal");
  const std::string seals = "DELETE FROM saved_seals; INSERT INTO saved_seals SELECT * FROM seals; ";
  Sql(seals + "DELETE FROM saved_seal_leaves; INSERT INTO saved_seal_leaves SELECT * FROM seal_leaves");
  PutBack();
  ExpectClean(Kept("first.seal"));
  Seal("second.seal");
  ExpectClean(Kept("first.seal"));
  ExpectClean(Kept("second.seal"));
  EXPECT_EQ(QuerySql(url(), "SELECT CAST(revisions AS text) FROM seals WHERE number = 2"), "15");
  EXPECT_EQ(QuerySql(url(), "SELECT CAST(items AS text) FROM seals WHERE number = 2"), "3");
  EXPECT_THAT(RunCharter({"seal", "--db", url(), "--seal-key", key()}).err,
              HasSubstr("nothing has changed since seal 2"));
}

INSTANTIATE_TEST_SUITE_P(OnEveryDatabase, Tampering, testing::Values("sqlite", "postgresql"), NameOfKind);

}  // namespace
}  // namespace charter::test
