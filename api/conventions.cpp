#include "api/conventions.h"

#include <algorithm>

#include "api/fields.h"
#include "api/json_members.h"
#include "api/openapi/components.h"

namespace charter::api {
namespace {

using Holds = AnswerShape::Holds;

const AnswerShape* JsonOf(const Route& route) {
  const auto found = std::find_if(route.answers.begin(), route.answers.end(), [](const AnswerShape& answer) {
    return answer.status == 200 && answer.type == kJson;
  });
  return found == route.answers.end() ? nullptr : &*found;
}

// The comma-separated parts of all fields of that name, without the space around them.
template <typename Take>
void ForEachListed(const Headers& headers, std::string_view name, Take take) {
  for (const auto& [field, value] : headers.all()) {
    if (!EqualIgnoringCase(field, name)) continue;
    for (std::string_view rest = value; !rest.empty();) {
      const std::size_t comma = std::min(rest.find(','), rest.size());
      take(TrimSpace(rest.substr(0, comma)));
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
  }
}

bool PrefersMinimal(const Headers& headers) {
  bool minimal = false;
  ForEachListed(headers, "Prefer", [&](std::string_view preference) {
    const std::string_view one = TrimSpace(preference.substr(0, preference.find(';')));
    minimal = minimal || EqualIgnoringCase(one, "return=minimal");
  });
  return minimal;
}

}  // namespace

void OfferFields(Route& route) {
  const AnswerShape* answer = JsonOf(route);
  if (!route.IsSafe() || route.access == Access::kAnyone || answer == nullptr) return;
  const std::vector<std::string> members = openapi::MembersOf(answer->schema);
  if (members.empty()) return;
  const Text title = answer->holds == Holds::kOne
                         ? Text{"只要这些成员", "Only these members"}
                         : Text{"每行只要这些成员", "Only these members of each row"};
  route.query.push_back(SomeOf(std::string(kFieldsParameter), members, title));
}

void KeepFields(const Call& call, const Route& route, Response& response) {
  const Value* fields = call.query.Find(kFieldsParameter);
  const AnswerShape* answer = JsonOf(route);
  const std::string* type = response.headers.Find("Content-Type");
  if (fields == nullptr || answer == nullptr || type == nullptr || *type != kJson) return;
  const auto select = [&](std::string_view object) {
    return SelectMembers(object, [&](std::string_view name) {
      const auto names = fields->AsList();
      return std::any_of(names.begin(), names.end(),
                         [&](const Value& wanted) { return wanted.AsString() == name; });
    });
  };
  response.body =
      answer->holds == Holds::kOne ? select(response.body) : ChangeElements(response.body, "items", select);
}

void AnswerMinimally(const Headers& asked, Response& response) {
  if (response.status >= 300 || response.body.empty() || !PrefersMinimal(asked)) return;
  if (response.status == 200) response.status = 204;
  response.body.clear();
  Headers kept;
  for (const auto& [name, value] : response.headers.all()) {
    if (!EqualIgnoringCase(name, "Content-Type")) kept.Add(name, value);
  }
  kept.Add("Preference-Applied", "return=minimal");
  response.headers = std::move(kept);
}

bool IsKnown(const Headers& asked, std::string_view etag) {
  bool known = false;
  ForEachListed(asked, "If-None-Match", [&](std::string_view tag) {
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    known = known || tag == "*" || tag == etag;
  });
  return known;
}

}  // namespace charter::api
