// A secret ballot over HTTP on both databases: what is stored tells who voted, and never what.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <sstream>

#include "tests/api/any_store.h"
#include "tests/support/test_server.h"

namespace charter::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kCongress = R"yaml(workflow: congress
version: 1
title: {zh: 职代会, en: Workers' congress}
roles:
  chair: {title: {zh: 主持人, en: Chair}}
  delegate: {title: {zh: 职工代表, en: Delegate}}
create: {by: chair}
initial: voting
states:
  voting:
    title: {zh: 表决, en: Voting}
    invoke:
      - {id: vote, type: ballot, quorum: at least 2/3, pass: at least 1/2 of all, voters: delegate, by: chair,
         done: [{guard: results.vote.passed, target: adopted}, {target: rejected}]}
  adopted: {type: final, title: {zh: 通过, en: Adopted}}
  rejected: {type: final, title: {zh: 未通过, en: Rejected}}
)yaml";

class Congress {
 public:
  explicit Congress(const std::string& url)
      : url_(url), server_(url), chair_(server_.Person("chen", "mill", {"chair"})) {
    server_.PublishText(kCongress);
    for (const char* id : {"d-1", "d-2", "d-3"})
      delegates_.push_back(server_.Person(id, "mill", {"delegate"}));
    item_ = chair_.Create("congress", nlohmann::json::object());
    Send(chair_, "vote.open", nullptr);
    Send(chair_, "vote.attend", {{"people", {"d-1", "d-2", "d-3"}}});
  }

  void Vote(const std::vector<std::string>& choices) {
    for (std::size_t i = 0; i < choices.size(); ++i)
      Send(delegates_[i], "vote.vote", {{"choice", choices[i]}});
  }
  void Close() { Send(chair_, "vote.close", nullptr); }
  void ExpectVerified() {
    const auto difference = server_.server().service().Verify(TenantId("city"), ItemId(item_));
    EXPECT_FALSE(difference.has_value()) << *difference;
  }

  // Every row of every table that knows of the item or of people acting, without what differs from run to
  // run.
  [[nodiscard]] std::string Dump() const {
    const bool sqlite = url_.starts_with("sqlite:");
    std::istringstream tables(QuerySql(
        url_, sqlite
                  ? "SELECT group_concat(name, char(10)) FROM (SELECT name FROM sqlite_master WHERE type = "
                    "'table' AND name NOT LIKE 'sqlite_%' ORDER BY name)"
                  : "SELECT string_agg(tablename, E'\\n' ORDER BY tablename) FROM pg_tables WHERE schemaname "
                    "NOT IN ('pg_catalog', 'information_schema')"));
    std::string dump;
    for (std::string table; std::getline(tables, table);) {
      dump += "== " + table + "\n" + (sqlite ? SqliteRows(table) : PostgresRows(table)) + "\n";
    }
    std::string text;
    for (std::size_t at = 0;;) {
      const auto next = dump.find(item_, at);
      text += dump.substr(at, next - at);
      if (next == std::string::npos) return text;
      text += "ITEM";
      at = next + item_.size();
    }
  }

  Session& chair() { return chair_; }
  Session& delegate(std::size_t i) { return delegates_[i]; }
  [[nodiscard]] const std::string& item() const { return item_; }

 private:
  void Send(Session& who, const std::string& event, const nlohmann::json& input) {
    const Reply reply = who.SendEvent(item_, event, input);
    EXPECT_EQ(reply.status, 200) << event << " " << reply.body;
  }
  [[nodiscard]] std::string SqliteRows(const std::string& table) const {
    const std::string columns = QuerySql(
        url_, "SELECT group_concat('quote(\"' || name || '\")', ' || '' '' || ') FROM pragma_table_info('" +
                  table + "')");
    return QuerySql(url_, "SELECT group_concat(r, char(10)) FROM (SELECT " + columns + " AS r FROM \"" +
                              table + "\" ORDER BY r)");
  }
  [[nodiscard]] std::string PostgresRows(const std::string& table) const {
    return QuerySql(url_, "SELECT string_agg(t::text, E'\\n' ORDER BY t::text) FROM \"" + table + "\" AS t");
  }

  std::string url_;
  TestServer server_;
  Session chair_;
  std::vector<Session> delegates_;
  std::string item_;
};

class ASecretBallot : public testing::TestWithParam<const char*> {
 protected:
  AnyStore store_{GetParam()};
};

TEST_P(ASecretBallot, LeavesNoChoiceInAnyRowOfAnyTable) {
  Congress congress(store_.url());
  congress.Vote({"for", "against", "abstain"});
  const auto without_sums = [&] {
    return std::regex_replace(congress.Dump(),
                              std::regex(R"re("?(urn|outcome|vote)"*:\{"*(for|roster)"*:[^}]*\})re"), "SUMS");
  };
  const std::string open = without_sums();
  EXPECT_THAT(open, HasSubstr("vote.vote"));
  EXPECT_THAT(open, HasSubstr("d-2"));
  for (const char* word : {"choice", "against", "abstain"}) EXPECT_THAT(open, Not(HasSubstr(word))) << word;
  congress.ExpectVerified();
  congress.Close();
  EXPECT_THAT(without_sums(), Not(HasSubstr("choice")));
  congress.ExpectVerified();
}

// Two ballots with the same sums, in which other people chose: every table of both holds the same.
TEST_P(ASecretBallot, StoresTheSameWhoeverChoseWhat) {
  const AnyStore another(GetParam());
  Congress one(store_.url());
  Congress other(another.url());
  one.Vote({"for", "against", "for"});
  other.Vote({"against", "for", "for"});
  const auto comparable = [](const std::string& dump) {
    std::istringstream lines(dump);
    std::string text;
    bool skip = false;
    for (std::string line; std::getline(lines, line);) {
      // Tokens are random, and when the schema was made is the machine's time.
      if (line.starts_with("== "))
        skip = line.find("token") != std::string::npos || line.find("schema") != std::string::npos;
      if (!skip) text += line + "\n";
    }
    // An item without a title is found by its id, and the outbox waits by the machine's clock.
    text = std::regex_replace(text, std::regex(R"re((\(city,t\w+,ITEM\)|'city' 't\w+' 'ITEM')\n)re"), "");
    text = std::regex_replace(text, std::regex(R"re(\b(?!1767574800000000)1[0-9]{15}\b)re"), "TIME");
    // Hashes are over what is compared here, and over the item's id.
    text = std::regex_replace(text, std::regex("\\b[0-9a-f]{64}\\b"), "HASH");
    // What is random beside each name.
    return std::regex_replace(text, std::regex("\\b[0-9a-f]{32}\\b"), "SALT");
  };
  EXPECT_EQ(comparable(one.Dump()), comparable(other.Dump()));
  one.Close();
  other.Close();
  EXPECT_EQ(comparable(one.Dump()), comparable(other.Dump()));
  EXPECT_EQ(one.chair().Item(one.item())["activities"], other.chair().Item(other.item())["activities"]);
}

TEST_P(ASecretBallot, ShowsAVoteToWhoCastItOnly) {
  Congress congress(store_.url());
  congress.Vote({"for", "against"});
  const auto votes_seen = [&](Session& who) {
    int votes = 0;
    const auto history = who.History(congress.item());
    for (const auto& row : history["items"]) votes += row["event"] == "vote.vote" ? 1 : 0;
    return votes;
  };
  EXPECT_EQ(votes_seen(congress.delegate(0)), 1);
  EXPECT_EQ(votes_seen(congress.delegate(2)), 0);
  EXPECT_EQ(votes_seen(congress.chair()), 0);
  const std::string to_voter = congress.delegate(0).Item(congress.item()).dump();
  EXPECT_THAT(to_voter, HasSubstr(R"("own_vote_cast":true)"));
  EXPECT_THAT(to_voter, Not(HasSubstr(R"("voted")")));
  const std::string to_chair = congress.chair().Item(congress.item()).dump();
  EXPECT_THAT(to_chair, HasSubstr(R"("voted":["d-1","d-2"])"));
  EXPECT_THAT(to_chair, Not(HasSubstr(R"("urn")")));
}

INSTANTIATE_TEST_SUITE_P(OnEveryDatabase, ASecretBallot, testing::Values("sqlite", "postgresql"), NameOfKind);

// Bytes of the file, also those that no row holds any more.
TEST(ASecretBallotInAFile, LeavesNoChoiceInItsBytes) {
  const ScratchFolder scratch;
  const std::string path = scratch.File("congress.db");
  Congress congress("sqlite:" + path);
  congress.Vote({"for", "against", "abstain"});
  for (const char* suffix : {"", "-wal", "-journal"}) {
    const std::ifstream file(path + suffix, std::ios::binary);
    std::ostringstream bytes;
    if (file) bytes << file.rdbuf();
    EXPECT_EQ(bytes.str().find("choice"), std::string::npos) << suffix;
  }
}

}  // namespace
}  // namespace charter::test
