#include "api/http/route.h"

#include <algorithm>
#include <set>
#include <stdexcept>

namespace charter::api {
namespace {

AnswerShape OfJson(int status, AnswerShape::Holds holds, std::string schema,
                   std::vector<std::string> headers) {
  return {status, holds, std::string(kJson), std::move(schema), std::move(headers)};
}

}  // namespace

const std::string& Call::Path(std::string_view name) const {
  const auto found =
      std::find_if(path.begin(), path.end(), [&](const NamedText& value) { return value.first == name; });
  if (found == path.end()) throw std::logic_error("a route has no parameter " + std::string(name));
  return found->second;
}

bool Call::IsDryRun() const {
  const Value* dry_run = query.Find("dry_run");
  return dry_run != nullptr && dry_run->is(Kind::kBool) && dry_run->AsBool();
}

BodyShape JsonBody(std::vector<Field> members) { return {std::string(kJson), std::move(members)}; }

BodyShape PatchBody() { return {std::string(kMergePatch), {}}; }

BodyShape TextBody(std::string type) { return {std::move(type), {}}; }

AnswerShape Gives(std::string schema, std::vector<std::string> headers) {
  return OfJson(200, AnswerShape::Holds::kOne, std::move(schema), std::move(headers));
}

AnswerShape GivesList(std::string schema) {
  return OfJson(200, AnswerShape::Holds::kList, std::move(schema), {});
}

AnswerShape GivesPage(std::string schema) {
  return OfJson(200, AnswerShape::Holds::kPage, std::move(schema), {"Link"});
}

AnswerShape GivesNew(std::string schema, std::vector<std::string> headers) {
  headers.emplace_back("Location");
  return OfJson(201, AnswerShape::Holds::kOne, std::move(schema), std::move(headers));
}

AnswerShape GivesText(std::string type, std::vector<std::string> headers) {
  return {200, AnswerShape::Holds::kText, std::move(type), "", std::move(headers)};
}

AnswerShape GivesNothing(std::vector<std::string> headers) {
  return {.status = 204, .headers = std::move(headers)};
}

std::vector<Code> RefusalsOf(const Route& route) {
  std::set<Code> codes(route.refuses.begin(), route.refuses.end());
  codes.insert({Code::invalid_parameter, Code::internal_error, Code::store_unavailable, Code::store_schema,
                Code::store_failed, Code::server_busy, Code::too_many_requests});
  // A token may be for reading alone, or for the items of certain workflows.
  if (route.access != Access::kAnyone) codes.insert({Code::unauthenticated, Code::scope_too_narrow});
  if (route.access == Access::kPerson) codes.insert(Code::password_change_needed);
  if (!route.IsSafe()) {
    codes.insert({Code::body_too_large, Code::cross_site});
  }
  if (route.IsKeyed()) {
    codes.insert({Code::idempotency_key_invalid, Code::idempotency_key_reused, Code::idempotency_key_taken});
  }
  if (route.body.type == kJson || route.body.type == kMergePatch) {
    codes.insert({Code::invalid_json, Code::invalid_encoding, Code::input_invalid});
  }
  if (route.if_match != IfMatch::kIgnored) codes.insert(Code::stale_revision);
  if (route.if_match == IfMatch::kRequired) codes.insert(Code::precondition_required);
  return {codes.begin(), codes.end()};
}

}  // namespace charter::api
