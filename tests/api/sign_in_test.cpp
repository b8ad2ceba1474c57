// Names and passwords, on a clock that tests move.
#include "api/sign_in.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "api/first_administrator.h"
#include "storage/memory_directory.h"
#include "storage/memory_store.h"
#include "tests/api/provider.h"

namespace charter::api {
namespace {

using test::HandClock;
using testing::HasSubstr;
using testing::Not;

const TenantId kCity("city");
const PersonId kLin("lin");
constexpr const char* kRight = "a long enough secret";
constexpr const char* kHere = "203.0.113.7";

class SignInTest : public testing::Test {
 protected:
  SignInTest() {
    directory.PutOrganizations(kCity, {{OrgId("city"), std::nullopt, "city", {"市", "City"}, "city/"}});
    directory.PutPerson(kCity, {kLin, "林晓", OrgId("city")});
    EXPECT_TRUE(store.PutAccount(kCity, {"lin", kLin, passwords.Hash(kRight)}, trail.Make("made", "")));
  }
  tl::expected<SignIn::Session, Problem> Enter(const std::string& password, const std::string& name = "lin") {
    return sign_in.Enter(kCity, name, password, kHere);
  }
  bool Is(const std::string& password) { return Enter(password).has_value(); }
  void Fail(int times) {
    for (int i = 0; i < times; ++i) EXPECT_FALSE(Is("wrong"));
  }
  void Pass(std::int64_t seconds) { clock.now.seconds += seconds; }
  std::optional<Proof> ProofOf(const SignIn::Session& session) {
    Headers headers;
    headers.Add("Cookie", "charter=" + session.token);
    const auto proof = identity.Authenticate(headers);
    return proof ? std::optional(*proof) : std::nullopt;
  }
  AccessRecord Last() { return store.ListAccess(kCity, "", 1).rows.at(0); }

  HandClock clock{{1'767'600'000, 0}};
  storage::MemoryStore store;
  storage::MemoryDirectory directory{store};
  Passwords passwords{{1, 8192, 2}};
  AccessTrail trail{store, clock};
  Identity identity{directory, clock};
  SignIn sign_in{store, directory, identity, passwords, trail, clock, Rate{}};
};

TEST_F(SignInTest, TheRightPasswordOpensASession) {
  const auto session = Enter(kRight);
  ASSERT_TRUE(session);
  EXPECT_EQ(session->person.name, "林晓");
  const auto proof = ProofOf(*session);
  ASSERT_TRUE(proof);
  EXPECT_EQ(proof->caller.person.id, kLin);
  EXPECT_EQ(proof->scope, TokenScope::kAll);
  EXPECT_TRUE(Enter(kRight, "  LIN ")) << "as people write their names";
  EXPECT_NE(Enter(kRight)->token, session->token);
}

TEST_F(SignInTest, AWrongNameAWrongPasswordAndALockAreOneAnswer) {
  const Problem wrong = Enter("wrong").error();
  const Problem unknown = Enter(kRight, "nobody").error();
  Fail(kFailuresFree);
  const Problem locked = Enter(kRight).error();
  for (const Problem* each : {&unknown, &locked}) {
    EXPECT_EQ(each->code, Code::sign_in_refused);
    EXPECT_EQ(Render(*each, Language::kEn).body, Render(wrong, Language::kEn).body);
    EXPECT_EQ(each->headers, wrong.headers);
  }
}

TEST_F(SignInTest, WaitsGrowWithEveryWrongPassword) {
  Fail(kFailuresFree - 1);
  EXPECT_TRUE(Is(kRight)) << "four slips are forgiven, and forgotten";
  Fail(kFailuresFree - 1);
  EXPECT_TRUE(Is(kRight));
  Fail(kFailuresFree);
  EXPECT_FALSE(Is(kRight));
  Pass(29);
  EXPECT_FALSE(Is(kRight));
  Pass(1);
  Fail(1);
  Pass(59);
  EXPECT_FALSE(Is(kRight)) << "the next wait is twice as long";
  Pass(1);
  EXPECT_TRUE(Is(kRight));
}

TEST_F(SignInTest, TriesDuringAWaitDoNotMakeItLonger) {
  Fail(kFailuresFree);
  Fail(50);
  Pass(30);
  EXPECT_TRUE(Is(kRight));
}

TEST(WaitAfter, IsNeverLongerThanAnHour) {
  EXPECT_EQ(WaitAfter(kFailuresFree - 1), Duration{});
  EXPECT_EQ(WaitAfter(kFailuresFree), kFirstWait);
  EXPECT_EQ(WaitAfter(kFailuresFree + 3), (Duration{240, 0}));
  EXPECT_EQ(WaitAfter(1'000'000), kLongestWait);
}

TEST_F(SignInTest, OfManyTriesAtOnceNoMoreCountThanAreFree) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int k = 0; k < 5; ++k) EXPECT_FALSE(Is("wrong"));
    });
  }
  for (std::thread& thread : threads) thread.join();
  const auto account = store.FindAccount(kCity, "lin");
  EXPECT_EQ(account->failures, kFailuresFree);
  EXPECT_EQ(account->locked_until, Add(clock.now, kFirstWait));
}

TEST_F(SignInTest, EveryTryIsRecordedWithoutTellingWhoANameBelongsTo) {
  EXPECT_TRUE(Is(kRight));
  EXPECT_EQ(Last().kind, access::kSignedIn);
  EXPECT_EQ(Last().person, kLin);
  EXPECT_EQ(Last().address, "203.0.113.0/24");
  EXPECT_EQ(Last().code, 0);
  Fail(1);
  EXPECT_EQ(Last().kind, access::kSignInRefused);
  EXPECT_EQ(Last().person, kLin);
  EXPECT_EQ(Last().code, 3110);
  EXPECT_FALSE(Enter("wrong", "my password by mistake"));
  const AccessRecord unknown = Last();
  EXPECT_FALSE(unknown.person);
  EXPECT_EQ(unknown.name_hash.size(), 8U);
  EXPECT_FALSE(Enter("wrong", "my password by mistake"));
  EXPECT_EQ(Last().name_hash, unknown.name_hash);
  EXPECT_NE(Last().id, unknown.id);
}

TEST_F(SignInTest, AnAddressTriesNoMoreOftenThanItMay) {
  SignIn limited{store, directory, identity, passwords, trail, clock, Rate{3, 60}};
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(limited.Enter(kCity, "x", "y", kHere).error().code, Code::sign_in_refused);
  const Problem problem = limited.Enter(kCity, "lin", kRight, kHere).error();
  EXPECT_EQ(problem.code, Code::too_many_requests);
  EXPECT_EQ(problem.headers.at(0), (NamedText{"Retry-After", "20"}));
  EXPECT_EQ(Last().kind, access::kLimited);
  EXPECT_TRUE(limited.Enter(kCity, "lin", kRight, "198.51.100.1")) << "from elsewhere";
  const std::string before = Last().id;
  EXPECT_FALSE(limited.Enter(kCity, "lin", kRight, kHere));
  EXPECT_EQ(Last().id, before) << "that it goes on is not written down again and again";
  Pass(20);
  EXPECT_TRUE(limited.Enter(kCity, "lin", kRight, kHere));
}

TEST_F(SignInTest, AFirstPasswordIsGoodForChoosingAnother) {
  const auto first = sign_in.Reset(kCity, kLin);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->name, "lin");
  EXPECT_FALSE(Is(kRight));
  const auto session = Enter(first->password);
  ASSERT_TRUE(session);
  const auto proof = ProofOf(*session);
  EXPECT_EQ(proof->scope, TokenScope::kPassword);
  const auto changed = sign_in.ChangePassword(*proof, first->password, "another secret", kHere);
  ASSERT_TRUE(changed && *changed);
  EXPECT_EQ(ProofOf(**changed)->scope, TokenScope::kAll);
  EXPECT_FALSE(ProofOf(*session)) << "the session before it has ended";
  EXPECT_FALSE(Is(first->password));
  EXPECT_TRUE(Is("another secret"));
}

TEST_F(SignInTest, APasswordIsChangedByWhoKnowsIt) {
  const auto proof = ProofOf(*Enter(kRight));
  const auto other = Enter(kRight);
  EXPECT_EQ(sign_in.ChangePassword(*proof, "wrong", "another secret", kHere).error().code,
            Code::sign_in_refused);
  EXPECT_TRUE(Is(kRight));
  EXPECT_TRUE(sign_in.ChangePassword(*proof, kRight, "another secret", kHere));
  EXPECT_EQ(Last().kind, access::kPasswordChanged);
  EXPECT_FALSE(ProofOf(*other)) << "sessions elsewhere have ended";
}

TEST_F(SignInTest, GuessingThePresentPasswordLocksAsWell) {
  const auto proof = ProofOf(*Enter(kRight));
  for (int i = 0; i < kFailuresFree; ++i)
    EXPECT_FALSE(sign_in.ChangePassword(*proof, "wrong", "another secret", kHere));
  EXPECT_FALSE(sign_in.ChangePassword(*proof, kRight, "another secret", kHere));
  EXPECT_FALSE(Is(kRight));
}

TEST_F(SignInTest, AnUnfitPasswordIsNotTaken) {
  const auto proof = ProofOf(*Enter(kRight));
  for (const std::string& unfit :
       {std::string("short"), std::string(200, 'x') + "y", std::string(12, 'x'), std::string(kRight)})
    EXPECT_EQ(sign_in.ChangePassword(*proof, kRight, unfit, kHere).error().code, Code::password_unfit)
        << unfit;
  EXPECT_TRUE(WhyUnfit("administrator1", "administrator"));
  EXPECT_FALSE(WhyUnfit("十个字的密码就已经够了", "lin"));
}

TEST_F(SignInTest, WhoSignsInElsewhereHasNoPasswordToChange) {
  directory.PutPerson(kCity, {PersonId("he"), "何平", OrgId("city")});
  Proof proof;
  proof.caller.tenant = kCity;
  proof.caller.person.id = PersonId("he");
  EXPECT_EQ(sign_in.ChangePassword(proof, "a", "b", kHere).error().code, Code::no_local_account);
}

TEST_F(SignInTest, SigningOutEndsThatSessionOnly) {
  const auto here = Enter(kRight);
  const auto there = Enter(kRight);
  sign_in.Leave(*ProofOf(*here), kHere);
  EXPECT_FALSE(ProofOf(*here));
  EXPECT_TRUE(ProofOf(*there));
  EXPECT_EQ(Last().kind, access::kSignedOut);
}

TEST_F(SignInTest, AResetEndsSessionsAndPersonalTokensAndOpensALock) {
  const auto session = Enter(kRight);
  Token token{kCity, kLin, "", {clock.now.seconds + 1000, 0}, TokenKind::kPersonal};
  static_cast<void>(identity.Issue(token));
  Fail(kFailuresFree);
  const auto first = sign_in.Reset(kCity, kLin);
  EXPECT_TRUE(Is(first->password));
  EXPECT_FALSE(ProofOf(*session));
  EXPECT_FALSE(directory.FindToken(token.sha256, clock.now));
}

TEST_F(SignInTest, NoAccountIsOfTheSameNameInAnotherTenant) {
  EXPECT_FALSE(sign_in.Enter(TenantId("other"), "lin", kRight, kHere));
}

TEST(FirstAdministrator, IsMadeWhereNobodyIsAndOnceOnly) {
  HandClock clock{{1'767'600'000, 0}};
  storage::MemoryStore store;
  storage::MemoryDirectory directory{store};
  Passwords passwords{{1, 8192, 2}};
  AccessTrail trail{store, clock};
  Identity identity{directory, clock};
  SignIn sign_in{store, directory, identity, passwords, trail, clock, Rate{}};
  const auto first = MakeFirstAdministrator(directory, sign_in, kCity);
  ASSERT_TRUE(first);
  EXPECT_FALSE(MakeFirstAdministrator(directory, sign_in, kCity));
  const auto session = sign_in.Enter(kCity, first->name, first->password, kHere);
  ASSERT_TRUE(session);
  EXPECT_EQ(session->record.scope, TokenScope::kPassword);
  const auto grants = directory.ListGrants(kCity, session->person.id);
  ASSERT_EQ(grants.size(), 1U);
  EXPECT_EQ(grants[0].role, kAdministrator);
  EXPECT_EQ(grants[0].path, "city/");
}

TEST(Passwords, AreKeptAsArgon2idAndNeverTwiceTheSame) {
  Passwords passwords{{1, 8192, 1}};
  const std::string hash = passwords.Hash(kRight);
  EXPECT_THAT(hash, testing::StartsWith("$argon2id$v=19$"));
  EXPECT_THAT(hash, Not(HasSubstr(kRight)));
  EXPECT_NE(passwords.Hash(kRight), hash);
  EXPECT_TRUE(passwords.IsRight(kRight, hash));
  EXPECT_FALSE(passwords.IsRight("a long enough secreT", hash));
  EXPECT_FALSE(passwords.IsRight(kRight, ""));
  EXPECT_FALSE(passwords.IsRight(kRight, "$argon2id$broken"));
  EXPECT_FALSE(passwords.IsDated(hash));
  EXPECT_TRUE(Passwords({2, 8192, 1}).IsDated(hash));
}

TEST(OneTimePassword, IsLongAndNeverTheSame) {
  const std::string password = OneTimePassword();
  EXPECT_EQ(password.size(), 23U);
  EXPECT_FALSE(WhyUnfit(password, "administrator"));
  EXPECT_NE(OneTimePassword(), password);
}

}  // namespace
}  // namespace charter::api
