// An answer as the bytes that go onto the network.
#pragma once

#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>

#include "api/http/message.h"

namespace charter::api {

// What the client is told about the connection; kDefault where HTTP/1.1 says it without a field.
enum class Persistence : std::uint8_t { kDefault, kKeepAlive, kClose };

// With Date and, unless it goes on, Content-Length, which the answer does not name itself. To HEAD the body
// is left out, and its length is not. A field that holds control characters is left out: it would end the
// head.
std::string WriteResponse(const Response& response, bool head_only, Persistence persistence,
                          std::time_t date);

// The status's own phrase: "Not Found".
std::string_view ReasonOf(int status);

// "Sat, 21 Nov 2026 15:28:44 GMT" (RFC 9110, 5.6.7).
std::string HttpDate(std::time_t date);

}  // namespace charter::api
