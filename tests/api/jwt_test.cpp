// Tokens of an identity provider: each that is refused stands beside a twin that is believed.
#include "api/jwt.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/oidc.h"
#include "engine/data/failure.h"
#include "tests/api/provider.h"

namespace charter::api {
namespace {

using nlohmann::json;
using test::GivenKeys;
using test::HandClock;
using test::Provider;

constexpr std::int64_t kNow = 1'767'600'000;

json Claims() {
  return {{"iss", "https://id.example"}, {"aud", "charter"},  {"sub", "u-17"},
          {"exp", kNow + 300},           {"nbf", kNow - 300}, {"name", "林晓"}};
}

class JwtTest : public testing::Test {
 protected:
  // Making a key of RSA takes a while.
  static void SetUpTestSuite() {
    rsa = std::make_unique<Provider>(Provider::Rsa("rsa-1"));
    ec = std::make_unique<Provider>(Provider::P256("ec-1"));
  }
  static void TearDownTestSuite() {
    rsa.reset();
    ec.reset();
  }

  // What is wrong with the token; nothing where it is believed.
  std::optional<JwtFault> Fault(const std::string& token) {
    const auto subject = oidc.Check(token);
    if (!subject) return subject.error();
    EXPECT_EQ(*subject, "u-17");
    return std::nullopt;
  }
  static std::string With(const Provider& by, const std::string& name, const json& value) {
    json claims = Claims();
    claims[name] = value;
    return by.Sign(claims);
  }
  static std::string Without(const std::string& name) {
    json claims = Claims();
    claims.erase(name);
    return rsa->Sign(claims);
  }

  static std::unique_ptr<Provider> rsa;
  static std::unique_ptr<Provider> ec;
  HandClock clock{{kNow, 0}};
  std::string keys = test::KeySet({rsa->Jwk(), ec->Jwk()});
  Oidc oidc{TenantId("city"),
            {.issuer = "https://id.example", .audience = "charter"},
            std::make_unique<GivenKeys>(&keys),
            clock};
};

std::unique_ptr<Provider> JwtTest::rsa;
std::unique_ptr<Provider> JwtTest::ec;

TEST_F(JwtTest, SignedByAKeyOfTheProviderIsBelieved) {
  EXPECT_EQ(Fault(rsa->Sign(Claims())), std::nullopt);
  EXPECT_EQ(Fault(ec->Sign(Claims())), std::nullopt);
}

TEST_F(JwtTest, SignedByAnotherKeyOfTheSameNameIsNot) {
  EXPECT_EQ(Fault(Provider::Rsa("rsa-1").Sign(Claims())), JwtFault::kSignature);
  EXPECT_EQ(Fault(Provider::P256("ec-1").Sign(Claims())), JwtFault::kSignature);
}

TEST_F(JwtTest, WithoutASignatureIsNot) {
  const std::string text = test::Part({{"alg", "none"}, {"kid", "rsa-1"}}) + "." + test::Part(Claims()) + ".";
  EXPECT_EQ(Fault(text), JwtFault::kAlgorithm);
  const std::string good = rsa->Sign(Claims());
  EXPECT_EQ(Fault(good.substr(0, good.rfind('.') + 1)), JwtFault::kSignature);
  EXPECT_EQ(Fault(good.substr(0, good.rfind('.'))), JwtFault::kMalformed);
  EXPECT_EQ(Fault(good), std::nullopt);
}

TEST_F(JwtTest, SignedWithThePublicKeyAsASecretIsNot) {
  // HS256 over what everybody knows: its modulus, its PEM, the key set.
  for (const std::string& secret : {rsa->Jwk()["n"].get<std::string>(), rsa->Pem(), keys})
    EXPECT_EQ(Fault(test::SignHs256({{"alg", "HS256"}, {"kid", "rsa-1"}}, Claims(), secret)),
              JwtFault::kAlgorithm);
}

TEST_F(JwtTest, OfAnotherAlgorithmThanThatOfItsKeyIsNot) {
  EXPECT_EQ(Fault(rsa->Sign(Claims(), {{"alg", "ES256"}, {"kid", "rsa-1"}})), JwtFault::kAlgorithm);
  EXPECT_EQ(Fault(ec->Sign(Claims(), {{"alg", "RS256"}, {"kid", "ec-1"}})), JwtFault::kAlgorithm);
  EXPECT_EQ(Fault(rsa->Sign(Claims(), {{"alg", "RS512"}, {"kid", "rsa-1"}})), JwtFault::kAlgorithm);
  EXPECT_EQ(Fault(rsa->Sign(Claims(), {{"kid", "rsa-1"}})), JwtFault::kAlgorithm);
  EXPECT_EQ(Fault(rsa->Sign(Claims(), {{"alg", "RS256"}, {"kid", "rsa-1"}})), std::nullopt);
}

TEST_F(JwtTest, IsGoodUntilItsEndAndAMinuteOfClocksThatDiffer) {
  const std::string token = rsa->Sign(Claims());
  clock.now.seconds = kNow + 300 + 59;
  EXPECT_EQ(Fault(token), std::nullopt);
  clock.now.seconds = kNow + 300 + 60;
  EXPECT_EQ(Fault(token), JwtFault::kExpired);
}

TEST_F(JwtTest, IsGoodFromItsBeginningLessAMinute) {
  const std::string token = With(*rsa, "nbf", kNow);
  clock.now.seconds = kNow - 61;
  EXPECT_EQ(Fault(token), JwtFault::kNotYetValid);
  clock.now.seconds = kNow - 60;
  EXPECT_EQ(Fault(token), std::nullopt);
}

TEST_F(JwtTest, TimesAreNumbersAndTheEndIsNotLeftOut) {
  EXPECT_EQ(Fault(Without("exp")), JwtFault::kExpired);
  EXPECT_EQ(Fault(With(*rsa, "exp", std::to_string(kNow + 300))), JwtFault::kExpired);
  EXPECT_EQ(Fault(With(*rsa, "exp", -1)), JwtFault::kExpired);
  EXPECT_EQ(Fault(With(*rsa, "exp", 1e300)), JwtFault::kExpired);
  EXPECT_EQ(Fault(With(*rsa, "nbf", "now")), JwtFault::kNotYetValid);
  EXPECT_EQ(Fault(With(*rsa, "exp", kNow + 0.5)), std::nullopt);
  EXPECT_EQ(Fault(Without("nbf")), std::nullopt);
}

TEST_F(JwtTest, ForSomebodyElseIsNot) {
  EXPECT_EQ(Fault(With(*rsa, "aud", "payroll")), JwtFault::kAudience);
  EXPECT_EQ(Fault(With(*rsa, "aud", json::array({"payroll", "Charter"}))), JwtFault::kAudience);
  EXPECT_EQ(Fault(With(*rsa, "aud", json::array())), JwtFault::kAudience);
  EXPECT_EQ(Fault(Without("aud")), JwtFault::kAudience);
  EXPECT_EQ(Fault(With(*rsa, "aud", json::array({"payroll", "charter"}))), std::nullopt);
}

TEST_F(JwtTest, BySomebodyElseIsNot) {
  EXPECT_EQ(Fault(With(*rsa, "iss", "https://id.example/")), JwtFault::kIssuer);
  EXPECT_EQ(Fault(With(*rsa, "iss", json::array({"https://id.example"}))), JwtFault::kIssuer);
  EXPECT_EQ(Fault(Without("iss")), JwtFault::kIssuer);
  EXPECT_EQ(Fault(With(*rsa, "iss", "https://id.example")), std::nullopt);
}

TEST_F(JwtTest, WithoutASubjectIsNot) {
  EXPECT_EQ(Fault(Without("sub")), JwtFault::kSubject);
  EXPECT_EQ(Fault(With(*rsa, "sub", "")), JwtFault::kSubject);
  EXPECT_EQ(Fault(With(*rsa, "sub", 17)), JwtFault::kSubject);
  EXPECT_EQ(Fault(With(*rsa, "sub", "u-17")), std::nullopt);
}

TEST_F(JwtTest, CutOffAnywhereIsNot) {
  const std::string token = ec->Sign(Claims());
  for (std::size_t size = 0; size < token.size(); ++size)
    EXPECT_NE(Fault(token.substr(0, size)), std::nullopt) << size;
  EXPECT_EQ(Fault(token), std::nullopt);
}

TEST_F(JwtTest, WrittenInAnotherWayIsNot) {
  const std::string token = ec->Sign(Claims());
  // 64 bytes end in a letter of which only two bits count: three others stand for the same bytes.
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const std::size_t last = kAlphabet.find(token.back());
  ASSERT_EQ(last % 16, 0U);
  std::string other = token;
  other.back() = kAlphabet.at(last + 1);
  EXPECT_EQ(Fault(other), JwtFault::kMalformed);
  EXPECT_EQ(Fault(token + "=="), JwtFault::kMalformed);
  EXPECT_EQ(Fault(token + "\n"), JwtFault::kMalformed);
  EXPECT_EQ(Fault(token + "."), JwtFault::kMalformed);
  EXPECT_EQ(Fault("." + token), JwtFault::kMalformed);
  EXPECT_EQ(Fault(token), std::nullopt);
}

TEST_F(JwtTest, ChangedInOneLetterIsNot) {
  const std::string token = ec->Sign(Claims());
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string other = token;
    other[i] = other[i] == 'A' ? 'B' : 'A';
    EXPECT_NE(Fault(other), std::nullopt) << i;
  }
}

TEST_F(JwtTest, WithAMemberTwiceIsNot) {
  std::string twice = Claims().dump();
  twice.insert(1, R"("sub":"u-18",)");
  EXPECT_EQ(Fault(rsa->SignText(twice)), JwtFault::kMalformed);
  EXPECT_EQ(Fault(rsa->SignText(Claims().dump(), R"({"alg":"RS256","kid":"rsa-1","alg":"RS256"})")),
            JwtFault::kMalformed);
  EXPECT_EQ(Fault(rsa->SignText(Claims().dump())), std::nullopt);
}

TEST_F(JwtTest, ThatIsNoObjectOfJsonIsNot) {
  for (const char* text : {"[]", "\"x\"", "", "{", "{}{}", "\xff"})
    EXPECT_EQ(Fault(rsa->SignText(text)), JwtFault::kMalformed) << text;
  EXPECT_EQ(Fault(rsa->SignText(Claims().dump(), "[]")), JwtFault::kMalformed);
}

TEST_F(JwtTest, ThatWantsSomethingUnderstoodIsNot) {
  const json header{{"alg", "RS256"}, {"kid", "rsa-1"}};
  for (const json& crit : {json::array({"b64"}), json::array(), json("exp")}) {
    json critical = header;
    critical["crit"] = crit;
    critical["b64"] = true;
    EXPECT_EQ(Fault(rsa->Sign(Claims(), critical)), JwtFault::kCritical);
  }
  EXPECT_EQ(Fault(rsa->Sign(Claims(), header)), std::nullopt);
}

TEST_F(JwtTest, OfAnotherTypeThanAToken) {
  const auto typed = [](const json& type) {
    return rsa->Sign(Claims(), {{"alg", "RS256"}, {"kid", "rsa-1"}, {"typ", type}});
  };
  EXPECT_EQ(Fault(typed("logout+jwt")), JwtFault::kMalformed);
  EXPECT_EQ(Fault(typed(7)), JwtFault::kMalformed);
  EXPECT_EQ(Fault(typed("JWT")), std::nullopt);
  EXPECT_EQ(Fault(typed("at+jwt")), std::nullopt);
}

TEST_F(JwtTest, BringsNoKeyOfItsOwn) {
  const Provider stranger = Provider::Rsa("rsa-1");
  json header{{"alg", "RS256"}, {"kid", "rsa-1"}, {"jwk", stranger.Jwk()}, {"jku", "https://evil.example"}};
  EXPECT_EQ(Fault(stranger.Sign(Claims(), header)), JwtFault::kSignature);
  EXPECT_EQ(Fault(rsa->Sign(Claims(), header)), std::nullopt);
}

TEST_F(JwtTest, NamesItsKey) {
  EXPECT_EQ(Fault(rsa->Sign(Claims(), {{"alg", "RS256"}})), JwtFault::kUnknownKey);
  EXPECT_EQ(Fault(rsa->Sign(Claims(), {{"alg", "RS256"}, {"kid", 1}})), JwtFault::kUnknownKey);
  EXPECT_EQ(Fault(rsa->Sign(Claims(), {{"alg", "RS256"}, {"kid", "rsa-2"}})), JwtFault::kUnknownKey);
}

TEST_F(JwtTest, LongerThanEightKilobytesIsNotRead) {
  json claims = Claims();
  claims["more"] = std::string(5000, 'x');
  EXPECT_EQ(Fault(rsa->Sign(claims)), std::nullopt);
  claims["more"] = std::string(6200, 'x');
  EXPECT_EQ(Fault(rsa->Sign(claims)), JwtFault::kMalformed);
  EXPECT_EQ(Fault(std::string(5'000'000, '.')), JwtFault::kMalformed);
}

TEST(JwkSet, TakesSoundKeysForSignaturesOnly) {
  const Provider ec = Provider::P256("a");
  const json good = ec.Jwk();
  const auto with = [&](const std::string& name, const json& value) {
    json jwk = good;
    jwk[name] = value;
    return JwkSet::Read(test::KeySet({jwk}));
  };
  EXPECT_TRUE(JwkSet::Read(test::KeySet({good})));
  EXPECT_TRUE(with("use", "sig"));
  EXPECT_TRUE(with("key_ops", json::array({"verify"})));
  EXPECT_FALSE(with("use", "enc"));
  EXPECT_FALSE(with("key_ops", json::array({"sign"})));
  EXPECT_FALSE(with("alg", "ES384"));
  EXPECT_FALSE(with("alg", "HS256"));
  EXPECT_FALSE(with("crv", "P-384"));
  EXPECT_FALSE(with("kty", "oct"));
  EXPECT_FALSE(with("kid", ""));
  EXPECT_FALSE(with("x", good["y"])) << "a point off the curve";
  EXPECT_FALSE(with("y", "AA"));
  EXPECT_FALSE(JwkSet::Read(Provider::Rsa("r", 1024).Keys())) << "too short";
  EXPECT_FALSE(JwkSet::Read(test::KeySet({good, Provider::P256("a").Jwk()}))) << "one name for two keys";
  for (const char* text : {"", "{}", "[]", R"({"keys":{}})", R"({"keys":[]})", R"({"keys":[1]})"})
    EXPECT_FALSE(JwkSet::Read(text)) << text;
}

class OidcTest : public testing::Test {
 protected:
  bool Believes(const Provider& provider) {
    return oidc.Check(provider.Sign({{"iss", "i"}, {"aud", "a"}, {"sub", "s"}, {"exp", kNow + 100'000}}))
        .has_value();
  }
  void Pass(std::int64_t seconds) { clock.now.seconds += seconds; }

  HandClock clock{{kNow, 0}};
  Provider old_key = Provider::P256("k1");
  Provider new_key = Provider::P256("k2");
  std::string keys = test::KeySet({old_key.Jwk()});
  GivenKeys* source = new GivenKeys(&keys);  // belongs to `oidc`
  Oidc oidc{TenantId("city"), {.issuer = "i", .audience = "a"}, std::unique_ptr<KeyFetch>(source), clock};
};

TEST_F(OidcTest, AsksForAKeyThatItDoesNotKnow) {
  EXPECT_TRUE(Believes(old_key));
  EXPECT_FALSE(Believes(new_key));
  keys = test::KeySet({old_key.Jwk(), new_key.Jwk()});
  Pass(kKeysPause.seconds);
  EXPECT_TRUE(Believes(new_key));
  EXPECT_TRUE(Believes(old_key));
  EXPECT_EQ(source->fetched, 2);
}

TEST_F(OidcTest, AsksNoMoreOftenHoweverManyTokensCome) {
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(Believes(new_key));
  EXPECT_EQ(source->fetched, 1);
  Pass(kKeysPause.seconds - 1);
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(Believes(new_key));
  EXPECT_EQ(source->fetched, 1);
  Pass(1);
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(Believes(new_key));
  EXPECT_EQ(source->fetched, 2);
}

TEST_F(OidcTest, ForgetsAKeyThatTheProviderHasWithdrawn) {
  EXPECT_TRUE(Believes(old_key));
  keys = test::KeySet({new_key.Jwk()});
  Pass(kKeysHold.seconds - 1);
  EXPECT_TRUE(Believes(old_key));
  Pass(1);
  EXPECT_FALSE(Believes(old_key));
}

TEST_F(OidcTest, KeepsItsKeysWhileTheProviderIsAway) {
  EXPECT_TRUE(Believes(old_key));
  for (const char* nothing : {"", "<html>", "{\"keys\":[]}"}) {
    keys = nothing;
    Pass(kKeysHold.seconds);
    EXPECT_TRUE(Believes(old_key));
  }
  source->fails = true;
  Pass(kKeysHold.seconds);
  EXPECT_TRUE(Believes(old_key));
  EXPECT_EQ(source->fetched, 5);
}

TEST(KeyFetch, TakesFilesAndAddressesThatNobodyCanExchange) {
  EXPECT_TRUE(MakeKeyFetch("/etc/hostname"));
  EXPECT_TRUE(MakeKeyFetch("https://id.example/keys"));
  EXPECT_TRUE(MakeKeyFetch("http://127.0.0.1:9000/keys"));
  for (const char* url : {"http://id.example/keys", "ftp://id.example", "http://127.0.0.1.evil.example/",
                          "http://localhost@evil.example/", "http://localhost:80@evil.example/"})
    EXPECT_THROW(static_cast<void>(MakeKeyFetch(url)), Failure) << url;
  EXPECT_THROW(MakeKeyFetch("/no/such/file")->Fetch(), Failure);
}

}  // namespace
}  // namespace charter::api
