#include "api/client_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <optional>

namespace charter::api {
namespace {

struct Parsed {
  int family = AF_INET6;
  std::array<unsigned char, 16> bytes{};  // the first four of IPv4
};

constexpr std::size_t kV4Bytes = 4;
constexpr std::array<unsigned char, 12> kV4InV6{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

std::optional<Parsed> Parse(const std::string& text) {
  Parsed parsed;
  if (inet_pton(AF_INET, text.c_str(), parsed.bytes.data()) == 1) {
    parsed.family = AF_INET;
    return parsed;
  }
  if (inet_pton(AF_INET6, text.c_str(), parsed.bytes.data()) != 1) return std::nullopt;
  if (std::equal(kV4InV6.begin(), kV4InV6.end(), parsed.bytes.begin())) {
    std::copy(parsed.bytes.end() - kV4Bytes, parsed.bytes.end(), parsed.bytes.begin());
    parsed.family = AF_INET;
  }
  return parsed;
}

// The first `kept` bytes, the others zero.
std::string Network(Parsed address, std::size_t kept) {
  std::fill(address.bytes.begin() + static_cast<std::ptrdiff_t>(kept), address.bytes.end(), 0);
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(address.family, address.bytes.data(), text.data(), text.size());
  return text.data();
}

// All of X-Forwarded-For, the last first.
std::vector<std::string> Forwarded(const Headers& headers) {
  std::vector<std::string> addresses;
  for (const auto& [name, value] : headers.all()) {
    if (!EqualIgnoringCase(name, "X-Forwarded-For")) continue;
    for (std::string_view rest = value; !rest.empty();) {
      const std::size_t end = std::min(rest.find(','), rest.size());
      addresses.emplace_back(TrimSpace(rest.substr(0, end)));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  std::reverse(addresses.begin(), addresses.end());
  return addresses;
}

}  // namespace

std::string ClientAddress(const Request& request, const std::vector<std::string>& proxies) {
  const auto is_proxy = [&](const std::string& address) {
    const std::string counted = CountedAddress(address);
    return std::any_of(proxies.begin(), proxies.end(),
                       [&](const std::string& proxy) { return CountedAddress(proxy) == counted; });
  };
  std::string address = request.peer;
  if (proxies.empty() || !is_proxy(address)) return address;
  for (std::string& before : Forwarded(request.headers)) {
    // A proxy that says nonsense is itself the last that is known.
    if (!IsAddress(before)) break;
    address = std::move(before);
    if (!is_proxy(address)) break;
  }
  return address;
}

std::string CountedAddress(const std::string& address) {
  const auto parsed = Parse(address);
  if (!parsed) return address;
  return Network(*parsed, parsed->family == AF_INET ? kV4Bytes : 8);
}

std::string MaskedAddress(const std::string& address) {
  const auto parsed = Parse(address);
  if (!parsed) return "";
  return parsed->family == AF_INET ? Network(*parsed, 3) + "/24" : Network(*parsed, 6) + "/48";
}

bool IsAddress(const std::string& text) { return Parse(text).has_value(); }

}  // namespace charter::api
