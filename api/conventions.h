// What holds for all answers alike: which members are wanted, and whether a body is.
#pragma once

#include <string>
#include <string_view>

#include "api/http/message.h"
#include "api/http/route.h"

namespace charter::api {

// The parameter by which a caller names the members that he wants of what the route gives. Routes that give
// JSON of a schema take it; nothing where this one does not.
inline constexpr std::string_view kFieldsParameter = "fields";
void OfferFields(Route& route);

// Leaves of a JSON answer only the members that `call` asks for, where it asks for some.
void KeepFields(const Call& call, const Route& route, Response& response);

// Prefer: return=minimal (RFC 7240, 4.2): a write that has been done is answered without its body, with all
// that its headers say; 200 becomes 204.
void AnswerMinimally(const Headers& asked, Response& response);

// Whether If-None-Match (RFC 9110, 13.1.2) names the tag.
bool IsKnown(const Headers& asked, std::string_view etag);

}  // namespace charter::api
