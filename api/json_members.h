// Parts of a JSON text, cut out as they stand: no number is read and written again.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace charter::api {

// Well-formed JSON without white space between its parts, as JsonWriter writes it.

// The object with only the members whose name is wanted, in their order. Precondition: it is an object.
std::string SelectMembers(std::string_view object, const std::function<bool(std::string_view)>& wanted);
// The object with each element of the list at its member `list` put through `change`.
std::string ChangeElements(std::string_view object, std::string_view list,
                           const std::function<std::string(std::string_view)>& change);

}  // namespace charter::api
