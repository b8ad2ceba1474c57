// Where people may have this server send.
#include "api/reach.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>
#include <string>

namespace charter::api {
namespace {

bool May(const std::string& address, Reach reach, bool plain = false) {
  sockaddr_storage storage{};
  if (address.find(':') == std::string::npos) {
    sockaddr_in four{};
    four.sin_family = AF_INET;
    EXPECT_EQ(inet_pton(AF_INET, address.c_str(), &four.sin_addr), 1) << address;
    std::memcpy(&storage, &four, sizeof four);
  } else {
    sockaddr_in6 six{};
    six.sin6_family = AF_INET6;
    EXPECT_EQ(inet_pton(AF_INET6, address.c_str(), &six.sin6_addr), 1) << address;
    std::memcpy(&storage, &six, sizeof six);
  }
  return MayReach(*reinterpret_cast<const sockaddr*>(&storage), reach, plain);
}

TEST(Reach, IsOfPublicAddressesByHttpsAlone) {
  for (const char* address : {"8.8.8.8", "172.32.0.1", "100.128.0.1", "223.255.255.255", "2400:3200::1"}) {
    EXPECT_TRUE(May(address, Reach::kPublic)) << address;
    EXPECT_FALSE(May(address, Reach::kPublic, true)) << address;
    EXPECT_FALSE(May(address, Reach::kPrivate, true)) << address;
  }
}

TEST(Reach, IncludesThisMachineAndPrivateNetworksWhereThatIsAllowed) {
  for (const char* address : {"127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"}) {
    EXPECT_FALSE(May(address, Reach::kPublic)) << address;
    EXPECT_TRUE(May(address, Reach::kLoopback, true)) << address;
  }
  for (const char* address : {"10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1",
                              "fd00::1", "::ffff:10.1.2.3"}) {
    EXPECT_FALSE(May(address, Reach::kPublic)) << address;
    EXPECT_FALSE(May(address, Reach::kLoopback)) << address;
    EXPECT_TRUE(May(address, Reach::kPrivate, true)) << address;
  }
}

TEST(Reach, NeverIncludesLinkLocalGroupsOrAddressesWithinAddresses) {
  for (const char* address :
       {"0.0.0.0", "169.254.169.254", "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1",
        "::", "fe80::1", "ff02::1", "64:ff9b::a00:1", "2002:7f00:1::", "2001::1", "100.100.100.200",
        "fd00:ec2::254", "2001:db8::1", "::ffff:169.254.169.254"}) {
    EXPECT_FALSE(May(address, Reach::kPrivate)) << address;
  }
}

TEST(Reach, IsJudgedFromTheAddressWhereThatSaysIt) {
  for (const char* url : {"https://example.org/hook", "https://8.8.8.8/", "https://例子.cn/a?b=c",
                          "https://example.org:8443/x"}) {
    EXPECT_FALSE(Unfitness(url, Reach::kPublic)) << url;
  }
  for (const char* url :
       {"", "example.org", "ftp://example.org/", "file:///etc/passwd", "http://example.org/", "https://",
        "https://user:pass@example.org/", "https://example.org/#x", "https://localhost/",
        "https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f.0.0.1/",
        "https://[::1]/", "https://10.0.0.1/", "https://169.254.169.254/latest", "https://a.localhost/",
        "gopher://8.8.8.8/"}) {
    EXPECT_TRUE(Unfitness(url, Reach::kPublic)) << url;
  }
  EXPECT_FALSE(Unfitness("http://127.0.0.1:9000/x", Reach::kLoopback));
  EXPECT_TRUE(Unfitness("http://10.0.0.1/x", Reach::kLoopback));
  EXPECT_FALSE(Unfitness("http://10.0.0.1/x", Reach::kPrivate));
  EXPECT_FALSE(Unfitness("http://intranet/x", Reach::kPrivate));
  EXPECT_TRUE(Unfitness("http://169.254.169.254/", Reach::kPrivate));
}

}  // namespace
}  // namespace charter::api
