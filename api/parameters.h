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
#include "engine/data/value.h"

namespace charter::api {

inline constexpr std::size_t kLargestBody = 1024UL * 1024UL;
inline constexpr int kDefaultLimit = 50;
inline constexpr int kLargestLimit = 200;

Problem BodyTooLarge();

// A parameter that the route does not know, with the nearest one it does, or one given twice.
std::optional<Problem> CheckQuery(const Target& target, const std::vector<std::string>& known);

// ?limit=, 1 to kLargestLimit; kDefaultLimit where it is not given.
tl::expected<int, Problem> ReadLimit(const Target& target);
// A whole number of the query, at least `minimum`.
tl::expected<std::int64_t, Problem> ReadNumber(const Target& target, std::string_view name,
                                               std::int64_t fallback, std::int64_t minimum);

// If-Match: "7" is revision 7; `*` or no field is nothing.
tl::expected<std::optional<std::int64_t>, Problem> ReadIfMatch(const Headers& headers);

// A member of a JSON body: its name and what it must be.
struct Member {
  std::string name;
  Kind kind;  // kAbsent: anything
  bool required = false;
};

// The body as a JSON object with no other members than these. Null members count as not given.
// invalid_encoding, invalid_json with line and column, input_invalid with every field at fault.
tl::expected<Value, Problem> ReadBody(const Request& request, const std::vector<Member>& members);

// Of what ReadBody gave: the text of a member, or "".
std::string TextOf(const Value& body, std::string_view name);
// The member, or kAbsent; null counts as not given.
Value ValueOf(const Value& body, std::string_view name);

// Whether the request is ?dry_run=true: it stores nothing, not even its answer.
bool IsDryRun(const Target& target);

}  // namespace charter::api
