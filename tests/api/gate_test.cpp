// What stands before every request: limits, addresses, other sites.
#include "api/gate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/client_address.h"
#include "api/cross_site.h"
#include "tests/api/provider.h"

namespace charter::api {
namespace {

using test::HandClock;

TEST(Rate, IsReadAsPeopleWriteIt) {
  EXPECT_EQ(ParseRate("30/min")->count, 30);
  EXPECT_EQ(ParseRate("30/min")->seconds, 60);
  EXPECT_EQ(ParseRate("5/s")->seconds, 1);
  EXPECT_EQ(ParseRate("100/h")->seconds, 3600);
  EXPECT_TRUE(ParseRate("none")->is_none());
  for (const char* text :
       {"", "30", "30/", "/s", "0/s", "-1/s", "1.5/s", "30/day", "30/min ", "99999999999/s"})
    EXPECT_FALSE(ParseRate(text)) << text;
}

TEST(RateLimit, GivesSoMuchAtOnceAndThenEvenly) {
  HandClock clock{{1000, 0}};
  RateLimit limit({3, 60}, clock);
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(limit.Take("a"));
  const auto wait = limit.Take("a");
  ASSERT_TRUE(wait);
  EXPECT_EQ(wait->seconds, 20);
  EXPECT_TRUE(wait->first);
  EXPECT_FALSE(limit.Take("a")->first);
  EXPECT_FALSE(limit.Take("b")) << "another has his own";
  clock.now.seconds += 19;
  EXPECT_EQ(limit.Take("a")->seconds, 1);
  clock.now.seconds += 1;
  EXPECT_FALSE(limit.Take("a"));
  EXPECT_TRUE(limit.Take("a")->first);
  clock.now.seconds += 60;
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(limit.Take("a"));
  EXPECT_TRUE(limit.Take("a"));
}

TEST(RateLimit, OfNoneNeverRefuses) {
  HandClock clock{{1000, 0}};
  RateLimit limit({}, clock);
  for (int i = 0; i < 1000; ++i) EXPECT_FALSE(limit.Take("a"));
}

TEST(RateLimit, RemembersWhoIsHeldBackThoughManyStrangersCome) {
  HandClock clock{{1000, 0}};
  RateLimit limit({1, 3600}, clock);
  // Longer held back than all that come before it.
  for (int i = 0; i < 200'000; ++i) {
    if (i % 1000 == 0) clock.now.seconds += 1;
    EXPECT_FALSE(limit.Take("stranger " + std::to_string(i)));
    if (i == 199'000) {
      EXPECT_FALSE(limit.Take("a"));
    }
  }
  EXPECT_TRUE(limit.Take("a"));
}

Request From(const std::string& peer, const std::vector<std::string>& forwarded = {}) {
  Request request;
  request.peer = peer;
  for (const std::string& each : forwarded) request.headers.Add("x-forwarded-for", each);
  return request;
}

TEST(ClientAddress, IsThePeerUnlessThatIsAProxyOfOurs) {
  EXPECT_EQ(ClientAddress(From("203.0.113.7"), {}), "203.0.113.7");
  EXPECT_EQ(ClientAddress(From("203.0.113.7", {"198.51.100.1"}), {}), "203.0.113.7");
  EXPECT_EQ(ClientAddress(From("203.0.113.7", {"198.51.100.1"}), {"127.0.0.1"}), "203.0.113.7");
  EXPECT_EQ(ClientAddress(From("127.0.0.1", {"198.51.100.1"}), {"127.0.0.1"}), "198.51.100.1");
  EXPECT_EQ(ClientAddress(From("127.0.0.1"), {"127.0.0.1"}), "127.0.0.1");
  EXPECT_EQ(ClientAddress(From("::ffff:127.0.0.1", {"2001:db8::1"}), {"127.0.0.1"}), "2001:db8::1");
}

TEST(ClientAddress, BelievesNothingThatStandsBeforeAProxy) {
  const std::vector<std::string> proxies{"127.0.0.1", "10.0.0.2"};
  EXPECT_EQ(ClientAddress(From("127.0.0.1", {"1.1.1.1, 198.51.100.1"}), proxies), "198.51.100.1");
  EXPECT_EQ(ClientAddress(From("127.0.0.1", {"1.1.1.1", "198.51.100.1"}), proxies), "198.51.100.1");
  EXPECT_EQ(ClientAddress(From("127.0.0.1", {"1.1.1.1, 198.51.100.1, 10.0.0.2"}), proxies), "198.51.100.1");
  EXPECT_EQ(ClientAddress(From("127.0.0.1", {"1.1.1.1, nonsense"}), proxies), "127.0.0.1");
}

TEST(ClientAddress, IsCountedByNetworkAndKeptInPart) {
  EXPECT_EQ(CountedAddress("203.0.113.7"), "203.0.113.7");
  EXPECT_EQ(CountedAddress("2001:db8:1:2:3:4:5:6"), CountedAddress("2001:db8:1:2:ffff::1"));
  EXPECT_NE(CountedAddress("2001:db8:1:2::1"), CountedAddress("2001:db8:1:3::1"));
  EXPECT_EQ(MaskedAddress("203.0.113.7"), "203.0.113.0/24");
  EXPECT_EQ(MaskedAddress("::ffff:203.0.113.7"), "203.0.113.0/24");
  EXPECT_EQ(MaskedAddress("2001:db8:1:2:3:4:5:6"), "2001:db8:1::/48");
  EXPECT_EQ(MaskedAddress("林晓"), "");
}

TEST(AnotherSite, IsToldByTheBrowser) {
  const auto is_from = [](const std::vector<NamedText>& fields) {
    Headers headers;
    headers.Add("Host", "charter.example:8443");
    for (const auto& [name, value] : fields) headers.Add(name, value);
    return IsFromAnotherSite(headers);
  };
  EXPECT_FALSE(is_from({})) << "no browser";
  EXPECT_FALSE(is_from({{"Sec-Fetch-Site", "same-origin"}}));
  EXPECT_FALSE(is_from({{"Sec-Fetch-Site", "none"}}));
  EXPECT_FALSE(is_from({{"Origin", "https://charter.example:8443"}}));
  EXPECT_FALSE(is_from({{"Sec-Fetch-Site", "same-origin"}, {"Origin", "https://behind.a.proxy"}}));
  EXPECT_TRUE(is_from({{"Sec-Fetch-Site", "cross-site"}}));
  EXPECT_TRUE(is_from({{"Sec-Fetch-Site", "same-site"}})) << "a neighbour below the same domain";
  EXPECT_TRUE(is_from({{"Sec-Fetch-Site", "cross-site"}, {"Origin", "https://charter.example:8443"}}));
  EXPECT_TRUE(is_from({{"Origin", "https://evil.example"}}));
  EXPECT_TRUE(is_from({{"Origin", "https://charter.example"}}));
  EXPECT_TRUE(is_from({{"Origin", "https://charter.example:8443.evil.example"}}));
  EXPECT_TRUE(is_from({{"Origin", "null"}}));
}

}  // namespace
}  // namespace charter::api
