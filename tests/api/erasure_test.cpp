// A person who is erased: his name is gone from everywhere, the history can still be verified, and nobody who
// edits the database can pass that off as an erasure.
#include <gmock/gmock.h>

#include <fstream>

#include "engine/data/json.h"
#include "engine/data/person_names.h"
#include "engine/ports/chain.h"
#include "storage/open_store.h"
#include "tests/api/any_store.h"
#include "tests/support/test_server.h"

namespace charter::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

const TenantId kTenant{"city"};

constexpr const char* kLetter = R"yaml(workflow: letter
version: 1
title: {zh: 信函, en: Letter}
number: "XH-{year}-{seq:3}"
roles: {worker: {title: {zh: 职工, en: Worker}}, head: {title: {zh: 负责人, en: Head}}}
create: {by: worker}
life_cycle: {copy: {by: worker}}
label: "has(data.signed) ? data.subject + ' / ' + data.signed : data.subject"
data:
  subject: {type: string, required: true, title: {zh: 主题, en: Subject}}
  signed: {type: string, readOnly: true, title: {zh: 署名, en: Signed}}
  about: {type: person, title: {zh: 所涉人员, en: About}}
initial: draft
states:
  draft:
    title: {zh: 草稿, en: Draft}
    on:
      sign: {by: worker, title: {zh: 署名, en: Sign}, actions: [{assign: {signed: actor.name}}]}
      tell: {by: worker, title: {zh: 注明, en: Tell}, actions: [{assign: {signed: "actor.name.startsWith('王') ? 'one' : 'another'"}}]}
      send: {by: [worker, head], target: sent, title: {zh: 发出, en: Send}}
      only: {by: worker, target: sent, guard: "actor.name.startsWith('王')", title: {zh: 专送, en: Send by name}}
  sent: {type: final, title: {zh: 已发出, en: Sent}}
)yaml";

constexpr const char* kName = "王芳芳";
constexpr const char* kOther = "李强强";

class Erasure : public testing::TestWithParam<const char*> {
 protected:
  Erasure() { Open(); }

  void Open() {
    server_ = std::make_unique<TestServer>(store_.url());
    if (!opened_before_) server_->PublishText(kLetter);
    opened_before_ = true;
    wang_ = std::make_unique<Session>(Join("wang", kName, {"worker"}));
    li_ = std::make_unique<Session>(Join("li", kOther, {"worker", "head"}));
    admin_ = std::make_unique<Session>(server_->As("administrator", "city"));
  }
  Session Join(const std::string& id, const std::string& name, const std::vector<std::string>& roles) {
    Session session = server_->Person(id, "mill", roles);
    server_->server().directory().PutPerson(kTenant, {PersonId(id), name, OrgId("mill")});
    return session;
  }
  // Made and signed by Wang, copied to Li, sent.
  std::string Letter(const std::string& last = "send") {
    std::string item = wang_->Create("letter", {{"subject", "spring"}});
    Send(*wang_, item, "sign");
    Send(*wang_, item, "item.copy", {{"to", {"li"}}});
    if (!last.empty()) Send(*wang_, item, last);
    return item;
  }
  static void Send(Session& who, const std::string& item, const std::string& event,
                   const json& input = nullptr) {
    const Reply reply = who.SendEvent(item, event, input);
    EXPECT_EQ(reply.status, 200) << event << " " << reply.body;
  }
  Reply Erase(const std::string& person = "wang", std::vector<api::NamedText> headers = {}) {
    return admin_->Post("/v1/people/" + person + "/erase", R"({"reason":"left the union"})",
                        std::move(headers));
  }
  void EraseAndSweep(const std::string& person = "wang") {
    const Reply reply = Erase(person);
    ASSERT_EQ(reply.status, 200) << reply.body;
    Sweep();
  }
  SweptErasures SweepAt(Timestamp now, int limit = 10'000) {
    return server_->server().service().SweepErasures(kTenant, now, limit);
  }
  // Both rounds.
  void Sweep() {
    Timestamp now = server_->server().wall_clock().Now();
    SweepAt(now);
    now.seconds += 60;
    SweepAt(now);
  }
  json Row() { return json::parse(admin_->Get("/v1/erasures").body)["items"][0]; }
  std::string Messages() {
    std::string all;
    for (const OutboxRow& row : server_->server().store().PendingOutbox(1000)) all += row.record.payload;
    return all;
  }
  // As by another server that still believes that he is there.
  void NameAgain() {
    server_->server().directory().PutPerson(kTenant, {PersonId("wang"), kName, OrgId("mill")});
  }
  // Everything of the tenant's, as text.
  std::string Everything() {
    std::string all;
    for (const Trail& trail : server_->server().store().ReadTrails(kTenant, {})) {
      all += trail.item->title + trail.item->snapshot;
      for (const HistoryRecord& row : trail.history) all += row.actor + row.input + row.detail + row.names;
    }
    return all + Messages() + server_->server().directory().FindPerson(kTenant, PersonId("wang"))->name;
  }
  CommandRun Verify() {
    server_.reset();
    return RunCharter({"verify", "--db", store_.url(), "--workflows", SourcePath("workflows")});
  }
  void ExpectClean() {
    const CommandRun run = Verify();
    EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
  }

  AnyStore store_{GetParam()};
  ScratchFolder folder_;
  bool opened_before_ = false;
  std::unique_ptr<TestServer> server_;
  std::unique_ptr<Session> wang_, li_, admin_;
};

TEST_P(Erasure, TakesTheNameOutOfEverything) {
  const std::string item = Letter();
  EXPECT_THAT(Everything(), HasSubstr(kName));
  EXPECT_EQ(li_->Item(item)["title"], std::string("spring / ") + kName);
  EraseAndSweep();
  EXPECT_THAT(Everything(), Not(HasSubstr(kName)));
  EXPECT_THAT(Everything(), HasSubstr(kOther)) << "nobody else loses his";
  const json seen = li_->Item(item);
  EXPECT_EQ(seen["title"], "spring / " + std::string(kErasedName));
  EXPECT_EQ(seen["data"]["signed"], std::string(kErasedName));
  EXPECT_EQ(seen["created_by"], "wang");
  const json history = li_->History(item)["items"];
  ASSERT_EQ(history.size(), 4U) << "the erasure itself does not show";
  EXPECT_EQ(history[0]["actor"]["name"], std::string(kErasedName));
  EXPECT_EQ(history[0]["actor"]["id"], "wang");
  EXPECT_THAT(li_->Get("/v1/items/" + item + "/timeline").body, Not(HasSubstr(kName)));
  EXPECT_EQ(json::parse(li_->Get("/v1/items?q=spring").body)["items"].size(), 1U);
  EXPECT_EQ(json::parse(li_->Get("/v1/items?q=%E7%8E%8B%E8%8A%B3").body)["items"].size(), 0U);
}

TEST_P(Erasure, LeavesAHistoryThatIsVerified) {
  Letter();
  const std::string other = li_->Create("letter", {{"subject", "autumn"}});
  Send(*li_, other, "item.copy", {{"to", {"wang"}}});
  EraseAndSweep();
  Send(*li_, other, "send");
  ExpectClean();
}

TEST_P(Erasure, EndsWhatHeCouldComeInWith) {
  EXPECT_EQ(wang_->Get("/v1/me").status, 200);
  EraseAndSweep();
  EXPECT_EQ(wang_->Get("/v1/me").status, 401);
}

TEST_P(Erasure, IsToldAgainWhenItIsAskedForAgain) {
  const Reply first = Erase("wang", {{"Idempotency-Key", "k1"}});
  const Reply repeated = Erase("wang", {{"Idempotency-Key", "k1"}});
  const Reply again = Erase();
  EXPECT_EQ(first.status, 200) << first.body;
  EXPECT_EQ(repeated.body, first.body);
  EXPECT_EQ(again.body, first.body);
  const json rows = json::parse(admin_->Get("/v1/erasures").body)["items"];
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0]["reason"], "left the union");
  EXPECT_EQ(rows[0]["done"], false);
  Sweep();
  EXPECT_EQ(json::parse(admin_->Get("/v1/erasures").body)["items"][0]["done"], true);
}

TEST_P(Erasure, IsRefusedWhileSomethingNeedsThePerson) {
  const std::string item = Letter("");
  const Reply made = Erase();
  EXPECT_EQ(made.status, 409);
  EXPECT_THAT(made.body, HasSubstr("CH3190"));
  EXPECT_THAT(made.body, HasSubstr("XH-2026-001"));
  Send(*wang_, item, "send");
  const std::string about = li_->Create("letter", {{"subject", "x"}, {"about", "wang"}});
  EXPECT_THAT(Erase().body, HasSubstr("XH-2026-002"));
  Send(*li_, about, "send");
  EXPECT_EQ(Erase().status, 200);
}

TEST_P(Erasure, IsRefusedOfOneselfAndToOthers) {
  // So there is always another administrator: who erases.
  const Reply self = Erase(json::parse(admin_->Get("/v1/me").body)["id"]);
  EXPECT_EQ(self.status, 409) << self.body;
  EXPECT_EQ(li_->Post("/v1/people/wang/erase", R"({"reason":"x"})").status, 403);
  EXPECT_EQ(Erase("nobody").status, 404);
  EXPECT_EQ(admin_->Post("/v1/people/wang/erase", R"({"reason":""})").status, 422);
}

TEST_P(Erasure, KeepsANameThatARuleWentBy) {
  Letter("only");
  EraseAndSweep();
  EXPECT_EQ(json::parse(admin_->Get("/v1/erasures").body)["items"][0]["kept"], 1);
  EXPECT_THAT(Everything(), HasSubstr(kName));
  ExpectClean();
}

TEST_P(Erasure, ASweepGoesOnWhereItEnded) {
  for (int i = 0; i < 5; ++i) Letter();
  ASSERT_EQ(Erase().status, 200);
  Timestamp now = server_->server().wall_clock().Now();
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(Row()["done"], false);
    int sweeps = 0;
    while (SweepAt(now, 2).looked > 0) ++sweeps;
    EXPECT_GE(sweeps, 3);
    EXPECT_THAT(Everything(), Not(HasSubstr(kName)));
    now.seconds += 60;
  }
  EXPECT_EQ(Row()["done"], true);
  ExpectClean();
}

TEST_P(Erasure, ANameThatIsWrittenMeanwhileIsTakenOutByTheSecondRound) {
  const std::string item = Letter();
  const std::string other = li_->Create("letter", {{"subject", "x"}});
  ASSERT_EQ(Erase().status, 200);
  Timestamp now = server_->server().wall_clock().Now();
  SweepAt(now);
  EXPECT_THAT(Everything(), Not(HasSubstr(kName)));
  NameAgain();
  Send(*li_, other, "item.copy", {{"to", {"wang"}}});
  const CommentRecord late{"c1", ItemId(item), {}, PersonId("wang"), kName, {"worker"}, {}, "good bye"};
  ASSERT_TRUE(server_->server().store().AddComment(kTenant, late, nullptr));
  now.seconds += 59;
  EXPECT_EQ(SweepAt(now).looked, 0) << "it may still be written";
  EXPECT_EQ(Row()["done"], false);
  EXPECT_THAT(Everything(), HasSubstr(kName));
  now.seconds += 1;
  EXPECT_GT(SweepAt(now).looked, 0);
  EXPECT_EQ(Row()["done"], true);
  EXPECT_THAT(Everything(), Not(HasSubstr(kName)));
  EXPECT_THAT(li_->Get("/v1/items/" + item + "/comments").body, Not(HasSubstr(kName)));
  Send(*li_, other, "send");
  ExpectClean();
}

TEST_P(Erasure, AskedForAgainTakesWhatThePersonWasGivenSince) {
  Letter();
  EraseAndSweep();
  NameAgain();
  Directory& directory = server_->server().directory();
  Store& store = server_->server().store();
  directory.AddGrant(kTenant, PersonId("wang"), {"worker", OrgId("mill"), {}});
  Account account;
  account.name = "wang";
  account.person = PersonId("wang");
  ASSERT_TRUE(
      store.PutAccount(kTenant, account, {"a", {}, "password_changed", PersonId("wang"), "", "", "", 0}));
  const std::string other = li_->Create("letter", {{"subject", "x"}});
  Send(*li_, other, "item.copy", {{"to", {"wang"}}});
  Send(*li_, other, "send");
  ASSERT_EQ(Erase().status, 200);
  EXPECT_TRUE(directory.ListGrants(kTenant, PersonId("wang")).empty());
  EXPECT_FALSE(store.FindAccount(kTenant, "wang"));
  Sweep();
  EXPECT_THAT(Everything(), Not(HasSubstr(kName)));
  ExpectClean();
}

TEST_P(Erasure, KeepsAnItemThatARuleMadeAnotherByTheNameThoughItsStateIsTheSame) {
  const std::string item = Letter("");
  Send(*wang_, item, "tell");
  Send(*wang_, item, "send");
  EraseAndSweep();
  EXPECT_EQ(Row()["kept"], 1);
  EXPECT_EQ(li_->Item(item)["data"]["signed"], "one");
  ExpectClean();
}

TEST_P(Erasure, TakesTheNameOutOfAnItemWhereSomebodyTypedTheSameCharacters) {
  const std::string subject = std::string(kName) + "草与" + kName;
  const std::string item = wang_->Create("letter", {{"subject", subject}});
  for (const char* event : {"sign", "send"}) Send(*wang_, item, event);
  EraseAndSweep();
  EXPECT_EQ(Row()["kept"], 0);
  const json data = li_->Item(item)["data"];
  EXPECT_EQ(data["subject"], subject);
  EXPECT_EQ(data["signed"], std::string(kErasedName));
  ExpectClean();
}

TEST_P(Erasure, MessagesOfAnItemThatKeepsTheNameLoseItAllTheSame) {
  Letter("only");
  EXPECT_THAT(Messages(), HasSubstr(kName));
  EraseAndSweep();
  EXPECT_EQ(Row()["kept"], 1);
  EXPECT_THAT(Messages(), Not(HasSubstr(kName)));
  EXPECT_THAT(Messages(), HasSubstr(std::string(kErasedName)));
}

TEST_P(Erasure, TakesNoBookkeepingFromWhoActsMeanwhile) {
  const std::string item = li_->Create("letter", {{"subject", "x"}});
  Send(*li_, item, "item.copy", {{"to", {"wang"}}});
  const json before = li_->Item(item);
  EraseAndSweep();
  EXPECT_EQ(li_->Item(item)["rev"], before["rev"]) << "what does not show moves no revision";
  const Reply sent = li_->SendEvent(item, "send", nullptr, "\"" + before["rev"].dump() + "\"");
  EXPECT_EQ(sent.status, 200) << sent.body;
}

TEST_P(Erasure, AnExportCarriesItAndTheImportIsVerified) {
  Letter();
  EraseAndSweep();
  server_.reset();
  const std::string file = folder_.File("city.jsonl");
  const std::string copy = "sqlite:" + folder_.File("copy.db");
  const CommandRun out = RunCharter({"export", "--db", store_.url(), "--tenant", "city", "--to", file});
  ASSERT_EQ(out.exit_code, 0) << out.err;
  std::ifstream text(file, std::ios::binary);
  const std::string all{std::istreambuf_iterator<char>(text), {}};
  EXPECT_THAT(all, Not(HasSubstr(kName)));
  EXPECT_THAT(all, HasSubstr("left the union"));
  ASSERT_EQ(RunCharter({"migrate", "--db", copy}).exit_code, 0);
  const CommandRun in = RunCharter({"import", "--db", copy, "--from", file});
  ASSERT_EQ(in.exit_code, 0) << in.err;
  const CommandRun run = RunCharter({"verify", "--db", copy, "--workflows", SourcePath("workflows")});
  EXPECT_EQ(run.exit_code, 0) << run.out;
}

INSTANTIATE_TEST_SUITE_P(Both, Erasure, testing::Values("sqlite", "postgresql"), NameOfKind);

// Somebody who may write to the database tries to take out, or put in, what was not erased.
class ErasureForged : public Erasure {
 protected:
  void Close() {
    server_.reset();
    for (const char* table : {"history", "erasures", "items"}) {
      if (std::string(GetParam()) == "sqlite") {
        for (const char* rule :
             {"_is_never_changed", "_is_never_deleted", "_are_never_changed", "_are_never_deleted"})
          Sql("DROP TRIGGER IF EXISTS " + std::string(table) + rule);
      } else {
        Sql("ALTER TABLE " + std::string(table) + " DISABLE TRIGGER USER");
      }
    }
  }
  void Sql(const std::string& sql) const { RunSql(store_.url(), sql); }
  [[nodiscard]] std::vector<HistoryRecord> Rows(const std::string& item) const {
    return storage::OpenStore(store_.url())->store().History(kTenant, ItemId(item), 0, 100);
  }
  void ExpectFound(const std::string& text) {
    const CommandRun run = Verify();
    EXPECT_EQ(run.exit_code, 1) << run.out;
    EXPECT_THAT(run.out, HasSubstr(text)) << run.err;
  }
};

TEST_P(ErasureForged, ByTakingANameOutOfARowIsNamed) {
  const std::string item = Letter();
  Close();
  const std::string names = WithoutName(Rows(item).at(0).names, "wang");
  Sql("UPDATE history SET names = '" + names + "' WHERE rev = 1");
  ExpectFound(
      "revision 1, names: the name of wang is gone, and no event of the item says that it was erased");
}

TEST_P(ErasureForged, ByPuttingAnotherNameInIsNamed) {
  const std::string item = Letter();
  Close();
  std::string names = Rows(item).at(1).names;
  names.replace(names.find(kName), std::string(kName).size(), "赵六六");
  Sql("UPDATE history SET names = '" + names + "' WHERE rev = 2");
  ExpectFound("revision 2");
}

TEST_P(ErasureForged, ByPuttingANameBackIsNamed) {
  const std::string item = Letter();
  EraseAndSweep();
  Close();
  Sql(R"(UPDATE history SET names = '{"wang":["00","赵六六"]}' WHERE rev = 1)");
  ExpectFound("revision 1");
}

TEST_P(ErasureForged, ByPuttingTheTrueNameBackIsNamed) {
  const std::string item = Letter();
  const std::string names = server_->server().store().History(kTenant, ItemId(item), 0, 1).at(0).names;
  ASSERT_THAT(names, HasSubstr(kName));
  EraseAndSweep();
  Close();
  Sql("UPDATE history SET names = '" + names + "' WHERE rev = 1");
  ExpectFound("revision 1, names: the name of wang is there again");
}

TEST_P(ErasureForged, AnItemThatIsDamagedKeepsNoOtherWaiting) {
  const std::string unreadable = Letter();
  const std::string cut_short = Letter();
  const std::string whole = Letter();
  Close();
  Sql("UPDATE items SET snapshot = 'no JSON' WHERE id = '" + unreadable + "'");
  Sql("DELETE FROM history WHERE rev = 4 AND item = '" + cut_short + "'");
  Open();
  ASSERT_EQ(Erase().status, 200);
  Timestamp now = server_->server().wall_clock().Now();
  const SweptErasures swept = SweepAt(now);
  EXPECT_EQ(swept.failed, 2);
  EXPECT_THAT(swept.failure, HasSubstr("item " + cut_short));
  EXPECT_THAT(li_->Get("/v1/items/" + whole).body, Not(HasSubstr(kName)));
  now.seconds += 60;
  SweepAt(now);
  EXPECT_EQ(Row()["done"], true);
  EXPECT_EQ(Row()["kept"], 2);
}

TEST_P(ErasureForged, ByTakingTheNamesAwayAltogetherIsNamed) {
  Letter();
  EraseAndSweep();
  Close();
  Sql("UPDATE history SET names = '' WHERE rev = 1");
  ExpectFound("revision 1");
}

TEST_P(ErasureForged, ByChangingWhoActedUnderTheNameIsNamed) {
  Letter();
  EraseAndSweep();
  Close();
  Sql("UPDATE history SET actor = replace(actor, '\"wang\"', '\"li\"') WHERE rev = 1");
  ExpectFound("revision 1");
}

TEST_P(ErasureForged, ByARecordThatIsChangedIsNamed) {
  Letter();
  EraseAndSweep();
  Close();
  Sql("UPDATE erasures SET erased_by = 'li'");
  ExpectFound("erasure 1: its content is not what was written");
}

TEST_P(ErasureForged, ByARecordThatIsGoneIsNamed) {
  Letter();
  EraseAndSweep();
  Close();
  Sql("DELETE FROM erasures");
  ExpectFound("it says that the name of wang was erased, and no record of erasures does");
}

TEST_P(ErasureForged, ByARecordAndAnEventWithoutTheHashesIsNamed) {
  const std::string item = Letter();
  Close();
  const auto rows = Rows(item);
  ErasureRecord record{1, PersonId("wang"), PersonId("li"), "forged", {1'767'574'800, 0}, {}, {}, true, 0};
  record.hash = ErasureHash(kTenant, record, "");
  Sql("INSERT INTO erasures (tenant, number, person, erased_by, reason, at, hash, swept, done, kept) VALUES "
      "('city', 1, 'wang', 'li', 'forged', 1767574800000000, '" +
      record.hash + "', '', 1, 0)");
  Sql("UPDATE history SET names = '" + WithoutName(rows.at(0).names, "wang") + "' WHERE rev = 1");
  ExpectFound("revision 1, names: the name of wang is gone");
  // With an event, too, which its item does not know of.
  Sql("INSERT INTO history (tenant, item, rev, at, recorded_at, event, source, actor, input, from_states, "
      "to_states, "
      "detail, hash) SELECT tenant, item, 5, at, recorded_at, 'item.erasure', 'system', '', "
      "'{\"person\":\"wang\",\"erasure\":\"" +
      record.hash +
      "\",\"revs\":[1]}', to_states, to_states, '{\"sealed\":true}', hash FROM history WHERE rev = 4");
  ExpectFound("revision 5");
}

TEST_P(ErasureForged, AgainstASealThatWasKeptIsNamed) {
  const std::string item = Letter();
  server_.reset();
  const std::string key = folder_.File("seal.key");
  ASSERT_EQ(RunCharter({"seal", "--new-key", key}).exit_code, 0);
  const CommandRun sealed = RunCharter({"seal", "--db", store_.url(), "--seal-key", key});
  ASSERT_EQ(sealed.exit_code, 0) << sealed.err;
  Open();
  EraseAndSweep();
  // What was sealed before the erasure holds after it.
  std::ofstream(folder_.File("kept.seal"), std::ios::binary) << sealed.out;
  server_.reset();
  const CommandRun run = RunCharter({"verify", "--db", store_.url(), "--workflows", SourcePath("workflows"),
                                     "--seal", folder_.File("kept.seal"), "--seal-public-key", key + ".pub"});
  EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
}

INSTANTIATE_TEST_SUITE_P(Both, ErasureForged, testing::Values("sqlite", "postgresql"), NameOfKind);

}  // namespace
}  // namespace charter::test
