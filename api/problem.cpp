#include "api/problem.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "api/diagnostic_json.h"
#include "api/json_writer.h"

namespace charter::api {
namespace {

void WriteFields(JsonWriter& json, const Problem& problem, Language language) {
  json.Key("fields").BeginArray();
  for (const FieldError& field : problem.fields) {
    json.BeginObject();
    json.Key("pointer").String(field.pointer).Key("keyword").String(field.keyword);
    json.Key("message").String(field.message.In(language)).EndObject();
  }
  json.EndArray();
}

void WriteDiagnostics(JsonWriter& json, const std::vector<Diagnostic>& diagnostics, Language language) {
  json.Key("diagnostics").BeginArray();
  for (const Diagnostic& diagnostic : diagnostics) Write(json, diagnostic, language);
  json.EndArray();
}

// The quality of one language range, 0 to 1000; 1000 where none is written.
int QualityOf(std::string_view parameters) {
  const std::size_t at = parameters.find("q=");
  if (at == std::string_view::npos) return 1000;
  const std::string text(parameters.substr(at + 2, 5));
  return static_cast<int>(std::strtod(text.c_str(), nullptr) * 1000);
}

}  // namespace

const std::vector<Code>& AllCodes() {
  static const std::vector<Code> codes{
#define CHARTER_CODE(number, name, english, chinese) Code::name,
      CHARTER_CODES(CHARTER_CODE)
#undef CHARTER_CODE
  };
  return codes;
}

int StatusOf(Code code) {
  // A workflow's mistakes, 1xxx, are one mistake of the request that brings it.
  switch (code) {
    case Code::definition_invalid:
    case Code::unknown_event:  // no state of the workflow will ever take it
    case Code::input_invalid:
    case Code::preset_not_found:
    case Code::parameter_unknown:
    case Code::parameter_unverified:
    case Code::parameter_mismatch:
    case Code::override_refused:
    case Code::data_invalid:
    case Code::counts_disagree:
    case Code::unknown_candidate:
    case Code::upload_incomplete:
    case Code::not_a_database:
    case Code::database_damaged:
    case Code::export_damaged:
    case Code::export_version:
    case Code::organization_not_found:  // named in a body or a filter, never an address of its own
    case Code::idempotency_key_reused:
    case Code::password_unfit:
    case Code::person_not_found:
    case Code::delegation_refused:
    case Code::subscription_unfit:
      return 422;
    case Code::event_not_available:
    case Code::guard_not_met:
    case Code::guard_failed:
    case Code::not_yet_open:
    case Code::no_longer_open:
    case Code::microstep_limit:
    case Code::item_suspended:
    case Code::item_ended:
    case Code::item_faulted:
    case Code::action_failed:
    case Code::no_way_back:
    case Code::returned_too_often:
    case Code::too_late_to_withdraw:
    case Code::nothing_to_hand_over:
    case Code::receiver_lacks_role:
    case Code::urged_already:
    case Code::nobody_awaited:
    case Code::acted_already:
    case Code::pool_exceeded:
    case Code::not_run_yet:
    case Code::version_exists:
    case Code::parent_not_open:
    case Code::clock_not_simulated:
    case Code::cascade_limit:
    case Code::budget_exceeded:
    case Code::ledger_exceeded:
    case Code::no_budget:
    case Code::budget_exists:
    case Code::already_there:
    case Code::database_in_use:
    case Code::calendar_clash:
    case Code::idempotency_key_taken:
    case Code::too_few_reviewers:
    case Code::too_few_scores:
    case Code::no_local_account:
    case Code::account_clash:
    case Code::bulk_refused:
    case Code::workflow_retired:
    case Code::account_exists:
    case Code::organization_in_use:
    case Code::fields_not_open:
    case Code::erasure_refused:
      return 409;
    case Code::wrong_role:
    case Code::not_allowed:
    case Code::handed_over:
    case Code::in_conflict:
    case Code::not_assigned:
    case Code::not_permitted:
    case Code::password_change_needed:
    case Code::scope_too_narrow:
    case Code::cross_site:
      return 403;
    case Code::stale_revision:
      return 412;
    case Code::item_not_found:
    case Code::workflow_not_found:
    case Code::budget_not_found:
    case Code::dead_letter_not_found:
    case Code::upload_not_found:
    case Code::no_such_resource:
    case Code::token_not_found:
      return 404;
    case Code::invalid_json:
    case Code::invalid_parameter:
    case Code::invalid_encoding:
    case Code::idempotency_key_invalid:
    case Code::malformed_request:
      return 400;
    case Code::unauthenticated:
    case Code::sign_in_refused:
      return 401;
    case Code::stream_gap:
      return 410;
    case Code::file_type_refused:
      return 415;
    case Code::precondition_required:
      return 428;
    case Code::too_many_requests:
      return 429;
    case Code::method_not_allowed:
      return 405;
    case Code::request_timeout:
      return 408;
    case Code::body_too_large:
    case Code::file_too_large:
      return 413;
    case Code::target_too_long:
      return 414;
    case Code::fields_too_large:
      return 431;
    case Code::not_implemented:
      return 501;
    case Code::http_version_unsupported:
      return 505;
    case Code::store_unavailable:
    case Code::store_schema:
    case Code::server_busy:
    case Code::server_stopping:
      return 503;
    case Code::internal_error:
    case Code::file_damaged:
    case Code::store_failed:
      return 500;
    default:
      return static_cast<int>(code) < 2000 ? 422 : 500;
  }
}

Problem ProblemOf(const Refusal& refusal) {
  Problem problem;
  problem.code = refusal.code;
  problem.detail = refusal.message;
  problem.hint = refusal.hint;
  problem.fields = refusal.fields;
  problem.details = refusal.details;
  return problem;
}

Problem ProblemOf(const Failure& failure) {
  Problem problem;
  problem.code = failure.code();
  if (failure.code() == Code::store_unavailable) problem.headers.emplace_back("Retry-After", "2");
  return problem;
}

Problem InvalidParameter(Text detail, Text hint) {
  Problem problem;
  problem.code = Code::invalid_parameter;
  problem.detail = std::move(detail);
  problem.hint = std::move(hint);
  return problem;
}

Response Render(const Problem& problem, Language language) {
  const CodeInfo& info = InfoOf(problem.code);
  const Text title{std::string(info.zh), std::string(info.en)};
  const Text& detail = problem.detail.empty() ? title : problem.detail;
  Response response;
  response.status = StatusOf(problem.code);

  JsonWriter json;
  json.BeginObject();
  json.Key("type").String("/problems/" + std::string(info.name));
  json.Key("title").String(title.In(language));
  json.Key("status").Int(response.status);
  json.Key("detail").String(detail.In(language));
  json.Key("code").String(Label(problem.code));
  if (!problem.hint.empty()) json.Key("hint").String(problem.hint.In(language));
  if (!problem.fields.empty()) WriteFields(json, problem, language);
  if (!problem.details.empty()) json.Key("details").Strings(problem.details);
  if (!problem.diagnostics.empty()) WriteDiagnostics(json, problem.diagnostics, language);
  for (const auto& [name, text] : problem.members) json.Key(name).Raw(text);
  json.EndObject();

  response.headers.Add("Content-Type", "application/problem+json");
  response.headers.Add("Content-Language", language == Language::kZh ? "zh" : "en");
  for (const auto& [name, value] : problem.headers) response.headers.Add(name, value);
  response.body = json.Take();
  return response;
}

Language LanguageOf(const Headers& headers) {
  const std::string* wanted = headers.Find("Accept-Language");
  if (wanted == nullptr) return Language::kZh;
  int zh = 0;
  int en = 0;
  std::string_view rest = *wanted;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    const std::string_view range = TrimSpace(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const std::size_t semicolon = std::min(range.find(';'), range.size());
    const std::string_view tag = TrimSpace(range.substr(0, semicolon));
    const int quality = QualityOf(range.substr(semicolon));
    const std::string_view primary = tag.substr(0, tag.find('-'));
    if (EqualIgnoringCase(primary, "zh")) zh = std::max(zh, quality);
    if (EqualIgnoringCase(primary, "en")) en = std::max(en, quality);
  }
  return en > zh ? Language::kEn : Language::kZh;
}

}  // namespace charter::api
