#include "api/json_members.h"

#include <algorithm>

namespace charter::api {
namespace {

std::size_t EndOfString(std::string_view text, std::size_t at) {
  for (++at; at < text.size() && text[at] != '"'; ++at) {
    if (text[at] == '\\') ++at;
  }
  return std::min(at + 1, text.size());
}

// Where the value that begins at `at` ends.
std::size_t EndOfValue(std::string_view text, std::size_t at) {
  std::size_t depth = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '"') {
      at = EndOfString(text, at);
      if (depth == 0) return at;
      continue;
    }
    if (depth == 0 && (c == ',' || c == '}' || c == ']')) return at;
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && --depth == 0) return at + 1;
    ++at;
  }
  return at;
}

// Calls `take` with each part between the brackets of an object or a list: a member whole, or an element.
void ForEachPart(std::string_view text, const std::function<void(std::string_view)>& take) {
  for (std::size_t at = 1; at + 1 < text.size();) {
    std::size_t end = EndOfValue(text, at);
    if (end < text.size() && text[end] == ':') end = EndOfValue(text, end + 1);
    take(text.substr(at, end - at));
    at = end + 1;
  }
}

std::string_view NameOf(std::string_view member) { return member.substr(1, EndOfString(member, 0) - 2); }

void Append(std::string& out, std::string_view part) {
  if (out.size() > 1) out += ',';
  out += part;
}

}  // namespace

std::string SelectMembers(std::string_view object, const std::function<bool(std::string_view)>& wanted) {
  std::string out = "{";
  ForEachPart(object, [&](std::string_view member) {
    if (wanted(NameOf(member))) Append(out, member);
  });
  return out + "}";
}

std::string ChangeElements(std::string_view object, std::string_view list,
                           const std::function<std::string(std::string_view)>& change) {
  std::string out = "{";
  ForEachPart(object, [&](std::string_view member) {
    if (NameOf(member) != list) return Append(out, member);
    std::string elements = "[";
    const std::size_t colon = EndOfString(member, 0);
    ForEachPart(member.substr(colon + 1),
                [&](std::string_view element) { Append(elements, change(element)); });
    Append(out, std::string(member.substr(0, colon + 1)) + elements + "]");
  });
  return out + "}";
}

}  // namespace charter::api
