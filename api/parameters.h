// Reading what a caller sends, so that every mistake is told with its place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "api/http/message.h"
#include "api/problem.h"
#include "engine/data/schema.h"
#include "engine/data/value.h"

namespace charter::api {

inline constexpr std::size_t kLargestBody = 1024UL * 1024UL;
inline constexpr int kDefaultLimit = 50;
inline constexpr int kLargestLimit = 200;

Problem BodyTooLarge();

// The parameters of a query as their fields hold them, by name, with defaults filled in; a list is written
// with commas. invalid_parameter: one that is not known, with the nearest that is, one given twice, or one
// that does not fit.
tl::expected<Value, Problem> ReadQuery(const Target& target, const std::vector<Field>& known);

// If-Match: "7" is revision 7; `*` or no field is nothing.
tl::expected<std::optional<std::int64_t>, Problem> ReadIfMatch(const Headers& headers);

// The body as a JSON object with no other members than these, as their fields hold them. Null members count
// as not given. invalid_encoding, invalid_json with line and column, input_invalid with every field at fault.
tl::expected<Value, Problem> ReadBody(const Request& request, const std::vector<Field>& members);

// The body as a JSON object of any members, with its nulls. invalid_encoding, invalid_json, input_invalid.
tl::expected<Value, Problem> ReadPatch(const Request& request);

// Of a query or a body: a member, absent where it is not given; the text of one, or "".
Value MemberOf(const Value& object, std::string_view name);
std::string TextOf(const Value& object, std::string_view name);

}  // namespace charter::api
