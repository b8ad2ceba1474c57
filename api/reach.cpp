#include "api/reach.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstring>
#include <memory>

namespace charter::api {
namespace {

enum class Kind : std::uint8_t { kPublic, kLoopback, kPrivate, kNever };

struct Block {
  std::uint32_t base;
  int bits;
  Kind kind;
};

// IANA's registry of special addresses of IPv4, and groups.
constexpr std::array<Block, 16> kBlocks{{{0x00000000, 8, Kind::kNever},
                                         {0x0a000000, 8, Kind::kPrivate},
                                         {0x646464c8, 32, Kind::kNever},  // a cloud's metadata
                                         {0x64400000, 10, Kind::kPrivate},
                                         {0x7f000000, 8, Kind::kLoopback},
                                         {0xa9fe0000, 16, Kind::kNever},
                                         {0xac100000, 12, Kind::kPrivate},
                                         {0xc0000000, 24, Kind::kNever},
                                         {0xc0000200, 24, Kind::kNever},
                                         {0xc0586300, 24, Kind::kNever},
                                         {0xc0a80000, 16, Kind::kPrivate},
                                         {0xc6120000, 15, Kind::kNever},
                                         {0xc6336400, 24, Kind::kNever},
                                         {0xcb007100, 24, Kind::kNever},
                                         {0xe0000000, 4, Kind::kNever},
                                         {0xf0000000, 4, Kind::kNever}}};

Kind KindOf(std::uint32_t address) {
  for (const Block& block : kBlocks) {
    if ((address ^ block.base) >> (32 - block.bits) == 0) return block.kind;
  }
  return Kind::kPublic;
}

Kind KindOf(const std::array<std::uint8_t, 16>& a) {
  const auto starts_with = [&](std::initializer_list<int> bytes) {
    std::size_t i = 0;
    for (const int byte : bytes) {
      if (a.at(i++) != byte) return false;
    }
    return true;
  };
  const auto last = [&] {
    return KindOf(static_cast<std::uint32_t>(a[12]) << 24U | static_cast<std::uint32_t>(a[13]) << 16U |
                  static_cast<std::uint32_t>(a[14]) << 8U | a[15]);
  };
  if (starts_with({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1})) return Kind::kLoopback;
  if (starts_with({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff})) return last();
  // Another cloud's metadata.
  if (starts_with({0xfd, 0x00, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54})) return Kind::kNever;
  if ((a[0] & 0xfe) == 0xfc) return Kind::kPrivate;
  // The rest of the addresses that are given out at all, without those that hold others within.
  if ((a[0] & 0xe0) != 0x20 || starts_with({0x20, 0x02}) || starts_with({0x20, 0x01, 0x0d, 0xb8}))
    return Kind::kNever;
  if (starts_with({0x20, 0x01}) && a[2] < 2) return Kind::kNever;
  return Kind::kPublic;
}

bool Allows(Reach reach, bool plain, Kind kind) {
  switch (kind) {
    case Kind::kPublic:
      return !plain;
    case Kind::kLoopback:
      return reach != Reach::kPublic;
    case Kind::kPrivate:
      return reach == Reach::kPrivate;
    case Kind::kNever:
      break;
  }
  return false;
}

class Url {
 public:
  explicit Url(const std::string& text) : url_(curl_url()) {
    fits_ = url_ != nullptr && curl_url_set(url_, CURLUPART_URL, text.c_str(), 0) == CURLUE_OK;
  }
  ~Url() { curl_url_cleanup(url_); }
  Url(const Url&) = delete;
  Url& operator=(const Url&) = delete;

  [[nodiscard]] bool fits() const { return fits_; }
  // "" where there is none.
  [[nodiscard]] std::string Part(CURLUPart part) const {
    char* text = nullptr;
    if (curl_url_get(url_, part, &text, 0) != CURLUE_OK || text == nullptr) return {};
    std::string copy(text);
    curl_free(text);
    return copy;
  }

 private:
  CURLU* url_;
  bool fits_ = false;
};

// Nothing for a name.
std::optional<Kind> KindOfHost(std::string host) {
  if (host.starts_with("[") && host.ends_with("]")) host = host.substr(1, host.size() - 2);
  if (in_addr four{}; inet_aton(host.c_str(), &four) != 0) return KindOf(ntohl(four.s_addr));
  if (in6_addr six{}; inet_pton(AF_INET6, host.c_str(), &six) == 1) {
    std::array<std::uint8_t, 16> bytes{};
    std::memcpy(bytes.data(), &six, bytes.size());
    return KindOf(bytes);
  }
  if (host == "localhost" || host.ends_with(".localhost")) return Kind::kLoopback;
  return std::nullopt;
}

}  // namespace

std::optional<Reach> ParseReach(std::string_view text) {
  if (text == "public") return Reach::kPublic;
  if (text == "loopback") return Reach::kLoopback;
  if (text == "private") return Reach::kPrivate;
  return std::nullopt;
}

bool MayReach(const sockaddr& address, Reach reach, bool plain) {
  if (address.sa_family == AF_INET) {
    sockaddr_in four{};
    std::memcpy(&four, &address, sizeof four);
    return Allows(reach, plain, KindOf(ntohl(four.sin_addr.s_addr)));
  }
  if (address.sa_family != AF_INET6) return false;
  sockaddr_in6 six{};
  std::memcpy(&six, &address, sizeof six);
  std::array<std::uint8_t, 16> bytes{};
  std::memcpy(bytes.data(), &six.sin6_addr, bytes.size());
  return Allows(reach, plain, KindOf(bytes));
}

std::optional<Text> Unfitness(const std::string& text, Reach reach) {
  const Url url(text);
  const std::string scheme = url.fits() ? url.Part(CURLUPART_SCHEME) : "";
  if (scheme != "https" && scheme != "http")
    return Text{"地址应以 https:// 开头", "The address is to start with https://."};
  if (!url.Part(CURLUPART_USER).empty() || !url.Part(CURLUPART_PASSWORD).empty())
    return Text{"地址中不应有用户名和密码", "The address is to hold no name and password."};
  if (!url.Part(CURLUPART_FRAGMENT).empty())
    return Text{"地址中不应有 #", "The address is to hold no fragment."};
  const bool plain = scheme == "http";
  if (plain && reach == Reach::kPublic)
    return Text{"地址应以 https:// 开头", "The address is to start with https://."};
  const auto kind = KindOfHost(url.Part(CURLUPART_HOST));
  if (kind && !Allows(reach, plain, *kind)) {
    return Text{"本服务器不向该地址发送（--webhooks-to）",
                "This server does not send to that address (--webhooks-to)."};
  }
  return std::nullopt;
}

}  // namespace charter::api
