#include "api/seal_json.h"

#include <sstream>

#include "api/commands/commands.h"
#include "api/json_writer.h"
#include "engine/data/failure.h"
#include "engine/data/json.h"

namespace charter::api {
namespace {

struct NamedNumber {
  const char* name;
  std::int64_t SealRecord::*member;
};
constexpr NamedNumber kCounts[] = {
    {"items", &SealRecord::items}, {"revisions", &SealRecord::revisions}, {"changed", &SealRecord::changed}};
struct NamedText {
  const char* name;
  std::string SealRecord::*member;
};
constexpr NamedText kTexts[] = {{"root", &SealRecord::root},
                                {"previous", &SealRecord::previous},
                                {"hash", &SealRecord::hash},
                                {"key", &SealRecord::key},
                                {"signature", &SealRecord::signature}};

// Nothing where a member is missing or of another kind.
std::optional<KeptSeal> SealOf(const Value& line) {
  if (!line.is(Kind::kMap)) return std::nullopt;
  const auto text = [&](const char* name) {
    const Value* value = line.Find(name);
    return value != nullptr && value->is(Kind::kString) ? std::optional(std::string(value->AsString()))
                                                        : std::nullopt;
  };
  const auto number = [&](const char* name) {
    const Value* value = line.Find(name);
    return value != nullptr && value->is(Kind::kInt) ? std::optional(value->AsInt()) : std::nullopt;
  };
  KeptSeal kept;
  const auto tenant = text("tenant");
  const auto count = number("seal");
  const auto at = ParseTimestamp(text("at").value_or(""));
  if (!tenant || !count || !at) return std::nullopt;
  kept.tenant = TenantId(*tenant);
  kept.seal.number = *count;
  kept.seal.at = *at;
  for (const auto& [name, member] : kCounts) {
    const auto value = number(name);
    if (!value) return std::nullopt;
    kept.seal.*member = *value;
  }
  for (const auto& [name, member] : kTexts) {
    const auto value = text(name);
    if (!value) return std::nullopt;
    kept.seal.*member = *value;
  }
  return kept;
}

}  // namespace

std::string WriteSeal(const TenantId& tenant, const SealRecord& seal) {
  JsonWriter json;
  json.BeginObject().Key("tenant").String(tenant.value).Key("seal").Int(seal.number);
  json.Key("at").String(ToString(seal.at));
  for (const auto& [name, member] : kCounts) json.Key(name).Int(seal.*member);
  for (const auto& [name, member] : kTexts) json.Key(name).String(seal.*member);
  return json.EndObject().Take();
}

std::vector<KeptSeal> ReadSeals(const std::string& path) {
  const auto text = ReadFile(path);
  if (!text) throw Failure(Code::invalid_parameter, "cannot read the seal " + path);
  std::vector<KeptSeal> seals;
  std::istringstream lines(*text);
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    const auto value = ParseJson(line);
    auto seal = value ? SealOf(*value) : std::nullopt;
    if (!seal) {
      throw Failure(Code::invalid_parameter,
                    path + ":" + std::to_string(number) + ": not a line that charter seal printed");
    }
    seals.push_back(std::move(*seal));
  }
  if (seals.empty()) throw Failure(Code::invalid_parameter, path + " holds no seal");
  return seals;
}

}  // namespace charter::api
