// Where a request comes from.
#pragma once

#include <string>
#include <vector>

#include "api/http/message.h"

namespace charter::api {

// The address of who sent the request: the peer of the connection, or, where that is one of `proxies`, the
// last address of X-Forwarded-For that is no proxy of ours. What stands before it anybody may have written.
// "" where it is not known.
std::string ClientAddress(const Request& request, const std::vector<std::string>& proxies);

// Under what an address is counted: itself, or of IPv6 the network of 64 bits, of which one person has all.
std::string CountedAddress(const std::string& address);

// What of an address may be kept: 203.0.113.0/24, 2001:db8:7::/48; "" for none.
std::string MaskedAddress(const std::string& address);

// Whether the text is an address of IPv4 or IPv6.
bool IsAddress(const std::string& text);

}  // namespace charter::api
