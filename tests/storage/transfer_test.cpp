// A tenant as lines of text, out of one database and into another.
#include "storage/transfer.h"

#include <limits>
#include <regex>
#include <sstream>

#include "engine/data/failure.h"
#include "tests/storage/store_fixture.h"

namespace charter::storage {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

// More than one piece of what is sent at once.
constexpr int kItems = 300;
// Every sign that a line of text, of COPY or of JSON has to keep.
constexpr const char* kSigns = "梁州 \"A\" \\ ' \t\r\n\b\f\v\x01\x7f :x \\N \\. 📚 {} [] \\x61";

// Two empty databases of the kinds that the test's parameter names: "sqlite_postgresql" and so on.
class TransferTest : public testing::TestWithParam<std::pair<std::string, std::string>> {
 protected:
  TransferTest() : from_(Make(GetParam().first, "from.db")), to_(Make(GetParam().second, "to.db")) {}

  std::string Make(const std::string& kind, const std::string& name) {
    std::string url = "sqlite:" + (folder_ / name).string();
    if (kind == "postgresql") {
      postgres_.push_back(std::make_unique<test::PostgresDatabase>());
      url = postgres_.back()->url();
    }
    Migrate(url);
    return url;
  }

  static std::string Export(const std::string& url, const TenantId& tenant = kCity) {
    std::ostringstream out;
    EXPECT_THAT(ExportTenant(url, tenant, out), StartsWith("Tenant " + tenant.value + " is exported"));
    return out.str();
  }
  static std::string Import(const std::string& text, const std::string& url) {
    std::istringstream in(text);
    return ImportTenant(in, url);
  }
  // Nothing may have changed.
  static void ExpectRefused(Code code, const std::string& says, const std::string& text,
                            const std::string& url) {
    const std::string count =
        "SELECT (SELECT count(*) FROM items) + (SELECT count(*) FROM organizations) + "
        "(SELECT count(*) FROM calendars)";
    const std::string before = test::QuerySql(url, count);
    try {
      Import(text, url);
      ADD_FAILURE() << "imported: " << says;
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.code(), code) << failure.what();
      EXPECT_THAT(failure.what(), HasSubstr(says));
    }
    EXPECT_EQ(test::QuerySql(url, count), before);
  }

  ScratchFolder folder_;
  std::vector<std::unique_ptr<test::PostgresDatabase>> postgres_;
  std::string from_;
  std::string to_;
};

// A child before its parent in the order of ids, the largest numbers, and every sign.
void Fill(const std::string& url, const TenantId& tenant) {
  const auto opened = OpenStore(url);
  Store& store = opened->store();
  Directory& directory = opened->directory();
  directory.PutOrganizations(tenant, {{OrgId("z"), std::nullopt, "city", {kSigns, ""}, "z/"},
                                      {OrgId("a"), OrgId("z"), "county", {"县", "county"}, "z/a/"}});
  directory.PutPerson(tenant, {PersonId("p7"), kSigns, OrgId("a")});
  directory.AddGrant(tenant, PersonId("p7"), {"lead", OrgId("a"), "z/a/"});
  directory.PutToken({tenant, PersonId("p7"), "00ff", At(100)});
  directory.PutToken({tenant, PersonId("p7"), "01ff", At(100), TokenKind::kPersonal, TokenScope::kRead,
                      kSigns, At(1), At(2)});
  directory.PutSubject(tenant, {"https://id.example", kSigns, PersonId("p7")});
  EXPECT_TRUE(
      store.PutAccount(tenant, {kSigns, PersonId("p7"), "$argon2id$", true, 3, At(9), At(1)},
                       {"id-1", At(3), "password_reset", PersonId("p7"), "", "203.0.113.0/24", "", 0}));
  store.AddAccess(tenant, {"id-2", At(4), "refused", std::nullopt, "00ff00ff", "", "GET /v1/me", 4003});
  EXPECT_TRUE(store.AddDefinition(tenant, {"flow", 3, kSigns, PersonId("p7"), At(5)}));
  EXPECT_TRUE(store.Retire(tenant, "flow", 3, {true, PersonId("p7"), At(6), kSigns}, nullptr));
  (void)store.AddCalendar("{\"days\":1}", At(1));
  (void)store.AddCalendar("{\"days\":2}", At(2));
  std::vector<ItemWrite> created;
  std::vector<ItemWrite> changed;
  for (int i = 0; i < kItems; ++i) {
    ItemWrite& write = created.emplace_back(Creation("i" + std::to_string(i)));
    write.item.title = kSigns;
    write.item.snapshot = std::string(static_cast<std::size_t>(i) * 20, 'x') + kSigns;
    write.item.created_at = {std::numeric_limits<std::int64_t>::max() / 1'000'000 - 1, 999'999'000};
    write.timers = {{1, At(i)}, {std::numeric_limits<std::int64_t>::max(), At(-i * 100'000'000LL)}};
    write.tasks = {{"draft", "lead", At(0), std::nullopt}, {"draft", "head", At(0), At(1), PersonId("p7")}};
    changed.push_back(Next(write));
    changed.back().timers = write.timers;
    changed.back().tasks = write.tasks;
  }
  EXPECT_FALSE(store.Commit(tenant, created));
  EXPECT_FALSE(store.Commit(tenant, changed));
  EXPECT_EQ(store.NextNumber(tenant, kSigns), 1);
}

TEST_P(TransferTest, LosesNothingAndComesBackByteForByte) {
  Fill(from_, kCity);
  Fill(from_, kOtherCity);
  const std::string text = Export(from_);
  EXPECT_THAT(Import(text, to_), HasSubstr("300 items, 600 history"));
  EXPECT_TRUE(Export(to_) == text);
  const std::string again = Make(GetParam().first, "again.db");
  Import(Export(to_), again);
  EXPECT_TRUE(Export(again) == text);

  const auto opened = OpenStore(to_);
  EXPECT_EQ(opened->store().FindItem(kCity, ItemId("i7"))->title, kSigns);
  EXPECT_FALSE(opened->store().FindItem(kOtherCity, ItemId("i7"))) << "another tenant's stay where they are";
  EXPECT_EQ(opened->store().NextNumber(kCity, kSigns), 2);
}

TEST_P(TransferTest, PutsATenantBesideOthers) {
  Fill(from_, kCity);
  Fill(to_, kOtherCity);
  const std::string theirs = Export(to_, kOtherCity);
  Import(Export(from_), to_);
  EXPECT_TRUE(Export(to_) == Export(from_));
  EXPECT_TRUE(Export(to_, kOtherCity) == theirs);
}

TEST_P(TransferTest, IsRefusedWhereTheTenantIsThere) {
  Fill(from_, kCity);
  const std::string text = Export(from_);
  Import(text, to_);
  ExpectRefused(Code::already_there, "in this database already", text, to_);
}

TEST_P(TransferTest, IsRefusedWhereTheFileWasCutOffOrAltered) {
  Fill(from_, kCity);
  const std::string text = Export(from_);
  ExpectRefused(Code::export_damaged, "no export", "", to_);
  ExpectRefused(Code::export_damaged, "no export", "{\"items\": []}\n", to_);
  ExpectRefused(Code::export_damaged, "cut off", text.substr(0, text.size() / 2), to_);
  ExpectRefused(Code::export_damaged, "cut off", text.substr(0, text.size() - 1), to_);
  ExpectRefused(Code::export_damaged, "after the last line", text + "\n", to_);
  const auto last_line = text.rfind('\n', text.size() - 2) + 1;
  ExpectRefused(Code::export_damaged, "cut off", text.substr(0, last_line), to_);
  // One character of a title; a whole row left out.
  std::string altered = text;
  altered.replace(altered.find("[\"flow\""), 6, "[\"flaw");
  ExpectRefused(Code::export_damaged, "the sum over the file", altered, to_);
  const auto row = text.find("[\"i7\",");
  altered = text;
  altered.erase(row, text.find('\n', row) + 1 - row);
  ExpectRefused(Code::export_damaged, "the sum over the file", altered, to_);
}

TEST_P(TransferTest, IsRefusedWhereAnotherProgramWroteTheFile) {
  Fill(from_, kCity);
  const std::string text = Export(from_);
  const auto with = [&](const std::string& what, const std::string& by) {
    return std::regex_replace(text, std::regex(what), by, std::regex_constants::format_first_only);
  };
  ExpectRefused(Code::export_version, "another form", with(R"("charter_export":1)", R"("charter_export":2)"),
                to_);
  ExpectRefused(Code::export_version, "the newer program", with(R"("schema":\d+)", R"("schema":9999)"), to_);
  ExpectRefused(Code::export_version, "charter migrate", with(R"("schema":\d+)", R"("schema":1)"), to_);
}

TEST_P(TransferTest, IsRefusedWhereAnEditionOfTheCalendarHasAnotherText) {
  Fill(from_, kCity);
  (void)OpenStore(to_)->store().AddCalendar("{\"days\":3}", At(1));
  ExpectRefused(Code::calendar_clash, "edition 1 of the work calendar", Export(from_), to_);
}

TEST_P(TransferTest, BringsTheEditionsOfTheCalendarThatAreMissingAndHasThemCounted) {
  Fill(from_, kCity);
  {
    const auto opened = OpenStore(to_);
    opened->store().MarkRecounted(opened->store().AddCalendar("{\"days\":1}", At(9)));
  }
  EXPECT_THAT(Import(Export(from_), to_), HasSubstr("Edition 2 of the work calendar came with it"));
  const auto editions = OpenStore(to_)->store().ListCalendars();
  ASSERT_EQ(editions.size(), 2U);
  EXPECT_EQ(editions[1].text, "{\"days\":2}");
  EXPECT_FALSE(editions[1].recounted);
}

TEST_P(TransferTest, OfATenantThatIsNotThereNamesThoseThatAre) {
  Fill(from_, kOtherCity);
  std::ostringstream out;
  try {
    (void)ExportTenant(from_, TenantId("o'her"), out);
    ADD_FAILURE() << "exported";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), Code::invalid_parameter);
    EXPECT_THAT(failure.what(), HasSubstr("the tenants here: other"));
  }
}

INSTANTIATE_TEST_SUITE_P(EachWay, TransferTest,
                         testing::Values(std::pair("sqlite", "postgresql"),
                                         std::pair("postgresql", "sqlite")),
                         [](const auto& each) { return each.param.first + "_to_" + each.param.second; });

}  // namespace
}  // namespace charter::storage
