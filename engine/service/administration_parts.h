// What the parts of Administration share.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/service/administration.h"
#include "engine/service/refusing.h"

namespace charter::administering {

// The path of the root of the tree: one id.
bool IsTop(std::string_view path);

Refusal Gone(const std::string& id);
tl::unexpected<Refusal> NoPlace(const OrgId& id);
Refusal NotYourself();
Refusal LastOne();

// "head", "head 2026-01-05T09:00:00+08:00/2026-02-01T00:00:00+08:00".
std::string InWords(const Grant& grant);
// What the record says of a change.
void Note(AccessRecord& record, const char* kind, std::optional<PersonId> whom, std::string what,
          OrgId where);

// Places where the caller may look into grants.
std::vector<std::string> OverseenBy(const Caller& caller);
bool Covers(const std::vector<std::string>& scopes, std::string_view path);
// What of `scopes` lies at or below the place, or the place where that lies in one of them.
std::vector<std::string> Within(std::vector<std::string> scopes, const std::optional<std::string>& place);

}  // namespace charter::administering

namespace charter {

template <typename Result>
Outcome<Result> Administration::Do(const Caller& caller, const RightsChange& change, AccessRecord record,
                                   Result result, const AnswerTo<Result>& answer, Refusal not_done) {
  record.person = caller.person.id;
  const std::optional<AnswerRecord> kept = answer ? std::optional(answer(result)) : std::nullopt;
  switch (directory_.Change(caller.tenant, change, record, kept ? &*kept : nullptr)) {
    case Changed::kYes:
      return result;
    case Changed::kKeyTaken:
      return tl::unexpected(KeyTaken());
    case Changed::kLastOne:
      return tl::unexpected(administering::LastOne());
    case Changed::kNot:
      break;
  }
  return tl::unexpected(std::move(not_done));
}

}  // namespace charter
