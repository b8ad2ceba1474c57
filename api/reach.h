// Where this server may send what people ask it to send: it stands in networks that they do not.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/data/text.h"

struct sockaddr;

namespace charter::api {

// kPublic: addresses of the internet, by https. kLoopback: also this machine, by http too. kPrivate: also
// private networks (RFC 1918, RFC 6598, RFC 4193), by http too. Never link-local and other addresses
// where clouds keep secrets, nor those of groups or of nobody.
enum class Reach : std::uint8_t { kPublic, kLoopback, kPrivate };

// "public", "loopback" or "private"; nothing on other text.
std::optional<Reach> ParseReach(std::string_view text);

// Whether a connection to the address may be made; `plain`: without TLS.
bool MayReach(const sockaddr& address, Reach reach, bool plain);

// Why nothing can ever be sent to this address; nothing where that shows only in trying, since a name can
// mean any.
std::optional<Text> Unfitness(const std::string& url, Reach reach);

}  // namespace charter::api
